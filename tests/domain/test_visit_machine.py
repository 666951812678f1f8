# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The whole state machine of a visit: every state, event, guard and role (§4.2)."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from branchdesk.domain.kinds import visit_steps as inputs
from branchdesk.domain.kinds.roles import Role
from branchdesk.domain.kinds.steps import Effect, Situation, Step
from branchdesk.domain.kinds.visit import BEFORE_SITE, EDITABLE, FROZEN, ON_SITE
from branchdesk.domain.kinds.visit_steps import VISIT_MACHINE, progressed_state
from tests.builders import NOW, actor, build, signable_visit, situation

STATES = tuple(VISIT_MACHINE.states)
SITE = "on_site diagnosed solved follow_up_needed data_to_take form_filled"

TABLE: dict[str, tuple[str, str | None]] = {
    "confirm": ("planned rescheduled", "confirmed"),
    "reschedule": ("confirmed rescheduled on_the_way", "confirmed"),
    "depart": ("confirmed", "on_the_way"),
    "arrive": ("confirmed on_the_way", "on_site"),
    "diagnose": ("on_site diagnosed", "diagnosed"),
    "sign": (SITE + " signature_pending waiver_requested", "signed"),
    "sign_later": (SITE, "signature_pending"),
    "request_waiver": (SITE + " signature_pending", "waiver_requested"),
    "waive": ("waiver_requested signature_pending", "waived"),
    "give_copy": ("signed waived signature_pending waiver_requested submitted reviewed", None),
    "submit": ("signed waived", "submitted"),
    "review": ("submitted", "reviewed"),
    "file": ("reviewed", "filed"),
    "cancel": ("planned confirmed rescheduled on_the_way", "cancelled"),
}

PAYLOADS: dict[str, msgspec.Struct] = {
    "confirm": inputs.Appointment(appointment_at=NOW + timedelta(days=1), agreed_with="张松"),
    "reschedule": inputs.Reschedule(new_at=NOW + timedelta(days=2), reason="客户出差"),
    "depart": inputs.Departure(checklist_done=True),
    "arrive": inputs.Arrival(location="人民南路 1 号"),
    "diagnose": inputs.Diagnosis(diagnosis="software", diagnosis_text="驱动损坏", explained=True),
    "waive": inputs.Waiver(reason="客户领导出差"),
    "give_copy": inputs.CopyGiven(copy_way="message"),
    "review": inputs.Review(review_note="无误"),
    "cancel": inputs.Reason(reason="远程已解决"),
}


def step(event: str) -> Step:
    found = VISIT_MACHINE.step(event)
    assert found is not None
    return found


def effect(event: str, view: Situation, payload: Any = None) -> Effect:
    return step(event).effect(view, payload or PAYLOADS.get(event))


def test_the_table_knows_every_event_and_state() -> None:
    assert set(TABLE) == {s.event for s in VISIT_MACHINE.steps}
    assert {state for sources, _ in TABLE.values() for state in sources.split()} == (
        set(STATES) - {"filed", "cancelled"}
    )


@pytest.mark.parametrize("event", TABLE)
@pytest.mark.parametrize("state", STATES)
def test_every_event_in_every_state(state: str, event: str) -> None:
    sources, target = TABLE[event]
    found = step(event)
    assert (state in found.sources) is (state in sources.split())
    if state in found.sources:
        view = situation(build("visit", state=state))
        assert effect(event, view).changes.get("state", found.target) == target
        assert found.guard(view, PAYLOADS.get(event)) == []


def test_states_fall_into_before_on_site_and_frozen() -> None:
    assert BEFORE_SITE | ON_SITE | FROZEN | {"cancelled"} == set(STATES)
    assert EDITABLE.isdisjoint(FROZEN)
    assert {"signed", "waived", "signature_pending", "waiver_requested"} <= FROZEN


def test_nothing_unsigned_is_handed_in() -> None:
    assert step("submit").sources == {"signed", "waived"}


def test_a_visit_without_a_plan_is_not_confirmed() -> None:
    view = situation(build("visit", purpose=" "))
    problems = step("confirm").guard(view, PAYLOADS["confirm"])
    assert [(p.rule, p.field) for p in problems] == [("R-060", "purpose")]


