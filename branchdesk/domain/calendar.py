# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The branch's working calendar with Chinese holidays and make-up working days (R-013, BR-120).

The days that differ from Monday to Friday are a table in the desk; a year without such a table is
provisional: it is computed as Monday to Friday and says so.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

import msgspec

from branchdesk.domain.clock import BRANCH_ZONE

ONE_DAY = timedelta(days=1)


class WorkingHours(msgspec.Struct, frozen=True):
    """The daily working time as local intervals, in order, without overlap."""

    intervals: tuple[tuple[time, time], ...] = ((time(8, 30), time(17, 30)),)

    def minutes(self) -> int:
        """Return the minutes of a whole working day."""
        return sum(
            (end.hour - start.hour) * 60 + end.minute - start.minute
            for start, end in self.intervals
        )


class DayEntry(msgspec.Struct, frozen=True):
    """One line of the explanation of a deadline: the local day, what it was, minutes counted."""

    day: date
    working: bool
    minutes: int
    note: str


class Deadline(msgspec.Struct, frozen=True):
    """A moment with the day-by-day ledger it was computed from."""

    due: datetime
    started: datetime
    ledger: tuple[DayEntry, ...]
    provisional: bool


class WorkingCalendar(msgspec.Struct, frozen=True):
    """Which days are worked. ``exceptions`` maps a date to (working, note); ``known_years`` are
    the years the State Council's notice was entered for.
    """

    exceptions: Mapping[date, tuple[bool, str]] = {}
    known_years: frozenset[int] = frozenset()
    hours: WorkingHours = WorkingHours()

    def is_working(self, day: date) -> bool:
        """Tell whether the day is worked."""
        exception = self.exceptions.get(day)
        return exception[0] if exception else day.weekday() < 5

    def note(self, day: date) -> str:
        """Return the name of a holiday or make-up day, or an empty string."""
        exception = self.exceptions.get(day)
        return exception[1] if exception else ""

    def is_provisional(self, year: int) -> bool:
        """Tell whether the year lacks its holiday table; deadlines in it may be wrong."""
        return year not in self.known_years

    def add_working_days(self, start: date, days: int) -> date:
        """Return the working day that lies ``days`` working days after the start (days >= 0)."""
        day = start
        while days > 0:
            day += ONE_DAY
            if self.is_working(day):
                days -= 1
        return day

    def last_working_day_on_or_before(self, day: date) -> date:
        """Return the day itself or the nearest working day before it."""
        while not self.is_working(day):
            day -= ONE_DAY
        return day

    def add_minutes(self, start: datetime, minutes: int) -> Deadline:
        """Return the deadline of a clock that runs all day and night."""
        due = start + timedelta(minutes=minutes)
        local = start.astimezone(BRANCH_ZONE)
        entry = DayEntry(local.date(), self.is_working(local.date()), minutes, "")
        return Deadline(due, start, (entry,), False)

    def add_working_minutes(self, start: datetime, minutes: int) -> Deadline:
        """Return the deadline of a clock that runs in working time only, with its ledger.

        The start is an aware datetime; the result is aware in the branch's zone.
        """
        moment = start.astimezone(BRANCH_ZONE)
        left = minutes
        ledger: list[DayEntry] = []
        provisional = False
        day = moment.date()
        while True:
            provisional = provisional or self.is_provisional(day.year)
            counted = 0
            if self.is_working(day):
                for opens, closes in self.hours.intervals:
                    begin = max(moment, datetime.combine(day, opens, BRANCH_ZONE))
                    end = datetime.combine(day, closes, BRANCH_ZONE)
                    available = int((end - begin).total_seconds() // 60)
                    if available <= 0:
                        continue
                    if available >= left:
                        ledger.append(DayEntry(day, True, counted + left, self.note(day)))
                        due = begin + timedelta(minutes=left)
                        return Deadline(due, start, tuple(ledger), provisional)
                    counted += available
                    left -= available
            ledger.append(DayEntry(day, self.is_working(day), counted, self.note(day)))
            day += ONE_DAY
            moment = datetime.combine(day, time(), BRANCH_ZONE)
