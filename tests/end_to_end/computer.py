# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Computers of the company: each with its own profile, its own screen and the real program."""

import itertools
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30
"""Seconds for anything the window is waited for; the machine may be busy."""

ENDING = 60
"""Seconds for a program to start answering or to end."""

AGAIN = 0.1
"""Seconds between two looks at something that cannot tell by itself."""


def require(*programs: str) -> None:
    """Fail when a program of the test machine is missing; ``python3 run.py test`` installs it."""
    missing = [program for program in programs if not shutil.which(program)]
    assert not missing, f"{', '.join(missing)} is missing: python3 run.py test installs it"


@contextmanager
def virtual_screen() -> Iterator[str]:
    """Run an X server of its own, which chooses a free number itself; yield its display."""
    require("Xvfb")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as numbers:
            number = numbers.readline().strip()
        assert number, "Xvfb did not start"
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(ENDING)


class Computer:
    """One computer: started and closed like one, looked at and touched by orders."""

    def __init__(self, name: str, home: Path, pictures: Path, display: str, today: str) -> None:
        """``today`` is the program's date; pictures of the screen are put into ``pictures``."""
        self.name = name
        self.home = home
        self.pictures = pictures
        self.today = today
        self._numbers = itertools.count(1)
        self._program: subprocess.Popen[str] | None = None
        self._complaints = home / "complaints.txt"
        home.mkdir(parents=True)
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("BRANCHDESK_", "QT_", "DBUS_", "XDG_CURRENT"))
        } | {
            "BRANCHDESK_HOME": str(home),
            "DISPLAY": display,
            "HOME": str(home),
            "PYTHONPATH": str(ROOT),
            "PYTHONFAULTHANDLER": "1",
            "PYTHONIOENCODING": "utf-8",
            "QT_QPA_PLATFORM": "xcb",
        }

    def plug_in_printer(self, printer: str) -> Path:
        """Let ``lp`` put what it is given as ``job.pdf`` into the folder that is returned.

        To be called before the program starts. How it was asked stands in ``job.txt`` beside it.
        """
        programs, tray = self.home / "bin", self.home / "tray"
        for folder in (programs, tray):
            folder.mkdir()
        for name, words in (
            ("lp", f"""printf '%s\\n' "$@" > '{tray}/job.txt' && exec cat > '{tray}/job.pdf'"""),
            ("lpstat", f"""[ "$1" = -e ] && echo {printer} || echo 'no system default'"""),
        ):
            (programs / name).write_text(f"#!/bin/sh\n{words}\n", encoding="utf-8")
            (programs / name).chmod(0o755)
        self.environment["PATH"] = f"{programs}{os.pathsep}{self.environment['PATH']}"
        return tray

    def start(self) -> None:
        """Start the program in its window."""
        command = [sys.executable, "-m", "tests.end_to_end.driven_program", "--today", self.today]
        with self._complaints.open("a") as complaints:
            self._program = subprocess.Popen(
                command,
                cwd=self.home,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                text=True,
            )
        self.wait("main_window", timeout=ENDING)

    def close(self) -> None:
        """Close the window; the program must end by itself and without a complaint."""
        program = self._running()
        self.order("close")
        assert program.wait(ENDING) == 0, self.complaints()
        self._forget(program)
        assert "Traceback" not in self.complaints(), self.complaints()

    def kill(self) -> None:
        """Pull the plug."""
        if self._program is not None:
            self._program.kill()
            self._program.wait(ENDING)
            self._forget(self._program)

    def _forget(self, program: "subprocess.Popen[str]") -> None:
        for stream in (program.stdin, program.stdout):
            assert stream is not None
            stream.close()
        self._program = None

    def complaints(self) -> str:
        """Return what the program said on standard error."""
        return self._complaints.read_text(encoding="utf-8")

    def picture(self, what: str) -> None:
        """Photograph the screen; the number tells the order on this computer."""
        path = self.pictures / f"{self.name}-{next(self._numbers):02d}-{what}.png"
        self.order("picture", path=str(path))

    def command(self, *arguments: str, passphrase: str) -> Any:
        """Run a command line on this computer's only desk; return its JSON."""
        (desk,) = (self.home / "desks").iterdir()
        done = subprocess.run(
            [
                *(sys.executable, "-m", "branchdesk", "--today", self.today),
                *("--desk", str(desk), *arguments, "--json"),
            ],
            env=self.environment | {"BRANCHDESK_PASSPHRASE": passphrase},
            cwd=self.home,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    # -- orders ---------------------------------------------------------------------------------

    def order(self, do: str, *, timeout: float = PATIENCE, **given: object) -> Any:
        """Give an order and return its answer."""
        program = self._running()
        assert program.stdin is not None
        try:
            program.stdin.write(json.dumps({"do": do, "timeout": timeout, **given}) + "\n")
            program.stdin.flush()
        except BrokenPipeError:
            self._fail(f"{do} {given}", "the program has ended")
        answer = self._answer(timeout + ENDING)
        if answer is None:
            self._ask_what_it_does()
            ended = program.poll()
            reason = "no answer" if ended is None else f"the program has ended with {ended}"
            self._fail(f"{do} {given}", reason)
        elif "error" in answer:
            self._fail(f"{do} {given}", answer["error"])
        return None if answer is None else answer["value"]

    def click(self, name: str, within: str = "") -> None:
        """Click on a widget once it can be reached."""
        self.order("click", name=name, within=within)

    def fill(self, name: str, words: str, within: str = "") -> None:
        """Type into a field, replacing what stands there."""
        self.order("fill", name=name, words=words, within=within)

    def press(self, keys: str, into: str = "") -> None:
        """Press a combination of keys, where the cursor must be in the field ``into``."""
        self.order("press", keys=keys, into=into)

    def write(self, words: str, into: str) -> None:
        """Type where the cursor is."""
        self.order("write", words=words, into=into)

    def choose(self, name: str, words: str) -> None:
        """Choose an entry of a drop-down list."""
        self.order("choose", name=name, words=words)

    def wait(self, name: str, words: str = "", timeout: float = PATIENCE, within: str = "") -> str:
        """Wait until a widget is in sight and shows these words; return all its words."""
        return str(self.order("wait", name=name, words=words, timeout=timeout, within=within))

    def wait_gone(self, name: str, words: str = "") -> None:
        """Wait until a widget, or its words, are out of sight."""
        self.order("wait", name=name, words=words, gone=True)

    def read(self, name: str, within: str = "") -> str:
        """Return the words of a widget."""
        return str(self.order("read", name=name, within=within))

    def sees(self, name: str) -> bool:
        """Tell whether a widget is in sight."""
        return bool(self.order("sees", name=name))

    def row(self, table: str, words: str) -> list[str]:
        """Wait for a row with these words; return its cells."""
        return list(self.order("rows", name=table, words=words))

    def click_row(self, table: str, words: str) -> None:
        """Click on the row with these words."""
        self.order("click_row", name=table, words=words)

    def answer_file(self, path: Path) -> None:
        """Answer the open file dialog."""
        self.order("answer_file", path=str(path))
        self.order("file_taken", path=str(path))

    def draw(self, pad: str) -> None:
        """Write a name on a signature pad."""
        self.order("draw", name=pad)

    def go_to(self, place: str, page: str) -> None:
        """Go to a place by the navigation and wait for its page."""
        self.click(f"nav_{place}")
        self.wait(page)

    def _running(self) -> "subprocess.Popen[str]":
        assert self._program is not None, f"{self.name} is not running"
        return self._program

    def _answer(self, timeout: float) -> dict[str, Any] | None:
        stdout = self._running().stdout
        assert stdout is not None
        ready, _, _ = select.select([stdout], [], [], timeout)
        line = stdout.readline() if ready else ""
        return json.loads(line) if line else None

    def _fail(self, order: str, reason: str) -> None:
        self._photograph_failure()
        raise AssertionError(
            f"{self.name}: {order}\n{reason}\n"
            f"pictures: {self.pictures}\ncomplaints: {self.complaints()[-3000:]}"
        )

    def _ask_what_it_does(self) -> None:
        """Let a program that hangs write down where; its complaints then tell."""
        program, before = self._running(), self.complaints()
        if program.poll() is None:
            program.send_signal(signal.SIGUSR1)
            soon(lambda: self.complaints().removeprefix(before), PATIENCE)

    def _photograph_failure(self) -> None:
        program = self._running()
        if program.poll() is None and program.stdin is not None:
            path = self.pictures / f"{self.name}-failed.png"
            order = {"do": "picture", "timeout": 5, "path": str(path)}
            program.stdin.write(json.dumps(order) + "\n")
            program.stdin.flush()
            self._answer(10)


def until(look: Callable[[], str], what: str) -> str:
    """Ask again until there is an answer."""
    answer = soon(look, ENDING)
    assert answer, f"waited in vain for {what}"
    return answer


def soon(look: Callable[[], str], patience: float) -> str:
    """Ask again until there is an answer or ``patience`` seconds are over."""
    end = time.monotonic() + patience
    while not (answer := look()) and time.monotonic() < end:
        time.sleep(AGAIN)
    return answer
