# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The peak of memory while a bundle is built, opened and unpacked, by its size.

``python -m benchmarks.bundle_memory FOLDER MEGABYTES`` does it once and prints the peak in
kilobytes; a process of its own has no peak of somebody else's.
"""

import os
import statistics
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO, cast

from benchmarks.bundle_figures import header, operation_line, source
from benchmarks.figures import Figure, figure
from branchdesk.sync.bundle_reader import ReadingDesk, read_bundle
from branchdesk.sync.bundle_writer import write_bundle
from branchdesk.sync.identity import DeskKeys

SMALL, LARGE = 10, 500
"""Megabytes of attachments; operations grow with them."""

ATTACHMENT = 2_000_000
OPERATIONS = 200
"""For each megabyte."""

TIMES = 3


def measure(folder: Path) -> list[Figure]:
    """Compare 500 MB with 10 MB; both are made three times in turn."""
    return [memory_figure(folder, SMALL, LARGE, TIMES)]


def memory_figure(folder: Path, small: int, large: int, times: int) -> Figure:
    """Compare bundles with so many megabytes of attachments."""
    peaks: dict[int, list[float]] = {small: [], large: []}
    for _ in range(times):
        for megabytes, found in peaks.items():
            found.append(_peak_of_a_process(folder, megabytes))
    value, baseline = statistics.median(peaks[large]), statistics.median(peaks[small])
    return figure("bundle_memory_growth", value, baseline, 1.1, "MB")


def _peak_of_a_process(folder: Path, megabytes: int) -> float:
    command = [sys.executable, "-m", "benchmarks.bundle_memory", str(folder), str(megabytes)]
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=root)
    return int(done.stdout) * 1024 / 1e6


def build_and_open(folder: Path, megabytes: int) -> None:
    """Build a bundle of files that lie on the disk, verify it, read all of it and remove it."""
    files = []
    for number in range(megabytes * 1_000_000 // ATTACHMENT):
        file = folder / f"{number}"
        file.write_bytes(os.urandom(ATTACHMENT))
        files.append(file)
    sender, receiver = DeskKeys.generate(), DeskKeys.generate()
    count = megabytes * OPERATIONS
    head, target = header(count), folder / "bundle.age"
    lines = (operation_line(number) for number in range(count))
    blobs = [source(file) for file in files]
    write_bundle(head, lines, blobs, b"{}", None, {}, sender, [receiver.public().age], target)
    desk = ReadingDesk(head.receiver, 1, demo=False)
    opened = read_bundle(target, receiver, desk, lambda _: sender.public().minisign)
    assert sum(1 for _ in opened.operations()) == count
    with Path(os.devnull).open("wb") as nowhere:
        opened.extract_blobs(lambda _digest, _size: nullcontext(cast("BinaryIO", nowhere)))
    for file in (*files, target):
        file.unlink()


def _peak() -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    raise RuntimeError("the system does not tell the peak")


if __name__ == "__main__":
    build_and_open(Path(sys.argv[1]), int(sys.argv[2]))
    print(_peak())
