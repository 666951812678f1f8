# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The check of a month, rule by rule, on bare facts; and the words it says them in."""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from branchdesk.domain.calendar import WorkingCalendar
from branchdesk.domain.kinds.service_record import ServiceRecord
from branchdesk.domain.month_check import (
    BranchFacts,
    DeviceFacts,
    Level,
    MonthRule,
)
from branchdesk.domain.month_summary import draft_summary
from branchdesk.domain.period import Period
from branchdesk.domain.text import Text, Translator
from branchdesk.runtime.i18n import load_translator
from tests.domain.month_rows import (
    CHEN,
    NOW,
    NUMBER,
    SHEET,
    SUMMARY,
    ZHOU,
    at,
    check,
    closed,
    explanation,
    month_facts,
    of,
    only,
    progress,
    record,
    visit,
)


@pytest.fixture(scope="module")
def chinese() -> Translator:
    return load_translator("zh_CN", Path(__file__).parents[2] / "resources", None)


def test_a_quiet_month_is_ready() -> None:
    findings = check(records=(closed(),), visits=(visit("signed"),))
    assert findings.ready
    assert findings.explain == ()
    assert not check(summary=None).ready
    assert not check(summary=msgspec.structs.replace(SUMMARY, summary=" \n")).ready


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (
            "signature_pending",
            "还没有客户签字。请补签、上传纸质签字单，或写明原因请经理审批。",
        ),
        (
            "waiver_requested",
            "没有客户签字，正等经理审批。请审批，或补签。",
        ),
        (
            "form_filled",
            "还没有填完，也没有客户签字。请填完后请客户签字。",
        ),
    ],
)
def test_an_unsigned_sheet_blocks(state: str, words: str, chinese: Translator) -> None:
    finding = only(check(visits=(visit(state),)), MonthRule.UNSIGNED)
    assert finding.level is Level.BLOCK
    assert (finding.number, finding.uuid, finding.person) == (SHEET, UUID(int=2), CHEN)
    assert chinese.render(finding.message) == (
        "现场服务单 XC-GZ-2611-L03-0042（栩川路桥，11月19日）" + words
    )


@pytest.mark.parametrize("state", ["signed", "waived", "submitted", "planned", "cancelled"])
def test_a_settled_or_only_planned_visit_does_not_block(state: str) -> None:
    assert check(visits=(visit(state),)).ready


def test_an_unsigned_sheet_of_another_period_is_that_periods_matter() -> None:
    assert check(visits=(visit(period="2026-10"),)).ready


def test_a_defect_without_version_blocks_once(chinese: Translator) -> None:
    finding = only(check(records=(record(category="defect"),)), MonthRule.DEFECT_VERSION)
    assert finding.level is Level.BLOCK
    assert finding.field == "product_version"
    assert chinese.render(finding.message) == (
        "服务记录 FW-GZ-2611-D01-0217 是“软件错误”，没有填产品版本，总部无法复现。"
    )


@pytest.mark.parametrize(
    ("broken", "rule", "field"),
    [
        (record(category="suggestion", contact_phone=""), "R-023", "contact_phone"),
        (record(problem_description=" "), "required", "problem_description"),
        (record(period="2026-09", category=""), "required", "category"),
        (closed(solution=""), "BR-025", "solution"),
        (closed(confirmed_at=None), "BR-025", "confirmed_at"),
        (record("draft", problem_description=""), "draft", "state"),
    ],
)
def test_an_incomplete_record_blocks(broken: ServiceRecord, rule: str, field: str) -> None:
    findings = check(records=(broken,))
    assert [(f.rule.value, f.field) for f in findings.block] == [(rule, field)]
    assert findings.block[0].number == NUMBER


def test_a_draft_of_another_period_is_that_periods_matter() -> None:
    assert check(records=(record("draft", period="2026-12"),)).ready


def test_an_odd_phone_number_is_no_reason_to_hold_up_a_report() -> None:
    assert check(records=(closed(contact_phone="13x-打不通"),)).ready


