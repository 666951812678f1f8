# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the steps of a service record ask for: their dialogs and command-line payloads."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from branchdesk.domain.kinds import values
from branchdesk.domain.kinds.description import Stage, as_in, describe
from branchdesk.domain.kinds.service_record import ServiceRecord
from branchdesk.domain.text import T

SAVE = (Stage.SAVE,)


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What was told to the customer."""

    text: Annotated[str, describe(T("Answer"), required=SAVE, long=True)] = ""


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """An entry for the progress log."""

    kind: Annotated[str, describe(T("Kind"), values=values.PROGRESS_KINDS)] = "note"
    text: Annotated[str, describe(T("Text"), required=SAVE, long=True)] = ""


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """A definite time for the answer; a moved promise needs its reason (BR-001, BR-017)."""

    promised_answer_at: Annotated[
        datetime | None, as_in(ServiceRecord, "promised_answer_at", required=SAVE)
    ] = None
    reason: Annotated[str, describe(T("Reason for the change"))] = ""
    customer_informed: Annotated[bool, describe(T("Customer informed"))] = True


class HandOver(msgspec.Struct, frozen=True, kw_only=True):
    """To whom, with the brief."""

    to_staff: Annotated[UUID | None, describe(T("To"), required=SAVE, refers="staff")] = None
    brief: Annotated[str, describe(T("Brief"), required=SAVE, long=True)] = ""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """One to three options and the one the customer chose (1 to 3; 0: not yet chosen)."""

    first: Annotated[str, describe(T("Option 1"), required=SAVE, long=True)] = ""
    second: Annotated[str, describe(T("Option 2"), long=True)] = ""
    third: Annotated[str, describe(T("Option 3"), long=True)] = ""
    chosen: Annotated[int, describe(T("Chosen option"))] = 0


class Escalation(msgspec.Struct, frozen=True, kw_only=True):
    """The six facts headquarters needs (BR-024)."""

    operating_system: Annotated[str, as_in(ServiceRecord, "operating_system", required=SAVE)] = ""
    computer_brand: Annotated[str, as_in(ServiceRecord, "computer_brand", required=SAVE)] = ""
    product_version: Annotated[str, as_in(ServiceRecord, "product_version", required=SAVE)] = ""
    operation_steps: Annotated[str, as_in(ServiceRecord, "operation_steps", required=SAVE)] = ""
    error_symptom: Annotated[str, as_in(ServiceRecord, "error_symptom", required=SAVE)] = ""
    probable_cause: Annotated[str, as_in(ServiceRecord, "probable_cause", required=SAVE)] = ""


class Solution(msgspec.Struct, frozen=True, kw_only=True):
    """The solution as it is told to the customer."""

    solution: Annotated[str, as_in(ServiceRecord, "solution", required=SAVE)] = ""


class Confirmation(msgspec.Struct, frozen=True, kw_only=True):
    """The customer's confirmation, without which nothing is closed (BR-025)."""

    confirmed_by: Annotated[str, as_in(ServiceRecord, "confirmed_by", required=SAVE)] = ""
    verification_method: Annotated[
        str, as_in(ServiceRecord, "verification_method", required=SAVE)
    ] = "customer_feedback"
    confirmation_text: Annotated[str, as_in(ServiceRecord, "confirmation_text")] = ""
    satisfaction_score: Annotated[int | None, as_in(ServiceRecord, "satisfaction_score")] = None
    open_ended: Annotated[bool, as_in(ServiceRecord, "open_ended")] = False


class Feedback(msgspec.Struct, frozen=True, kw_only=True):
    """What the customer said."""

    text: Annotated[str, describe(T("Customer feedback"), required=SAVE, long=True)] = ""


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why."""

    reason: Annotated[str, describe(T("Reason"), required=SAVE, long=True)] = ""
