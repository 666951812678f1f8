# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What stands on the sheet instead of the customer's signature (wording §5.4)."""

from datetime import date, datetime

import msgspec

from branchdesk.domain.sheet import SheetContent
from branchdesk.domain.signature import NO_INK, Ink
from branchdesk.domain.text import T, Text, Translator
from branchdesk.services.compose_sheet import local_day, local_moment

_STOPS = " .。;；,，"


class SignedBy(msgspec.Struct, frozen=True, kw_only=True):
    """Who signed in a box; there is no ``ink`` on paper."""

    name: str
    position: str = ""
    phone: str = ""
    ink: Ink | None = None

    def require_signature(self) -> None:
        """Raise UserError when there is no ink, or a dot (R-071)."""
        (self.ink or NO_INK).require_signature()


class Unsigned(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet left without the customer's signature.

    ``kind`` is ``later`` (with the day it will be signed and optionally the ``way``: another
    visit, a scan, by mail), ``refused``, ``absent`` or ``phone``. ``witness`` is optional.
    ``oral_approval`` names a manager who agreed by phone.
    """

    kind: str
    reason: str
    engineer: SignedBy
    due: date | None = None
    way: str = ""
    spoken_with: str = ""
    witness: str = ""
    oral_approval: str = ""


def unsigned_statement(
    unsigned: Unsigned, content: SheetContent, now: datetime, paper: Translator
) -> str:
    """Return the sentences in the paper's language; ``now`` is an aware moment."""
    sentences = {"later": _later, "refused": _refused, "absent": _absent, "phone": _phone}
    spoken = "".join(
        paper.render(text) for text in sentences[unsigned.kind](unsigned, content, now, paper)
    )
    if unsigned.oral_approval:
        spoken += paper.render(
            T(" {name} agreed by phone, to be confirmed.", name=unsigned.oral_approval)
        )
    return spoken


def _person(unsigned: Unsigned) -> str | Text:
    return unsigned.spoken_with.strip() or T("(no name left)", "statement")


def _reason(unsigned: Unsigned) -> str:
    """Return the reason without its full stop, as it stands inside a sentence."""
    return unsigned.reason.strip().rstrip(_STOPS)


def _later(
    unsigned: Unsigned, content: SheetContent, now: datetime, paper: Translator
) -> list[Text]:
    del content, now
    due = local_day(unsigned.due, paper) if unsigned.due else ""
    text = T(
        "{person} has seen this sheet and agrees with the service. Not signed on the spot"
        " because: {reason}. To be signed by {due}",
        person=_person(unsigned),
        reason=_reason(unsigned),
        due=due,
    )
    way = unsigned.way.strip().rstrip(_STOPS)
    ending = T(", way: {way}.", "statement", way=way) if way else T(".", "statement")
    return [text, ending]


def _refused(
    unsigned: Unsigned, content: SheetContent, now: datetime, paper: Translator
) -> list[Text]:
    texts = [
        T(
            "This sheet was shown to {person} on {when} and explained item by item; the"
            " customer does not sign for now. Reason: {reason}.",
            person=_person(unsigned),
            when=local_moment(now, paper),
            reason=_reason(unsigned),
        )
    ]
    if opinion := content.opinion.strip().rstrip(_STOPS):
        texts.append(T(" Opinion, told by the engineer: {opinion}.", opinion=opinion))
    texts.append(
        T(
            " Present: {witness}. Not signing does not affect our further service. Objections to"
            " the result: call {phone}.",
            witness=unsigned.witness.strip() or T("none", "statement"),
            phone=content.complaint_phone,
        )
    )
    return texts


def _absent(
    unsigned: Unsigned, content: SheetContent, now: datetime, paper: Translator
) -> list[Text]:
    del content
    text = T(
        "When the service was finished ({when}) {person} was not on site: {reason}.",
        when=local_moment(now, paper),
        person=_person(unsigned),
        reason=_reason(unsigned),
    )
    witness = unsigned.witness.strip()
    company = T(" Accompanied by {witness}.", witness=witness) if witness else T(" Nobody else.")
    return [text, company]


def _phone(
    unsigned: Unsigned, content: SheetContent, now: datetime, paper: Translator
) -> list[Text]:
    del content
    return [
        T(
            "On {when} work and result were explained item by item by phone to {person}, who"
            " says: {reason}.",
            when=local_moment(now, paper),
            person=_person(unsigned),
            reason=_reason(unsigned),
        )
    ]
