# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The start page: what is due in order, figures, counts."""

from datetime import date, datetime, timedelta

import pytest

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.kinds.month import MonthClose, MonthReceipt
from branchdesk.domain.kinds.organisation import Branch
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.domain.month_findings import DeviceFacts
from branchdesk.domain.tasks_due import DueItem, Tone, day_text, time_left
from branchdesk.domain.text import Translator
from branchdesk.services.records import Records
from branchdesk.services.session import Session
from branchdesk.services.sign_visit import ScreenSigning, SignVisit
from branchdesk.services.statements import SignedBy, Unsigned
from branchdesk.services.visits import Visits
from branchdesk.services.workbench import Workbench
from tests.services.conftest import (
    AGENT,
    COLLEAGUE,
    ENGINEER,
    MANAGER,
    START,
    Desk,
    at,
    call,
    signature,
)

CONFIRMED = {"confirmed_by": "张工", "verification_method": "customer_feedback"}


def kinds(session: Session) -> list[str]:
    return [item.kind for item in Workbench(session).items()]


def only(session: Session, kind: str) -> DueItem:
    (item,) = [item for item in Workbench(session).items() if item.kind == kind]
    return item


@pytest.fixture(autouse=True)
def _a_laptop(desk: Desk) -> None:
    desk.become(DeskRole.ENGINEER, "GZ-L01", "L01")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (-12, "超时 12 分钟"), (-61, "超时 1 小时"), (-1440, "逾期 1 天"), (-3 * 1440, "逾期 3 天"),
        (25, "剩 25 分钟"),
        (185, "剩 3 小时"), (1440, "明天"), (3 * 1440, "11月23日"), (0, "超时 1 分钟"),
    ],
)  # fmt: skip
def test_time_is_said_as_people_do(paper: Translator, minutes: int, words: str) -> None:
    assert paper.render(time_left(START + timedelta(minutes=minutes), START)) == words


def test_days_are_said_as_people_do(paper: Translator) -> None:
    today = START.date()
    said = [paper.render(day_text(today + timedelta(days=n), today)) for n in (-1, 0, 1, 5)]
    assert said == ["逾期 1 天", "今天", "明天", "11月25日"]


def test_the_most_urgent_comes_first(desk: Desk, records: Records, paper: Translator) -> None:
    promised = desk.record()
    records.step(promised, "promise", {"promised_answer_at": at(10, 5).isoformat()})
    new = desk.record()
    records.step(desk.record(), "resolve", {"solution": "重新关联数据"})
    session = desk.use(ENGINEER)
    assert kinds(session) == ["first_response", "promise", "confirm"]
    desk.clock.advance(timedelta(minutes=47))
    first, second, third = Workbench(session).items()
    assert (first.target, first.tone, second.target) == (new, Tone.OVERDUE, promised)
    assert paper.render(first.when) == "超时 17 分钟"
    assert paper.render(second.when) == "超时 12 分钟"
    assert (second.event, paper.render(second.action)) == ("answer", "答复")
    assert paper.render(second.title) == "栩川路桥工程有限公司 · 计量支付第 8 期合计不符"
    assert paper.render(second.subtitle) == "09:30 受理，约定 10:05 前答复"
    assert third.due is None


def test_what_was_handed_over_waits_for_the_colleague(desk: Desk, records: Records) -> None:
    uuid = desk.record()
    records.step(uuid, "hand_over", {"to_staff": str(COLLEAGUE), "brief": "已远程看过"})
    item = only(desk.use(COLLEAGUE), "hand_over")
    assert (item.target, item.due, item.event) == (uuid, at(9, 45), "acknowledge")
    assert kinds(desk.use(ENGINEER)) == []
    Records(desk.use(COLLEAGUE)).step(uuid, "acknowledge")
    assert "hand_over" not in kinds(desk.use(COLLEAGUE))


