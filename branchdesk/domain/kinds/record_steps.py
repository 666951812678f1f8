# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The states of a service record and its steps (requirements §4.1)."""

from datetime import timedelta
from typing import Any

from branchdesk.domain.kinds import record_inputs as inputs
from branchdesk.domain.kinds.description import Problem
from branchdesk.domain.kinds.roles import AGENTS, HEADQUARTERS
from branchdesk.domain.kinds.service_record import RECORD_STATES, UNFINISHED, ServiceRecord
from branchdesk.domain.kinds.steps import Effect, NewRow, Situation, StateMachine, Step, Update
from branchdesk.domain.text import T, Text

WORKING = frozenset(
    {
        "in_progress",
        "waiting_customer",
        "waiting_hq",
        "visit_planned",
        "data_in_custody",
        "reopened",
    }
)
ACTIVE = WORKING | {"open"}
CLOSERS = AGENTS | HEADQUARTERS
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


def _answer(situation: Situation, payload: inputs.Answer) -> Effect:
    changes = _responding(situation)
    if situation.row.state == "open":
        changes["state"] = "in_progress"
    return Effect(
        changes=changes | {"promised_answer_at": None},
        adds=(_log(situation, "answer", payload.text),),
    )


def _note(situation: Situation, payload: inputs.Note) -> Effect:
    return Effect(adds=(_log(situation, payload.kind, payload.text),))


def _check_promise(situation: Situation, payload: inputs.Promise) -> list[Problem]:
    record: ServiceRecord = situation.row
    problems = []
    due = payload.promised_answer_at
    first = not situation.children.get("record_promise")
    if due is not None and due <= situation.now:
        problems.append(_problem("BR-001", "promised_answer_at", T("The time is already over.")))
    limit = timedelta(minutes=situation.policy.promised_answer_maximum)
    if due is not None and first and due > situation.now + limit and not payload.reason.strip():
        problems.append(
            _problem(
                "BR-001",
                "reason",
                T(
                    "More than {minutes} minutes need a reason.",
                    minutes=situation.policy.promised_answer_maximum,
                ),
            )
        )
    if not first and not payload.reason.strip():
        problems.append(_problem("BR-017", "reason", T("Say why the promised time is changed.")))
    if not first and not payload.customer_informed:
        problems.append(
            _problem(
                "BR-017",
                "customer_informed",
                T("Tell the customer the new time before the old one is over."),
            )
        )
    if not record.contact_phone.strip() and not record.address.strip():
        problems.append(
            _problem(
                "R-030",
                "promised_answer_at",
                T("Note the customer's phone number or address before promising an answer."),
            )
        )
    return problems


def _promise(situation: Situation, payload: inputs.Promise) -> Effect:
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


def _check_hand_over(situation: Situation, payload: inputs.HandOver) -> list[Problem]:
    if payload.to_staff is not None and payload.to_staff == situation.row.handler:
        return [_problem("R-029", "to_staff", T("This colleague is already working on it."))]
    return []


def _hand_over(situation: Situation, payload: inputs.HandOver) -> Effect:
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


def _check_acknowledge(situation: Situation, payload: Any) -> list[Problem]:
    del payload
    if situation.row.handler != situation.actor.staff:
        return [
            _problem("BR-014", "handler", T("Only the colleague it was handed to can take it."))
        ]
    return []


def _acknowledge(situation: Situation, payload: Any) -> Effect:
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


def _check_options(situation: Situation, payload: inputs.Options) -> list[Problem]:
    del situation
    given = [t for t in (payload.first, payload.second, payload.third) if t.strip()]
    if not 0 <= payload.chosen <= len(given):
        return [_problem("BR-015", "chosen", T("The chosen option is not among those offered."))]
    return []


def _options(situation: Situation, payload: inputs.Options) -> Effect:
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


def _escalate(situation: Situation, payload: inputs.Escalation) -> Effect:
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


def _headquarters_answered(situation: Situation, payload: inputs.Answer) -> Effect:
    return Effect(adds=(_log(situation, "headquarters", payload.text),))


