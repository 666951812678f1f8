# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""One bundle as one file with a name people understand, for chats and e-mail.

The file is a line saying what it is, the sender's signed envelope, and then the sealed bundle
byte for byte. The envelope lets every desk say “not for this desk” or “cut off” without opening
the bundle. What a file is called never matters: “…(1).bdx” is the same bundle.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.os_errors import translate_os_error
from branchdesk.domain.text import T, Translator
from branchdesk.sync import refusals
from branchdesk.sync.documents import (
    MAXIMUM_BYTES,
    SignedDocument,
    decode_document,
    encode_document,
    open_document,
    peek_document,
    sign_document,
)
from branchdesk.sync.files import whole_file
from branchdesk.sync.header import BundleKind, Envelope, Trusted, is_code, is_identifier
from branchdesk.sync.identity import DeskKeys
from branchdesk.sync.sealing import AGE_MAGIC

SUFFIX = ".bdx"
_MAGIC = b"BranchDesk bundle 1\n"
_MAGIC_OF_ANY_VERSION = b"BranchDesk bundle "
_ENVELOPE = "envelope"
PART_BYTES = 1024 * 1024
"""Sealed bundles are read, and lie in mailboxes, in pieces of this size."""
_NAME_LENGTH = 60
_FORBIDDEN = re.compile(r'[\\/:*?"<>|_\x00-\x1f\x7f]+')


@dataclass(frozen=True)
class SealedFile:
    """A file that may hold a bundle: its envelope (None for a bare ``.tar.zst.age``), unverified.

    ``offset`` and ``size`` say in bytes where the sealed bundle lies in it.
    """

    path: Path
    document: SignedDocument | None
    offset: int
    size: int

    @property
    def envelope(self) -> Envelope | None:
        """What the file says of itself; the signature is not checked."""
        return None if self.document is None else read_envelope(self.document)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Give the file standing at the first byte of the sealed bundle."""
        try:
            file = self.path.open("rb")
        except OSError as error:
            raise translate_os_error(error, self.path, reading=True) from error
        with file:
            file.seek(self.offset)
            yield file

    def pieces(self) -> Iterator[bytes]:
        """Yield the sealed bundle; raises UserError when it cannot be read."""
        with self.open() as file:
            while True:
                try:
                    piece = file.read(PART_BYTES)
                except OSError as error:
                    raise translate_os_error(error, self.path, reading=True) from error
                if not piece:
                    return
                yield piece

    def sha256(self) -> str:
        """Read the sealed bundle and return its digest."""
        digest = hashlib.sha256()
        for piece in self.pieces():
            digest.update(piece)
        return digest.hexdigest()


def write_single_file(bundle: Path, envelope: Envelope, keys: DeskKeys, target: Path) -> None:
    """Write the sealed bundle with the sender's signed envelope as one file.

    Raises UserError when the bundle cannot be read, is not the one of the envelope, or the
    target cannot be written.
    """
    sealed = SealedFile(bundle, None, 0, envelope.bytes)
    digest = hashlib.sha256()
    with whole_file(target) as file:
        file.write(_MAGIC + encode_document(sign_document(envelope, _ENVELOPE, keys)) + b"\n")
        for piece in sealed.pieces():
            digest.update(piece)
            file.write(piece)
        if digest.hexdigest() != envelope.sha256:
            raise refusals.damaged(T("the bundle kept for sending was altered"))


def look_at_file(path: Path) -> SealedFile:
    """Find out what a file is, whatever it is called.

    Raises UserError: unreadable, not ours, damaged envelope, cut off, made by a newer version.
    """
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for without end
            raise refusals.not_ours(path.name)
        with path.open("rb") as file:
            size = path.stat().st_size
            start = file.readline(64)
            if start == AGE_MAGIC:
                return SealedFile(path, None, 0, size)
            if not start.startswith(_MAGIC_OF_ANY_VERSION):
                raise refusals.not_ours(path.name)
            if start != _MAGIC:
                raise refusals.newer_program()
            line = file.readline(MAXIMUM_BYTES)
    except OSError as error:
        raise translate_os_error(error, path, reading=True) from error
    if not line.endswith(b"\n"):
        raise refusals.damaged(T("the file breaks off or was altered"))
    document = decode_document(line[:-1], path.name)
    offset = len(_MAGIC) + len(line)
    envelope = read_envelope(document)
    if envelope.bytes != size - offset:
        here, whole = size - offset, envelope.bytes
        raise refusals.damaged(T("{here} of {whole} bytes are here", here=here, whole=whole))
    return SealedFile(path, document, offset, size - offset)


def read_envelope(document: SignedDocument) -> Envelope:
    """Return an envelope WITHOUT checking its signature."""
    envelope = peek_document(document, _ENVELOPE, Envelope)
    _require_safe(envelope)
    return envelope


def verify_envelope(document: SignedDocument, trusted: Trusted) -> Envelope:
    """Return an envelope whose signature is that of the desk it names; raises UserError."""
    envelope = read_envelope(document)
    return open_document(document, _ENVELOPE, Envelope, trusted(envelope.sender))


def file_name(envelope: Envelope, translator: Translator) -> str:
    """Return a name people understand, such as ``广州分公司_2026年11月_首次上报_7F3A-91C2.bdx``."""
    day = envelope.made_at.astimezone(BRANCH_ZONE)
    date = T("{year}-{month}-{day}", year=day.year, month=f"{day:%m}", day=f"{day:%d}")
    if envelope.kind == BundleKind.REPORT:
        year, month = envelope.period.split("-")
        words = [
            T("{year}-{month}", year=year, month=month),
            T("first report")
            if envelope.revision <= 1
            else T("report no. {revision}", revision=envelope.revision),
        ]
    elif envelope.kind == BundleKind.RECEIPT:
        words = [T("receipt", "bundle"), date]
    else:
        words = [T("data bundle"), date]
    sender = envelope.sender.name or envelope.sender.code
    parts = [sender, *(translator.render(word) for word in words)]
    clean = [_FORBIDDEN.sub(" ", part).strip(" .")[:_NAME_LENGTH] for part in parts]
    return "_".join([*(part for part in clean if part), envelope.code]) + SUFFIX


def _require_safe(envelope: Envelope) -> None:
    addresses = (envelope.sender, envelope.receiver)
    codes = all(is_code(a.code) and is_identifier(a.node) for a in addresses)
    if not codes or not is_identifier(envelope.bundle_id):
        raise refusals.damaged(T("the text does not fit its kind"))
