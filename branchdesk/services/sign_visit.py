# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Signing a visit sheet, not signing it, and what may follow (R-070 to R-075, R-009)."""

from typing import Any
from uuid import UUID

import msgspec

from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.description import Stage
from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.kinds.roles import PRINTERS, VISITORS
from branchdesk.domain.kinds.validation import require
from branchdesk.domain.kinds.visit import EDITABLE, FROZEN, VISIT, Visit
from branchdesk.domain.kinds.visit_steps import progressed_state
from branchdesk.domain.queries import Filter
from branchdesk.domain.sheet import FrozenSheet, SheetContent
from branchdesk.domain.signature import Ink, encode_ink
from branchdesk.domain.text import T
from branchdesk.services import rights, rows
from branchdesk.services.compose_sheet import (
    sheet_from_json,
    sheet_to_json,
)
from branchdesk.services.frozen_sheet import bind, page_hash, read_frozen_sheet
from branchdesk.services.ports import Reader, Writer
from branchdesk.services.session import Outcome, Session
from branchdesk.services.statements import SignedBy, Unsigned, unsigned_statement
from branchdesk.services.visits import Visits


class ScreenSigning(msgspec.Struct, frozen=True, kw_only=True):
    """Signatures given on the screen (or on paper for ``kind`` paper with a photo attached).

    ``content_hash`` is the hash of the summary that was shown; ``dynamics_consent`` is the
    customer's own word that time and pressure of their strokes may be kept. Nobody else is asked,
    so nobody else's are.
    """

    customer: SignedBy
    engineer: SignedBy
    acceptance: SignedBy | None = None
    privacy_consent: bool = False
    dynamics_consent: bool = False
    content_hash: str = ""
    kind: str = "screen"


class AddendumText(msgspec.Struct, frozen=True, kw_only=True):
    """A supplement page with its new signatures."""

    reason: str
    text: str
    customer: SignedBy
    engineer: SignedBy


