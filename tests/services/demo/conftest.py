# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Plans made once for all tests of the demo."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from branchdesk.domain.signature import sha256_hex
from branchdesk.domain.text import Text
from branchdesk.services.demo.freezing import sheet_freezer
from branchdesk.services.demo.plan import plan_demo
from branchdesk.services.demo.plan_types import DemoPlan

RECIPE = Path(__file__).parents[3] / "resources" / "demo"
WEDNESDAY = date(2026, 11, 25)


class EnglishPaper:
    """Renders the sources as they are."""

    language = "en"

    def render(self, text: Text) -> str:
        return str(text)


def make_plan(
    today: date = WEDNESDAY,
    *,
    seed: int = 7,
    branches: int = 1,
    engineers: int = 3,
    records: int = 400,
) -> DemoPlan:
    freeze = sheet_freezer(
        EnglishPaper(), lambda _: 1, lambda desk, proof: sha256_hex(desk.encode() + proof)
    )
    return plan_demo(
        RECIPE,
        seed=seed,
        today=today,
        branches=branches,
        engineers=engineers,
        records=records,
        freeze=freeze,
    )


@pytest.fixture(scope="session")
def planning() -> Callable[..., DemoPlan]:
    """The function that makes a plan, with the arguments of a usual demo."""
    return make_plan


@pytest.fixture(scope="session")
def plan() -> DemoPlan:
    """The usual demo of one branch."""
    return make_plan()


@pytest.fixture(scope="session")
def large_plan() -> DemoPlan:
    """Enough records to measure shares."""
    return make_plan(records=2400)


@pytest.fixture(scope="session")
def all_branches() -> DemoPlan:
    """Every branch with few records."""
    return make_plan(branches=8, records=60)
