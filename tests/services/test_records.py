# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A service record from the call to the confirmed solution (requirements §4.1)."""

from datetime import timedelta

import pytest

from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.validation import ProblemsError
from branchdesk.services.records import Records
from tests.services.conftest import (
    AGENT,
    COLLEAGUE,
    ENGINEER,
    MANAGER,
    START,
    Desk,
    at,
    call,
)

CONFIRMED = {"confirmed_by": "张工", "verification_method": "customer_feedback"}


def fields_of(error: pytest.ExceptionInfo[ProblemsError]) -> set[str]:
    return {problem.field for problem in error.value.problems}


def test_a_call_is_taken_with_number_owner_and_period(desk: Desk, records: Records) -> None:
    outcome = records.add(call(customer=str(desk.customer())))
    record = desk.get("service_record", outcome.uuid)
    assert record.number == "FW-GZ-2611-D01-0001"
    assert (record.state, record.period, record.late_entry) == ("open", "2026-11", False)
    assert record.first_contact_owner == record.handler == ENGINEER
    assert record.occurred_at == START
    assert outcome.changes.touches("service_record")


def test_the_customer_may_be_named_by_number(desk: Desk, records: Records) -> None:
    customer = desk.customer()
    outcome = records.add(call(customer=desk.get("customer", customer).number))
    assert desk.get("service_record", outcome.uuid).customer == customer


def test_a_problem_that_cannot_be_saved_takes_no_number(desk: Desk, records: Records) -> None:
    customer = str(desk.customer())
    with pytest.raises(ProblemsError) as refused:
        records.add(call(customer=customer, problem_description="  ", category="defect",
                         product_version=""))  # fmt: skip
    assert fields_of(refused) == {"problem_description", "product_version"}
    assert records.add(call(customer=customer)).number.endswith("-0001")


@pytest.mark.parametrize(
    "document",
    [
        {"contact_phone": "13x…打不通"},
        {"category": "unknown"},
        {"occurred_at": (START + timedelta(days=1)).isoformat()},
        {"occurred_at": "2026-11-20T09:00:00"},
        {"handler": str(COLLEAGUE)},
        {"nonsense": 1},
        {"customer": "KH-GZ-2611-D01-9999"},
        {"satisfaction_score": 10},
    ],
)
def test_what_does_not_fit_is_refused(
    desk: Desk, records: Records, document: dict[str, object]
) -> None:
    good = call(customer=str(desk.customer()))
    with pytest.raises(UserError):
        records.add(good | document)


def test_texts_are_kept_as_typed_but_for_control_characters(desk: Desk, records: Records) -> None:
    text = "锁 𠮷 䶮 😀 =1+1 \x00\x1b 第二行\r\n第三行"
    uuid = records.add(call(customer=str(desk.customer()), problem_description=text)).uuid
    kept = desk.get("service_record", uuid).problem_description
    assert kept == "锁 𠮷 䶮 😀 =1+1  第二行\n第三行"


def test_a_record_of_yesterday_is_marked_as_late(desk: Desk) -> None:
    uuid = desk.record(occurred_at=(START - timedelta(days=1)).isoformat())
    assert desk.get("service_record", uuid).late_entry


def test_a_record_of_a_reported_period_goes_into_the_next(desk: Desk) -> None:
    from branchdesk.domain.kinds.month import MonthClose

    with desk.database.write(None, START) as writer:
        writer.insert(
            "month_close",
            MonthClose(
                uuid=desk.new_id(), created_at=START, number="YB-1", state="sent",
                branch_code="GZ", period="2026-11", closed_at=START, digest="0", summary="x",
            ),
        )  # fmt: skip
    assert desk.get("service_record", desk.record()).period == "2026-12"


def test_a_quick_call_is_answered_and_closed_at_once(desk: Desk, records: Records) -> None:
    outcome = records.answer_at_once(
        call(customer=str(desk.customer())), "重新登录即可恢复", CONFIRMED
    )
    record = desk.get("service_record", outcome.uuid)
    assert (record.state, record.result, record.confirmed_by) == ("closed", "solved", "张工")
    assert record.response_started_at == record.response_ended_at == START


def test_what_one_call_agreed_is_stored_whole_or_not_at_all(desk: Desk, records: Records) -> None:
    document = call(customer=str(desk.customer()))
    with pytest.raises(ProblemsError):
        records.answer_at_once(document, "重新登录即可恢复", {"confirmed_by": ""})
    with pytest.raises(ProblemsError):
        records.add(document, steps=[("promise", {"promised_answer_at": None})])
    with desk.database.read() as reader:
        assert reader.count("service_record") == 0


