# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Bundles in mailboxes: parts of 1 MiB named by their content, the signed list of parts last.

A bundle lies under ``<to>/<from>/<bundle id>/``. Nothing is overwritten or renamed after it was
published, so an interrupted transfer goes on where it stopped: parts that are there are left
alone. A desk may look into several mailboxes at once; the parts of one bundle may come by
different ones (half by stick, half by share), in any order.
"""

import hashlib
import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T
from branchdesk.sync import refusals
from branchdesk.sync.documents import (
    MAXIMUM_BYTES,
    decode_document,
    encode_document,
    open_document,
    peek_document,
    sign_document,
)
from branchdesk.sync.files import whole_file
from branchdesk.sync.header import DeskAddress, Envelope, Trusted, is_code, is_identifier, kind_text
from branchdesk.sync.identity import DeskKeys
from branchdesk.sync.mailbox import Mailbox
from branchdesk.sync.single_file import PART_BYTES, SealedFile

PART_LIST = "parts.json"
_KIND = "part-list"
_PART_NAME = re.compile(r"[0-9]{5}-[0-9a-f]{32}\.part")
_MAXIMUM_PARTS = 99_999


class Part(msgspec.Struct, frozen=True):
    """One part: its file name, its size in bytes and the SHA-256 of its content."""

    name: str
    bytes: int
    sha256: str


class PartList(msgspec.Struct, frozen=True):
    """The signed list that is published after all parts."""

    envelope: Envelope
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Published:
    """How many parts a bundle has, and how many had to be written this time."""

    parts: int
    written: int


@dataclass(frozen=True)
class IncomingBundle:
    """A bundle found in the mailboxes.

    ``sender`` is the code of the folder it lies in. ``total`` is None and ``envelope`` is None
    while the list of parts has not arrived. ``missing`` are the numbers of the missing parts,
    counted from 1. ``problem`` says why the list cannot be accepted.
    """

    bundle_id: str
    sender: str
    envelope: Envelope | None
    present: int
    total: int | None
    missing: tuple[int, ...]
    problem: UserError | None = None
    parts: tuple[Part, ...] = ()

    @property
    def complete(self) -> bool:
        """Tell whether every part is there and the list can be trusted."""
        return self.problem is None and self.total is not None and not self.missing

    def require_complete(self) -> None:
        """Raise UserError (“5 of 7 parts, missing …”) unless the bundle can be joined."""
        if self.problem is not None:
            raise self.problem
        if not self.complete:
            numbers = ", ".join(str(number) for number in self.missing[:20])
            raise refusals.parts_missing(self.present, self.total, numbers)


def publish(
    mailbox: Mailbox,
    bundle: Path,
    envelope: Envelope,
    keys: DeskKeys,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Published:
    """Put a sealed bundle into a mailbox; call again after an interruption with the same file.

    ``progress`` is told the bytes done and in all. Raises UserError when the mailbox cannot be
    reached or the file is not the one of the envelope.
    """
    folder = _folder(envelope.receiver.code, envelope.sender.code, envelope.bundle_id)
    there = {entry.name: entry.size for entry in mailbox.list(folder)}
    parts: list[Part] = []
    written = done = 0
    whole = hashlib.sha256()
    for content in SealedFile(bundle, None, 0, envelope.bytes).pieces():
        whole.update(content)
        digest = hashlib.sha256(content).hexdigest()
        part = Part(f"{len(parts) + 1:05d}-{digest[:32]}.part", len(content), digest)
        parts.append(part)
        path = f"{folder}/{part.name}"
        # A part of another size is what a server kept of an interrupted upload; one of another
        # content was damaged there, and nobody but the sender can put it right.
        if there.get(part.name) != part.bytes or mailbox.read(path, part.bytes) != content:
            mailbox.write(path, content)
            written += 1
        done += len(content)
        progress(done, envelope.bytes)
    if whole.hexdigest() != envelope.sha256 or len(parts) > _MAXIMUM_PARTS:
        raise refusals.damaged(T("the bundle kept for sending was altered"))
    document = sign_document(PartList(envelope, tuple(parts)), _KIND, keys)
    listing = encode_document(document) + b"\n"
    if mailbox.read(f"{folder}/{PART_LIST}", MAXIMUM_BYTES) != listing:
        mailbox.write(f"{folder}/{PART_LIST}", listing)
    return Published(len(parts), written)


def withdraw(mailbox: Mailbox, envelope: Envelope) -> None:
    """Take a bundle out of a mailbox again, its list first, so that nobody waits for parts.

    Only for what its receiver has receipted. Raises UserError when the mailbox cannot be reached.
    """
    folder = _folder(envelope.receiver.code, envelope.sender.code, envelope.bundle_id)
    parts = [e.name for e in mailbox.list(folder) if _PART_NAME.fullmatch(e.name)]
    mailbox.remove(folder, [PART_LIST, *parts])


def find_incoming(
    mailboxes: Sequence[Mailbox], own: DeskAddress, trusted: Trusted, known: Container[str] = ()
) -> list[IncomingBundle]:
    """Return the bundles addressed to this desk, complete or not, oldest first.

    ``known`` are ids that were already taken in and need no look. Raises UserError when a
    mailbox cannot be reached.
    """
    places: dict[tuple[str, str], None] = {}
    for mailbox in mailboxes:
        for sender in mailbox.list(own.code):
            if not sender.folder or not is_code(sender.name):
                continue
            for bundle in mailbox.list(f"{own.code}/{sender.name}"):
                if bundle.folder and is_identifier(bundle.name) and bundle.name not in known:
                    places[sender.name, bundle.name] = None
    found = [_incoming(mailboxes, own, sender, bundle, trusted) for sender, bundle in places]
    return sorted(found, key=_age)


def find_bundle(
    mailboxes: Sequence[Mailbox], bundle_id: str, trusted: Trusted, own: DeskAddress | None = None
) -> IncomingBundle:
    """Return one bundle wherever it lies, also one that was sent to another desk.

    With ``own`` only what is addressed to this desk is looked at. Raises UserError when there is
    no bundle of this id.
    """
    for mailbox in mailboxes:
        receivers = [own.code] if own else [e.name for e in mailbox.list("") if e.folder]
        for receiver in filter(is_code, receivers):
            for sender in mailbox.list(receiver):
                folder = f"{receiver}/{sender.name}"
                if bundle_id in (entry.name for entry in mailbox.list(folder) if entry.folder):
                    place = own or DeskAddress(receiver, "", "")
                    return _incoming(mailboxes, place, sender.name, bundle_id, trusted)
    raise refusals.no_such_bundle(bundle_id)


def join(mailboxes: Sequence[Mailbox], incoming: IncomingBundle, target: Path) -> Path:
    """Join the parts of a complete bundle into one ``.tar.zst.age`` file.

    Raises UserError: parts missing, a part damaged (its number is named), the disk full.
    """
    incoming.require_complete()
    envelope = incoming.envelope
    assert envelope is not None, "a complete bundle has its list"
    folder = _folder(envelope.receiver.code, envelope.sender.code, envelope.bundle_id)
    whole = hashlib.sha256()
    with whole_file(target) as file:
        for number, part in enumerate(incoming.parts, start=1):
            content = _read_part(mailboxes, f"{folder}/{part.name}", part)
            if content is None:
                raise refusals.damaged_part(number)
            whole.update(content)
            file.write(content)
        if whole.hexdigest() != envelope.sha256:
            raise refusals.damaged(T("the parts do not belong together"))
    return target


def _incoming(
    mailboxes: Sequence[Mailbox], own: DeskAddress, sender: str, bundle_id: str, trusted: Trusted
) -> IncomingBundle:
    folder = _folder(own.code, sender, bundle_id)
    there: set[tuple[str, int]] = set()
    listing: bytes | None = None
    for mailbox in mailboxes:
        there.update((entry.name, entry.size) for entry in mailbox.list(folder))
        listing = listing or mailbox.read(f"{folder}/{PART_LIST}", MAXIMUM_BYTES)
    if listing is None:
        present = sum(1 for name, _ in there if _PART_NAME.fullmatch(name))
        return IncomingBundle(bundle_id, sender, None, present, None, ())
    try:
        parts = _read_list(listing, own, sender, bundle_id, trusted)
    except UserError as problem:
        return IncomingBundle(bundle_id, sender, None, 0, None, (), problem)
    missing = tuple(
        number
        for number, part in enumerate(parts.parts, start=1)
        if (part.name, part.bytes) not in there
    )
    total = len(parts.parts)
    return IncomingBundle(
        bundle_id, sender, parts.envelope, total - len(missing), total, missing, None, parts.parts
    )


def _read_list(
    listing: bytes, own: DeskAddress, sender: str, bundle_id: str, trusted: Trusted
) -> PartList:
    document = decode_document(listing, PART_LIST)
    claimed = peek_document(document, _KIND, PartList).envelope
    if own.node and claimed.receiver.node != own.node:
        sender_name, receiver_name, own_name = (
            address.name or address.code for address in (claimed.sender, claimed.receiver, own)
        )
        raise refusals.not_for_this_desk(
            sender_name, receiver_name, own_name, kind_text(claimed.kind)
        )
    parts = open_document(document, _KIND, PartList, trusted(claimed.sender))
    place = (claimed.receiver.code, claimed.sender.code, claimed.bundle_id)
    if place != (own.code, sender, bundle_id):
        raise refusals.damaged(T("the list of parts belongs to another bundle"))
    sizes = sum(part.bytes for part in parts.parts)
    sound = all(_PART_NAME.fullmatch(p.name) and 0 < p.bytes <= PART_BYTES for p in parts.parts)
    if not sound or sizes != claimed.bytes:
        raise refusals.damaged(T("the list of parts is not valid"))
    return parts


def _read_part(mailboxes: Sequence[Mailbox], path: str, part: Part) -> bytes | None:
    for mailbox in mailboxes:
        content = mailbox.read(path, part.bytes)
        if content is not None and hashlib.sha256(content).hexdigest() == part.sha256:
            return content
    return None


def _folder(receiver: str, sender: str, bundle_id: str) -> str:
    if not (is_code(receiver) and is_code(sender) and is_identifier(bundle_id)):
        raise ValueError("address of a bundle")
    return f"{receiver}/{sender}/{bundle_id}"


def _age(incoming: IncomingBundle) -> tuple[str, str]:
    made = incoming.envelope.made_at.isoformat() if incoming.envelope else "~"
    return (made, incoming.bundle_id)
