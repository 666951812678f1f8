# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Gathers from the store what the check of a branch's month looks at."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from branchdesk.domain.calendar import WorkingCalendar
from branchdesk.domain.kinds.month import MonthClose, MonthReceipt, MonthSummary
from branchdesk.domain.kinds.service_record import RecordProgress, ServiceRecord
from branchdesk.domain.kinds.visit import Visit
from branchdesk.domain.month_check import BranchFacts, DeviceFacts, MonthFacts
from branchdesk.domain.month_findings import LOW_SATISFACTION
from branchdesk.domain.period import Period
from branchdesk.domain.policy import Policy
from branchdesk.domain.queries import Filter
from branchdesk.domain.snapshot import CARRIED_STATES
from branchdesk.services.ports import Reader

HEADQUARTERS = "HQ"
"""The code of the desk that gathers the reports and makes none itself."""

_AT_ONCE = 500
"""Identities asked for in one query."""


def gather(
    reader: Reader,
    branch: str,
    period: Period,
    now: datetime,
    policy: Policy,
    calendar: WorkingCalendar,
    laptops: Sequence[DeviceFacts],
    conflicts: int,
) -> MonthFacts:
    """Return the facts of one desk's period as the reader sees them."""
    records = _records(reader, branch, period)
    visits = _visits(reader, branch, period, records)
    customers = {r.customer for r in records if r.customer}
    customers |= {v.customer for v in visits if v.customer}
    return MonthFacts(
        period=period,
        now=now,
        policy=policy,
        calendar=calendar,
        records=records,
        progress=_progress(reader, records),
        visits=visits,
        laptops=tuple(laptops),
        branches=_branches(reader, period) if branch == HEADQUARTERS else None,
        conflicts=conflicts,
        summary=saved_summary(reader, branch, period),
        explanations=tuple(reader.find("month_explanation", of_period(branch, period))),
        customers_changed=customers_changed(reader, branch),
        people={person.uuid: person.name for person in reader.find("staff")},
        customers={row.uuid: row.name for row in find_many(reader, "customer", "uuid", customers)},
        closed=newest_close(reader, branch, period) is not None,
    )


def _branches(reader: Reader, period: Period) -> tuple[BranchFacts, ...]:
    """Return every branch, in the order of the board."""
    return tuple(
        BranchFacts(
            code=branch.code,
            name=branch.name,
            reported=newest_close(reader, branch.code, period) is not None,
        )
        for branch in reader.find(
            "branch", (Filter("code", "!=", HEADQUARTERS),), order="created_at"
        )
    )


def of_period(branch: str, period: Period) -> tuple[Filter, ...]:
    """Return the filters of a branch's rows of a period."""
    return Filter("branch_code", "=", branch), Filter("period", "=", str(period))


def saved_summary(reader: Reader, branch: str, period: Period) -> MonthSummary | None:
    """Return the summary a person has confirmed, or None."""
    found = reader.find("month_summary", of_period(branch, period))
    return found[-1] if found else None


def newest_close(reader: Reader, branch: str, period: Period) -> MonthClose | None:
    """Return the close with the highest revision, or None while the month is open."""
    found = reader.find(
        "month_close", of_period(branch, period), order="revision", descending=True, limit=1
    )
    return found[0] if found else None


def newest_receipt(reader: Reader, close: MonthClose) -> MonthReceipt | None:
    """Return what headquarters decided about this very close, or None while it has not."""
    found = reader.find(
        "month_receipt",
        (
            Filter("branch_code", "=", close.branch_code),
            Filter("period", "=", close.period),
            Filter("revision", "=", close.revision),
        ),
        order="decided_at",
        descending=True,
        limit=1,
    )
    return found[0] if found else None


def customers_changed(reader: Reader, branch: str) -> int:
    """Return how many customer files headquarters has not got as they are now."""
    return reader.count(
        "customer", (Filter("branch_code", "=", branch), Filter("exchange", "=", "unpacked"))
    )


def find_many(reader: Reader, kind: str, field: str, identities: Collection[UUID]) -> list[Any]:
    """Return the live rows whose field is one of the identities."""
    asked = sorted(identities)
    return [
        row
        for start in range(0, len(asked), _AT_ONCE)
        for row in reader.find(kind, (Filter(field, "in", asked[start : start + _AT_ONCE]),))
    ]


def _records(reader: Reader, branch: str, period: Period) -> tuple[ServiceRecord, ...]:
    own = reader.find("service_record", of_period(branch, period))
    carried = reader.find(
        "service_record",
        (
            Filter("branch_code", "=", branch),
            Filter("period", "<", str(period)),
            Filter("state", "in", sorted(CARRIED_STATES)),
        ),
    )
    return (*carried, *own)


def _visits(
    reader: Reader, branch: str, period: Period, records: Sequence[ServiceRecord]
) -> tuple[Visit, ...]:
    own = reader.find("visit", of_period(branch, period))
    known = {visit.uuid for visit in own}
    earlier = find_many(reader, "visit", "record", [r.uuid for r in records])
    return (*(v for v in earlier if v.uuid not in known), *own)


def _progress(
    reader: Reader, records: Sequence[ServiceRecord]
) -> Mapping[UUID, tuple[RecordProgress, ...]]:
    wanted = [
        r.uuid
        for r in records
        if r.state in CARRIED_STATES
        or (r.satisfaction_score is not None and r.satisfaction_score <= LOW_SATISFACTION)
    ]
    entries = sorted(
        find_many(reader, "record_progress", "record", wanted), key=lambda entry: entry.record
    )
    return {record: tuple(group) for record, group in groupby(entries, lambda entry: entry.record)}
