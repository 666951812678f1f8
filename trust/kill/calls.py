# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The writing system calls of a process: listed, and disturbed from one of them on (strace).

strace counts every system call by itself, per thread: the n-th ``pwrite64``, the n-th ``rename``.
A signal is injected before the call: killed by it, the process has not done it. Every state of
the disk lies between two of these calls, so killing before each one shows all of them.
"""

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import msgspec

from trust.kill.picture import CHANCE

ROOM = ("write", "pwrite64", "writev", "pwritev", "fallocate", "mkdir", "mkdirat", "sendfile")
"""What fails on a full disk; names in an existing folder usually find room."""

CREATING = ("open", "openat")
"""Writing only when a file is created."""

_POINTS = (
    *(*ROOM, *CREATING, "copy_file_range", "ftruncate", "fsync", "fdatasync", "chmod", "fchmod"),
    *("rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir", "link", "linkat"),
)
_LINE = re.compile(r"\d+ +(?P<name>\w+)\((?P<arguments>.*)")
_FILE = re.compile(r'<(?P<opened>/[^>]*)>|"(?P<named>[^"]*)"')


class Call(msgspec.Struct, frozen=True):
    """A writing call: the ``nth`` of its name (from 1), and the file it goes to."""

    name: str
    nth: int
    file: str

    def __str__(self) -> str:
        """Name it for people: ``fsync 3 (desk.db-wal)``."""
        return f"{self.name} {self.nth} ({self.file})"


class Log:
    """What strace wrote about one run."""

    def __init__(self, file: Path, folder: Path) -> None:
        """Read the calls that go to a folder, each with its number among all of its name."""
        counts: Counter[str] = Counter()
        self.calls: list[Call] = []
        for line in file.read_text(errors="replace").splitlines():
            match = _LINE.match(line)
            if match is None:
                continue
            name, arguments = match["name"], match["arguments"]
            counts[name] += 1
            if name in CREATING and "O_CREAT" not in arguments:
                continue
            paths = [found["opened"] or found["named"] for found in _FILE.finditer(arguments)]
            inside = [path for path in paths if path.startswith(f"{folder}/")]
            if inside:
                self.calls.append(Call(name, counts[name], _plain(inside[-1], folder)))

    def before(self, point: int, name: str) -> int:
        """Return how many calls of a name come before the point, counted as strace does."""
        return max((call.nth for call in self.calls[:point] if call.name == name), default=0)


def _plain(path: str, folder: Path) -> str:
    return CHANCE.sub("#", path.removeprefix(f"{folder}/"))


class Tracer:
    """strace on a running process; ends when the process does, or lets it go."""

    def __init__(self, process: int, log: Path, disturbances: Sequence[str] = ()) -> None:
        """Attach, and return once every further call of the process is seen."""
        command = ["strace", "-f", "-y", "-s", "0", "-o", str(log), "-p", str(process)]
        command += ["-e", "trace=" + ",".join(f"?{name}" for name in _POINTS)]
        for disturbance in disturbances:
            command += ["-e", f"inject={disturbance}"]
        self._strace = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert self._strace.stderr is not None
        first = self._strace.stderr.readline()
        if "attached" not in first:
            self.let_go()
            raise OSError(f"strace: {first.strip()}")

    def let_go(self) -> None:
        """Detach; a process that still runs goes on undisturbed."""
        if self._strace.poll() is None:
            self._strace.terminate()
            self._strace.wait()
        assert self._strace.stderr is not None
        self._strace.stderr.close()

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Never leave a process behind."""
        self.let_go()


def killing(call: Call) -> list[str]:
    """Disturb: the process is killed instead of doing the call."""
    return [f"{call.name}:signal=SIGKILL:when={call.nth}"]


def stopping(call: Call) -> list[str]:
    """Disturb: the process stands still right after the call."""
    return [f"{call.name}:signal=SIGSTOP:when={call.nth}"]


def without_room(log: Log, point: int) -> list[str]:
    """Disturb: from the point on there is no room on the disk."""
    return [f"?{name}:error=ENOSPC:when={log.before(point, name) + 1}+" for name in ROOM]


def why_not() -> str:
    """Return why this machine cannot watch system calls, empty when it can."""
    if shutil.which("strace") is None:
        return "strace is not installed (Linux; Debian package strace)"
    tried = subprocess.run(
        ["strace", "-o", "/dev/null", "true"], check=False, capture_output=True, text=True
    )
    return (
        f"strace may not watch processes here: {tried.stderr.strip()}" if tried.returncode else ""
    )
