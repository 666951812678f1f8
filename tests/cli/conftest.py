# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A terminal: the real command line in this process, with keys that are cheap to unlock."""

import contextlib
import io
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from branchdesk.cli import run
from branchdesk.cli.command_line import CommandLine
from branchdesk.domain.clock import Clock
from branchdesk.runtime.key_wrapping import Cost
from branchdesk.runtime.paths import Paths, find_resources
from branchdesk.wiring.surroundings import Surroundings, make_surroundings

PASSPHRASE = "terminal-2026"
TODAY = "2026-11-20"
"""A Friday; the period 2026-11 ends on Saturday the 28th."""


class Answer(NamedTuple):
    """Exit code, the one value on standard output (None: no JSON), both texts."""

    code: int
    value: Any
    text: str
    messages: str


class Terminal:
    """Runs commands; ``today`` is given to each of them."""

    def __init__(self, home: Path, cache: Path) -> None:
        self.home = home
        self.today = TODAY
        self.environment = {"BRANCHDESK_PASSPHRASE": PASSPHRASE}
        self.paths = Paths(
            config=home / "config",
            cache=cache,
            logs=home / "logs",
            desks=home / "desks",
            resources=find_resources(),
        )

    def run(self, *arguments: str | Path, stdin: object = None) -> Answer:
        """Run a command with a JSON object on standard input."""
        line = CommandLine(
            environment=self.environment,
            paths=self.paths,
            surroundings=cheap_surroundings,
            key_store=None,
        )
        given = stdin if isinstance(stdin, bytes) else json.dumps(stdin).encode()
        out, messages = io.StringIO(), io.StringIO()
        words = ["--today", self.today, *map(str, arguments)]
        with (
            given_input(given),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(messages),
        ):
            code = run(words, line)
        text = out.getvalue()
        try:
            value = json.loads(text)
        except ValueError:
            value = None
        return Answer(code, value, text, messages.getvalue())

    def ask(self, desk: str, *arguments: str | Path, stdin: object = None) -> Any:
        """Run a command on a desk that must go well; return its JSON."""
        answer = self.run("--desk", self.home / desk, *arguments, "--json", stdin=stdin)
        assert answer.code == 0, answer.messages
        return answer.value

    def refuse(self, desk: str, *arguments: str | Path, stdin: object = None) -> str:
        """Run a command on a desk that must be refused; return what the person is told."""
        answer = self.run("--desk", self.home / desk, *arguments, "--json", stdin=stdin)
        assert answer.code == 1, answer
        assert answer.text == ""
        return answer.messages


def cheap_surroundings(paths: Paths, clock: Clock, language: str) -> Surroundings:
    """What a desk needs, with keys that cost nothing to try."""
    return make_surroundings(paths, clock, language, cost=Cost(64, 1, 1))


@contextlib.contextmanager
def given_input(content: bytes) -> Iterator[None]:
    before = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8")
    try:
        yield
    finally:
        sys.stdin = before


@pytest.fixture(scope="session")
def _cache(pytestconfig: pytest.Config) -> Path:
    return pytestconfig.cache.mkdir("fonts")


@pytest.fixture(scope="session")
def _company(tmp_path_factory: pytest.TempPathFactory, _cache: Path) -> Path:
    """Headquarters, a branch and a laptop, enrolled; made once by the commands themselves."""
    home = tmp_path_factory.mktemp("company")
    terminal = Terminal(home, _cache)
    terminal.today = "2026-11-18"
    (home / "mailbox").mkdir()
    for desk, role, code, name, person in (
        ("HQ", "hq", "HQ", "总部", "王守正"),
        ("GZ", "branch", "GZ", "广州分公司", "王敏"),
        ("L01", "engineer", "GZ-L01", "陈亮", "陈亮"),
    ):
        made = terminal.ask(
            desk, "--user", person, "new", "--role", role, "--code", code, "--name", name
        )
        assert made["desk"] == str(home / desk)
    for child, parent in (("GZ", "HQ"), ("L01", "GZ")):
        asked = terminal.ask(child, "enrol", "request", "-o", home / "request")
        granted = terminal.ask(parent, "enrol", "certify", home / "request", "-o", home / "answer")
        taken = terminal.ask(child, "enrol", "accept", home / "answer")
        assert asked["short_code"] == granted["short_code"] == taken["short_code"]
        assert granted["confirm_code"] == taken["confirm_code"] != ""
    return home


@pytest.fixture
def terminal(tmp_path: Path, _cache: Path) -> Terminal:
    """A terminal on a machine without desks."""
    return Terminal(tmp_path / "home", _cache)


@pytest.fixture
def company(tmp_path: Path, _company: Path, _cache: Path) -> Terminal:
    """A terminal with a copy of headquarters, branch and laptop."""
    home = tmp_path / "company"
    shutil.copytree(_company, home)
    shutil.rmtree(home / "config")
    terminal = Terminal(home, _cache)
    for desk in ("HQ", "GZ", "L01"):
        terminal.ask(desk, "exchange", "--mailbox", home / "mailbox")
    return terminal