def test_a_draft_may_be_incomplete_and_be_deleted_but_nothing_else(
    desk: Desk, records: Records
) -> None:
    draft = records.add({"problem_description": "刚接到"}, draft=True)
    assert draft.state == "draft"
    with pytest.raises(ProblemsError):
        records.step(draft.uuid, "save")
    records.edit(draft.uuid, call(customer=str(desk.customer())))
    assert records.step(draft.uuid, "save").state == "open"
    with pytest.raises(UserError):
        records.discard_draft(draft.uuid)
    other = records.add({}, draft=True)
    records.discard_draft(other.uuid)
    with pytest.raises(UserError):
        records.view(other.uuid)


def test_a_far_or_a_second_promise_needs_a_reason(desk: Desk, records: Records) -> None:
    uuid = desk.record()
    with pytest.raises(ProblemsError) as refused:
        records.step(uuid, "promise", {"promised_answer_at": at(14).isoformat()})
    assert fields_of(refused) == {"reason"}
    records.step(uuid, "promise", {"promised_answer_at": at(10, 15).isoformat()})
    record = desk.get("service_record", uuid)
    assert (record.state, record.promised_answer_at) == ("in_progress", at(10, 15))
    with pytest.raises(ProblemsError) as refused:
        records.step(
            uuid,
            "promise",
            {"promised_answer_at": at(11).isoformat(), "customer_informed": False},
        )
    assert fields_of(refused) == {"reason", "customer_informed"}
    records.step(
        uuid, "promise", {"promised_answer_at": at(11).isoformat(), "reason": "要等客户的数据"}
    )
    view = records.view(uuid)
    assert view.deadline is not None
    assert view.deadline.due == at(11)
    assert [entry.note for entry in view.deadline.ledger] == ["", "要等客户的数据"]
    records.step(uuid, "answer", {"text": "已告知"})
    assert desk.get("service_record", uuid).promised_answer_at is None


def test_no_promise_without_a_way_to_reach_the_customer(desk: Desk, records: Records) -> None:
    uuid = desk.record(contact_phone="", address="")
    with pytest.raises(ProblemsError, match="phone number or address"):
        records.step(uuid, "promise", {"promised_answer_at": at(10).isoformat()})


def test_a_colleague_takes_over_with_the_brief(desk: Desk, records: Records) -> None:
    uuid = desk.record()
    with pytest.raises(ProblemsError):
        records.step(uuid, "hand_over", {"to_staff": str(COLLEAGUE), "brief": ""})
    with pytest.raises(ProblemsError):
        records.step(uuid, "hand_over", {"to_staff": str(ENGINEER), "brief": "给自己"})
    records.step(uuid, "hand_over", {"to_staff": str(COLLEAGUE), "brief": "已远程看过"})
    record = desk.get("service_record", uuid)
    assert (record.handler, record.first_contact_owner) == (COLLEAGUE, ENGINEER)
    with pytest.raises(ProblemsError):
        records.step(uuid, "acknowledge")
    desk.clock.advance(timedelta(minutes=5))
    Records(desk.use(COLLEAGUE)).step(uuid, "acknowledge")
    (handover,) = desk.children("record_handover", uuid)
    assert handover.acknowledged_at == START + timedelta(minutes=5)


def test_nothing_is_closed_without_the_confirmed_solution(desk: Desk, records: Records) -> None:
    uuid = desk.record()
    with pytest.raises(UserError, match="does not follow"):
        records.step(uuid, "confirm_close", CONFIRMED)
    with pytest.raises(ProblemsError):
        records.step(uuid, "resolve", {"solution": "好"})
    records.step(uuid, "resolve", {"solution": "重新关联第 7 期数据"})
    with pytest.raises(ProblemsError):
        records.step(uuid, "confirm_close", CONFIRMED | {"confirmed_by": " "})
    with pytest.raises(ProblemsError):
        records.step(uuid, "confirm_close", CONFIRMED | {"open_ended": True})
    with pytest.raises(ProblemsError):
        records.step(uuid, "confirm_close", CONFIRMED | {"satisfaction_score": 11})
    assert desk.get("service_record", uuid).state == "resolved"
    outcome = records.step(uuid, "confirm_close", CONFIRMED | {"satisfaction_score": 9})
    assert outcome.state == "closed"


