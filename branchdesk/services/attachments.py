# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Files kept with a record or a visit: originals, photos, scans of signed paper (R-025, R-073)."""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from branchdesk.domain.errors import UserError
from branchdesk.domain.identifiers import clean_text
from branchdesk.domain.kinds.customer import CUSTOMER
from branchdesk.domain.kinds.month import ATTACHMENT, Attachment
from branchdesk.domain.kinds.roles import OWN_ONLY, VISITORS, WORKERS, Role
from branchdesk.domain.kinds.visit import FROZEN
from branchdesk.domain.text import T
from branchdesk.services import rights, rows
from branchdesk.services.customers import ADDERS, FILE_KEEPERS, require_file
from branchdesk.services.ports import BlobStore, Reader
from branchdesk.services.session import Outcome, Session

SIZE_LIMIT = 50_000_000
"""Bytes a single attachment may have."""

HEAD_SIZE = 4096
"""Bytes from which the type of a file is told."""

PURPOSES = frozenset({"original", "photo", "signed_sheet"})
OWNER_KINDS = frozenset({"service_record", "visit", "customer"})
PICTURES = frozenset({"image/png", "image/jpeg", "image/webp"})

_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heif", b"mif1", b"msf1")
_NAME_LIMIT = 200
_NOBODY: frozenset[Role] = frozenset()
_CHANGERS = {
    "service_record": (WORKERS, OWN_ONLY),
    "visit": (VISITORS, OWN_ONLY),
    "customer": (ADDERS | FILE_KEEPERS, _NOBODY),
}
"""Who attaches files to what, and which of them to their own rows only."""


def media_type_of(head: bytes) -> str:
    """Return the media type by the first bytes of the content, never by the file's name.

    ``image/heic`` is told so that it can be refused; what is not known is
    ``application/octet-stream``.
    """
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return "image/heic"
    if head[:1024].lstrip().startswith(b"%PDF-"):
        return "application/pdf"
    return "text/plain" if head and _is_text(head) else "application/octet-stream"


def _is_text(head: bytes) -> bool:
    if any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head):
        return False
    for encoding in ("utf-8", "gb18030"):
        # The last character may be cut.
        for end in range(len(head), max(len(head) - 4, 0), -1):
            try:
                head[:end].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False


class Attachments:
    """The use cases around attached files."""

    def __init__(self, session: Session, blobs: BlobStore) -> None:
        """Work for the person of the session; the content goes to the blob store."""
        self._session = session
        self._blobs = blobs

    def add(
        self,
        owner_kind: str,
        owner: str | UUID,
        file_name: str,
        chunks: Iterable[bytes],
        purpose: str = "original",
        caption: str = "",
    ) -> Outcome:
        """Attach a file to a record, visit or customer.

        ``purpose`` is ``original``, ``photo`` or ``signed_sheet``. Raises UserError when the file
        is empty, larger than 50 MB, or no picture the paper can show where one is needed; a
        signed visit takes only the scan of its paper.
        """
        session = self._session
        if owner_kind not in OWNER_KINDS or purpose not in PURPOSES:
            raise ValueError(f"nothing is attached to {owner_kind} as {purpose}")
        name = _plain_name(file_name)
        with session.store.read() as reader:
            self._require_open(reader, owner_kind, owner, purpose)
        content = _Checked(chunks, name, purpose)
        sha256, size = self._blobs.put(content)
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            row = self._require_open(writer, owner_kind, owner, purpose)
            attachment: Attachment = rows.insert_row(
                session,
                writer,
                ATTACHMENT,
                {
                    "owner_kind": owner_kind,
                    "owner": row.uuid,
                    "purpose": purpose,
                    "file_name": name,
                    "media_type": content.media_type,
                    "size": size,
                    "sha256": sha256,
                    "caption": caption,
                },
            )
            return Outcome(row.number, attachment.uuid, row.state, writer.changes)

    def read(self, uuid: UUID) -> tuple[Attachment, Iterator[bytes]]:
        """Return the row and the content in chunks; the reading is logged (R-276).

        Raises UserError when the content has not arrived on this desk or is damaged.
        """
        session = self._session
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            attachment: Attachment = rows.get_row(writer, ATTACHMENT.name, uuid)
            self._require_readable(writer, attachment)
            writer.log_reading(ATTACHMENT.name, uuid, ATTACHMENT.confidential_fields())
        if not self._blobs.has(attachment.sha256):
            raise UserError(
                T("The content of this attachment is not here yet"),
                T("{name} is on another computer.", name=attachment.file_name),
                T("Exchange data with that computer, then open it again."),
            )
        return attachment, self._blobs.open(attachment.sha256)

    def _require_readable(self, reader: Reader, attachment: Attachment) -> None:
        rights.require_reading(self._session, attachment.owner_kind)
        if attachment.owner_kind == CUSTOMER.name:
            require_file(self._session, rows.get_row(reader, CUSTOMER.name, attachment.owner or ""))

    def remove(self, uuid: UUID) -> Outcome:
        """Take an attachment away while its owner is neither signed nor reported."""
        session = self._session
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            attachment: Attachment = rows.get_row(writer, ATTACHMENT.name, uuid)
            row = self._require_open(writer, attachment.owner_kind, attachment.owner or "", "")
            writer.update(ATTACHMENT.name, uuid, {"deleted": True})
            return Outcome(row.number, uuid, row.state, writer.changes)

    def _require_open(
        self, reader: Reader, owner_kind: str, owner: str | UUID, purpose: str
    ) -> Any:
        row = rows.get_row(reader, owner_kind, owner)
        rights.require(self._session, reader, owner_kind, row, *_CHANGERS[owner_kind])
        signed = owner_kind == "visit" and row.state in FROZEN and purpose != "signed_sheet"
        if signed or getattr(row, "frozen", False):
            raise UserError(
                T("This is locked"),
                T("{number} is signed or reported; its attachments stay.", number=row.number),
                T("Write a supplement page or an amendment."),
            )
        return row


