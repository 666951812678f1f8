# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The customer service record and what hangs on it (requirements §2.1, R-015 to R-034)."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from branchdesk.domain.clock import local_date
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
from branchdesk.domain.kinds.phones import phone_rule
from branchdesk.domain.text import T, Text

SAVE = (Stage.SAVE,)
CLOSE = (Stage.CLOSE,)

RECORD_STATES = ValueList(
    "service_record.state",
    {
        "draft": T("draft", "service_record.state"),
        "open": T("open", "service_record.state"),
        "in_progress": T("in progress", "service_record.state"),
        "waiting_customer": T("waiting for the customer", "service_record.state"),
        "waiting_hq": T("waiting for headquarters", "service_record.state"),
        "visit_planned": T("visit planned", "service_record.state"),
        "data_in_custody": T("data being processed", "service_record.state"),
        "resolved": T("to be confirmed", "service_record.state"),
        "closed": T("closed", "service_record.state"),
        "reopened": T("reopened", "service_record.state"),
        "transferred": T("became a complaint", "service_record.state"),
    },
)

UNFINISHED = frozenset(RECORD_STATES.labels) - {"closed", "transferred"}
"""States in which somebody still has to do something."""


class ServiceRecord(NumberedRow, frozen=True, kw_only=True):
    """One problem of one customer, from the first contact to the confirmed solution."""

    state: Annotated[str, describe(T("State"), values=RECORD_STATES, editable=False, column=22)] = (
        "open"
    )
    period: Annotated[str, describe(T("Period"), editable=False, column=2)] = ""
    device: Annotated[str, describe(T("Device"), editable=False)] = ""
    occurred_at: Annotated[
        datetime | None,
        describe(T("Received at"), group="request", required=SAVE, column=3, listed=1),
    ] = None
    recorded_at: Annotated[
        datetime | None, describe(T("Recorded at"), group="request", editable=False, column=4)
    ] = None
    late_entry: Annotated[
        bool, describe(T("Late entry"), group="request", editable=False, column=23)
    ] = False
    service_mode: Annotated[
        str,
        describe(
            T("Service mode"),
            group="request",
            required=SAVE,
            values=values.SERVICE_MODES,
            column=5,
        ),
    ] = "phone"
    category: Annotated[
        str,
        describe(T("Category"), group="request", required=SAVE, values=values.CATEGORIES, column=6),
    ] = ""
    request_type: Annotated[
        str, describe(T("Request type"), group="more", values=values.REQUEST_TYPES)
    ] = ""
    service_type: Annotated[
        str, describe(T("Service type"), group="more", values=values.SERVICE_TYPES, column=7)
    ] = "software_support"
    severity: Annotated[
        str, describe(T("Severity"), group="more", values=values.SEVERITIES, column=8)
    ] = "3"
    complexity: Annotated[
        str, describe(T("Complexity"), group="more", values=values.COMPLEXITIES)
    ] = "general"
    response_level: Annotated[
        str, describe(T("Response level"), group="more", values=values.RESPONSE_LEVELS)
    ] = ""
    detail_level: Annotated[
        str, describe(T("Level of detail"), group="more", values=values.DETAIL_LEVELS)
    ] = "full"
    customer: Annotated[
        UUID | None,
        describe(
            T("Customer"), group="customer", required=SAVE, refers="customer", column=9, listed=2
        ),
    ] = None
    contact_person: Annotated[
        str,
        describe(
            T("Contact"),
            group="customer",
            required=SAVE,
            search=3,
            column=10,
            listed=3,
            confidential=True,
        ),
    ] = ""
    contact_phone: Annotated[
        str,
        describe(
            T("Phone number"), group="customer", search=3, column=11, confidential=True, phone=True
        ),
    ] = ""
    contact_email: Annotated[str, describe(T("E-mail"), group="customer", confidential=True)] = ""
    address: Annotated[
        str, describe(T("Address"), group="customer", search=1, confidential=True)
    ] = ""
    region: Annotated[str, describe(T("Region"), group="customer")] = ""
    product: Annotated[str, describe(T("Product"), group="problem", search=2, column=12)] = ""
    product_version: Annotated[str, describe(T("Version"), group="problem", column=13)] = ""
    serial: Annotated[str, describe(T("Serial number"), group="problem", search=3)] = ""
    order_number: Annotated[str, describe(T("Order number"), group="more")] = ""
    service_item: Annotated[str, describe(T("Service item"), group="more")] = ""
    problem_description: Annotated[
        str,
        describe(
            T("Problem description"),
            group="problem",
            required=SAVE,
            long=True,
            search=5,
            column=14,
            listed=4,
            confidential=True,
        ),
    ] = ""
    customer_reason: Annotated[
        str, describe(T("Why the customer asks"), group="more", long=True, confidential=True)
    ] = ""
    first_contact_owner: Annotated[
        UUID | None,
        describe(
            T("First-contact owner"), group="handling", refers="staff", editable=False, column=15
        ),
    ] = None
    handler: Annotated[
        UUID | None,
        describe(
            T("Handler"), group="handling", refers="staff", editable=False, column=16, listed=5
        ),
    ] = None
    promised_answer_at: Annotated[
        datetime | None,
        describe(T("Promised answer"), group="handling", editable=False, column=17),
    ] = None
    response_started_at: Annotated[
        datetime | None, describe(T("First response"), group="handling", editable=False)
    ] = None
    response_ended_at: Annotated[
        datetime | None, describe(T("End of response"), group="handling", editable=False)
    ] = None
    solution: Annotated[
        str,
        describe(
            T("Solution"),
            group="solution",
            required=CLOSE,
            long=True,
            search=4,
            column=18,
            editable=False,
            confidential=True,
        ),
    ] = ""
    result: Annotated[
        str,
        describe(T("Result"), group="solution", values=values.RESULTS, column=19, editable=False),
    ] = ""
    open_ended: Annotated[bool, describe(T("Try and see"), group="solution", editable=False)] = (
        False
    )
    customer_feedback: Annotated[
        str,
        describe(
            T("Customer feedback"), group="solution", long=True, editable=False, confidential=True
        ),
    ] = ""
    satisfaction_score: Annotated[
        int | None,
        describe(T("Satisfaction (1 to 10)"), group="solution", column=20, editable=False),
    ] = None
    confirmed_by: Annotated[
        str,
        describe(
            T("Confirmed by"), group="solution", required=CLOSE, editable=False, confidential=True
        ),
    ] = ""
    confirmed_at: Annotated[
        datetime | None,
        describe(T("Confirmed at"), group="solution", required=CLOSE, editable=False, column=21),
    ] = None
    verification_method: Annotated[
        str,
        describe(
            T("Verification"),
            group="solution",
            required=CLOSE,
            values=values.VERIFICATION_METHODS,
            editable=False,
        ),
    ] = ""
    confirmation_text: Annotated[
        str,
        describe(T("Confirmation"), group="solution", editable=False, confidential=True),
    ] = ""
    leads: Annotated[
        str,
        describe(T("Leads"), group="more", long=True, search=1, confidential=True),
    ] = ""
    lead_department: Annotated[str, describe(T("Department informed"), group="more")] = ""
    operating_system: Annotated[str, describe(T("Operating system"), group="escalation")] = ""
    computer_brand: Annotated[str, describe(T("Computer brand"), group="escalation")] = ""
    operation_steps: Annotated[
        str, describe(T("Steps taken"), group="escalation", long=True, confidential=True)
    ] = ""
    error_symptom: Annotated[
        str, describe(T("Symptom"), group="escalation", long=True, confidential=True)
    ] = ""
    probable_cause: Annotated[
        str, describe(T("Probable cause"), group="escalation", long=True, confidential=True)
    ] = ""
    complaint_text: Annotated[
        str,
        describe(T("Complaint"), group="solution", long=True, editable=False, confidential=True),
    ] = ""
    recurrence: Annotated[int, describe(T("Times reopened"), editable=False)] = 0
    frozen: Annotated[bool, describe(T("Frozen"), editable=False)] = False


