# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Taking in what other desks sent, each bundle in one transaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from branchdesk.domain.changes import Changes
from branchdesk.domain.errors import UserError
from branchdesk.domain.exchange import (
    BundleEntry,
    Link,
    Refusal,
    Rejection,
    StreamReceipt,
    is_older_epoch,
)
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.domain.text import T
from branchdesk.services import scopes
from branchdesk.services.exchange_ports import (
    Arrival,
    Courier,
    ExchangeStore,
    OpenBundle,
    StreamsPort,
)
from branchdesk.services.exchange_report import Received
from branchdesk.services.late_rows import move_late_rows
from branchdesk.services.month_bundle import take_snapshot
from branchdesk.services.month_receipts import require_signed_receipts
from branchdesk.services.ports import Writer
from branchdesk.services.session import Session

REJECTIONS_KEPT = 200
"""How many refused operations a receipt tells of; the newest ones."""


class Receiving:
    """The incoming half of the exchange."""

    def __init__(self, session: Session, store: ExchangeStore, courier: Courier) -> None:
        """Work for the desk of the session."""
        self._session = session
        self._store = store
        self._courier = courier

    def receive_all(self, mailbox: str) -> tuple[list[Received], list[Arrival], list[UserError]]:
        """Take in everything complete that lies in the mailbox, in whatever order it fits."""
        received: list[Received] = []
        while True:
            with self._store.read() as (_, streams):
                known = frozenset(e.bundle_id for e in streams.bundles("in"))
            arrivals = self._courier.arrivals(mailbox, known)
            failed: dict[str, UserError] = {}
            taken = 0
            for arrival in arrivals:
                if not arrival.complete:
                    continue
                try:
                    with self._courier.fetch(mailbox, arrival) as opened:
                        received.append(self.take_in(opened))
                        taken += 1
                except UserError as problem:
                    failed[arrival.bundle_id] = problem
            if not taken:
                waiting = [a for a in arrivals if not a.complete or a.bundle_id in failed]
                told = [a.problem for a in arrivals if a.problem is not None]
                return received, waiting, [*failed.values(), *told]

    def take_in(self, opened: OpenBundle) -> Received:
        """Apply a bundle; the same one twice changes nothing.

        One of a stream that was given up is salvaged operation by operation. Raises UserError for
        an unknown sender and when an earlier bundle of its stream is missing.
        """
        now = self._session.clock.now()
        with self._store.read() as (_, streams):
            link = streams.link(opened.sender)
            known = streams.bundle(opened.bundle_id)
            newest = max(
                (
                    e.journal_count
                    for e in streams.bundles("in")
                    if (e.peer, e.epoch) == (opened.sender, opened.epoch)
                ),
                default=0,
            )
        if link is None:
            raise unknown_sender(opened.sender)
        if known is not None and known.peer == opened.sender:
            return self._again(opened)
        given_up = is_older_epoch(opened.epoch, link.in_epoch)
        applied = link.in_applied if link.in_epoch == opened.epoch else 0
        carries = opened.last >= opened.first
        if carries and not given_up and opened.first > applied + 1:
            raise _earlier_missing(opened, applied, link)
        opened.keep_blobs()
        with self._store.applying(opened.sender, now) as (writer, streams, apply):
            if streams.bundle(opened.bundle_id) is not None:  # taken in by another task meanwhile
                return Received(opened.bundle_id, opened.sender, 0, 0, 0, Changes(), already=True)
            done = apply(opened.operations(), lambda uuid: self._keep_month(writer, streams, uuid))
            if not given_up:
                through = max(applied, opened.last) if carries else applied
                streams.advance(opened.sender, opened.epoch, through, now)
                if link.relation == "child" and link.in_epoch not in ("", opened.epoch):
                    streams.restart(opened.sender, tell_own=True)
            if carries:
                streams.owe_receipt(opened.sender)
            refused: list[Refusal] = []
            receipt = read_receipt(opened.receipt)
            if receipt and not given_up and opened.journal_count >= newest:
                refused = streams.take_receipt(opened.sender, receipt)
            streams.add_bundle(_received_entry(opened, now))
            self._note_rejections(writer, opened.sender, done.rejected)
            require_signed_receipts(writer, link, self._courier)
            changes = writer.changes
        return Received(
            opened.bundle_id,
            opened.sender,
            done.taken,
            done.conflicts,
            len(done.rejected),
            changes.merged(self._move_late()),
            refused=tuple(refused),
        )

    def _again(self, opened: OpenBundle) -> Received:
        """Owe the receipt once more: who sends a file again has not got it."""
        if opened.last >= opened.first:
            with self._store.write(None, self._session.clock.now()) as (_, streams):
                streams.owe_receipt(opened.sender)
        return Received(opened.bundle_id, opened.sender, 0, 0, 0, Changes(), already=True)

    def _move_late(self) -> Changes:
        if self._session.desk.role is not DeskRole.BRANCH:
            return Changes()
        with self._store.write(None, self._session.clock.now()) as (writer, streams):
            move_late_rows(writer, streams, self._session.desk.branch_code)
            return writer.changes

    def _note_rejections(self, writer: Writer, peer: str, rejected: Sequence[Rejection]) -> None:
        if not rejected:
            return
        kept = {r.op: r for r in (*read_rejections(writer.setting(f"rejected:{peer}")), *rejected)}
        newest = list(kept.values())[-REJECTIONS_KEPT:]
        writer.set_setting(f"rejected:{peer}", msgspec.json.encode(newest).decode())

    def _keep_month(self, writer: Writer, streams: StreamsPort, uuid: UUID) -> None:
        """Freeze headquarters' own copy of a delivered month, from its own rows.

        Happens when its close is applied: what the branch wrote later, and perhaps delivered in the
        same bundle, is not part of the month. A branch that lost its data is told its closes by
        headquarters; what belonged to them is then known to be reported.
        """
        role = self._session.desk.role
        close = writer.get("month_close", uuid)
        if role is DeskRole.ENGINEER or close is None:
            return
        entries = take_snapshot(writer, close.branch_code, close.period)
        streams.save_snapshot(close.branch_code, close.period, close.revision, entries)
        parent = streams.parent()
        if parent is not None:
            scope = scopes.upward_at_close(writer, close.branch_code, close.period)
            streams.release(parent.peer, scope)


