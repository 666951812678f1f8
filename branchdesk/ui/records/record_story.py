# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the panel tells of a record, as plain lines: its story, its deadline, who changed what."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from branchdesk.domain.calendar import DayEntry, Deadline
from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.day_words import clock_text, day_text, weekday_name
from branchdesk.domain.kinds.description import Field, FieldType
from branchdesk.domain.kinds.record_steps import RECORD_MACHINE
from branchdesk.domain.kinds.service_record import SERVICE_RECORD
from branchdesk.domain.kinds.values import PROGRESS_KINDS, SECONDARY_MODES
from branchdesk.domain.queries import HistoryEntry
from branchdesk.domain.text import T, Text
from branchdesk.services.records import RecordView
from branchdesk.ui.look import Look
from branchdesk.ui.moments import log_time, moment_text
from branchdesk.ui.records.words import span_text
from branchdesk.ui.widgets.timeline import TimelineEntry

SHOWN_VALUE = 80
"""Characters of a value in the list of changes."""

_SILENT = frozenset({"uuid", "created_at", "created_by", "number", "branch_code", "device"})


def story(look: Look, view: RecordView, now: datetime) -> list[TimelineEntry]:
    """Return progress, promises, hand-overs, options and amendments, oldest first."""
    people = view.people
    children = view.children
    told: list[tuple[datetime, Text | str]] = [
        *((row.at, _progress(row, people)) for row in children.get("record_progress", ())),
        *_promises(view, now),
        *((row.at, _handover(row, people, now)) for row in children.get("record_handover", ())),
        *((row.created_at, _option(row)) for row in children.get("record_option", ())),
    ]
    told.sort(key=lambda entry: entry[0])
    return [TimelineEntry(look.words(log_time(at, now)), text) for at, text in told]


def _progress(row: Any, people: Mapping[UUID, str]) -> Text:
    who = people.get(row.created_by, "")
    if row.kind == "note":
        return T("{who}: {text}", "log", who=who, text=row.text)
    return T(
        "{who} ({kind}): {text}", "log", who=who, kind=PROGRESS_KINDS.label(row.kind), text=row.text
    )


def _promises(view: RecordView, now: datetime) -> list[tuple[datetime, Text | str]]:
    told: list[tuple[datetime, Text | str]] = []
    for place, row in enumerate(view.children.get("record_promise", ())):
        who = view.people.get(row.created_by, "")
        until = moment_text(row.promised_for, now)
        if place == 0 and not row.reason:
            text = T("{who} promised an answer {until}", "log", who=who, until=until)
        elif place == 0:
            text = T(
                "{who} promised an answer {until}: {reason}",
                "log",
                who=who,
                until=until,
                reason=row.reason,
            )
        else:
            text = T(
                "{who} moved the promise to {until}: {reason}",
                "log",
                who=who,
                until=until,
                reason=row.reason,
            )
        told.append((row.at, text))
    return told


def _handover(row: Any, people: Mapping[UUID, str], now: datetime) -> Text:
    source, target = people.get(row.from_staff, ""), people.get(row.to_staff, "")
    if row.acknowledged_at is None:
        return T(
            "{source} handed it to {target} (not taken yet): {brief}",
            "log",
            source=source,
            target=target,
            brief=row.brief,
        )
    return T(
        "{source} handed it to {target} (taken {taken}): {brief}",
        "log",
        source=source,
        target=target,
        taken=moment_text(row.acknowledged_at, now),
        brief=row.brief,
    )


def _option(row: Any) -> Text:
    if row.chosen:
        return T("Option {ordinal} (chosen): {text}", "log", ordinal=row.ordinal, text=row.text)
    return T("Option {ordinal}: {text}", "log", ordinal=row.ordinal, text=row.text)


