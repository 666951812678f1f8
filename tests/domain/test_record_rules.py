# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What keeps a step of a service record from being done, and what it does (§4.1)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from branchdesk.domain.kinds import record_inputs as inputs
from branchdesk.domain.kinds.service_record import is_late_entry
from branchdesk.domain.policy import Policy
from tests.builders import NOW, actor, build, situation
from tests.domain.record_entries import effect, refused, step

# --- Late entries: BR-020, R-019 -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("occurred", "recorded", "late"),
    [
        ("2026-11-20T08:00+08:00", "2026-11-20T23:59+08:00", False),
        ("2026-11-20T23:59+08:00", "2026-11-21T00:00+08:00", True),
        ("2026-11-20T15:59+00:00", "2026-11-20T16:00+00:00", True),
        ("2026-11-20T23:59+00:00", "2026-11-21T00:01+00:00", False),
    ],
    ids=["same day", "over midnight", "over the branch's midnight", "over another zone's midnight"],
)
def test_a_late_entry_is_one_of_another_local_day(occurred: str, recorded: str, late: bool) -> None:
    moments = datetime.fromisoformat(occurred), datetime.fromisoformat(recorded)
    assert is_late_entry(*moments) is late


# --- Promises: BR-001, BR-017, R-030 -------------------------------------------------------------


def promise(minutes: int, **values: Any) -> inputs.Promise:
    return inputs.Promise(promised_answer_at=NOW + timedelta(minutes=minutes), **values)


@pytest.mark.parametrize(
    ("payload", "broken"),
    [
        (promise(60), set()),
        (promise(61), {("BR-001", "reason")}),
        (promise(61, reason="要问总部"), set()),
        (promise(0), {("BR-001", "promised_answer_at")}),
        (promise(-5), {("BR-001", "promised_answer_at")}),
    ],
)
def test_the_first_promise_is_within_the_hour_or_has_a_reason(
    payload: inputs.Promise, broken: set[tuple[str, str]]
) -> None:
    assert refused("promise", situation(build("service_record")), payload) == broken


def test_the_hour_is_a_matter_of_policy() -> None:
    view = situation(build("service_record"), policy=Policy(promised_answer_maximum=30))
    assert refused("promise", view, promise(31)) == {("BR-001", "reason")}


def test_a_moved_promise_has_a_reason_and_an_informed_customer() -> None:
    record = build("service_record", state="in_progress")
    earlier = build("record_promise", record=record.uuid)
    view = situation(record, children={"record_promise": (earlier,)})
    moved = promise(90, customer_informed=False)
    assert refused("promise", view, moved) == {
        ("BR-017", "reason"),
        ("BR-017", "customer_informed"),
    }
    assert refused("promise", view, promise(90, reason="等总部答复")) == set()


def test_an_answer_is_not_promised_to_nowhere() -> None:
    nowhere = situation(build("service_record", contact_phone=""))
    assert refused("promise", nowhere) == {("R-030", "promised_answer_at")}
    assert (
        refused("promise", situation(build("service_record", contact_phone="", address="人民南路")))
        == set()
    )


def test_a_promise_is_kept_as_a_row_and_starts_the_response() -> None:
    record = build("service_record")
    done = effect("promise", situation(record), promise(30, reason="查资料"))
    assert done.changes["promised_answer_at"] == NOW + timedelta(minutes=30)
    assert done.changes["response_started_at"] == NOW
    (row,) = done.adds
    assert row.kind == "record_promise"
    assert row.values["reason"] == "查资料"


def test_an_answer_keeps_the_promise_and_the_first_response() -> None:
    earlier = NOW - timedelta(hours=1)
    record = build("service_record", response_started_at=earlier, promised_answer_at=NOW)
    done = effect("answer", situation(record))
    assert done.changes == {"promised_answer_at": None, "state": "in_progress"}
    assert [row.values["kind"] for row in done.adds] == ["answer"]


# --- Hand-over: R-029, BR-014 --------------------------------------------------------------------


def test_a_record_is_not_handed_to_whom_it_has() -> None:
    payload = inputs.HandOver(to_staff=uuid4(), brief="驱动已重装")
    own = build("service_record", handler=payload.to_staff)
    assert refused("hand_over", situation(own), payload) == {("R-029", "to_staff")}


def test_the_first_contact_owner_stays() -> None:
    owner, colleague = uuid4(), uuid4()
    record = build("service_record", first_contact_owner=owner, handler=owner)
    done = effect(
        "hand_over", situation(record), inputs.HandOver(to_staff=colleague, brief="见处理过程")
    )
    assert done.changes == {"handler": colleague, "state": "in_progress"}
    (row,) = done.adds
    assert (row.values["from_staff"], row.values["to_staff"]) == (owner, colleague)


def test_only_the_receiver_acknowledges() -> None:
    me = actor()
    record = build("service_record", state="in_progress", handler=me.staff)
    assert refused("acknowledge", situation(record)) == {("BR-014", "handler")}
    waiting = build("record_handover", record=record.uuid, to_staff=me.staff)
    done_before = build("record_handover", to_staff=me.staff, acknowledged_at=NOW)
    other = build("record_handover", to_staff=uuid4())
    view = situation(record, actor=me, children={"record_handover": (waiting, done_before, other)})
    assert refused("acknowledge", view) == set()
    (update,) = effect("acknowledge", view).updates
    assert (update.uuid, update.changes) == (waiting.uuid, {"acknowledged_at": NOW})


