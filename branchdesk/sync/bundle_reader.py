# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading a bundle in two steps: first all of it is verified, then it may be used.

``read_bundle`` goes through the whole file once and hands out nothing before signature, receiver,
digests and limits have all been checked. What it returns reads the file again and checks every
digest again, so a file that is exchanged between the two steps is noticed at the latest when a
member ends: whoever applies operations does it in one transaction and commits after the last one.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from branchdesk.domain.errors import UserError
from branchdesk.domain.os_errors import translate_os_error
from branchdesk.domain.text import T
from branchdesk.sync import bag, refusals
from branchdesk.sync.header import (
    BUNDLE_FORMAT,
    BundleHeader,
    DeskAddress,
    Trusted,
    bundle_format,
    kind_text,
    make_envelope,
    parse_bag_info,
)
from branchdesk.sync.identity import DeskKeys, signature_is_valid
from branchdesk.sync.sealing import (
    BrokenSealError,
    Seen,
    UnreadableSourceError,
    WrongRecipientError,
    unsealed,
)
from branchdesk.sync.single_file import SealedFile, look_at_file, verify_envelope
from branchdesk.sync.tar_stream import TarError, TarMember, read_tar

BlobSink = Callable[[str, int], AbstractContextManager[BinaryIO] | None]
"""Is asked for each blob (SHA-256, bytes); gives where to write it, or None to skip it.

The context's exit sees an exception when the content turns out wrong and must then discard it.
"""


@dataclass(frozen=True)
class ReadingDesk:
    """The desk that reads: who it is, what it understands, and whether it is a demo."""

    address: DeskAddress
    schema_version: int
    demo: bool


@dataclass(frozen=True)
class BagTags:
    """The tag files of an opened bundle; their digests agree, the signature is not yet checked."""

    header: BundleHeader
    payload_bytes: int
    manifest: dict[str, str]
    contents: dict[str, bytes]

    def signed_by(self, minisign: str) -> bool:
        """Tell whether the holder of this key signed the bundle."""
        return signature_is_valid(
            minisign,
            self.contents[bag.TAG_MANIFEST],
            self.contents[bag.SIGNATURE],
            bag.signature_statement(self.header.bundle_id),
        )


