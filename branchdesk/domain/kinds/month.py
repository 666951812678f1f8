# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The month close of a branch and headquarters' answer (requirements §2.16, §4.6, §4.7)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from branchdesk.domain.kinds.description import (
    Kind,
    NumberedRow,
    Row,
    Stage,
    ValueList,
    describe,
)
from branchdesk.domain.text import T

SAVE = (Stage.SAVE,)

MONTH_STATES = ValueList(
    "month_close.state",
    {
        "collecting": T("collecting", "month_close.state"),
        "pre_checked": T("checked", "month_close.state"),
        "frozen": T("frozen", "month_close.state"),
        "exported": T("bundle built", "month_close.state"),
        "sent": T("sent", "month_close.state"),
        "acknowledged": T("acknowledged", "month_close.state"),
        "returned": T("returned", "month_close.state"),
    },
)

BOARD_STATES = ValueList(
    "board.state",
    {
        "missing": T("not delivered", "board.state"),
        "received": T("received", "board.state"),
        "verified": T("verified", "board.state"),
        "mismatch": T("does not match", "board.state"),
        "accepted": T("accepted", "board.state"),
        "returned": T("returned", "board.state"),
    },
)


class MonthClose(NumberedRow, frozen=True, kw_only=True):
    """One revision of a branch's month as it was frozen (R-104 to R-113).

    ``digest`` is SHA-256 over the sorted (UUID, SHA-256 of the canonical JSON) of the snapshot.
    """

    state: Annotated[str, describe(T("State"), values=MONTH_STATES, editable=False)] = "exported"
    period: Annotated[str, describe(T("Period"), required=SAVE, column=1)] = ""
    revision: Annotated[int, describe(T("Revision"), column=2)] = 1
    closed_at: Annotated[datetime | None, describe(T("Closed at"), required=SAVE)] = None
    closed_by: Annotated[UUID | None, describe(T("Closed by"), refers="staff")] = None
    records: Annotated[int, describe(T("Number of service records"), column=3)] = 0
    visits: Annotated[int, describe(T("Number of visit sheets"), column=4)] = 0
    customers: Annotated[int, describe(T("Number of customer files"), column=5)] = 0
    carried_over: Annotated[int, describe(T("Carried over"))] = 0
    digest: Annotated[str, describe(T("Check code"), required=SAVE)] = ""
    summary: Annotated[
        str, describe(T("Month's summary"), required=SAVE, long=True, confidential=True)
    ] = ""
    needs_hq_support: Annotated[bool, describe(T("Needs support of headquarters"))] = False
    support_text: Annotated[str, describe(T("Support needed"), long=True, confidential=True)] = ""
    early: Annotated[bool, describe(T("Closed early"))] = False
    late: Annotated[bool, describe(T("Late"))] = False
    missing_devices: Annotated[str, describe(T("Laptops not merged"))] = ""
    bundle: Annotated[str, describe(T("Bundle"), editable=False)] = ""


class MonthSummary(Row, frozen=True, kw_only=True):
    """The month's written summary while the month is still being collected (R-108)."""

    branch_code: Annotated[str, describe(T("Branch code"), editable=False)] = ""
    period: Annotated[str, describe(T("Period"), required=SAVE, editable=False)] = ""
    summary: Annotated[
        str, describe(T("Month's summary"), required=SAVE, long=True, confidential=True)
    ] = ""
    needs_hq_support: Annotated[bool, describe(T("Needs support of headquarters"))] = False
    support_text: Annotated[str, describe(T("Support needed"), long=True, confidential=True)] = ""


class MonthExplanation(Row, frozen=True, kw_only=True):
    """The branch's sentence on a finding that needs one. ``subject`` is a number or a code."""

    branch_code: Annotated[str, describe(T("Branch code"), editable=False)] = ""
    period: Annotated[str, describe(T("Period"), required=SAVE, editable=False)] = ""
    rule: Annotated[str, describe(T("Rule"), required=SAVE, editable=False)] = ""
    subject: Annotated[str, describe(T("Concerns"), required=SAVE, editable=False)] = ""
    text: Annotated[str, describe(T("Explanation"), required=SAVE, long=True)] = ""


