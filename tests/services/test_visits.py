# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Planning a visit and filling in its sheet (requirements §4.2)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.validation import ProblemsError
from branchdesk.domain.queries import Filter
from branchdesk.domain.sheet import SheetContent
from branchdesk.domain.text import T
from branchdesk.services.records import Records
from branchdesk.services.sign_visit import SignVisit
from branchdesk.services.visits import Visits
from tests.services.conftest import COLLEAGUE, ENGINEER, START, Desk, at, filled_sheet


def test_a_visit_is_planned_from_its_record(desk: Desk, visits: Visits) -> None:
    record = desk.record()
    outcome = visits.plan(record, {})
    visit = desk.get("visit", outcome.uuid)
    assert (visit.number, visit.state) == ("XC-GZ-2611-D01-0001", "planned")
    assert (visit.engineer, visit.purpose) == (ENGINEER, "计量支付第 8 期合计不符")
    assert visit.location == "一号路 1 号"
    assert desk.get("service_record", record).state == "visit_planned"


def test_an_agreed_time_confirms_it_at_once(desk: Desk, visits: Visits) -> None:
    plan = {"appointment_at": at(15).isoformat(), "agreed_with": "张工", "engineer": str(COLLEAGUE)}
    visit = desk.get("visit", visits.plan(desk.record(), plan).uuid)
    assert (visit.state, visit.agreed_by, visit.engineer) == ("confirmed", "phone", COLLEAGUE)


def test_a_second_visit_is_linked_to_the_one_that_needs_it(desk: Desk, visits: Visits) -> None:
    record = desk.record()
    first = visits.plan(record, {}).uuid
    sheet = {"state": "signed", "result": "follow_up_needed", "follow_up_at": at(16)}
    desk.change("visit", first, **sheet)
    desk.change("service_record", record, state="in_progress")
    second = desk.get("visit", visits.plan(record, {}).uuid)
    assert (second.follow_up_of, second.appointment_at) == (first, at(16))
    assert second.state == "planned"


@pytest.mark.parametrize(
    "sheet",
    [
        {"state": "signed", "result": "solved"},
        {"state": "cancelled", "result": "follow_up_needed"},
    ],
)
def test_a_visit_after_a_settled_one_stands_alone(
    desk: Desk, visits: Visits, sheet: dict[str, str]
) -> None:
    record = desk.record()
    desk.change("visit", visits.plan(record, {}).uuid, **sheet)
    desk.change("service_record", record, state="in_progress")
    second = desk.get("visit", visits.plan(record, {}).uuid)
    assert (second.follow_up_of, second.appointment_at) == (None, None)


def test_a_time_that_is_over_or_chosen_anew_is_not_taken_over(desk: Desk, visits: Visits) -> None:
    record = desk.record()
    first = visits.plan(record, {}).uuid
    sheet = {"state": "signed", "result": "partly", "follow_up_at": at(16)}
    desk.change("visit", first, **sheet)
    desk.change("service_record", record, state="in_progress")
    chosen = desk.get("visit", visits.plan(record, {"appointment_at": at(17).isoformat()}).uuid)
    assert (chosen.follow_up_of, chosen.appointment_at) == (first, at(17))
    desk.change("visit", chosen.uuid, state="cancelled")
    desk.clock.advance(timedelta(days=1))
    late = desk.get("visit", visits.plan(record, {}).uuid)
    assert (late.follow_up_of, late.appointment_at) == (first, None)


@pytest.mark.parametrize("field", ["content_hash", "sheet_content", "print_count", "record"])
def test_what_steps_set_cannot_be_typed_in(desk: Desk, visits: Visits, field: str) -> None:
    uuid = desk.visit()
    with pytest.raises(ProblemsError, match="set by steps"):
        visits.edit(uuid, {field: "1"})
    with pytest.raises(ProblemsError, match="set by steps"):
        visits.plan(desk.record(), {field: "1"})


def test_a_moved_appointment_says_why_and_who_was_told(desk: Desk, visits: Visits) -> None:
    plan = {"appointment_at": at(15).isoformat(), "agreed_with": "张工"}
    uuid = visits.plan(desk.record(), plan).uuid
    with pytest.raises(ProblemsError):
        visits.step(uuid, "reschedule", {"new_at": at(16).isoformat(), "reason": ""})
    moved = {"new_at": at(16).isoformat(), "reason": "前一家超时", "customer_informed": False}
    assert visits.step(uuid, "reschedule", moved).state == "rescheduled"
    (reschedule,) = desk.children("visit_reschedule", uuid)
    assert (reschedule.old_at, reschedule.customer_informed_at) == (at(15), None)
    assert visits.step(uuid, "reschedule", moved | {"customer_informed": True}).state == "confirmed"


