# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The writing system calls of a process: listed, and disturbed from one of them on.

Every state the disk can be left in lies between two of these calls. A process is asked before
each of them, whichever of its threads does it, so a disturbance meets exactly the call it is meant
for; what goes into a pipe or to a terminal is no call to a disk and never disturbed.
"""

import errno
import os
import platform
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from trust.kill import seccomp
from trust.kill.picture import CHANCE

_WRITING = ("write", "pwrite64", "writev", "pwritev", "pwritev2", "sendfile", "copy_file_range")
ROOM = frozenset((*_WRITING, "fallocate", "mkdir", "mkdirat"))
"""What fails on a full disk; names in an existing folder usually find room."""

ROOT = Path(__file__).resolve().parents[2]

_NO_DISK = ("/dev/", "/proc/", "/memfd:")


class Call(msgspec.Struct, frozen=True):
    """A writing call and the file it goes to, without what differs from run to run."""

    name: str
    file: str

    def __str__(self) -> str:
        """Name it for people: ``fsync (desk.db-wal)``."""
        return f"{self.name} ({self.file})"


class Disturbance:
    """What happens to the calls of a process from a point on; this one lets them happen."""

    def __init__(self, point: int = sys.maxsize) -> None:
        """``point`` counts the calls into the folder from 0."""
        self.point = point
        self.met = False
        """whether the process came to the point"""

    def meet(self, process: int) -> bool:
        """Do what is to be done before the call at the point; False: it never happens."""
        del process
        return True

    def error(self, name: str) -> int:
        """Return the error number a call from the point on fails with; 0: it happens."""
        del name
        return 0


class Killing(Disturbance):
    """The process is killed instead of doing the call."""

    def meet(self, process: int) -> bool:
        """Kill."""
        os.kill(process, signal.SIGKILL)
        return False


class WithoutRoom(Disturbance):
    """From the point on there is no room on the disk."""

    def error(self, name: str) -> int:
        """Fail what needs room."""
        return errno.ENOSPC if name in ROOM else 0


class Meanwhile(Disturbance):
    """Somebody else does something between two calls."""

    def __init__(self, point: int, something: Callable[[], None]) -> None:
        """Do ``something`` before the call at the point; the call then finds what it finds."""
        super().__init__(point)
        self._something = something

    def meet(self, process: int) -> bool:
        """Do it while the process stands still."""
        del process
        self._something()
        return True


class Watch:
    """Decides about the calls of one process, in the order in which they would happen."""

    def __init__(self, process: int, listener: int, folder: Path) -> None:
        """Let everything happen until ``begin``."""
        self._process = process
        self._listener = listener
        self._inside = f"{folder}/"
        self._disturbance: Disturbance | None = None
        self.calls: list[Call] = []
        """the calls into the folder since ``begin``, the one it was killed at included"""

    def fileno(self) -> int:
        """Return what is readable while a call stands still."""
        return self._listener

    def begin(self, disturbance: Disturbance) -> None:
        """Count from now on, and disturb."""
        self._disturbance = disturbance

    def end(self) -> None:
        """Let everything happen again."""
        self._disturbance = None

    def close(self) -> None:
        """Give the listener back; a process that still lives cannot write any more."""
        os.close(self._listener)

    def answer(self) -> bool:
        """Decide about the next call; False when the process was killed instead."""
        asked = seccomp.receive(self._listener)
        if asked is None:
            return True
        number = 0
        if self._disturbance is not None:
            files = list(seccomp.files_of(asked))
            inside = [file for file in files if file.startswith(self._inside)]
            if inside:
                self.calls.append(Call(asked.name, self._plain(inside[-1])))
                if len(self.calls) > self._disturbance.point and not self._disturbance.met:
                    self._disturbance.met = True
                    if not self._disturbance.meet(self._process):
                        return False
            if self._disturbance.met and (inside or any(map(_on_disk, files))):
                number = self._disturbance.error(asked.name)
        if number:
            seccomp.fail(self._listener, asked, number)
        else:
            seccomp.let_happen(self._listener, asked)
        return True

    def _plain(self, path: str) -> str:
        return CHANCE.sub("#", path.removeprefix(self._inside))


def _on_disk(file: str) -> bool:
    return file.startswith("/") and not file.startswith(_NO_DISK)


def why_not() -> str:
    """Return why this machine cannot watch system calls, empty when it can."""
    if sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"):
        return "asking before system calls needs Linux on x86-64 or ARM64"
    tried = subprocess.run(
        [sys.executable, "-c", "from trust.kill import seccomp; seccomp.install()"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    if tried.returncode == 0:
        return ""
    return f"this machine does not ask before system calls: {tried.stderr.strip()[-80:]}"
