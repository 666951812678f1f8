# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The whole state machine of a service record: every state, event, guard and role (§4.1)."""

import pytest

from branchdesk.domain.kinds.record_steps import RECORD_MACHINE
from branchdesk.domain.kinds.roles import Role
from tests.builders import actor, build, situation
from tests.domain.record_entries import PAYLOADS, effect, refused, step

STATES = tuple(RECORD_MACHINE.states)
ACTIVE = "open in_progress waiting_customer waiting_hq visit_planned data_in_custody reopened"
FREE = "open in_progress waiting_customer waiting_hq visit_planned reopened"

# event → (states it may begin in, the state it ends in or None when it stays)
TABLE: dict[str, tuple[str, str | None]] = {
    "save": ("draft", "open"),
    "acknowledge": (ACTIVE, None),
    "answer": (ACTIVE, None),
    "promise": (ACTIVE, None),
    "note": ("draft resolved " + ACTIVE, None),
    "hand_over": (ACTIVE, None),
    "offer_options": (FREE, "in_progress"),
    "plan_visit": (ACTIVE, "visit_planned"),
    "visit_done": ("visit_planned", "in_progress"),
    "take_data": (ACTIVE, "data_in_custody"),
    "return_data": ("data_in_custody", "in_progress"),
    "escalate": ("open in_progress waiting_customer visit_planned reopened", "waiting_hq"),
    "hq_answered": ("waiting_hq", "in_progress"),
    "wait_customer": ("open in_progress waiting_hq visit_planned reopened", "waiting_customer"),
    "customer_replied": ("waiting_customer", "in_progress"),
    "resolve": (ACTIVE, "resolved"),
    "confirm_close": ("resolved", "closed"),
    "try_and_see": ("resolved", None),
    "not_satisfied": ("resolved", "in_progress"),
    "reopen": ("closed", "reopened"),
    "complain": ("resolved closed " + ACTIVE, "transferred"),
}


def test_the_table_knows_every_event_and_state() -> None:
    assert set(TABLE) == {s.event for s in RECORD_MACHINE.steps}
    assert {state for sources, _ in TABLE.values() for state in sources.split()} == (
        set(STATES) - {"transferred"}
    )


@pytest.mark.parametrize("event", TABLE)
@pytest.mark.parametrize("state", STATES)
def test_every_event_in_every_state(state: str, event: str) -> None:
    sources, target = TABLE[event]
    found = step(event)
    assert (state in found.sources) is (state in sources.split())
    if state not in found.sources:
        return
    view = situation(build("service_record", state=state))
    after = effect(event, view).changes.get("state", found.target)
    if event == "plan_visit" and state == "data_in_custody":
        assert after is None  # the data is still with us
    elif target is not None:
        assert after == target
    else:
        begun = state == "open" and event in {"answer", "promise", "hand_over"}
        assert after == ("in_progress" if begun else None)


@pytest.mark.parametrize("event", PAYLOADS)
def test_a_complete_entry_passes_the_fields_and_the_guard(event: str) -> None:
    sources, _ = TABLE[event]
    state = "in_progress" if "in_progress" in sources else sources.split()[0]
    record = build("service_record", state=state, solution="重装打印驱动")
    assert isinstance(PAYLOADS[event], step(event).payload)
    assert refused(event, situation(record)) == set()


def test_every_state_can_be_left_or_is_an_end() -> None:
    left = {state for s in RECORD_MACHINE.steps if s.target for state in s.sources}
    assert set(STATES) - left == {"transferred"}
    assert RECORD_MACHINE.initial == "open"


def test_every_state_can_be_reached() -> None:
    reached = {RECORD_MACHINE.initial, "draft"}
    reached |= {target for _, target in TABLE.values() if target}
    assert reached == set(STATES)


@pytest.mark.parametrize("event", [e for e, (s, _) in TABLE.items() if "data_in_custody" in s])
def test_no_detour_leads_around_the_returned_data(event: str) -> None:
    if event in {"resolve", "complain"}:
        return  # refused above; a complaint keeps the record from being solved at all
    view = situation(build("service_record", state="data_in_custody"))
    after = effect(event, view).changes.get("state", step(event).target)
    assert after in ({"in_progress"} if event == "return_data" else {None, "data_in_custody"})


# --- Who may: requirements §6 --------------------------------------------------------------------

OWNERS = {Role.FIELD_ENGINEER, Role.SERVICE_AGENT}
MANAGERS = {Role.BRANCH_MANAGER, Role.DELEGATE}
ENGINEER = {Role.FIELD_ENGINEER}
VERIFIERS = {Role.HQ_ENGINEER, Role.TECHNICAL_LEADER}
MAY = {
    "save": OWNERS,
    "plan_visit": OWNERS,
    "visit_done": ENGINEER,
    "take_data": ENGINEER,
    "return_data": ENGINEER | MANAGERS,
    "resolve": OWNERS | MANAGERS | VERIFIERS,
    "confirm_close": OWNERS | MANAGERS | VERIFIERS,
}


@pytest.mark.parametrize("event", TABLE)
def test_who_may_do_what(event: str) -> None:
    assert step(event).roles == MAY.get(event, OWNERS | MANAGERS)
    others_too = event in {"note", "acknowledge"}
    assert step(event).own_only == (frozenset() if others_too else OWNERS)


@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("role", Role)
def test_only_what_the_person_may_is_offered(role: Role, own: bool) -> None:
    for state in STATES:
        row = build("service_record", state=state)
        offered = RECORD_MACHINE.offered(row, actor(role), own=own)
        for one in offered:
            assert own or role not in one.own_only
            assert role in one.roles
            assert state in one.sources
            assert not one.hidden
    if role not in OWNERS | MANAGERS | VERIFIERS:
        assert not RECORD_MACHINE.offered(build("service_record"), actor(role), own=own)


@pytest.mark.parametrize("state", STATES)
def test_at_most_one_step_is_the_natural_next_one(state: str) -> None:
    offered = RECORD_MACHINE.offered(build("service_record", state=state), actor(), own=True)
    assert len([s for s in offered if s.main]) == (0 if state in {"closed", "transferred"} else 1)
