# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The states of a visit and its steps (requirements §4.2)."""

from datetime import datetime
from typing import Annotated, Any

import msgspec

from branchdesk.domain.kinds.description import Problem, Stage, as_in, describe
from branchdesk.domain.kinds.roles import AGENTS, MANAGERS, VISITORS, Role
from branchdesk.domain.kinds.steps import Effect, NewRow, Situation, StateMachine, Step
from branchdesk.domain.kinds.validation import problems_of
from branchdesk.domain.kinds.visit import BEFORE_SITE, EDITABLE, ON_SITE, VISIT, VISIT_STATES, Visit
from branchdesk.domain.text import T

SAVE = (Stage.SAVE,)
RESULT_STATES = {
    "solved": "solved",
    "partly": "follow_up_needed",
    "follow_up_needed": "follow_up_needed",
    "data_to_take": "data_to_take",
    "referred_to_hq": "follow_up_needed",
}
UNSIGNED = ON_SITE | {"signature_pending", "waiver_requested"}
"""States from which a signature may still be given."""


class Appointment(msgspec.Struct, frozen=True, kw_only=True):
    """When, with whom and how it was agreed (R-061)."""

    appointment_at: Annotated[datetime | None, as_in(Visit, "appointment_at", required=SAVE)] = None
    agreed_with: Annotated[str, as_in(Visit, "agreed_with", required=SAVE)] = ""
    agreed_by: Annotated[str, as_in(Visit, "agreed_by", required=SAVE)] = "phone"


class Reschedule(msgspec.Struct, frozen=True, kw_only=True):
    """The new time, why, and when the customer was told (R-062)."""

    new_at: Annotated[datetime | None, describe(T("New time"), required=SAVE)] = None
    reason: Annotated[str, describe(T("Reason"), required=SAVE)] = ""
    customer_informed: Annotated[bool, describe(T("Customer informed"))] = True


class Departure(msgspec.Struct, frozen=True, kw_only=True):
    """The check before leaving (R-083)."""

    checklist_done: Annotated[bool, as_in(Visit, "checklist_done")] = False


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """Where, and whether the badge was shown (R-064)."""

    location: Annotated[str, as_in(Visit, "location", required=SAVE)] = ""
    badge_shown: Annotated[bool, as_in(Visit, "badge_shown")] = True


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """What was found and that it was explained (R-065)."""

    diagnosis: Annotated[str, as_in(Visit, "diagnosis", required=SAVE)] = ""
    diagnosis_text: Annotated[str, as_in(Visit, "diagnosis_text")] = ""
    explained: Annotated[bool, as_in(Visit, "explained")] = False


class Waiver(msgspec.Struct, frozen=True, kw_only=True):
    """The manager's consent to an unsigned sheet (R-074)."""

    reason: Annotated[str, describe(T("Reason of the waiver"), required=SAVE, long=True)] = ""
    oral: Annotated[bool, describe(T("Approved by phone"))] = False


