# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The rows of the list of records: which, in which order, and what stands in each column."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from branchdesk.domain.calendar import WorkingCalendar
from branchdesk.domain.clocks import Urgency, response_deadline, urgency
from branchdesk.domain.identifiers import short_number
from branchdesk.domain.kinds.service_record import RECORD_STATES, UNFINISHED, ServiceRecord
from branchdesk.domain.kinds.values import CATEGORIES, SERVICE_MODES
from branchdesk.domain.lines import RecordLine
from branchdesk.domain.policy import Policy
from branchdesk.domain.queries import Filter
from branchdesk.domain.tasks_due import time_left
from branchdesk.domain.text import T, Text
from branchdesk.services.ports import Reader
from branchdesk.services.session import Session
from branchdesk.ui.moments import moment_text
from branchdesk.ui.records.record_filters import Choices, filters_of
from branchdesk.ui.records.words import (
    EXCHANGE_STATES,
    WAITS,
    exchange_words,
    record_tone,
    state_words,
    waits_for,
)
from branchdesk.ui.widgets.table_model import Cell, Column, ListRow, Mark, RowId

FOUND = 200
"""Hits taken from the one search when the full text has none."""

ALL = "all"
UNFINISHED_ONLY = "unfinished"
MINE = "mine"

COLUMNS = (
    Column(key="number", title=T("Number", "column"), width=78, sortable=True),
    Column(key="customer", title=T("Customer"), width=106),
    Column(
        key="mode",
        title=T("Mode", "column"),
        width=60,
        spare=4,
        words=tuple(SERVICE_MODES.labels.values()),
    ),
    Column(
        key="category",
        title=T("Category", "column"),
        width=74,
        spare=3,
        words=tuple(CATEGORIES.labels.values()),
    ),
    Column(key="problem", title=T("Problem", "column"), stretch=True, least=128),
    Column(key="handler", title=T("Person", "column"), width=62, spare=2),
    Column(
        key="promised",
        title=T("Promise", "column"),
        width=96,
        kind="time",
        sortable=True,
        spare=1,
        words=tuple(WAITS.values()),
    ),
    Column(
        key="state",
        title=T("State"),
        width=98,
        kind="chip",
        words=tuple(RECORD_STATES.labels.values()),
    ),
    Column(key="number_whole", title=T("Whole number", "column"), width=160, hidden=True),
    Column(key="contact", title=T("Contact"), width=80, hidden=True),
    Column(key="occurred", title=T("Received at"), width=110, hidden=True, sortable=True),
    Column(key="owner", title=T("First-contact owner"), width=80, hidden=True),
    Column(key="period", title=T("Period"), width=76, hidden=True),
    Column(
        key="exchange",
        title=T("Exchange", "column"),
        width=80,
        hidden=True,
        kind="chip",
        words=tuple(words for words, _ in EXCHANGE_STATES.values()),
    ),
)

_ORDERS = {"number": "number", "promised": "promised_answer_at", "occurred": "occurred_at"}


@dataclass(frozen=True)
class RecordQuery:
    """What the list shows: a state (or all, unfinished, mine), further choices, words, an order."""

    states: str = UNFINISHED_ONLY
    text: str = ""
    order: str = ""
    descending: bool = False
    choices: Choices = field(default_factory=dict)

    @property
    def narrowed(self) -> bool:
        """Tell whether anything but the usual filter hides records."""
        return bool(self.text or self.choices) or self.states != UNFINISHED_ONLY


def state_choices() -> list[tuple[str, Text]]:
    """Return the choices of the state filter."""
    return [
        (UNFINISHED_ONLY, T("Unfinished", "filter")),
        (MINE, T("Mine, unfinished", "filter")),
        (ALL, T("All", "filter")),
        *RECORD_STATES.labels.items(),
    ]


def record_ids(
    session: Session, reader: Reader, query: RecordQuery, limit: int | None = None
) -> list[int]:
    """Return the row ids of the list; without a chosen order the promised ones come first.

    With a limit only so many are looked for.
    """
    filters = filters_of(query.choices, session.clock.now(), session.policy().cutoff_day)
    if query.states in (UNFINISHED_ONLY, MINE):
        filters.append(Filter("state", "in", tuple(sorted(UNFINISHED))))
    elif query.states != ALL:
        filters.append(Filter("state", "=", query.states))
    if query.states == MINE:
        filters.append(Filter("handler", "=", session.actor.staff))
    found = _ids(reader, query, filters, query.text, limit)
    if found or not query.text:
        return found
    # The full text knows words; numbers and parts of a phone are found by the one search.
    hits = tuple(h.uuid for h in reader.search(query.text, FOUND) if h.kind == "service_record")
    chosen = [*filters, Filter("uuid", "in", hits)]
    return _ids(reader, query, chosen, "", limit) if hits else []


