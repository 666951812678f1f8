# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The reporting period from the 29th to the 28th (BR-026)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchdesk.domain.calendar import WorkingCalendar
from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.errors import UserError
from branchdesk.domain.period import (
    Period,
    last_ended_period,
    parse_period,
    period_of,
    period_of_day,
    recommended_close,
)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2026-11", "2026-10-29", "2026-11-28"),
        ("2026-01", "2025-12-29", "2026-01-28"),
        ("2026-12", "2026-11-29", "2026-12-28"),
        ("2026-03", "2026-03-01", "2026-03-28"),  # a common year has no 29th of February
        ("2028-03", "2028-02-29", "2028-03-28"),
        ("2026-02", "2026-01-29", "2026-02-28"),
    ],
)
def test_a_period_runs_from_the_29th_to_the_28th(name: str, first: str, last: str) -> None:
    period = parse_period(name)
    assert str(period) == name
    assert period.first_day == date.fromisoformat(first)
    assert period.last_day == date.fromisoformat(last)


@given(st.dates(date(2001, 1, 1), date(2090, 1, 1)), st.integers(1, 28))
def test_every_day_lies_in_exactly_one_period(day: date, cutoff: int) -> None:
    period = period_of_day(day, cutoff)
    assert period.contains(day)
    assert not period.previous().contains(day)
    assert not period.next().contains(day)
    assert period.next().first_day == period.last_day + timedelta(days=1)
    assert period.next().previous() == period
    assert period.previous() < period < period.next()


def test_midnight_of_the_branch_decides_not_that_of_utc() -> None:
    last_minute = datetime(2026, 11, 28, 15, 59, tzinfo=UTC)  # 23:59 in the branch
    assert str(period_of(last_minute)) == "2026-11"
    assert str(period_of(last_minute + timedelta(minutes=1))) == "2026-12"
    assert parse_period("2026-11").end == datetime(2026, 11, 29, tzinfo=BRANCH_ZONE)


def test_the_newest_period_that_is_over() -> None:
    assert str(last_ended_period(date(2026, 11, 28))) == "2026-10"
    assert str(last_ended_period(date(2026, 11, 29))) == "2026-11"
    assert str(last_ended_period(date(2027, 1, 1))) == "2026-12"


def test_the_cut_off_day_is_a_setting() -> None:
    period = Period(2026, 11, cutoff_day=25)
    assert (period.first_day, period.last_day) == (date(2026, 10, 26), date(2026, 11, 25))


@pytest.mark.parametrize(
    "text",
    ["2026-13", "2026-00", "26-11", "2026/11", "2026-1", "", "2026-11-01", "1999-11", "十一月"],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_period(text)
    assert str(caught.value.title) == "This is not a period"


def test_a_cut_off_on_a_saturday_is_closed_the_day_before() -> None:
    assert recommended_close(Period(2026, 11), WorkingCalendar()) == date(2026, 11, 27)
    assert recommended_close(Period(2026, 10), WorkingCalendar()) == date(2026, 10, 28)