class _Checked:
    """Passes chunks on while it tells their type and minds the size."""

    def __init__(self, chunks: Iterable[bytes], name: str, purpose: str) -> None:
        self._chunks = chunks
        self._name = name
        self._purpose = purpose
        self.media_type = ""

    def __iter__(self) -> Iterator[bytes]:
        head, size = b"", 0
        waiting: list[bytes] = []
        for chunk in self._chunks:
            size += len(chunk)
            if size > SIZE_LIMIT:
                raise UserError(
                    T("This file is too large"),
                    T("{name} is larger than {limit} MB.", name=self._name, limit=50),
                    T("Make it smaller, or attach only the part that matters."),
                )
            if self.media_type:
                yield chunk
                continue
            waiting.append(chunk)
            head += chunk[:HEAD_SIZE]
            if len(head) >= HEAD_SIZE:
                self._judge(head)
                yield from waiting
                waiting = []
        if not size:
            raise UserError(
                T("This file is empty"),
                T("{name} has no content.", name=self._name),
                T("Choose another file, or ask for this one to be sent again."),
            )
        if not self.media_type:
            self._judge(head)
            yield from waiting

    def _judge(self, head: bytes) -> None:
        self.media_type = media_type_of(head)
        if self.media_type == "image/heic":
            raise UserError(
                T("This photo cannot be opened"),
                T("{name} is in the format of Apple phones.", name=self._name),
                T(
                    "Set the phone's camera to “most compatible”, or send the original by WeChat"
                    " and add it from there."
                ),
            )
        if self._purpose == "photo" and self.media_type not in PICTURES:
            raise UserError(
                T("This photo cannot be opened"),
                T("{name} is not a picture in PNG, JPEG or WebP format.", name=self._name),
                T("Add it as an attachment instead."),
            )
        if self._purpose == "signed_sheet" and self.media_type not in (
            PICTURES | {"application/pdf"}
        ):
            raise UserError(
                T("This is not a picture of the signed sheet"),
                T("{name} is neither a picture nor a PDF file.", name=self._name),
                T("Take a photo of the sheet or scan it."),
            )


def _plain_name(file_name: str) -> str:
    """Return the name without folders and control characters, its ending kept."""
    name = clean_text(file_name).replace("\\", "/").replace("\n", " ").replace("\t", " ")
    path = PurePosixPath(name.rstrip("/ ") or "attachment")
    plain = path.name.strip(". ") or "attachment"
    if len(plain) <= _NAME_LIMIT:
        return plain
    ending = path.suffix[:20]
    return plain[: _NAME_LIMIT - len(ending)] + ending
