# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Full-text search that is right for one Chinese character as for four.

FTS5 splits on blanks, so every CJK character (and every emoji, which chat names are full of)
becomes a token of its own and a query is a phrase.
Digits of phones and serial numbers, and pinyin initials, are matched beside it.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.engine import RowMapping

from branchdesk.domain.identifiers import clean_text, fold_width, phone_digits
from branchdesk.domain.kinds.description import Field, FieldType
from branchdesk.domain.kinds.registry import KINDS, child_kinds
from branchdesk.domain.lines import SearchHit
from branchdesk.store.tables import SYNCED
from branchdesk.store.tables.local import search_entry

SEARCHED = ("customer", "service_record", "visit")
"""The kinds that are found by the search box."""

INITIALS_LENGTH = 12
"""Characters of a name that are indexed by their initials."""

INITIALS_LIMIT = 32
"""Heteronym readings kept per name."""

_READINGS_TRIED = 4096

_LONG_NUMBER = re.compile("[0-9]{4,}")

_FOUND = "SELECT e.id, e.entity, e.row_id, e.number, e.title, e.subtitle FROM "
_BY_NUMBER = _FOUND + "search_entry e WHERE e.number LIKE ? ORDER BY e.id DESC LIMIT ?"
_BY_INITIALS = _FOUND + (
    "search_entry e WHERE e.entity = 'customer' AND (' ' || e.initials) LIKE ?"
    " ORDER BY length(e.title) LIMIT ?"
)
_BY_DIGITS = _FOUND + "search_entry e WHERE e.digits LIKE ? ORDER BY e.id DESC LIMIT ?"
_BY_TEXT = _FOUND + (
    "search_text t JOIN search_entry e ON e.id = t.rowid WHERE search_text MATCH ?"
    " ORDER BY (e.entity = 'customer') DESC, t.rowid DESC LIMIT ?"
)


def spaced(text: str) -> str:
    """Return the text with every CJK character standing alone, lower-cased and half-width."""
    parts = [f" {ch} " if _stands_alone(ch) else ch for ch in fold_width(text).lower()]
    return " ".join("".join(parts).split())


def _is_cjk(ch: str) -> bool:
    code = ord(ch)
    return 0x2E80 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x3FFFF


def _stands_alone(ch: str) -> bool:
    return _is_cjk(ch) or unicodedata.category(ch) == "So"


def _is_searched(ch: str) -> bool:
    category = unicodedata.category(ch)
    return category[0] in "LN" or category in {"Co", "So"}


def phrase(text: str) -> str:
    """Return the FTS query for what a person typed: each word a phrase, the last one a prefix."""
    words = []
    for word in fold_width(text).split():
        kept = "".join(ch if _is_searched(ch) else " " for ch in word)
        if tokens := spaced(kept):
            words.append(f'"{tokens}"')
    if not words:
        return ""
    if not _stands_alone(words[-1][-2]):
        words[-1] += "*"
    return " AND ".join(words)


def initials_of(name: str, override: str = "") -> str:
    """Return all readings of a name's pinyin initials and its full pinyin, blank-separated.

    ``override`` is what a person entered instead. Of very many readings those are kept that differ
    from the usual one in the fewest characters.
    """
    if override.strip():
        return " ".join(override.lower().split())
    if not any(_is_cjk(ch) for ch in name):
        return name.lower()
    from pypinyin import Style, pinyin  # costs a quarter second: only when a name is indexed

    start = name[:INITIALS_LENGTH]
    usual = pinyin(start, style=Style.FIRST_LETTER, errors="default")
    every = pinyin(start, style=Style.FIRST_LETTER, heteronym=True, errors="default")
    choices = [list(dict.fromkeys(one + more)) for one, more in zip(usual, every, strict=True)]
    tried = itertools.islice(itertools.product(*(range(len(c)) for c in choices)), _READINGS_TRIED)
    nearest = sorted(tried, key=lambda picks: sum(pick > 0 for pick in picks))
    readings = (
        "".join(choice[pick] for choice, pick in zip(choices, picks, strict=True))
        for picks in nearest[:INITIALS_LIMIT]
    )
    whole = "".join(p[0] for p in pinyin(start, style=Style.NORMAL, errors="default"))
    return " ".join([*readings, whole]).lower()