# --- Options: BR-015 -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("payload", "allowed"),
    [
        (inputs.Options(first="甲"), True),
        (inputs.Options(first="甲", chosen=1), True),
        (inputs.Options(first="甲", chosen=2), False),
        (inputs.Options(first="甲", second="乙", third="丙", chosen=3), True),
        (inputs.Options(first="甲", second="乙", third="丙", chosen=4), False),
        (inputs.Options(first="甲", chosen=-1), False),
    ],
)
def test_the_chosen_option_was_offered(payload: inputs.Options, allowed: bool) -> None:
    broken = refused("offer_options", situation(build("service_record")), payload)
    assert broken == (set() if allowed else {("BR-015", "chosen")})


def test_each_option_is_a_row() -> None:
    payload = inputs.Options(first="甲", second="乙", chosen=2)
    rows = effect("offer_options", situation(build("service_record")), payload).adds
    assert [(r.values["ordinal"], r.values["text"], r.values["chosen"]) for r in rows] == [
        (1, "甲", False),
        (2, "乙", True),
    ]


# --- Escalation: BR-024 --------------------------------------------------------------------------


def test_the_six_facts_are_asked_and_kept() -> None:
    required = {n for n, f in step("escalate").input_fields().items() if f.facts.required}
    assert len(required) == 6
    kept = effect("escalate", situation(build("service_record"))).changes
    assert required <= set(kept)


# --- Solving: R-022, custody and visits of requirements 4.1 --------------------------------------


def test_customer_data_is_returned_before_the_record_is_solved() -> None:
    record = build("service_record", state="data_in_custody")
    assert refused("resolve", situation(record)) == {("requirements 4.1", "state")}


@pytest.mark.parametrize(
    ("state", "settled"),
    [
        ("planned", False),
        ("on_site", False),
        ("form_filled", False),
        ("signature_pending", False),
        ("signed", True),
        ("waived", True),
        ("waiver_requested", True),
        ("submitted", True),
        ("reviewed", True),
        ("filed", True),
        ("cancelled", True),
    ],
)
def test_an_unsigned_visit_holds_up_the_solution(state: str, settled: bool) -> None:
    record = build("service_record", state="in_progress")
    visits = (build("visit", state="signed"), build("visit", state=state))
    broken = refused("resolve", situation(record, linked={"visit": visits}))
    assert broken == (set() if settled else {("requirements 4.1", "state")})


def test_only_a_simple_record_has_a_short_solution() -> None:
    short = inputs.Solution(solution="重启")
    full = build("service_record", detail_level="full")
    assert refused("resolve", situation(full), short) == {("R-022", "solution")}
    simple = build("service_record", detail_level="simple")
    assert refused("resolve", situation(simple), short) == set()


def test_a_solution_ends_the_response() -> None:
    record = build("service_record", promised_answer_at=NOW)
    assert effect("resolve", situation(record)).changes == {
        "solution": "重装打印驱动后正常",
        "result": "solved",
        "promised_answer_at": None,
        "response_started_at": NOW,
        "response_ended_at": NOW,
    }


# --- Confirmation: BR-025, R-032, BR-077 ---------------------------------------------------------


@pytest.mark.parametrize(
    ("solution", "payload", "broken"),
    [
        ("重装打印驱动", {}, set()),
        ("", {}, {("R-032", "solution")}),
        ("重装打印驱动", {"open_ended": True}, {("BR-025", "open_ended")}),
        ("重装打印驱动", {"satisfaction_score": 0}, {("BR-077", "satisfaction_score")}),
        ("重装打印驱动", {"satisfaction_score": 11}, {("BR-077", "satisfaction_score")}),
        ("重装打印驱动", {"satisfaction_score": 1}, set()),
        ("重装打印驱动", {"satisfaction_score": 10}, set()),
    ],
)
def test_nothing_open_ended_is_closed(
    solution: str, payload: dict[str, Any], broken: set[tuple[str, str]]
) -> None:
    record = build("service_record", state="resolved", solution=solution)
    confirmation = inputs.Confirmation(confirmed_by="张松", **payload)
    assert refused("confirm_close", situation(record), confirmation) == broken


def test_a_confirmation_says_who_when_and_how() -> None:
    record = build("service_record", state="resolved", open_ended=True)
    changes = effect("confirm_close", situation(record)).changes
    assert changes["confirmed_by"] == "张松"
    assert changes["confirmed_at"] == NOW
    assert changes["verification_method"] == "customer_feedback"
    assert changes["open_ended"] is False


def test_a_customer_who_wants_to_see_keeps_it_open() -> None:
    record = build("service_record", state="resolved")
    done = effect("try_and_see", situation(record))
    assert done.changes["open_ended"] is True
    assert "state" not in done.changes


def test_a_record_that_recurs_is_counted() -> None:
    record = build("service_record", state="closed", recurrence=1, confirmed_at=NOW)
    changes = effect("reopen", situation(record)).changes
    assert changes["recurrence"] == 2
    assert changes["confirmed_at"] is None
