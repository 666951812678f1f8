# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What guards and does the steps of a service record (requirements §4.1)."""

from datetime import timedelta
from typing import Any

from branchdesk.domain.kinds import record_inputs as inputs
from branchdesk.domain.kinds.description import Problem
from branchdesk.domain.kinds.service_record import ServiceRecord
from branchdesk.domain.kinds.steps import Effect, NewRow, Situation, Update
from branchdesk.domain.text import T

SETTLED_VISITS = frozenset(
    {"signed", "waived", "waiver_requested", "submitted", "reviewed", "filed", "cancelled"}
)
"""States in which a visit no longer holds up the solution of its record."""


def _log(situation: Situation, kind: str, text: str) -> NewRow:
    return NewRow(
        "record_progress",
        {"record": situation.row.uuid, "at": situation.now, "kind": kind, "text": text},
    )


def _responding(situation: Situation) -> dict[str, object]:
    record: ServiceRecord = situation.row
    return {} if record.response_started_at else {"response_started_at": situation.now}


def answer(situation: Situation, payload: inputs.Answer) -> Effect:
    """Log the answer; an open promise is thereby kept."""
    changes = _responding(situation)
    if situation.row.state == "open":
        changes["state"] = "in_progress"
    return Effect(
        changes=changes | {"promised_answer_at": None},
        adds=(_log(situation, "answer", payload.text),),
    )


def note(situation: Situation, payload: inputs.Note) -> Effect:
    """Add an entry to the progress log."""
    return Effect(adds=(_log(situation, payload.kind, payload.text),))


def check_promise(situation: Situation, payload: inputs.Promise) -> list[Problem]:
    """Hold a promise against its limit, and a moved one against its reason (BR-001, BR-017)."""
    record: ServiceRecord = situation.row
    problems = []
    due = payload.promised_answer_at
    first = not situation.children.get("record_promise")
    if due is not None and due <= situation.now:
        problems.append(
            Problem(
                "BR-001", "promised_answer_at", T("This time is already over; choose a later one.")
            )
        )
    limit = timedelta(minutes=situation.policy.promised_answer_maximum)
    if due is not None and first and due > situation.now + limit and not payload.reason.strip():
        problems.append(
            Problem(
                "BR-001",
                "reason",
                T(
                    "More than {minutes} minutes need a reason.",
                    minutes=situation.policy.promised_answer_maximum,
                ),
            )
        )
    if not first and not payload.reason.strip():
        problems.append(Problem("BR-017", "reason", T("Say why the promised time is changed.")))
    if not first and not payload.customer_informed:
        problems.append(
            Problem(
                "BR-017",
                "customer_informed",
                T("Tell the customer the new time before the old one is over."),
            )
        )
    if not record.contact_phone.strip() and not record.address.strip():
        problems.append(
            Problem(
                "R-030",
                "promised_answer_at",
                T("Note the customer's phone number or address before promising an answer."),
            )
        )
    return problems


def promise(situation: Situation, payload: inputs.Promise) -> Effect:
    """Keep the promise as a row of its own, so that every moved time stays visible."""
    changes: dict[str, object] = {"promised_answer_at": payload.promised_answer_at}
    if situation.row.state == "open":
        changes["state"] = "in_progress"
    promise = NewRow(
        "record_promise",
        {
            "record": situation.row.uuid,
            "at": situation.now,
            "promised_for": payload.promised_answer_at,
            "reason": payload.reason,
            "customer_informed": payload.customer_informed,
        },
    )
    return Effect(changes=changes | _responding(situation), adds=(promise,))


def check_hand_over(situation: Situation, payload: inputs.HandOver) -> list[Problem]:
    """Refuse to hand a record to whom it already has (R-029)."""
    if payload.to_staff is not None and payload.to_staff == situation.row.handler:
        return [
            Problem(
                "R-029",
                "to_staff",
                T("This colleague is already working on it; choose another one."),
            )
        ]
    return []


def hand_over(situation: Situation, payload: inputs.HandOver) -> Effect:
    """Change the handler; the first-contact owner stays responsible (R-029)."""
    handover = NewRow(
        "record_handover",
        {
            "record": situation.row.uuid,
            "from_staff": situation.row.handler,
            "to_staff": payload.to_staff,
            "at": situation.now,
            "brief": payload.brief,
        },
    )
    changes: dict[str, object] = {"handler": payload.to_staff}
    if situation.row.state == "open":
        changes["state"] = "in_progress"
    return Effect(changes=changes, adds=(handover,))


def check_acknowledge(situation: Situation, payload: Any) -> list[Problem]:
    """Let only the present handler confirm the receipt (BR-014)."""
    del payload
    if situation.row.handler != situation.actor.staff:
        return [Problem("BR-014", "handler", T("Only the colleague it was handed to can take it."))]
    return []


def acknowledge(situation: Situation, payload: Any) -> Effect:
    """Note the time at the hand-overs that waited for this colleague."""
    del payload
    waiting = [
        h
        for h in situation.children.get("record_handover", ())
        if h.to_staff == situation.actor.staff and h.acknowledged_at is None
    ]
    return Effect(
        updates=tuple(
            Update("record_handover", h.uuid, {"acknowledged_at": situation.now}) for h in waiting
        )
    )


def check_options(situation: Situation, payload: inputs.Options) -> list[Problem]:
    """Hold the choice against the options that are filled in (BR-015)."""
    del situation
    given = [t for t in (payload.first, payload.second, payload.third) if t.strip()]
    if not 0 <= payload.chosen <= len(given):
        return [
            Problem(
                "BR-015",
                "chosen",
                T("The chosen option is not among those offered; choose one of them."),
            )
        ]
    return []


