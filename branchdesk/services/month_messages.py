# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The texts of a month that are pasted into a chat: reminders and the slip of a report."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from branchdesk.domain.day_words import period_text, weekday_name
from branchdesk.domain.kinds.month import MonthClose
from branchdesk.domain.month_check import Finding, MonthFacts
from branchdesk.domain.month_notes import closing_time
from branchdesk.domain.period import Period, recommended_close
from branchdesk.domain.snapshot import check_code
from branchdesk.domain.text import T, Text, Translator
from branchdesk.services.compose_sheet import local_moment

_CIRCLED = 20
"""Unicode has circled numbers up to this one."""


class Nudge(msgspec.Struct, frozen=True):
    """A reminder for one person."""

    person: UUID
    name: str
    text: str


def nudge(person: UUID, facts: MonthFacts, findings: Sequence[Finding], paper: Translator) -> Nudge:
    """Return the reminder that lists what a person still has to do."""
    last = facts.period.last_day
    early = recommended_close(facts.period, facts.calendar)
    name = facts.people[person]
    text = T(
        "{name}, this period is reported on day {last} ({weekday}, please finish by day {early},"
        " {time}). {count} things are still open: {tasks}.",
        name=name,
        last=last.day,
        weekday=weekday_name(last),
        early=early.day,
        time=f"{closing_time(facts.calendar):%H:%M}",
        count=len(findings),
        tasks=_listed([_item(i + 1, f) for i, f in enumerate(findings)]),
    )
    return Nudge(person, name, paper.render(text))


def slip(close: MonthClose, period: Period, branch: str, paper: Translator) -> str:
    """Return the slip of a closed month."""
    if close.revision > 1:
        revision = T("report no. {revision} (corrected)", revision=close.revision)
    else:
        revision = T("first report", "month")
    support = Text("")
    if close.needs_hq_support:
        support = T(", {count} matter needs support of headquarters", count=1)
    return paper.render(
        T(
            "[{branch} {period} customer service report] {revision}: {records} records, {visits}"
            " visit sheets{support}; sent {when}; check code {code}. Please confirm receipt.",
            branch=branch,
            period=period_text(period),
            revision=revision,
            records=close.records,
            visits=close.visits,
            support=support,
            when=local_moment(close.closed_at, paper),
            code=check_code(close.digest),
        )
    )


def late_reminder(branch: str, period: Period, centre: str, person: str, paper: Translator) -> str:
    """Return headquarters' reminder for a branch that has not reported."""
    return paper.render(
        T(
            "{branch}: the report of {period} is due on day {day}, 24:00, and has not arrived yet."
            " If there are difficulties, please answer with the reason and the time it is expected."
            " {centre}, {person}",
            branch=branch,
            period=period_text(period),
            day=period.last_day.day,
            centre=centre,
            person=person,
        )
    )


def _item(place: int, finding: Finding) -> Text:
    mark = chr(0x2460 + place - 1) if place <= _CIRCLED else f"({place})"
    task = finding.task or Text("")
    return T("{mark} {number} {task}", mark=mark, number=_short(finding.number), task=task)


def _short(number: str) -> str:
    """``XC-GZ-2611-L03-0042`` is ``XC-…0042`` between colleagues."""
    parts = number.split("-")
    return f"{parts[0]}-…{parts[-1]}" if len(parts) == 5 else number


def _listed(items: Sequence[Text]) -> Text:
    joined = items[0]
    for item in items[1:]:
        joined = T("{first}; {second}", "list", first=joined, second=item)
    return joined