def test_a_customer_who_wants_to_see_or_disagrees_keeps_it_open(
    desk: Desk, records: Records
) -> None:
    uuid = desk.record()
    records.step(uuid, "resolve", {"solution": "重新关联第 7 期数据"})
    records.step(uuid, "try_and_see", {"text": "再看看"})
    record = desk.get("service_record", uuid)
    assert (record.state, record.open_ended) == ("resolved", True)
    records.step(uuid, "not_satisfied", {"text": "还是不符"})
    record = desk.get("service_record", uuid)
    assert (record.state, record.result, record.open_ended) == ("in_progress", "continue", False)


def test_a_closed_record_is_reopened_with_its_count(desk: Desk, records: Records) -> None:
    uuid = records.answer_at_once(
        call(customer=str(desk.customer())), "重新登录即可恢复", CONFIRMED
    ).uuid
    records.step(uuid, "reopen", {"reason": "又出现"})
    record = desk.get("service_record", uuid)
    assert (record.state, record.recurrence, record.confirmed_by) == ("reopened", 1, "")


def test_six_facts_go_to_headquarters(desk: Desk, records: Records) -> None:
    uuid = desk.record()
    facts = {
        "operating_system": "Windows 10",
        "computer_brand": "国产",
        "product_version": "8.3.2",
        "operation_steps": "打开第 8 期",
        "error_symptom": "合计不符",
        "probable_cause": "关联丢失",
    }
    with pytest.raises(ProblemsError):
        records.step(uuid, "escalate", facts | {"probable_cause": ""})
    assert records.step(uuid, "escalate", facts).state == "waiting_hq"
    assert records.step(uuid, "hq_answered", {"text": "升级"}).state == "in_progress"


def test_an_edit_may_not_empty_what_saving_demands(desk: Desk, records: Records) -> None:
    uuid = desk.record()
    with pytest.raises(ProblemsError) as refused:
        records.edit(uuid, {"problem_description": " ", "region": "一区"})
    assert fields_of(refused) == {"problem_description"}
    assert desk.get("service_record", uuid).region == ""


def test_after_the_report_a_change_is_an_amendment(desk: Desk, records: Records) -> None:
    uuid = desk.record()
    desk.change("service_record", uuid, frozen=True)
    with pytest.raises(UserError, match="needs its reason"):
        records.edit(uuid, {"product_version": "8.4"})
    same = {"category": "usage", "product": f" {desk.get('service_record', uuid).product}\n"}
    records.edit(uuid, {"product_version": "8.4"} | same, reason="客户报错版本")
    with desk.database.read() as reader:
        (amendment,) = reader.find("amendment")
    assert (amendment.owner, amendment.field) == (uuid, "product_version")
    assert (amendment.old, amendment.new) == ("8.3.2", "8.4")
    assert (amendment.reason, amendment.written_by) == ("客户报错版本", ENGINEER)


def test_a_step_asks_for_known_fields_of_the_right_form(desk: Desk, records: Records) -> None:
    uuid = desk.record()
    with pytest.raises(UserError, match="no step"):
        records.step(uuid, "explode")
    with pytest.raises(ProblemsError, match="no field"):
        records.step(uuid, "answer", {"text": "好", "colour": "red"})
    with pytest.raises(UserError, match="wrong form"):
        records.step(uuid, "promise", {"promised_answer_at": "soon"})


def test_reading_a_record_is_logged_and_its_history_told(desk: Desk, records: Records) -> None:
    uuid = desk.record()
    records.edit(uuid, {"region": "一区"})
    view = records.view(uuid)
    assert view.customer_name == "栩川路桥工程有限公司"
    assert view.history == ()
    audited = Records(desk.use(MANAGER)).view(uuid).history
    changed = [entry for entry in audited if entry.field == "region"]
    assert [(entry.old, entry.new, entry.actor) for entry in changed][-1] == ("", "一区", ENGINEER)
    with desk.database.read() as reader:
        logged = reader.connection.exec_driver_sql("SELECT count(*) FROM reading").scalar()
    assert logged == 2


def test_agents_and_managers_work_on_records_archivists_do_not(desk: Desk) -> None:
    from branchdesk.domain.kinds.roles import Role

    uuid = desk.record(AGENT)
    Records(desk.use(MANAGER)).step(uuid, "note", {"text": "已了解"})
    import msgspec

    session = desk.use(MANAGER)
    reading_only = msgspec.structs.replace(
        session, actor=msgspec.structs.replace(session.actor, roles=frozenset({Role.ARCHIVIST}))
    )
    with pytest.raises(UserError, match="may not"):
        Records(reading_only).add(call())
    with pytest.raises(UserError, match="may not"):
        Records(reading_only).edit(uuid, {"region": "一区"})
