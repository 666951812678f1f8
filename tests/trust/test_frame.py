# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The table says yes only where everything was tried and ended as it may."""

import json
import re

import pytest

from trust.__main__ import main
from trust.checks import CHECKS
from trust.frame import Row
from trust.table import as_json, line


def row(**changes: object) -> Row:
    return Row(**{"check": "kill", "subject": "signing · kill", "cases": 3} | changes)


@pytest.mark.parametrize(
    ("changes", "ok"),
    [
        ({}, True),
        ({"recovered": 3, "findings": {"draft": 3}}, True),
        ({"lost": 1}, False),
        ({"doubled": 1}, False),
        ({"failures": ("point 3: the desk does not open",)}, False),
        ({"cases": 0}, False),
        ({"not_run": "needs Linux"}, False),
    ],
)
def test_the_verdict(changes: dict[str, object], ok: bool) -> None:
    assert row(**changes).ok is ok
    assert json.loads(as_json([row(**changes)]))[0]["ok"] is ok


def test_a_line_names_what_was_found_and_what_failed() -> None:
    text = line(row(findings={"pages": 2}, failures=tuple(f"point {n}" for n in range(9))))
    assert "pages 2" in text
    assert "! point 0" in text
    assert "and 4 more" in text


def test_every_check_has_one_plain_name() -> None:
    names = [check.name for check in CHECKS]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch("[a-z_]+", name) for name in names)


def test_an_unknown_name_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["trust", "nonsense"])
    with pytest.raises(SystemExit):
        main()
    assert "no such check: nonsense" in capsys.readouterr().err