class Index:
    """Keeps the search index of one connection in step with the rows."""

    def __init__(self, connection: Connection) -> None:
        """Work inside the connection's transaction."""
        self._connection = connection

    def refresh(self, roots: Iterable[tuple[str, UUID]]) -> None:
        """Index the named rows anew; rows that are gone or not searched are passed over."""
        for kind, uuid in roots:
            if kind in SEARCHED and self._refresh_one(kind, uuid) and kind == "customer":
                self._refresh_work_of(uuid)

    def _refresh_work_of(self, customer: UUID) -> None:
        """Index the records and visits of a renamed customer anew: they carry its name."""
        for kind in ("service_record", "visit"):
            table = SYNCED[kind]
            query = select(table.c.uuid).where(table.c.customer == customer)
            for found in self._connection.execute(query).scalars().all():
                self._refresh_one(kind, found)

    def _refresh_one(self, kind: str, uuid: UUID) -> bool:
        """Index one row anew; returns whether its title changed."""
        table = SYNCED[kind]
        row = self._connection.execute(select(table).where(table.c.uuid == uuid)).mappings().first()
        old = self._connection.execute(
            select(search_entry.c.id, search_entry.c.title).where(
                search_entry.c.entity == kind, search_entry.c.row_id == uuid.bytes
            )
        ).first()
        if old is not None:
            self._connection.execute(delete(search_entry).where(search_entry.c.id == old.id))
            self._connection.exec_driver_sql("DELETE FROM search_text WHERE rowid = ?", (old.id,))
        if row is None or row["deleted"]:
            return False
        texts, digits = self._texts(kind, row)
        title, subtitle, names = self._head(kind, row)
        key = self._connection.execute(
            insert(search_entry)
            .values(
                entity=kind,
                row_id=uuid.bytes,
                row_key=row["id"],
                number=row["number"],
                title=title,
                subtitle=subtitle,
                digits=digits,
                initials=names,
            )
            .returning(search_entry.c.id)
        ).scalar_one()
        body = spaced(" ".join([row["number"], title, *texts]))
        self._connection.exec_driver_sql(
            "INSERT INTO search_text (rowid, body) VALUES (?, ?)", (key, body)
        )
        return old is None or bool(old.title != title)

    def _texts(self, kind: str, row: RowMapping) -> tuple[list[str], str]:
        texts: list[str] = []
        digits: list[str] = []
        rows: list[tuple[str, Any]] = [(kind, row)]
        for child in child_kinds(kind):
            parent = child.parent
            table = SYNCED[child.name]
            if parent is None or not any(f.facts.search for f in child.fields.values()):
                continue
            found = self._connection.execute(
                select(table).where(table.c[parent.field] == row["uuid"], ~table.c.deleted)
            ).mappings()
            rows.extend((child.name, r) for r in found)
        for name, values in rows:
            for field in KINDS[name].fields.values():
                value = values[field.name]
                if not field.facts.search or not isinstance(value, str) or not value:
                    continue
                texts.append(value)
                if field.facts.search >= 3:
                    digits += _numbers_in(field, value)
        return texts, " ".join(digits)

    def _head(self, kind: str, row: RowMapping) -> tuple[str, str, str]:
        if kind == "customer":
            aliases = " ".join(initials_of(a) for a in row["aliases"].split()[:4])
            names = f"{initials_of(row['name'], row['initials'])} {aliases}".strip()
            return row["name"], row["aliases"], names
        customer = SYNCED["customer"]
        name = self._connection.execute(
            select(customer.c.name).where(customer.c.uuid == row["customer"])
        ).scalar()
        text = row["problem_description"] if kind == "service_record" else row["purpose"]
        return name or "", text[:200], ""


def _numbers_in(field: Field, value: str) -> list[str]:
    """Return the digits of a line as one number, of a long text each longer run of its own."""
    if field.type is FieldType.TEXT:
        return _LONG_NUMBER.findall(fold_width(value))
    return [number] if (number := phone_digits(value)) else []


def search(connection: Connection, text: str, limit: int) -> list[SearchHit]:
    """Return the best matches, customers by initials and numbers first."""
    typed = fold_width(clean_text(text)).strip()
    if not typed:
        return []
    hits: dict[int, SearchHit] = {}
    lowered = typed.lower().replace("%", "").replace("_", "")
    digits = phone_digits(typed)

    def collect(sql: str, parameters: tuple[object, ...], score: float) -> None:
        for row in connection.exec_driver_sql(sql, parameters):
            if row[0] not in hits:
                kind, row_id, number, title, subtitle = row[1:6]
                hits[row[0]] = SearchHit(
                    kind, UUID(bytes=bytes(row_id)), number, title, subtitle, score
                )

    if lowered:
        collect(_BY_NUMBER, (f"%{lowered}", limit), 100.0)
    if lowered.isascii() and lowered.isalpha():
        collect(_BY_INITIALS, (f"% {lowered}%", limit), 90.0)
    if len(digits) >= 3 and len(digits) >= len(typed) - 3:
        collect(_BY_DIGITS, (f"%{digits}%", limit), 80.0)
    if query := phrase(typed):
        collect(_BY_TEXT, (query, limit), 50.0)
    return sorted(hits.values(), key=lambda h: -h.score)[:limit]
