# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The lines of the start page that come from the month: reporting, laptops, the board."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from branchdesk.domain import day_words
from branchdesk.domain.clock import local_date
from branchdesk.domain.day_words import period_text, period_words
from branchdesk.domain.kinds.roles import MANAGERS
from branchdesk.domain.month_findings import DeviceFacts
from branchdesk.domain.period import Period, period_of_day, recommended_close
from branchdesk.domain.queries import Filter
from branchdesk.domain.tasks_due import (
    DueItem,
    Tone,
    day_text,
    end_of_day,
    tone_of,
    working_days_left,
)
from branchdesk.domain.text import T, Text
from branchdesk.services.ports import Reader
from branchdesk.services.session import Session

COUNTDOWN_DAYS = 7
"""Days before the recommended close from which the countdown is shown."""


def month_items(session: Session, reader: Reader, laptops: Sequence[DeviceFacts]) -> list[DueItem]:
    """Return the lines of a branch desk: the close of the month and laptops not merged."""
    items = _laptop_items(session, laptops)
    if session.may(MANAGERS):
        items += _close_items(session, reader)
    return items


def next_report(session: Session, reader: Reader) -> Period:
    """Return the period this branch reports next: one that is late, or the first not closed."""
    present = period_of_day(local_date(session.clock.now()), session.policy().cutoff_day)
    late = present.previous()
    if _is_late(session, reader, late):
        return late
    return present.next() if _closed(session, reader, present) else present


def _is_late(session: Session, reader: Reader, ended: Period) -> bool:
    return not _closed(session, reader, ended) and _has_records(session, reader, ended)


def _close_items(session: Session, reader: Reader) -> list[DueItem]:
    now = session.clock.now()
    today = local_date(now)
    period = period_of_day(today, session.policy().cutoff_day)
    items = []
    late = period.previous()
    if _is_late(session, reader, late):
        items.append(
            _month_line(
                late.end,
                Tone.OVERDUE,
                day_text(late.last_day, today),
                T("{period} is not reported yet", period=period_text(late)),
                T("Headquarters merges on the 29th"),
            )
        )
    close = recommended_close(period, session.calendar())
    if (close - today).days <= COUNTDOWN_DAYS and not _closed(session, reader, period):
        items.append(_countdown(session, period, close, now))
    return items


def _countdown(session: Session, period: Period, close: date, now: datetime) -> DueItem:
    today = local_date(now)
    early = close < period.last_day
    due = end_of_day(close if close >= today else period.last_day)
    left = working_days_left(close, today, session.calendar())
    when = T("{days} working days left", "due", days=left) if left > 1 else day_text(close, today)
    subtitle = (
        T(
            "{cutoff} is a day off: report before {day} is over; later records go into the"
            " supplement",
            cutoff=day_words.day_text(period.last_day),
            day=day_words.day_text(close),
        )
        if early
        else T("Check, then lock and build the bundle")
    )
    title = T("Report {period}", period=period_text(period))
    return _month_line(due, tone_of(due, now), when, title, subtitle)


def _month_line(due: datetime, tone: Tone, when: Text, title: Text, subtitle: Text) -> DueItem:
    return DueItem(
        kind="month",
        label=T("Month's report", "due.kind"),
        tone=tone,
        due=due,
        when=when,
        title=title,
        subtitle=subtitle,
        action=T("Check", "due.action"),
        page="month",
    )


def _closed(session: Session, reader: Reader, period: Period) -> bool:
    own = Filter("branch_code", "=", session.desk.branch_code)
    return reader.count("month_close", (own, Filter("period", "=", str(period)))) > 0


def _has_records(session: Session, reader: Reader, period: Period) -> bool:
    own = Filter("branch_code", "=", session.desk.branch_code)
    return reader.count("service_record", (own, Filter("period", "=", str(period)))) > 0


def _laptop_items(session: Session, laptops: Sequence[DeviceFacts]) -> list[DueItem]:
    now = session.clock.now()
    limit = timedelta(days=session.policy().laptop_overdue_days)
    items = []
    for laptop in laptops:
        last = laptop.last_received_at
        if last is not None and now - last <= limit:
            continue
        items.append(
            DueItem(
                kind="laptop",
                label=T("Laptop", "due.kind"),
                tone=Tone.OVERDUE if last is not None else Tone.TODAY,
                due=None if last is None else last + limit,
                when=T("today", "due")
                if last is None
                else T("{days} d late", "due", days=max((now - last - limit).days, 1)),
                title=T("{person} ({code})", "due", person=laptop.name, code=laptop.code),
                subtitle=T("Has not delivered anything yet")
                if last is None
                else T(
                    "Nothing delivered since {day}",
                    day=day_words.day_text(local_date(last)),
                ),
                action=T("Take in", "due.action"),
                page="exchange",
            )
        )
    return items


def headquarters_items(session: Session, reader: Reader) -> list[DueItem]:
    """Return headquarters' lines: bundles to decide on and branches that are late."""
    now = session.clock.now()
    today = local_date(now)
    branches = {b.code: b.name for b in reader.find("branch") if b.code != session.desk.code}
    decided = {
        (r.branch_code, r.period, r.revision)
        for r in reader.find("month_receipt")
        if r.state in ("accepted", "returned")
    }
    latest: dict[tuple[str, str], int] = {}
    for close in reader.find("month_close", order="revision"):
        latest[close.branch_code, close.period] = close.revision
    items = [
        DueItem(
            kind="check_bundle",
            label=T("Check the bundle", "due.kind"),
            tone=Tone.TODAY,
            due=None,
            when=T("today", "due"),
            title=T(
                "{branch} · {period}",
                "due",
                branch=branches.get(code, code),
                period=period_words(period),
            ),
            subtitle=T("Revision {revision} waits to be accepted or returned", revision=revision),
            action=T("Check", "due.action"),
            page="board",
        )
        for (code, period), revision in latest.items()
        if (code, period, revision) not in decided
    ]
    ended = period_of_day(today, session.policy().cutoff_day).previous()
    if not _began(reader, ended):
        return items
    for code, name in branches.items():
        if (code, str(ended)) in latest:
            continue
        items.append(
            DueItem(
                kind="late_branch",
                label=T("Branch is late", "due.kind"),
                tone=Tone.OVERDUE,
                due=ended.end,
                when=day_text(ended.last_day, today),
                title=T("{branch} · {period}", "due", branch=name, period=period_text(ended)),
                subtitle=T("Nothing has come for this period"),
                action=T("Remind", "due.action"),
                page="board",
            )
        )
    return items


def _began(reader: Reader, period: Period) -> bool:
    """Tell whether reporting had begun by then: a new desk owes nothing for the time before."""
    return reader.count("month_close", (Filter("period", "<=", str(period)),)) > 0