def _feedback(situation: Situation, payload: inputs.Feedback) -> Effect:
    return Effect(
        changes={"customer_feedback": payload.text},
        adds=(_log(situation, "feedback", payload.text),),
    )


def _check_resolve(situation: Situation, payload: inputs.Solution) -> list[Problem]:
    record: ServiceRecord = situation.row
    problems = []
    if record.detail_level != "simple" and len(payload.solution.strip()) < 4:
        problems.append(
            _problem(
                "R-022",
                "solution",
                T("Describe the solution; only simple records may be this short."),
            )
        )
    if record.state == "data_in_custody":
        problems.append(
            _problem("requirements 4.1", "state", T("Return the customer's data first."))
        )
    problems.extend(
        _problem(
            "requirements 4.1",
            "state",
            T("Visit {number} is not signed yet.", number=visit.number),
        )
        for visit in situation.linked.get("visit", ())
        if visit.state not in SETTLED_VISITS
    )
    return problems


def _resolve(situation: Situation, payload: inputs.Solution) -> Effect:
    return Effect(
        changes={
            "solution": payload.solution,
            "result": "solved",
            "promised_answer_at": None,
            "response_ended_at": situation.now,
        }
        | _responding(situation)
    )


def _check_confirmation(situation: Situation, payload: inputs.Confirmation) -> list[Problem]:
    record: ServiceRecord = situation.row
    problems = []
    if payload.open_ended:
        problems.append(
            _problem(
                "BR-025",
                "open_ended",
                T(
                    "The customer still wants to see. It stays open; ask again whether it is"
                    " solved."
                ),
            )
        )
    if not record.solution.strip():
        problems.append(_problem("R-032", "solution", T("There is no solution yet.")))
    if payload.satisfaction_score is not None and not 1 <= payload.satisfaction_score <= 10:
        problems.append(
            _problem("BR-077", "satisfaction_score", T("Satisfaction is 1 to 10 points."))
        )
    return problems


def _confirm(situation: Situation, payload: inputs.Confirmation) -> Effect:
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


def _try_and_see(situation: Situation, payload: inputs.Feedback) -> Effect:
    return Effect(
        changes={"open_ended": True, "customer_feedback": payload.text},
        adds=(_log(situation, "feedback", payload.text),),
    )


def _not_satisfied(situation: Situation, payload: inputs.Feedback) -> Effect:
    return Effect(
        changes={
            "result": "continue",
            "open_ended": False,
            "customer_feedback": payload.text,
            "response_ended_at": None,
        },
        adds=(_log(situation, "feedback", payload.text),),
    )


def _reopen(situation: Situation, payload: inputs.Reason) -> Effect:
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


def _complain(situation: Situation, payload: inputs.Reason) -> Effect:
    return Effect(
        changes={"complaint_text": payload.reason},
        adds=(_log(situation, "feedback", payload.reason),),
    )


def _problem(rule: str, field: str, message: Text) -> Problem:
    return Problem(rule, field, message)


