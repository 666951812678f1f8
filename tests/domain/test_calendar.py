# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Working days, working minutes and the explanation of every deadline."""

from datetime import date, datetime, time, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchdesk.domain.calendar import WorkingCalendar, WorkingHours
from branchdesk.domain.clock import BRANCH_ZONE

WITH_NOON = WorkingHours(((time(8, 30), time(12, 0)), (time(13, 30), time(17, 30))))


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=i) for i in range((date(year + 1, 1, 1) - first).days)]


def calendar_of(year: int, hours: WorkingHours = WITH_NOON) -> WorkingCalendar:
    """Enter the notice of a year as a desk does: only the days that differ from Monday-Friday."""
    exceptions = {}
    for day in days_of(year):
        working = chinese_calendar.is_workday(day)
        if working != (day.weekday() < 5):
            exceptions[day] = (working, str(chinese_calendar.get_holiday_detail(day)[1] or ""))
    return WorkingCalendar(exceptions, frozenset({year}), hours)


CALENDAR = calendar_of(2026)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BRANCH_ZONE)


def test_2026_is_worked_as_the_notice_says() -> None:
    assert all(CALENDAR.is_working(d) == chinese_calendar.is_workday(d) for d in days_of(2026))
    assert 0 < len(CALENDAR.exceptions) < 60


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2026-10-01", False),  # a Thursday: National Day
        ("2026-10-10", True),  # a Saturday worked for it
        ("2026-02-17", False),  # Spring Festival
        ("2026-02-28", True),  # a Saturday worked for it
        ("2026-11-28", False),  # a plain Saturday, and a cut-off day
    ],
)
def test_holidays_and_make_up_days(day: str, working: bool) -> None:
    assert CALENDAR.is_working(date.fromisoformat(day)) is working


def test_holidays_bear_their_name() -> None:
    assert CALENDAR.note(date(2026, 10, 1)) == "National Day"
    assert CALENDAR.note(date(2026, 11, 18)) == ""


moments = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2026, 12, 1),  # noqa: DTZ001
    timezones=st.just(BRANCH_ZONE),
).map(lambda moment: moment.replace(second=0, microsecond=0))


@given(moments, st.integers(1, 3000))
def test_the_ledger_adds_up_to_the_deadline(start: datetime, minutes: int) -> None:
    deadline = CALENDAR.add_working_minutes(start, minutes)
    assert sum(entry.minutes for entry in deadline.ledger) == minutes
    assert deadline.due > start
    assert worked_between(start, deadline.due) == minutes
    days = [entry.day for entry in deadline.ledger]
    assert days == [start.date() + timedelta(days=i) for i in range(len(days))]
    assert deadline.due.date() == days[-1]
    assert all(entry.working or entry.minutes == 0 for entry in deadline.ledger)


def worked_between(start: datetime, end: datetime) -> int:
    """Count working minutes one by one, as slowly and surely as possible."""
    minutes = 0
    day = start.date()
    while day <= end.date():
        if chinese_calendar.is_workday(day):
            for opens, closes in WITH_NOON.intervals:
                begin = max(start, datetime.combine(day, opens, BRANCH_ZONE))
                finish = min(end, datetime.combine(day, closes, BRANCH_ZONE))
                minutes += max(0, int((finish - begin).total_seconds() // 60))
        day += timedelta(days=1)
    return minutes


@given(moments, st.integers(1, 600), st.integers(1, 600))
def test_two_waits_are_one_long_wait(start: datetime, first: int, second: int) -> None:
    middle = CALENDAR.add_working_minutes(start, first).due
    assert (
        CALENDAR.add_working_minutes(middle, second).due
        == CALENDAR.add_working_minutes(start, first + second).due
    )


def test_a_wait_goes_on_after_the_noon_break_and_the_weekend() -> None:
    friday = at("2026-11-20 11:30")
    assert CALENDAR.add_working_minutes(friday, 60).due == at("2026-11-20 14:00")
    assert CALENDAR.add_working_minutes(friday, 30).due == at("2026-11-20 12:00")
    assert CALENDAR.add_working_minutes(friday, 30 + 240 + 10).due == at("2026-11-23 08:40")


def test_a_wait_of_nothing_ends_when_work_begins() -> None:
    assert CALENDAR.add_working_minutes(at("2026-11-22 10:00"), 0).due == at("2026-11-23 08:30")


def test_a_clock_around_the_clock_ignores_the_calendar() -> None:
    deadline = CALENDAR.add_minutes(at("2026-10-01 23:50"), 30)
    assert deadline.due == at("2026-10-02 00:20")
    assert [entry.minutes for entry in deadline.ledger] == [30]


@given(st.dates(date(2026, 1, 1), date(2026, 11, 1)), st.integers(0, 40))
def test_working_days_are_counted_after_the_start(start: date, days: int) -> None:
    end = CALENDAR.add_working_days(start, days)
    counted = [
        start + timedelta(days=i)
        for i in range(1, (end - start).days + 1)
        if chinese_calendar.is_workday(start + timedelta(days=i))
    ]
    assert len(counted) == days
    assert days == 0 or counted[-1] == end


def test_the_last_working_day_before_a_holiday() -> None:
    assert CALENDAR.last_working_day_on_or_before(date(2026, 11, 28)) == date(2026, 11, 27)
    assert CALENDAR.last_working_day_on_or_before(date(2026, 11, 27)) == date(2026, 11, 27)
    assert CALENDAR.last_working_day_on_or_before(date(2026, 10, 7)) == date(2026, 9, 30)


def test_a_year_without_its_notice_is_provisional() -> None:
    assert CALENDAR.is_provisional(2027)
    assert not CALENDAR.is_provisional(2026)
    into_the_new_year = CALENDAR.add_working_minutes(at("2026-12-31 17:00"), 60)
    assert into_the_new_year.provisional
    assert into_the_new_year.due == at("2027-01-01 09:00")  # computed as a plain Friday
    assert not CALENDAR.add_working_minutes(at("2026-12-30 09:00"), 60).provisional


def test_a_day_has_the_minutes_of_its_intervals() -> None:
    assert WITH_NOON.minutes() == 450
    assert WorkingHours().minutes() == 540
