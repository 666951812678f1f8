# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Edits that meet: three desks, states with what belongs to them, hand-overs, drafts."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from branchdesk.domain.kinds.together import TOGETHER
from tests.companies import Company, copy_company, found_company

CODES = ("HQ", "GZ", "GZ-L01", "GZ-L02")


@pytest.fixture(scope="module")
def larger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The company with a second laptop."""
    return found_company(tmp_path_factory.mktemp("larger") / "desks", CODES)


@pytest.fixture
def company(larger: Path, tmp_path: Path) -> Iterator[Company]:
    copied = copy_company(larger, tmp_path / "desks", CODES)
    copied.settle()
    yield copied
    copied.close()


def person(company: Company, code: str) -> str:
    return str(company[code].session.actor.staff)


def handed_over(company: Company) -> str:
    """Let the first laptop take a problem and hand it to the second; returns its number."""
    record = company.add_record("GZ-L01", company.add_customer("GZ-L01").number)
    step = {"to_staff": person(company, "GZ-L02"), "brief": "驱动已重装"}
    company.laptop.records.step(record.number, "hand_over", step)
    company.settle()
    return record.number


def test_a_record_handed_over_reaches_the_colleague_and_comes_back(company: Company) -> None:
    number = handed_over(company)
    colleague = company["GZ-L02"].records
    colleague.step(number, "acknowledge")
    company.close_record("GZ-L02", number)
    company.settle()

    for code in ("GZ", "GZ-L01", "GZ-L02"):
        assert [r.state for r in company.rows(code, "service_record")] == ["closed"]  # type: ignore[attr-defined]
        handover = company.rows(code, "record_handover")[0]
        assert handover.acknowledged_at is not None  # type: ignore[attr-defined]


def test_who_lost_a_record_to_a_colleague_hears_of_it(company: Company) -> None:
    number = handed_over(company)
    back = {"to_staff": person(company, "GZ"), "brief": "由经理处理"}
    company.branch.records.step(number, "hand_over", back)
    company.settle()
    row = company.rows("GZ-L02", "service_record")[0]
    assert str(row.handler) == person(company, "GZ")  # type: ignore[attr-defined]


def test_a_colleague_of_the_same_name_gets_nothing_of_it(company: Company) -> None:
    company.branch.staff.add("周倩", company["GZ-L02"].session.actor.roles)
    namesake = company.rows("GZ", "staff")[-1]
    record = company.add_record("GZ-L01", company.add_customer("GZ-L01").number)
    step = {"to_staff": str(namesake.uuid), "brief": "请跟进"}  # type: ignore[attr-defined]
    company.laptop.records.step(record.number, "hand_over", step)
    company.settle()
    assert company.rows("GZ-L02", "service_record") == []


def test_drafts_stay_where_they_are(company: Company) -> None:
    customer = company.add_customer("GZ-L01").number
    kept = company.laptop.records.add({"customer": customer}, draft=True)
    thrown = company.laptop.records.add({"customer": customer}, draft=True)
    company.laptop.records.discard_draft(thrown.number)
    company.settle()
    with company.branch.database.read() as reader:
        assert reader.get("service_record", kept.uuid) is None
        assert reader.get("service_record", thrown.uuid) is None


def test_three_edits_of_one_field_agree_everywhere_and_are_kept_once(company: Company) -> None:
    number = handed_over(company)
    for code, region in (("GZ-L01", "佛山"), ("GZ-L02", "清远"), ("GZ", "广州")):
        company[code].records.edit(number, {"region": region})
    company.settle()

    regions = {r.region for code in CODES[1:] for r in company.rows(code, "service_record")}  # type: ignore[attr-defined]
    assert regions == {"广州"}
    kept = [(c.kept, c.other) for c in company.branch.exchange.conflicts()]
    assert sorted(kept) == [("广州", "佛山"), ("广州", "清远")]
    for code, own in (("GZ-L01", "佛山"), ("GZ-L02", "清远")):
        assert {c.other for c in company[code].exchange.conflicts()} == {own}


def test_keeping_against_one_of_two_leaves_the_other_to_be_decided(company: Company) -> None:
    number = handed_over(company)
    for code, region in (("GZ-L01", "佛山"), ("GZ-L02", "清远"), ("GZ", "广州")):
        company[code].records.edit(number, {"region": region})
    company.settle()
    (own,) = company.laptop.exchange.conflicts()
    company.laptop.exchange.settle_conflict(own.id, take_other=False)
    company.settle()
    assert company.laptop.exchange.conflicts() == []
    for code in ("GZ", "GZ-L02"):
        assert [c.other for c in company[code].exchange.conflicts()] == ["清远"]


def test_a_state_wins_or_loses_with_what_was_written_beside_it(company: Company) -> None:
    number = handed_over(company)
    company.close_record("GZ-L01", number)  # two steps: two counts
    company.branch.records.step(number, "escalate", escalation())
    company.settle()

    rows = [company.rows(code, "service_record")[0] for code in CODES[1:]]
    seen = {
        tuple(getattr(row, name) for name in sorted(TOGETHER["service_record"])) for row in rows
    }
    assert len(seen) == 1
    assert (rows[0].state, rows[0].solution) == ("closed", "重新安装驱动后正常")  # type: ignore[attr-defined]
    assert {c.field for c in company.branch.exchange.conflicts()} >= {"state"}


def test_a_losing_solution_does_not_stay_beside_another_state(company: Company) -> None:
    number = handed_over(company)
    company.laptop.records.step(number, "resolve", {"solution": "重新安装驱动后正常"})
    company.branch.records.step(number, "wait_customer", {"text": "等客户回电"})
    company.settle()
    rows = [company.rows(code, "service_record")[0] for code in CODES[1:]]
    states = {(r.state, r.solution, r.result, r.response_ended_at) for r in rows}  # type: ignore[attr-defined]
    assert len(states) == 1
    state, solution, *_ = states.pop()
    assert (state, solution) == ("waiting_customer", "")


def escalation() -> dict[str, str]:
    return {
        "operating_system": "Windows 10",
        "computer_brand": "联想",
        "product_version": "8.2",
        "operation_steps": "打开文件",
        "error_symptom": "闪退",
        "probable_cause": "缓存损坏",
    }


def test_what_is_written_along_with_a_group_is_no_change_in_the_history(company: Company) -> None:
    number = handed_over(company)
    company.laptop.records.step(number, "resolve", {"solution": "重新安装驱动后正常"})
    with company.laptop.database.read() as reader:
        record = reader.by_number("service_record", number)
        assert record is not None
        history = reader.history("service_record", record.uuid)
    times = [h.field for h in history]
    assert (times.count("solution"), times.count("complaint_text")) == (2, 1)


def test_an_edit_of_a_deleted_line_is_a_conflict_and_revives_nothing(company: Company) -> None:
    number = handed_over(company)
    visit = company["GZ-L02"].visits.plan(number, {"purpose": "检查打印设置"})
    lines = [{"time": "09:00", "text": "检查"}, {"time": "10:00", "text": "重装"}]
    company["GZ-L02"].visits.set_lines(visit.number, "visit_work_line", lines)
    company.settle()
    company.clock.advance(timedelta(minutes=1))
    with company.branch.database.write(None, company.clock.now()) as writer:
        row = writer.by_number("visit", visit.number)
        assert row is not None
        (last,) = (w for w in writer.children("visit_work_line", row.uuid) if w.ordinal == 2)
        writer.update("visit_work_line", last.uuid, {"deleted": True})
    changed = [lines[0], {"time": "10:00", "text": "重装并重启"}]
    company["GZ-L02"].visits.set_lines(visit.number, "visit_work_line", changed)
    company.settle()

    for code in ("GZ", "GZ-L02"):
        assert len(company.rows(code, "visit_work_line")) == 1
    assert "deleted" in {c.field for c in company.branch.exchange.conflicts()}


def test_a_laptop_changing_what_was_reported_is_shown_to_the_branch(company: Company) -> None:
    number = handed_over(company)
    company.close_record("GZ-L02", number)
    company.settle()
    with company.branch.database.write(None, company.clock.now()) as writer:
        row = writer.by_number("service_record", number)
        assert row is not None
        writer.update("service_record", row.uuid, {"frozen": True})
    company["GZ-L02"].records.edit(number, {"region": "清远"})  # it has not heard of the close
    company.settle()
    assert [c.field for c in company.branch.exchange.conflicts()] == ["region"]