RECORD_MACHINE = StateMachine(
    states=RECORD_STATES.labels,
    initial="open",
    steps=(
        Step(
            event="save",
            label=T("Record it", "record.action"),
            sources=frozenset({"draft"}),
            target="open",
            roles=AGENTS,
            main=True,
        ),
        Step(
            event="acknowledge",
            label=T("I take it", "record.action"),
            sources=ACTIVE,
            target=None,
            roles=AGENTS,
            guard=_check_acknowledge,
            effect=_acknowledge,
        ),
        Step(
            event="answer",
            label=T("Note the answer", "record.action"),
            sources=ACTIVE,
            target=None,
            roles=AGENTS,
            payload=inputs.Answer,
            effect=_answer,
        ),
        Step(
            event="promise",
            label=T("Promise a time…", "record.action"),
            sources=ACTIVE,
            target=None,
            roles=AGENTS,
            payload=inputs.Promise,
            guard=_check_promise,
            effect=_promise,
        ),
        Step(
            event="note",
            label=T("Note progress", "record.action"),
            sources=UNFINISHED,
            target=None,
            roles=AGENTS,
            payload=inputs.Note,
            effect=_note,
        ),
        Step(
            event="hand_over",
            label=T("Hand over…", "record.action"),
            sources=ACTIVE,
            target=None,
            roles=AGENTS,
            payload=inputs.HandOver,
            guard=_check_hand_over,
            effect=_hand_over,
        ),
        Step(
            event="offer_options",
            label=T("Offer options…", "record.action"),
            sources=ACTIVE,
            target="in_progress",
            roles=AGENTS,
            payload=inputs.Options,
            guard=_check_options,
            effect=_options,
        ),
        Step(
            event="plan_visit",
            label=T("Arrange a visit…", "record.action"),
            sources=ACTIVE,
            target="visit_planned",
            roles=AGENTS,
            hidden=True,
        ),
        Step(
            event="visit_done",
            label=T("Visit finished", "record.action"),
            sources=frozenset({"visit_planned"}),
            target="in_progress",
            roles=AGENTS,
            hidden=True,
        ),
        Step(
            event="take_data",
            label=T("Data taken away", "record.action"),
            sources=ACTIVE,
            target="data_in_custody",
            roles=AGENTS,
            hidden=True,
        ),
        Step(
            event="return_data",
            label=T("Data returned", "record.action"),
            sources=frozenset({"data_in_custody"}),
            target="in_progress",
            roles=AGENTS,
            payload=inputs.Feedback,
            effect=_feedback,
        ),
        Step(
            event="escalate",
            label=T("Ask headquarters…", "record.action"),
            sources=ACTIVE - {"waiting_hq"},
            target="waiting_hq",
            roles=AGENTS,
            payload=inputs.Escalation,
            effect=_escalate,
        ),
        Step(
            event="hq_answered",
            label=T("Headquarters answered…", "record.action"),
            sources=frozenset({"waiting_hq"}),
            target="in_progress",
            roles=AGENTS,
            payload=inputs.Answer,
            effect=_headquarters_answered,
        ),
        Step(
            event="wait_customer",
            label=T("Wait for the customer", "record.action"),
            sources=ACTIVE - {"waiting_customer"},
            target="waiting_customer",
            roles=AGENTS,
            payload=inputs.Note,
            effect=_note,
        ),
        Step(
            event="customer_replied",
            label=T("Customer replied…", "record.action"),
            sources=frozenset({"waiting_customer"}),
            target="in_progress",
            roles=AGENTS,
            payload=inputs.Feedback,
            effect=_feedback,
        ),
        Step(
            event="resolve",
            label=T("Mark as solved", "record.action"),
            sources=ACTIVE,
            target="resolved",
            roles=CLOSERS,
            payload=inputs.Solution,
            guard=_check_resolve,
            effect=_resolve,
            main=True,
        ),
        Step(
            event="confirm_close",
            label=T("Customer confirmed, close", "record.action"),
            sources=frozenset({"resolved"}),
            target="closed",
            roles=CLOSERS,
            payload=inputs.Confirmation,
            guard=_check_confirmation,
            effect=_confirm,
            main=True,
        ),
        Step(
            event="try_and_see",
            label=T("Customer wants to see first…", "record.action"),
            sources=frozenset({"resolved"}),
            target=None,
            roles=AGENTS,
            payload=inputs.Feedback,
            effect=_try_and_see,
        ),
        Step(
            event="not_satisfied",
            label=T("Customer disagrees, continue", "record.action"),
            sources=frozenset({"resolved"}),
            target="in_progress",
            roles=AGENTS,
            payload=inputs.Feedback,
            effect=_not_satisfied,
        ),
        Step(
            event="reopen",
            label=T("Reopen…", "record.action"),
            sources=frozenset({"closed"}),
            target="reopened",
            roles=AGENTS,
            payload=inputs.Reason,
            effect=_reopen,
        ),
        Step(
            event="complain",
            label=T("Pass on as a complaint…", "record.action"),
            sources=UNFINISHED - {"draft"} | {"closed"},
            target="transferred",
            roles=AGENTS,
            payload=inputs.Reason,
            effect=_complain,
        ),
    ),
)
