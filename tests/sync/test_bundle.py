# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A bundle goes out and comes in: whole, and readable with everybody's tools."""

import hashlib
import io
import subprocess
import sys
from pathlib import Path

import pytest

from branchdesk.domain.errors import UserError
from branchdesk.sync.bundle_writer import BlobSource
from branchdesk.sync.header import BundleKind
from branchdesk.sync.identity import DeskKeys
from branchdesk.sync.inspection import unpack

from .conftest import BlobStore, Link, blob_of, operations, refusal


@pytest.mark.parametrize("count", [0, 1, 2000])
def test_operations_arrive_in_order(link: Link, count: int) -> None:
    sent = operations(count)
    header, written = link.write(sent)
    opened = link.hq.read(written.path)
    assert opened.header == header
    assert list(opened.operations()) == sent
    assert opened.receipt == b'{"applied_through":0}'
    assert (opened.bytes, opened.sha256) == (written.bytes, written.sha256)


def test_operations_can_be_read_twice_and_left_early(link: Link) -> None:
    sent = operations(5000)
    _, written = link.write(sent, [blob_of(bytes(3_000_000))])
    opened = link.hq.read(written.path)
    first = next(opened.operations())
    assert first == sent[0]
    assert list(opened.operations()) == sent


@pytest.mark.parametrize("sizes", [[0], [1], [511, 512, 513, 300_000], [17] * 300])
def test_blobs_arrive(link: Link, blob_store: BlobStore, sizes: list[int]) -> None:
    contents = [
        hashlib.sha256(bytes([n % 251, n // 251])).digest() * 10000 for n in range(len(sizes))
    ]
    contents = [content[:size] for content, size in zip(contents, sizes, strict=True)]
    _, written = link.write(operations(3), map(blob_of, contents))
    opened = link.hq.read(written.path)
    opened.extract_blobs(blob_store.sink)
    expected = {hashlib.sha256(content).hexdigest(): content for content in contents}
    assert blob_store.kept == expected
    assert opened.blobs == {digest: len(content) for digest, content in expected.items()}


def test_a_blob_that_is_there_already_can_be_skipped(link: Link) -> None:
    _, written = link.write((), [blob_of(b"one"), blob_of(b"two")])
    asked = []
    link.hq.read(written.path).extract_blobs(lambda sha256, size: asked.append(size))
    assert asked == [3, 3]


def test_month_close_carries_summary_and_tables(link: Link) -> None:
    rows = ["单号,客户\n".encode(), "FW-GZ-2611-D01-0001,栩川路桥\n".encode()]
    header, written = link.write(
        operations(2), month=b'{"count":2}', tables={"record": rows}, period="2026-11", revision=2
    )
    opened = link.hq.read(written.path)
    assert opened.month == b'{"count":2}'
    assert opened.tables == ("record",)
    assert [line + b"\n" for line in opened.table("record")] == rows
    assert (opened.header.kind, opened.header.revision) == (BundleKind.REPORT, 2)
    assert header.period == "2026-11"


def test_kind_of_bundle_without_operations_is_a_receipt(link: Link) -> None:
    header, written = link.write(first=41, last=40)
    assert header.kind == BundleKind.RECEIPT
    assert list(link.hq.read(written.path).operations()) == []


def test_escrow_key_opens_it_too(link: Link, tmp_path: Path) -> None:
    escrow = DeskKeys.generate()
    ages = [link.hq.keys.public().age, escrow.public().age]
    _, written = link.write(operations(1), recipients=ages)
    assert "data/ops.jsonl" in unpack(written.path, escrow, tmp_path / "plain")


def test_nothing_plain_and_nothing_half_stays_on_disk(link: Link) -> None:
    marker = b"KUNDENGEHEIMNIS"

    def failing() -> object:
        yield b'{"secret":"' + marker * 200_000 + b'"}'
        for path in link.folder.iterdir():
            assert marker not in path.read_bytes()
        raise ConnectionError("the database went away")

    with pytest.raises(ConnectionError, match="went away"):
        link.write(failing(), count=2)
    assert list(link.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("ops", "message"),
    [([b"a\nb"], "one line"), ([b""], "one line"), ([b"1", b"2"], "header says")],
)
def test_what_no_reader_would_accept_is_not_written(
    link: Link, ops: list[bytes], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        link.write(ops, count=1)
    assert list(link.folder.iterdir()) == []


def test_an_attachment_that_changed_on_disk_is_not_sent(link: Link) -> None:
    wrong = BlobSource(hashlib.sha256(b"photo").hexdigest(), 5, lambda: io.BytesIO(b"phot0"))
    with pytest.raises(ValueError, match="another content"):
        link.write((), [wrong])


def test_a_missing_outbox_is_told(link: Link) -> None:
    link.folder.rmdir()
    assert refusal(lambda: link.write(operations(1))) == "Not found: file or folder"


def test_full_disk_is_told(link: Link) -> None:
    """The library under it drops the error of its last write; this one must show all the same."""
    device = Path("/dev/full")
    if not device.exists():
        pytest.skip("this system has no device that is always full")
    header, _ = link.write(operations(1))
    target = link.folder / f".{header.bundle_id}.tar.zst.age.tmp"
    target.symlink_to(device)
    link.numbers = iter([int(header.bundle_id, 16)])
    assert refusal(lambda: link.write(operations(1))) == "Not enough disk space"


def test_other_tools_open_and_verify_it(link: Link, tmp_path: Path) -> None:
    _, written = link.write(
        operations(20), [blob_of(b"picture" * 999)], month=b"{}", tables={"record": [b"a,b\n"]}
    )
    identity = tmp_path / "hq.key"
    identity.write_bytes(link.hq.keys.export_age_identity())
    plain = tmp_path / "plain"
    plain.mkdir()
    command = f"age -d -i {identity} {written.path} | zstd -dq | tar -x -C {plain}"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    _validate(plain, link.branch.keys.public().minisign)
    unpacked = tmp_path / "unpacked"
    unpack(written.path, link.hq.keys, unpacked)
    _validate(unpacked, link.branch.keys.public().minisign)
    assert (unpacked / "data/ops.jsonl").read_bytes() == (plain / "data/ops.jsonl").read_bytes()


def _validate(bag: Path, minisign: str) -> None:
    commands = (
        [sys.executable, "-m", "bagit", "--validate", str(bag)],
        ["minisign", "-V", "-P", minisign, "-m", str(bag / "tagmanifest-sha256.txt")],
    )
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_unpacking_spares_a_folder_with_files(link: Link, tmp_path: Path) -> None:
    _, written = link.write(operations(1))
    (tmp_path / "mine").write_text("keep")
    assert (
        refusal(lambda: unpack(written.path, link.hq.keys, tmp_path)) == "The folder is not empty"
    )
    assert (tmp_path / "mine").read_text() == "keep"


def test_memory_does_not_grow_with_the_size(tmp_path: Path) -> None:
    """Peak memory of writing and reading 5 MB and 60 MB in a process of its own."""
    script = Path(__file__).with_name("bundle_in_a_process.py")
    peaks = []
    for megabytes in (5, 60):
        done = subprocess.run(
            [sys.executable, str(script), str(tmp_path), str(megabytes)],
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[2],
            env={"PYTHONPATH": str(Path(__file__).parents[2])},
        )
        peaks.append(int(done.stdout))
    assert peaks[1] - peaks[0] < 20 * 1024, peaks


def test_file_exchanged_after_verification_is_noticed(link: Link) -> None:
    _, written = link.write(operations(3000))
    opened = link.hq.read(written.path)
    whole = written.path.read_bytes()
    written.path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UserError):
        list(opened.operations())
