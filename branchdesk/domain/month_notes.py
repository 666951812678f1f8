# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What a month's report needs a word about, and what is merely worth knowing (R-104, R-117)."""

from collections.abc import Iterator
from datetime import time

from branchdesk.domain.calendar import WorkingCalendar
from branchdesk.domain.clock import local_date
from branchdesk.domain.day_words import day_text, weekday_name
from branchdesk.domain.month_findings import (
    LOW_SATISFACTION,
    Finding,
    Level,
    MonthFacts,
    MonthRule,
    about_record,
    about_visit,
    customer_name,
    days_between,
    unfinished,
)
from branchdesk.domain.period import recommended_close
from branchdesk.domain.snapshot import is_member
from branchdesk.domain.text import T


def late_entries(facts: MonthFacts) -> Iterator[Finding]:
    """Records of the period that were not entered on their day (BR-020)."""
    for record in facts.records:
        if not record.late_entry or record.period != str(facts.period) or record.state == "draft":
            continue
        if record.occurred_at is None or record.recorded_at is None:
            continue
        yield about_record(
            Level.EXPLAIN,
            MonthRule.LATE_ENTRY,
            record,
            T(
                "Service record {number} was not recorded on its day (received {received}, recorded"
                " {recorded}). Write the reason in one sentence.",
                number=record.number,
                received=day_text(local_date(record.occurred_at)),
                recorded=day_text(local_date(record.recorded_at)),
            ),
            field="recorded_at",
        )


def stale(facts: MonthFacts) -> Iterator[Finding]:
    """Carried-over records nobody has touched for some days."""
    for record in unfinished(facts):
        times = [e.at for e in facts.progress.get(record.uuid, ()) if e.at is not None]
        times += [t for t in (record.recorded_at, record.occurred_at) if t is not None]
        if not times or days_between(max(times), facts.now) <= facts.policy.stale_record_days:
            continue
        yield about_record(
            Level.EXPLAIN,
            MonthRule.STALE,
            record,
            T(
                "Service record {number} ({customer}) has had no progress for {days} days and is"
                " carried over. Say how it stands.",
                number=record.number,
                customer=customer_name(facts, record.customer),
                days=days_between(max(times), facts.now),
            ),
            field="state",
        )


def low_satisfaction(facts: MonthFacts) -> Iterator[Finding]:
    """Badly rated records without any progress after the rating."""
    for record in facts.records:
        score = record.satisfaction_score
        if score is None or score > LOW_SATISFACTION or record.period != str(facts.period):
            continue
        rated = record.confirmed_at
        # Reopening drops the confirmation: the record is being worked on again.
        if rated is None or record.state == "transferred":
            continue
        log = facts.progress.get(record.uuid, ())
        if not any(entry.at is not None and entry.at > rated for entry in log):
            yield about_record(
                Level.EXPLAIN,
                MonthRule.LOW_SATISFACTION,
                record,
                T(
                    "Service record {number} ({customer}) was rated {score} of 10 without a"
                    " follow-up on record.",
                    number=record.number,
                    customer=customer_name(facts, record.customer),
                    score=score,
                ),
                field="satisfaction_score",
            )


def oral_waivers(facts: MonthFacts) -> Iterator[Finding]:
    """Waivers given by phone until the sheet is reviewed (R-074)."""
    for visit in facts.visits:
        if visit.waiver_oral and visit.reviewed_at is None and visit.period == str(facts.period):
            yield about_visit(
                Level.EXPLAIN,
                MonthRule.ORAL_WAIVER,
                visit,
                T(
                    "Visit sheet {number} ({customer}) went unsigned with an approval by phone that"
                    " nobody has confirmed yet. Review the sheet or say why not.",
                    number=visit.number,
                    customer=customer_name(facts, visit.customer),
                ),
                field="waiver_reason",
                person=visit.waiver_by,
            )


def conflicts(facts: MonthFacts) -> Iterator[Finding]:
    """Concurrent edits nobody has decided."""
    if facts.conflicts:
        yield Finding(
            level=Level.EXPLAIN,
            rule=MonthRule.CONFLICTS,
            message=T("Conflicting edits not decided yet: {count}.", count=facts.conflicts),
            kind="conflict",
            explainable=True,
        )


def early_close(facts: MonthFacts) -> Iterator[Finding]:
    """When to report: early before a day off, late once the day is over (BR-026, BR-031)."""
    if facts.closed or facts.branches is not None:
        return
    last, today = facts.period.last_day, local_date(facts.now)
    if today > last:
        yield Finding(
            level=Level.INFO,
            rule=MonthRule.LATE_REPORT,
            message=T(
                "The reporting day {day} is over; the report will be marked as late.",
                day=day_text(last),
            ),
        )
        return
    early = recommended_close(facts.period, facts.calendar)
    if early < last and today <= early:
        yield Finding(
            level=Level.INFO,
            rule=MonthRule.EARLY_CLOSE,
            message=T(
                "{last} is a {weekday}; better report on {early} ({early_weekday}) before {time}."
                " Later records go into the supplement.",
                last=day_text(last),
                weekday=weekday_name(last),
                early=day_text(early),
                early_weekday=weekday_name(early),
                time=f"{closing_time(facts.calendar):%H:%M}",
            ),
        )


def closing_time(calendar: WorkingCalendar) -> time:
    """Return the local time the working day ends."""
    return calendar.hours.intervals[-1][1]


def counts(facts: MonthFacts) -> Iterator[Finding]:
    """How much the report holds."""
    yield Finding(
        level=Level.INFO,
        rule=MonthRule.COUNTS,
        message=T(
            "The report holds {records} records, {visits} visit sheets and {customers} customer"
            " files with changes.",
            records=sum(is_member("service_record", r, facts.period) for r in facts.records),
            visits=sum(is_member("visit", v, facts.period) for v in facts.visits),
            customers=facts.customers_changed,
        ),
    )


def carried_over(facts: MonthFacts) -> Iterator[Finding]:
    """The unfinished records that go on into the next period (R-117)."""
    for record in unfinished(facts):
        yield about_record(
            Level.INFO,
            MonthRule.CARRIED_OVER,
            record,
            T(
                "Service record {number} ({customer}) is not closed and is carried over.",
                number=record.number,
                customer=customer_name(facts, record.customer),
            ),
            field="state",
        )


def calendar(facts: MonthFacts) -> Iterator[Finding]:
    """Years whose holidays are not known (R-013)."""
    for year in sorted({facts.period.first_day.year, facts.period.last_day.year}):
        if facts.calendar.is_provisional(year):
            yield Finding(
                level=Level.INFO,
                rule=MonthRule.CALENDAR,
                message=T(
                    "The holidays of {year} are not known yet. Deadlines are computed as Monday to"
                    " Friday and may be wrong.",
                    year=str(year),
                ),
            )