class MonthReceipt(Row, frozen=True, kw_only=True):
    """Headquarters' signed word on one revision of one branch's month (R-113, R-120).

    ``digest`` is what headquarters computed from its own store; ``signature`` is its minisign
    signature over the canonical receipt.
    """

    branch_code: Annotated[str, describe(T("Branch code"), required=SAVE)] = ""
    period: Annotated[str, describe(T("Period"), required=SAVE)] = ""
    revision: Annotated[int, describe(T("Revision"))] = 1
    state: Annotated[str, describe(T("State"), required=SAVE, values=BOARD_STATES)] = "accepted"
    records: Annotated[int, describe(T("Number of service records"))] = 0
    digest: Annotated[str, describe(T("Check code"), required=SAVE)] = ""
    reason: Annotated[str, describe(T("Reason"), long=True)] = ""
    decided_at: Annotated[datetime | None, describe(T("Decided at"), required=SAVE)] = None
    decided_by: Annotated[str, describe(T("Decided by"))] = ""
    journal_head: Annotated[str, describe(T("Journal head"))] = ""
    journal_count: Annotated[int, describe(T("Journal count"))] = 0
    signature: Annotated[str, describe(T("Signature"), long=True)] = ""


class Attachment(Row, frozen=True, kw_only=True):
    """A file kept with a record or a visit: photo, scan, original mail (R-025, R-073).

    ``sha256`` names the content; the bytes lie encrypted beside the database. ``size`` is in
    bytes.
    """

    owner_kind: Annotated[str, describe(T("Kind"), editable=False)] = ""
    owner: Annotated[UUID | None, describe(T("Belongs to"), editable=False)] = None
    purpose: Annotated[str, describe(T("Purpose"), editable=False)] = "original"
    file_name: Annotated[
        str, describe(T("File name"), required=SAVE, confidential=True, search=1)
    ] = ""
    media_type: Annotated[str, describe(T("File type"), editable=False)] = ""
    size: Annotated[int, describe(T("Size"), editable=False, unit="B")] = 0
    sha256: Annotated[str, describe(T("Check code"), required=SAVE, editable=False)] = ""
    caption: Annotated[str, describe(T("Caption"), confidential=True)] = ""


class Amendment(Row, frozen=True, kw_only=True):
    """A change to a row that a close or a signature froze: who, when, why (R-009)."""

    owner_kind: Annotated[str, describe(T("Kind"), editable=False)] = ""
    owner: Annotated[UUID | None, describe(T("Belongs to"), editable=False)] = None
    field: Annotated[str, describe(T("Field"), editable=False)] = ""
    old: Annotated[str, describe(T("Old value"), long=True, confidential=True)] = ""
    new: Annotated[str, describe(T("New value"), long=True, confidential=True)] = ""
    reason: Annotated[str, describe(T("Reason"), required=SAVE)] = ""
    at: Annotated[datetime | None, describe(T("Time"), required=SAVE)] = None
    written_by: Annotated[UUID | None, describe(T("Written by"), refers="staff")] = None


MONTH_CLOSE = Kind(
    name="month_close", label=T("Month close"), struct=MonthClose, command="close", letters="YB"
)
MONTH_SUMMARY = Kind(name="month_summary", label=T("Month's summary"), struct=MonthSummary)
MONTH_EXPLANATION = Kind(name="month_explanation", label=T("Explanation"), struct=MonthExplanation)
MONTH_RECEIPT = Kind(
    name="month_receipt", label=T("Signed receipt"), struct=MonthReceipt, owner="hq"
)
ATTACHMENT = Kind(name="attachment", label=T("Attachment"), struct=Attachment)
AMENDMENT = Kind(name="amendment", label=T("Amendment"), struct=Amendment)