def _ids(
    reader: Reader, query: RecordQuery, filters: Sequence[Filter], text: str, limit: int | None
) -> list[int]:
    kind = "service_record"
    order = _ORDERS.get(query.order, "")
    if order and order != "promised_answer_at":
        return reader.line_ids(kind, filters, order, query.descending, text, limit=limit)
    if not order and query.states == ALL:
        return reader.line_ids(kind, filters, "occurred_at", True, text, limit=limit)
    promised, free = (
        Filter("promised_answer_at", "!=", None),
        Filter("promised_answer_at", "=", None),
    )
    first = reader.line_ids(
        kind, (*filters, promised), "promised_answer_at", query.descending, text, limit=limit
    )
    rest = None if limit is None else limit - len(first)
    return first + reader.line_ids(kind, (*filters, free), "occurred_at", True, text, limit=rest)


def lines_by_id(reader: Reader, ids: Sequence[int]) -> list[tuple[int, RecordLine]]:
    """Return the lines with their row ids, without the rows that are gone by now."""
    lines = reader.record_lines(ids)
    if len(lines) == len(ids):
        return list(zip(ids, lines, strict=True))
    return [(i, line) for i in ids for line in reader.record_lines([i])]


def row_id_of(reader: Reader, kind: str, uuid: UUID) -> int | None:
    """Return the row id of a record, or None when it is not here (any more)."""
    found = reader.line_ids(kind, (Filter("uuid", "=", uuid),), "created_at", False)
    return found[0] if found else None


@dataclass
class RecordProvider:
    """Serves the list on the database lane: the first page, all ids once, lines page by page."""

    session: Session
    query: RecordQuery

    def first_page(self, limit: int) -> Sequence[ListRow]:
        """Return the first rows; no more are looked for."""
        with self.session.store.read() as reader:
            return self._rows(reader, record_ids(self.session, reader, self.query, limit))

    def ids(self) -> Sequence[RowId]:
        """Return the ids of all rows."""
        with self.session.store.read() as reader:
            return record_ids(self.session, reader, self.query)

    def rows(self, ids: Sequence[RowId]) -> Sequence[ListRow]:
        """Return the rows of these ids."""
        with self.session.store.read() as reader:
            return self._rows(reader, [i for i in ids if isinstance(i, int)])

    def _rows(self, reader: Reader, ids: Sequence[int]) -> list[ListRow]:
        calendar, policy = self.session.calendar(), self.session.policy()
        now = self.session.clock.now()
        found = lines_by_id(reader, ids)
        return [list_row(i, line, calendar, policy, now) for i, line in found]


def list_row(
    row_id: int, line: RecordLine, calendar: WorkingCalendar, policy: Policy, now: datetime
) -> ListRow:
    """Return what the list shows of a record."""
    due = line.promised_answer_at or _first_response(line, calendar, policy)
    tone = record_tone(line.state, line.category, due, now)
    exchange, exchange_tone = exchange_words(line.exchange)
    return ListRow(
        row_id,
        {
            "number": short_number(line.number),
            "customer": line.customer,
            "mode": SERVICE_MODES.label(line.service_mode),
            "category": CATEGORIES.label(line.category),
            "problem": " ".join(line.problem.split()),
            "handler": line.handler,
            "promised": _due_cell(line, due, now),
            "state": Mark(state_words(line.state, line.recurrence), tone),
            "number_whole": line.number,
            "contact": line.contact_person,
            "occurred": moment_text(line.occurred_at, now),
            "owner": line.owner,
            "period": line.period,
            "exchange": Mark(exchange, exchange_tone),
        },
        tone,
    )


def _due_cell(line: RecordLine, due: datetime | None, now: datetime) -> Cell:
    if due is not None:
        words = time_left(due, now)
        pressing = urgency(due, now)
        if pressing is Urgency.OVERDUE:
            return Mark(words, "red")
        return Mark(words, "amber") if pressing is Urgency.SOON else words
    return waits_for(line.state) or "—"


def _first_response(line: RecordLine, calendar: WorkingCalendar, policy: Policy) -> datetime | None:
    """Return when somebody has to respond first; a record leaves ``open`` by responding."""
    if line.state != "open":
        return None
    record = ServiceRecord(
        uuid=line.uuid,
        created_at=line.occurred_at,
        number=line.number,
        state=line.state,
        branch_code="",
        occurred_at=line.occurred_at,
        service_mode=line.service_mode,
    )
    deadline = response_deadline(record, calendar, policy)
    return deadline.due if deadline else None
