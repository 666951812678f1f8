# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A call taken with the keyboard alone, driven from outside as a person's keyboard does."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.computer import ENDING, ROOT, require, soon, until, virtual_screen

PASSPHRASE = "kapok-2026"
CUSTOMER = {
    "name": "栩川路桥工程有限公司",
    "contacts": [{"name": "张松", "mobile": "15400001234"}],
}
PROBLEM = "totals of period 8 differ"
PATIENCE = 5
"""Seconds until a person types again."""

pytestmark = pytest.mark.xvfb


class Outside:
    """The real program on a screen; everything goes through the X server and the desk's folder."""

    def __init__(self, home: Path, display: str) -> None:
        self.desk = home / "desks" / "GZ"
        self._home = home
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("QT_")},
            "BRANCHDESK_HOME": str(home),
            "BRANCHDESK_PASSPHRASE": PASSPHRASE,
            "DISPLAY": display,
            "PYTHONPATH": str(ROOT),
            "QT_QPA_PLATFORM": "xcb",
        }
        self._program: subprocess.Popen[bytes] | None = None
        self._window = ""

    def command(self, *arguments: str, stdin: object = None) -> Any:
        """Run the command line on the desk; return its JSON."""
        done = subprocess.run(
            [
                *(sys.executable, "-m", "branchdesk", "--desk", str(self.desk)),
                *(*arguments, "--json"),
            ],
            env=self._environment,
            cwd=self._home,
            input=json.dumps(stdin),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def start(self) -> None:
        """Start the program and wait for its window."""
        with (self._home / "complaints.txt").open("wb") as complaints:
            self._program = subprocess.Popen(
                [sys.executable, "-m", "branchdesk", "--desk", str(self.desk)],
                env=self._environment,
                cwd=self._home,
                stderr=complaints,
            )
        shown = until(lambda: self.ask("search", "--onlyvisible", "--name", "分公司服务台"), "it")
        self._window = shown.split()[0]
        self.ask("windowfocus", "--sync", self._window)

    def ask(self, *words: str) -> str:
        """Run xdotool; what it does not find is an empty answer."""
        done = subprocess.run(
            ["xdotool", *words],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=ENDING,
        )
        return done.stdout.strip()

    def key(self, *keys: str) -> None:
        """Press keys one after the other."""
        self.ask("key", "--delay", "30", *keys)

    def type(self, words: str) -> None:
        """Type words."""
        self.ask("type", "--delay", "20", words)

    def title(self) -> str:
        """Return the window's title, which names the page."""
        return self.ask("getwindowname", self._window)

    def windows(self) -> int:
        """Count what is open: the window and what pops up over it."""
        assert self._program is not None
        return len(self.ask("search", "--onlyvisible", "--pid", str(self._program.pid)).split())

    def kept(self) -> bool:
        """Tell whether something typed lies on the disk and is not saved yet."""
        return any((self.desk / "drafts").glob("*"))

    def close(self) -> str:
        """Leave the program; return what it complained of."""
        assert self._program is not None
        self.key("ctrl+q")
        assert self._program.wait(ENDING) == 0
        return (self._home / "complaints.txt").read_text(encoding="utf-8")

    def kill(self) -> None:
        """Leave nothing running."""
        if self._program is not None and self._program.poll() is None:
            self._program.kill()
            self._program.wait(ENDING)


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Outside]:
    require("xdotool")
    with virtual_screen() as display:
        made = Outside(tmp_path, display)
        yield made
        made.kill()


def save(outside: Outside) -> str:
    """Press the key that saves; pressed while the window is busy it has to be repeated."""
    outside.key("ctrl+Return")
    return soon(lambda: "" if outside.kept() else "saved", PATIENCE / 3)


def choose_customer(outside: Outside, initials: str) -> str:
    """Type a customer's initials and take the first choice, once the list is open."""
    outside.key("ctrl+n", "ctrl+a")
    outside.type(initials)
    if not soon(lambda: "open" if outside.windows() > 1 else "", PATIENCE):
        return ""
    outside.key("Return")
    return "chosen"


def unlock(outside: Outside) -> str:
    """Type the passphrase; the title names the page once the desk is open."""
    outside.key("ctrl+a")
    outside.type(PASSPHRASE)
    outside.key("Return")
    return soon(lambda: "open" if outside.title().startswith("工作台") else "", PATIENCE)


def take_the_call(outside: Outside) -> str:
    """Enter and save the call; when it does not go, over the same form from its first line."""
    if not choose_customer(outside, "xclq"):
        return ""
    outside.key("1", "ctrl+a")
    outside.type(PROBLEM)
    if not soon(lambda: "kept" if outside.kept() else "", PATIENCE):
        return ""
    return soon(lambda: save(outside), PATIENCE * 2)


def test_a_call_is_taken_with_the_keyboard_alone(outside: Outside) -> None:
    outside.command(
        *("--user", "王敏", "new", "--role", "branch", "--code", "GZ", "--name", "广州分公司")
    )
    outside.command("customer", "add", "-", stdin=CUSTOMER)
    outside.start()
    # What is typed before a field is there goes nowhere: type again, as a person would.
    until(lambda: unlock(outside), "the workbench")
    until(lambda: take_the_call(outside), "the saved record")
    assert "Traceback" not in outside.close()
    (line,) = outside.command("record", "list")
    record = outside.command("record", "show", line["number"])
    assert record["problem_description"] == PROBLEM
    assert (record["state"], record["contact_person"]) == ("in_progress", "张松")
