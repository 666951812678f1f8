# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Who changed what when, read from the journal (R-008)."""

import json
from uuid import UUID

from sqlalchemy import Connection

from branchdesk.domain.queries import HistoryEntry
from branchdesk.store.rows import canonical_value, synced_table
from branchdesk.store.tables.columns import from_milliseconds


def history(connection: Connection, kind: str, uuid: UUID) -> list[HistoryEntry]:
    """Return the changes of a row, oldest first; the creation shows each filled field once."""
    table = synced_table(kind)
    rows = connection.exec_driver_sql(
        "SELECT changes, old, actor, wall_time FROM journal"
        " WHERE entity = ? AND row_id = ? ORDER BY seq",
        (kind, uuid.bytes),
    )
    entries = []
    for changes, old, actor, wall_time in rows:
        before = json.loads(old)
        for field, raw in json.loads(changes).items():
            if field in before and before[field] == raw:
                continue  # written along with its group, not changed
            entries.append(
                HistoryEntry(
                    from_milliseconds(wall_time),
                    UUID(bytes=bytes(actor)) if actor else None,
                    field,
                    _shown(canonical_value(table, field, before.get(field))),
                    _shown(canonical_value(table, field, raw)),
                )
            )
    return entries


def _shown(value: object) -> str:
    return "" if value is None else str(value)
