# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Applying another desk's operations: idempotent, per field, nothing dropped silently."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
import sqlcipher3
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from branchdesk.domain.exchange import Applied, Operation, Rejection
from branchdesk.domain.versions import Version, decide, read_versions, version_of
from branchdesk.store.authority import Authority, OwnerMissingError, Sender
from branchdesk.store.conflicts import keep_both, settle_by_arrival
from branchdesk.store.incoming_cells import Shape, as_journalled, shape_of
from branchdesk.store.incoming_entries import entry_of
from branchdesk.store.journal import NO_VALUES, Change, append
from branchdesk.store.new_rows import REFUSED, NewRow, NewRows
from branchdesk.store.presence import AT_ONCE, Presence, among, line_slices, slices
from branchdesk.store.rows import dump_json
from branchdesk.store.tables import SYNCED
from branchdesk.store.tables.columns import to_milliseconds
from branchdesk.store.unit_of_work import SqlWriter

NOT_HERE = "the row is not here yet"
UNKNOWN_KIND = "unknown kind"

CREATION_FACTS = frozenset({"created_at", "created_by"})
"""What nobody edits: desks that seed the same row differ in it, and nobody has to decide that."""

AfterClose = Callable[[UUID], None]
"""Is told a month close the moment it was applied, before anything that was written after it.

Reads what it likes and writes no rows that desks exchange."""

_PARKED = "SELECT rowid, peer, line FROM parked_operation WHERE rowid > ? ORDER BY rowid LIMIT ?"
_Parked = tuple[int, str, bytes]
"""Place, sender and line of an operation that waits."""

_LARGEST = (1 << 63) - 1
"""The largest number a cell holds."""


