# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the exchange page shows, gathered on the database lane."""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from branchdesk.domain.errors import UserError
from branchdesk.domain.exchange import BundleEntry, Conflict, Link
from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.domain.text import T, Text
from branchdesk.services.open_desk import OpenDesk
from branchdesk.services.ports import Reader
from branchdesk.ui.exchange.words import (
    BUNDLE_STATES,
    bundle_title,
    partner_names,
    partner_text,
    size_text,
)
from branchdesk.ui.moments import moment_text
from branchdesk.ui.widgets.table_model import Column, ListRow, Mark

DIARY_COLUMNS = (
    Column(key="direction", title=T("Direction", "diary"), width=74, kind="chip"),
    Column(key="partner", title=T("Partner", "diary"), width=120),
    Column(key="what", title=T("What", "diary"), stretch=True),
    Column(key="range", title=T("Changes", "diary"), width=82, alignment="right", spare=3),
    Column(key="size", title=T("Size"), width=68, alignment="right", spare=2),
    Column(key="time", title=T("Time"), width=112, kind="time", spare=1),
    Column(key="state", title=T("State"), width=82, kind="chip"),
)

_DIRECTIONS = {
    "in": Mark(T("received", "diary"), "blue"),
    "out": Mark(T("outgoing", "diary"), "grey"),
}


@dataclass(frozen=True)
class ConflictLine:
    """A conflict in words: whose record, which field, both values, who wrote them, when."""

    about: Text | str
    field: Text | str
    kept: Text | str
    other: Text | str
    kept_by: str
    other_by: str
    at: datetime
    kind: str
    row: UUID


@dataclass(frozen=True)
class ExchangeFacts:
    """Everything the page shows; ``mailbox`` is empty while none is set."""

    role: DeskRole
    waiting: int
    built: int
    last: datetime | None
    mailbox: str
    links: tuple[Link, ...]
    diary: tuple[BundleEntry, ...]
    conflicts: tuple[ConflictLine, ...]
    now: datetime

    @property
    def has_parent(self) -> bool:
        """Tell whether there is a desk above this one, which headquarters needs not have."""
        return self.role is DeskRole.HQ or any(link.relation == "parent" for link in self.links)


def gather(desk: OpenDesk) -> ExchangeFacts:
    """Read what the page shows."""
    exchange, session = desk.exchange, desk.session
    links, diary = exchange.links(), exchange.diary()
    mailbox = ""
    with contextlib.suppress(UserError):
        mailbox = exchange.mailbox()
    moments = [m for link in links for m in (link.last_sent_at, link.last_received_at) if m]
    with session.store.read() as reader:
        people = {person.uuid: person.name for person in reader.find("staff")}
        conflicts = [_conflict_line(reader, c, people) for c in exchange.conflicts()]
    return ExchangeFacts(
        role=desk.facts.role,
        waiting=desk.workbench.navigation_counts().get("exchange", 0),
        built=sum(e.direction == "out" and e.state == "built" for e in diary),
        last=max(moments) if moments else None,
        mailbox=mailbox,
        links=tuple(links),
        diary=tuple(diary),
        conflicts=tuple(conflicts),
        now=session.clock.now(),
    )


def diary_rows(facts: ExchangeFacts) -> Sequence[ListRow]:
    """Return the rows of the diary, newest first."""
    names = partner_names(list(facts.links))
    return [_diary_row(entry, names, facts.now) for entry in facts.diary]


def _diary_row(entry: BundleEntry, names: Mapping[str, str], now: datetime) -> ListRow:
    words, tone = BUNDLE_STATES[entry.state]
    count = entry.last_seq - entry.first_seq + 1
    return ListRow(
        entry.bundle_id,
        {
            "direction": _DIRECTIONS.get(entry.direction, entry.direction),
            "partner": partner_text(entry.peer, names),
            "what": bundle_title(entry) if count or entry.period else T("receipt", "diary"),
            "range": f"{entry.first_seq}–{entry.last_seq}" if count else "—",
            "size": size_text(entry.size),
            "time": moment_text(entry.delivered_at or entry.built_at, now),
            "state": Mark(words, tone),
        },
    )


def _conflict_line(reader: Reader, conflict: Conflict, people: Mapping[UUID, str]) -> ConflictLine:
    kind = KINDS[conflict.kind]
    row = reader.get(conflict.kind, conflict.row)
    name = getattr(row, "number", "") or getattr(row, "name", "")
    field = kind.fields.get(conflict.field)
    return ConflictLine(
        about=T("{kind} {name}", "conflict", kind=kind.label, name=name) if name else kind.label,
        field=field.label if field else conflict.field,
        kept=_value(field, conflict.kept, people),
        other=_value(field, conflict.other, people),
        kept_by=people.get(conflict.kept_actor, "") if conflict.kept_actor else "",
        other_by=people.get(conflict.other_actor, "") if conflict.other_actor else "",
        at=conflict.at,
        kind=conflict.kind,
        row=conflict.row,
    )


def _value(field: Any, stored: str, people: Mapping[UUID, str]) -> Text | str:
    if not stored:
        return T("(empty)", "conflict")
    if field is not None and field.facts.values is not None:
        label: Text = field.facts.values.label(stored)
        return label
    if field is not None and field.facts.refers == "staff":
        with contextlib.suppress(ValueError):
            return people.get(UUID(stored), stored)
    return stored
