# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Days and times of the invented year, always on the branch's working calendar."""

from datetime import date, datetime, time, timedelta

from branchdesk.domain.calendar import WorkingCalendar
from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.period import Period
from branchdesk.services.demo.recipe import Rhythm

ONE_DAY = timedelta(days=1)
DAY_ENDS = time(17, 30)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return the aware moment of a local day and time."""
    return datetime.combine(day, time(hour, minute), BRANCH_ZONE)


def minutes(count: float) -> timedelta:
    """Return whole minutes as a duration."""
    return timedelta(minutes=round(count))


def working_days_back(calendar: WorkingCalendar, start: date, days: int, earliest: date) -> date:
    """Return the working day so many working days before the start, but none before earliest."""
    day = start
    while days > 0 and day > earliest:
        day -= ONE_DAY
        if calendar.is_working(day):
            days -= 1
    return day if calendar.is_working(day) or day > earliest else earliest


def days_of(period: Period) -> list[date]:
    """Return the local days of a period."""
    return [
        period.first_day + i * ONE_DAY for i in range((period.last_day - period.first_day).days + 1)
    ]


def weight_of_day(rhythm: Rhythm, calendar: WorkingCalendar, day: date, product: str) -> float:
    """Return how likely a problem of the product is asked about on the day, relatively."""
    weight = rhythm.weekday[day.weekday()]
    if calendar.is_working(day) and day.weekday() >= 5:
        weight = rhythm.make_up_weight
    elif not calendar.is_working(day) and day.weekday() < 5:
        weight = rhythm.holiday_weight
    if product == rhythm.boost.product and day.day in rhythm.boost.days:
        weight *= rhythm.boost.factor
    return weight


def working_share(calendar: WorkingCalendar, period: Period, today: date) -> float:
    """Return how much of the period's working days has begun by today, 0 to 1."""
    days = [day for day in days_of(period) if calendar.is_working(day)]
    return sum(day <= today for day in days) / len(days)
