# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The on-site visit with its sheet (requirements §2.2, R-060 to R-075)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from branchdesk.domain.kinds import values
from branchdesk.domain.kinds.description import (
    Kind,
    NumberedRow,
    ParentLink,
    Row,
    Rule,
    Stage,
    ValueList,
    describe,
)
from branchdesk.domain.text import T, Text

SAVE = (Stage.SAVE,)
SIGN = (Stage.SIGN,)

VISIT_STATES = ValueList(
    "visit.state",
    {
        "planned": T("planned", "visit.state"),
        "confirmed": T("confirmed", "visit.state"),
        "rescheduled": T("rescheduled", "visit.state"),
        "on_the_way": T("on the way", "visit.state"),
        "on_site": T("on site", "visit.state"),
        "diagnosed": T("diagnosed", "visit.state"),
        "solved": T("solved", "visit.state"),
        "follow_up_needed": T("another visit needed", "visit.state"),
        "data_to_take": T("data to take away", "visit.state"),
        "form_filled": T("ready to sign", "visit.state"),
        "signature_pending": T("signature pending", "visit.state"),
        "waiver_requested": T("unsigned, approval due", "visit.state"),
        "signed": T("signed", "visit.state"),
        "waived": T("waiver approved", "visit.state"),
        "submitted": T("handed in", "visit.state"),
        "reviewed": T("reviewed", "visit.state"),
        "filed": T("filed", "visit.state"),
        "cancelled": T("cancelled", "visit.state"),
    },
)

BEFORE_SITE = frozenset({"planned", "confirmed", "rescheduled", "on_the_way"})
ON_SITE = frozenset(
    {"on_site", "diagnosed", "solved", "follow_up_needed", "data_to_take", "form_filled"}
)
EDITABLE = BEFORE_SITE | ON_SITE
"""States in which the sheet's content may still change."""

FROZEN = frozenset(VISIT_STATES.labels) - EDITABLE - {"cancelled"}

FOLLOW_UP_RESULTS = frozenset({"follow_up_needed", "partly"})
"""Results after which another visit belongs to the same matter (R-067, R-082)."""


