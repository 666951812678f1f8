# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What a person has to do now: the lines of the start page, in the order they fall due."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from branchdesk.domain import day_words
from branchdesk.domain.calendar import WorkingCalendar
from branchdesk.domain.clock import BRANCH_ZONE, local_date
from branchdesk.domain.clocks import SOON
from branchdesk.domain.text import T, Text

_HOUR = 60
_DAY = 24 * _HOUR


class Tone(StrEnum):
    """How a line is marked; there is always a word beside the colour."""

    OVERDUE = "overdue"
    SOON = "soon"
    TODAY = "today"
    LATER = "later"


_RANK = {tone: rank for rank, tone in enumerate(Tone)}


class DueItem(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the start page.

    ``kind`` is a stable code (``promise``, ``sign_visit``); ``label`` its word. ``due`` is aware or
    None when nothing but order says when. ``target`` names the row (kind and UUID); ``event`` is
    the step the button offers, or ``page`` the page it opens.
    """

    kind: str
    label: Text
    tone: Tone
    due: datetime | None
    when: Text
    title: Text
    subtitle: Text
    action: Text
    target_kind: str = ""
    target: UUID | None = None
    event: str = ""
    page: str = ""


def in_order(items: Iterable[DueItem]) -> tuple[DueItem, ...]:
    """Return the lines by urgency, then by the time they fall due; those without a time last."""
    return tuple(
        sorted(
            items,
            key=lambda item: (
                _RANK[item.tone],
                item.due is None,
                item.due.timestamp() if item.due else 0.0,
            ),
        )
    )


def tone_of(due: datetime | None, now: datetime) -> Tone:
    """Return how a line with this due time is marked; without one it is for today."""
    if due is None:
        return Tone.TODAY
    if due <= now:
        return Tone.OVERDUE
    if due - now <= SOON:
        return Tone.SOON
    return Tone.TODAY if local_date(due) <= local_date(now) else Tone.LATER


def time_left(due: datetime, now: datetime) -> Text:
    """Say how long is left or over: minutes and hours of a clock, days beyond (wording §1.4)."""
    minutes = int((due - now).total_seconds() // 60)
    if due <= now:
        over = int((now - due).total_seconds() // 60)
        if over < _HOUR:
            return T("{minutes} min over", "due", minutes=max(over, 1))
        if over < _DAY:
            return T("{hours} h over", "due", hours=over // _HOUR)
        return T("{days} d late", "due", days=over // _DAY)
    if minutes < _HOUR:
        return T("{minutes} min left", "due", minutes=max(minutes, 1))
    if local_date(due) == local_date(now) or minutes < 12 * _HOUR:
        return T("{hours} h left", "due", hours=minutes // _HOUR)
    return day_text(local_date(due), local_date(now))


def clock_time(moment: datetime, now: datetime) -> Text:
    """Say when something takes place: ``15:00`` today, else the day."""
    local = moment.astimezone(BRANCH_ZONE)
    if local.date() == local_date(now):
        return T("{time}", "due", time=day_words.clock_text(moment))
    return day_text(local.date(), local_date(now))


def day_text(day: date, today: date) -> Text:
    """Say a day as people do: late by days, today, tomorrow, or the date."""
    if day < today:
        return T("{days} d late", "due", days=(today - day).days)
    if day == today:
        return T("today", "due")
    if day == today + timedelta(days=1):
        return T("tomorrow", "due")
    return day_words.day_text(day)


def working_days_left(day: date, today: date, calendar: WorkingCalendar) -> int:
    """Return how many working days lie after today up to and with the day."""
    ahead = (day - today).days
    return sum(calendar.is_working(today + timedelta(days=n)) for n in range(1, ahead + 1))


def end_of_day(day: date) -> datetime:
    """Return the aware moment a local day is over."""
    return datetime(day.year, day.month, day.day, tzinfo=BRANCH_ZONE) + timedelta(days=1)