def read_receipt(content: bytes) -> StreamReceipt | None:
    """Read ``data/receipt.json``; one that cannot be read says nothing."""
    try:
        return msgspec.json.decode(content, type=StreamReceipt)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def read_rejections(stored: str) -> tuple[Rejection, ...]:
    """Return the rejections a desk keeps to tell the sender."""
    return msgspec.json.decode(stored, type=tuple[Rejection, ...]) if stored else ()


def unknown_sender(code: str) -> UserError:
    """Return the error for a desk this one is not linked with."""
    return UserError(
        T("Nobody knows who sent this"),
        T("“{code}” is not linked with this desk.", code=code[:40]),
        T("Enrol it first, or ask the sender."),
    )


def _earlier_missing(opened: OpenBundle, applied: int, link: Link) -> UserError:
    return UserError(
        T("An earlier file is missing"),
        T(
            "This one starts at {first}, but only {last} have arrived from {sender}.",
            first=opened.first,
            last=applied,
            sender=link.name,
        ),
        T("Take in the earlier file first; this one stays where it is."),
    )


def _received_entry(opened: OpenBundle, now: datetime) -> BundleEntry:
    return BundleEntry(
        bundle_id=opened.bundle_id,
        direction="in",
        peer=opened.sender,
        epoch=opened.epoch,
        first_seq=opened.first,
        last_seq=opened.last,
        period=opened.period,
        revision=opened.revision,
        size=opened.size,
        sha256=opened.sha256,
        built_at=now,
        delivered_at=now,
        state="applied",
        journal_head=opened.journal_head,
        journal_count=opened.journal_count,
    )
