# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What a record is called and how it is coloured, in list and panel alike."""

from datetime import datetime

from branchdesk.domain.calendar import Deadline
from branchdesk.domain.clocks import Urgency, urgency
from branchdesk.domain.kinds.record_steps import RECORD_MACHINE
from branchdesk.domain.text import T, Text
from branchdesk.ui.tokens import Tone

EXCHANGE_STATES: dict[str, tuple[Text, Tone]] = {
    "unpacked": (T("to be sent", "exchange_state"), "grey"),
    "sent": (T("sent", "exchange_state"), "blue"),
    "receipted": (T("received by the other side", "exchange_state"), "green"),
}

LEGEND: tuple[tuple[Tone, Text], ...] = (
    ("red", T("Overdue / open", "legend")),
    ("amber", T("Waiting / due soon", "legend")),
    ("green", T("Closed", "legend")),
    ("blue", T("Suggestion", "legend")),
    ("grey", T("Transferred", "legend")),
)

WAITS: dict[str, Text] = {
    "visit_planned": T("visit agreed", "wait"),
    "waiting_hq": T("headquarters", "wait"),
    "waiting_customer": T("customer", "wait"),
    "resolved": T("confirmation", "wait"),
    "data_in_custody": T("data", "wait"),
}
_WAITING = frozenset(WAITS)


def exchange_words(state: str) -> tuple[Text | str, Tone]:
    """Return words and tone of the exchange state towards the parent desk."""
    return EXCHANGE_STATES.get(state, (state, "grey"))


def state_words(state: str, recurrence: int = 0) -> Text:
    """Return the state as people say it, with the count when it was taken up again."""
    words = RECORD_MACHINE.label(state)
    if state == "reopened" and recurrence:
        return T("{state} (no. {count})", "record", state=words, count=recurrence + 1)
    return words


def owner_words(owner: str, handler: str) -> Text | str:
    """Name who answers for a record, and who has it now when that is somebody else."""
    if not handler or handler == owner:
        return owner
    return T("{owner} (now: {handler})", "record", owner=owner, handler=handler)


def record_tone(state: str, category: str, due: datetime | None, now: datetime) -> Tone:
    """Return the colour of a record's bar and chip as the legend explains it."""
    if state == "closed":
        return "green"
    if state in ("transferred", "draft"):
        return "grey"
    if due is not None and urgency(due, now) is Urgency.OVERDUE:
        return "red"
    if due is not None and urgency(due, now) is Urgency.SOON:
        return "red" if state == "open" else "amber"
    if state in _WAITING:
        return "amber"
    if category == "suggestion":
        return "blue"
    return "red" if state in ("open", "reopened") else "amber"


def waits_for(state: str) -> Text | None:
    """Return what a record without a running clock waits for, or None."""
    return WAITS.get(state)


def deadline_title(deadline: Deadline, promised: bool, now: datetime, at: Text | str) -> Text:
    """Say the deadline in one strong sentence; ``at`` is the moment in words."""
    minutes = int(abs((deadline.due - now).total_seconds()) // 60)
    over = deadline.due <= now
    span = span_text(max(minutes, 1))
    if promised:
        if over:
            return T("Answer promised for {at}, {span} ago", at=at, span=span)
        return T("Answer promised for {at}, {span} left", at=at, span=span)
    if over:
        return T("First response was due {at}, {span} ago", at=at, span=span)
    return T("First response due {at}, {span} left", at=at, span=span)


def span_text(minutes: int) -> Text:
    """Say a length of time: minutes below an hour, hours below a day, then days."""
    if minutes < 60:
        return T("{minutes} min", "span", minutes=minutes)
    if minutes < 24 * 60:
        hours, rest = divmod(minutes, 60)
        if rest and hours < 6:
            return T("{hours} h {minutes} min", "span", hours=hours, minutes=rest)
        return T("{hours} h", "span", hours=hours)
    return T("{days} d", "span", days=minutes // (24 * 60))
