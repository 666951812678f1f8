# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What stands beside the pads, what is missing for it, and where a sheet may go from its state."""

from dataclasses import dataclass
from uuid import UUID

from branchdesk.domain.kinds.description import Problem, Stage
from branchdesk.domain.kinds.validation import problems_of
from branchdesk.domain.kinds.visit import VISIT, Visit
from branchdesk.domain.kinds.visit_steps import VISIT_MACHINE
from branchdesk.domain.sheet import SheetContent
from branchdesk.ui.visits.desk import VisitDesk
from branchdesk.ui.visits.sheet_saver import read_visit

UNSIGNED_KINDS = {"refused", "absent", "phone"}


@dataclass(frozen=True)
class SignedContent:
    """What would be signed now, and what is still missing for it."""

    visit: Visit
    content: SheetContent
    missing: tuple[Problem, ...]


def signed_content(desk: VisitDesk, uuid: UUID) -> SignedContent:
    """Return the content beside the pads; a complete sheet gets its time of leaving noted."""
    visit = read_visit(desk, uuid)
    missing = () if visit.sheet_content else tuple(problems_of(VISIT, visit, Stage.SIGN))
    content = desk.visits.summary(uuid) if missing else desk.signing.prepare(uuid)
    return SignedContent(read_visit(desk, uuid), content, missing)


def ways_out(state: str) -> set[str]:
    """Return the ways to go on without a signature on the screen that a state allows."""
    ways = {"paper"}
    for event, kinds in (("sign_later", {"later"}), ("request_waiver", UNSIGNED_KINDS)):
        if _is_possible(event, state):
            ways |= kinds
    return ways


def may_depart(state: str) -> bool:
    """Tell whether leaving for the customer is a step of its own in this state."""
    return _is_possible("depart", state)


def _is_possible(event: str, state: str) -> bool:
    step = VISIT_MACHINE.step(event)
    return step is not None and state in step.sources
