# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""How far a sheet is: which steps are complete, where to go on, who is likely to sign."""

from collections.abc import Mapping

from branchdesk.domain.kinds.description import Stage
from branchdesk.domain.kinds.validation import problems_of
from branchdesk.domain.kinds.visit import VISIT, Visit
from branchdesk.services.visits import VisitView
from branchdesk.ui.visits.signing_step import SIGNER_FIELDS
from branchdesk.ui.visits.words import STEP_OF_FIELD, STEPS

SIGNING_STEP = len(STEPS) - 1


def first_open_step(visit: Visit) -> int:
    """Return the first step with something a signature still needs; else the signing itself."""
    return min(_steps_in_the_way(visit), default=SIGNING_STEP)


def complete_steps(visit: Visit) -> list[int]:
    """Return the steps before the signing that deserve their mark."""
    still_open = _steps_in_the_way(visit)
    if not visit.work_done.strip():
        still_open.add(1)
    if visit.arrived_at is None:
        still_open.add(2)
    return [place for place in range(SIGNING_STEP) if place not in still_open]


def likely_signer(view: VisitView, words: Mapping[str, str]) -> tuple[str, str, str]:
    """Return name, position and phone of who signs.

    Kept ``words`` of an earlier sitting come first, then the contact person of the record.
    """
    kept = tuple(words.get(field, "") for field in SIGNER_FIELDS)
    if any(kept):
        return kept[0], kept[1], kept[2]
    person = getattr(view.record, "contact_person", "")
    known = next((c for c in view.contacts if person in (c.name, c.salutation)), None)
    phone = getattr(view.record, "contact_phone", "")
    return person, getattr(known, "position", "") or "", phone


def _steps_in_the_way(visit: Visit) -> set[int]:
    return {STEP_OF_FIELD.get(p.field, 0) for p in problems_of(VISIT, visit, Stage.SIGN)}
