# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Attachments come back as they were put, or not at all."""

import hashlib
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from branchdesk.domain.errors import UserError
from branchdesk.store.blobs import EncryptedBlobs
from branchdesk.store.sealed_stream import CHUNK

ROOT = Path(__file__).resolve().parents[2]
KEY = bytes(range(32))


@pytest.fixture
def blobs(tmp_path: Path) -> EncryptedBlobs:
    return EncryptedBlobs(tmp_path / "attachments", KEY)


def _only_file(blobs: EncryptedBlobs, tmp_path: Path) -> Path:
    (name,) = blobs.names()
    return tmp_path / "attachments" / name[:2] / name


def _refused(action: Callable[[], object]) -> str:
    with pytest.raises(UserError) as caught:
        action()
    return str(caught.value.title)


def _sealed_chunks(count: int) -> int:
    """Return the size of a file with this many full chunks."""
    return 40 + count * (CHUNK + 16)


@pytest.mark.parametrize(
    "size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7, 40 * CHUNK]
)
def test_content_of_any_size_comes_back(size: int, blobs: EncryptedBlobs) -> None:
    content = random.Random(size).randbytes(size)
    # Pieces that fit no chunk: the caller need not know how it is stored.
    pieces = [content[at : at + 50_001] for at in range(0, size, 50_001)]
    sha256, counted = blobs.put(pieces)
    assert sha256 == hashlib.sha256(content).hexdigest()
    assert counted == size == blobs.size(sha256)
    assert blobs.has(sha256)
    assert b"".join(blobs.open(sha256)) == content
    with blobs.reader(sha256) as file:
        assert file.read(3) + file.read() == content
    assert blobs.verify_all() == []


def test_the_disk_never_sees_the_content(tmp_path: Path, blobs: EncryptedBlobs) -> None:
    blobs.put(["客户的造价文件".encode() * 20_000])
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert "造价".encode() not in path.read_bytes()


def test_the_same_content_is_one_file_and_two_seals_differ(
    tmp_path: Path, blobs: EncryptedBlobs
) -> None:
    first, _ = blobs.put([b"the same"])
    assert blobs.put([b"the ", b"same"])[0] == first
    assert list(blobs.names()) == [first]
    elsewhere = EncryptedBlobs(tmp_path / "attachments2", KEY)
    elsewhere.put([b"the same"])
    sealed = [p.read_bytes() for p in sorted(tmp_path.rglob(first))]
    assert sealed[0] != sealed[1]


def test_another_key_opens_nothing(tmp_path: Path, blobs: EncryptedBlobs) -> None:
    sha256, _ = blobs.put([b"content"])
    stranger = EncryptedBlobs(tmp_path / "attachments", bytes(32))
    assert _refused(lambda: list(stranger.open(sha256))) == "An attachment is damaged"
    assert stranger.verify_all() == [sha256]


def test_every_flipped_byte_and_every_cut_is_found(tmp_path: Path, blobs: EncryptedBlobs) -> None:
    sha256, _ = blobs.put([b"a photo of a cabinet"])
    path = _only_file(blobs, tmp_path)
    whole = path.read_bytes()
    for place in range(len(whole)):
        for damaged in (
            whole[:place],
            whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1 :],
        ):
            path.write_bytes(damaged)
            assert blobs.verify_all() == [sha256]
            assert _refused(lambda: list(blobs.open(sha256))) == "An attachment is damaged"
    path.write_bytes(whole + b"\0")
    assert blobs.verify_all() == [sha256]


def test_chunks_cannot_be_cut_off_moved_or_doubled(tmp_path: Path, blobs: EncryptedBlobs) -> None:
    sha256, _ = blobs.put([random.Random(1).randbytes(4 * CHUNK)])
    path = _only_file(blobs, tmp_path)
    whole = path.read_bytes()
    head, chunks = whole[:40], [whole[_sealed_chunks(n) : _sealed_chunks(n + 1)] for n in range(4)]
    for order in ((0, 1, 2), (0,), (), (1, 0, 2, 3), (0, 1, 2, 3, 3), (0, 1, 1, 2, 3), (3,)):
        path.write_bytes(head + b"".join(chunks[n] for n in order))
        assert blobs.verify_all() == [sha256], order


