# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What a visit is called and how it is coloured, in list, panel and sheet alike."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from branchdesk.domain.clock import BRANCH_ZONE, local_date
from branchdesk.domain.day_words import day_text
from branchdesk.domain.identifiers import shown_phone
from branchdesk.domain.kinds import values
from branchdesk.domain.kinds.visit import FROZEN, VISIT_STATES, Visit
from branchdesk.domain.lines import VisitLine
from branchdesk.domain.text import T, Text
from branchdesk.ui.tokens import Tone

COPY_STILL_TO_GIVE = T("still to give", "copy")

COPY_OWED = FROZEN - {"filed"}
"""States in which a customer without a copy is still owed one."""

STEPS: tuple[Text, ...] = (
    T("Arrival", "visit step"),
    T("Inspection and work", "visit step"),
    T("Parts and data", "visit step"),
    T("Customer's opinion", "visit step"),
    T("Signature", "visit step"),
)

STEP_OF_FIELD: Mapping[str, int] = {
    **dict.fromkeys(("departed_at", "arrived_at", "left_at", "location"), 0),
    **dict.fromkeys(("diagnosis", "work_done"), 1),
    **dict.fromkeys(("charge", "data_consent", "data_return_at"), 2),
    **dict.fromkeys(("result", "follow_up_at", "opinion", "satisfaction", "leave_consent"), 3),
}
"""The step of the sheet where a field stands that a signature needs."""

_TONES: Mapping[str, Tone] = {
    "planned": "amber",
    "rescheduled": "amber",
    "form_filled": "amber",
    "signature_pending": "amber",
    "waiver_requested": "amber",
    "signed": "green",
    "waived": "green",
    "submitted": "green",
    "reviewed": "green",
    "filed": "green",
    "cancelled": "grey",
}

LEGEND: tuple[tuple[Tone, Text], ...] = (
    ("red", T("Overdue", "visit legend")),
    ("amber", T("Waiting", "visit legend")),
    ("blue", T("Agreed / on site", "visit legend")),
    ("green", T("Signed", "visit legend")),
    ("grey", T("Cancelled", "visit legend")),
)


def state_words(state: str) -> Text:
    """Return the state as people say it."""
    return VISIT_STATES.label(state)


def visit_tone(state: str, appointment: datetime | None, due: object, now: datetime) -> Tone:
    """Return the colour of a visit: red when its appointment or its signature is overdue."""
    waits_for_arrival = state in ("confirmed", "planned", "rescheduled")
    if waits_for_arrival and appointment is not None and appointment < now:
        return "red"
    today = local_date(now).isoformat()
    if state == "signature_pending" and due and str(due) < today:
        return "red"
    return _TONES.get(state, "blue")


def line_tone(line: VisitLine, now: datetime) -> Tone:
    """Return the colour of a line of the list."""
    return visit_tone(line.state, line.appointment_at, line.signature_due, now)


def copy_words(state: str, copy_way: str) -> tuple[Text | str, Tone | None]:
    """Say how the customer got a copy, or that one is still to give."""
    if copy_way:
        return values.COPY_WAYS.label(copy_way), None
    return (COPY_STILL_TO_GIVE, "amber") if state in COPY_OWED else ("", None)


def signature_words(kind: str) -> Text | str:
    """Say how a sheet was signed or why not."""
    return values.SIGNATURE_KINDS.label(kind) if kind else ""


def day_words(day: date | None) -> Text | str:
    """Say a day: ``11月24日``."""
    return "" if day is None else day_text(day)


def appointment_words(moment: datetime, now: datetime) -> Text:
    """Say when somebody comes as one says it to a customer: day, part of the day, time."""
    local, today = moment.astimezone(BRANCH_ZONE), now.astimezone(BRANCH_ZONE).date()
    day = day_words(local.date())
    time = f"{local.hour % 12 or 12}:{local:%M}"
    part = (
        T("in the morning", "appointment")
        if local.hour < 12
        else T("in the afternoon", "appointment")
        if local.hour < 18
        else T("in the evening", "appointment")
    )
    near = {0: T("today", "appointment"), 1: T("tomorrow", "appointment")}
    apart = (local.date() - today).days
    if apart in near:
        return T("{near} ({day}) {part} {time}", near=near[apart], day=day, part=part, time=time)
    return T("{day} {part} {time}", day=day, part=part, time=time)


def appointment_message(
    visit: Visit, *, person: str, company: str, engineer: Any, now: datetime
) -> Text:
    """Return the message that announces a visit (wording §5.7), to be pasted anywhere."""
    return T(
        "Hello {person}, this is {engineer} ({phone}), service engineer of {company}. I will come"
        " {when} to take care of: {purpose}. If I have to be registered at the gate, please tell"
        " me.",
        person=person,
        engineer=engineer.name,
        phone=shown_phone(engineer.phone),
        company=company,
        when=appointment_words(visit.appointment_at or now, now),
        purpose=" ".join(visit.purpose.split()).rstrip("。.;；"),
    )


def reschedule_message(moved: Any, *, person: str, now: datetime) -> Text:
    """Return the message that asks for another time (wording §5.7); ``moved`` is the last move."""
    return T(
        "Hello {person}, I cannot make it {old} because of: {reason}. Would {new} suit you? Sorry"
        " for the trouble.",
        person=person,
        old=appointment_words(moved.old_at or now, now),
        reason=moved.reason.rstrip("。.;；"),
        new=appointment_words(moved.new_at or now, now),
    )
