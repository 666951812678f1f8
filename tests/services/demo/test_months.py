# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The reports of the year: which had trouble, what they count, what nobody left lying."""

import re
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from uuid import UUID

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.kinds.service_record import UNFINISHED
from branchdesk.domain.period import parse_period
from branchdesk.services.demo.organisation import working_calendar
from branchdesk.services.demo.plan_types import DemoBranch, DemoPlan
from branchdesk.services.demo.recipe import load_recipe

RECIPE = Path(__file__).parents[3] / "resources" / "demo"
COUNTED = re.compile(r"共受理客户服务 (\d+) 件")


def rows(office: DemoBranch, kind: str) -> list:
    return [entry.row for entry in office.entries() if entry.kind == kind]


def troubles(plan: DemoPlan) -> set[tuple[str, str, str]]:
    return {
        (office.code, period.period, period.tale.kind)
        for office in plan.offices
        for period in office.periods
        if period.tale is not None
    }


def test_each_trouble_befalls_its_own_branch(all_branches: DemoPlan) -> None:
    assert troubles(all_branches) == {
        ("CD", "2026-02", "late"),
        ("XA", "2026-05", "supplemented"),
        ("HRB", "2026-08", "returned"),
    }


def test_a_single_branch_stands_for_those_that_are_missing(plan: DemoPlan) -> None:
    assert troubles(plan) == {
        ("GZ", "2026-02", "late"),
        ("GZ", "2026-05", "supplemented"),
        ("GZ", "2026-08", "returned"),
    }


def test_a_month_that_is_not_reported_yet_has_no_trouble(
    planning: Callable[..., DemoPlan],
) -> None:
    told = planning(date(2026, 9, 10), records=48)
    assert told.period == "2026-08"
    assert troubles(told) == {("GZ", "2026-02", "late"), ("GZ", "2026-05", "supplemented")}


def test_a_late_month_is_reported_on_a_working_day_after_its_end(plan: DemoPlan) -> None:
    month = next(p for p in plan.offices[0].periods if p.tale and p.tale.kind == "late")
    assert month.tale is not None
    calendar = working_calendar(plan.calendar_days)
    assert month.tale.at >= parse_period(month.period).end
    assert calendar.is_working(month.tale.at.date())
    assert month.summary.created_at >= parse_period(month.period).end


def test_a_returned_month_gets_a_clearer_word_on_the_support(plan: DemoPlan) -> None:
    month = next(p for p in plan.offices[0].periods if p.tale and p.tale.kind == "returned")
    assert month.tale is not None
    assert month.tale.text
    assert month.summary.needs_hq_support
    assert month.summary.support_text in month.summary.summary
    assert month.tale.corrected not in month.summary.summary


def test_summaries_count_what_the_reports_hold(plan: DemoPlan) -> None:
    office = plan.offices[0]
    counted = {
        p.period: int(found.group(1))
        for p in office.periods
        if (found := COUNTED.search(p.summary.summary))
    }
    taken = {p.period: p.records for p in office.periods}
    month = next(p for p in office.periods if p.tale and p.tale.kind == "supplemented")
    after = str(parse_period(month.period).next())
    left_out = taken[month.period] - counted[month.period]
    assert left_out > 0
    assert counted[after] == taken[after] + left_out
    rest = taken.keys() - {month.period, after}
    assert {p: counted[p] for p in rest} == {p: taken[p] for p in rest}


def test_nothing_of_an_old_month_is_left_unfinished(large_plan: DemoPlan) -> None:
    office = large_plan.offices[0]
    old = {period.period for period in office.periods[:-5]}
    records = rows(office, "service_record")
    assert any(r.period not in old and r.state in UNFINISHED for r in records)
    assert not [r.number for r in records if r.period in old and r.state in UNFINISHED]


def test_nobody_is_at_two_customers_at_once(plan: DemoPlan) -> None:
    spans: dict[UUID, list[tuple[datetime, datetime]]] = defaultdict(list)
    for visit in rows(plan.offices[0], "visit"):
        if visit.left_at is not None:
            spans[visit.engineer].append((visit.departed_at, visit.left_at))
    assert spans
    for engineer in spans.values():
        engineer.sort()
        assert all(left <= departed for (_, left), (departed, _) in pairwise(engineer))


def test_nobody_departs_before_the_call(all_branches: DemoPlan) -> None:
    for office in all_branches.offices:
        called = {r.uuid: r.occurred_at for r in rows(office, "service_record")}
        for visit in rows(office, "visit"):
            assert visit.departed_at is None or visit.departed_at > called[visit.record]


def test_who_calls_again_does_so_at_work(large_plan: DemoPlan) -> None:
    office, calendar = large_plan.offices[0], working_calendar(large_plan.calendar_days)
    reasons = set(load_recipe(RECIPE).texts.reopened)
    again = [
        entry.at.astimezone(BRANCH_ZONE)
        for entry in rows(office, "record_progress")
        if entry.kind == "state" and entry.text in reasons
    ]
    assert again
    assert all(8 <= moment.hour < 18 and calendar.is_working(moment.date()) for moment in again)


def test_two_desks_dispute_one_phone_only_in_the_branch_of_the_scenes(
    all_branches: DemoPlan,
) -> None:
    first, *others = all_branches.offices
    assert first.disputed is not None
    assert first.disputed.at_branch != first.disputed.at_laptop
    assert first.disputed.record in {r.uuid for r in rows(first, "service_record")}
    assert all(office.disputed is None for office in others)
