# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The lines of the start page that come from service records."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.clocks import response_deadline
from branchdesk.domain.kinds.service_record import UNFINISHED, RecordHandover, ServiceRecord
from branchdesk.domain.period import period_of
from branchdesk.domain.queries import Filter
from branchdesk.domain.tasks_due import DueItem, Tone, time_left, tone_of
from branchdesk.domain.text import T, Text
from branchdesk.services.ports import Reader
from branchdesk.services.session import Session

_TITLE_LENGTH = 60


def record_items(session: Session, reader: Reader, *, everybody: bool) -> list[DueItem]:
    """Return the lines of the person's unfinished records, or of everybody's."""
    own = () if everybody else (Filter("handler", "=", session.actor.staff),)
    unfinished = Filter("state", "in", tuple(sorted(UNFINISHED)))
    records: list[ServiceRecord] = reader.find("service_record", (unfinished, *own))
    now = session.clock.now()
    names = customer_names(reader, [r.customer for r in records])
    waiting = _open_handovers(session, reader)
    moved = _recently_moved(session, reader, now)
    items = []
    for record in records:
        name = names.get(record.customer, "") if record.customer else ""
        if record.uuid in waiting:
            items.append(_handover(session, record, waiting[record.uuid], name))
        elif record.state == "resolved":
            items.append(_to_confirm(record, name))
        elif record.state == "draft":
            items.append(_draft(record, name))
        elif (item := _clock(session, record, name)) is not None:
            items.append(item)
        elif record.uuid not in moved and _is_stale(session, record, now):
            items.append(_stale(session, record, name))
    return items + _leads(session, reader, own)


def _leads(session: Session, reader: Reader, own: Sequence[Filter]) -> list[DueItem]:
    """Return the leads of the present and the last period no department was told of (R-024)."""
    period = period_of(session.clock.now(), session.policy().cutoff_day)
    recent = Filter("period", ">=", str(period.previous()))
    noted = (recent, Filter("leads", "!=", ""), Filter("lead_department", "=", ""))
    records: list[ServiceRecord] = [
        record
        for record in reader.find("service_record", (*noted, *own))
        if record.state != "draft"
    ]
    names = customer_names(reader, [r.customer for r in records])
    return [
        DueItem(
            kind="lead",
            label=T("Lead", "due.kind"),
            tone=Tone.LATER,
            due=None,
            when=T("to be passed on", "due"),
            title=headline(names.get(record.customer, "") if record.customer else "", record.leads),
            subtitle=T("Pass it to the department and write down which one"),
            action=T("Pass on", "due.action"),
            target_kind="service_record",
            target=record.uuid,
            page="records",
        )
        for record in records
    ]


def customer_names(reader: Reader, uuids: Sequence[UUID | None]) -> Mapping[UUID, str]:
    """Return the names of customers by UUID."""
    asked = tuple({uuid for uuid in uuids if uuid is not None})
    if not asked:
        return {}
    return {c.uuid: c.name for c in reader.find("customer", (Filter("uuid", "in", asked),))}


def headline(name: str, text: str) -> Text:
    """Return ``customer · matter`` in one line."""
    matter = " ".join(text.split())
    if len(matter) > _TITLE_LENGTH:
        matter = matter[:_TITLE_LENGTH] + "…"
    return T("{customer} · {matter}", "due", customer=name, matter=matter)


def running(
    session: Session,
    record: ServiceRecord,
    name: str,
    due: datetime,
    *,
    kind: str,
    label: Text,
    subtitle: Text,
    action: Text,
    event: str,
) -> DueItem:
    """Return the line of a record on which a clock runs until ``due``."""
    now = session.clock.now()
    return DueItem(
        kind=kind,
        label=label,
        tone=tone_of(due, now),
        due=due,
        when=time_left(due, now),
        title=headline(name, record.problem_description),
        subtitle=subtitle,
        action=action,
        target_kind="service_record",
        target=record.uuid,
        event=event,
    )


