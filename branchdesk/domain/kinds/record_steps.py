# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The states of a service record and its steps (requirements §4.1)."""

from branchdesk.domain.kinds import record_effects as effects
from branchdesk.domain.kinds import record_inputs as inputs
from branchdesk.domain.kinds.roles import AGENTS, MANAGERS, VERIFIERS, VISITORS, WORKERS
from branchdesk.domain.kinds.service_record import RECORD_STATES, UNFINISHED
from branchdesk.domain.kinds.steps import StateMachine, Step
from branchdesk.domain.text import T

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
FREE = ACTIVE - {"data_in_custody"}
"""States another wait may begin from: a record keeps saying that customer data is with us until the
data is returned, or it could be solved with the data still here."""

CLOSERS = WORKERS | VERIFIERS
"""Headquarters closes its own records; what a branch has taken the branch closes."""

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
            roles=WORKERS,
            own_only=frozenset(),
            guard=effects.check_acknowledge,
            effect=effects.acknowledge,
        ),
        Step(
            event="answer",
            label=T("Note the answer", "record.action"),
            sources=ACTIVE,
            target=None,
            roles=WORKERS,
            payload=inputs.Answer,
            effect=effects.answer,
        ),
        Step(
            event="promise",
            label=T("Promise a time…", "record.action"),
            sources=ACTIVE,
            target=None,
            roles=WORKERS,
            payload=inputs.Promise,
            guard=effects.check_promise,
            effect=effects.promise,
        ),
        Step(
            event="note",
            label=T("Note progress", "record.action"),
            sources=UNFINISHED,
            target=None,
            roles=WORKERS,
            own_only=frozenset(),
            payload=inputs.Note,
            effect=effects.note,
        ),
        Step(
            event="hand_over",
            label=T("Hand over…", "record.action"),
            sources=ACTIVE,
            target=None,
            roles=WORKERS,
            payload=inputs.HandOver,
            guard=effects.check_hand_over,
            effect=effects.hand_over,
        ),
        Step(
            event="offer_options",
            label=T("Offer options…", "record.action"),
            sources=FREE,
            target="in_progress",
            roles=WORKERS,
            payload=inputs.Options,
            guard=effects.check_options,
            effect=effects.options,
        ),
        Step(
            event="plan_visit",
            label=T("Arrange a visit…", "record.action"),
            sources=ACTIVE,
            target=None,
            roles=AGENTS,
            effect=effects.plan_visit,
            hidden=True,
            internal=True,
        ),
        Step(
            event="visit_done",
            label=T("Visit finished", "record.action"),
            sources=frozenset({"visit_planned"}),
            target="in_progress",
            roles=VISITORS,
            hidden=True,
            internal=True,
        ),
        Step(
            event="take_data",
            label=T("Data taken away", "record.action"),
            sources=ACTIVE,
            target="data_in_custody",
            roles=VISITORS,
            hidden=True,
            internal=True,
        ),
        Step(
            event="return_data",
            label=T("Data returned", "record.action"),
            sources=frozenset({"data_in_custody"}),
            target="in_progress",
            roles=VISITORS | MANAGERS,
            payload=inputs.Feedback,
            effect=effects.feedback,
        ),
        Step(
            event="escalate",
            label=T("Ask headquarters…", "record.action"),
            sources=FREE - {"waiting_hq"},
            target="waiting_hq",
            roles=WORKERS,
            payload=inputs.Escalation,
            effect=effects.escalate,
        ),
        Step(
            event="hq_answered",
            label=T("Headquarters answered…", "record.action"),
            sources=frozenset({"waiting_hq"}),
            target="in_progress",
            roles=WORKERS,
            payload=inputs.Answer,
            effect=effects.headquarters_answered,
        ),
        Step(
            event="wait_customer",
            label=T("Wait for the customer", "record.action"),
            sources=FREE - {"waiting_customer"},
            target="waiting_customer",
            roles=WORKERS,
            payload=inputs.Note,
            effect=effects.note,
        ),
        Step(
            event="customer_replied",
            label=T("Customer replied…", "record.action"),
            sources=frozenset({"waiting_customer"}),
            target="in_progress",
            roles=WORKERS,
            payload=inputs.Feedback,
            effect=effects.feedback,
        ),
        Step(
            event="resolve",
            label=T("Mark as solved", "record.action"),
            sources=ACTIVE,
            target="resolved",
            roles=CLOSERS,
            payload=inputs.Solution,
            guard=effects.check_resolve,
            effect=effects.resolve,
            main=True,
        ),
        Step(
            event="confirm_close",
            label=T("Customer confirmed, close", "record.action"),
            sources=frozenset({"resolved"}),
            target="closed",
            roles=CLOSERS,
            payload=inputs.Confirmation,
            guard=effects.check_confirmation,
            effect=effects.confirm,
            main=True,
        ),
        Step(
            event="try_and_see",
            label=T("Customer wants to see first…", "record.action"),
            sources=frozenset({"resolved"}),
            target=None,
            roles=WORKERS,
            payload=inputs.Feedback,
            effect=effects.try_and_see,
        ),
        Step(
            event="not_satisfied",
            label=T("Customer disagrees, continue", "record.action"),
            sources=frozenset({"resolved"}),
            target="in_progress",
            roles=WORKERS,
            payload=inputs.Feedback,
            effect=effects.not_satisfied,
        ),
        Step(
            event="reopen",
            label=T("Reopen…", "record.action"),
            sources=frozenset({"closed"}),
            target="reopened",
            roles=WORKERS,
            payload=inputs.Reason,
            effect=effects.reopen,
        ),
        Step(
            event="complain",
            label=T("Pass on as a complaint…", "record.action"),
            sources=UNFINISHED - {"draft"} | {"closed"},
            target="transferred",
            roles=WORKERS,
            payload=inputs.Reason,
            effect=effects.complain,
        ),
    ),
)
