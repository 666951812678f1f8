# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Fills the courier port of the services with the bundles and mailboxes of sync."""

import hashlib
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from branchdesk.domain.exchange import BundleEntry, Link
from branchdesk.domain.text import Translator
from branchdesk.services.exchange_ports import Arrival, Built, Contents, Outgoing, Progress
from branchdesk.store.blobs import EncryptedBlobs
from branchdesk.store.capture import SCHEMA_VERSION
from branchdesk.sync.bundle_reader import OpenedBundle, ReadingDesk, read_bundle
from branchdesk.sync.bundle_writer import BlobSource, write_bundle
from branchdesk.sync.header import BundleHeader, DeskAddress, Envelope, make_envelope
from branchdesk.sync.identity import DeskKeys, signature_is_valid
from branchdesk.sync.mailbox import Mailbox, open_mailbox
from branchdesk.sync.parts import find_bundle, find_incoming, join, publish, withdraw
from branchdesk.sync.single_file import file_name, write_single_file

MINIMUM_READER = 1
"""The lowest schema version that can read what this version writes."""

RECEIPT_STATEMENT = "branchdesk month receipt"


class BundleCourier:
    """Builds, seals, carries and opens the bundles of one desk."""

    def __init__(
        self,
        *,
        address: DeskAddress,
        demo: bool,
        keys: DeskKeys,
        escrow: Callable[[], str],
        links: Callable[[], list[Link]],
        blobs: EncryptedBlobs,
        outbox: Path,
        inbox: Path,
        translator: Translator,
    ) -> None:
        """``escrow`` tells headquarters' age recipient, empty before the desk is enrolled."""
        self._address = address
        self._demo = demo
        self._keys = keys
        self._escrow = escrow
        self._links = links
        self._blobs = blobs
        self._outbox = outbox
        self._inbox = inbox
        self._translator = translator

    def clear_leftovers(self, built: Container[str]) -> None:
        """Remove what a kill or a full disk left; ``built`` are the bundles the diary knows.

        For the start, before anything is built or fetched.
        """
        with suppress(OSError):  # leftovers cost room, nothing else
            unknown = (p for p in self._outbox.iterdir() if p.name.partition(".")[0] not in built)
            for path in (*self._inbox.iterdir(), *unknown):
                path.unlink()

    # -- sending ------------------------------------------------------------------------------

    def build(self, outgoing: Outgoing, contents: Contents) -> Built:
        """Write the sealed bundle into the outbox."""
        link = outgoing.link
        header = self._header(
            link,
            bundle_id=outgoing.bundle_id,
            epoch=link.out_epoch,
            first=outgoing.first,
            last=outgoing.last,
            period=outgoing.period,
            revision=outgoing.revision,
            previous=link.last_bundle_hash,
            journal_head=outgoing.journal_head,
            journal_count=outgoing.journal_count,
            made_at=outgoing.made_at,
        )
        recipients = list(dict.fromkeys(r for r in (link.age, self._escrow()) if r))
        sources = [
            BlobSource(name, self._blobs.size(name), lambda name=name: self._blobs.reader(name))  # type: ignore[misc]
            for name in contents.blobs
        ]
        written = write_bundle(
            header,
            contents.operations,
            sources,
            contents.receipt,
            contents.month,
            contents.tables,
            self._keys,
            recipients,
            self.outbox_file(outgoing.bundle_id),
        )
        return Built(written.bytes, written.sha256)

    def outbox_file(self, bundle_id: str) -> Path:
        """Return where a bundle waits until it is receipted."""
        return self._outbox / f"{bundle_id}.tar.zst.age"

    def is_whole(self, entry: BundleEntry) -> bool:
        """Tell whether the bundle's file lies in the outbox as it was built."""
        file = self.outbox_file(entry.bundle_id)
        try:
            if file.stat().st_size != entry.size:
                return False
            with file.open("rb") as content:
                return hashlib.file_digest(content, "sha256").hexdigest() == entry.sha256
        except OSError:
            return False

    def publish(self, entry: BundleEntry, mailbox: str, progress: Progress) -> tuple[int, int]:
        """Put a bundle into a mailbox; returns its parts and how many were written now."""
        place = open_mailbox(mailbox)
        published = publish(
            place, self.outbox_file(entry.bundle_id), self._envelope(entry), self._keys, progress
        )
        return published.parts, published.written

    def discard(self, entry: BundleEntry, mailbox: str) -> None:
        """Remove a bundle from a mailbox and from the outbox, once."""
        file = self.outbox_file(entry.bundle_id)
        if file.exists():
            withdraw(open_mailbox(mailbox), self._envelope(entry))
            file.unlink(missing_ok=True)

    def single_file(self, entry: BundleEntry, folder: Path) -> Path:
        """Write a bundle of the outbox as one file with a name people read."""
        envelope = self._envelope(entry)
        target = folder / file_name(envelope, self._translator)
        write_single_file(self.outbox_file(entry.bundle_id), envelope, self._keys, target)
        return target

    def _envelope(self, entry: BundleEntry) -> Envelope:
        link = next(link for link in self._links() if link.peer == entry.peer)
        header = self._header(
            link,
            bundle_id=entry.bundle_id,
            epoch=entry.epoch,
            first=entry.first_seq,
            last=entry.last_seq,
            period=entry.period,
            revision=entry.revision,
            journal_head=entry.journal_head,
            journal_count=entry.journal_count,
            made_at=entry.built_at,
        )
        return make_envelope(header, entry.size, entry.sha256)

    def _header(self, link: Link, **facts: Any) -> BundleHeader:
        return BundleHeader(
            sender=self._address,
            receiver=DeskAddress(link.peer, link.node, link.name),
            stream=f"{self._address.code}>{link.peer}",
            min_reader=MINIMUM_READER,
            schema_version=SCHEMA_VERSION,
            demo=self._demo,
            **facts,
        )

    # -- receiving ----------------------------------------------------------------------------

    def trusted(self, address: DeskAddress) -> str | None:
        """Return the signing key of a linked desk, or of this desk itself."""
        if address.node == self._address.node:
            return self._keys.public().minisign
        for link in self._links():
            if link.peer == address.code and link.node == address.node and not link.revoked:
                return link.minisign
        return None

    def arrivals(self, mailbox: str, known: frozenset[str]) -> list[Arrival]:
        """Return what lies in the mailbox for this desk and was not taken in yet."""
        found = find_incoming([open_mailbox(mailbox)], self._address, self.trusted, known)
        return [
            Arrival(
                bundle_id=incoming.bundle_id,
                sender=incoming.sender,
                present=incoming.present,
                total=incoming.total,
                missing=incoming.missing,
                problem=incoming.problem,
            )
            for incoming in found
        ]

    @contextmanager
    def fetch(self, mailbox: str, arrival: Arrival) -> Iterator["Parcel"]:
        """Join the parts, verify the bundle and give it; the joined file is removed after."""
        places: list[Mailbox] = [open_mailbox(mailbox)]
        incoming = find_bundle(places, arrival.bundle_id, self.trusted, self._address)
        joined = self._inbox / f"{arrival.bundle_id}.tar.zst.age"
        try:
            join(places, incoming, joined)
            yield self._open(joined)
        finally:
            with suppress(OSError):  # cleared at the next start
                joined.unlink(missing_ok=True)

    @contextmanager
    def open_file(self, path: Path) -> Iterator["Parcel"]:
        """Verify a single file and give it."""
        yield self._open(path)

    def _open(self, path: Path) -> "Parcel":
        desk = ReadingDesk(self._address, SCHEMA_VERSION, self._demo)
        return Parcel(read_bundle(path, self._keys, desk, self.trusted), self._blobs)

    # -- signatures ---------------------------------------------------------------------------

    def signed(self, content: bytes) -> str:
        """Return this desk's minisign signature over a month receipt."""
        return self._keys.sign(content, RECEIPT_STATEMENT).decode("ascii")

    def signature_fits(self, minisign: str, content: bytes, signature: str) -> bool:
        """Tell whether a month receipt was signed with the key."""
        return signature_is_valid(
            minisign, content, signature.encode("ascii", "replace"), RECEIPT_STATEMENT
        )


class Parcel:
    """A verified bundle as the services see it."""

    def __init__(self, opened: OpenedBundle, blobs: EncryptedBlobs) -> None:
        """Copy the header's facts."""
        header = opened.header
        self.bundle_id = header.bundle_id
        self.sender = header.sender.code
        self.epoch = header.epoch
        self.first = header.first
        self.last = header.last
        self.period = header.period
        self.revision = header.revision
        self.journal_head = header.journal_head
        self.journal_count = header.journal_count
        self.size = opened.bytes
        self.sha256 = opened.sha256
        self.receipt = opened.receipt
        self.month = opened.month
        self._opened = opened
        self._blobs = blobs

    def operations(self) -> Iterator[bytes]:
        """Yield the operations; commit only after the last."""
        return self._opened.operations()

    def keep_blobs(self) -> None:
        """Store the attachments that are not here yet, encrypted."""
        self._opened.extract_blobs(
            lambda name, size: None if self._blobs.has(name) else self._blobs.sink(name, size)
        )
