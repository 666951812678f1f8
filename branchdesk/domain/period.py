# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The reporting period: from the day after the cut-off to the cut-off, in local dates (BR-026)."""

from datetime import date, datetime, time, timedelta

import msgspec

from branchdesk.domain.calendar import WorkingCalendar
from branchdesk.domain.clock import BRANCH_ZONE, local_date
from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T


class Period(msgspec.Struct, frozen=True, order=True):
    """A reporting period named after the month of its cut-off day (the 28th by default)."""

    year: int
    month: int
    cutoff_day: int = 28

    def __str__(self) -> str:
        """Return the identifier as in commands and files: ``2026-11``."""
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def first_day(self) -> date:
        """The first local date of the period: the day after the previous cut-off."""
        return self.previous().last_day + timedelta(days=1)

    @property
    def last_day(self) -> date:
        """The cut-off date itself."""
        return date(self.year, self.month, self.cutoff_day)

    @property
    def end(self) -> datetime:
        """The aware moment at which the period is over: midnight after the cut-off day."""
        return datetime.combine(self.last_day + timedelta(days=1), time(), BRANCH_ZONE)

    def contains(self, day: date) -> bool:
        """Tell whether a local date lies in the period."""
        return self.first_day <= day <= self.last_day

    def next(self) -> "Period":
        """Return the following period."""
        year, month = (self.year + 1, 1) if self.month == 12 else (self.year, self.month + 1)
        return Period(year, month, self.cutoff_day)

    def previous(self) -> "Period":
        """Return the period before."""
        year, month = (self.year - 1, 12) if self.month == 1 else (self.year, self.month - 1)
        return Period(year, month, self.cutoff_day)


def period_of_day(day: date, cutoff_day: int = 28) -> Period:
    """Return the period a local date belongs to; the cut-off day lies between 1 and 28."""
    period = Period(day.year, day.month, cutoff_day)
    return period if day.day <= cutoff_day else period.next()


def period_of(moment: datetime, cutoff_day: int = 28) -> Period:
    """Return the period of an aware moment by its local date."""
    return period_of_day(local_date(moment), cutoff_day)


def last_ended_period(today: date, cutoff_day: int = 28) -> Period:
    """Return the newest period that is over on the given local date."""
    return period_of_day(today, cutoff_day).previous()


def parse_period(text: str, cutoff_day: int = 28) -> Period:
    """Read ``2026-11``; raises UserError for anything else."""
    year, _, month = text.partition("-")
    if len(year) == 4 and len(month) == 2 and year.isdecimal() and month.isdecimal():
        number = int(month)
        if 1 <= number <= 12 and int(year) >= 2000:
            return Period(int(year), number, cutoff_day)
    raise UserError(
        T("This is not a period"),
        T("“{text}” is not a month such as 2026-11.", text=text[:40]),
        T("Write the year and the month of the cut-off day."),
    )


def recommended_close(period: Period, calendar: WorkingCalendar) -> date:
    """Return the last working day on or before the cut-off: when to close early (BR-026)."""
    return calendar.last_working_day_on_or_before(period.last_day)
