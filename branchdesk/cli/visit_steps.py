# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What may be done with a visit besides the plain steps of its machine."""

from collections.abc import Callable, Mapping
from typing import Any

from branchdesk.cli.inputs import Leaving, SheetLines, Signer, Signing, Supplement, read_input
from branchdesk.domain.changes import Changes
from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T
from branchdesk.services.session import Outcome
from branchdesk.services.sign_visit import AddendumText, ScreenSigning
from branchdesk.services.statements import SignedBy, Unsigned
from branchdesk.wiring.desk import Desk

Document = dict[str, Any]


def _edit(desk: Desk, visit: Any, document: Document) -> Outcome:
    return desk.visits.edit(visit.uuid, document)


def _set_lines(desk: Desk, visit: Any, document: Document) -> Outcome:
    given = read_input(document, SheetLines)
    outcome = Outcome(visit.number, visit.uuid, visit.state, Changes())
    for kind in ("visit_work_line", "visit_part"):
        lines = getattr(given, kind)
        if lines is not None:
            done = desk.visits.set_lines(visit.uuid, kind, lines)
            outcome = Outcome(
                done.number, done.uuid, done.state, outcome.changes.merged(done.changes)
            )
    return outcome


def _sign(desk: Desk, visit: Any, document: Document) -> Outcome:
    given = read_input(document, Signing)
    return desk.signing.sign(
        visit.uuid,
        ScreenSigning(
            customer=_signed(given.customer),
            engineer=_signed(given.engineer, desk.session.actor.name),
            acceptance=_signed(given.acceptance) if given.acceptance else None,
            privacy_consent=given.privacy_consent,
            dynamics_consent=given.dynamics_consent,
            content_hash=given.content_hash,
            kind=given.kind,
        ),
    )


def _leave(desk: Desk, visit: Any, document: Document) -> Outcome:
    given = read_input(document, Leaving)
    if not given.kind:
        raise UserError(
            T("The reason is missing"),
            T("Say how the sheet is left: later, refused, absent or phone."),
            T("Give it as “kind”."),
        )
    return desk.signing.leave_unsigned(
        visit.uuid,
        Unsigned(
            kind=given.kind,
            reason=given.reason,
            engineer=_signed(given.engineer, desk.session.actor.name),
            due=given.due,
            way=given.way,
            spoken_with=given.spoken_with,
            witness=given.witness,
            oral_approval=given.oral_approval,
        ),
    )


def _leave_for_later(desk: Desk, visit: Any, document: Document) -> Outcome:
    return _leave(desk, visit, document | {"kind": "later"})


def _write_addendum(desk: Desk, visit: Any, document: Document) -> Outcome:
    given = read_input(document, Supplement)
    return desk.signing.write_addendum(
        visit.uuid,
        AddendumText(
            reason=given.reason,
            text=given.text,
            customer=_signed(given.customer),
            engineer=_signed(given.engineer, desk.session.actor.name),
        ),
    )


def _signed(signer: Signer, usual_name: str = "") -> SignedBy:
    return SignedBy(
        name=signer.name or usual_name,
        position=signer.position,
        phone=signer.phone,
        ink=signer.given_ink(),
    )


VISIT_STEPS: Mapping[str, Callable[[Desk, Any, Document], Outcome]] = {
    "edit": _edit,
    "set_lines": _set_lines,
    "sign": _sign,
    "leave_unsigned": _leave,
    "sign_later": _leave_for_later,
    "request_waiver": _leave,
    "write_addendum": _write_addendum,
}
"""Events and what they call; signing is never a mere change of state."""
