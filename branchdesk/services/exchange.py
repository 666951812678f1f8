# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Exchanging with the parent desk and the child desks, by mailbox or by single files."""

from pathlib import Path
from uuid import UUID

import msgspec

from branchdesk.domain.changes import Changes
from branchdesk.domain.clock import local_date
from branchdesk.domain.errors import UserError
from branchdesk.domain.exchange import Applied, BundleEntry, Conflict, Link, StreamReceipt
from branchdesk.domain.kinds.month import MonthClose
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.domain.queries import Filter
from branchdesk.domain.text import T
from branchdesk.services import scopes
from branchdesk.services.exchange_ports import (
    Arrival,
    Contents,
    Courier,
    ExchangeStore,
    OpenBundle,
    Outgoing,
    Progress,
    StreamsPort,
)
from branchdesk.services.exchange_report import ExchangeReport, Received, Sent
from branchdesk.services.month_bundle import month_contents, take_snapshot
from branchdesk.services.month_receipts import require_signed_receipts
from branchdesk.services.ports import BlobStore, Reader, Writer
from branchdesk.services.session import Session


def _silent(done: int, total: int) -> None:
    del done, total


class Exchange:
    """Sends what is due and takes in what has come; safe to call again at any time."""

    def __init__(
        self, session: Session, store: ExchangeStore, courier: Courier, blobs: BlobStore
    ) -> None:
        """Work for the desk of the session."""
        self._session = session
        self._store = store
        self._courier = courier
        self._blobs = blobs

    # -- what a person starts -----------------------------------------------------------------

    def run(self, mailbox: str = "", progress: Progress = _silent) -> ExchangeReport:
        """Take in what lies in the mailbox, then send what is due.

        ``mailbox`` defaults to the desk's setting. Raises UserError when it cannot be reached.
        """
        mailbox = mailbox or self.mailbox()
        received, missing, problems = self._receive_all(mailbox)
        sent = self._send_all(mailbox, progress)
        return ExchangeReport(tuple(sent), tuple(received), tuple(missing), tuple(problems))

    def mailbox(self) -> str:
        """Return the desk's mailbox; raises UserError when none is set."""
        with self._session.store.read() as reader:
            place = reader.setting("mailbox")
        if not place:
            raise UserError(
                T("No exchange folder is set"),
                T("This desk does not know where to put and find files for other desks."),
                T("Choose a folder in the settings, or exchange by single files."),
            )
        return place

    def set_mailbox(self, place: str) -> None:
        """Store the desk's mailbox."""
        with self._session.store.write(
            self._session.actor.staff, self._session.clock.now()
        ) as writer:
            writer.set_setting("mailbox", place)

    def import_file(self, path: Path) -> Received:
        """Take in a single file, whatever it is called; the same one twice changes nothing.

        Raises UserError when it is not for this desk, not ours, damaged, or an earlier one is
        missing.
        """
        with self._courier.open_file(path) as opened:
            return self._take_in(opened)

    def export_files(self, folder: Path) -> list[Path]:
        """Write what is due to every linked desk as one file each with a name people read.

        The rows show ``sent``, as the file is now in the person's hands.
        """
        self._build_due()
        folder.mkdir(parents=True, exist_ok=True)
        with self._store.read() as (_, streams):
            entries = streams.bundles("out", "built") or self._unreceipted(streams)
        written = []
        for entry in sorted(entries, key=lambda e: (e.peer, e.first_seq)):
            written.append(self._courier.single_file(entry, folder))
            with self._store.write(None, self._session.clock.now()) as (_, writing):
                writing.mark_delivered(entry.bundle_id, self._session.clock.now())
        return written

    def links(self) -> list[Link]:
        """Return the desks this one exchanges with."""
        with self._store.read() as (_, streams):
            return streams.links()

    def diary(self) -> list[BundleEntry]:
        """Return the bundles that were built and taken in, newest first."""
        with self._store.read() as (_, streams):
            return streams.bundles()

    def is_delivered(self, bundle_id: str) -> bool:
        """Tell whether a bundle of this desk was put into a mailbox or written as a file."""
        with self._store.read() as (_, streams):
            entry = streams.bundle(bundle_id)
        return entry is not None and entry.delivered_at is not None

    def conflicts(self) -> list[Conflict]:
        """Return the open conflicts."""
        with self._store.read() as (_, streams):
            return streams.conflicts()

    # -- receiving ----------------------------------------------------------------------------

    def _receive_all(self, mailbox: str) -> tuple[list[Received], list[Arrival], list[UserError]]:
        received: list[Received] = []
        problems: list[UserError] = []
        failed: set[str] = set()
        while True:
            with self._store.read() as (_, streams):
                known = frozenset(e.bundle_id for e in streams.bundles("in"))
            arrivals = self._courier.arrivals(mailbox, known)
            progressed = False
            for arrival in arrivals:
                if not arrival.complete or arrival.bundle_id in failed:
                    continue
                try:
                    with self._courier.fetch(mailbox, arrival) as opened:
                        received.append(self._take_in(opened))
                        progressed = True
                except UserError as problem:
                    failed.add(arrival.bundle_id)
                    problems.append(problem)
            if not progressed:
                open_arrivals = [a for a in arrivals if not a.complete or a.bundle_id in failed]
                problems.extend(a.problem for a in arrivals if a.problem is not None)
                return received, open_arrivals, problems
            failed.clear()
            problems.clear()

    def _take_in(self, opened: OpenBundle) -> Received:
        now = self._session.clock.now()
        with self._store.read() as (_, streams):
            link = streams.link(opened.sender)
            if streams.bundle(opened.bundle_id) is not None:
                return Received(opened.bundle_id, opened.sender, 0, 0, 0, Changes(), already=True)
        if link is None:
            raise unknown_sender(opened.sender)
        applied_through = link.in_applied if link.in_epoch == opened.epoch else 0
        if opened.first > applied_through + 1:
            raise UserError(
                T("An earlier file is missing"),
                T(
                    "This one starts at {first}, but only {last} have arrived from {sender}.",
                    first=opened.first,
                    last=applied_through,
                    sender=link.name,
                ),
                T("Take in the earlier file first; this one stays where it is."),
            )
        opened.keep_blobs()
        branch = (
            opened.sender
            if self._session.desk.role is DeskRole.HQ
            else (self._session.desk.branch_code)
        )
        with self._store.applying(opened.sender, branch, now) as (writer, streams, apply):
            applied = apply(opened.operations())
            through = max(applied_through, opened.last)
            carries = opened.last >= opened.first or opened.month is not None
            streams.advance(opened.sender, opened.epoch, through, now, receipt=carries)
            streams.take_receipt(opened.sender, read_receipt(opened.receipt))
            streams.add_bundle(self._received_entry(opened))
            self._note_rejections(writer, opened, applied)
            require_signed_receipts(writer, link, self._courier)
            if self._session.desk.role is DeskRole.HQ:
                self._keep_months(writer, streams, applied.months)
            changes = writer.changes
        return Received(
            opened.bundle_id,
            opened.sender,
            applied.taken,
            applied.conflicts,
            len(applied.rejected),
            changes,
        )

    def _received_entry(self, opened: OpenBundle) -> BundleEntry:
        now = self._session.clock.now()
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

    def _note_rejections(self, writer: Writer, opened: OpenBundle, applied: Applied) -> None:
        if applied.rejected:
            stored = msgspec.json.encode(applied.rejected).decode()
            writer.set_setting(f"rejected:{opened.sender}", stored)

    def _keep_months(self, writer: Writer, streams: StreamsPort, months: tuple[UUID, ...]) -> None:
        """Freeze headquarters' own copy of a delivered month, from its own rows."""
        for uuid in months:
            close = writer.get("month_close", uuid)
            if close is None:
                continue
            entries = take_snapshot(writer, close.branch_code, close.period)
            streams.save_snapshot(close.branch_code, close.period, close.revision, entries)

    # -- sending ------------------------------------------------------------------------------

    def _send_all(self, mailbox: str, progress: Progress) -> list[Sent]:
        """Publish what was built, and again what is not receipted: it may have been lost.

        Publishing a bundle that lies in the mailbox already writes nothing.
        """
        self._build_due()
        with self._store.read() as (_, streams):
            waiting = [*streams.bundles("out", "built"), *self._unreceipted(streams)]
        sent = []
        for entry in sorted(waiting, key=lambda e: (e.peer, e.first_seq, e.built_at)):
            parts, written = self._courier.publish(entry, mailbox, progress)
            if entry.state == "built":
                with self._store.write(None, self._session.clock.now()) as (_, writing):
                    writing.mark_delivered(entry.bundle_id, self._session.clock.now())
            if entry.state == "built" or written:
                sent.append(Sent(entry.bundle_id, entry.peer, parts))
        return sent

    def _unreceipted(self, streams: StreamsPort) -> list[BundleEntry]:
        return [e for e in streams.bundles("out", "sent") if e.last_seq >= e.first_seq]

    def _build_due(self) -> None:
        """Build a bundle for every link that has something new or owes a receipt."""
        role = self._session.desk.role
        for link in self.links():
            if link.revoked:
                continue
            with self._store.write(None, self._session.clock.now()) as (writer, streams):
                if link.relation == "child":
                    streams.release(link.peer, scopes.downward(writer, role, link))
                elif role is DeskRole.ENGINEER:
                    streams.release(link.peer, scopes.upward_from_laptop())
            self.build_bundle(link.peer, even_empty=self._shows_itself(link))

    def _shows_itself(self, link: Link) -> bool:
        """A laptop is heard of once a day, also without news: the month waits for it (R-106)."""
        if self._session.desk.role is not DeskRole.ENGINEER:
            return False
        today = local_date(self._session.clock.now())
        return link.last_sent_at is None or local_date(link.last_sent_at) < today

    def build_bundle(self, peer: str, *, even_empty: bool = False) -> str:
        """Build the next bundle for a peer into the outbox; returns its id or an empty text.

        Without news there is none, unless a receipt is due or ``even_empty`` asks for it. A kill
        before the diary knows it leaves only a file that the next call replaces.
        """
        with self._store.read() as (reader, streams):
            link = streams.link(peer)
            if link is None:
                raise unknown_sender(peer)
            first, last = link.out_bundled + 1, link.out_tail
            if last < first and not (link.receipt_due or even_empty):
                return ""
            close = self._unsent_close(reader, streams, link)
            head = self._store.head()
            outgoing = Outgoing(
                bundle_id=close.bundle if close is not None else str(self._session.new_id()),
                link=link,
                first=first,
                last=last,
                period=close.period if close is not None else "",
                revision=close.revision if close is not None else 0,
                journal_head=head.hex,
                journal_count=head.count,
                made_at=self._session.clock.now(),
            )
            blobs = [b for b in streams.blobs(peer, first, last) if self._blobs.has(b)]
            month, tables = (None, {}) if close is None else month_contents(reader, streams, close)
            contents = Contents(
                operations=streams.operations(peer, first, last),
                blobs=blobs,
                receipt=msgspec.json.encode(self._receipt_for(reader, streams, link)),
                month=month,
                tables=tables,
            )
            built = self._courier.build(outgoing, contents)
        with self._store.write(None, self._session.clock.now()) as (_, writing):
            writing.add_bundle(
                BundleEntry(
                    bundle_id=outgoing.bundle_id,
                    direction="out",
                    peer=peer,
                    epoch=link.out_epoch,
                    first_seq=first,
                    last_seq=last,
                    period=outgoing.period,
                    revision=outgoing.revision,
                    size=built.size,
                    sha256=built.sha256,
                    built_at=self._session.clock.now(),
                    state="built",
                    journal_head=outgoing.journal_head,
                    journal_count=outgoing.journal_count,
                )
            )
        return outgoing.bundle_id

    def _unsent_close(self, reader: Reader, streams: StreamsPort, link: Link) -> MonthClose | None:
        if link.relation != "parent" or self._session.desk.role is not DeskRole.BRANCH:
            return None
        closes = reader.find(
            "month_close",
            (Filter("branch_code", "=", self._session.desk.branch_code),),
            order="closed_at",
            descending=True,
            limit=1,
        )
        newest: MonthClose | None = closes[0] if closes else None
        if newest is not None and streams.bundle(newest.bundle) is None:
            return newest
        return None

    def _receipt_for(self, reader: Reader, streams: StreamsPort, link: Link) -> StreamReceipt:
        newest = next((e for e in streams.bundles("in") if e.peer == link.peer), None)
        rejected = reader.setting(f"rejected:{link.peer}")
        return StreamReceipt(
            epoch=link.in_epoch,
            applied_through=link.in_applied,
            rejected=msgspec.json.decode(rejected, type=tuple) if rejected else (),
            journal_head=newest.journal_head if newest else "",
            journal_count=newest.journal_count if newest else 0,
        )


def read_receipt(content: bytes) -> StreamReceipt:
    """Read ``data/receipt.json``; one that cannot be read acknowledges nothing."""
    try:
        return msgspec.json.decode(content, type=StreamReceipt)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return StreamReceipt(epoch="", applied_through=0)


def unknown_sender(code: str) -> UserError:
    """Return the error for a desk this one is not linked with."""
    return UserError(
        T("Nobody knows who sent this"),
        T("“{code}” is not linked with this desk.", code=code[:40]),
        T("Enrol it first, or ask the sender."),
    )
