# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Conflicting edits: both values are kept until a person has decided."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Boolean, Connection, Date, insert, select, update
from sqlalchemy.engine import RowMapping

from branchdesk.domain.exchange import Conflict, Operation, Waiting, Writing
from branchdesk.domain.versions import Version
from branchdesk.store.affirming import value_of_version
from branchdesk.store.rows import dump_json, raw_value
from branchdesk.store.tables import SYNCED
from branchdesk.store.tables.columns import Amount, Identity, Moment, from_milliseconds
from branchdesk.store.tables.local import conflict
from branchdesk.store.writings import shown, writings


class Undecided:
    """What waits for a person or for another desk, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Work inside the caller's transaction."""
        self._connection = connection

    def conflicts(self, *, open_only: bool = True) -> list[Conflict]:
        """Return the conflicts, oldest first."""
        query = select(conflict).order_by(conflict.c.id)
        if open_only:
            query = query.where(~conflict.c.closed)
        return [_conflict(row) for row in self._connection.execute(query).mappings()]

    def close_conflicts(self, ids: Collection[int]) -> None:
        """Note that a person decided."""
        chosen = conflict.c.id.in_(sorted(ids))
        self._connection.execute(update(conflict).where(chosen).values(closed=True))

    def conflict_value(self, kind: str, field: str, kept: str) -> Any:
        """Turn a kept value back into what the field of a row holds."""
        return _value_of(kind, field, kept)

    def writing(self, chosen: Conflict, value: str) -> Writing | None:
        """Return who wrote a value of a conflict last; None when nobody knows any more."""
        known = writings(self._connection, chosen.kind, chosen.row, chosen.field)
        return next((writing for written, _, writing in known if written == value), None)

    def waiting(self) -> list[Waiting]:
        """Return the changes of other desks that cannot be applied yet, oldest first."""
        rows = self._connection.exec_driver_sql(
            "SELECT peer, line, reason FROM parked_operation ORDER BY rowid"
        )
        return [_waiting(peer, bytes(line), reason) for peer, line, reason in rows]


def keep_both(
    connection: Connection,
    operation: Operation,
    field: str,
    mine: Any,
    theirs: Any,
    *,
    taken: bool,
) -> None:
    """Note that an operation met a value its writer had not seen; values are raw table cells.

    A value that lost already is not noted again: only what won against it is brought up to date.
    """
    table = SYNCED[operation.entity]
    here, arriving = shown(raw_value(table, field, mine)), shown(raw_value(table, field, theirs))
    here_by, arriving_by = _last_actor(connection, operation, field), operation.actor
    kept, other = (arriving, here) if taken else (here, arriving)
    kept_by, other_by = (arriving_by, here_by) if taken else (here_by, arriving_by)
    known = connection.execute(
        select(conflict.c.id).where(
            conflict.c.entity == operation.entity,
            conflict.c.row_id == operation.row.bytes,
            conflict.c.field == field,
            conflict.c.other == other,
            ~conflict.c.closed,
        )
    ).scalar()
    if known is not None:
        changed = update(conflict).where(conflict.c.id == known)
        connection.execute(changed.values(kept=kept, kept_actor=kept_by))
        return
    connection.execute(
        insert(conflict).values(
            entity=operation.entity,
            row_id=operation.row.bytes,
            field=field,
            kept=kept,
            other=other,
            base=dump_json(list(operation.base.get(field, ()))),
            kept_actor=kept_by,
            other_actor=other_by,
            at=operation.at,
            closed=False,
        )
    )


def settle_by_arrival(
    connection: Connection, operation: Operation, taken: Mapping[str, Any], *, affirms: bool
) -> None:
    """Close the conflicts that another desk decided.

    The value that had lost arrives as a change; or the operation ``affirms`` what is in force
    here, with the version of the value it passed over as its base. ``taken`` are raw table cells
    by field.
    """
    raw: Any = connection.connection.dbapi_connection
    query = "SELECT id, field, other FROM conflict WHERE entity = ? AND row_id = ? AND NOT closed"
    kind, row = operation.entity, operation.row
    for found, field, other in raw.execute(query, (kind, row.bytes)).fetchall():
        if field not in taken:
            continue
        settled: str | None = shown(raw_value(SYNCED[kind], field, taken[field]))
        if affirms and field in operation.base:
            passed_over = Version(*operation.base[field])
            settled = value_of_version(connection, kind, row, field, passed_over)
        if other == settled:
            connection.execute(update(conflict).where(conflict.c.id == found).values(closed=True))


def _last_actor(connection: Connection, operation: Operation, field: str) -> UUID | None:
    actor = connection.exec_driver_sql(
        "SELECT actor FROM journal WHERE entity = ? AND row_id = ?"
        " AND json_type(changes, ?) IS NOT NULL ORDER BY seq DESC LIMIT 1",
        (operation.entity, operation.row.bytes, f"$.{field}"),
    ).scalar()
    return UUID(bytes=bytes(actor)) if actor else None


def _conflict(row: RowMapping) -> Conflict:
    return Conflict(
        id=row["id"],
        kind=row["entity"],
        row=UUID(bytes=bytes(row["row_id"])),
        field=row["field"],
        kept=row["kept"],
        other=row["other"],
        base=row["base"],
        kept_actor=row["kept_actor"],
        other_actor=row["other_actor"],
        at=row["at"],
    )


def _waiting(peer: str, line: bytes, reason: str) -> Waiting:
    operation = msgspec.json.decode(line, type=Operation)
    return Waiting(
        peer=peer,
        kind=operation.entity,
        row=operation.row,
        action=operation.action,
        reason=reason,
    )


def _value_of(kind: str, field: str, kept: str) -> Any:
    column = SYNCED[kind].c[field]
    if not kept and column.nullable:
        return None
    if isinstance(column.type, Moment):
        return from_milliseconds(int(kept))
    if isinstance(column.type, Identity):
        return UUID(hex=kept)
    if isinstance(column.type, Boolean):
        return bool(int(kept))
    if isinstance(column.type, Amount):
        return Decimal(kept)
    if isinstance(column.type, Date):
        return date.fromisoformat(kept)
    return int(kept) if column.type.python_type is int else kept
