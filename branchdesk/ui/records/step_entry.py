# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The small form of a step, made from the step's description, and that of a planned visit."""

from collections.abc import Mapping
from typing import Any

from branchdesk.domain.identifiers import short_number
from branchdesk.domain.kinds.service_record import ServiceRecord
from branchdesk.domain.kinds.steps import Step
from branchdesk.domain.kinds.values import PROGRESS_KINDS
from branchdesk.domain.kinds.visit import VISIT
from branchdesk.domain.text import T, Text
from branchdesk.services.session import Session
from branchdesk.ui.entry_panel import EntryPanel
from branchdesk.ui.forms_from_kinds import Choices, document_of, form_field, form_fields
from branchdesk.ui.page import NO_ERRAND, Errand
from branchdesk.ui.records.record_services import Shown, usual_promise
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.field_description import FormField

PLANNED = (
    "engineer",
    "appointment_at",
    "agreed_with",
    "agreed_by",
    "location",
    "purpose",
    "tools",
)
"""What planning a visit asks, in the order it is agreed on the phone."""

_NOTED = ("note", "contact", "feedback")
"""The kinds of progress a person writes; the others are written by steps."""

_SCORES: Choices = [(n, str(n)) for n in range(10, 0, -1)]
_OPTIONS: Choices = [(0, T("Not chosen yet", "option")), *((n, str(n)) for n in (1, 2, 3))]


def step_panel(
    toolkit: Toolkit,
    shown: Shown,
    step: Step,
    session: Session,
    errand: Errand = NO_ERRAND,
) -> EntryPanel:
    """Return the form of a step for a record, with what is already known filled in.

    What the errand knows goes before the usual values.
    """
    record = shown.view.record
    fields = step.input_fields()
    values: dict[str, Any] = {name: field.default for name, field in fields.items()}
    values |= _known(record, step.event, session) | dict(errand.known)
    return EntryPanel(
        toolkit,
        title=_plain(step.label, toolkit),
        remark=short_number(record.number),
        context=f"{shown.view.customer_name} · {record.problem_description}",
        action=_plain(step.label, toolkit),
        fields=_fields(shown, step),
        values=values,
        name="step",
    )


def document_of_step(step: Step, values: Mapping[str, Any]) -> dict[str, object]:
    """Return the payload's document from the form's values."""
    document = document_of(values, step.input_fields())
    if step.event == "offer_options":
        document["chosen"] = document.get("chosen") or 0
    return document


def visit_panel(toolkit: Toolkit, shown: Shown) -> EntryPanel:
    """Return the form that plans a visit for a record."""
    record = shown.view.record
    choices: dict[str, Choices] = {"engineer": shown.colleagues}
    fields = form_fields((VISIT.fields[name] for name in PLANNED), choices=choices)
    return EntryPanel(
        toolkit,
        title=T("Arrange a visit"),
        remark=short_number(record.number),
        context=f"{shown.view.customer_name} · {record.problem_description}",
        action=T("Arrange the visit"),
        fields=fields,
        values={
            "engineer": record.handler,
            "purpose": record.problem_description,
            "location": record.address,
            "agreed_with": record.contact_person,
            "agreed_by": "phone",
            "tools": "",
        },
        name="plan_visit",
    )


def _fields(shown: Shown, step: Step) -> list[FormField]:
    colleagues = [c for c in shown.colleagues if c[0] != shown.view.record.handler]
    made = []
    for name, field in step.input_fields().items():
        if name == "to_staff":
            made.append(form_field(field, choices=colleagues))
        elif name == "satisfaction_score":
            made.append(form_field(field, choices=_SCORES))
        elif name == "chosen":
            made.append(form_field(field, choices=_OPTIONS, required=True))
        elif name == "kind" and field.facts.values is PROGRESS_KINDS:
            kinds = [(code, PROGRESS_KINDS.label(code)) for code in _NOTED]
            made.append(FormField(key=name, label=field.label, kind="segments", choices=kinds))
        else:
            made.append(form_field(field))
    return made


def _known(record: ServiceRecord, event: str, session: Session) -> dict[str, Any]:
    match event:
        case "promise":
            return {"promised_answer_at": usual_promise(session)}
        case "resolve":
            return {"solution": record.solution}
        case "confirm_close":
            return {
                "confirmed_by": record.contact_person,
                "verification_method": "customer_feedback",
            }
        case "escalate":
            names = (
                "operating_system",
                "computer_brand",
                "product_version",
                "operation_steps",
                "error_symptom",
                "probable_cause",
            )
            known = {name: getattr(record, name) for name in names}
            return known | {"error_symptom": record.error_symptom or record.problem_description}
        case "note" | "wait_customer":
            return {"kind": "note" if event == "note" else "contact"}
    return {}


def _plain(label: Text, toolkit: Toolkit) -> str:
    """Return the step's words without the dots that announce this form."""
    return toolkit.words(label).rstrip("…")
