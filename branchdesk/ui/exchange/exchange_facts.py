# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the exchange page shows, gathered on the database lane."""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from branchdesk.domain.errors import UserError
from branchdesk.domain.exchange import BundleEntry, Link
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.domain.text import T
from branchdesk.services.open_desk import OpenDesk
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
    Column(key="changes", title=T("Changes", "diary"), width=64, alignment="right", spare=3),
    Column(key="size", title=T("Size"), width=68, alignment="right", spare=2),
    Column(key="time", title=T("Time"), width=112, kind="time", spare=1),
    Column(key="state", title=T("State"), width=82, kind="chip"),
)

_DIRECTIONS = {
    "in": Mark(T("received", "diary"), "blue"),
    "out": Mark(T("outgoing", "diary"), "grey"),
}


@dataclass(frozen=True)
class LeftToPeople:
    """How many fields have two values, changes were refused by others, changes wait here."""

    conflicts: int = 0
    refused: int = 0
    waiting: int = 0


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
    left: LeftToPeople
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
    return ExchangeFacts(
        role=desk.facts.role,
        waiting=desk.workbench.navigation_counts().get("exchange", 0),
        built=sum(e.direction == "out" and e.state == "built" for e in diary),
        last=max(moments) if moments else None,
        mailbox=mailbox,
        links=tuple(links),
        diary=tuple(diary),
        left=LeftToPeople(
            len(exchange.conflicts()), len(exchange.refusals()), len(exchange.waiting())
        ),
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
            "changes": f"{count:,}" if count else "—",
            "size": size_text(entry.size),
            "time": moment_text(entry.delivered_at or entry.built_at, now),
            "state": Mark(words, tone),
        },
    )
