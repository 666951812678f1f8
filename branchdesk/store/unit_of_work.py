# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""One transaction on the desk: reading and writing rows of every kind."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Insert, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from branchdesk.domain.changes import Changes
from branchdesk.domain.kinds.description import Row
from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.lines import CustomerLine, RecordLine, SearchHit, VisitLine
from branchdesk.domain.queries import Filter, HistoryEntry
from branchdesk.store import history, lists, search
from branchdesk.store.affirming import affirm
from branchdesk.store.capture import Capture
from branchdesk.store.rows import synced_table, to_columns, to_struct
from branchdesk.store.tables import local
from branchdesk.store.tables.columns import to_milliseconds


@cache
def _insertion(kind: str) -> Insert:
    """Return the statement that adds a row of a kind.

    The same object each time, its values as parameters: the library then looks it up instead of
    comparing sixty columns for each row.
    """
    return insert(synced_table(kind))


class SqlReader:
    """Reads inside one transaction; rows leave as frozen structs."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection whose transaction the caller ends."""
        self.connection = connection

    def get(self, kind: str, uuid: UUID) -> Any | None:
        """Return the row or None; tombstones are returned too."""
        table = synced_table(kind)
        row = self.connection.execute(select(table).where(table.c.uuid == uuid)).mappings().first()
        return None if row is None else to_struct(kind, row)

    def by_number(self, kind: str, number: str) -> Any | None:
        """Return the row with the number or None."""
        table = synced_table(kind)
        row = (
            self.connection.execute(select(table).where(table.c.number == number))
            .mappings()
            .first()
        )
        return None if row is None else to_struct(kind, row)

    def children(self, kind: str, parent: UUID) -> tuple[Any, ...]:
        """Return the live child rows of a kind, oldest first."""
        link = KINDS[kind].parent
        if link is None:
            raise ValueError(f"{kind} has no parent")
        return tuple(self.find(kind, (Filter(link.field, "=", parent),)))

    def find(
        self,
        kind: str,
        filters: Sequence[Filter] = (),
        *,
        order: str = "created_at",
        descending: bool = False,
        limit: int | None = None,
    ) -> list[Any]:
        """Return the live rows that fulfil all filters."""
        table = synced_table(kind)
        column = table.c[order]
        ordered = (column.desc(), table.c.id.desc()) if descending else (column, table.c.id)
        query = select(table).where(lists.conditions(table, filters)).order_by(*ordered)
        if limit is not None:
            query = query.limit(limit)
        return [to_struct(kind, row) for row in self.connection.execute(query).mappings()]

    def count(self, kind: str, filters: Sequence[Filter] = ()) -> int:
        """Return how many live rows fulfil all filters."""
        table = synced_table(kind)
        query = select(func.count()).select_from(table).where(lists.conditions(table, filters))
        return int(self.connection.execute(query).scalar_one())

    def exchange_state(self, kind: str, uuid: UUID) -> str:
        """Return ``unpacked``, ``sent`` or ``receipted``; unnumbered kinds are ``unpacked``."""
        table = synced_table(kind)
        if "exchange" not in table.c:
            return "unpacked"
        query = select(table.c.exchange).where(table.c.uuid == uuid)
        return self.connection.execute(query).scalar() or "unpacked"

    def line_ids(
        self,
        kind: str,
        filters: Sequence[Filter],
        order: str,
        descending: bool,
        text: str = "",
        *,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[int]:
        """Return the row ids of a list in its order, or of one page of it."""
        return lists.ids(self.connection, kind, filters, order, descending, text, limit, offset)

    def record_lines(self, ids: Sequence[int]) -> list[RecordLine]:
        """Return the lines of service records."""
        return lists.record_lines(self.connection, ids)

    def visit_lines(self, ids: Sequence[int]) -> list[VisitLine]:
        """Return the lines of visits."""
        return lists.visit_lines(self.connection, ids)

    def customer_lines(self, ids: Sequence[int]) -> list[CustomerLine]:
        """Return the lines of customers."""
        return lists.customer_lines(self.connection, ids)

    def search(self, text: str, limit: int) -> list[SearchHit]:
        """Return the best matches over customers, records and visits."""
        return search.search(self.connection, text, limit)

    def setting(self, key: str, default: str = "") -> str:
        """Return a setting of this desk."""
        query = select(local.setting.c.value).where(local.setting.c.key == key)
        value = self.connection.execute(query).scalar()
        return default if value is None else value

    def highest_numbers(self, branch: str, device: str) -> dict[str, int]:
        """Return prefix → highest running number that one desk gave, of all kinds."""
        highest: dict[str, int] = {}
        for kind in KINDS.values():
            if not kind.numbered:
                continue
            number = synced_table(kind.name).c.number
            given = select(number).where(number.like(f"{kind.letters}-{branch}-____-{device}-%"))
            for text in self.connection.execute(given).scalars():
                prefix, running = text[: text.rindex("-") + 1], text.rpartition("-")[2]
                if running.isdecimal():
                    highest[prefix] = max(highest.get(prefix, 0), int(running))
        return highest

    def history(self, kind: str, uuid: UUID) -> list[HistoryEntry]:
        """Return who changed what when, oldest first."""
        return history.history(self.connection, kind, uuid)


class SqlWriter(SqlReader):
    """Reads and writes inside one transaction; the journal writes itself."""

    def __init__(self, connection: Connection, capture: Capture, at: datetime) -> None:
        """Work on a connection in a write transaction whose triggers are unmuted."""
        super().__init__(connection)
        self.capture = capture
        self._at = at
        self._changed: dict[str, set[UUID]] = {}

    def insert(self, kind: str, row: Row) -> None:
        """Add a row."""
        values = to_columns(kind, row)
        values["versions"] = self.capture.creation_versions()
        self.connection.execute(_insertion(kind), values)
        self._note(kind, row)

    def update(self, kind: str, uuid: UUID, changes: Mapping[str, object]) -> None:
        """Change fields of a row; unchanged values write nothing."""
        if not changes:
            return
        table = synced_table(kind)
        self.connection.execute(update(table).where(table.c.uuid == uuid).values(**changes))
        row = self.get(kind, uuid)
        if row is None:
            raise KeyError(f"there is no {kind} {uuid}")
        self._note(kind, row)

    def affirm(self, kind: str, uuid: UUID, lost: Mapping[str, str]) -> None:
        """Journal that fields keep their values against others, given as conflicts keep them."""
        affirm(self.connection, self.capture, kind, uuid, lost)
        self._note(kind, self.get(kind, uuid))

    def _note(self, kind: str, row: Any) -> None:
        self.touch(kind, row.uuid)
        link = KINDS[kind].parent
        if link is not None:
            self.touch(link.kind, getattr(row, link.field))

    def touch(self, kind: str, uuid: UUID) -> None:
        """Count a row among what this transaction changed."""
        self._changed.setdefault(kind, set()).add(uuid)

    def next_number(self, prefix: str) -> int:
        """Return the next running number of a prefix; never used twice on this desk."""
        table = local.counter
        statement = upsert(table).values(prefix=prefix, value=1)
        statement = statement.on_conflict_do_update(
            index_elements=[table.c.prefix], set_={"value": table.c.value + 1}
        )
        return int(self.connection.execute(statement.returning(table.c.value)).scalar_one())

    def set_counter(self, prefix: str, value: int) -> None:
        """Say that numbers of a prefix are used up to a value, if not further already."""
        table = local.counter
        statement = upsert(table).values(prefix=prefix, value=value)
        self.connection.execute(
            statement.on_conflict_do_update(
                index_elements=[table.c.prefix], set_={"value": func.max(table.c.value, value)}
            )
        )

    def skip_numbers(self, count: int, prefixes: Iterable[str]) -> None:
        """Leave a gap in every running number, in those of the prefixes also when none was given:
        after a restore some may be in use already.
        """
        for prefix in prefixes:
            self.set_counter(prefix, 0)
        self.connection.execute(update(local.counter).values(value=local.counter.c.value + count))

    def act_as(self, actor: UUID | None, at: datetime) -> None:
        """Journal what follows in another person's name and time (the demo's invented year)."""
        self.capture.actor = None if actor is None else actor.bytes
        self.capture.wall_time = to_milliseconds(at)

    def set_setting(self, key: str, value: str) -> None:
        """Store a setting of this desk (not exchanged)."""
        statement = upsert(local.setting).values(key=key, value=value)
        self.connection.execute(
            statement.on_conflict_do_update(
                index_elements=[local.setting.c.key], set_={"value": value}
            )
        )

    def log_reading(self, kind: str, uuid: UUID, fields: Iterable[str]) -> None:
        """Note that confidential fields were shown to the present person (R-276)."""
        self.connection.execute(
            insert(local.reading).values(
                at=self._at,
                actor=None if self.capture.actor is None else UUID(bytes=self.capture.actor),
                entity=kind,
                row_id=uuid.bytes,
                fields=",".join(sorted(fields)),
            )
        )

    @property
    def changes(self) -> Changes:
        """What was changed so far."""
        return Changes({kind: frozenset(uuids) for kind, uuids in self._changed.items()})