def test_the_state_follows_what_is_filled_in(desk: Desk, visits: Visits) -> None:
    plan = {"appointment_at": START.isoformat(), "agreed_with": "张工"}
    uuid = visits.plan(desk.record(), plan).uuid
    assert visits.step(uuid, "depart", {"checklist_done": True}).state == "on_the_way"
    desk.clock.advance(timedelta(minutes=40))
    assert visits.step(uuid, "arrive", {"location": "3 楼"}).state == "on_site"
    assert visits.edit(uuid, {"diagnosis": "software"}).state == "diagnosed"
    again = {"result": "follow_up_needed", "work_done": "已复核"}
    assert visits.edit(uuid, again).state == "follow_up_needed"
    missing = {p.field for p in visits.view(uuid).missing_to_sign}
    assert {"follow_up_at", "opinion", "leave_consent"} <= missing
    assert visits.edit(uuid, filled_sheet()).state == "form_filled"
    assert visits.view(uuid).missing_to_sign == ()


def test_times_out_of_order_are_refused(desk: Desk, visits: Visits) -> None:
    uuid = desk.visit()
    with pytest.raises(ProblemsError, match="not in order"):
        visits.edit(uuid, {"left_at": (START - timedelta(hours=1)).isoformat()})


def test_data_leaves_only_with_consent_and_a_day(desk: Desk, visits: Visits) -> None:
    uuid = desk.visit()
    assert visits.edit(uuid, {"result": "data_to_take"}).state == "data_to_take"
    messages = [str(p.message) for p in visits.view(uuid).missing_to_sign]
    assert messages == ["The customer must agree before data is taken away."]
    visits.edit(uuid, {"data_consent": True, "data_consent_by": "李科长"})
    assert "promised time of return" in str(visits.view(uuid).missing_to_sign[0].message)
    assert visits.edit(uuid, {"data_return_at": at(17).isoformat()}).state == "form_filled"


def test_lines_keep_their_identity_and_the_charge_follows_the_parts(
    desk: Desk, visits: Visits
) -> None:
    uuid = desk.visit()
    visits.set_lines(
        uuid,
        "visit_part",
        [
            {"name": "加密锁", "amount": "260.10"},
            {"name": "数据线", "amount": 40},
            {"name": "转接头", "amount": 40},
        ],
    )
    first, second, third = desk.children("visit_part", uuid)
    assert desk.get("visit", uuid).charge == Decimal("340.10")
    visits.set_lines(uuid, "visit_part", [{"name": "加密锁 B", "amount": "260.10"}])
    (left,) = desk.children("visit_part", uuid)
    assert (left.uuid, left.name, left.ordinal) == (first.uuid, "加密锁 B", 1)
    assert all(desk.get("visit_part", gone.uuid).deleted for gone in (second, third))
    assert desk.get("visit", uuid).charge == Decimal("260.10")


@pytest.mark.parametrize("amount", ["NaN", "1e30", "lots"])
def test_amounts_that_are_none_are_refused(desk: Desk, visits: Visits, amount: str) -> None:
    uuid = desk.visit()
    with pytest.raises(UserError):
        visits.set_lines(uuid, "visit_part", [{"name": "加密锁", "amount": amount}])
    assert desk.children("visit_part", uuid) == ()


def test_signatures_are_no_lines(desk: Desk, visits: Visits) -> None:
    with pytest.raises(ValueError, match="not a list"):
        visits.set_lines(desk.visit(), "visit_signature", [])


def test_a_cancelled_visit_gives_the_record_back(desk: Desk, visits: Visits) -> None:
    record = desk.record()
    uuid = visits.plan(record, {}).uuid
    assert visits.step(uuid, "cancel", {"reason": "电话里解决了"}).state == "cancelled"
    assert desk.get("service_record", record).state == "in_progress"


def test_a_record_with_an_unsigned_visit_is_not_solved(desk: Desk, visits: Visits) -> None:
    record = desk.record()
    visits.plan(record, {})
    with pytest.raises(ProblemsError, match="not signed yet"):
        Records(desk.use(ENGINEER)).step(record, "resolve", {"solution": "重新关联数据"})