def test_records_without_progress_and_try_and_see_come_back(desk: Desk, records: Records) -> None:
    stale, seen = desk.record(), desk.record()
    records.step(stale, "answer", {"text": "先这样试试"})
    records.step(seen, "resolve", {"solution": "重新关联数据"})
    records.step(seen, "try_and_see", {"text": "再看看"})
    assert kinds(desk.use(ENGINEER)) == ["reconfirm"]
    desk.clock.advance(timedelta(days=4))
    assert kinds(desk.use(ENGINEER)) == ["reconfirm", "stale"]
    records.step(stale, "note", {"text": "已催"})
    assert kinds(desk.use(ENGINEER)) == ["reconfirm"]


def test_a_lead_waits_until_a_department_was_told(
    desk: Desk, records: Records, paper: Translator
) -> None:
    uuid = desk.record(leads="明年新建二期，要买养护造价")
    records.step(uuid, "resolve", {"solution": "重新关联数据"})
    records.step(uuid, "confirm_close", CONFIRMED)
    item = only(desk.use(ENGINEER), "lead")
    assert paper.render(item.title) == "栩川路桥工程有限公司 · 明年新建二期，要买养护造价"
    assert (item.target, item.tone) == (uuid, Tone.LATER)
    assert kinds(desk.use(COLLEAGUE)) == []
    records.edit(uuid, {"lead_department": "业务部"})
    assert kinds(desk.use(ENGINEER)) == []


def test_a_visit_goes_from_line_to_line(desk: Desk, paper: Translator) -> None:
    session = desk.use(ENGINEER)
    visits, manager = Visits(session), desk.use(MANAGER)
    record = desk.record()
    uuid = visits.plan(record, {"tools": "加密锁"}).uuid
    assert kinds(session) == ["arrange"]
    agreed = {"appointment_at": at(15).isoformat(), "agreed_with": "张工", "agreed_by": "phone"}
    visits.step(uuid, "confirm", agreed)
    item = only(session, "visit")
    assert paper.render(item.when) == "15:00"
    assert paper.render(item.subtitle) == "一号路 1 号 · 张工 · 带：加密锁"
    (today,) = Workbench(session).todays_visits()
    assert (today.uuid, today.at, today.tools) == (uuid, at(15), "加密锁")
    visits.step(uuid, "arrive", {"location": "3 楼"})
    assert kinds(session) == ["on_site"]
    desk.change("visit", uuid, state="signed")
    assert kinds(session) == ["submit", "give_copy"]
    visits.step(uuid, "give_copy", {"copy_way": "paper"})
    visits.step(uuid, "submit")
    assert kinds(session) == []
    desk.become(DeskRole.BRANCH, "GZ", "D01")
    assert "review" in kinds(desk.use(MANAGER))
    assert "review" not in kinds(desk.use(AGENT))
    Visits(manager).step(uuid, "review", {})
    assert "review" not in kinds(desk.use(MANAGER))


def test_a_visit_without_an_agreed_time_is_due_a_day_after_the_request(
    desk: Desk, paper: Translator
) -> None:
    session = desk.use(ENGINEER)
    record = desk.record(occurred_at=(START - timedelta(hours=3)).isoformat())
    Visits(session).plan(record, {})
    item = only(session, "arrange")
    assert (item.due, item.tone) == (START + timedelta(hours=21), Tone.LATER)
    desk.clock.advance(timedelta(hours=22))
    item = only(session, "arrange")
    assert (item.tone, paper.render(item.when)) == (Tone.OVERDUE, "超时 1 小时")