class _NotYetError(Exception):
    """An operation that has to wait; the text says what for.

    ``row`` is kind and identity of the row whose arrival lets it be tried again, if there is one.
    """

    def __init__(self, reason: str, row: tuple[str, bytes] | None = None) -> None:
        super().__init__(reason)
        self.row = row


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
        self._here = Presence(self._raw)
        self._new = NewRows(self._raw)
        self._unwritten: list[Change] = []
        self._taken = 0
        self._conflicts = 0
        self.roots: set[bytes] = set()

    def apply(self, peer: str, lines: Iterable[bytes]) -> Applied:
        """Apply every line of a peer, then what waited for it; returns what became of them."""
        sender = self._sender_of(peer)
        rejected: list[Rejection] = []
        for some in line_slices(lines):
            read = [(line, _read(line)) for line in some]
            self._here.look_up(operation for _, operation in read if operation is not None)
            refused: dict[int, Exception] = {}
            for place, (line, operation) in enumerate(read):
                if operation is None:
                    refused[place] = ValueError("unreadable")
                    continue
                try:
                    self._begin(sender, operation, place, refused)
                except _NotYetError as waiting:
                    self._park(sender, operation, line, str(waiting))
                except REFUSED as error:
                    refused[place] = error
            self._write_new(refused)
            self._write_journal()
            for place in sorted(refused):
                _, operation = read[place]
                rejected.append(_rejection(operation, refused[place]))
        rejected += self._replay(sender)
        return Applied(self._taken, tuple(rejected), self._conflicts)

    def _take(self, sender: Sender, operation: Operation) -> None:
        """Apply one operation at once; one that was here already changes nothing."""
        refused: dict[int, Exception] = {}
        self._begin(sender, operation, 0, refused)
        self._write_new(refused)
        for error in refused.values():
            raise error

    def _begin(
        self, sender: Sender, operation: Operation, place: int, refused: dict[int, Exception]
    ) -> None:
        """Apply one operation, except that a new row waits for others of its shape.

        ``refused`` gets, by place, the rows before it that are written now and meet a constraint.
        """
        if self._new.has(operation):
            self._write_new(refused)
        if self._here.has(operation):
            return
        if operation.entity not in SYNCED:
            raise _NotYetError(UNKNOWN_KIND)
        present = self._raw_row(operation) if self._here.has_row(operation) else None
        self._judge(sender, operation, present, refused)
        if abs(operation.schema) > _LARGEST:
            raise ValueError("the schema version is out of range")
        wall_time = to_milliseconds(operation.at)
        shape = shape_of(operation.entity, operation.set)
        known, extra = shape.read(operation.set)
        if present is None:
            if shape.missing:
                raise ValueError(f"{', '.join(shape.missing)} missing")
            values = dump_json(shape.journalled(known, extra)), NO_VALUES
            # What it hangs on was sent: the authority has asked for it.
            kind, change = entry_of(sender, operation, wall_time, known, values)
            if not self._new.takes(shape):
                self._write_new(refused)
            cells = self._cells(operation, shape, known, extra)
            self._new.add(shape, NewRow(place, operation, cells, change, kind))
            if operation.entity == "month_close":
                self._write_new(refused)
                self._write_journal()
                if place not in refused:
                    self._after_close(operation.row)
            return
        self._write_new(refused)
        before, changed = self._merge(sender, operation, present, known, extra)
        values = dump_json(shape.journalled(known, extra)), dump_json(before)
        self._note(operation, *entry_of(sender, operation, wall_time, present | changed, values))

    def _judge(
        self,
        sender: Sender,
        operation: Operation,
        present: Mapping[str, Any] | None,
        refused: dict[int, Exception],
    ) -> None:
        """Raise for what the sender may not write, and for what hangs on a row not here yet."""
        try:
            reason = self._authority.refusal(sender, operation, present)
        except OwnerMissingError as missing:
            if self._new:  # the owner may be among them
                self._write_new(refused)
                self._judge(sender, operation, present, refused)
                return
            changes_nothing_here = present is None and operation.action != "insert"
            own = (operation.entity, operation.row.bytes)
            raise _NotYetError(NOT_HERE, own if changes_nothing_here else missing.row) from missing
        if reason:
            raise ValueError(reason)
        if present is None and operation.action != "insert":
            raise _NotYetError(NOT_HERE, (operation.entity, operation.row.bytes))

    def _write_new(self, refused: dict[int, Exception]) -> None:
        """Write the new rows that wait; ``refused`` gets those that meet a constraint."""
        if not self._new:
            return
        written, failed = self._new.write()
        for row in written:
            self._note(row.operation, row.root_kind, row.change)
        for row, error in failed:
            refused[row.place] = error

    def _replay(self, sender: Sender) -> list[Rejection]:
        """Apply what was parked and can be applied now, until nothing moves.

        Each operation is tried once, and again when the row arrives that it waits for.
        """
        rejected: list[Rejection] = []
        waiting: dict[tuple[str, bytes], list[int]] = {}
        ready: list[int] | None = None
        while ready is None or ready:
            batches = self._parked() if ready is None else self._parked_at(sorted(ready))
            ready = []
            for some in batches:
                read = [msgspec.json.decode(line, type=Operation) for _, _, line in some]
                self._here.look_up(read)
                for (place, peer, _), operation in zip(some, read, strict=True):
                    try:
                        self._take(self._sender_of(peer), operation)
                    except _NotYetError as missing:
                        if missing.row is not None:
                            waiting.setdefault(missing.row, []).append(place)
                        continue
                    except REFUSED as error:
                        if peer != sender.code:
                            continue  # its sender is told with the next bundle
                        rejected.append(_rejection(operation, error))
                    else:
                        ready += waiting.pop((operation.entity, operation.row.bytes), ())
                    self._raw.execute("DELETE FROM parked_operation WHERE rowid = ?", (place,))
                self._write_journal()
        return rejected

    def _parked(self) -> Iterator[Sequence[_Parked]]:
        """Yield everything that is parked, in the order it came, some of it at a time."""
        last = -1
        while some := self._raw.execute(_PARKED, (last, AT_ONCE)).fetchall():
            yield some
            last = some[-1][0]

    def _parked_at(self, places: Sequence[int]) -> list[Sequence[_Parked]]:
        """Return what is parked at these places, in their order."""
        question = "SELECT rowid, peer, line FROM parked_operation WHERE rowid"
        found = (among(self._raw, question, some, " ORDER BY rowid") for some in slices(places))
        return [some for some in found if some]

    def _park(self, sender: Sender, operation: Operation, line: bytes, reason: str) -> None:
        self._raw.execute(
            "INSERT INTO parked_operation (op_id, peer, line, reason) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            (operation.op.bytes, sender.code, line, reason),
        )

    # -- one operation ------------------------------------------------------------------------

    def _raw_row(self, operation: Operation) -> dict[str, Any]:
        cursor = self._raw.execute(
            f"SELECT * FROM {operation.entity} WHERE uuid = ?", (operation.row.bytes,)
        )
        return dict(zip([c[0] for c in cursor.description], cursor.fetchone(), strict=True))

    def _cells(
        self, operation: Operation, shape: Shape, known: dict[str, Any], extra: dict[str, Any]
    ) -> tuple[Any, ...]:
        state = ("receipted" if self._is_top else "unpacked",) if shape.exchange else ()
        return (
            *known.values(),
            operation.row.bytes,
            dump_json(operation.versions),
            dump_json(extra) if extra else None,
            *state,
            *shape.defaults,
        )

    def _merge(
        self,
        sender: Sender,
        operation: Operation,
        present: Mapping[str, Any],
        known: dict[str, Any],
        extra: dict[str, Any],
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Change what is newer; returns what was there, for the journal, and the changed cells."""
        versions = read_versions(json.loads(present["versions"]))
        incoming = {k: Version(*v) for k, v in operation.versions.items()}
        base = {k: Version(*v) for k, v in operation.base.items()}
        frozen = self._is_frozen(sender, present)
        old: dict[str, Any] = {}
        taken: dict[str, Any] = {}
        met: list[tuple[str, Any, Any, bool]] = []
        affirms = True
        for name, value in known.items():
            current = version_of(versions, name)
            arriving = version_of(incoming, name)
            before = present[name]
            equal = (bytes(before) if isinstance(before, bytes) else before) == value
            decision = decide(current, version_of(base, name), arriving, equal)
            old[name] = as_journalled(operation.entity, name, before)
            changed = decision.take and not equal
            meets = decision.conflict or (frozen and changed)
            if meets and name not in CREATION_FACTS and self._notes(operation, current):
                met.append((name, before, value, decision.take))
            if decision.take:
                taken[name] = value
                versions[name] = arriving
            affirms = affirms and decision.take and equal
        values = dict(taken)
        kept = json.loads(present["extra"] or "{}")
        for name, value in extra.items():
            if version_of(incoming, name) > version_of(versions, name) or name not in kept:
                kept[name] = value
                versions[name] = version_of(incoming, name)
                taken["extra"] = dump_json(kept)
        if taken:
            taken["versions"] = dump_json(versions)
            pairs = ", ".join(f"{name} = ?" for name in taken)
            self._raw.execute(
                f"UPDATE {operation.entity} SET {pairs} WHERE uuid = ?",
                (*taken.values(), operation.row.bytes),
            )
        # Only now: of an operation the row refused, no conflict may stay.
        for name, before, value, won in met:
            self._keep_both(operation, name, before, value, taken=won)
        if affirms and values:
            self._write_journal()  # which value was passed over is read from it
        settle_by_arrival(self._connection, operation, values, affirms=affirms)
        if present["deleted"] and "deleted" not in known and values:
            self._keep_both(operation, "deleted", 1, 0, taken=False)
        return old, taken

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
        self._write_journal()  # who wrote the value that is here is read from it
        keep_both(self._connection, operation, field, mine, theirs, taken=taken)

    def _note(self, operation: Operation, kind: str, change: Change) -> None:
        """Note that an operation was applied; ``kind`` is that of the row its row belongs to."""
        self._taken += 1
        self._here.add(operation)
        self._unwritten.append(change)
        self.roots.add(change.root)
        self._writer.touch(operation.entity, operation.row)
        if change.root != change.row_id or kind != operation.entity:
            self._writer.touch(kind, UUID(bytes=change.root))

    def _write_journal(self) -> None:
        """Write the entries noted so far, in one go and with their chain values."""
        if self._unwritten:
            append(self._connection, self._unwritten)
            self._unwritten = []


def _read(line: bytes) -> Operation | None:
    try:
        return msgspec.json.decode(line, type=Operation)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _rejection(operation: Operation | None, error: Exception) -> Rejection:
    """Return what the other desk is told; a line that reads as nothing has no identity."""
    return Rejection(UUID(int=0) if operation is None else operation.op, _reason(error))


def _reason(error: Exception) -> str:
    """Return what the other desk is told; a constraint says nothing of the values it met."""
    if isinstance(error, IntegrityError | sqlcipher3.IntegrityError):
        return "number or identity is in use already"
    return str(error) or "a value is out of range"
