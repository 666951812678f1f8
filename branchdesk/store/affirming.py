# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Writing down that what is in force stays: an operation that changes no value (decision 150)."""

import json
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection

from branchdesk.domain.kinds.together import TOGETHER
from branchdesk.domain.versions import Version, read_versions, version_of
from branchdesk.store.capture import SCHEMA_VERSION, Capture, mark_unpacked, root_expression
from branchdesk.store.rows import dump_json, raw_value
from branchdesk.store.tables import SYNCED
from branchdesk.store.writings import writings


def affirm(
    connection: Connection, capture: Capture, kind: str, uuid: UUID, lost: Mapping[str, str]
) -> None:
    """Journal that a row keeps its values; ``lost`` holds those passed over, by field.

    The base of a field is the version of the value that was passed over: it tells every desk that
    keeps both which conflict is decided. Fields that travel together are affirmed together.
    """
    group = TOGETHER.get(kind, frozenset())
    fields = sorted({*lost, *(group if group & lost.keys() else ())})
    row = (
        connection.exec_driver_sql(
            f"SELECT {root_expression(kind, kind)} AS root, * FROM {kind} WHERE uuid = ?",
            (uuid.bytes,),
        )
        .mappings()
        .one()
    )
    seen = read_versions(json.loads(row["versions"]))
    base: dict[str, Version] = {}
    written: dict[str, Version] = {}
    for field in fields:
        current = version_of(seen, field)
        passed = field in lost and version_of_value(connection, kind, uuid, field, lost[field])
        base[field] = passed or current
        written[field] = Version(current.counter + 1, capture.tier, capture.node)
    values = dump_json({field: raw_value(SYNCED[kind], field, row[field]) for field in fields})
    connection.exec_driver_sql(
        "INSERT INTO journal (op_id, entity, row_id, root, action, changes, old, base, versions,"
        " schema_version, actor, wall_time, origin)"
        " VALUES (?, ?, ?, ?, 'update', ?, ?, ?, ?, ?, ?, ?, '')",
        (
            capture.new_id().bytes,
            kind,
            uuid.bytes,
            row["root"],
            values,
            values,
            _dump(base),
            _dump(written),
            SCHEMA_VERSION,
            capture.actor,
            capture.wall_time,
        ),
    )
    connection.exec_driver_sql(
        f"UPDATE {kind} SET versions = ? WHERE uuid = ?", (_dump(seen | written), uuid.bytes)
    )
    mark_unpacked(connection, kind, uuid)


def version_of_value(
    connection: Connection, kind: str, uuid: UUID, field: str, value: str
) -> Version | None:
    """Return the version a value was last written with, or None when nobody knows any more."""
    known = writings(connection, kind, uuid, field)
    return next((version for shown, version, _ in known if shown == value), None)


def value_of_version(
    connection: Connection, kind: str, uuid: UUID, field: str, version: Version
) -> str | None:
    """Return the value that was written with a version, as conflicts keep it."""
    known = writings(connection, kind, uuid, field)
    return next((shown for shown, found, _ in known if found == version), None)


def _dump(versions: Mapping[str, Version]) -> str:
    return dump_json({name: list(version) for name, version in versions.items()})
