# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the check of a month merely lists, so that nobody overlooks it (R-020, R-024, R-035, R-079).

Nothing here holds up a report; the manager decides whether something follows from it.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from branchdesk.domain.clock import local_date
from branchdesk.domain.day_words import day_text
from branchdesk.domain.kinds.service_record import status_class
from branchdesk.domain.kinds.visit import FROZEN
from branchdesk.domain.month_findings import (
    Finding,
    Level,
    MonthFacts,
    MonthRule,
    about_record,
    about_visit,
    customer_name,
    unfinished,
)
from branchdesk.domain.snapshot import is_member
from branchdesk.domain.text import T

HANDED_IN = frozenset({"submitted", "reviewed", "filed"})
"""States of a visit whose sheet the branch has."""


def status_classes(facts: MonthFacts) -> Iterator[Finding]:
    """How the records of the report stand, in the terms of the archive (R-035)."""
    found = Counter(
        status_class(record.state)
        for record in facts.records
        if is_member("service_record", record, facts.period)
    )
    if found:
        yield Finding(
            level=Level.INFO,
            rule=MonthRule.STATUS_CLASSES,
            message=T(
                "Of the records {handled} are handled, {in_progress} in progress, {unhandled}"
                " unhandled.",
                handled=found["handled"],
                in_progress=found["in_progress"],
                unhandled=found["unhandled"],
            ),
        )


def entry_overdue(facts: MonthFacts) -> Iterator[Finding]:
    """Records entered later than the policy allows after the service (BR-021, R-020)."""
    allowed = timedelta(minutes=facts.policy.record_entry)
    for record in facts.records:
        if record.occurred_at is None or record.recorded_at is None or record.state == "draft":
            continue
        if record.period != str(facts.period) or record.recorded_at - record.occurred_at <= allowed:
            continue
        yield about_record(
            Level.INFO,
            MonthRule.ENTRY_OVERDUE,
            record,
            T(
                "Service record {number} ({customer}) was entered more than {hours} hours after the"
                " service.",
                number=record.number,
                customer=customer_name(facts, record.customer),
                hours=facts.policy.record_entry // 60,
            ),
            field="recorded_at",
        )


def late_sheets(facts: MonthFacts) -> Iterator[Finding]:
    """Signed or waived sheets not handed in on the day of the visit (BR-048, R-079)."""
    for visit in facts.visits:
        if visit.period != str(facts.period) or visit.state not in HANDED_IN | {"signed", "waived"}:
            continue
        left = visit.left_at or visit.arrived_at
        handed_in = visit.submitted_at if visit.state in HANDED_IN else facts.now
        if left is None or handed_in is None or local_date(handed_in) <= local_date(left):
            continue
        yield about_visit(
            Level.INFO,
            MonthRule.LATE_SHEET,
            visit,
            T(
                "Visit sheet {number} ({customer}) of {day} was not handed in on its day.",
                number=visit.number,
                customer=customer_name(facts, visit.customer),
                day=day_text(local_date(left)),
            ),
            field="submitted_at",
        )


def surveys_missing(facts: MonthFacts) -> Iterator[Finding]:
    """Sheets without the customer's usage survey, which is handed in with them (R-080, R-105)."""
    for visit in facts.visits:
        if visit.period == str(facts.period) and visit.state in FROZEN and not visit.usage_survey:
            yield about_visit(
                Level.INFO,
                MonthRule.NO_SURVEY,
                visit,
                T(
                    "Visit sheet {number} ({customer}) has no usage survey with it.",
                    number=visit.number,
                    customer=customer_name(facts, visit.customer),
                ),
                field="usage_survey",
            )


def leads_not_passed(facts: MonthFacts) -> Iterator[Finding]:
    """Leads met during service that no department was told of (R-024)."""
    for record in facts.records:
        if record.state == "draft" or record.period != str(facts.period):
            continue
        if record.leads.strip() and not record.lead_department.strip():
            yield about_record(
                Level.INFO,
                MonthRule.LEAD_NOT_PASSED,
                record,
                T(
                    "Service record {number} ({customer}) holds a lead. Pass it on and write down"
                    " the department.",
                    number=record.number,
                    customer=customer_name(facts, record.customer),
                ),
                field="lead_department",
            )


def not_told(facts: MonthFacts) -> Iterator[Finding]:
    """Visits that were moved while the customer does not know (BR-042, R-062)."""
    for visit in facts.visits:
        if visit.state == "rescheduled" and visit.period == str(facts.period):
            yield about_visit(
                Level.INFO,
                MonthRule.NOT_TOLD,
                visit,
                T(
                    "Visit {number} ({customer}) was moved without telling the customer. Agree on"
                    " the time.",
                    number=visit.number,
                    customer=customer_name(facts, visit.customer),
                ),
                field="appointment_at",
            )


def at_headquarters(facts: MonthFacts) -> Iterator[Finding]:
    """Records that still wait for headquarters' answer (R-105)."""
    for record in unfinished(facts):
        if record.state == "waiting_hq":
            yield about_record(
                Level.INFO,
                MonthRule.AT_HEADQUARTERS,
                record,
                T(
                    "Service record {number} ({customer}) still waits for headquarters.",
                    number=record.number,
                    customer=customer_name(facts, record.customer),
                ),
                field="state",
            )
