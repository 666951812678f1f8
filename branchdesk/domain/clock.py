# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The one clock of a desk. Nobody else asks the operating system for the time."""

from datetime import date, datetime, timedelta, timezone
from typing import Protocol

BRANCH_ZONE = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China keeps one zone without daylight saving; every local date of the business is in it."""


class Clock(Protocol):
    """Tells the time as an aware datetime in the branch's zone."""

    def now(self) -> datetime:
        """Return the current moment, aware, in BRANCH_ZONE, with millisecond precision."""
        ...


class SystemClock:
    """The machine's clock, optionally moved to another date (the ``--today`` option).

    With ``today`` the time of day goes on as on the machine, on the date that was asked for.
    """

    def __init__(self, today: date | None = None) -> None:
        """Compute the shift once, so that midnight is crossed as on the machine."""
        self._shift = timedelta()
        if today is not None:
            self._shift = today - datetime.now(BRANCH_ZONE).date()

    def now(self) -> datetime:
        """Return the current moment."""
        return to_milliseconds(datetime.now(BRANCH_ZONE) + self._shift)


class ShiftedClock:
    """Another clock, moved by a fixed step: a demo is told from the hour of its scenes."""

    def __init__(self, clock: Clock, step: timedelta) -> None:
        """Add the step to what the clock says."""
        self._clock = clock
        self._step = step

    def now(self) -> datetime:
        """Return the moved moment."""
        return self._clock.now() + self._step


class FixedClock:
    """A clock that stands still until it is moved: tests and the demo generator."""

    def __init__(self, moment: datetime) -> None:
        """Start at an aware moment."""
        self.moment = moment

    def now(self) -> datetime:
        """Return the moment the clock was set to."""
        return to_milliseconds(self.moment.astimezone(BRANCH_ZONE))

    def advance(self, step: timedelta) -> None:
        """Move the clock."""
        self.moment += step


def to_milliseconds(moment: datetime) -> datetime:
    """Cut a moment to the precision the store keeps."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def local_date(moment: datetime) -> date:
    """Return the branch's calendar date of an aware moment."""
    return moment.astimezone(BRANCH_ZONE).date()
