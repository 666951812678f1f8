# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The month on demo desks, and what is left behind when the program itself fails."""

from pathlib import Path

import msgspec
import pytest

from branchdesk.cli import program
from tests.cli.conftest import Terminal


@pytest.mark.slow
def test_the_walk_through_ends_with_the_same_data_on_both_sides(terminal: Terminal) -> None:
    terminal.environment = {}  # the demo brings its own passphrase
    root = terminal.home / "walk"
    answer = terminal.run("walkthrough", root, "--json")
    assert answer.code == 0, answer.messages
    demo = answer.value["demo"]
    assert {"HQ", "GZ", "GZ-L01"} <= set(demo["desks"])
    assert Path(demo["papers"]).is_dir()
    exports = sorted(root.glob("records-*.csv"))
    assert len(exports) == 2
    branch, headquarters = (sorted(file.read_bytes().splitlines()) for file in exports)
    assert branch == headquarters
    assert len(branch) > 1

    terminal.environment = {"BRANCHDESK_PASSPHRASE_FILE": demo["passphrase_file"]}
    wanted = ("--period", demo["period"])
    status = terminal.ask("walk/GZ", "month", "status", *wanted)
    assert status["state"] == "acknowledged"
    for code, described in demo["desks"].items():
        for user in described["users"]:
            assert terminal.ask(f"walk/{code}", "--user", user, "key", "public")["age"]
    again = terminal.run("walkthrough", root, "--json")
    assert (again.code, again.text) == (1, "")


@pytest.mark.expected_log("crash")
def test_a_bug_leaves_a_report_without_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> int:
        raise RuntimeError("栩川路桥工程有限公司 15400001234")

    monkeypatch.setattr(program, "run", fail)
    assert program.main() == 70
    told = capsys.readouterr()
    assert told.out == ""
    (report,) = (tmp_path / "branchdesk-home" / "logs").glob("crash-*.json")
    assert str(report) in told.err
    assert "15400001234" not in report.read_text(encoding="utf-8")
    assert msgspec.json.decode(report.read_bytes())["failure"]["type"] == "builtins.RuntimeError"
