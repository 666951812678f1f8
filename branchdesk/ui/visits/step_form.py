# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the form of a visit's step begins with."""

from typing import Any

from branchdesk.domain.kinds.steps import Step
from branchdesk.services.visits import VisitView


def step_context(step: Step, view: VisitView) -> str:
    """Return what stands over a step's form: what is decided about, or why the visit is made."""
    decides = step.event == "waive" and view.visit.signature_statement
    return view.visit.signature_statement if decides else view.visit.purpose


def step_values(step: Step, view: VisitView) -> dict[str, Any]:
    """Return what a step's form begins with: its own defaults, then what is known already."""
    visit, record = view.visit, view.record
    known: dict[str, Any] = {
        "agreed_with": visit.agreed_with or getattr(record, "contact_person", ""),
        "location": visit.location or getattr(record, "address", ""),
        "new_at": visit.appointment_at,
    }
    found: dict[str, Any] = {}
    for name, field in step.input_fields().items():
        stored = getattr(visit, name, None)
        found[name] = stored or known.get(name) or field.default
    return found
