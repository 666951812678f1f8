# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Planted words reach no file, and the search finds them in every coat."""

import gzip
import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from trust.frame import Scale
from trust.plaintext.check import PlaintextCheck
from trust.plaintext.plants import WORDS
from trust.plaintext.search import coats, search

NAME = WORDS["customer's name"]


def test_no_word_of_a_customer_reaches_the_disk(tmp_path: Path) -> None:
    rows = list(PlaintextCheck().run(Scale.QUICK, tmp_path))
    assert [row.subject for row in rows] == [
        "while the services work",
        "after a kill",
        "after the month and its receipt",
        "after crashes, with reports and stderr",
    ]
    assert [(row.subject, row.failures) for row in rows if not row.ok] == []
    assert all(row.cases > 30 for row in rows)


@pytest.mark.parametrize("what", WORDS)
def test_every_word_is_found_in_every_coat(tmp_path: Path, what: str) -> None:
    for number, (coat, content) in enumerate(coats(WORDS[what]).items()):
        (tmp_path / f"{number}.bin").write_bytes(b"\x00\xff noise " + content + b" noise \x00")
        assert any(f"{what} as {coat}" in told for told in search(tmp_path, WORDS)[1]), coat
    assert set(coats(WORDS[what])) >= {"utf-8", "utf-16-le", "utf-16-be", "hex"}


def zipped(content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside.txt", content)
    return target.getvalue()


def tarred(content: bytes) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        member = tarfile.TarInfo("inside.txt")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return target.getvalue()


@pytest.mark.parametrize(
    "pack", [zipped, gzip.compress, tarred, zstandard.ZstdCompressor().compress]
)
def test_words_are_found_in_archives_and_archives_in_archives(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    (tmp_path / "packed").write_bytes(gzip.compress(pack(NAME.encode("gb18030") * 3)))
    assert any("gb18030" in told for told in search(tmp_path, WORDS)[1])


def test_names_of_files_and_readable_kinds_are_findings(tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.txt").write_bytes(b"nothing")
    (tmp_path / "preview.tmp").write_bytes(b"%PDF-1.7 ...")
    (tmp_path / "copy").write_bytes(b"SQLite format 3\0")
    _, found = search(tmp_path, WORDS)
    assert found == [
        "an open database: copy",
        "a PDF: preview.tmp",
        f"customer's name in the name of {NAME}.txt",
    ]