class OpenedBundle:
    """A verified bundle. Each method reads the file anew; none needs the whole in memory."""

    def __init__(
        self, sealed: SealedFile, keys: DeskKeys, tags: BagTags, found: "_Found", sha256: str
    ) -> None:
        """Keep what the verification found; use ``read_bundle``."""
        self.header = tags.header
        self.receipt = found.receipt
        self.month = found.month
        self.tables = tuple(
            path.removeprefix("data/").removesuffix(".csv")
            for path in tags.manifest
            if bag.is_table(path)
        )
        self.blobs = dict(found.blobs)
        """SHA-256 → size in bytes of every attachment in the bundle."""
        self.bytes = sealed.size
        self.sha256 = sha256
        """The SHA-256 of the sealed file, as the next bundle names its predecessor."""
        self._sealed = sealed
        self._keys = keys

    def operations(self) -> Iterator[bytes]:
        """Yield the operations in order, without line breaks.

        Raises UserError after the last one when the file has changed since it was verified:
        commit only after the iterator has ended.
        """
        return self._lines(bag.OPERATIONS)

    def table(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a CSV table of a month close, without line breaks."""
        return self._lines(bag.table_path(name))

    def extract_blobs(self, sink: BlobSink) -> None:
        """Write the attachments to where the sink says; raises UserError when one has changed."""
        with open_bag(self._sealed, self._keys) as (_, members):
            for member in members:
                if not bag.is_blob(member.name):
                    continue
                place = sink(member.name.removeprefix(bag.BLOBS), member.size)
                if place is None:
                    continue
                with place as target:
                    for piece in member.pieces():
                        target.write(piece)

    def _lines(self, path: str) -> Iterator[bytes]:
        with open_bag(self._sealed, self._keys) as (_, members):
            for member in members:
                if member.name == path:
                    for lines in _lines_of(member.pieces()):
                        yield from lines
                    return


def read_bundle(source: Path, keys: DeskKeys, desk: ReadingDesk, trusted: Trusted) -> OpenedBundle:
    """Verify a bundle completely and return it.

    ``source`` is a single file or a bare ``.tar.zst.age``. Raises UserError: not ours, damaged,
    not for this desk, unknown sender, made by a newer version, demo and real mixed, content that
    breaks the rules.
    """
    sealed = look_at_file(source)
    envelope = sealed.envelope
    if envelope is not None and envelope.receiver.node != desk.address.node:
        raise _not_for(desk, envelope.sender, envelope.receiver, sealed)
    passed = _Passed()
    with open_bag(sealed, keys, passed.add) as (tags, members):
        _require_trust(tags, sealed, desk, trusted)
        found = _verify_payload(tags, members)
    # The one reading that decrypted and compared everything also gave the digest of the file.
    if passed.bytes != sealed.size:
        raise refusals.damaged(T("the file breaks off or was altered"))
    if envelope is not None and envelope.sha256 != passed.sha256:
        raise refusals.damaged(T("the envelope belongs to another bundle"))
    return OpenedBundle(sealed, keys, tags, found, passed.sha256)


class _Passed:
    """Counts and hashes the bytes of a sealed file while they are read."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self.bytes = 0
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """The SHA-256 of what was read."""
        return self._digest.hexdigest()

    def add(self, piece: bytes) -> None:
        """Take what was read."""
        self.bytes += len(piece)
        self._digest.update(piece)


@contextmanager
def open_bag(
    sealed: SealedFile, keys: DeskKeys, seen: Seen | None = None
) -> Iterator[tuple[BagTags, Iterator["CheckedMember"]]]:
    """Give the tag files and the payload of a sealed bundle, checked against each other.

    ``seen`` is given what is read of the sealed bundle, by another thread until the block ends.
    Whether the signature is anybody's is not decided here. Raises UserError: damaged, sealed for
    another desk, made by a newer version, content that breaks the rules.
    """
    identity = keys.age_identity()
    with (
        _told_in_words(sealed.path),
        sealed.open() as file,
        unsealed(file, identity, seen) as stream,
    ):
        members = read_tar(stream)
        tags = _read_tags(members)
        _require_bounded(tags, sealed)
        yield tags, _checked(members, tags)


@contextmanager
def _told_in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except UnreadableSourceError as error:
        raise translate_os_error(error.cause, path, reading=True) from error
    except WrongRecipientError as error:
        raise refusals.sealed_for_another() from error
    except (BrokenSealError, TarError) as error:
        raise refusals.damaged(T("the sealed content was altered or cut off")) from error


class CheckedMember:
    """A payload file whose digest is compared with the manifest when its content ends."""

    def __init__(self, member: TarMember, expected: str) -> None:
        """Wrap a member that has not been read yet."""
        self.name = member.name
        self.size = member.size
        self._member = member
        self._expected = expected

    def pieces(self) -> Iterator[bytes]:
        """Yield the rest of the content; raises UserError at its end when the digest differs."""
        yield from self._member.pieces()
        if self._member.sha256() != self._expected:
            raise refusals.damaged(T("{file} differs from the manifest", file=self.name))


@dataclass
class _Found:
    receipt: bytes
    month: bytes | None
    blobs: dict[str, int]


def _read_tags(members: Iterator[TarMember]) -> BagTags:
    contents: dict[str, bytes] = {}
    for name, limit in bag.TAG_LIMITS.items():
        member = next(members, None)
        if member is None or member.name != name or member.size > limit:
            raise refusals.refused_content(T("{file} is missing or misplaced", file=name))
        contents[name] = b"".join(member.pieces())
    if contents[bag.BAGIT] != bag.BAGIT_CONTENT:
        raise refusals.refused_content(T("{file} is missing or misplaced", file=bag.BAGIT))
    if bundle_format(contents[bag.BAG_INFO]) > BUNDLE_FORMAT:
        raise refusals.newer_program()
    if contents[bag.TAG_MANIFEST] != bag.tag_manifest(contents):
        raise refusals.damaged(T("{file} differs from the manifest", file=bag.TAG_MANIFEST))
    try:
        header, size, files = parse_bag_info(contents[bag.BAG_INFO])
        manifest = bag.parse_manifest(contents[bag.MANIFEST])
    except ValueError as error:
        raise refusals.refused_content(T("its table of contents is not valid")) from error
    if files != len(manifest):
        raise refusals.refused_content(T("its table of contents is not valid"))
    return BagTags(header, size, manifest, contents)


def _require_bounded(tags: BagTags, sealed: SealedFile) -> None:
    expansion = bag.FREE_EXPANSION_BYTES + bag.MAXIMUM_EXPANSION * sealed.size
    if tags.payload_bytes > min(bag.MAXIMUM_PAYLOAD_BYTES, expansion):
        raise refusals.refused_content(T("it would unpack to a suspicious size"))


def _require_trust(tags: BagTags, sealed: SealedFile, desk: ReadingDesk, trusted: Trusted) -> None:
    header = tags.header
    minisign = trusted(header.sender)
    if minisign is None or not tags.signed_by(minisign):
        raise refusals.unknown_sender()
    if header.receiver.node != desk.address.node:
        raise _not_for(desk, header.sender, header.receiver, sealed)
    if sealed.document is not None:
        envelope = verify_envelope(sealed.document, trusted)
        if envelope != make_envelope(header, sealed.size, envelope.sha256):
            raise refusals.damaged(T("the envelope belongs to another bundle"))
    if header.min_reader > desk.schema_version:
        raise refusals.newer_program()
    if header.demo != desk.demo:
        raise refusals.demo_mismatch(header.demo)


def _checked(members: Iterator[TarMember], tags: BagTags) -> Iterator[CheckedMember]:
    left = tags.payload_bytes
    for path, digest in tags.manifest.items():
        member = next(members, None)
        if member is None or member.name != path:
            raise refusals.refused_content(T("{file} is missing or misplaced", file=path))
        left -= member.size
        if left < 0:
            raise refusals.refused_content(T("it would unpack to a suspicious size"))
        checked = CheckedMember(member, digest)
        yield checked
        for _ in checked.pieces():
            pass
    if left or next(members, None) is not None:
        raise refusals.refused_content(T("it holds more than its table of contents"))


def _verify_payload(tags: BagTags, members: Iterator[CheckedMember]) -> _Found:
    small: dict[str, bytes] = {}
    blobs: dict[str, int] = {}
    for member in members:
        if member.name in {bag.RECEIPT, bag.MONTH}:
            if member.size > bag.MAXIMUM_JSON_BYTES:
                raise refusals.refused_content(T("it would unpack to a suspicious size"))
            small[member.name] = b"".join(member.pieces())
        elif bag.is_blob(member.name):
            blobs[member.name.removeprefix(bag.BLOBS)] = member.size
        else:
            lines = empty = 0
            for some in _lines_of(member.pieces()):
                lines += len(some)
                empty += some.count(b"")
            if member.name == bag.OPERATIONS and (lines, empty) != (tags.header.operations, 0):
                raise refusals.refused_content(T("the operations do not fit its header"))
    return _Found(small[bag.RECEIPT], small.get(bag.MONTH), blobs)


def _lines_of(pieces: Iterator[bytes]) -> Iterator[list[bytes]]:
    """Yield the lines that end in each piece."""
    rest = b""
    for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        if len(rest) > bag.MAXIMUM_LINE_BYTES:
            raise refusals.refused_content(T("a line is too long"))
        yield lines
    if rest:
        yield [rest]


def _not_for(
    desk: ReadingDesk, sender: DeskAddress, receiver: DeskAddress, sealed: SealedFile
) -> UserError:
    envelope = sealed.envelope
    what = T("bundle") if envelope is None else kind_text(envelope.kind)
    own = desk.address.name or desk.address.code
    return refusals.not_for_this_desk(
        sender.name or sender.code, receiver.name or receiver.code, own, what
    )