def test_overdue_data_blocks_until_the_customer_was_contacted(chinese: Translator) -> None:
    held = record("data_in_custody")
    taken = visit("signed", data_return_at=at(24, 12))
    finding = only(check(records=(held,), visits=(taken,)), MonthRule.DATA_OVERDUE)
    assert finding.level is Level.BLOCK
    assert chinese.render(finding.message) == (
        "带回数据 XC-GZ-2611-L03-0042（栩川路桥）承诺 11月24日归还，已逾期 1 天，"
        "也没有联系记录。请补记联系情况，或改期并说明原因。"
    )
    for entry, level in (
        (progress(24, "contact"), Level.BLOCK),  # two hours before it was due
        (progress(25, "note"), Level.BLOCK),
        (progress(25, "contact"), Level.EXPLAIN),
    ):
        logged = check(records=(held,), visits=(taken,), progress={UUID(int=1): (entry,)})
        assert only(logged, MonthRule.DATA_OVERDUE).level == level


@pytest.mark.parametrize(
    ("state", "due"), [("in_progress", at(24)), ("data_in_custody", at(25, 9)), ("closed", at(20))]
)
def test_data_that_is_back_or_due_today_is_fine(state: str, due: datetime) -> None:
    findings = check(records=(record(state),), visits=(visit("signed", data_return_at=due),))
    assert of(findings, MonthRule.DATA_OVERDUE) == []


def test_a_silent_laptop_blocks_until_somebody_wrote_why(chinese: Translator) -> None:
    laptop = DeviceFacts(code="L02", name="周倩", last_received_at=at(21))
    finding = only(check(laptops=(laptop,)), MonthRule.LAPTOP)
    assert (finding.level, finding.subject, finding.person) == (Level.BLOCK, "L02", ZHOU)
    assert chinese.render(finding.message) == (
        "周倩的笔记本（L02）从 11月21日起没有交数据。请先收取；确实收不到的，写明原因可先上报，"
        "晚到的计入补充上报。"
    )
    findings = check(laptops=(laptop,), explanations=(explanation(MonthRule.LAPTOP, "L02"),))
    assert findings.ready
    assert [(f.number, f.explained) for f in findings.explain] == [("L02", "客户停电")]
    namesakes = check(laptops=(laptop,), people={CHEN: "周倩", ZHOU: "周倩"})
    assert only(namesakes, MonthRule.LAPTOP).person is None


def test_a_laptop_is_overdue_by_days_measured_inside_the_period() -> None:
    def blocked(last: datetime | None, now: datetime = NOW) -> bool:
        laptop = DeviceFacts(code="L02", name="周倩", last_received_at=last)
        return bool(of(check(laptops=(laptop,), now=now), MonthRule.LAPTOP))

    assert not blocked(at(23))
    assert blocked(at(22))
    assert blocked(None)
    assert not blocked(at(27), now=at(20, month=12))


def test_late_entries_want_a_word_each(chinese: Translator) -> None:
    late = record(occurred_at=at(20), recorded_at=at(21), late_entry=True, state="in_progress")
    again = record(
        uuid=UUID(int=3), number="FW-GZ-2611-D01-0218", late_entry=True, recorded_at=at(25)
    )
    earlier = record(uuid=UUID(int=4), late_entry=True, period="2026-10", recorded_at=at(25))
    begun = record("draft", uuid=UUID(int=5), late_entry=True, period="2026-11")
    assert of(check(records=(begun,)), MonthRule.LATE_ENTRY) == []
    findings = check(records=(late, again, earlier), progress={late.uuid: (progress(24),)})
    first, second = of(findings, MonthRule.LATE_ENTRY)
    assert findings.ready
    assert first.level is Level.EXPLAIN
    assert chinese.render(first.message) == (
        "服务记录 FW-GZ-2611-D01-0217 不是当日登记的（11月20日受理，11月21日补录）。请写一句原因。"
    )
    (group,) = findings.groups(Level.EXPLAIN)
    assert chinese.render(group.sentence) == "有 2 条记录是次日补录的。请写一句原因，可以一起填。"
    assert group.findings == (first, second)
    one = check(
        records=(late, again),
        progress={late.uuid: (progress(24),)},
        explanations=(explanation(MonthRule.LATE_ENTRY, second.subject),),
    )
    assert [f.explained for f in one.explain] == ["", "客户停电"]
    assert [f.subject for f in one.unexplained] == [NUMBER]