class CopyGiven(msgspec.Struct, frozen=True, kw_only=True):
    """How the customer got a copy."""

    copy_way: Annotated[str, as_in(Visit, "copy_way", required=SAVE)] = "paper"


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """The manager's remark."""

    review_note: Annotated[str, as_in(Visit, "review_note")] = ""


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why."""

    reason: Annotated[str, describe(T("Reason"), required=SAVE, long=True)] = ""


def progressed_state(visit: Visit) -> str:
    """Return the on-site state that follows from what is filled in, until the sheet is frozen."""
    if visit.state not in EDITABLE or (visit.arrived_at is None and visit.state in BEFORE_SITE):
        return visit.state
    if not problems_of(VISIT, visit, Stage.SIGN):
        return "form_filled"
    if visit.result:
        return RESULT_STATES.get(visit.result, "diagnosed")
    return "diagnosed" if visit.diagnosis else "on_site"


def _appointment(situation: Situation, payload: Appointment) -> Effect:
    del situation
    return Effect(
        changes={
            "appointment_at": payload.appointment_at,
            "agreed_with": payload.agreed_with,
            "agreed_by": payload.agreed_by,
        }
    )


def _check_plan(situation: Situation, payload: Any) -> list[Problem]:
    del payload
    if not situation.row.purpose.strip():
        return [Problem("R-060", "purpose", T("Write the plan of the visit first."))]
    return []


def _reschedule(situation: Situation, payload: Reschedule) -> Effect:
    visit: Visit = situation.row
    moved = NewRow(
        "visit_reschedule",
        {
            "visit": visit.uuid,
            "old_at": visit.appointment_at,
            "new_at": payload.new_at,
            "reason": payload.reason,
            "customer_informed_at": situation.now if payload.customer_informed else None,
        },
    )
    return Effect(
        changes={
            "appointment_at": payload.new_at,
            "state": "confirmed" if payload.customer_informed else "rescheduled",
        },
        adds=(moved,),
    )


def _depart(situation: Situation, payload: Departure) -> Effect:
    return Effect(changes={"departed_at": situation.now, "checklist_done": payload.checklist_done})


def _arrive(situation: Situation, payload: Arrival) -> Effect:
    return Effect(
        changes={
            "arrived_at": situation.now,
            "location": payload.location,
            "badge_shown": payload.badge_shown,
        }
    )


def _diagnose(situation: Situation, payload: Diagnosis) -> Effect:
    del situation
    return Effect(
        changes={
            "diagnosis": payload.diagnosis,
            "diagnosis_text": payload.diagnosis_text,
            "explained": payload.explained,
        }
    )


def _waive(situation: Situation, payload: Waiver) -> Effect:
    return Effect(
        changes={
            "waiver_reason": payload.reason,
            "waiver_by": situation.actor.staff,
            "waiver_at": situation.now,
            "waiver_oral": payload.oral,
        }
    )


def _copy_given(situation: Situation, payload: CopyGiven) -> Effect:
    return Effect(changes={"copy_way": payload.copy_way, "copy_at": situation.now})


def _submit(situation: Situation, payload: Any) -> Effect:
    del payload
    changes: dict[str, object] = {"submitted_at": situation.now}
    if situation.row.left_at is None:
        changes["left_at"] = situation.now
    return Effect(changes=changes)


def _review(situation: Situation, payload: Review) -> Effect:
    return Effect(
        changes={
            "reviewed_at": situation.now,
            "reviewed_by": situation.actor.staff,
            "review_note": payload.review_note,
        }
    )


def _cancel(situation: Situation, payload: Reason) -> Effect:
    del situation
    return Effect(changes={"review_note": payload.reason})


VISIT_MACHINE = StateMachine(
    states=VISIT_STATES.labels,
    initial="planned",
    steps=(
        Step(
            event="confirm",
            label=T("Agree on the time…", "visit.action"),
            sources=frozenset({"planned", "rescheduled"}),
            target="confirmed",
            roles=AGENTS,
            payload=Appointment,
            guard=_check_plan,
            effect=_appointment,
            main=True,
        ),
        Step(
            event="reschedule",
            label=T("Reschedule…", "visit.action"),
            sources=frozenset({"confirmed", "rescheduled", "on_the_way"}),
            target=None,
            roles=AGENTS,
            payload=Reschedule,
            effect=_reschedule,
        ),
        Step(
            event="depart",
            label=T("Depart", "visit.action"),
            sources=frozenset({"confirmed"}),
            target="on_the_way",
            roles=VISITORS,
            payload=Departure,
            effect=_depart,
        ),
        Step(
            event="arrive",
            label=T("Arrive", "visit.action"),
            sources=frozenset({"confirmed", "on_the_way"}),
            target="on_site",
            roles=VISITORS,
            payload=Arrival,
            effect=_arrive,
        ),
        Step(
            event="diagnose",
            label=T("Diagnose…", "visit.action"),
            sources=frozenset({"on_site", "diagnosed"}),
            target="diagnosed",
            roles=VISITORS,
            payload=Diagnosis,
            effect=_diagnose,
            hidden=True,
        ),
        Step(
            event="sign",
            label=T("Sign", "visit.action"),
            sources=UNSIGNED,
            target="signed",
            roles=VISITORS,
            hidden=True,
            internal=True,
        ),
        Step(
            event="sign_later",
            label=T("Sign later…", "visit.action"),
            sources=ON_SITE,
            target="signature_pending",
            roles=VISITORS,
            hidden=True,
            internal=True,
        ),
        Step(
            event="request_waiver",
            label=T("Ask for a waiver…", "visit.action"),
            sources=ON_SITE | {"signature_pending"},
            target="waiver_requested",
            roles=VISITORS,
            hidden=True,
            internal=True,
        ),
        Step(
            event="waive",
            label=T("Approve without signature…", "visit.action"),
            sources=frozenset({"waiver_requested", "signature_pending"}),
            target="waived",
            roles=MANAGERS,
            payload=Waiver,
            effect=_waive,
            main=True,
        ),
        Step(
            event="give_copy",
            label=T("Note the customer's copy…", "visit.action"),
            sources=frozenset(
                {
                    "signed",
                    "waived",
                    "signature_pending",
                    "waiver_requested",
                    "submitted",
                    "reviewed",
                }
            ),
            target=None,
            roles=VISITORS,
            payload=CopyGiven,
            effect=_copy_given,
        ),
        Step(
            event="submit",
            label=T("Hand in", "visit.action"),
            sources=frozenset({"signed", "waived"}),
            target="submitted",
            roles=VISITORS,
            effect=_submit,
            main=True,
        ),
        Step(
            event="review",
            label=T("Review…", "visit.action"),
            sources=frozenset({"submitted"}),
            target="reviewed",
            roles=MANAGERS,
            payload=Review,
            effect=_review,
            main=True,
        ),
        Step(
            event="file",
            label=T("File", "visit.action"),
            sources=frozenset({"reviewed"}),
            target="filed",
            roles=MANAGERS | {Role.ARCHIVIST},
        ),
        Step(
            event="cancel",
            label=T("Cancel the visit…", "visit.action"),
            sources=BEFORE_SITE,
            target="cancelled",
            roles=AGENTS,
            payload=Reason,
            effect=_cancel,
        ),
    ),
)
