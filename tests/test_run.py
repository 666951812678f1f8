# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The starter: what it installs, when it installs nothing, and what it hands over to."""

import subprocess
import sys
from pathlib import Path

import pytest

import run

PROJECT = """
[project]
dependencies = ["branchdesk-invented"]
[project.optional-dependencies]
dev = ["branchdesk-invented-tool"]
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    (tmp_path / "constraints.txt").write_text("", encoding="utf-8")
    return tmp_path


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Record what would be installed; the network belongs to the whole-machine check."""
    wishes: list[list[str]] = []
    monkeypatch.setattr(
        run.Environment, "_install", lambda self, requirements: wishes.append(requirements)
    )
    monkeypatch.setattr(
        run,
        "install_system_packages",
        lambda packages, needed: wishes.append(["apt", *packages]),
    )

    def create(folder: Path) -> None:
        python = run.Environment(folder.parent, folder).python
        python.parent.mkdir(parents=True)
        python.write_bytes(b"")

    monkeypatch.setattr(run, "create_environment", create)
    monkeypatch.setattr(run, "missing_libraries", lambda libraries: ["libegl1"])
    monkeypatch.setattr(run, "missing_programs", lambda programs: ["age"])
    return wishes


def _prepare(checkout: Path, *, window: bool = False, tools: bool = False) -> None:
    run.Environment(checkout, checkout / ".venv").prepare(window=window, tools=tools)


def test_each_wish_installs_what_it_needs_and_only_once(
    checkout: Path, installed: list[list[str]]
) -> None:
    _prepare(checkout)
    assert installed == [["branchdesk-invented"]]
    _prepare(checkout, window=True)
    assert installed[1:] == [["apt", "libegl1"]]
    _prepare(checkout, window=True, tools=True)
    assert installed[2:] == [["apt", "age"], ["branchdesk-invented", "branchdesk-invented-tool"]]
    for _ in range(2):
        _prepare(checkout)
        _prepare(checkout, window=True)
        _prepare(checkout, window=True, tools=True)
    assert len(installed) == 4


@pytest.mark.parametrize("change", ["requirements", "constraints", "stamp", "interpreter"])
def test_a_change_installs_again(checkout: Path, installed: list[list[str]], change: str) -> None:
    _prepare(checkout)
    if change == "requirements":
        text = PROJECT.replace("-invented", "-other")
        (checkout / "pyproject.toml").write_text(text, encoding="utf-8")
    elif change == "constraints":
        (checkout / "constraints.txt").write_text("a==1\n", encoding="utf-8")
    elif change == "stamp":
        (checkout / ".venv" / "branchdesk-stamp.json").write_text("{", encoding="utf-8")
    else:
        environment = run.Environment(checkout, checkout / ".venv")
        environment.python.unlink()
        environment.python.parent.rmdir()
    _prepare(checkout)
    assert len(installed) == 2


def test_an_interrupted_installation_is_not_taken_for_a_finished_one(
    checkout: Path, installed: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(self: run.Environment, requirements: list[str]) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as moment:
        moment.setattr(run.Environment, "_install", interrupted)
        with pytest.raises(KeyboardInterrupt):
            _prepare(checkout)
    _prepare(checkout)
    assert installed == [["branchdesk-invented"]]


PLAIN = {"window": False, "tools": False}
WINDOW = {"window": True, "tools": False}
TOOLS = {"window": True, "tools": True}


@pytest.mark.parametrize(
    ("words", "module", "handed", "prepared"),
    [
        ([], "branchdesk", [], WINDOW),
        (["--desk", "d"], "branchdesk", ["--desk", "d"], WINDOW),
        (["walkthrough", "d"], "branchdesk.cli", ["walkthrough", "d"], PLAIN),
        (["record", "list"], "branchdesk.cli", ["record", "list"], PLAIN),
        (["pictures", "d"], "tests.pictures", ["d"], TOOLS),
        (["bench"], "benchmarks", [], TOOLS),
        (["trust", "--quick"], "trust", ["--quick"], TOOLS),
    ],
)
def test_words_go_where_they_belong(
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    module: str,
    handed: list[str],
    prepared: dict[str, bool],
) -> None:
    seen: dict[str, object] = {}

    def hand_over(self: run.Environment, module: str, arguments: list[str]) -> None:
        seen.update(module=module, arguments=arguments)
        raise SystemExit

    monkeypatch.setattr(run.Environment, "prepare", lambda self, **wish: seen.update(wish))
    monkeypatch.setattr(run.Environment, "replace_this_process", hand_over)
    with pytest.raises(SystemExit):
        run.main(words)
    assert seen == {"module": module, "arguments": handed, **prepared}


def test_checks_all_run_and_a_failed_one_fails_the_whole(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    ran: list[str] = []

    def check(home: run.Environment, command: list[str]) -> bool:
        ran.append(" ".join(command))
        return "mypy" not in command

    monkeypatch.setattr(run, "run_check", check)
    assert run.run_checks(run.Environment(checkout, checkout / ".venv"), []) == 1
    assert len(ran) == 5
    assert "pytest" in ran[-1]
    assert "FAILED: -m mypy" in capfd.readouterr().err


def test_what_is_missing_is_found_by_trying(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert run.missing_libraries({"libinvented.so.9": "libinvented9"}) == ["libinvented9"]
    assert run.missing_libraries({}) == []
    assert run.missing_programs({"invented-program": "invented"}) == ["invented"]


def test_without_rights_the_one_line_to_run_is_printed(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "administrator_rights", lambda: None)
    monkeypatch.setattr(run.shutil, "which", lambda name: "/usr/bin/" + name)
    with pytest.raises(SystemExit):
        run.install_system_packages(["libegl1", "age"], needed=True)
    line = "sudo apt-get install -y --no-install-recommends libegl1 age"
    assert line in capfd.readouterr().err
    run.install_system_packages(["age"], needed=False)
    assert "sudo apt-get" in capfd.readouterr().err


def test_the_starter_needs_nothing_but_the_standard_library() -> None:
    script = "import sys; sys.path.insert(0, sys.argv[1]); import run"
    root = str(Path(run.__file__).parent)
    subprocess.run([sys.executable, "-I", "-S", "-c", script, root], check=True)
