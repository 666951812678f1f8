# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The demo desks as they are built: months with a history, conflicts, somebody for every right."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from branchdesk.domain.clock import FixedClock
from branchdesk.domain.kinds.month import MonthClose, MonthReceipt
from branchdesk.domain.queries import Filter
from branchdesk.runtime.paths import find_paths
from branchdesk.wiring.demo import PASSPHRASE, DemoResult, build_demo
from branchdesk.wiring.desk import Desk
from branchdesk.wiring.founding import unlock_desk
from branchdesk.wiring.surroundings import Surroundings, make_surroundings
from tests.builders import NOW
from tests.companies import CHEAP

WEDNESDAY = date(2026, 11, 25)
LATE, SUPPLEMENTED, RETURNED = "2026-02", "2026-05", "2026-08"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> Surroundings:
    home = tmp_path_factory.mktemp("demo-home")
    paths = find_paths({"BRANCHDESK_HOME": str(home)})
    paths.create()
    return make_surroundings(paths, FixedClock(NOW), cost=CHEAP)


@pytest.fixture(scope="module")
def demo(surroundings: Surroundings, tmp_path_factory: pytest.TempPathFactory) -> DemoResult:
    return build_demo(
        tmp_path_factory.mktemp("demo") / "desks",
        engineers=1,
        records=60,
        today=WEDNESDAY,
        surroundings=surroundings,
    )


@contextmanager
def opened(
    demo: DemoResult, surroundings: Surroundings, code: str, user: int = 0
) -> Iterator[Desk]:
    described = demo.desks[code]
    users = described["users"]
    assert isinstance(users, list)
    desk = unlock_desk(Path(str(described["path"])), users[user], PASSPHRASE, surroundings)
    try:
        yield desk
    finally:
        desk.close()


def closes(desk: Desk, period: str) -> list[MonthClose]:
    with desk.database.read() as reader:
        return reader.find("month_close", (Filter("period", "=", period),), order="revision")


def receipts(desk: Desk, period: str) -> list[MonthReceipt]:
    with desk.database.read() as reader:
        return reader.find("month_receipt", (Filter("period", "=", period),), order="revision")


def test_headquarters_has_every_past_month_and_still_misses_the_last(
    demo: DemoResult, surroundings: Surroundings
) -> None:
    with opened(demo, surroundings, "HQ") as headquarters:
        for month in range(1, 10):
            (line,) = headquarters.headquarters.board(f"2026-{month:02d}")
            assert line.state == "accepted"
            assert line.digest == line.stated_digest
        (line,) = headquarters.headquarters.board(demo.period)
        assert line.state == "missing"
        assert line.late


def test_the_years_reports_had_their_troubles(demo: DemoResult, surroundings: Surroundings) -> None:
    with opened(demo, surroundings, "GZ") as branch:
        (late,) = closes(branch, LATE)
        assert late.late
        (alone,) = closes(branch, SUPPLEMENTED)
        assert alone.missing_devices == "L01"
        first, second = closes(branch, RETURNED)
        assert (first.revision, second.revision) == (1, 2)
        assert first.support_text != second.support_text
        sent_back, accepted = receipts(branch, RETURNED)
        assert (sent_back.state, accepted.state) == ("returned", "accepted")
        assert sent_back.reason
        (plain,) = closes(branch, "2026-07")
        assert not plain.late
        assert not plain.missing_devices


def test_what_the_laptop_brought_late_is_in_the_next_report(
    demo: DemoResult, surroundings: Surroundings
) -> None:
    with opened(demo, surroundings, "GZ") as branch, branch.database.read() as reader:
        moved = [
            record.number
            for record in reader.find("service_record", (Filter("period", "=", "2026-06"),))
            if "-2605-L01-" in record.number
            and record.occurred_at.month == 5
            and record.occurred_at.day <= 28
        ]
    assert moved


def test_the_open_month_is_clean_and_explained_and_two_desks_dispute_a_phone(
    demo: DemoResult, surroundings: Surroundings
) -> None:
    with opened(demo, surroundings, "GZ") as branch:
        found = branch.month.check(demo.period)
        assert found.block == ()
        assert [f.message for f in found.explain if not f.explained] == []
        assert "conflicts" in {f.rule for f in found.explain}
        rules = [f.rule for f in branch.month.check("2026-11").block]
        assert {"R-070", "R-108", "BR-036"} <= set(rules)


def test_every_role_has_something_to_do(demo: DemoResult, surroundings: Surroundings) -> None:
    for code in demo.desks:
        with opened(demo, surroundings, code) as desk:
            assert desk.workbench.items(), code
