# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The process that acts and is stopped on the way.

It is forked from one that has imported everything, asks its parent before every writing call, and
tells over a socket (whose calls are not disturbed) what a person would see.
"""

import os
import select
import signal
import socket
import time
import traceback
from pathlib import Path
from typing import Self

from branchdesk.domain.errors import UserError
from tests.companies import Company
from trust.kill import seccomp
from trust.kill.act import Act
from trust.kill.calls import Disturbance, Watch

NOBODY = 65534
PATIENCE = 120.0
"""Seconds without a word after which a process counts as hanging."""


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
        self._heard = b""
        _, handles, _, _ = socket.recv_fds(own, 1, 1)
        if not handles:
            raise RuntimeError(f"{act.name} cannot be watched")
        self.watch = Watch(self.process, handles[0], folder)
        self._asks = True
        word, rest = self.hear()
        if word != "ready":
            self.__exit__()
            raise RuntimeError(f"{act.name} does not begin: {rest}")

    def hear(self) -> tuple[str, str]:
        """Return the next word and what goes with it; ``died`` when there is none any more.

        What the process asks meanwhile is answered.
        """
        end = time.monotonic() + PATIENCE
        while b"\n" not in self._heard:
            if time.monotonic() > end:
                return "hangs", ""
            if not self._listen():
                return "died", ""
        line, _, self._heard = self._heard.partition(b"\n")
        word, _, rest = line.decode().partition("\t")
        return word, rest.replace("\\n", "\n")

    def _listen(self) -> bool:
        """Wait for the socket or a call that is to happen; False when the process is gone."""
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        if self._asks:
            poll.register(self.watch, select.POLLIN)
        for handle, event in poll.poll(PATIENCE * 1000):
            if handle == self.watch.fileno():
                if event & select.POLLIN:
                    self._asks = self.watch.answer()
                else:
                    self._asks = False
            else:
                try:
                    piece = self._socket.recv(65536)
                except ConnectionError:
                    piece = b""
                if not piece:
                    return False
                self._heard += piece
        return True

    def go(self, disturbance: Disturbance) -> None:
        """Let the act begin, disturbed from a point on."""
        self.watch.begin(disturbance)
        self._socket.sendall(b"go\n")

    def go_on(self) -> None:
        """Let the process finish undisturbed."""
        self.watch.end()
        self._socket.sendall(b"on\n")

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Kill what still runs."""
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        self.watch.close()
        self._socket.close()


def _live(act: Act, folder: Path, line: socket.socket, *, nobody: bool) -> int:
    def say(word: str, rest: str = "") -> None:
        line.sendall(f"{word}\t{rest}".replace("\n", "\\n").encode() + b"\n")

    try:
        if nobody:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        listener = seccomp.install()
        socket.send_fds(line, [b" "], [listener])
        os.close(listener)
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