class SignVisit:
    """Freezing a sheet under its signatures."""

    def __init__(self, session: Session, visits: Visits) -> None:
        """Work for the person of the session."""
        self._session = session
        self._visits = visits

    def prepare(self, key: str | UUID) -> SheetContent:
        """Return the content to show beside the pads; its hash is what ``sign`` compares.

        Notes the time of leaving when it is missing, as it stands on the sheet that is signed.
        Raises UserError when the sheet is not complete.
        """
        session = self._session
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            visit: Visit = rows.get_row(writer, VISIT.name, key)
            rights.require(session, writer, VISIT.name, visit, VISITORS)
            return self._content(writer, visit)

    def sign(self, key: str | UUID, signing: ScreenSigning) -> Outcome:
        """Freeze the sheet with the customer's and the engineer's signature.

        Also gives the missing signature to a sheet that was left with one pending: its content is
        frozen already and stays as it is. Raises UserError for an empty pad, a missing tick, or a
        summary that changed since it was shown.
        """
        session = self._session
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            visit: Visit = rows.get_row(writer, VISIT.name, key)
            step = rows.find_step(session, writer, VISIT.name, visit, "sign", internal=True)
            self._check_consent(signing)
            content = self._content(writer, visit)
            self._check_shown(content, signing.content_hash)
            self._check_inks(writer, visit, signing)
            changes = self._frozen_changes(visit, content) | {
                "state": step.target,
                "signature_kind": signing.kind,
                "signature_statement": "",
                "signature_due": None,
                "privacy_consent": signing.privacy_consent,
                "dynamics_consent": signing.dynamics_consent,
            }
            parties: list[tuple[str, SignedBy]] = [("customer", signing.customer)]
            if visit.state in EDITABLE:
                parties.append(("engineer", signing.engineer))
            if signing.acceptance is not None:
                parties.append(("acceptance", signing.acceptance))
            for party, signed_by in parties:
                self._add_signature(writer, visit, content, party, signed_by, signing)
            writer.update(VISIT.name, visit.uuid, changes)
            self._visits.release_record(writer, rows.get_row(writer, VISIT.name, visit.uuid))
            return Outcome(visit.number, visit.uuid, str(step.target), writer.changes)

    def leave_unsigned(self, key: str | UUID, unsigned: Unsigned) -> Outcome:
        """Freeze the sheet without the customer's signature so that the engineer can leave.

        ``later`` waits for the signature; the other kinds wait for the manager's approval.
        """
        session = self._session
        event = "sign_later" if unsigned.kind == "later" else "request_waiver"
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            visit: Visit = rows.get_row(writer, VISIT.name, key)
            step = rows.find_step(session, writer, VISIT.name, visit, event, internal=True)
            self._check_unsigned(unsigned)
            content = self._content(writer, visit)
            changes = self._frozen_changes(visit, content) | {
                "state": step.target,
                "signature_kind": unsigned.kind,
                "signature_statement": unsigned_statement(
                    unsigned, content, session.clock.now(), session.paper
                ),
                "signature_due": unsigned.due,
            }
            if visit.state in EDITABLE:
                unsigned.engineer.require_signature()
                signing = ScreenSigning(customer=unsigned.engineer, engineer=unsigned.engineer)
                self._add_signature(writer, visit, content, "engineer", unsigned.engineer, signing)
            writer.update(VISIT.name, visit.uuid, changes)
            self._visits.release_record(writer, rows.get_row(writer, VISIT.name, visit.uuid))
            return Outcome(visit.number, visit.uuid, str(step.target), writer.changes)

    def write_addendum(
        self, key: str | UUID, addendum: AddendumText, *, identity: UUID | None = None
    ) -> Outcome:
        """Add a signed supplement page to a frozen sheet; with ``identity`` once (Drafts.enter)."""
        session = self._session
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            visit: Visit = rows.get_row(writer, VISIT.name, key)
            if rows.step_entered(writer, VISIT.name, identity):
                return Outcome(visit.number, visit.uuid, visit.state, writer.changes)
            rights.require(session, writer, VISIT.name, visit, VISITORS)
            if visit.state not in FROZEN:
                raise UserError(
                    T("This sheet is not signed yet"),
                    T("{number} can still be changed directly.", number=visit.number),
                    T("Open the sheet and change it."),
                )
            addendum.customer.require_signature()
            addendum.engineer.require_signature()
            present = writer.children("visit_addendum", visit.uuid)
            page_kind = KINDS["visit_addendum"]
            written = rows.clean_values(
                page_kind, {"reason": addendum.reason, "text": addendum.text}
            )
            signed = page_hash(visit, str(written["reason"]), str(written["text"]))
            page = rows.insert_row(
                session,
                writer,
                page_kind,
                rows.under(identity, written)
                | {
                    "visit": visit.uuid,
                    "ordinal": len(present) + 1,
                    "written_at": session.clock.now(),
                    "written_by": session.actor.staff,
                    "content_hash": signed,
                },
            )
            for party, by in (("customer", addendum.customer), ("engineer", addendum.engineer)):
                ink = _positions(by)
                self._insert_signature(writer, visit, party, by, ink, signed, page.uuid)
            return Outcome(visit.number, visit.uuid, visit.state, writer.changes)

    def frozen_sheet(self, key: str | UUID) -> FrozenSheet:
        """Return a frozen sheet as it is printed; raises UserError while it is not frozen."""
        rights.require_reading(self._session, VISIT.name)
        with self._session.store.read() as reader:
            visit: Visit = rows.get_row(reader, VISIT.name, key)
            if not visit.sheet_content:
                raise UserError(
                    T("This sheet is not signed yet"),
                    T("{number} has no final content to print.", number=visit.number),
                    T("Sign it, or print it blank to be signed on paper."),
                )
            return read_frozen_sheet(reader, visit, self._session.paper)

    def count_print(self, key: str | UUID, copies: int = 1) -> int:
        """Count printed copies (at least one); return the number of the first one printed now."""
        if copies < 1:
            raise ValueError("nothing was printed")
        session = self._session
        rights.require_roles(session, PRINTERS)
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            visit: Visit = rows.get_row(writer, VISIT.name, key)
            writer.update(VISIT.name, visit.uuid, {"print_count": visit.print_count + copies})
            return visit.print_count + 1

    # -- parts of signing ---------------------------------------------------------------------

    def _content(self, writer: Writer, visit: Visit) -> SheetContent:
        if visit.sheet_content:
            return sheet_from_json(visit.sheet_content)
        if visit.left_at is None:
            visit = msgspec.structs.replace(visit, left_at=self._session.clock.now())
            writer.update(VISIT.name, visit.uuid, {"left_at": visit.left_at})
        require(VISIT, visit, Stage.SIGN)
        return self._visits.compose(writer, visit)

    def _frozen_changes(self, visit: Visit, content: SheetContent) -> dict[str, Any]:
        if visit.sheet_content:
            return {}
        digest = content.content_hash()
        return {
            "sheet_content": sheet_to_json(content),
            "content_hash": digest,
            "frozen_at": self._session.clock.now(),
            "qr": self._qr(visit.number, digest),
        }

    def _qr(self, number: str, digest: str) -> str:
        proof = f"BD1 {number} {digest[:32]}"
        return f"{proof} {self._session.sign(proof.encode())}"

    def _check_consent(self, signing: ScreenSigning) -> None:
        if not signing.privacy_consent and signing.kind == "screen":
            raise UserError(
                T("The privacy notice is not accepted"),
                T("The customer has to accept the handling of personal data before signing."),
                T("Tick it together with the customer, or sign on paper."),
            )
        if not signing.customer.name.strip():
            raise UserError(
                T("Who signs?"),
                T("The name of the signer is missing."),
                T("Write the name beside the pad."),
            )

    def _check_shown(self, content: SheetContent, shown: str) -> None:
        if shown and shown != content.content_hash():
            raise UserError(
                T("The sheet changed while it was being signed"),
                T("The customer would sign something else than what is shown."),
                T("Look at the summary again and sign anew."),
            )

    def _check_inks(self, reader: Reader, visit: Visit, signing: ScreenSigning) -> None:
        if signing.kind == "paper":
            scans = reader.find(
                "attachment",
                (Filter("owner", "=", visit.uuid), Filter("purpose", "=", "signed_sheet")),
            )
            if not scans:
                raise UserError(
                    T("The signed paper is missing"),
                    T("A sheet signed on paper needs its photo or scan."),
                    T("Add the photo of the signed sheet first."),
                )
            return
        signing.customer.require_signature()
        if visit.state in EDITABLE:
            signing.engineer.require_signature()
        if signing.acceptance is not None:
            signing.acceptance.require_signature()

    def _check_unsigned(self, unsigned: Unsigned) -> None:
        if unsigned.kind not in ("later", "refused", "absent", "phone"):
            raise UserError(
                T("Unknown reason"),
                T("“{kind}” is not a way to leave.", kind=unsigned.kind[:40]),
                T("Choose: sign later, customer does not sign, customer absent, or by phone."),
            )
        if not unsigned.reason.strip():
            raise UserError(
                T("The reason is missing"),
                T("An unsigned sheet needs its reason."),
                T("Choose or write the reason."),
            )
        if unsigned.kind == "later" and unsigned.due is None:
            raise UserError(
                T("The day is missing"),
                T("Say until when the sheet will be signed."),
                T("Agree on a day with the customer."),
            )

    def _add_signature(
        self,
        writer: Writer,
        visit: Visit,
        content: SheetContent,
        party: str,
        by: SignedBy,
        signing: ScreenSigning,
    ) -> None:
        consent = party == "customer" and signing.dynamics_consent
        ink = by.ink if consent else _positions(by)
        digest = content.content_hash()
        self._insert_signature(writer, visit, party, by, ink, digest, None, signing.kind)

    def _insert_signature(
        self,
        writer: Writer,
        visit: Visit,
        party: str,
        by: SignedBy,
        ink: Ink | None,
        digest: str,
        addendum: UUID | None,
        kind: str = "screen",
    ) -> None:
        stored = encode_ink(ink) if ink else ""
        rows.insert_row(
            self._session,
            writer,
            KINDS["visit_signature"],
            {
                "visit": visit.uuid,
                "addendum": addendum,
                "party": party,
                "kind": kind,
                "name": by.name,
                "position": by.position,
                "phone": by.phone,
                "ink": stored,
                "content_hash": digest,
                "binding": bind(digest, stored),
                "signed_at": self._session.clock.now(),
            },
        )


def _positions(by: SignedBy) -> Ink | None:
    """Return the strokes as positions alone; a paper has none."""
    return by.ink.without_dynamics() if by.ink else None


def ready_to_sign(visit: Visit) -> bool:
    """Tell whether the sheet is complete."""
    return progressed_state(visit) == "form_filled"