def options(situation: Situation, payload: inputs.Options) -> Effect:
    """Keep each option as a row, the chosen one marked."""
    given = [t for t in (payload.first, payload.second, payload.third) if t.strip()]
    return Effect(
        adds=tuple(
            NewRow(
                "record_option",
                {
                    "record": situation.row.uuid,
                    "ordinal": i,
                    "text": text,
                    "chosen": payload.chosen == i,
                },
            )
            for i, text in enumerate(given, start=1)
        )
    )


def plan_visit(situation: Situation, payload: Any) -> Effect:
    """Wait for the visit, unless customer data is still with us."""
    del payload
    if situation.row.state == "data_in_custody":
        return Effect()
    return Effect(changes={"state": "visit_planned"})


def escalate(situation: Situation, payload: inputs.Escalation) -> Effect:
    """Keep the six facts headquarters needs (BR-024)."""
    return Effect(
        changes={
            "operating_system": payload.operating_system,
            "computer_brand": payload.computer_brand,
            "product_version": payload.product_version,
            "operation_steps": payload.operation_steps,
            "error_symptom": payload.error_symptom,
            "probable_cause": payload.probable_cause,
        },
        adds=(_log(situation, "state", payload.error_symptom),),
    )


def headquarters_answered(situation: Situation, payload: inputs.Answer) -> Effect:
    """Log headquarters' answer."""
    return Effect(adds=(_log(situation, "headquarters", payload.text),))


def feedback(situation: Situation, payload: inputs.Feedback) -> Effect:
    """Keep what the customer said."""
    return Effect(
        changes={"customer_feedback": payload.text},
        adds=(_log(situation, "feedback", payload.text),),
    )


def check_resolve(situation: Situation, payload: inputs.Solution) -> list[Problem]:
    """Demand a solution, settled visits and returned data (R-022, requirements §4.1)."""
    record: ServiceRecord = situation.row
    problems = []
    if record.detail_level != "simple" and len(payload.solution.strip()) < 4:
        problems.append(
            Problem(
                "R-022",
                "solution",
                T("Describe the solution; only simple records may be this short."),
            )
        )
    if record.state == "data_in_custody":
        problems.append(
            Problem("requirements 4.1", "state", T("Return the customer's data first."))
        )
    problems.extend(
        Problem(
            "requirements 4.1",
            "state",
            T("Visit {number} is not signed yet.", number=visit.number),
        )
        for visit in situation.linked.get("visit", ())
        if visit.state not in SETTLED_VISITS
    )
    return problems


def resolve(situation: Situation, payload: inputs.Solution) -> Effect:
    """Keep the solution and end the response."""
    return Effect(
        changes={
            "solution": payload.solution,
            "result": "solved",
            "promised_answer_at": None,
            "response_ended_at": situation.now,
        }
        | _responding(situation)
    )


def check_confirmation(situation: Situation, payload: inputs.Confirmation) -> list[Problem]:
    """Close nothing open-ended and nothing without a solution (BR-025, R-032)."""
    record: ServiceRecord = situation.row
    problems = []
    if payload.open_ended:
        problems.append(
            Problem(
                "BR-025",
                "open_ended",
                T(
                    "The customer still wants to see. It stays open; ask again whether it is"
                    " solved."
                ),
            )
        )
    if not record.solution.strip():
        problems.append(
            Problem("R-032", "solution", T("There is no solution yet; write it first."))
        )
    if payload.satisfaction_score is not None and not 1 <= payload.satisfaction_score <= 10:
        problems.append(
            Problem("BR-077", "satisfaction_score", T("Satisfaction is 1 to 10 points."))
        )
    return problems


def confirm(situation: Situation, payload: inputs.Confirmation) -> Effect:
    """Keep who confirmed, when and how."""
    return Effect(
        changes={
            "confirmed_by": payload.confirmed_by,
            "confirmed_at": situation.now,
            "verification_method": payload.verification_method,
            "confirmation_text": payload.confirmation_text,
            "satisfaction_score": payload.satisfaction_score,
            "open_ended": False,
        }
    )


def try_and_see(situation: Situation, payload: inputs.Feedback) -> Effect:
    """Mark the record as open-ended: it stays to be confirmed (BR-025)."""
    return Effect(
        changes={"open_ended": True, "customer_feedback": payload.text},
        adds=(_log(situation, "feedback", payload.text),),
    )


def not_satisfied(situation: Situation, payload: inputs.Feedback) -> Effect:
    """Take the record up again."""
    return Effect(
        changes={
            "result": "continue",
            "open_ended": False,
            "customer_feedback": payload.text,
            "response_ended_at": None,
        },
        adds=(_log(situation, "feedback", payload.text),),
    )


def reopen(situation: Situation, payload: inputs.Reason) -> Effect:
    """Count the recurrence and drop the old confirmation."""
    return Effect(
        changes={
            "recurrence": situation.row.recurrence + 1,
            "result": "continue",
            "confirmed_at": None,
            "confirmed_by": "",
            "verification_method": "",
        },
        adds=(_log(situation, "state", payload.reason),),
    )


def complain(situation: Situation, payload: inputs.Reason) -> Effect:
    """Keep the complaint; whoever is concerned may not edit it further."""
    return Effect(
        changes={"complaint_text": payload.reason},
        adds=(_log(situation, "feedback", payload.reason),),
    )