def test_an_explanation_of_another_rule_or_without_words_explains_nothing() -> None:
    late = record(late_entry=True)
    for given in (
        explanation(MonthRule.STALE, NUMBER),
        explanation(MonthRule.LATE_ENTRY, "FW-GZ-2611-D01-9999"),
        explanation(MonthRule.LATE_ENTRY, NUMBER, "  "),
    ):
        assert check(records=(late,), explanations=(given,)).explain[0].explained == ""


def test_a_mandatory_field_cannot_be_explained_away() -> None:
    given = explanation(MonthRule.DEFECT_VERSION, NUMBER)
    assert not check(records=(record(category="defect"),), explanations=(given,)).ready


def test_an_unfinished_record_is_stale_after_three_days_without_progress(
    chinese: Translator,
) -> None:
    old = record(occurred_at=at(3), recorded_at=at(3))
    finding = only(check(records=(old,)), MonthRule.STALE)
    assert chinese.render(finding.message) == (
        "服务记录 FW-GZ-2611-D01-0217（栩川路桥）已 22 天没有进展，将结转下期。请说明目前情况。"
    )
    assert of(check(records=(old,), progress={old.uuid: (progress(22),)}), MonthRule.STALE) == []
    assert of(check(records=(old,), progress={old.uuid: (progress(21),)}), MonthRule.STALE)
    assert of(check(records=(closed(occurred_at=at(3)),)), MonthRule.STALE) == []


def test_low_satisfaction_wants_a_follow_up() -> None:
    rated = closed(satisfaction_score=5)
    assert only(check(records=(rated,)), MonthRule.LOW_SATISFACTION).level is Level.EXPLAIN
    followed = check(records=(rated,), progress={rated.uuid: (progress(25),)})
    before = check(records=(rated,), progress={rated.uuid: (progress(23),)})
    assert of(followed, MonthRule.LOW_SATISFACTION) == []
    assert of(before, MonthRule.LOW_SATISFACTION)
    for fine in (closed(satisfaction_score=6), closed(), record(satisfaction_score=2)):
        assert of(check(records=(fine,)), MonthRule.LOW_SATISFACTION) == []


def test_an_approval_by_phone_waits_for_the_review() -> None:
    waived = visit("waived", waiver_oral=True)
    assert only(check(visits=(waived,)), MonthRule.ORAL_WAIVER).level is Level.EXPLAIN
    reviewed = visit("reviewed", waiver_oral=True, reviewed_at=at(24))
    assert of(check(visits=(reviewed,)), MonthRule.ORAL_WAIVER) == []


def test_open_conflicts_are_named(chinese: Translator) -> None:
    finding = only(check(conflicts=2), MonthRule.CONFLICTS)
    assert (finding.level, finding.subject) == (Level.EXPLAIN, "conflicts")
    assert chinese.render(finding.message) == "有 2 处修改冲突没有选定。"


def test_a_report_day_off_is_announced(chinese: Translator) -> None:
    finding = only(check(), MonthRule.EARLY_CLOSE)
    assert chinese.render(finding.message) == (
        "11月28日是周六，建议 11月27日（周五）17:30 前上报；之后的记录计入补充上报。"
    )
    worked = WorkingCalendar({date(2026, 11, 28): (True, "调休")}, frozenset({2026}))
    assert of(check(calendar=worked), MonthRule.EARLY_CLOSE) == []
    assert of(check(closed=True), MonthRule.EARLY_CLOSE) == []
    assert of(check(now=at(28)), MonthRule.EARLY_CLOSE) == []


def test_after_the_report_day_the_report_is_late(chinese: Translator) -> None:
    finding = only(check(now=at(29, 0)), MonthRule.LATE_REPORT)
    assert chinese.render(finding.message) == "11月28日已过，这次上报会记为逾期上报。"
    assert of(check(now=at(28, 23)), MonthRule.LATE_REPORT) == []


