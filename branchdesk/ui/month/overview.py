# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Everything the month page shows, gathered on the database lane."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from branchdesk.domain.clock import local_date
from branchdesk.domain.day_words import day_text, period_text, weekday_name
from branchdesk.domain.exchange import BundleEntry, Link
from branchdesk.domain.kinds.roles import MANAGERS
from branchdesk.domain.month_check import Finding, MonthFindings
from branchdesk.domain.month_findings import days_between
from branchdesk.domain.period import Period, period_of, recommended_close
from branchdesk.domain.queries import Filter
from branchdesk.domain.text import T, Text
from branchdesk.services.month import REPORTERS, MonthContents, MonthStatus
from branchdesk.services.open_desk import OpenDesk
from branchdesk.ui.tokens import Tone

PERIODS_BACK = 12
"""How many earlier periods the chooser offers."""

SETTLED_AFTER_DAYS = 8
"""Days after the cut-off for which a period that is not receipted comes first: the answers are due
on the sixth."""


@dataclass(frozen=True)
class LaptopLine:
    """A laptop of the branch with the day it last delivered and what that means."""

    code: str
    name: str
    last: datetime | None
    state: Text
    tone: Tone


@dataclass(frozen=True)
class MonthOverview:
    """A branch's month as the page shows it.

    ``findings`` is None while the month is with headquarters; ``earliest`` is the first local day
    it may be reported on; ``parent`` headquarters' code, empty before the enrolment; ``entry`` the
    bundle of the newest close in the diary.
    """

    now: datetime
    status: MonthStatus
    findings: MonthFindings | None
    contents: MonthContents
    laptops: tuple[LaptopLine, ...]
    entry: BundleEntry | None
    closed_by: str
    previous: MonthStatus
    earliest: date
    parent: str
    is_manager: bool
    may_write: bool

    @property
    def period(self) -> Period:
        """The period shown."""
        return self.status.period

    @property
    def today(self) -> date:
        """The branch's date."""
        return local_date(self.now)

    @property
    def is_open(self) -> bool:
        """Tell whether the month can still be worked on: never reported, or returned."""
        return self.findings is not None

    @property
    def is_current(self) -> bool:
        """Tell whether today lies in the period or it waits to be reported."""
        return self.today >= self.period.first_day

    @property
    def missing_laptops(self) -> tuple[LaptopLine, ...]:
        """The laptops whose data may be missing."""
        return tuple(laptop for laptop in self.laptops if laptop.tone != "green")

    def refusal(self) -> Text | None:
        """Say why the month cannot be locked now, or None when it can."""
        if self.findings is None:
            return T("This month was already reported")
        if not self.is_manager:
            return T("Reporting is for the branch manager or the person standing in.")
        if self.findings.block:
            return T("Things to be settled first: {count}.", count=len(self.findings.block))
        if self.today < self.earliest:
            return T(
                "Can be reported from {day} ({weekday}) on.",
                day=day_text(self.earliest),
                weekday=weekday_name(self.earliest),
            )
        if not self.parent:
            return T("This branch has not joined headquarters yet.")
        return None


def gather(desk: OpenDesk, period: str) -> MonthOverview:
    """Read one period."""
    session, month = desk.session, desk.month
    status = month.status(period)
    is_open = status.close is None or status.state == "returned"
    now = session.clock.now()
    links = desk.exchange.links()
    closed_by, entry = "", None
    if status.close is not None:
        with session.store.read() as reader:
            person = reader.get("staff", status.close.closed_by) if status.close.closed_by else None
        closed_by = person.name if person else ""
        bundle = status.close.bundle
        entry = next((e for e in desk.exchange.diary() if e.bundle_id == bundle), None)
    overdue = session.policy().laptop_overdue_days
    return MonthOverview(
        now=now,
        status=status,
        findings=month.check(period) if is_open else None,
        contents=month.contents(period),
        laptops=tuple(laptop_lines(links, status.period, now, overdue)),
        entry=entry,
        closed_by=closed_by,
        previous=month.status(str(status.period.previous())),
        earliest=recommended_close(status.period, session.calendar()),
        parent=next((link.peer for link in links if link.relation == "parent"), ""),
        is_manager=session.may(MANAGERS),
        may_write=session.may(REPORTERS),
    )


def laptop_lines(
    links: Sequence[Link], period: Period, now: datetime, overdue_days: int
) -> list[LaptopLine]:
    """Return the laptops by code; measured now, or at the end of a period that is over."""
    reference = min(now, period.end)
    lines = []
    for link in sorted(links, key=lambda entry: entry.peer):
        if link.relation != "child" or link.revoked:
            continue
        last = link.last_received_at
        tone: Tone = "amber"
        if last is None:
            state = T("never delivered", "laptop")
        elif (days := days_between(last, reference)) > overdue_days:
            state = T("nothing for {days} days", "laptop", days=days)
        else:
            state, tone = T("taken in", "laptop"), "green"
        lines.append(LaptopLine(link.peer.partition("-")[2], link.name, last, state, tone))
    return lines


def period_choices(now: datetime, cutoff_day: int) -> list[tuple[str, Text]]:
    """Return the periods the chooser offers, the newest first."""
    period = period_of(now, cutoff_day)
    choices = []
    for _ in range(PERIODS_BACK + 1):
        choices.append((str(period), period_text(period)))
        period = period.previous()
    return choices


def period_to_show(desk: OpenDesk) -> str:
    """Return the period a person comes for: one that ended and is not settled, else the present."""
    session = desk.session
    now = session.clock.now()
    current = period_of(now, session.policy().cutoff_day)
    ended = current.previous()
    if (local_date(now) - ended.last_day).days > SETTLED_AFTER_DAYS:
        return str(current)
    own = (
        Filter("branch_code", "=", session.desk.branch_code),
        Filter("period", "=", str(ended)),
    )
    with session.store.read() as reader:
        present = reader.count("service_record", own)
    settled = not present or desk.month.status(str(ended)).state == "acknowledged"
    return str(current if settled else ended)


def explainable(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Return the subjects among the findings that still wait for a sentence."""
    return tuple(f.subject for f in findings if f.explainable and not f.explained)


@dataclass(frozen=True)
class CalendarStep:
    """One day of the month's calendar: 25 check, 28 report, 29 merge, 1 list, 6 answers."""

    day: date
    label: Text
    done: bool = False
    overdue: bool = False


def calendar_steps(overview: MonthOverview) -> list[CalendarStep]:
    """Return the five days around the cut-off with what is done by now."""
    period, today = overview.period, overview.today
    cutoff = period.last_day
    following = period.next()
    reported = overview.status.close is not None and overview.status.state != "returned"
    days = (
        (cutoff - timedelta(days=3), T("Check", "month.calendar")),
        (cutoff, T("Report", "month.calendar")),
        (cutoff + timedelta(days=1), T("Merge", "month.calendar")),
        (date(following.year, following.month, 1), T("Hand over the list", "month.calendar")),
        (date(following.year, following.month, 6), T("Take in the answers", "month.calendar")),
    )
    steps = []
    for place, (day, label) in enumerate(days):
        is_report = place == 1
        steps.append(
            CalendarStep(
                day,
                label,
                done=reported if is_report else today > day,
                overdue=is_report and not reported and today > day,
            )
        )
    return steps