def _clock(session: Session, record: ServiceRecord, name: str) -> DueItem | None:
    promised = record.promised_answer_at
    if promised is not None:
        return running(
            session,
            record,
            name,
            promised,
            kind="promise",
            label=T("Promised answer", "due.kind"),
            subtitle=T(
                "Received {received}, answer promised by {due}",
                received=_time(record.occurred_at),
                due=_time(promised),
            ),
            action=T("Answer", "due.action"),
            event="answer",
        )
    deadline = response_deadline(record, session.calendar(), session.policy())
    if deadline is None:
        return None
    return running(
        session,
        record,
        name,
        deadline.due,
        kind="first_response",
        label=T("First response", "due.kind"),
        subtitle=T(
            "Received {received}, {contact} is waiting",
            received=_time(record.occurred_at),
            contact=record.contact_person,
        ),
        action=T("Answer", "due.action"),
        event="answer",
    )


def _handover(
    session: Session, record: ServiceRecord, handover: RecordHandover, name: str
) -> DueItem:
    limit = timedelta(minutes=session.policy().assignment_acknowledgement)
    return running(
        session,
        record,
        name,
        (handover.at or record.created_at) + limit,
        kind="hand_over",
        label=T("Handed to you", "due.kind"),
        subtitle=T("{brief}", "due", brief=" ".join(handover.brief.split())[:120]),
        action=T("I take it", "due.action"),
        event="acknowledge",
    )


def _to_confirm(record: ServiceRecord, name: str) -> DueItem:
    if record.open_ended:
        label = T("Ask again", "due.kind")
        subtitle = T("The customer wanted to see first; ask whether it is solved")
    else:
        label = T("Customer's confirmation", "due.kind")
        subtitle = T("Solved; {contact} has not confirmed yet", contact=record.contact_person)
    return DueItem(
        kind="reconfirm" if record.open_ended else "confirm",
        label=label,
        tone=Tone.TODAY,
        due=None,
        when=T("today", "due"),
        title=headline(name, record.problem_description),
        subtitle=subtitle,
        action=T("Confirm", "due.action"),
        target_kind="service_record",
        target=record.uuid,
        event="confirm_close",
    )


def _draft(record: ServiceRecord, name: str) -> DueItem:
    return DueItem(
        kind="draft",
        label=T("Draft", "due.kind"),
        tone=Tone.TODAY,
        due=None,
        when=T("today", "due"),
        title=headline(name, record.problem_description),
        subtitle=T("Not recorded yet; it counts only when it is complete"),
        action=T("Continue", "due.action"),
        target_kind="service_record",
        target=record.uuid,
        page="records",
    )


def _stale(session: Session, record: ServiceRecord, name: str) -> DueItem:
    return DueItem(
        kind="stale",
        label=T("No progress", "due.kind"),
        tone=Tone.LATER,
        due=None,
        when=T("{days} days", "due", days=session.policy().stale_record_days),
        title=headline(name, record.problem_description),
        subtitle=T(
            "More than {days} days without progress", days=session.policy().stale_record_days
        ),
        action=T("Note progress", "due.action"),
        target_kind="service_record",
        target=record.uuid,
        event="note",
    )


def _is_stale(session: Session, record: ServiceRecord, now: datetime) -> bool:
    if record.state == "data_in_custody":
        return False  # its own clocks run (workbench_custody)
    begun = record.recorded_at or record.created_at
    return now - begun > timedelta(days=session.policy().stale_record_days)


def _recently_moved(session: Session, reader: Reader, now: datetime) -> set[UUID]:
    """Return the records somebody did something about within the days of the policy."""
    since = Filter("at", ">=", now - timedelta(days=session.policy().stale_record_days))
    moved = {
        row.record
        for kind in ("record_progress", "record_promise", "record_handover")
        for row in reader.find(kind, (since,))
    }
    running = Filter("state", "in", ("planned", "confirmed", "rescheduled", "on_the_way"))
    return moved | {visit.record for visit in reader.find("visit", (running,)) if visit.record}


def _open_handovers(session: Session, reader: Reader) -> dict[UUID, RecordHandover]:
    """Return what was handed to the person and not yet taken, by record."""
    mine = Filter("to_staff", "=", session.actor.staff)
    rows = reader.find("record_handover", (mine, Filter("acknowledged_at", "=", None)))
    return {
        row.record: row
        for row in rows
        if (record := reader.get("service_record", row.record)) is not None
        and record.handler == session.actor.staff
    }


def _time(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(BRANCH_ZONE):%H:%M}"