def test_a_file_in_the_place_of_another_is_found(tmp_path: Path, blobs: EncryptedBlobs) -> None:
    first, _ = blobs.put([b"the real contract"])
    second, _ = blobs.put([b"a better contract"])
    folder = tmp_path / "attachments"
    os.replace(folder / second[:2] / second, folder / first[:2] / first)
    assert _refused(lambda: list(blobs.open(first))) == "An attachment is damaged"
    assert blobs.verify_all() == [first]


def test_putting_damaged_content_again_heals_it(tmp_path: Path, blobs: EncryptedBlobs) -> None:
    sha256, _ = blobs.put([b"content"])
    _only_file(blobs, tmp_path).write_bytes(b"rubbish")
    assert _refused(lambda: blobs.size(sha256)) == "An attachment is damaged"
    blobs.put([b"content"])
    assert b"".join(blobs.open(sha256)) == b"content"


def test_missing_content_is_told(blobs: EncryptedBlobs) -> None:
    absent = hashlib.sha256(b"absent").hexdigest()
    assert not blobs.has(absent)
    assert _refused(lambda: blobs.size(absent)) == "An attachment is missing"
    assert _refused(lambda: list(blobs.open(absent))) == "An attachment is missing"


@pytest.mark.parametrize("name", ["", "../../keys.json", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_a_name_is_never_a_way_out_of_the_folder(name: str, blobs: EncryptedBlobs) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        blobs.has(name)


def test_received_content_is_kept_only_when_it_is_the_announced_one(
    tmp_path: Path, blobs: EncryptedBlobs
) -> None:
    content = b"from the laptop" * 10_000
    sha256 = hashlib.sha256(content).hexdigest()

    def receive(received: bytes, size: int) -> None:
        with blobs.sink(sha256, size) as target:
            for at in range(0, len(received), 999):
                assert target.write(received[at : at + 999]) == len(received[at : at + 999])

    for received, size in ((content[:-1], len(content)), (content, 1), (b"x" + content[1:], 1)):
        assert _refused(lambda r=received, s=size: receive(r, s)) == "An attachment is incomplete"
        assert not blobs.has(sha256)
    receive(content, len(content))
    assert b"".join(blobs.open(sha256)) == content
    assert [path.name for path in (tmp_path / "attachments").iterdir()] == [sha256[:2]]


def test_an_error_while_receiving_leaves_nothing(tmp_path: Path, blobs: EncryptedBlobs) -> None:
    sha256 = hashlib.sha256(b"half").hexdigest()

    def fail() -> None:
        with blobs.sink(sha256, 4) as target:
            target.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list((tmp_path / "attachments").iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="kills with a POSIX signal")
@pytest.mark.parametrize("point", ["fsync", "replace"])
def test_a_kill_leaves_no_attachment_and_the_next_start_clears_up(
    point: str, tmp_path: Path
) -> None:
    folder = tmp_path / "attachments"
    script = (
        "import os, sys\nfrom pathlib import Path\n"
        "from branchdesk.store.blobs import EncryptedBlobs\n"
        "blobs = EncryptedBlobs(Path(sys.argv[1]), bytes(range(32)))\n"
        "setattr(os, sys.argv[2], lambda *given: os.kill(os.getpid(), 9))\n"
        "blobs.put([b'x' * 100_000])\n"
    )
    killed = subprocess.run(
        [sys.executable, "-c", script, str(folder), point], check=False, cwd=ROOT
    )
    assert killed.returncode == -signal.SIGKILL
    assert [path.suffix for path in folder.rglob("*") if path.is_file()] == [".part"]
    again = EncryptedBlobs(folder, KEY)
    assert list(again.names()) == []
    assert [path for path in folder.rglob("*") if path.is_file()] == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_is_told(
    tmp_path: Path, blobs: EncryptedBlobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_open = Path.open
    # The kernel's own "no space" error in the place of the new file.
    monkeypatch.setattr(
        Path,
        "open",
        lambda path, *mode: real_open(Path("/dev/full") if path.suffix == ".part" else path, *mode),
    )
    assert _refused(lambda: blobs.put([b"x" * 300_000])) == "Not enough disk space"
    assert list(blobs.names()) == []
