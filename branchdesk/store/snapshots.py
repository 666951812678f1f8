# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The frozen content of reported months."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from branchdesk.store.tables.local import month_snapshot


def write_snapshot(
    connection: Connection,
    branch: str,
    period: str,
    revision: int,
    entries: Iterable[tuple[str, UUID, bytes]],
) -> None:
    """Keep the content of one revision of a month: (kind, UUID, canonical JSON)."""
    connection.execute(delete(month_snapshot).where(*_of(branch, period, revision)))
    values = [
        {
            "branch_code": branch,
            "period": period,
            "revision": revision,
            "entity": kind,
            "row_id": uuid.bytes,
            "content": content,
        }
        for kind, uuid, content in entries
    ]
    if values:
        connection.execute(insert(month_snapshot), values)


def read_snapshot(
    connection: Connection, branch: str, period: str, revision: int
) -> list[tuple[str, UUID, bytes]]:
    """Return the content of one revision of a month."""
    columns = (month_snapshot.c.entity, month_snapshot.c.row_id, month_snapshot.c.content)
    rows = connection.execute(select(*columns).where(*_of(branch, period, revision)))
    return [(kind, UUID(bytes=bytes(row_id)), bytes(content)) for kind, row_id, content in rows]


def reported_rows(connection: Connection, branch: str) -> frozenset[UUID]:
    """Return the rows that were part of any reported month of a branch."""
    found = connection.execute(
        select(month_snapshot.c.row_id).where(month_snapshot.c.branch_code == branch).distinct()
    )
    return frozenset(UUID(bytes=bytes(row[0])) for row in found)


def _of(branch: str, period: str, revision: int) -> tuple[ColumnElement[bool], ...]:
    return (
        month_snapshot.c.branch_code == branch,
        month_snapshot.c.period == period,
        month_snapshot.c.revision == revision,
    )
