# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The content of a visit sheet as it is shown, signed, frozen and printed (R-070, R-071, R-076).

One value feeds the summary beside the pads, the content hash and the paper. Every text in it is
already what a reader sees, in Chinese, as the paper's language does not depend on the window's.
"""

from decimal import Decimal

import msgspec

from branchdesk.domain.signature import Ink, canonical_json, check_code, sha256_hex


class WorkLine(msgspec.Struct, frozen=True):
    """One line of work: local time ``13:45`` (may be empty) and what was done."""

    time: str
    text: str


class PartLine(msgspec.Struct, frozen=True):
    """A part that was changed; the amount is the line's total in yuan."""

    name: str
    old_serial: str
    new_serial: str
    quantity: str
    amount: Decimal


class Choice(msgspec.Struct, frozen=True):
    """A check box on paper."""

    label: str
    ticked: bool


class SheetSignature(msgspec.Struct, frozen=True):
    """What stands in a signature box.

    ``statement`` is printed when nobody signed on the screen (refused, absent, later, by phone, on
    paper).
    """

    name: str
    role: str
    phone: str
    note: str
    ink: Ink | None
    statement: str


class SheetContent(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the customer is asked to sign.

    Dates are local texts such as ``11月22日 13:40``.
    """

    number: str
    record_number: str
    company: str
    branch: str
    service_phone: str
    complaint_phone: str
    template_version: str
    demo: bool
    customer: str
    contact: str
    contact_phone: str
    address: str
    product: str
    serial: str
    service_type: str
    warranty: str
    problem: str
    category: str
    appointment: str
    departed: str
    arrived: str
    left: str
    labour_hours: str
    engineers: str
    badge_shown: bool
    engineer_contact: str
    present_people: str
    location: str
    diagnosis: tuple[Choice, ...]
    diagnosis_text: str
    explained: bool
    work: tuple[WorkLine, ...]
    parts: tuple[PartLine, ...]
    charge: Decimal
    invoice_number: str
    results: tuple[Choice, ...]
    result_text: str
    follow_up: str
    new_requests: str
    data_taken: str
    data_consent: str
    data_return: str
    photos: tuple[str, ...]
    opinion: str
    opinion_source: str
    satisfaction: str
    leave_consent: bool
    statement: str
    privacy_notice: str

    def canonical(self) -> bytes:
        """Return the bytes that are hashed and that the strokes are bound to."""
        return canonical_json(msgspec.to_builtins(self))

    def content_hash(self) -> str:
        """Return the SHA-256 of the canonical bytes as hex."""
        return sha256_hex(self.canonical())

    def check_code(self) -> str:
        """Return the eight-digit check code that is printed beside the QR code."""
        return check_code(self.content_hash())


class Addendum(msgspec.Struct, frozen=True):
    """A supplement page (补充页) to a frozen sheet, with its own signatures."""

    number: str
    written_at: str
    author: str
    reason: str
    text: str
    signatures: tuple[SheetSignature, ...]


class FrozenSheet(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet that can no longer change, with what stands under it.

    ``content_hash`` is the hash stored at freezing; the paper refuses content that differs.
    ``qr`` is the signed text behind the QR code. ``review`` and ``waiver`` came after freezing and
    are printed as such.
    """

    content: SheetContent
    content_hash: str
    frozen_at: str
    customer: SheetSignature
    engineer: SheetSignature
    acceptance: SheetSignature | None
    waiver: str
    review: str
    qr: str
    addenda: tuple[Addendum, ...] = ()
