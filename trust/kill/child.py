# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The process that acts and is stopped on the way.

It is forked from one that has imported everything, waits until it is watched, and tells over a
socket (whose calls are not disturbed) what a person would see.
"""

import ctypes
import os
import signal
import socket
import sys
import traceback
from pathlib import Path
from typing import Self

from branchdesk.domain.errors import UserError
from tests.companies import Company
from trust.kill.act import Act

NOBODY = 65534
PATIENCE = 120.0
"""Seconds without a word after which a process counts as hanging."""

_PR_SET_PTRACER = 0x59616D61
_ANYBODY = ctypes.c_ulong(-1)


class Child:
    """The forked process, as its parent sees it."""

    def __init__(self, act: Act, folder: Path, *, nobody: bool = False) -> None:
        """Fork; the act waits until ``go``. With ``nobody`` root's rights are given up first."""
        own, other = socket.socketpair()
        self.process = os.fork()
        if self.process == 0:
            own.close()
            os._exit(_live(act, folder, other, nobody=nobody))
        other.close()
        own.settimeout(PATIENCE)
        self._socket = own
        self._lines = own.makefile("r", encoding="utf-8")
        self._ended: int | None = None
        word, rest = self.hear()
        if word != "ready":
            self.__exit__()
            raise RuntimeError(f"{act.name} does not begin: {rest}")

    def hear(self) -> tuple[str, str]:
        """Return the next word and what goes with it; ``died`` when there is none any more."""
        try:
            word, _, rest = self._lines.readline().rstrip("\n").partition("\t")
        except TimeoutError:
            return "hangs", ""
        except ConnectionError:
            return "died", ""
        return word or "died", rest.replace("\\n", "\n")

    def say(self, word: str) -> None:
        """Let the process go on."""
        self._socket.sendall(f"{word}\n".encode())

    def wait_until_stopped(self) -> bool:
        """Wait for a stop by signal; returns False when the process ended instead."""
        _, status = os.waitpid(self.process, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            self._ended = status
        return os.WIFSTOPPED(status)

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Kill what still runs."""
        if self._ended is None:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
        self._lines.close()
        self._socket.close()


def _live(act: Act, folder: Path, line: socket.socket, *, nobody: bool) -> int:
    def say(word: str, rest: str = "") -> None:
        line.sendall(f"{word}\t{rest}".replace("\n", "\\n").encode() + b"\n")

    try:
        if nobody:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_PTRACER, _ANYBODY, 0, 0, 0)
        company = Company(folder)
        company.clock.moment = act.moment
        act.arrange(company)
        say("ready")
        line.recv(16)
        try:
            act.do(company, lambda: say("told"))
            say("done")
        except UserError as error:
            say("refused", f"{error.title}|{error.message}|{error.hint}")
        except Exception:  # noqa: BLE001 - told to the parent
            say("broke", traceback.format_exc())
        line.recv(16)
        act.finish(company)
        company.close()
        say("finished")
    except UserError as error:
        say("failed", f"{error.title}: {error.message}")
    except BaseException:  # noqa: BLE001 - told to the parent
        say("failed", traceback.format_exc())
    return 0
