# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Applying another desk's operations: idempotent, per field, nothing dropped silently."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
import sqlcipher3
from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import IntegrityError

from branchdesk.domain.exchange import Applied, Operation, Rejection
from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.versions import Version, decide, read_versions, version_of
from branchdesk.store.authority import Authority, OwnerMissingError, Sender
from branchdesk.store.conflicts import keep_both, settle_by_arrival
from branchdesk.store.rows import cell_readers, dump_json, identity_columns
from branchdesk.store.tables import SYNCED
from branchdesk.store.tables.columns import to_milliseconds
from branchdesk.store.tables.local import parked_operation
from branchdesk.store.unit_of_work import SqlWriter

NOT_HERE = "the row is not here yet"
UNKNOWN_KIND = "unknown kind"

CREATION_FACTS = frozenset({"created_at", "created_by"})
"""What nobody edits: desks that seed the same row differ in it, and nobody has to decide that."""

_REFUSED = (ValueError, ArithmeticError, IntegrityError, sqlcipher3.IntegrityError)
"""What an operation is refused for; the constraints of the file speak through both libraries."""

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
        # Each operation asks and writes a few rows: the driver itself does it in a third of the
        # time.
        self._raw: Any = writer.connection.connection.dbapi_connection
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
            except _REFUSED as error:
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
        known, extra = _split(operation)
        if present is None:
            old = self._insert(operation, known, extra)
        else:
            old = self._merge(sender, operation, present, known, extra)
        self._journal(sender, operation, known, extra, old)
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
                except _REFUSED as error:
                    if peer != sender.code:
                        continue  # its sender is told with the next bundle
                    rejected.append(Rejection(operation.op, _reason(error)))
                self._connection.exec_driver_sql(
                    "DELETE FROM parked_operation WHERE op_id = ?", (op_id,)
                )
                moved = True
        return taken, rejected

    def _seen(self, op_id: UUID) -> bool:
        query = "SELECT 1 FROM journal WHERE op_id = ?"
        return self._raw.execute(query, (op_id.bytes,)).fetchone() is not None

    def _park(self, sender: Sender, operation: Operation, line: bytes, reason: str) -> None:
        statement = upsert(parked_operation).values(
            op_id=operation.op.bytes, peer=sender.code, line=line, reason=reason
        )
        self._connection.execute(statement.on_conflict_do_nothing())

    # -- one operation ------------------------------------------------------------------------

    def _raw_row(self, kind: str, uuid: UUID) -> Mapping[str, Any] | None:
        cursor = self._raw.execute(f"SELECT * FROM {kind} WHERE uuid = ?", (uuid.bytes,))
        row = cursor.fetchone()
        if row is None:
            return None
        return dict(zip([column[0] for column in cursor.description], row, strict=True))

    def _insert(
        self, operation: Operation, known: dict[str, Any], extra: dict[str, Any]
    ) -> dict[str, Any]:
        values = {**_defaults(operation.entity), **known}
        values["uuid"] = operation.row.bytes
        values["versions"] = dump_json({k: list(v) for k, v in operation.versions.items()})
        values["extra"] = dump_json(extra) if extra else None
        if "exchange" in SYNCED[operation.entity].c:
            values["exchange"] = "receipted" if self._is_top else "unpacked"
        if missing := [name for name in _required(operation.entity) if name not in values]:
            raise ValueError(f"{', '.join(missing)} missing")
        names = ", ".join(values)
        marks = ", ".join("?" for _ in values)
        self._raw.execute(
            f"INSERT INTO {operation.entity} ({names}) VALUES ({marks})", tuple(values.values())
        )
        return {}

    def _merge(
        self,
        sender: Sender,
        operation: Operation,
        present: Mapping[str, Any],
        known: dict[str, Any],
        extra: dict[str, Any],
    ) -> dict[str, Any]:
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
            old[name] = _as_journalled(operation.entity, name, before)
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
            self._raw.execute(
                f"UPDATE {operation.entity} SET {pairs} WHERE uuid = ?",
                (*taken.values(), operation.row.bytes),
            )
        return old

    def _is_frozen(self, sender: Sender, present: Mapping[str, Any]) -> bool:
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

    def _journal(
        self,
        sender: Sender,
        operation: Operation,
        known: dict[str, Any],
        extra: dict[str, Any],
        old: dict[str, Any],
    ) -> None:
        changes = {
            name: _as_journalled(operation.entity, name, value) for name, value in known.items()
        } | extra
        kind, root = self._root(operation)
        self._raw.execute(
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
        row = self._raw.execute(
            f"SELECT {', '.join(sorted(columns))} FROM {table} WHERE uuid = ?",
            (operation.row.bytes,),
        ).fetchone()
        if parent is not None:
            return parent.kind, bytes(row[0])
        return (str(row[1]), bytes(row[0])) if row[0] else (table, operation.row.bytes)


def _split(operation: Operation) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what an operation sets as raw cells, and the fields of a newer schema as they came."""
    readers = cell_readers(operation.entity)
    known: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for name, value in operation.set.items():
        if (read := readers.get(name)) is not None:
            known[name] = read(value)
        else:
            extra[name] = value
    return known, extra


def _as_journalled(kind: str, field: str, stored: Any) -> Any:
    """Turn a raw cell into the form the journal keeps."""
    if stored is not None and field in identity_columns(kind):
        return bytes(stored).hex()
    return stored


@cache
def _defaults(kind: str) -> Mapping[str, Any]:
    """Return the raw default of every column a sender with an older schema may not know."""
    defaults: dict[str, Any] = {}
    for field in msgspec.structs.fields(KINDS[kind].struct):
        default = field.default
        if default is msgspec.NODEFAULT or default is None or field.name == "uuid":
            continue
        as_json = format(default, "f") if hasattr(default, "as_tuple") else default
        defaults[field.name] = cell_readers(kind)[field.name](as_json)
    return defaults


@cache
def _required(kind: str) -> tuple[str, ...]:
    """Return the columns that no row may lack."""
    return tuple(c.name for c in SYNCED[kind].c if not c.nullable and c.name != "id")


def _reason(error: Exception) -> str:
    """Return what the other desk is told; a constraint says nothing of the values it met."""
    if isinstance(error, IntegrityError | sqlcipher3.IntegrityError):
        return "number or identity is in use already"
    return str(error) or "a value is out of range"
