# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Conflicting edits: both values are kept until a person has decided."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.engine import RowMapping

from branchdesk.domain.exchange import Conflict, Operation
from branchdesk.store.rows import dump_json, raw_value
from branchdesk.store.tables import SYNCED
from branchdesk.store.tables.local import conflict


def open_conflicts(connection: Connection, *, open_only: bool) -> list[Conflict]:
    """Return the conflicts, oldest first."""
    query = select(conflict).order_by(conflict.c.id)
    if open_only:
        query = query.where(~conflict.c.closed)
    return [_conflict(row) for row in connection.execute(query).mappings()]


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
    here, arriving = _shown(raw_value(table, field, mine)), _shown(raw_value(table, field, theirs))
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


def _last_actor(connection: Connection, operation: Operation, field: str) -> UUID | None:
    actor = connection.exec_driver_sql(
        "SELECT actor FROM journal WHERE entity = ? AND row_id = ?"
        " AND json_type(changes, ?) IS NOT NULL ORDER BY seq DESC LIMIT 1",
        (operation.entity, operation.row.bytes, f"$.{field}"),
    ).scalar()
    return UUID(bytes=bytes(actor)) if actor else None


def _conflict(row: RowMapping) -> Conflict:
    return Conflict(
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


def _shown(raw: Any) -> str:
    return "" if raw is None else str(raw)
