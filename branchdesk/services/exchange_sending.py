# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Building bundles of what is due and putting them into mailboxes and files."""

from datetime import timedelta
from pathlib import Path

import msgspec

from branchdesk.domain.clock import local_date
from branchdesk.domain.exchange import BundleEntry, Link, StreamReceipt
from branchdesk.domain.kinds.month import MonthClose
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.domain.queries import Filter
from branchdesk.services import scopes
from branchdesk.services.exchange_ports import (
    Contents,
    Courier,
    ExchangeStore,
    Outgoing,
    Progress,
    StreamsPort,
)
from branchdesk.services.exchange_receiving import read_rejections, unknown_sender
from branchdesk.services.exchange_report import Sent
from branchdesk.services.month_bundle import month_contents
from branchdesk.services.ports import BlobStore, Reader
from branchdesk.services.session import Session

KEPT_AFTER_RECEIPT = timedelta(days=30)
"""How long a receipted bundle stays in outbox and mailbox: time to look into what was sent."""


class Sending:
    """The outgoing half of the exchange."""

    def __init__(
        self, session: Session, store: ExchangeStore, courier: Courier, blobs: BlobStore
    ) -> None:
        """Work for the desk of the session."""
        self._session = session
        self._store = store
        self._courier = courier
        self._blobs = blobs

    def send_all(self, mailbox: str, progress: Progress) -> list[Sent]:
        """Publish what was built, and again what is not receipted: it may have been lost.

        Publishing a bundle that lies in the mailbox already writes nothing.
        """
        sent = []
        for entry in self._unsettled():
            parts, written = self._courier.publish(entry, mailbox, progress)
            if entry.state == "built":
                self._mark_delivered(entry)
            if entry.state == "built" or written:
                sent.append(Sent(entry.bundle_id, entry.peer, parts))
        self._tidy(mailbox)
        return sent

    def _tidy(self, mailbox: str) -> None:
        """Remove what its receiver has receipted long ago; reported months are kept (R-119)."""
        long_ago = self._session.clock.now() - KEPT_AFTER_RECEIPT
        with self._store.read() as (_, streams):
            receipted = streams.bundles("out", "receipted")
            peers = {link.peer for link in streams.links()}
        for entry in receipted:
            delivered = entry.delivered_at or entry.built_at
            if not entry.period and delivered < long_ago and entry.peer in peers:
                self._courier.discard(entry, mailbox)

    def export_files(self, folder: Path, peer: str = "") -> list[Path]:
        """Write what is due as one file per bundle; without news what nobody has receipted.

        ``peer`` limits it to one desk.
        """
        folder.mkdir(parents=True, exist_ok=True)
        unsettled = [e for e in self._unsettled() if peer in ("", e.peer)]
        entries = [e for e in unsettled if e.state == "built"] or unsettled
        written = []
        for entry in entries:
            written.append(self._courier.single_file(entry, folder))
            self._mark_delivered(entry)
        return written

    def _mark_delivered(self, entry: BundleEntry) -> None:
        now = self._session.clock.now()
        with self._store.write(None, now) as (_, streams):
            streams.mark_delivered(entry.bundle_id, now)

    def _unsettled(self) -> list[BundleEntry]:
        """Build what is due; return what has to go, with its file whole."""
        self._build_due()
        with self._store.read() as (_, streams):
            entries = streams.unsettled()
        broken = [entry for entry in entries if not self._courier.is_whole(entry)]
        if not broken:
            return entries
        with self._store.write(None, self._session.clock.now()) as (_, streams):
            for entry in broken:
                streams.give_up(entry.bundle_id)
        self._build_due()
        with self._store.read() as (_, streams):
            return streams.unsettled()

    def _build_due(self) -> None:
        """Build a bundle for every link that has something new or owes a receipt."""
        role = self._session.desk.role
        with self._store.read() as (_, streams):
            links = streams.links()
        for link in links:
            if link.revoked:
                continue
            with self._store.write(None, self._session.clock.now()) as (writer, streams):
                if link.relation == "child":
                    streams.release(link.peer, scopes.downward(writer, streams, role, link))
                elif role is DeskRole.ENGINEER:
                    streams.release(link.peer, scopes.upward_from_laptop(writer))
                elif link.out_tail == 0:
                    self._report_again(writer, streams, link)
                waiting = any(
                    e.peer == link.peer and e.state == "built" for e in streams.unsettled()
                )
            even_empty = not waiting and self._shows_itself(link)
            self.build_due_for(link.peer, even_empty=even_empty)

    def _report_again(self, reader: Reader, streams: StreamsPort, link: Link) -> None:
        """Release every reported month anew when the stream began anew (a restore)."""
        branch = self._session.desk.branch_code
        mine = (Filter("branch_code", "=", branch),)
        for close in reader.find("month_close", mine, order="closed_at"):
            streams.release(link.peer, scopes.upward_at_close(reader, branch, close.period))

    def _shows_itself(self, link: Link) -> bool:
        """A laptop is heard of once a day, also without news: the month waits for it (R-106)."""
        if self._session.desk.role is not DeskRole.ENGINEER:
            return False
        today = local_date(self._session.clock.now())
        return link.last_sent_at is None or local_date(link.last_sent_at) < today

    def build_due_for(self, peer: str, *, even_empty: bool = False) -> None:
        """Build what is due to a peer into the outbox: each closed month apart, then the rest.

        Without news there is nothing, unless a receipt is due or ``even_empty`` asks for it. A kill
        before the diary knows a bundle leaves only a file, which the next start removes.
        """
        while (built := self._build_next(peer, even_empty=even_empty)) is not None:
            even_empty = False
            if built.last_seq < built.first_seq:
                return

    def _build_next(self, peer: str, *, even_empty: bool) -> BundleEntry | None:
        now = self._session.clock.now()
        with self._store.read() as (reader, streams):
            link = streams.link(peer)
            if link is None:
                raise unknown_sender(peer)
            first, last = link.out_bundled + 1, link.out_tail
            if last < first and not (link.receipt_due or even_empty):
                return None
            close = self._next_close(reader, streams, link)
            if close is not None:
                last = streams.number_of(peer, close.uuid)
            new = close is not None and streams.bundle(close.bundle) is None
            head = self._store.head()
            outgoing = Outgoing(
                bundle_id=close.bundle if close and new else str(self._session.new_id()),
                link=link,
                first=first,
                last=last,
                period=close.period if close is not None else "",
                revision=close.revision if close is not None else 0,
                journal_head=head.hex,
                journal_count=head.count,
                made_at=now,
            )
            blobs = [b for b in streams.blobs(peer, first, last) if self._blobs.has(b)]
            month, tables = (None, {}) if close is None else month_contents(reader, streams, close)
            contents = Contents(
                operations=streams.operations(peer, first, last),
                blobs=blobs,
                receipt=msgspec.json.encode(_receipt_for(reader, streams, link)),
                month=month,
                tables=tables,
            )
            built = self._courier.build(outgoing, contents)
        entry = BundleEntry(
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
            built_at=now,
            state="built",
            journal_head=outgoing.journal_head,
            journal_count=outgoing.journal_count,
        )
        with self._store.write(None, now) as (_, writing):
            writing.add_bundle(entry)
        return entry

    def _next_close(self, reader: Reader, streams: StreamsPort, link: Link) -> MonthClose | None:
        """Return the oldest close in the part of the stream that is not packed yet."""
        if link.relation != "parent" or self._session.desk.role is not DeskRole.BRANCH:
            return None
        closes: list[MonthClose] = reader.find(
            "month_close", (Filter("branch_code", "=", self._session.desk.branch_code),)
        )
        numbered = ((streams.number_of(link.peer, close.uuid), close) for close in closes)
        unpacked = [(n, close) for n, close in numbered if link.out_bundled < n]
        return min(unpacked, key=lambda pair: pair[0])[1] if unpacked else None


def _receipt_for(reader: Reader, streams: StreamsPort, link: Link) -> StreamReceipt:
    mine = (e for e in streams.bundles("in") if (e.peer, e.epoch) == (link.peer, link.in_epoch))
    newest = max(mine, key=lambda entry: entry.journal_count, default=None)
    return StreamReceipt(
        epoch=link.in_epoch,
        applied_through=link.in_applied,
        rejected=read_rejections(reader.setting(f"rejected:{link.peer}")),
        journal_head=newest.journal_head if newest else "",
        journal_count=newest.journal_count if newest else 0,
    )
