# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Building and opening a bundle against ``tar | zstd | age`` on the same content."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from benchmarks.figures import Figure, figure, interleaved_ms
from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.sync.bundle_reader import ReadingDesk, read_bundle
from branchdesk.sync.bundle_writer import BlobSource, write_bundle
from branchdesk.sync.header import BundleHeader, DeskAddress
from branchdesk.sync.identity import DeskKeys

OPERATIONS = 5_000
BLOBS = 60
BLOB_BYTES = 300_000


def measure(folder: Path) -> list[Figure]:
    """Measure with 5,000 operations and 18 MB of attachments; needs Debian's age and zstd."""
    if not (shutil.which("age") and shutil.which("zstd")):
        return []
    return bundle_figures(folder, OPERATIONS, BLOBS, 7)


def bundle_figures(folder: Path, count: int, attachments: int, times: int) -> list[Figure]:
    """Measure with so many operations and attachments."""
    operations = [operation_line(number) for number in range(count)]
    files = folder / "files"
    files.mkdir()
    (files / "ops.jsonl").write_bytes(b"\n".join(operations))
    for number in range(attachments):
        (files / f"{number}").write_bytes(os.urandom(BLOB_BYTES))
    blobs = [source(files / f"{number}") for number in range(attachments)]
    sender, receiver = DeskKeys.generate(), DeskKeys.generate()
    head = header(count)
    target, plain = folder / "bundle.age", folder / "plain.age"
    recipient = receiver.public().age
    key = folder / "key"
    key.write_bytes(receiver.export_age_identity())

    def build() -> None:
        write_bundle(head, operations, blobs, b"{}", None, {}, sender, [recipient], target)

    def pipe() -> None:
        command = f"tar -cf - -C {files} . | zstd -q -3 | age -r {recipient} -o {plain}"
        subprocess.run(["sh", "-c", command], check=True)

    def read() -> None:
        desk = ReadingDesk(head.receiver, 1, demo=False)
        opened = read_bundle(target, receiver, desk, lambda _: sender.public().minisign)
        assert sum(1 for _ in opened.operations()) == count

    def unpipe() -> None:
        command = f"age -d -i {key} {plain} | zstd -q -d | tar -xf - -O > /dev/null"
        subprocess.run(["sh", "-c", command], check=True)

    build(), pipe()
    built, built_bare = interleaved_ms(build, pipe, times)
    opened, opened_bare = interleaved_ms(read, unpipe, times)
    return [
        figure("bundle_build", built, built_bare, 1.5),
        figure("bundle_open", opened, opened_bare, 1.5),
    ]


def operation_line(number: int) -> bytes:
    """Return an operation as long as that of a record."""
    text = f"第 {number} 号工程打不开上一期的文件，" * 8
    line = {"op": f"{number:032x}", "set": {"contact_phone": f"154{number:08d}", "problem": text}}
    return json.dumps(line, ensure_ascii=False).encode()


def header(operations: int) -> BundleHeader:
    """Return the header of a bundle from a branch to headquarters."""
    return BundleHeader(
        bundle_id="0" * 32,
        sender=DeskAddress("GZ", "a" * 32, "广州分公司"),
        receiver=DeskAddress("HQ", "b" * 32, "总部"),
        stream="GZ>HQ",
        epoch="0" * 16,
        first=1,
        last=operations,
        min_reader=1,
        schema_version=1,
        journal_head="",
        journal_count=0,
        demo=False,
        made_at=datetime(2026, 11, 28, 17, 0, tzinfo=BRANCH_ZONE),
    )


def source(path: Path) -> BlobSource:
    """Return an attachment that lies in a file."""
    content = path.read_bytes()

    @contextmanager
    def opened() -> Iterator[BinaryIO]:
        with path.open("rb") as file:
            yield file

    return BlobSource(sha256(content).hexdigest(), len(content), opened)