class Visit(NumberedRow, frozen=True, kw_only=True):
    """One visit to one customer for one service record, and the sheet that documents it."""

    state: Annotated[str, describe(T("State"), values=VISIT_STATES, editable=False, column=20)] = (
        "planned"
    )
    period: Annotated[str, describe(T("Period"), editable=False, column=2)] = ""
    record: Annotated[
        UUID | None,
        describe(
            T("Service record"),
            group="plan",
            required=SAVE,
            refers="service_record",
            column=3,
            editable=False,
        ),
    ] = None
    customer: Annotated[
        UUID | None,
        describe(
            T("Customer"),
            group="plan",
            required=SAVE,
            refers="customer",
            column=4,
            listed=2,
            editable=False,
        ),
    ] = None
    engineer: Annotated[
        UUID | None,
        describe(
            T("Service engineer"), group="plan", required=SAVE, refers="staff", column=5, listed=4
        ),
    ] = None
    follow_up_of: Annotated[
        UUID | None, describe(T("Follow-up of"), group="plan", refers="visit", editable=False)
    ] = None
    purpose: Annotated[
        str,
        describe(
            T("Purpose"),
            group="plan",
            required=SAVE,
            long=True,
            search=3,
            column=6,
            listed=3,
            confidential=True,
        ),
    ] = ""
    tools: Annotated[str, describe(T("Tools and papers"), group="plan", long=True)] = ""
    appointment_at: Annotated[
        datetime | None, describe(T("Appointment"), group="plan", column=7, listed=1)
    ] = None
    agreed_with: Annotated[str, describe(T("Agreed with"), group="plan", confidential=True)] = ""
    agreed_by: Annotated[
        str, describe(T("Agreed by"), group="plan", values=values.AGREEMENT_CHANNELS)
    ] = ""
    checklist_done: Annotated[bool, describe(T("Checked before leaving"), group="arrival")] = False
    departed_at: Annotated[datetime | None, describe(T("Departed"), group="arrival", column=8)] = (
        None
    )
    arrived_at: Annotated[
        datetime | None, describe(T("Arrived"), group="arrival", required=SIGN, column=9)
    ] = None
    left_at: Annotated[datetime | None, describe(T("Left"), group="arrival", column=10)] = None
    location: Annotated[
        str,
        describe(T("Place"), group="arrival", required=SIGN, confidential=True),
    ] = ""
    badge_shown: Annotated[bool, describe(T("Badge shown"), group="arrival")] = False
    present_people: Annotated[
        str, describe(T("People present"), group="arrival", confidential=True)
    ] = ""
    other_engineers: Annotated[str, describe(T("Other engineers"), group="arrival")] = ""
    diagnosis: Annotated[
        str,
        describe(T("Diagnosis"), group="work", required=SIGN, values=values.DIAGNOSES, column=11),
    ] = ""
    diagnosis_text: Annotated[
        str, describe(T("Findings"), group="work", long=True, search=2, confidential=True)
    ] = ""
    explained: Annotated[bool, describe(T("Explained to the customer"), group="work")] = False
    work_done: Annotated[
        str,
        describe(T("Work done"), group="work", long=True, search=3, column=12, confidential=True),
    ] = ""
    new_requests: Annotated[
        str, describe(T("New requests"), group="work", long=True, confidential=True)
    ] = ""
    result: Annotated[
        str,
        describe(T("Result"), group="work", required=SIGN, values=values.VISIT_RESULTS, column=13),
    ] = ""
    result_text: Annotated[
        str, describe(T("Notes on the result"), group="work", long=True, confidential=True)
    ] = ""
    follow_up_at: Annotated[datetime | None, describe(T("Next visit"), group="work", column=14)] = (
        None
    )
    labour_hours: Annotated[
        Decimal | None, describe(T("Labour hours"), group="material", unit="h", column=15)
    ] = None
    charge: Annotated[Decimal, describe(T("Charge"), group="material", unit="CNY", column=16)] = (
        Decimal("0.00")
    )
    invoice_number: Annotated[str, describe(T("Invoice number"), group="material")] = ""
    warranty_status: Annotated[
        str, describe(T("Warranty"), group="material", values=values.WARRANTY_STATES)
    ] = ""
    data_description: Annotated[
        str, describe(T("Data taken away"), group="material", long=True, confidential=True)
    ] = ""
    data_consent: Annotated[bool, describe(T("Customer agrees to the copy"), group="material")] = (
        False
    )
    data_consent_by: Annotated[
        str, describe(T("Agreed by (name)"), group="material", confidential=True)
    ] = ""
    data_return_at: Annotated[datetime | None, describe(T("Promised return"), group="material")] = (
        None
    )
    opinion: Annotated[
        str,
        describe(
            T("Customer opinion"),
            group="opinion",
            long=True,
            search=1,
            column=17,
            confidential=True,
        ),
    ] = ""
    opinion_source: Annotated[
        str,
        describe(T("Source of the opinion"), group="opinion", values=values.OPINION_SOURCES),
    ] = ""
    satisfaction: Annotated[
        str,
        describe(T("Satisfaction"), group="opinion", values=values.SATISFACTIONS, column=18),
    ] = ""
    usage_survey: Annotated[bool, describe(T("Usage survey attached"), group="opinion")] = False
    leave_consent: Annotated[bool, describe(T("Customer agrees to leaving"), group="opinion")] = (
        False
    )
    engineer_contact_left: Annotated[bool, describe(T("Contact details left"), group="opinion")] = (
        False
    )
    signature_kind: Annotated[
        str,
        describe(
            T("Signature"), values=values.SIGNATURE_KINDS, editable=False, column=19, listed=5
        ),
    ] = ""
    signature_statement: Annotated[
        str, describe(T("Instead of a signature"), editable=False, long=True, confidential=True)
    ] = ""
    signature_due: Annotated[date | None, describe(T("To be signed by"), editable=False)] = None
    privacy_consent: Annotated[bool, describe(T("Privacy notice accepted"), editable=False)] = False
    dynamics_consent: Annotated[bool, describe(T("Stroke data accepted"), editable=False)] = False
    waiver_reason: Annotated[
        str, describe(T("Reason of the waiver"), editable=False, long=True)
    ] = ""
    waiver_by: Annotated[
        UUID | None, describe(T("Approved by"), refers="staff", editable=False)
    ] = None
    waiver_at: Annotated[datetime | None, describe(T("Approved at"), editable=False)] = None
    waiver_oral: Annotated[bool, describe(T("Approved by phone"), editable=False)] = False
    sheet_content: Annotated[
        str, describe(T("Signed content"), editable=False, long=True, confidential=True)
    ] = ""
    content_hash: Annotated[str, describe(T("Check code"), editable=False)] = ""
    frozen_at: Annotated[datetime | None, describe(T("Signed at"), editable=False)] = None
    qr: Annotated[str, describe(T("QR code"), editable=False)] = ""
    copy_way: Annotated[
        str, describe(T("Customer's copy"), values=values.COPY_WAYS, editable=False, column=21)
    ] = ""
    copy_at: Annotated[datetime | None, describe(T("Copy given at"), editable=False)] = None
    print_count: Annotated[int, describe(T("Copies printed"), editable=False)] = 0
    submitted_at: Annotated[datetime | None, describe(T("Handed in at"), editable=False)] = None
    reviewed_at: Annotated[datetime | None, describe(T("Reviewed at"), editable=False)] = None
    reviewed_by: Annotated[
        UUID | None, describe(T("Reviewed by"), refers="staff", editable=False)
    ] = None
    review_note: Annotated[str, describe(T("Review note"), editable=False, long=True)] = ""


