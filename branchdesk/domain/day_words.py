# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""How days, times and periods are written in every sentence, list and paper (wording §1.4)."""

from datetime import date, datetime

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.errors import UserError
from branchdesk.domain.period import Period, parse_period
from branchdesk.domain.text import T, Text

_WEEKDAYS = (
    T("Monday", "weekday"),
    T("Tuesday", "weekday"),
    T("Wednesday", "weekday"),
    T("Thursday", "weekday"),
    T("Friday", "weekday"),
    T("Saturday", "weekday"),
    T("Sunday", "weekday"),
)


def weekday_name(day: date) -> Text:
    """Return the name of the weekday."""
    return _WEEKDAYS[day.weekday()]


def day_text(day: date) -> Text:
    """Return a local date as people write it in a sentence: ``11月28日``."""
    return T("{month}/{day}", "day", month=day.month, day=day.day)


def full_day_text(day: date) -> Text:
    """Return a local date with its year, for days that may be far away: ``2028年3月1日``."""
    return T("{year}-{month}-{day}", "day", year=str(day.year), month=day.month, day=day.day)


def clock_text(moment: datetime) -> str:
    """Return the branch's time of day: ``09:31``."""
    return f"{moment.astimezone(BRANCH_ZONE):%H:%M}"


def moment_text(moment: datetime) -> Text:
    """Return an aware moment of the year one is in: ``11月28日 17:30``."""
    day = day_text(moment.astimezone(BRANCH_ZONE).date())
    return T("{day} {time}", "moment", day=day, time=clock_text(moment))


def full_moment_text(moment: datetime) -> Text:
    """Return an aware moment with its year: ``2025年11月28日 17:30``."""
    day = full_day_text(moment.astimezone(BRANCH_ZONE).date())
    return T("{day} {time}", "moment", day=day, time=clock_text(moment))


def period_text(period: Period) -> Text:
    """Return a period as people speak of it: ``2026年11月``."""
    return T("{month}/{year}", "period", year=str(period.year), month=period.month)


def period_words(stored: str) -> Text:
    """Return a stored period, ``2026-11``, as people speak of it; anything else stays as it is."""
    try:
        return period_text(parse_period(stored))
    except UserError:
        return Text(stored)
