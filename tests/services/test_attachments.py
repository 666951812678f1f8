# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Attached files: told by their content, encrypted, kept when their owner is locked."""

import pytest

from branchdesk.domain.errors import UserError
from branchdesk.services.attachments import SIZE_LIMIT, Attachments
from tests.services.conftest import ENGINEER, Desk

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


@pytest.fixture
def attachments(desk: Desk) -> Attachments:
    return Attachments(desk.use(ENGINEER), desk.blobs)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe1" + b"\0" * 9, "image/jpeg"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7\n", "application/pdf"),
        ("来信：合计不符".encode(), "text/plain"),
        ("来信：合计不符".encode("gb18030"), "text/plain"),
        (b"MZ\0\0\x01", "application/octet-stream"),
    ],
)
def test_the_content_tells_the_type(
    desk: Desk, attachments: Attachments, content: bytes, media_type: str
) -> None:
    chunks = [content[:3], content[3:]]
    uuid = attachments.add("service_record", desk.record(), "C:\\张三\\来信.eml", chunks).uuid
    row, read = attachments.read(uuid)
    assert (row.file_name, row.media_type, row.size) == ("来信.eml", media_type, len(content))
    assert b"".join(read) == content


@pytest.mark.parametrize(
    ("content", "purpose", "words"),
    [
        ([], "original", "no content"),
        ([b"\0\0\0\x18ftypheic" + b"\0" * 9], "photo", "Apple phones"),
        ([b"%PDF-1.7"], "photo", "not a picture"),
        ([b"hello"], "signed_sheet", "neither a picture"),
        ([b"\0" * 1_000_000] * (SIZE_LIMIT // 1_000_000 + 1), "original", "larger than 50 MB"),
    ],
)
def test_what_nobody_can_use_is_refused(
    desk: Desk, attachments: Attachments, content: list[bytes], purpose: str, words: str
) -> None:
    with pytest.raises(UserError, match=words):
        attachments.add("visit", desk.visit(), "IMG_0021.HEIC", content, purpose)
    with desk.database.read() as reader:
        assert reader.count("attachment") == 0
    assert list(desk.blobs.names()) == []


def test_attachments_of_a_locked_owner_stay(desk: Desk, attachments: Attachments) -> None:
    visit = desk.visit()
    photo = attachments.add("visit", visit, "a.png", [PNG], "photo").uuid
    other = attachments.add("visit", visit, "b.png", [PNG], "photo").uuid
    attachments.remove(other)
    desk.change("visit", visit, state="signed")
    with pytest.raises(UserError, match="stay"):
        attachments.remove(photo)
    with pytest.raises(UserError, match="stay"):
        attachments.add("visit", visit, "c.png", [PNG], "photo")
    attachments.add("visit", visit, "signed.png", [PNG], "signed_sheet")
    with pytest.raises(UserError):
        attachments.read(other)


def test_missing_content_is_said(desk: Desk, attachments: Attachments) -> None:
    uuid = attachments.add("service_record", desk.record(), "a.png", [PNG]).uuid
    desk.change("attachment", uuid, sha256="0" * 64)
    with pytest.raises(UserError, match="another computer"):
        attachments.read(uuid)