class RecordProgress(Row, frozen=True, kw_only=True):
    """One entry of the progress log."""

    record: Annotated[UUID, describe(T("Service record"), refers="service_record", editable=False)]
    at: Annotated[datetime | None, describe(T("Time"), required=SAVE, column=1)] = None
    kind: Annotated[str, describe(T("Kind"), values=values.PROGRESS_KINDS, column=2)] = "note"
    text: Annotated[
        str, describe(T("Text"), required=SAVE, long=True, search=2, column=3, confidential=True)
    ] = ""


class RecordHandover(Row, frozen=True, kw_only=True):
    """A hand-over to a colleague with the brief that spares the customer repeating it (R-029)."""

    record: Annotated[UUID, describe(T("Service record"), refers="service_record", editable=False)]
    from_staff: Annotated[UUID | None, describe(T("From"), refers="staff")] = None
    to_staff: Annotated[UUID | None, describe(T("To"), required=SAVE, refers="staff")] = None
    at: Annotated[datetime | None, describe(T("Time"), required=SAVE)] = None
    brief: Annotated[
        str, describe(T("Brief"), required=SAVE, long=True, search=1, confidential=True)
    ] = ""
    acknowledged_at: Annotated[datetime | None, describe(T("Acknowledged at"))] = None


class RecordPromise(Row, frozen=True, kw_only=True):
    """A promised answer time; every later one carries its reason (R-030, R-031)."""

    record: Annotated[UUID, describe(T("Service record"), refers="service_record", editable=False)]
    at: Annotated[datetime | None, describe(T("Time"), required=SAVE)] = None
    promised_for: Annotated[datetime | None, describe(T("Promised answer"), required=SAVE)] = None
    reason: Annotated[str, describe(T("Reason"), confidential=True)] = ""
    customer_informed: Annotated[bool, describe(T("Customer informed"))] = True


