# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Who wrote a value of a field, when and on which desk, read from the journal."""

import json
from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import Connection

from branchdesk.domain.exchange import Writing
from branchdesk.domain.versions import Version, read_versions, version_of
from branchdesk.store.tables.columns import from_milliseconds


def writings(
    connection: Connection, kind: str, uuid: UUID, field: str
) -> Iterator[tuple[str, Version, Writing]]:
    """Yield the values a field was given, newest first, as conflicts keep them."""
    rows = connection.exec_driver_sql(
        "SELECT changes, versions, actor, wall_time, origin FROM journal"
        " WHERE entity = ? AND row_id = ? AND json_type(changes, ?) IS NOT NULL ORDER BY seq DESC",
        (kind, uuid.bytes, f"$.{field}"),
    )
    for changes, versions, actor, wall_time, origin in rows:
        version = version_of(read_versions(json.loads(versions)), field)
        yield (
            shown(json.loads(changes)[field]),
            version,
            Writing(
                actor=UUID(bytes=bytes(actor)) if actor else None,
                at=from_milliseconds(wall_time),
                node=version.node,
                here=not origin,
            ),
        )


def shown(raw: object) -> str:
    """Return a value of the journal as conflicts keep it; nothing is an empty text."""
    return "" if raw is None else str(raw)