def deadline_reason(view: RecordView, now: datetime) -> Text:
    """Say in one sentence where the deadline comes from."""
    record = view.record
    received = moment_text(record.occurred_at, now)
    promises = view.children.get("record_promise", ())
    if record.promised_answer_at is None or not promises:
        return T("Received {received}; nobody has answered yet.", received=received)
    first, last = promises[0], promises[-1]
    minutes = int((last.promised_for - last.at).total_seconds() // 60)
    if len(promises) == 1:
        return T(
            "Received {received}; not solved at once, {span} agreed at {made}.",
            received=received,
            span=span_text(max(minutes, 1)),
            made=clock_text(first.at),
        )
    return T(
        "Received {received}; promised {count} times, last at {made}.",
        received=received,
        count=len(promises),
        made=clock_text(last.at),
    )


def ledger(look: Look, view: RecordView, deadline: Deadline, now: datetime) -> list[TimelineEntry]:
    """Return the deadline day by day: what each day was and how much of it counted."""
    promised = view.record.promised_answer_at is not None
    entries = [
        TimelineEntry(look.words(_day(entry)), _counted(entry, promised))
        for entry in deadline.ledger
    ]
    if not promised:
        rule = (
            T("This channel counts working hours only.")
            if view.record.service_mode in SECONDARY_MODES
            else T("This channel counts day and night.")
        )
        entries.insert(0, TimelineEntry(look.words(log_time(deadline.started, now)), rule))
    if deadline.provisional:
        entries.append(
            TimelineEntry("", T("The holidays of this year are not known yet; this may change."))
        )
    return entries


def _day(entry: DayEntry) -> Text:
    return T("{day} {weekday}", "ledger", day=day_text(entry.day), weekday=weekday_name(entry.day))


def _counted(entry: DayEntry, promised: bool) -> Text:
    if promised:
        span = span_text(max(entry.minutes, 0))
        if entry.note:
            return T("{span} after the call: {note}", "ledger", span=span, note=entry.note)
        return T("{span} after the promise was made", "ledger", span=span)
    kind = T("working day", "ledger") if entry.working else T("day off", "ledger")
    note = entry.note or kind
    if not entry.minutes:
        return T("{note}: not counted", "ledger", note=note)
    return T("{note}: {span} counted", "ledger", note=note, span=span_text(entry.minutes))


def changes_of(
    look: Look, entries: Sequence[HistoryEntry], people: Mapping[UUID, str], now: datetime
) -> list[TimelineEntry]:
    """Return who changed what, newest first, in the words of the form."""
    told = []
    for entry in reversed(entries):
        field = SERVICE_RECORD.fields.get(entry.field)
        if field is None or entry.field in _SILENT:
            continue
        who = people.get(entry.actor, "") if entry.actor else ""
        old = _value(field, entry.old, people, now)
        new = _value(field, entry.new, people, now)
        if old == new:
            continue
        text = (
            T(
                "{who} changed {field} from “{old}” to “{new}”",
                "log",
                who=who,
                field=field.label,
                old=old,
                new=new,
            )
            if entry.old
            else T("{who} set {field}: {new}", "log", who=who, field=field.label, new=new)
        )
        told.append(TimelineEntry(look.words(log_time(entry.at, now)), text))
    return told


def _value(field: Field, stored: str, people: Mapping[UUID, str], now: datetime) -> Text | str:
    if field.name == "state":
        return RECORD_MACHINE.label(stored)
    if field.facts.values is not None:
        return field.facts.values.label(stored)
    if field.type is FieldType.BOOLEAN:
        return T("yes", "value") if stored in ("True", "1", "true") else T("no", "value")
    if field.type is FieldType.REFERENCE:
        return _person(stored, people)
    if field.type is FieldType.MOMENT and stored:
        return _moment(stored, now)
    text = " ".join(stored.split())
    return text if len(text) <= SHOWN_VALUE else text[:SHOWN_VALUE] + "…"


def _person(stored: str, people: Mapping[UUID, str]) -> str:
    try:
        return people.get(UUID(stored), "") if stored else ""
    except ValueError:
        return ""


def _moment(stored: str, now: datetime) -> Text | str:
    try:
        moment = datetime.fromisoformat(stored)
    except ValueError:
        return stored
    return moment_text(moment if moment.tzinfo else moment.replace(tzinfo=BRANCH_ZONE), now)
