# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the journal keeps of an operation of another desk."""

from collections.abc import Mapping
from typing import Any

from branchdesk.domain.exchange import Operation
from branchdesk.domain.kinds.registry import KINDS
from branchdesk.store.authority import Sender
from branchdesk.store.journal import Change
from branchdesk.store.rows import cell_readers, dump_json


def entry_of(
    sender: Sender,
    operation: Operation,
    wall_time: int,
    row: Mapping[str, Any],
    values: tuple[str, str],
) -> tuple[str, Change]:
    """Return the kind of the row this one belongs to, and the entry of the journal.

    ``row`` holds the row's cells as they are now, ``values`` the new and the old ones.
    """
    kind, root = _root(operation, row)
    return kind, Change(
        op_id=operation.op.bytes,
        entity=operation.entity,
        row_id=operation.row.bytes,
        root=root,
        action=operation.action,
        changes=values[0],
        old=values[1],
        base=dump_json(operation.base),
        versions=dump_json(operation.versions),
        schema_version=operation.schema,
        actor=operation.actor.bytes if operation.actor else None,
        wall_time=wall_time,
        origin=sender.code,
    )


def _root(operation: Operation, row: Mapping[str, Any]) -> tuple[str, bytes]:
    """Return kind and identity of the row this one belongs to."""
    kind = operation.entity
    parent = KINDS[kind].parent
    if parent is not None:
        return parent.kind, bytes(row[parent.field])
    if "owner" in cell_readers(kind) and row.get("owner"):
        return str(row["owner_kind"]), bytes(row["owner"])
    return kind, operation.row.bytes
