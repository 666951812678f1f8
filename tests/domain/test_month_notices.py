# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the check of a month merely lists: status classes, late entries and sheets, leads, forms."""

from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from branchdesk.domain.month_check import Level, MonthRule
from branchdesk.domain.text import Translator
from branchdesk.runtime.i18n import load_translator
from tests.domain.month_rows import CHEN, NUMBER, SHEET, at, check, closed, of, only, record, visit


@pytest.fixture(scope="module")
def chinese() -> Translator:
    return load_translator("zh_CN", Path(__file__).parents[2] / "resources", None)


def test_records_are_counted_in_the_terms_of_the_archive(chinese: Translator) -> None:
    records = (
        closed(),
        closed(uuid=UUID(int=3)),
        record("waiting_hq", uuid=UUID(int=4)),
        record("resolved", uuid=UUID(int=5)),
        record("open", uuid=UUID(int=6)),
        record("transferred", uuid=UUID(int=7)),
    )
    finding = only(check(records=records), MonthRule.STATUS_CLASSES)
    assert chinese.render(finding.message) == "归档口径：已处理 3 条、进行中 2 条、未处理 1 条。"
    assert finding.level is Level.INFO
    assert of(check(), MonthRule.STATUS_CLASSES) == []


def test_what_was_entered_a_day_after_the_service_is_listed(chinese: Translator) -> None:
    late = record(occurred_at=at(20, 9), recorded_at=at(21, 10), late_entry=True)
    finding = only(check(records=(late,)), MonthRule.ENTRY_OVERDUE)
    assert chinese.render(finding.message) == (
        f"服务记录 {NUMBER}（栩川路桥）在服务后超过 24 小时才登记。"
    )
    next_morning = record(occurred_at=at(20, 15), recorded_at=at(21, 10), late_entry=True)
    earlier = record(occurred_at=at(20), recorded_at=at(25), period="2026-10")
    just_in_time = record(occurred_at=at(20, 9), recorded_at=at(21, 9), late_entry=True)
    for fine in (next_morning, just_in_time, earlier, record()):
        assert of(check(records=(fine,)), MonthRule.ENTRY_OVERDUE) == []


def test_sheets_not_handed_in_on_their_day_are_listed(chinese: Translator) -> None:
    kept = visit("signed", left_at=at(19, 16))
    finding = only(check(visits=(kept,)), MonthRule.LATE_SHEET)
    assert (finding.level, finding.person) == (Level.INFO, CHEN)
    assert chinese.render(finding.message) == (
        f"现场服务单 {SHEET}（栩川路桥，11月19日）没有当日上交。"
    )
    late = visit("filed", left_at=at(19, 16), submitted_at=at(20, 9))
    assert of(check(visits=(late,)), MonthRule.LATE_SHEET)
    for fine in (
        visit("submitted", left_at=at(19, 16), submitted_at=at(19, 18)),
        visit("signed", left_at=at(25, 11)),
        visit("cancelled", left_at=at(19, 16)),
        visit("signed", left_at=at(19, 16), period="2026-10"),
    ):
        assert of(check(visits=(fine,)), MonthRule.LATE_SHEET) == []


def test_a_lead_nobody_was_told_of_is_listed() -> None:
    lead = closed(leads="明年新建二期，要买养护造价")
    assert only(check(records=(lead,)), MonthRule.LEAD_NOT_PASSED).field == "lead_department"
    passed = msgspec.structs.replace(lead, lead_department="业务部")
    assert of(check(records=(passed, closed())), MonthRule.LEAD_NOT_PASSED) == []


def test_a_visit_moved_without_telling_the_customer_is_listed() -> None:
    moved = visit("rescheduled", arrived_at=None)
    finding = only(check(visits=(moved,)), MonthRule.NOT_TOLD)
    assert (finding.level, finding.number, finding.person) == (Level.INFO, SHEET, CHEN)
    for fine in (visit("confirmed"), visit("rescheduled", period="2026-10")):
        assert of(check(visits=(fine,)), MonthRule.NOT_TOLD) == []


def test_what_waits_for_headquarters_is_listed() -> None:
    records = (record("waiting_hq"), record(uuid=UUID(int=3)), closed(uuid=UUID(int=4)))
    assert only(check(records=records), MonthRule.AT_HEADQUARTERS).number == NUMBER


def test_sheets_without_their_usage_survey_are_listed(chinese: Translator) -> None:
    finding = only(check(visits=(visit("submitted"),)), MonthRule.NO_SURVEY)
    assert (finding.level, finding.field, finding.person) == (Level.INFO, "usage_survey", CHEN)
    assert chinese.render(finding.message) == (
        f"现场服务单 {SHEET}（栩川路桥）没有附客户使用情况调查表。"
    )
    for fine in (
        visit("submitted", usage_survey=True),
        visit("on_site"),
        visit("cancelled"),
        visit("submitted", period="2026-10"),
    ):
        assert of(check(visits=(fine,)), MonthRule.NO_SURVEY) == []
