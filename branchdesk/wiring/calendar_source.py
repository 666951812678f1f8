# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The State Council's holidays, from the library that keeps them, as rows for a new desk."""

from datetime import date, timedelta


def known_days(years: range) -> dict[date, tuple[bool, str]]:
    """Return the days of the years that differ from Monday to Friday: (working, holiday name).

    Years the library does not know yet are left out; deadlines in them are provisional.
    """
    import chinese_calendar  # a table of every year since 2004: only for a new desk

    days: dict[date, tuple[bool, str]] = {}
    for year in years:
        day = date(year, 1, 1)
        while day.year == year:
            try:
                _, name = chinese_calendar.get_holiday_detail(day)
                working = chinese_calendar.is_workday(day)
            except NotImplementedError:
                break
            if working != (day.weekday() < 5):
                days[day] = (working, name or "")
            day += timedelta(days=1)
    return days
