# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Applying another desk's operations: idempotent, per field, nothing dropped silently."""

import json
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine import RowMapping
from sqlalchemy.exc import IntegrityError

from branchdesk.domain.exchange import Applied, Operation, Rejection
from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.versions import Version, decide, read_versions, version_of
from branchdesk.store.authority import Authority, OwnerMissingError, Sender
from branchdesk.store.capture import captured_columns
from branchdesk.store.conflicts import keep_both, settle_by_arrival
from branchdesk.store.rows import dump_json, raw_value, stored_value
from branchdesk.store.tables import SYNCED
from branchdesk.store.tables.columns import to_milliseconds
from branchdesk.store.tables.local import parked_operation
from branchdesk.store.unit_of_work import SqlWriter

NOT_HERE = "the row is not here yet"
UNKNOWN_KIND = "unknown kind"

CREATION_FACTS = frozenset({"created_at", "created_by"})
"""What nobody edits: desks that seed the same row differ in it, and nobody has to decide that."""

AfterClose = Callable[[UUID], None]
"""Is told a month close the moment it was applied, before anything that was written after it."""


class _NotYetError(Exception):
    """An operation that has to wait; the text says what for."""


class Applier:
    """Applies the operations of one bundle inside one transaction with muted triggers."""

    def __init__(
        self,
        writer: SqlWriter,
        authority: Authority,
        sender_of: Callable[[str], Sender],
        after_close: AfterClose,
        *,
        is_top: bool,
    ) -> None:
        """Work on a writer opened with ``journal=False``.

        ``is_top`` marks headquarters, whose rows are receipted by being there.
        """
        self._writer = writer
        self._connection: Connection = writer.connection
        self._authority = authority
        self._sender_of = sender_of
        self._after_close = after_close
        self._is_top = is_top
        self._conflicts = 0
        self.roots: set[bytes] = set()

    def apply(self, peer: str, lines: Iterable[bytes]) -> Applied:
        """Apply every line of a peer, then what waited for it; returns what became of them."""
        sender = self._sender_of(peer)
        taken = 0
        rejected = []
        for line in lines:
            try:
                operation = msgspec.json.decode(line, type=Operation)
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                rejected.append(Rejection(UUID(int=0), "unreadable"))
                continue
            try:
                taken += self._take(sender, operation)
            except _NotYetError as waiting:
                self._park(sender, operation, line, str(waiting))
            except (ValueError, ArithmeticError, IntegrityError) as error:
                rejected.append(Rejection(operation.op, _reason(error)))
        more, refused = self._replay(sender)
        return Applied(taken + more, (*rejected, *refused), self._conflicts)

    def _take(self, sender: Sender, operation: Operation) -> int:
        """Apply one operation; returns 1, or 0 when it was here already."""
        if self._seen(operation.op):
            return 0
        if operation.entity not in SYNCED:
            raise _NotYetError(UNKNOWN_KIND)
        present = self._raw_row(operation.entity, operation.row)
        try:
            if reason := self._authority.refusal(sender, operation, present):
                raise ValueError(reason)
        except OwnerMissingError as missing:
            raise _NotYetError(NOT_HERE) from missing
        if present is None and operation.action != "insert":
            raise _NotYetError(NOT_HERE)
        old = (
            self._insert(operation) if present is None else self._merge(sender, operation, present)
        )
        self._journal(sender, operation, old)
        if operation.entity == "month_close" and present is None:
            self._after_close(operation.row)
        return 1

    def _replay(self, sender: Sender) -> tuple[int, list[Rejection]]:
        """Apply what was parked and can be applied now, until nothing moves."""
        taken, rejected = 0, []
        moved = True
        while moved:
            moved = False
            waiting = self._connection.exec_driver_sql(
                "SELECT op_id, peer, line FROM parked_operation ORDER BY rowid"
            ).all()
            for op_id, peer, line in waiting:
                operation = msgspec.json.decode(bytes(line), type=Operation)
                try:
                    taken += self._take(self._sender_of(peer), operation)
                except _NotYetError:
                    continue
                except (ValueError, ArithmeticError, IntegrityError) as error:
                    if peer != sender.code:
                        continue  # its sender is told with the next bundle
                    rejected.append(Rejection(operation.op, _reason(error)))
                self._connection.exec_driver_sql(
                    "DELETE FROM parked_operation WHERE op_id = ?", (op_id,)
                )
                moved = True
        return taken, rejected

    def _seen(self, op_id: UUID) -> bool:
        known = self._connection.exec_driver_sql(
            "SELECT 1 FROM journal WHERE op_id = ?", (op_id.bytes,)
        ).first()
        return known is not None

    def _park(self, sender: Sender, operation: Operation, line: bytes, reason: str) -> None:
        statement = upsert(parked_operation).values(
            op_id=operation.op.bytes, peer=sender.code, line=line, reason=reason
        )
        self._connection.execute(statement.on_conflict_do_nothing())

    # -- one operation ------------------------------------------------------------------------

    def _raw_row(self, kind: str, uuid: UUID) -> RowMapping | None:
        cursor = self._connection.exec_driver_sql(
            f"SELECT * FROM {kind} WHERE uuid = ?", (uuid.bytes,)
        )
        return cursor.mappings().first()

    def _insert(self, operation: Operation) -> dict[str, Any]:
        table = SYNCED[operation.entity]
        known, extra = self._split(operation)
        values = _defaults(operation.entity) | known
        values["uuid"] = operation.row.bytes
        values["versions"] = dump_json({k: list(v) for k, v in operation.versions.items()})
        values["extra"] = dump_json(extra) if extra else None
        if "exchange" in table.c:
            values["exchange"] = "receipted" if self._is_top else "unpacked"
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

    def _merge(self, sender: Sender, operation: Operation, present: RowMapping) -> dict[str, Any]:
        table = SYNCED[operation.entity]
        known, extra = self._split(operation)
        versions = read_versions(json.loads(present["versions"]))
        incoming = {k: Version(*v) for k, v in operation.versions.items()}
        base = {k: Version(*v) for k, v in operation.base.items()}
        frozen = self._is_frozen(sender, present)
        old: dict[str, Any] = {}
        taken: dict[str, Any] = {}
        for name, value in known.items():
            current = version_of(versions, name)
            arriving = version_of(incoming, name)
            before = present[name]
            equal = (bytes(before) if isinstance(before, bytes) else before) == value
            decision = decide(current, version_of(base, name), arriving, equal)
            old[name] = raw_value(table, name, before)
            changed = decision.take and not equal
            met = decision.conflict or (frozen and changed)
            if met and name not in CREATION_FACTS and self._notes(operation, current):
                self._keep_both(operation, name, before, value, taken=decision.take)
            if decision.take:
                taken[name] = value
                versions[name] = arriving
        settle_by_arrival(self._connection, operation, taken)
        if present["deleted"] and "deleted" not in known and taken:
            self._keep_both(operation, "deleted", 1, 0, taken=False)
        kept = json.loads(present["extra"] or "{}")
        for name, value in extra.items():
            if version_of(incoming, name) > version_of(versions, name) or name not in kept:
                kept[name] = value
                versions[name] = version_of(incoming, name)
                taken["extra"] = dump_json(kept)
        if taken:
            taken["versions"] = dump_json({k: list(v) for k, v in versions.items()})
            pairs = ", ".join(f"{name} = ?" for name in taken)
            self._connection.exec_driver_sql(
                f"UPDATE {operation.entity} SET {pairs} WHERE uuid = ?",
                (*taken.values(), operation.row.bytes),
            )
        return old

    def _is_frozen(self, sender: Sender, present: RowMapping) -> bool:
        """Tell whether a laptop changes what its branch has reported: a person has to look."""
        return not self._is_top and not sender.is_parent and bool(present.get("frozen"))

    def _notes(self, operation: Operation, current: Version) -> bool:
        """Tell whether this desk keeps the conflict: where the edits met first, or its own lost.

        Desks further on get both edits forwarded and would note the same conflict again.
        """
        return not operation.origin or current.node == self._writer.capture.node

    def _keep_both(
        self, operation: Operation, field: str, mine: Any, theirs: Any, *, taken: bool
    ) -> None:
        self._conflicts += 1
        keep_both(self._connection, operation, field, mine, theirs, taken=taken)

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

    def _journal(self, sender: Sender, operation: Operation, old: dict[str, Any]) -> None:
        table = SYNCED[operation.entity]
        known, extra = self._split(operation)
        changes = {name: raw_value(table, name, value) for name, value in known.items()} | extra
        kind, root = self._root(operation)
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
                sender.code,
            ),
        )
        self.roots.add(root)
        self._writer.touch(operation.entity, operation.row)
        self._writer.touch(kind, UUID(bytes=root))

    def _root(self, operation: Operation) -> tuple[str, bytes]:
        """Return kind and identity of the row this one belongs to."""
        table, parent = operation.entity, KINDS[operation.entity].parent
        columns = {"owner_kind", "owner"} if "owner" in SYNCED[table].c else set()
        if parent is not None:
            columns = {parent.field}
        if not columns:
            return table, operation.row.bytes
        row = self._connection.exec_driver_sql(
            f"SELECT {', '.join(sorted(columns))} FROM {table} WHERE uuid = ?",
            (operation.row.bytes,),
        ).one()
        if parent is not None:
            return parent.kind, bytes(row[0])
        return (str(row[1]), bytes(row[0])) if row[0] else (table, operation.row.bytes)


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


def _reason(error: Exception) -> str:
    """Return what the other desk is told; a constraint says nothing of the values it met."""
    if isinstance(error, IntegrityError):
        return "number or identity is in use already"
    return str(error) or "a value is out of range"
