# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Times as people say them: today 15:08, 11月28日 17:30 (wording §1.4)."""

from datetime import datetime, timedelta

from branchdesk.domain import day_words
from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.day_words import clock_text
from branchdesk.domain.text import T, Text


def moment_text(moment: datetime | None, now: datetime) -> Text | str:
    """Say an aware moment as seen from now; an empty string for none."""
    if moment is None:
        return ""
    local, today = moment.astimezone(BRANCH_ZONE), now.astimezone(BRANCH_ZONE).date()
    time = clock_text(moment)
    if local.date() == today:
        return T("today {time}", "moment", time=time)
    if local.date() == today - timedelta(days=1):
        return T("yesterday {time}", "moment", time=time)
    if local.date() == today + timedelta(days=1):
        return T("tomorrow {time}", "moment", time=time)
    in_this_year = local.year == today.year
    return day_words.moment_text(moment) if in_this_year else day_words.full_moment_text(moment)


def stay_text(start: datetime | None, end: datetime | None, now: datetime) -> Text | str:
    """Say from when to when: ``今天 10:05—10:42``; the day is said once when it is the same."""
    if start is None or end is None:
        return moment_text(start or end, now)
    same_day = start.astimezone(BRANCH_ZONE).date() == end.astimezone(BRANCH_ZONE).date()
    until = clock_text(end) if same_day else moment_text(end, now)
    return T("{start} – {end}", "moment", start=moment_text(start, now), end=until)


def log_time(moment: datetime | None, now: datetime) -> Text | str:
    """Return the short time at the left of a log: ``09:31`` today, else the day with it."""
    if moment is None:
        return ""
    same_day = moment.astimezone(BRANCH_ZONE).date() == now.astimezone(BRANCH_ZONE).date()
    return clock_text(moment) if same_day else moment_text(moment, now)
