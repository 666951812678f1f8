# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Keeping the search index in step with the rows, inside the transaction that changes them.

Every saving pays for this, so the statements are written out once per kind and go to the driver
as they are; the library's statement objects would cost several times what the database does.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from branchdesk.domain.identifiers import fold_width, phone_digits
from branchdesk.domain.kinds.description import Field, FieldType
from branchdesk.domain.kinds.registry import KINDS, child_kinds
from branchdesk.store.presence import among, slices
from branchdesk.store.search import CUSTOMERS_FROM, initials_of, spaced

SEARCHED = ("customer", "service_record", "visit")
"""The kinds that are found by the search box."""

DIGITS_WEIGHT = 3
"""Fields of this search weight and above are also found by the digits they hold."""

SUBTITLE_LENGTH = 200

_LONG_NUMBER = re.compile("[0-9\uff10-\uff19]{4,}")
"""Full-width digits are looked for as they are: folding a long text takes longer than this."""

_CUSTOMER_NAME = "(SELECT name FROM customer WHERE customer.uuid = r.customer)"

_HEADS = {
    "customer": "r.name, r.aliases, r.initials",
    "service_record": f"{_CUSTOMER_NAME}, r.problem_description, ''",
    "visit": f"{_CUSTOMER_NAME}, r.purpose, ''",
}
"""Title, subtitle and the initials a person entered, for each searched kind."""

_HEAD = 6
"""Columns before the searched fields: UUID, key, number and those of ``_HEADS``."""

_OLD = "SELECT row_id, id, title FROM search_entry WHERE entity = '{}' AND row_id"
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
    """The statement that reads the searched fields of some rows, and which of them hold numbers.

    ``question`` and ``rest`` stand before and behind the UUIDs; ``numbers`` are places among the
    searched fields.
    """

    question: str
    rest: str
    numbers: tuple[tuple[int, Field], ...]


class _Words:
    """What one row and its children are found by."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.digits: list[str] = []

    def collect(self, searched: _Searched, values: Sequence[Any]) -> None:
        """Add the searched values of one row."""
        self.texts += [value for value in values if value and isinstance(value, str)]
        for place, field in searched.numbers:
            value = values[place]
            if value and isinstance(value, str):
                self.digits += _numbers_in(field, value)


class Index:
    """Keeps the search index of one connection in step with the rows."""

    def __init__(self, connection: Connection) -> None:
        """Work inside the connection's transaction."""
        self._raw: Any = connection.connection.dbapi_connection

    def refresh(self, roots: Iterable[tuple[str, UUID]]) -> None:
        """Index the named rows anew; rows that are gone or not searched are passed over."""
        asked: dict[str, list[bytes]] = {}
        for kind, uuid in roots:
            if kind in SEARCHED:
                asked.setdefault(kind, []).append(uuid.bytes)
        for kind, rows in asked.items():
            for some in slices(rows):
                renamed = self._refresh_some(kind, some)
                for customer in renamed if kind == "customer" else ():
                    self._refresh_work_of(customer)

    def _refresh_work_of(self, customer: bytes) -> None:
        """Index the records and visits of a renamed customer anew: they carry its name."""
        for kind in ("service_record", "visit"):
            query = f"SELECT uuid FROM {kind} WHERE customer = ?"
            found = self._raw.execute(query, (customer,)).fetchall()
            for some in slices([bytes(row) for (row,) in found]):
                self._refresh_some(kind, some)

    def _refresh_some(self, kind: str, rows: Sequence[bytes]) -> list[bytes]:
        """Index some rows anew; returns those whose title changed."""
        titles = self._forget(kind, rows)
        own = _own(kind)
        found = among(self._raw, own.question, rows, own.rest)
        words = self._words(kind, own, found)
        entry = self._next_entry(kind)
        entries: list[tuple[Any, ...]] = []
        texts: list[tuple[int, str]] = []
        renamed = []
        is_customer = kind == "customer"
        for row in found:
            row_id, key, number, customer_name, second, entered = row[:_HEAD]
            title = customer_name or ""
            own_words = words[row_id]
            entries.append(
                (
                    entry,
                    kind,
                    row_id,
                    key,
                    number,
                    title,
                    second if is_customer else second[:SUBTITLE_LENGTH],
                    " ".join(own_words.digits),
                    _initials(title, second, entered) if is_customer else "",
                )
            )
            texts.append((entry, spaced(" ".join([number, title, *own_words.texts]))))
            if titles.get(row_id) != title:
                renamed.append(row_id)
            entry += 1
        self._raw.executemany(_KEEP_ENTRY, entries)
        self._raw.executemany(_KEEP_TEXT, texts)
        return renamed

    def _forget(self, kind: str, rows: Sequence[bytes]) -> dict[bytes, str]:
        """Take what is known of some rows out of the index; returns their titles."""
        old = among(self._raw, _OLD.format(kind), rows)
        ids = [(entry,) for _, entry, _ in old]
        self._raw.executemany(_FORGET_ENTRY, ids)
        self._raw.executemany(_FORGET_TEXT, ids)
        return {row_id: title for row_id, _, title in old}

    def _words(self, kind: str, own: _Searched, found: Sequence[Any]) -> dict[bytes, _Words]:
        """Return by UUID what rows and their children are found by."""
        words = {row[0]: _Words() for row in found}
        for row in found:
            words[row[0]].collect(own, row[_HEAD:])
        for child in _children(kind):
            for parent, *values in among(self._raw, child.question, words, child.rest):
                words[parent].collect(child, values)
        return words

    def _next_entry(self, kind: str) -> int:
        """Return the number of a new entry: behind all others of customers, or of work."""
        first, end = (CUSTOMERS_FROM, 1 << 62) if kind == "customer" else (1, CUSTOMERS_FROM)
        newest = self._raw.execute(_NEWEST, (end,)).fetchone()
        return first if newest is None else max(first, newest[0] + 1)


@cache
def _own(kind: str) -> _Searched:
    fields = _searched_fields(kind)
    names = (f"r.{field.name}" for field in fields)
    columns = ", ".join(["r.uuid", "r.id", "r.number", _HEADS[kind], *names])
    question = f"SELECT {columns} FROM {kind} r WHERE r.uuid"
    return _Searched(question, " AND NOT r.deleted", _numbered(fields))


@cache
def _children(kind: str) -> tuple[_Searched, ...]:
    found = []
    for child in child_kinds(kind):
        fields = _searched_fields(child.name)
        if child.parent is not None and fields:
            link = child.parent.field
            columns = ", ".join([link, *(field.name for field in fields)])
            question = f"SELECT {columns} FROM {child.name} WHERE {link}"
            found.append(_Searched(question, " AND NOT deleted", _numbered(fields)))
    return tuple(found)


def _searched_fields(kind: str) -> tuple[Field, ...]:
    return tuple(field for field in KINDS[kind].fields.values() if field.facts.search)


def _numbered(fields: tuple[Field, ...]) -> tuple[tuple[int, Field], ...]:
    return tuple((n, f) for n, f in enumerate(fields) if f.facts.search >= DIGITS_WEIGHT)


def _initials(name: str, aliases: str, entered: str) -> str:
    others = " ".join(initials_of(alias) for alias in aliases.split()[:4])
    return f"{initials_of(name, entered)} {others}".strip()


def _numbers_in(field: Field, value: str) -> list[str]:
    """Return the digits of a line as one number, of a long text each longer run of its own."""
    if field.type is FieldType.TEXT:
        return [fold_width(run) for run in _LONG_NUMBER.findall(value)]
    return [number] if (number := phone_digits(value)) else []
