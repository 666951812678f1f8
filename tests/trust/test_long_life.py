# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Opening everything again and again leaves nothing behind; what would be left is told."""

from pathlib import Path

import pytest

from trust.frame import Scale
from trust.long_life import Held, Life, LongLifeCheck, failures


def test_a_short_life_leaves_nothing_behind(tmp_path: Path) -> None:
    (row,) = LongLifeCheck().run(Scale.QUICK, tmp_path)
    assert row.ok, row
    assert row.cases >= 150
    assert row.findings.keys() >= {"page", "panel", "section", "form", "menu", "sheet", "dialog"}


@pytest.mark.parametrize(
    ("grown", "told"),
    [
        ({}, 0),
        ({"widgets": 101}, 1),
        ({"threads": 4}, 1),
        ({"files": 21}, 1),
        ({"objects": 500_999}, 0),
        ({"objects": 501_001}, 1),
        ({"memory": 109_000_000}, 0),
        ({"memory": 111_000_000}, 1),
    ],
)
def test_whatever_grows_is_told(grown: dict[str, int], told: int) -> None:
    held = {"widgets": 100, "threads": 3, "files": 20, "objects": 500_000, "memory": 100_000_000}
    life = Life({}, Held(**held), Held(**(held | grown)))
    assert len(list(failures(life))) == told