def test_the_summary_shows_what_will_be_signed(desk: Desk, visits: Visits) -> None:
    uuid = desk.visit()
    visits.set_lines(uuid, "visit_work_line", [{"time": "13:45", "text": "复核"}])
    content = visits.summary(uuid)
    assert (content.company, content.customer) == ("砚衡软件", "栩川路桥工程有限公司")
    assert [line.text for line in content.work] == ["复核", "重新关联第 7 期数据并复核合计"]
    assert [choice.label for choice in content.results if choice.ticked] == ["已解决"]
    assert content.statement == (
        "我已查看本单全部内容（共 1 页）。服务经过、处理结果和意见与实际情况一致。"
        "我与砚衡软件约定采用电子签名签署本单。签字后内容锁定；如有变更，另附补充页并重新签字。"
        "本签字只确认本次服务情况，不影响我今后提出意见和投诉。服务监督电话：026-55500315"
    )
    visits.set_lines(uuid, "visit_part", [{"name": "加密锁", "amount": "300"}])
    assert "服务经过、处理结果、费用 ¥300.00 和意见" in visits.summary(uuid).statement


def test_the_statement_names_the_pages_it_stands_on(desk: Desk, visits: Visits) -> None:
    """The number is counted with itself in place, as it may move a line."""
    uuid = desk.visit()

    def ten_as_soon_as_it_says_nine(content: SheetContent) -> int:
        return 10 if "9" in content.statement.partition("。")[0] or "10" in content.statement else 9

    desk.count_pages = ten_as_soon_as_it_says_nine
    assert "（共 10 页）" in visits.summary(uuid).statement


def test_a_number_of_pages_that_cannot_be_true_is_not_promised(
    desk: Desk, visits: Visits, signing: SignVisit
) -> None:
    """Nor one that cannot be counted because a character has no font; the sheet is complete."""
    uuid = desk.visit()
    bare = "我已查看本单全部内容。服务经过"
    desk.count_pages = lambda content: 2 if "共 1 页" in content.statement else 1
    assert visits.summary(uuid).statement.startswith(bare)

    def not_printable(_: SheetContent) -> int:
        raise UserError(T("1 characters cannot be printed"), T("No font."), T("Add one."))

    desk.count_pages = not_printable
    assert visits.summary(uuid).statement.startswith(bare)
    assert signing.prepare(uuid).statement.startswith(bare)


def test_badge_times_and_left_contact_details_stand_on_the_sheet(
    desk: Desk, visits: Visits
) -> None:
    uuid = desk.visit()
    bare = visits.summary(uuid)
    visits.edit(uuid, {"badge_shown": not bare.badge_shown, "engineer_contact_left": True,
                       "explained": True, "left_at": at(15).isoformat()})  # fmt: skip
    phone = "15400990042"
    desk.change("staff", desk.get("visit", uuid).engineer, phone=phone)
    content = visits.summary(uuid)
    assert (bare.engineer_contact, content.engineer_contact) == ("", "154 0099 0042")
    assert content.badge_shown is not bare.badge_shown
    assert (bare.explained, content.explained) == (False, True)
    assert (bare.left, content.left) == ("", "11月20日 15:00")


def test_equal_rows_give_equal_content(desk: Desk, visits: Visits) -> None:
    uuid = desk.visit()
    assert visits.summary(uuid).content_hash() == visits.summary(uuid).content_hash()
    before = visits.summary(uuid).content_hash()
    visits.edit(uuid, {"opinion": "还行"})
    assert visits.summary(uuid).content_hash() != before


def test_steps_of_a_larger_case_are_not_done_alone(desk: Desk, visits: Visits) -> None:
    records = Records(desk.use(ENGINEER))
    number = desk.record()
    with pytest.raises(UserError, match="part of another"):
        records.step(number, "plan_visit")
    visit = visits.plan(number, {}).number
    for event in ("sign", "sign_later", "request_waiver"):
        with pytest.raises(UserError, match="part of another"):
            visits.step(visit, event)


def test_a_sheet_without_company_or_phones_has_no_gaps(desk: Desk, visits: Visits) -> None:
    with desk.database.read() as reader:
        branch = reader.find("branch", (Filter("code", "=", "GZ"),))[0].uuid
    desk.change("branch", branch, company="", service_phone="", complaint_phone="")
    content = visits.summary(desk.visit())
    assert content.company == content.branch
    assert content.statement.endswith("不影响我今后提出意见和投诉。")
    assert "您可向我们要求查阅、复制" in content.privacy_notice
    desk.change("branch", branch, complaint_phone="026-55500315")
    content = visits.summary(desk.visit())
    assert content.statement.endswith("服务监督电话：026-55500315")
    assert "您可致电 026-55500315 查阅" in content.privacy_notice
