# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The list of visits: columns, filters and where its lines come from."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.identifiers import short_number
from branchdesk.domain.kinds.visit import EDITABLE, VISIT_STATES
from branchdesk.domain.lines import VisitLine
from branchdesk.domain.queries import Filter
from branchdesk.domain.text import T, Text
from branchdesk.services.session import Session
from branchdesk.ui.moments import moment_text
from branchdesk.ui.visits.words import (
    COPY_OWED,
    COPY_STILL_TO_GIVE,
    copy_words,
    line_tone,
    signature_words,
    state_words,
)
from branchdesk.ui.widgets.table_model import Column, ListRow, Mark, RowId

COLUMNS = (
    Column(key="number", title=T("Number", "column"), width=92, sortable=True),
    Column(
        key="appointment_at",
        title=T("Appointment"),
        width=100,
        kind="time",
        sortable=True,
        spare=1,
    ),
    Column(key="customer", title=T("Customer"), stretch=True, least=140),
    Column(key="purpose", title=T("Purpose"), width=220, hidden=True),
    Column(key="engineer", title=T("Engineer", "column"), width=68, spare=3),
    Column(
        key="state",
        title=T("State"),
        width=116,
        kind="chip",
        sortable=True,
        words=tuple(VISIT_STATES.labels.values()),
    ),
    Column(key="signature", title=T("Signature"), width=84, spare=4),
    Column(
        key="copy",
        title=T("Customer's copy"),
        width=84,
        spare=2,
        words=(COPY_STILL_TO_GIVE,),
    ),
)

WHEN: tuple[tuple[str, Text], ...] = (
    ("today", T("Today", "visit filter")),
    ("week", T("This week", "visit filter")),
    ("all", T("Any time", "visit filter")),
)

WHAT: tuple[tuple[str, Text], ...] = (
    ("all", T("All states", "visit filter")),
    ("open", T("Not signed yet", "visit filter")),
    ("unsigned", T("Signature missing", "visit filter")),
    ("copy", T("Copy still to give", "visit filter")),
    ("hand_in", T("To be handed in", "visit filter")),
    ("review", T("To be reviewed", "visit filter")),
)

_STATES: dict[str, tuple[str, ...]] = {
    "open": tuple(sorted(EDITABLE)),
    "unsigned": ("signature_pending", "waiver_requested"),
    "copy": tuple(sorted(COPY_OWED)),
    "hand_in": ("signed", "waived"),
    "review": ("submitted",),
}


def filters_of(when: str, what: str, now: datetime) -> tuple[Filter, ...]:
    """Return the conditions of the two filter buttons; a week begins on Monday."""
    found: list[Filter] = []
    if when != "all":
        start = datetime.combine(now.astimezone(BRANCH_ZONE).date(), time(), BRANCH_ZONE)
        days = 1
        if when == "week":
            start, days = start - timedelta(days=start.weekday()), 7
        found.append(Filter("appointment_at", ">=", start))
        found.append(Filter("appointment_at", "<", start + timedelta(days=days)))
    if what in _STATES:
        found.append(Filter("state", "in", _STATES[what]))
    if what == "copy":
        found.append(Filter("copy_way", "=", ""))
    return tuple(found)


class VisitLines:
    """Serves the lines of one question; called on the database lane."""

    def __init__(
        self,
        session: Session,
        filters: Sequence[Filter],
        *,
        text: str = "",
        order: str = "appointment_at",
        descending: bool = False,
    ) -> None:
        """Ask for visits that fulfil the filters and, if given, hold the text."""
        self._session = session
        self._filters = tuple(filters)
        self._text = text
        self._order = order
        self._descending = descending

    def first_page(self, limit: int) -> Sequence[ListRow]:
        """Return the first lines; no more are looked for."""
        return self.rows(self._keys(limit))

    def ids(self) -> Sequence[RowId]:
        """Return the keys of all lines in order."""
        return self._keys()

    def _keys(self, limit: int | None = None) -> list[int]:
        with self._session.store.read() as reader:
            return reader.line_ids(
                "visit", self._filters, self._order, self._descending, self._text, limit=limit
            )

    def rows(self, ids: Sequence[RowId]) -> Sequence[ListRow]:
        """Return the lines of these keys."""
        keys = [key for key in ids if isinstance(key, int)]
        now = self._session.clock.now()
        with self._session.store.read() as reader:
            lines = list(zip(keys, reader.visit_lines(keys), strict=False))
            if len(lines) < len(keys):  # one of them is gone: ask for each
                lines = [(key, line) for key in keys for line in reader.visit_lines([key])]
        return [list_row(key, line, now) for key, line in lines]


def list_row(key: int, line: VisitLine, now: datetime) -> ListRow:
    """Return a line as the list shows it."""
    tone = line_tone(line, now)
    copy, copy_tone = copy_words(line.state, line.copy_way)
    return ListRow(
        key,
        {
            "number": short_number(line.number),
            "appointment_at": moment_text(line.appointment_at, now),
            "customer": line.customer,
            "purpose": " ".join(line.purpose.split()),
            "engineer": line.engineer,
            "state": Mark(state_words(line.state), tone),
            "signature": signature_words(line.signature_kind),
            "copy": Mark(copy, copy_tone) if copy_tone else copy,
        },
        tone,
    )