def test_data_taken_away_asks_for_a_contact_and_then_for_its_return(
    desk: Desk, records: Records, paper: Translator
) -> None:
    session, record = desk.use(ENGINEER), desk.record()
    uuid = Visits(session).plan(record, {}).uuid
    promised = START + timedelta(days=4)
    taken = {"state": "filed", "result": "data_to_take", "left_at": START}
    desk.change("visit", uuid, **taken, data_return_at=promised)
    desk.change("service_record", record, state="data_in_custody")
    desk.clock.advance(timedelta(hours=47, minutes=40))
    item = only(session, "data_contact")
    assert (item.due, item.tone, item.target) == (START + timedelta(days=2), Tone.SOON, record)
    assert paper.render(item.when) == "剩 20 分钟"
    desk.clock.advance(timedelta(hours=1))
    assert only(session, "data_contact").tone is Tone.OVERDUE
    records.step(record, "note", {"kind": "contact", "text": "已告知周二带回"})
    item = only(session, "data_return")
    assert (item.due, item.event) == (promised, "return_data")
    desk.clock.advance(timedelta(days=5))
    assert kinds(session) == ["data_return"]
    assert only(session, "data_return").tone is Tone.OVERDUE
    records.step(record, "return_data", {"text": "客户已收到数据"})
    assert kinds(session) == []


def test_data_promised_soon_is_simply_to_be_returned(desk: Desk) -> None:
    session, record = desk.use(ENGINEER), desk.record()
    uuid = Visits(session).plan(record, {}).uuid
    taken = {"state": "filed", "result": "data_to_take", "left_at": START}
    desk.change("visit", uuid, **taken, data_return_at=START + timedelta(days=1))
    desk.change("service_record", record, state="data_in_custody")
    assert kinds(session) == ["data_return"]


def test_pending_signatures_show_their_day_and_waivers_the_manager(
    desk: Desk, signing: SignVisit, paper: Translator
) -> None:
    engineer = SignedBy(name="陈亮", ink=signature())
    later = Unsigned(kind="later", reason="需盖章", engineer=engineer, due=date(2026, 11, 21))
    signing.leave_unsigned(desk.visit(), later)
    item = only(desk.use(ENGINEER), "sign_visit")
    assert paper.render(item.when) == "明天"
    desk.clock.advance(timedelta(days=2))
    assert only(desk.use(ENGINEER), "sign_visit").tone is Tone.OVERDUE
    refused = Unsigned(kind="refused", reason="需领导确认", engineer=engineer)
    signing.leave_unsigned(desk.visit(), refused)
    assert "waive" not in kinds(desk.use(ENGINEER))
    desk.become(DeskRole.BRANCH, "GZ", "D01")
    assert "waive" in kinds(desk.use(MANAGER))


def test_the_close_is_counted_down_to_the_day_before_a_day_off(
    desk: Desk, paper: Translator
) -> None:
    desk.become(DeskRole.BRANCH, "GZ", "D01")
    item = only(desk.use(MANAGER), "month")
    assert paper.render(item.when) == "剩 5 个工作日"
    assert (
        paper.render(item.subtitle) == "11月28日休息，建议 11月27日前上报；之后的记录计入补充上报"
    )
    desk.record()
    desk.clock.moment = datetime(2026, 11, 30, 9, tzinfo=BRANCH_ZONE)
    assert only(desk.use(MANAGER), "month").tone is Tone.OVERDUE
    assert "month" not in kinds(desk.use(AGENT))
    with desk.database.write(None, START) as writer:
        writer.insert("month_close", close("GZ"))
    assert "month" not in kinds(desk.use(MANAGER))


def test_the_report_spoken_of_is_the_late_one_and_after_the_close_the_next(
    desk: Desk,
) -> None:
    desk.record()
    desk.become(DeskRole.BRANCH, "GZ", "D01")
    bench = Workbench(desk.use(MANAGER))
    assert str(bench.next_report()) == "2026-11"
    desk.clock.moment = datetime(2026, 11, 30, 9, tzinfo=BRANCH_ZONE)
    assert str(bench.next_report()) == "2026-11"
    with desk.database.write(None, START) as writer:
        writer.insert("month_close", close("GZ"))
    assert str(bench.next_report()) == "2026-12"
    desk.clock.moment = START
    assert str(bench.next_report()) == "2026-12"


