# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Full-text search that is right for one Chinese character as for four.

FTS5 splits on blanks, so every CJK character becomes a token of its own and a query is a phrase.
Digits of phones and serial numbers, and pinyin initials, are matched beside it.
"""

import itertools
import unicodedata
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.engine import RowMapping

from branchdesk.domain.identifiers import fold_width, phone_digits
from branchdesk.domain.kinds.registry import KINDS, child_kinds
from branchdesk.domain.lines import SearchHit
from branchdesk.store.tables import SYNCED
from branchdesk.store.tables.local import search_entry

SEARCHED = ("customer", "service_record", "visit")
"""The kinds that are found by the search box."""

CREATE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_text USING fts5("
    "body, content='', contentless_delete=1, tokenize='unicode61')"
)
INITIALS_LIMIT = 16
"""Heteronym readings kept per name."""


def spaced(text: str) -> str:
    """Return the text with every CJK character standing alone, lower-cased and half-width."""
    parts = []
    for ch in fold_width(text).lower():
        parts.append(f" {ch} " if _is_cjk(ch) else ch)
    return " ".join("".join(parts).split())


def _is_cjk(ch: str) -> bool:
    code = ord(ch)
    return 0x2E80 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x3FFFF


def phrase(text: str) -> str:
    """Return the FTS query for what a person typed: each word a phrase, the last one a prefix."""
    words = []
    for word in fold_width(text).split():
        kept = "".join(ch if unicodedata.category(ch)[0] in "LN" else " " for ch in word)
        if tokens := spaced(kept):
            words.append(f'"{tokens}"')
    if not words:
        return ""
    if not _is_cjk(words[-1][-2]):
        words[-1] += "*"
    return " AND ".join(words)


def initials_of(name: str, override: str = "") -> str:
    """Return all readings of a name's pinyin initials and its full pinyin, blank-separated."""
    if override.strip():
        return override.lower()
    if not any(_is_cjk(ch) for ch in name):
        return name.lower()
    from pypinyin import Style, pinyin  # costs a quarter second: only when a name is indexed

    readings = pinyin(name[:12], style=Style.FIRST_LETTER, heteronym=True, errors="default")
    choices = [list(dict.fromkeys(r)) for r in readings]
    combined = ("".join(c) for c in itertools.product(*choices))
    kept = list(dict.fromkeys(itertools.islice(combined, INITIALS_LIMIT)))
    whole = "".join(p[0] for p in pinyin(name[:12], style=Style.NORMAL, errors="default"))
    return " ".join([*kept, whole]).lower()


class Index:
    """Keeps the search index of one connection in step with the rows."""

    def __init__(self, connection: Connection) -> None:
        """Work inside the connection's transaction."""
        self._connection = connection

    def refresh(self, roots: Iterable[tuple[str, UUID]]) -> None:
        """Index the named rows anew; rows that are gone or not searched are passed over."""
        for kind, uuid in roots:
            if kind in SEARCHED:
                self._refresh_one(kind, uuid)

    def _refresh_one(self, kind: str, uuid: UUID) -> None:
        table = SYNCED[kind]
        row = self._connection.execute(select(table).where(table.c.uuid == uuid)).mappings().first()
        old = self._connection.execute(
            select(search_entry.c.id).where(
                search_entry.c.entity == kind, search_entry.c.row_id == uuid.bytes
            )
        ).scalar()
        if old is not None:
            self._connection.execute(delete(search_entry).where(search_entry.c.id == old))
            self._connection.exec_driver_sql("DELETE FROM search_text WHERE rowid = ?", (old,))
        if row is None or row["deleted"]:
            return
        texts, digits = self._texts(kind, row)
        title, subtitle, names = self._head(kind, row)
        key = self._connection.execute(
            insert(search_entry).values(
                entity=kind,
                row_id=uuid.bytes,
                row_key=row["id"],
                number=row["number"],
                title=title,
                subtitle=subtitle,
                digits=digits,
                initials=names,
            )
        ).inserted_primary_key[0]
        body = spaced(" ".join([row["number"], title, *texts]))
        self._connection.exec_driver_sql(
            "INSERT INTO search_text (rowid, body) VALUES (?, ?)", (key, body)
        )

    def _texts(self, kind: str, row: RowMapping) -> tuple[list[str], str]:
        texts, digits = [], []
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
                if field.facts.search >= 3 and (number := phone_digits(value)):
                    digits.append(number)
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


def search(connection: Connection, text: str, limit: int) -> list[SearchHit]:
    """Return the best matches, customers by initials and numbers first."""
    typed = fold_width(text).strip()
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

    columns = "e.id, e.entity, e.row_id, e.number, e.title, e.subtitle"
    if lowered:
        collect(
            f"SELECT {columns} FROM search_entry e WHERE e.number LIKE ? ORDER BY e.id DESC LIMIT ?",
            (f"%{lowered}", limit),
            100.0,
        )
    if lowered.isascii() and lowered.isalpha():
        collect(
            f"SELECT {columns} FROM search_entry e WHERE e.entity = 'customer'"
            " AND (' ' || e.initials) LIKE ? ORDER BY length(e.title) LIMIT ?",
            (f"% {lowered}%", limit),
            90.0,
        )
    if len(digits) >= 3 and len(digits) >= len(typed) - 3:
        collect(
            f"SELECT {columns} FROM search_entry e WHERE e.digits LIKE ? ORDER BY e.id DESC LIMIT ?",
            (f"%{digits}%", limit),
            80.0,
        )
    if query := phrase(typed):
        collect(
            f"SELECT {columns} FROM search_text t JOIN search_entry e ON e.id = t.rowid"
            " WHERE search_text MATCH ? ORDER BY (e.entity = 'customer') DESC, t.rowid DESC LIMIT ?",
            (query, limit),
            50.0,
        )
    return sorted(hits.values(), key=lambda h: -h.score)[:limit]