def test_the_counts_and_what_is_carried_over(chinese: Translator) -> None:
    records = (
        closed(),
        record(uuid=UUID(int=3), number="FW-GZ-2610-D01-0100", period="2026-10"),
        record("draft", uuid=UUID(int=4)),
    )
    findings = check(
        records=records, visits=(visit("signed"), visit("planned")), customers_changed=12
    )
    assert chinese.render(only(findings, MonthRule.COUNTS).message) == (
        "2 条记录、1 张现场服务单、12 家客户资料有更新。"
    )
    assert [f.number for f in of(findings, MonthRule.CARRIED_OVER)] == ["FW-GZ-2610-D01-0100"]


def test_an_unknown_year_is_announced(chinese: Translator) -> None:
    unknown = check(calendar=WorkingCalendar(), period=Period(2027, 1), now=at(20, month=12))
    assert [chinese.render(f.message)[:8] for f in of(unknown, MonthRule.CALENDAR)] == [
        "还没有 2026",
        "还没有 2027",
    ]


def test_every_rule_says_something_in_chinese_also_for_many(chinese: Translator) -> None:
    def twice(row: Any) -> tuple[Any, Any]:
        return row, msgspec.structs.replace(row, uuid=UUID(int=row.uuid.int + 500))

    laptop = DeviceFacts(code="L02", name="周倩")
    findings = check(
        records=(
            *twice(record(occurred_at=at(3), recorded_at=at(5), late_entry=True)),
            *twice(record("draft", uuid=UUID(int=5))),
            *twice(record("waiting_hq", uuid=UUID(int=6), category="")),
            *twice(closed(uuid=UUID(int=7), satisfaction_score=2, leads="二期工程")),
        ),
        visits=(
            *twice(visit()),
            *twice(visit("waived", uuid=UUID(int=8), waiver_oral=True)),
            *twice(visit("rescheduled", uuid=UUID(int=9))),
        ),
        laptops=(laptop, laptop),
        conflicts=1,
        summary=None,
    )
    for level in Level:
        for group in findings.groups(level):
            for text in (group.sentence, *(f.message for f in group.findings)):
                said = chinese.render(text)
                assert said.endswith("。"), said
                assert said != str(text)


def test_the_draft_of_the_summary_is_made_from_the_data(chinese: Translator) -> None:
    records = (
        closed(product="路桥计量支付", late_entry=True),
        closed(uuid=UUID(int=3), handler=ZHOU, product="养护造价", service_mode="remote"),
        record(uuid=UUID(int=4), category="defect", error_symptom="闪退", product_version="8.3.2"),
        record(uuid=UUID(int=5), period="2026-10"),
        record("draft", uuid=UUID(int=6)),
    )
    visits = (visit("signed", record=UUID(int=4)),)
    text: Text = draft_summary(month_facts(records=records, visits=visits))
    assert chinese.render(text) == (
        "本期共受理客户服务 3 件，其中电话 2 件、上门 1 次；首次解决率 50 %，办结率 67 %。"
        "操作问题主要集中在养护造价、路桥计量支付。软件错误 1 件，已反馈 1 条。"
        "未办结 2 件结转下期。存在问题：次日补录 1 条。下月计划：（请补充）。需总部支持：无。"
    )


def test_a_month_without_records_can_be_summed_up(chinese: Translator) -> None:
    assert "受理客户服务 0 件" in chinese.render(draft_summary(month_facts()))


def test_headquarters_own_check_speaks_of_branches(chinese: Translator) -> None:
    branches = (
        BranchFacts(code="GZ", name="广州分公司"),
        BranchFacts(code="WH", name="武汉分公司", reported=True),
    )
    findings = check(branches=branches, summary=None)
    assert findings.ready  # headquarters writes no summary and reports to nobody
    (finding,) = of(findings, MonthRule.BRANCH)
    assert (finding.level, finding.kind, finding.number) == (Level.INFO, "branch", "GZ")
    assert chinese.render(finding.message) == "广州分公司（GZ）还没有上报，11月28日截止。"
    (late,) = check(branches=branches, now=at(30)).block
    assert chinese.render(late.message) == (
        "还没有收到广州分公司（GZ）的上报，11月28日已截止。请先催报，收到后导入上报包。"
    )