def test_a_customer_who_was_not_told_leaves_the_visit_rescheduled() -> None:
    visit = build("visit", state="confirmed", appointment_at=NOW)
    later = NOW + timedelta(days=2)
    untold = inputs.Reschedule(new_at=later, reason="堵车", customer_informed=False)
    done = effect("reschedule", situation(visit), untold)
    assert done.changes == {"appointment_at": later, "state": "rescheduled"}
    (row,) = done.adds
    assert row.values["old_at"] == NOW
    assert row.values["customer_informed_at"] is None
    (told,) = effect("reschedule", situation(visit)).adds
    assert told.values["customer_informed_at"] == NOW


def test_times_are_taken_from_the_clock() -> None:
    view = situation(build("visit", state="confirmed"))
    assert effect("depart", view).changes["departed_at"] == NOW
    assert effect("arrive", view).changes["arrived_at"] == NOW
    assert effect("give_copy", view).changes == {"copy_way": "message", "copy_at": NOW}


def test_handing_in_notes_the_leaving_unless_it_is_known() -> None:
    assert effect("submit", situation(build("visit"))).changes == {
        "submitted_at": NOW,
        "left_at": NOW,
    }
    left = build("visit", left_at=NOW - timedelta(hours=1))
    assert effect("submit", situation(left)).changes == {"submitted_at": NOW}


def test_a_waiver_and_a_review_name_the_manager() -> None:
    manager = actor(Role.BRANCH_MANAGER)
    view = situation(build("visit"), actor=manager)
    waived = effect("waive", view).changes
    assert (waived["waiver_by"], waived["waiver_at"]) == (manager.staff, NOW)
    reviewed = effect("review", view).changes
    assert (reviewed["reviewed_by"], reviewed["reviewed_at"]) == (manager.staff, NOW)


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, "form_filled"),
        ({"opinion": ""}, "solved"),
        ({"opinion": "", "result": "partly"}, "follow_up_needed"),
        ({"opinion": "", "result": "follow_up_needed"}, "follow_up_needed"),
        ({"opinion": "", "result": "data_to_take"}, "data_to_take"),
        ({"opinion": "", "result": "referred_to_hq"}, "follow_up_needed"),
        ({"result": ""}, "diagnosed"),
        ({"result": "", "diagnosis": ""}, "on_site"),
    ],
)
def test_the_state_on_site_follows_from_what_is_filled_in(
    values: dict[str, Any], state: str
) -> None:
    assert progressed_state(signable_visit(state="on_site", **values)) == state


def test_before_the_arrival_nothing_progresses() -> None:
    early = signable_visit(state="confirmed", arrived_at=None)
    assert progressed_state(early) == "confirmed"
    assert progressed_state(signable_visit(state="confirmed")) == "form_filled"


@pytest.mark.parametrize("state", sorted(FROZEN | {"cancelled"}))
def test_a_frozen_sheet_does_not_progress(state: str) -> None:
    assert progressed_state(signable_visit(state=state)) == state


ENGINEER = {Role.FIELD_ENGINEER}
OWNERS = ENGINEER | {Role.SERVICE_AGENT}
MANAGERS = {Role.BRANCH_MANAGER, Role.DELEGATE}


@pytest.mark.parametrize("event", TABLE)
def test_who_may_do_what(event: str) -> None:
    may = {"waive": MANAGERS, "review": MANAGERS, "file": MANAGERS | {Role.ARCHIVIST}}
    may |= dict.fromkeys(("confirm", "reschedule", "cancel"), OWNERS)
    assert step(event).roles == may.get(event, ENGINEER)
    assert step(event).own_only == OWNERS


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("role", Role)
def test_only_what_the_person_may_is_offered(role: Role, own: bool) -> None:
    for state in STATES:
        for one in VISIT_MACHINE.offered(build("visit", state=state), actor(role), own=own):
            assert own or role not in one.own_only
            assert role in one.roles
            assert state in one.sources
            assert not one.hidden
