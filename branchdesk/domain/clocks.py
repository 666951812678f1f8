# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The clocks that run on a service record and how each deadline was computed (R-030, BR-001..)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from branchdesk.domain.calendar import DayEntry, Deadline, WorkingCalendar
from branchdesk.domain.clock import local_date
from branchdesk.domain.kinds.service_record import RecordPromise, ServiceRecord
from branchdesk.domain.kinds.values import SECONDARY_MODES
from branchdesk.domain.policy import Policy

SOON = timedelta(minutes=30)
"""A clock with less than this left is shown as waiting for action."""


class Urgency(StrEnum):
    """How pressing a deadline is."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"


def urgency(due: datetime, now: datetime) -> Urgency:
    """Classify a deadline against the present moment."""
    if due <= now:
        return Urgency.OVERDUE
    return Urgency.SOON if due - now <= SOON else Urgency.LATER


def response_deadline(
    record: ServiceRecord, calendar: WorkingCalendar, policy: Policy
) -> Deadline | None:
    """Return when the first response is due, or None once somebody responded (BR-003, BR-004)."""
    if record.response_started_at is not None or record.occurred_at is None:
        return None
    if record.state != "open":
        return None
    if record.service_mode in SECONDARY_MODES:
        return calendar.add_working_minutes(
            record.occurred_at, policy.first_response_secondary_working
        )
    minutes = (
        policy.first_response_phone
        if record.service_mode == "phone"
        else policy.first_response_primary
    )
    return calendar.add_minutes(record.occurred_at, minutes)


def promise_deadline(
    record: ServiceRecord, promises: Sequence[RecordPromise], calendar: WorkingCalendar
) -> Deadline | None:
    """Return the promised answer with the promises that led to it as its ledger."""
    due = record.promised_answer_at
    if due is None:
        return None
    ledger = []
    for promise in promises:
        if promise.at is None or promise.promised_for is None:
            continue
        day = local_date(promise.promised_for)
        minutes = int((promise.promised_for - promise.at).total_seconds() // 60)
        ledger.append(DayEntry(day, calendar.is_working(day), minutes, promise.reason))
    started = record.occurred_at or due
    return Deadline(due, started, tuple(ledger), provisional=False)
