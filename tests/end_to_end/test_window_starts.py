# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The real program on a virtual screen: start, passphrase by keyboard, main window, close."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from branchdesk.domain.clock import SystemClock
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.runtime.key_wrapping import Cost
from branchdesk.runtime.paths import find_paths
from branchdesk.wiring.founding import NewDesk, found_desk
from branchdesk.wiring.surroundings import make_surroundings
from tests.end_to_end.computer import require, virtual_screen

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "kapok-2026"
PATIENCE = 60
"""Seconds; the machine may be busy with other tests."""

pytestmark = pytest.mark.xvfb


@pytest.fixture
def display() -> Iterator[str]:
    """A virtual screen of its own."""
    require("xdotool")
    with virtual_screen() as name:
        yield name


def until(look: Callable[[], str], what: str) -> str:
    """Ask again until there is an answer."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        answer = look()
        if answer:
            return answer
        time.sleep(0.2)
    raise AssertionError(f"waited in vain for {what}")


def test_the_passphrase_typed_on_the_keyboard_opens_the_main_window(display: str, tmp_path: Path):
    desk = _new_desk()
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    environment["PYTHONPATH"] = str(ROOT)
    environment["BRANCHDESK_HOME"] = str(find_paths().config.parent)

    def ask(*command: str) -> str:
        done = subprocess.run(
            ["xdotool", *command], env=environment, capture_output=True, text=True, check=False
        )
        return done.stdout.strip()

    def find(title: str) -> Callable[[], str]:
        return lambda: ask("search", "--onlyvisible", "--name", title)

    errors = tmp_path / "errors.txt"
    with errors.open("w") as stderr:
        program = subprocess.Popen(
            [sys.executable, "-m", "branchdesk", "--desk", str(desk)],
            env=environment,
            cwd=tmp_path,
            stderr=stderr,
        )
        try:
            window = until(find("分公司服务台"), "the window").splitlines()[0]
            until(lambda: _typed(ask, window), "the main window")
            ask("key", "--window", window, "ctrl+q")
            assert program.wait(PATIENCE) == 0
        finally:
            if program.poll() is None:
                program.kill()
                program.wait(PATIENCE)
    assert "Traceback" not in errors.read_text()


def _typed(ask: Callable[..., str], window: str) -> str:
    """Type the passphrase; the title names the page once the desk is open."""
    ask("windowfocus", "--sync", window)
    ask("type", "--window", window, PASSPHRASE)
    ask("key", "--window", window, "Return")
    end = time.monotonic() + 5
    while time.monotonic() < end:
        if ask("getwindowname", window).startswith("工作台"):
            return window
        time.sleep(0.2)
    return ""


def _new_desk() -> Path:
    paths = find_paths()
    surroundings = make_surroundings(paths, SystemClock(), cost=Cost(64, 1, 1))
    desk, _ = found_desk(
        paths.desks / "GZ",
        NewDesk(
            role=DeskRole.BRANCH,
            code="GZ",
            name="广州分公司",
            person_name="王敏",
            passphrase=PASSPHRASE,
        ),
        surroundings,
    )
    desk.close()
    return paths.desks / "GZ"