class VisitWorkLine(Row, frozen=True, kw_only=True):
    """One line of work with its local time such as ``13:45`` (may be empty)."""

    visit: Annotated[UUID, describe(T("Visit"), refers="visit", editable=False)]
    ordinal: Annotated[int, describe(T("Order"), editable=False)] = 0
    time: Annotated[str, describe(T("Time"))] = ""
    text: Annotated[
        str, describe(T("Text"), required=SAVE, long=True, search=2, confidential=True)
    ] = ""


class VisitPart(Row, frozen=True, kw_only=True):
    """A part that was changed; the amount is the line's total in yuan."""

    visit: Annotated[UUID, describe(T("Visit"), refers="visit", editable=False)]
    ordinal: Annotated[int, describe(T("Order"), editable=False)] = 0
    name: Annotated[str, describe(T("Part"), required=SAVE)] = ""
    old_serial: Annotated[str, describe(T("Old serial number"), search=3)] = ""
    new_serial: Annotated[str, describe(T("New serial number"), search=3)] = ""
    quantity: Annotated[int, describe(T("Quantity"))] = 1
    amount: Annotated[Decimal, describe(T("Amount"), unit="CNY")] = Decimal("0.00")


class VisitReschedule(Row, frozen=True, kw_only=True):
    """A moved appointment; a customer who was not told is a ground for complaint (BR-042)."""

    visit: Annotated[UUID, describe(T("Visit"), refers="visit", editable=False)]
    old_at: Annotated[datetime | None, describe(T("Old time"))] = None
    new_at: Annotated[datetime | None, describe(T("New time"), required=SAVE)] = None
    reason: Annotated[str, describe(T("Reason"), required=SAVE)] = ""
    customer_informed_at: Annotated[datetime | None, describe(T("Customer informed at"))] = None


class VisitSignature(Row, frozen=True, kw_only=True):
    """A signature under a sheet or an addendum, bound to the hash of the text that was shown.

    ``binding`` is the SHA-256 of content hash and ink together, so that strokes cannot be moved to
    another sheet.
    """

    visit: Annotated[UUID, describe(T("Visit"), refers="visit", editable=False)]
    addendum: Annotated[
        UUID | None, describe(T("Supplement page"), refers="visit_addendum", editable=False)
    ] = None
    party: Annotated[str, describe(T("Party"), values=values.SIGNATURE_PARTIES)] = "customer"
    kind: Annotated[str, describe(T("Signature"), values=values.SIGNATURE_KINDS)] = "screen"
    name: Annotated[str, describe(T("Name"), confidential=True)] = ""
    position: Annotated[str, describe(T("Position"))] = ""
    phone: Annotated[str, describe(T("Phone number"), confidential=True, phone=True)] = ""
    ink: Annotated[str, describe(T("Strokes"), long=True, confidential=True)] = ""
    content_hash: Annotated[str, describe(T("Check code"))] = ""
    binding: Annotated[str, describe(T("Binding"))] = ""
    signed_at: Annotated[datetime | None, describe(T("Signed at"))] = None