class RecordOption(Row, frozen=True, kw_only=True):
    """One of the one to three options offered to the customer (BR-015)."""

    record: Annotated[UUID, describe(T("Service record"), refers="service_record", editable=False)]
    ordinal: Annotated[int, describe(T("Option"))] = 1
    text: Annotated[str, describe(T("Option"), required=SAVE, long=True, confidential=True)] = ""
    chosen: Annotated[bool, describe(T("Chosen"))] = False


def _suggestion_contact(row: ServiceRecord) -> Text | None:
    if row.category == "suggestion" and not (row.contact_phone.strip() or row.contact_email):
        return T("A suggestion needs the contact details of the person.")
    return None


def _suggestion_detail(row: ServiceRecord) -> Text | None:
    if row.category == "suggestion" and row.detail_level == "simple":
        return T("A suggestion is recorded in full.")
    return None


def _defect_version(row: ServiceRecord) -> Text | None:
    if row.category == "defect" and not row.product_version.strip():
        return T(
            "A software defect needs the product version, or headquarters cannot reproduce it."
        )
    return None


def _occurred_in_future(row: ServiceRecord) -> Text | None:
    if (
        row.occurred_at
        and row.recorded_at
        and row.occurred_at > row.recorded_at + timedelta(minutes=5)
    ):
        return T("The time of receipt is later than now. To plan ahead, arrange a visit.")
    return None


def status_class(state: str) -> str:
    """Return the class a state counts as in reports and archives (R-035).

    A record that became a complaint is handled: the complaint has its own life.
    """
    if state in ("draft", "open"):
        return "unhandled"
    return "in_progress" if state in UNFINISHED else "handled"


def is_late_entry(occurred_at: datetime, recorded_at: datetime) -> bool:
    """Tell whether a record was not entered on its local day (BR-020, R-019)."""
    return local_date(recorded_at) > local_date(occurred_at)


SERVICE_RECORD = Kind(
    name="service_record",
    label=T("Service record"),
    struct=ServiceRecord,
    command="record",
    letters="FW",
    rules=(
        Rule("R-023", "contact_phone", frozenset({Stage.SAVE}), _suggestion_contact),
        Rule("suggestion_detail", "detail_level", frozenset({Stage.SAVE}), _suggestion_detail),
        Rule("BR-022", "product_version", frozenset({Stage.SAVE, Stage.MONTH}), _defect_version),
        phone_rule("contact_phone"),
        Rule("future", "occurred_at", frozenset({Stage.SAVE}), _occurred_in_future),
    ),
)
_RECORD = ParentLink("record", "service_record")
RECORD_PROGRESS = Kind(
    name="record_progress", label=T("Progress"), struct=RecordProgress, parent=_RECORD
)
RECORD_HANDOVER = Kind(
    name="record_handover", label=T("Hand-over"), struct=RecordHandover, parent=_RECORD
)
RECORD_PROMISE = Kind(
    name="record_promise", label=T("Promise"), struct=RecordPromise, parent=_RECORD
)
RECORD_OPTION = Kind(name="record_option", label=T("Option"), struct=RecordOption, parent=_RECORD)
