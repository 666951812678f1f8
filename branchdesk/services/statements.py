# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What stands on the sheet instead of the customer's signature (wording §5.4)."""

from datetime import date, datetime

import msgspec

from branchdesk.domain.text import T, Translator
from branchdesk.services.compose_sheet import local_day, local_moment


class SignedBy(msgspec.Struct, frozen=True, kw_only=True):
    """Who signed in a box. ``ink`` is the stored form of domain.signature, empty on paper."""

    name: str
    position: str = ""
    phone: str = ""
    ink: str = ""


class Unsigned(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet left without the customer's signature.

    ``kind`` is ``later`` (with the day it will be signed), ``refused``, ``absent`` or ``phone``.
    ``witness`` is optional. ``oral_approval`` names a manager who agreed by phone.
    """

    kind: str
    reason: str
    engineer: SignedBy
    due: date | None = None
    spoken_with: str = ""
    witness: str = ""
    oral_approval: str = ""


def unsigned_statement(unsigned: Unsigned, now: datetime, paper: Translator) -> str:
    """Return the sentence in the paper's language; ``now`` is an aware moment."""
    when = local_moment(now, paper)
    person = unsigned.spoken_with or paper.render(T("nobody", "statement"))
    witness = unsigned.witness or paper.render(T("none", "statement"))
    reason = unsigned.reason
    if unsigned.kind == "later":
        due = local_day(unsigned.due, paper) if unsigned.due else ""
        text = T(
            "{person} has seen this sheet and agrees with the service. Not signed on the spot"
            " because: {reason}. To be signed by {due}.",
            person=person,
            reason=reason,
            due=due,
        )
    elif unsigned.kind == "refused":
        text = T(
            "This sheet was shown to {person} on {when} and explained item by item; the"
            " customer does not sign for now. Reason: {reason}. Present: {witness}. Not signing"
            " does not affect our further service.",
            person=person,
            when=when,
            reason=reason,
            witness=witness,
        )
    elif unsigned.kind == "absent":
        text = T(
            "When the service was finished ({when}) the person in charge {person} was not on"
            " site. {reason} Accompanied by: {witness}.",
            person=person,
            when=when,
            reason=reason,
            witness=witness,
        )
    else:
        text = T(
            "On {when} work and result were explained item by item by phone to {person}: {reason}",
            when=when,
            person=person,
            reason=reason,
        )
    spoken = paper.render(text)
    if unsigned.oral_approval:
        spoken += paper.render(
            T(" {name} agreed by phone, to be confirmed.", name=unsigned.oral_approval)
        )
    return spoken
