# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The lines of the start page that come from visits."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from branchdesk.domain.clock import local_date
from branchdesk.domain.kinds.roles import MANAGERS
from branchdesk.domain.kinds.visit import BEFORE_SITE, FROZEN, ON_SITE, Visit
from branchdesk.domain.queries import Filter
from branchdesk.domain.tasks_due import (
    DueItem,
    Tone,
    clock_time,
    day_text,
    end_of_day,
    time_left,
    tone_of,
)
from branchdesk.domain.text import T, Text
from branchdesk.services.ports import Reader
from branchdesk.services.session import Session
from branchdesk.services.workbench_records import customer_names, headline

COPY_OPEN = FROZEN - {"filed"}
"""States in which a customer without a copy is still a matter to do."""


def visit_items(session: Session, reader: Reader, *, everybody: bool) -> list[DueItem]:
    """Return the lines of the person's visits, or of everybody's."""
    own = () if everybody else (Filter("engineer", "=", session.actor.staff),)
    running = Filter("state", "in", tuple(sorted(BEFORE_SITE | ON_SITE | COPY_OPEN)))
    visits: Sequence[Visit] = reader.find("visit", (running, *own))
    names = customer_names(reader, [v.customer for v in visits])
    asked = _requests(reader, [v.record for v in visits if v.state in BEFORE_SITE])
    items = []
    for visit in visits:
        title = headline(names.get(visit.customer, "") if visit.customer else "", visit.purpose)
        item = _next(session, visit, title, asked.get(visit.record or visit.uuid))
        if item is not None:
            items.append(item)
        if visit.state in COPY_OPEN and not visit.copy_way:
            items.append(
                _line(
                    visit,
                    "give_copy",
                    T("Customer's copy", "due.kind"),
                    title,
                    T("The customer has no copy of {number} yet", number=visit.number),
                    T("Note the copy", "due.action"),
                    event="give_copy",
                )
            )
    return items


def _requests(reader: Reader, records: Sequence[UUID | None]) -> Mapping[UUID, datetime]:
    """Return when the customers asked, by service record."""
    found = reader.find("service_record", (Filter("uuid", "in", tuple({r for r in records if r})),))
    return {r.uuid: r.occurred_at for r in found if r.occurred_at is not None}


def _next(session: Session, visit: Visit, title: Text, asked_at: datetime | None) -> DueItem | None:
    now = session.clock.now()
    if visit.state in BEFORE_SITE:
        return _appointment(session, visit, title, asked_at)
    if visit.state in ON_SITE:
        return _line(
            visit,
            "on_site",
            T("On site", "due.kind"),
            title,
            T("The sheet is not signed yet"),
            T("Continue", "due.action"),
            page="on_site",
        )
    if visit.state == "signature_pending":
        return _pending(visit, title, now)
    if visit.state == "waiver_requested" and session.may(MANAGERS):
        return _line(
            visit,
            "waive",
            T("Waiver", "due.kind"),
            title,
            T("{statement}", "due", statement=visit.signature_statement[:120]),
            T("Decide", "due.action"),
            event="waive",
        )
    if visit.state in ("signed", "waived"):
        return _line(
            visit,
            "submit",
            T("Hand in the sheet", "due.kind"),
            title,
            T("{number} is signed and not handed in", number=visit.number),
            T("Hand in", "due.action"),
            event="submit",
        )
    if visit.state == "submitted" and session.may(MANAGERS):
        return _line(
            visit,
            "review",
            T("Review", "due.kind"),
            title,
            T("{number} waits for the review", number=visit.number),
            T("Review", "due.action"),
            event="review",
        )
    return None


def _appointment(
    session: Session, visit: Visit, title: Text, asked_at: datetime | None
) -> DueItem | None:
    """Return the line of a visit to come: without an agreed time the clock of BR-019 runs."""
    now, at = session.clock.now(), visit.appointment_at
    if visit.state == "planned" or at is None:
        limit = timedelta(minutes=session.policy().onsite_arrival)
        due = (asked_at or visit.created_at) + limit
        return DueItem(
            kind="arrange",
            label=T("Arrange the visit", "due.kind"),
            tone=tone_of(due, now),
            due=due,
            when=time_left(due, now),
            title=title,
            subtitle=T("No time is agreed yet"),
            action=T("Agree on the time", "due.action"),
            target_kind="visit",
            target=visit.uuid,
            event="confirm",
        )
    if local_date(at) > local_date(now):
        return None
    return DueItem(
        kind="visit",
        label=T("Visit", "due.kind"),
        tone=tone_of(at, now) if local_date(at) == local_date(now) else Tone.OVERDUE,
        due=at,
        when=clock_time(at, now),
        title=title,
        subtitle=T(
            "{place} · {person} · bring: {tools}",
            "due",
            place=visit.location,
            person=visit.agreed_with,
            tools=visit.tools or T("nothing special", "due"),
        ),
        action=T("Start", "due.action"),
        target_kind="visit",
        target=visit.uuid,
        event="arrive",
    )


def _pending(visit: Visit, title: Text, now: datetime) -> DueItem:
    day = visit.signature_due or local_date(visit.frozen_at or now)
    due = end_of_day(day)
    return DueItem(
        kind="sign_visit",
        label=T("Signature pending", "due.kind"),
        tone=tone_of(due, now),
        due=due,
        when=day_text(day, local_date(now)),
        title=title,
        subtitle=T("{statement}", "due", statement=visit.signature_statement[:120]),
        action=T("Sign now", "due.action"),
        target_kind="visit",
        target=visit.uuid,
        page="on_site",
    )


def _line(
    visit: Visit,
    kind: str,
    label: Text,
    title: Text,
    subtitle: Text,
    action: Text,
    *,
    event: str = "",
    page: str = "",
) -> DueItem:
    """Return a line that is due today without a clock."""
    return DueItem(
        kind=kind,
        label=label,
        tone=Tone.TODAY,
        due=None,
        when=T("today", "due"),
        title=title,
        subtitle=subtitle,
        action=action,
        target_kind="visit",
        target=visit.uuid,
        event=event,
        page=page,
    )