def test_laptops_that_did_not_deliver_are_named(desk: Desk, paper: Translator) -> None:
    desk.become(DeskRole.BRANCH, "GZ", "D01")
    laptops = [
        DeviceFacts(code="L01", name="陈亮", last_received_at=START - timedelta(hours=5)),
        DeviceFacts(code="L02", name="周倩", last_received_at=START - timedelta(days=4)),
        DeviceFacts(code="L03", name="何静", last_received_at=None),
    ]
    items = Workbench(desk.use(AGENT), lambda: laptops).items()
    named = [(paper.render(i.title), i.tone) for i in items if i.kind == "laptop"]
    assert named == [("周倩（L02）", Tone.OVERDUE), ("何静（L03）", Tone.TODAY)]


def close(code: str, revision: int = 1) -> MonthClose:
    import uuid

    return MonthClose(
        uuid=uuid.uuid4(), created_at=START, number=f"YB-{code}-{revision}", state="sent",
        branch_code=code, period="2026-11", revision=revision, closed_at=START, digest="0",
        summary="总结",
    )  # fmt: skip


def test_headquarters_sees_bundles_and_who_is_late(desk: Desk) -> None:
    desk.become(DeskRole.HQ, "HQ", "H01")
    session = desk.use(MANAGER)
    with desk.database.write(None, START) as writer:
        writer.insert(
            "branch",
            Branch(uuid=desk.new_id(), created_at=START, code="WH", name="武汉分公司"),
        )
    desk.clock.moment = datetime(2026, 11, 30, 9, tzinfo=BRANCH_ZONE)
    assert kinds(session) == []
    with desk.database.write(None, START) as writer:
        writer.insert("month_close", close("GZ"))
    assert kinds(session) == ["late_branch", "check_bundle"]
    assert Workbench(session).navigation_counts() == {"board": 1}
    with desk.database.write(None, START) as writer:
        writer.insert(
            "month_receipt",
            MonthReceipt(uuid=desk.new_id(), created_at=START, branch_code="GZ",
                         period="2026-11", revision=1, state="returned", digest="0"),
        )  # fmt: skip
    assert kinds(session) == ["late_branch"]
    with desk.database.write(None, START) as writer:
        writer.insert("month_close", close("GZ", 2))
    assert kinds(session) == ["late_branch", "check_bundle"]


def test_figures_of_the_month(
    desk: Desk, records: Records, signing: SignVisit, paper: Translator
) -> None:
    def shown() -> dict[str, str]:
        figures = Workbench(desk.use(ENGINEER)).figures()
        return {figure.kind: paper.render(figure.value) for figure in figures}

    assert shown() == {
        "records": "0", "same_day": "—", "first_contact": "—", "satisfaction": "—",
        "visits": "0", "unsigned": "0",
    }  # fmt: skip
    customer = str(desk.customer())
    for score in (9, 10):
        records.answer_at_once(
            call(customer=customer), "重新登录即可", CONFIRMED | {"satisfaction_score": score}
        )
    uuid = records.answer_at_once(
        call(customer=customer, occurred_at=(START - timedelta(days=1)).isoformat()),
        "重新登录即可",
        CONFIRMED,
    ).uuid
    records.step(uuid, "reopen", {"reason": "又出现"})
    records.step(uuid, "resolve", {"solution": "升级到新版本"})
    records.step(uuid, "confirm_close", CONFIRMED)
    desk.record(COLLEAGUE)
    visit = desk.visit()
    assert shown()["unsigned"] == "1"
    by = SignedBy(name="张工", ink=signature())
    signing.sign(visit, ScreenSigning(customer=by, engineer=by, privacy_consent=True))
    assert shown() == {
        "records": "4", "same_day": "75 %", "first_contact": "67 %", "satisfaction": "9.5 / 10",
        "visits": "1", "unsigned": "0",
    }  # fmt: skip


def test_counts_of_the_navigation(desk: Desk, records: Records) -> None:
    desk.record()
    desk.record(COLLEAGUE)
    desk.visit()
    records.add({}, draft=True)
    own = Workbench(desk.use(ENGINEER)).navigation_counts()
    assert own == {"records": 3, "visits": 1, "exchange": 7}
    desk.become(DeskRole.BRANCH, "GZ", "D01")
    assert Workbench(desk.use(AGENT)).navigation_counts()["records"] == 4
