# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Applying another desk's operations: idempotent, per field, nothing dropped silently."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, insert
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine import RowMapping

from branchdesk.domain.exchange import Applied, Operation, Rejection
from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.versions import Version, decide, read_versions, version_of
from branchdesk.store.capture import captured_columns
from branchdesk.store.rows import dump_json, raw_value, stored_value
from branchdesk.store.tables import SYNCED
from branchdesk.store.tables.columns import to_milliseconds
from branchdesk.store.tables.local import conflict, parked_operation
from branchdesk.store.unit_of_work import SqlWriter


class Sender(msgspec.Struct, frozen=True):
    """Who sent a bundle, as far as it decides what may be in it.

    ``code`` is the link's peer; ``is_parent`` whether it is the parent desk; ``branch`` the only
    branch whose rows a child may write (empty: a parent may write all).
    """

    code: str
    is_parent: bool
    branch: str


class Applier:
    """Applies the operations of one bundle inside one transaction with muted triggers."""

    def __init__(self, writer: SqlWriter, sender: Sender, parent: str, *, is_top: bool) -> None:
        """Work on a writer opened with ``journal=False``.

        ``parent`` is the code of this desk's parent (empty when it has none); ``is_top`` marks
        headquarters, whose rows are receipted by being there.
        """
        self._writer = writer
        self._connection: Connection = writer.connection
        self._sender = sender
        self._exchange_state = (
            "receipted" if is_top or (parent and sender.code == parent) else "unpacked"
        )

    def apply(self, lines: Iterable[bytes]) -> Applied:
        """Apply every line; returns what was taken, rejected and left as a conflict."""
        taken = conflicts = 0
        rejected = []
        months = []
        for line in lines:
            try:
                operation = msgspec.json.decode(line, type=Operation)
            except (msgspec.MsgspecError, UnicodeDecodeError):
                rejected.append(Rejection(UUID(int=0), "unreadable"))
                continue
            if self._seen(operation.op):
                continue
            if operation.entity not in SYNCED:
                self._park(operation, line, "unknown kind")
                continue
            try:
                if reason := self._refusal(operation):
                    rejected.append(Rejection(operation.op, reason))
                    continue
                found = self._apply_one(operation, line)
            except ValueError as error:
                rejected.append(Rejection(operation.op, str(error)))
                continue
            if found is None:
                continue
            taken += 1
            conflicts += found
            if operation.entity == "month_close" and operation.action == "insert":
                months.append(operation.row)
        return Applied(taken, tuple(rejected), conflicts, tuple(months))

    def _seen(self, op_id: UUID) -> bool:
        known = self._connection.exec_driver_sql(
            "SELECT 1 FROM journal WHERE op_id = ?", (op_id.bytes,)
        ).first()
        return known is not None

    def _park(self, operation: Operation, line: bytes, reason: str) -> None:
        statement = upsert(parked_operation).values(
            op_id=operation.op.bytes, peer=self._sender.code, line=line, reason=reason
        )
        self._connection.execute(statement.on_conflict_do_nothing())

    # -- who may write what -------------------------------------------------------------------

    def _refusal(self, operation: Operation) -> str:
        """Return why the sender may not write this row, or an empty text (architecture §4.3)."""
        if self._sender.is_parent:
            return ""
        if KINDS[operation.entity].owner == "hq":
            return "this kind belongs to headquarters"
        branch = self._branch_of(operation)
        if branch and branch != self._sender.branch:
            return f"the row belongs to {branch}"
        return ""

    def _branch_of(self, operation: Operation) -> str:
        kind = operation.entity
        present = self._raw_row(kind, operation.row)
        values: Any = operation.set if present is None else present
        parent = KINDS[kind].parent
        if parent is not None:
            key = values.get(parent.field)
            owner = self._raw_row(parent.kind, _identity(key))
            return "" if owner is None else str(owner["branch_code"])
        if "owner_kind" in SYNCED[kind].c:
            owner_kind = values.get("owner_kind")
            if owner_kind not in SYNCED:
                return ""
            owner = self._raw_row(owner_kind, _identity(values.get("owner")))
            return str(owner["branch_code"]) if owner and "branch_code" in owner else ""
        return str(values["branch_code"]) if "branch_code" in values else ""

    # -- one operation ------------------------------------------------------------------------

    def _raw_row(self, kind: str, uuid: UUID | None) -> RowMapping | None:
        if uuid is None:
            return None
        cursor = self._connection.exec_driver_sql(
            f"SELECT * FROM {kind} WHERE uuid = ?", (uuid.bytes,)
        )
        return cursor.mappings().first()

    def _apply_one(self, operation: Operation, line: bytes) -> int | None:
        present = self._raw_row(operation.entity, operation.row)
        if present is None:
            if operation.action != "insert":
                self._park(operation, line, "row is not here yet")
                return None
            old = self._insert(operation)
            found = 0
        else:
            old, found = self._merge(operation, present)
        self._journal(operation, old)
        return found

    def _insert(self, operation: Operation) -> dict[str, Any]:
        table = SYNCED[operation.entity]
        known, extra = self._split(operation)
        values = _defaults(operation.entity) | known
        values["uuid"] = operation.row.bytes
        values["versions"] = dump_json({k: list(v) for k, v in operation.versions.items()})
        values["extra"] = dump_json(extra) if extra else None
        if "exchange" in table.c:
            values["exchange"] = self._exchange_state
        if missing := [
            c.name for c in table.c if not c.nullable and c.name not in values and c.name != "id"
        ]:
            raise ValueError(f"{', '.join(missing)} missing")
        names = ", ".join(values)
        marks = ", ".join("?" for _ in values)
        self._connection.exec_driver_sql(
            f"INSERT INTO {operation.entity} ({names}) VALUES ({marks})", tuple(values.values())
        )
        return {}

    def _merge(self, operation: Operation, present: RowMapping) -> tuple[dict[str, Any], int]:
        table = SYNCED[operation.entity]
        known, extra = self._split(operation)
        versions = read_versions(json.loads(present["versions"]))
        incoming = {k: Version(*v) for k, v in operation.versions.items()}
        base = {k: Version(*v) for k, v in operation.base.items()}
        old: dict[str, Any] = {}
        taken: dict[str, Any] = {}
        found = 0
        for name, value in known.items():
            current = version_of(versions, name)
            arriving = version_of(incoming, name)
            before = present[name]
            equal = (bytes(before) if isinstance(before, bytes) else before) == value
            decision = decide(current, version_of(base, name), arriving, equal)
            old[name] = raw_value(table, name, before)
            if decision.conflict:
                found += 1
                self._conflict(operation, name, before, value, taken=decision.take)
            if decision.take:
                taken[name] = value
                versions[name] = arriving
        if extra:
            kept = json.loads(present["extra"] or "{}") | extra
            taken["extra"] = dump_json(kept)
        if taken:
            taken["versions"] = dump_json({k: list(v) for k, v in versions.items()})
            pairs = ", ".join(f"{name} = ?" for name in taken)
            self._connection.exec_driver_sql(
                f"UPDATE {operation.entity} SET {pairs} WHERE uuid = ?",
                (*taken.values(), operation.row.bytes),
            )
        return old, found

    def _split(self, operation: Operation) -> tuple[dict[str, Any], dict[str, Any]]:
        table = SYNCED[operation.entity]
        columns = set(captured_columns(table))
        known: dict[str, Any] = {}
        extra: dict[str, Any] = {}
        for name, value in operation.set.items():
            if name in columns:
                known[name] = stored_value(table, name, value)
            else:
                extra[name] = value
        return known, extra

    def _conflict(
        self, operation: Operation, field: str, before: Any, value: Any, *, taken: bool
    ) -> None:
        table = SYNCED[operation.entity]
        mine = _shown(raw_value(table, field, before))
        theirs = _shown(raw_value(table, field, value))
        self._connection.execute(
            insert(conflict).values(
                entity=operation.entity,
                row_id=operation.row.bytes,
                field=field,
                kept=theirs if taken else mine,
                other=mine if taken else theirs,
                base=dump_json(list(operation.base.get(field, ()))),
                kept_actor=operation.actor if taken else self._last_actor(operation, field),
                other_actor=self._last_actor(operation, field) if taken else operation.actor,
                at=operation.at,
                closed=False,
            )
        )

    def _last_actor(self, operation: Operation, field: str) -> UUID | None:
        actor = self._connection.exec_driver_sql(
            "SELECT actor FROM journal WHERE entity = ? AND row_id = ?"
            " AND json_type(changes, ?) IS NOT NULL ORDER BY seq DESC LIMIT 1",
            (operation.entity, operation.row.bytes, f"$.{field}"),
        ).scalar()
        return UUID(bytes=bytes(actor)) if actor else None

    def _journal(self, operation: Operation, old: dict[str, Any]) -> None:
        table = SYNCED[operation.entity]
        known, extra = self._split(operation)
        changes = {name: raw_value(table, name, value) for name, value in known.items()} | extra
        root = self._root(operation)
        self._connection.exec_driver_sql(
            "INSERT INTO journal (op_id, entity, row_id, root, action, changes, old, base,"
            " versions, schema_version, actor, wall_time, origin)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                operation.op.bytes,
                operation.entity,
                operation.row.bytes,
                root,
                operation.action,
                dump_json(changes),
                dump_json(old),
                dump_json({k: list(v) for k, v in operation.base.items()}),
                dump_json({k: list(v) for k, v in operation.versions.items()}),
                operation.schema,
                operation.actor.bytes if operation.actor else None,
                to_milliseconds(operation.at),
                self._sender.code,
            ),
        )
        self._mark(operation, root)

    def _root(self, operation: Operation) -> bytes:
        row = self._raw_row(operation.entity, operation.row)
        parent = KINDS[operation.entity].parent
        if row is None:
            return operation.row.bytes
        if parent is not None:
            return bytes(row[parent.field])
        if row.get("owner"):
            return bytes(row["owner"])
        return operation.row.bytes

    def _mark(self, operation: Operation, root: bytes) -> None:
        self._writer.touch(operation.entity, operation.row)
        for kind in ("service_record", "visit", "customer"):
            changed = self._connection.exec_driver_sql(
                f"UPDATE {kind} SET exchange = ? WHERE uuid = ?", (self._exchange_state, root)
            )
            if changed.rowcount:
                self._writer.touch(kind, UUID(bytes=root))


def _defaults(kind: str) -> dict[str, Any]:
    """Return the raw default of every column a sender with an older schema may not know."""
    table = SYNCED[kind]
    defaults: dict[str, Any] = {}
    for field in msgspec.structs.fields(KINDS[kind].struct):
        default = field.default
        if default is msgspec.NODEFAULT or default is None or field.name == "uuid":
            continue
        as_json = format(default, "f") if hasattr(default, "as_tuple") else default
        defaults[field.name] = stored_value(table, field.name, as_json)
    return defaults


def _identity(value: Any) -> UUID | None:
    if value is None:
        return None
    if isinstance(value, bytes):
        return UUID(bytes=value)
    return UUID(str(value))


def _shown(raw: Any) -> str:
    return "" if raw is None else str(raw)
