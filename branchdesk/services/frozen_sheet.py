# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A frozen visit as it is printed: content, signatures, waiver, review, supplement pages."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from branchdesk.domain.day_words import full_moment_text
from branchdesk.domain.errors import UserError
from branchdesk.domain.identifiers import shown_phone
from branchdesk.domain.kinds import values
from branchdesk.domain.kinds.visit import Visit
from branchdesk.domain.sheet import Addendum, FrozenSheet, SheetSignature
from branchdesk.domain.signature import canonical_json, decode_ink, sha256_hex
from branchdesk.domain.text import T, Translator
from branchdesk.services.compose_sheet import ordered, sheet_from_json
from branchdesk.services.ports import Reader


def bind(content_hash: str, ink: str) -> str:
    """Return the hash that ties strokes to the text they were written under."""
    return hashlib.sha256(f"{content_hash}\n{ink}".encode()).hexdigest()


def read_frozen_sheet(reader: Reader, visit: Visit, paper: Translator) -> FrozenSheet:
    """Return what the paper shows of a frozen visit.

    Raises UserError for content that differs from what was signed, for strokes that were moved
    here from another sheet, and for damaged ones.
    """
    content = sheet_from_json(visit.sheet_content)
    if content.content_hash() != visit.content_hash:
        raise UserError(
            T("This sheet is not the one that was signed"),
            T("The content of {number} differs from its check code.", number=visit.number),
            T("Do not print it. Tell headquarters."),
        )
    signed = visit.content_hash
    people = {p.uuid: p.name for p in reader.find("staff")}
    signatures = reader.children("visit_signature", visit.uuid)
    own = _signatures_of(signatures, signed)
    waiver = review = ""
    if visit.waiver_at is not None and visit.waiver_by is not None:
        way = (
            T("agreed by phone, entered later", "waiver")
            if visit.waiver_oral
            else T("approved in the system", "waiver")
        )
        waiver = paper.render(
            T(
                "Filed without the customer's signature. Reason: {reason}. {name} {when} {way}",
                reason=visit.waiver_reason,
                name=people.get(visit.waiver_by, ""),
                when=_dated(visit.waiver_at, paper),
                way=way,
            )
        )
    if visit.reviewed_at is not None and visit.reviewed_by is not None:
        when = _dated(visit.reviewed_at, paper)
        review = " ".join(
            x for x in (people.get(visit.reviewed_by, ""), when, visit.review_note) if x
        )
    return FrozenSheet(
        content=content,
        content_hash=visit.content_hash,
        frozen_at=_dated(visit.frozen_at, paper),
        customer=_box(paper, own.get("customer"), signed, visit.signature_statement),
        engineer=_box(paper, own.get("engineer"), signed),
        acceptance=_box(paper, own["acceptance"], signed) if "acceptance" in own else None,
        waiver=waiver,
        review=review,
        qr=visit.qr,
        addenda=tuple(
            _addendum(paper, visit, page, signatures, people)
            for page in ordered(reader.children("visit_addendum", visit.uuid))
        ),
    )


def _signatures_of(signatures: tuple[Any, ...], signed: str) -> dict[str, Any]:
    """Return the signature of each party, the first one under this very text before any other.

    Two desks may freeze the same visit before they hear of each other: one text wins, and the
    signatures under the other one stay beside it.
    """
    chosen: dict[str, Any] = {}
    for signature in sorted(signatures, key=lambda s: s.content_hash != signed):
        if signature.addendum is None:
            chosen.setdefault(signature.party, signature)
    return chosen


def page_hash(visit: Visit, reason: str, text: str) -> str:
    """Return the hash of a supplement page, which ties it to the sheet it belongs to."""
    return sha256_hex(canonical_json([visit.content_hash, reason, text]))


def _box(paper: Translator, signature: Any, signed: str, statement: str = "") -> SheetSignature:
    if signature is None:
        return SheetSignature("", "", "", "", None, statement)
    bound = bind(signed, signature.ink)
    if (signature.content_hash, signature.binding) != (signed, bound):
        raise UserError(
            T("A signature does not belong to this sheet"),
            T("The strokes are not bound to the text they stand under."),
            T("Do not print it. Tell headquarters."),
        )
    note = paper.render(values.SIGNATURE_KINDS.label(signature.kind))
    return SheetSignature(
        name=signature.name,
        role=signature.position,
        phone=shown_phone(signature.phone),
        note=f"{note} {_dated(signature.signed_at, paper)}",
        ink=decode_ink(signature.ink) if signature.ink else None,
        statement="",
    )


def _addendum(
    paper: Translator, visit: Visit, page: Any, signatures: tuple[Any, ...], people: dict[UUID, str]
) -> Addendum:
    signed = page_hash(visit, page.reason, page.text)
    return Addendum(
        number=f"{visit.number}-{page.ordinal}",
        written_at=_dated(page.written_at, paper),
        author=people.get(page.written_by, ""),
        reason=page.reason,
        text=page.text,
        signatures=tuple(_box(paper, s, signed) for s in signatures if s.addendum == page.uuid),
    )


def _dated(moment: datetime | None, paper: Translator) -> str:
    """Return a moment with its year: a signature without one proves little in a dispute."""
    return "" if moment is None else paper.render(full_moment_text(moment))
