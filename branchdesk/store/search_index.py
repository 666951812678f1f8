# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Keeping the search index in step with the rows, inside the transaction that changes them.

Every saving pays for this, so the statements are written out once per kind and go to the driver
as they are; the library's statement objects would cost several times what the database does.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from branchdesk.domain.identifiers import fold_width, phone_digits
from branchdesk.domain.kinds.description import Field, FieldType
from branchdesk.domain.kinds.registry import KINDS, child_kinds
from branchdesk.store.search import CUSTOMERS_FROM, initials_of, spaced

SEARCHED = ("customer", "service_record", "visit")
"""The kinds that are found by the search box."""

DIGITS_WEIGHT = 3
"""Fields of this search weight and above are also found by the digits they hold."""

SUBTITLE_LENGTH = 200

_LONG_NUMBER = re.compile("[0-9]{4,}")

_CUSTOMER_NAME = "(SELECT name FROM customer WHERE customer.uuid = r.customer)"

_HEADS = {
    "customer": "r.name, r.aliases, r.initials",
    "service_record": f"{_CUSTOMER_NAME}, r.problem_description, ''",
    "visit": f"{_CUSTOMER_NAME}, r.purpose, ''",
}
"""Title, subtitle and the initials a person entered, for each searched kind."""

_OLD = "SELECT id, title FROM search_entry WHERE entity = ? AND row_id = ?"
_FORGET_ENTRY = "DELETE FROM search_entry WHERE id = ?"
_FORGET_TEXT = "DELETE FROM search_text WHERE rowid = ?"
_NEWEST = "SELECT id FROM search_entry WHERE id < ? ORDER BY id DESC LIMIT 1"
_KEEP_ENTRY = (
    "INSERT INTO search_entry"
    " (id, entity, row_id, row_key, number, title, subtitle, digits, initials)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_KEEP_TEXT = "INSERT INTO search_text (rowid, body) VALUES (?, ?)"


class _Searched(msgspec.Struct, frozen=True):
    """The searched fields of a kind, and the statement that reads them of one row's UUID."""

    statement: str
    fields: tuple[Field, ...]


class Index:
    """Keeps the search index of one connection in step with the rows."""

    def __init__(self, connection: Connection) -> None:
        """Work inside the connection's transaction."""
        self._raw: Any = connection.connection.dbapi_connection

    def refresh(self, roots: Iterable[tuple[str, UUID]]) -> None:
        """Index the named rows anew; rows that are gone or not searched are passed over."""
        for kind, uuid in roots:
            if kind not in SEARCHED:
                continue
            renamed = self._refresh_one(kind, uuid.bytes)
            if renamed and kind == "customer":
                self._refresh_work_of(uuid.bytes)

    def _refresh_work_of(self, customer: bytes) -> None:
        """Index the records and visits of a renamed customer anew: they carry its name."""
        for kind in ("service_record", "visit"):
            query = f"SELECT uuid FROM {kind} WHERE customer = ?"
            for (found,) in self._raw.execute(query, (customer,)).fetchall():
                self._refresh_one(kind, bytes(found))

    def _refresh_one(self, kind: str, row_id: bytes) -> bool:
        """Index one row anew; returns whether its title changed."""
        raw = self._raw
        old = raw.execute(_OLD, (kind, row_id)).fetchone()
        if old is not None:
            raw.execute(_FORGET_ENTRY, (old[0],))
            raw.execute(_FORGET_TEXT, (old[0],))
        own = _own(kind)
        row = raw.execute(own.statement, (row_id,)).fetchone()
        if row is None:
            return False
        key, number, customer_name, second, entered = row[:5]
        title = customer_name or ""
        texts: list[str] = []
        digits: list[str] = []
        _collect(own.fields, row[5:], texts, digits)
        for child in _children(kind):
            for values in raw.execute(child.statement, (row_id,)):
                _collect(child.fields, values, texts, digits)
        is_customer = kind == "customer"
        entry = self._next_entry(kind)
        raw.execute(
            _KEEP_ENTRY,
            (
                entry,
                kind,
                row_id,
                key,
                number,
                title,
                second if is_customer else second[:SUBTITLE_LENGTH],
                " ".join(digits),
                _initials(title, second, entered) if is_customer else "",
            ),
        )
        raw.execute(_KEEP_TEXT, (entry, spaced(" ".join([number, title, *texts]))))
        return old is None or bool(old[1] != title)

    def _next_entry(self, kind: str) -> int:
        """Return the number of a new entry: behind all others of customers, or of work."""
        first, end = (CUSTOMERS_FROM, 1 << 62) if kind == "customer" else (1, CUSTOMERS_FROM)
        newest = self._raw.execute(_NEWEST, (end,)).fetchone()
        return first if newest is None else max(first, newest[0] + 1)


@cache
def _own(kind: str) -> _Searched:
    fields = _searched_fields(kind)
    columns = ", ".join(["r.id", "r.number", _HEADS[kind], *(f"r.{f.name}" for f in fields)])
    return _Searched(f"SELECT {columns} FROM {kind} r WHERE r.uuid = ? AND NOT r.deleted", fields)


@cache
def _children(kind: str) -> tuple[_Searched, ...]:
    found = []
    for child in child_kinds(kind):
        fields = _searched_fields(child.name)
        if child.parent is not None and fields:
            columns = ", ".join(field.name for field in fields)
            found.append(
                _Searched(
                    f"SELECT {columns} FROM {child.name}"
                    f" WHERE {child.parent.field} = ? AND NOT deleted",
                    fields,
                )
            )
    return tuple(found)


def _searched_fields(kind: str) -> tuple[Field, ...]:
    return tuple(field for field in KINDS[kind].fields.values() if field.facts.search)


def _collect(
    fields: tuple[Field, ...], values: Iterable[Any], texts: list[str], digits: list[str]
) -> None:
    for field, value in zip(fields, values, strict=True):
        if not isinstance(value, str) or not value:
            continue
        texts.append(value)
        if field.facts.search >= DIGITS_WEIGHT:
            digits += _numbers_in(field, value)


def _initials(name: str, aliases: str, entered: str) -> str:
    others = " ".join(initials_of(alias) for alias in aliases.split()[:4])
    return f"{initials_of(name, entered)} {others}".strip()


def _numbers_in(field: Field, value: str) -> list[str]:
    """Return the digits of a line as one number, of a long text each longer run of its own."""
    if field.type is FieldType.TEXT:
        return _LONG_NUMBER.findall(fold_width(value))
    return [number] if (number := phone_digits(value)) else []