class VisitAddendum(Row, frozen=True, kw_only=True):
    """A supplement page to a frozen sheet; it needs a new signature (R-009)."""

    visit: Annotated[UUID, describe(T("Visit"), refers="visit", editable=False)]
    ordinal: Annotated[int, describe(T("Order"), editable=False)] = 1
    reason: Annotated[str, describe(T("Reason"), required=SAVE)] = ""
    text: Annotated[str, describe(T("Text"), required=SAVE, long=True, confidential=True)] = ""
    written_at: Annotated[datetime | None, describe(T("Written at"))] = None
    written_by: Annotated[UUID | None, describe(T("Written by"), refers="staff")] = None
    content_hash: Annotated[str, describe(T("Check code"))] = ""


def _data_consent(row: Visit) -> Text | None:
    if row.result == "data_to_take" or row.data_description.strip():
        if not row.data_consent or not row.data_consent_by.strip():
            return T("The customer must agree before data is taken away.")
        if row.data_return_at is None:
            return T("Taking data away needs a promised time of return.")
    return None


def _work_done(row: Visit) -> Text | None:
    if row.result and not row.work_done.strip():
        return T("Describe the work that was done.")
    return None


def _follow_up_time(row: Visit) -> Text | None:
    if row.result == "follow_up_needed" and row.follow_up_at is None:
        return T("Agree on the exact time of the next visit.")
    return None


def _times_in_order(row: Visit) -> Text | None:
    times = [t for t in (row.departed_at, row.arrived_at, row.left_at) if t is not None]
    if times != sorted(times):
        return T("Departure, arrival and leaving are not in order; check the times.")
    return None


def _leave_consent(row: Visit) -> Text | None:
    return None if row.leave_consent else T("The customer has to agree to your leaving.")


def _opinion(row: Visit) -> Text | None:
    return None if row.opinion.strip() else T("Ask the customer for an opinion.")


def _charge(row: Visit) -> Text | None:
    return T("An amount cannot be negative.") if row.charge < 0 else None


_SIGN = frozenset({Stage.SIGN})
VISIT = Kind(
    name="visit",
    label=T("Visit sheet"),
    struct=Visit,
    command="visit",
    letters="XC",
    rules=(
        Rule("BR-035", "data_consent", _SIGN, _data_consent),
        Rule("R-066", "work_done", _SIGN, _work_done),
        Rule("R-067", "follow_up_at", _SIGN, _follow_up_time),
        Rule("R-063", "left_at", frozenset({Stage.SAVE, Stage.SIGN}), _times_in_order),
        Rule("R-068", "leave_consent", _SIGN, _leave_consent),
        Rule("R-070", "opinion", _SIGN, _opinion),
        Rule("charge", "charge", frozenset({Stage.SAVE}), _charge),
    ),
)
_VISIT = ParentLink("visit", "visit")
VISIT_WORK_LINE = Kind(
    name="visit_work_line", label=T("Work line"), struct=VisitWorkLine, parent=_VISIT
)
VISIT_PART = Kind(name="visit_part", label=T("Part"), struct=VisitPart, parent=_VISIT)
VISIT_RESCHEDULE = Kind(
    name="visit_reschedule", label=T("Rescheduling"), struct=VisitReschedule, parent=_VISIT
)
VISIT_SIGNATURE = Kind(
    name="visit_signature", label=T("Signature"), struct=VisitSignature, parent=_VISIT
)
VISIT_ADDENDUM = Kind(
    name="visit_addendum", label=T("Supplement page"), struct=VisitAddendum, parent=_VISIT
)
