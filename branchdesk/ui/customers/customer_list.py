# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The rows of the list of customers."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from branchdesk.domain.identifiers import shown_phone
from branchdesk.domain.kinds.values import VALUE_CLASSES
from branchdesk.domain.lines import CustomerLine
from branchdesk.domain.queries import Filter
from branchdesk.domain.text import T, Text
from branchdesk.services.ports import Reader
from branchdesk.services.secrecy import files_in_order, hidden_files, secret_grades, without_secrets
from branchdesk.services.session import Session
from branchdesk.ui.records.words import exchange_words
from branchdesk.ui.tokens import Tone
from branchdesk.ui.widgets.table_model import Column, ListRow, Mark, RowId

ACTIVE = "active"
LOST = "lost"
ALL = "all"

HIDDEN = "•••"
"""Stands for what the person's role may not see."""

COLUMNS = (
    Column(key="number", title=T("Number", "column"), width=150, hidden=True, sortable=True),
    Column(key="name", title=T("Customer"), stretch=True, sortable=True),
    Column(key="contact", title=T("Contact"), width=80, spare=1),
    Column(key="phone", title=T("Phone number"), width=118),
    Column(key="city", title=T("City", "column"), width=76, sortable=True, spare=4),
    Column(
        key="open",
        title=T("Unfinished", "column"),
        width=62,
        alignment="right",
        kind="number",
        spare=3,
    ),
    Column(
        key="products",
        title=T("Products", "column"),
        width=56,
        alignment="right",
        kind="number",
        spare=5,
    ),
    Column(
        key="class",
        title=T("Value class"),
        width=92,
        kind="chip",
        spare=2,
        words=tuple(VALUE_CLASSES.labels.values()),
    ),
    Column(key="exchange", title=T("Exchange", "column"), width=80, hidden=True, kind="chip"),
)

_CLASS_TONES: dict[str, Tone] = {"vip": "amber", "key": "blue", "ordinary": "grey"}


@dataclass(frozen=True)
class CustomerQuery:
    """What the list shows: active, lost or all customers, words, an order."""

    state: str = ACTIVE
    text: str = ""
    order: str = "name"
    descending: bool = False

    @property
    def narrowed(self) -> bool:
        """Tell whether anything but the usual filter hides customers."""
        return bool(self.text) or self.state != ACTIVE


def state_choices() -> list[tuple[str, Text]]:
    """Return the choices of the state filter."""
    return [
        (ACTIVE, T("Active customers", "filter")),
        (LOST, T("Lost customers", "filter")),
        (ALL, T("All", "filter")),
    ]


@dataclass
class CustomerProvider:
    """Serves the list on the database lane."""

    session: Session
    query: CustomerQuery

    def first_page(self, limit: int) -> Sequence[ListRow]:
        """Return the first rows; no more are looked for."""
        with self.session.store.read() as reader:
            return _rows(self.session, reader, self._ids(reader, limit))

    def ids(self) -> Sequence[RowId]:
        """Return the ids of all rows."""
        with self.session.store.read() as reader:
            return self._ids(reader)

    def _ids(self, reader: Reader, limit: int | None = None) -> list[int]:
        query = self.query
        filters = [] if query.state == ALL else [Filter("state", "=", query.state)]
        found = files_in_order(
            self.session,
            reader,
            filters,
            query.order,
            query.text,
            descending=query.descending,
            limit=limit,
        )
        if found and query.text:
            hidden = tuple(hidden_files(self.session, reader, query.text))
            chosen = Filter("uuid", "in", hidden)
            kept_back = set(reader.line_ids("customer", (chosen,), "id", descending=False))
            found = [key for key in found if key not in kept_back]
        return found or self._by_search(reader)[:limit]

    def rows(self, ids: Sequence[RowId]) -> Sequence[ListRow]:
        """Return the rows of these ids."""
        with self.session.store.read() as reader:
            return _rows(self.session, reader, [i for i in ids if isinstance(i, int)])

    def _by_search(self, reader: Reader) -> list[int]:
        """Find by pinyin initials and parts of a phone, which the full text does not know."""
        if not self.query.text:
            return []
        found = reader.search(self.query.text, 200)
        shown = without_secrets(self.session, reader, self.query.text, found)
        hits = [h.uuid for h in shown if h.kind == "customer"]
        if not hits:
            return []
        chosen = (Filter("uuid", "in", tuple(hits)),)
        return files_in_order(
            self.session, reader, chosen, self.query.order, descending=self.query.descending
        )


def _rows(session: Session, reader: Reader, ids: Sequence[int]) -> list[ListRow]:
    lines = reader.customer_lines(ids)
    pairs = (
        list(zip(ids, lines, strict=True))
        if len(lines) == len(ids)
        else [(i, line) for i in ids for line in reader.customer_lines([i])]
    )
    masked = _masked(session, reader, [line.uuid for line in lines])
    return [list_row(i, line, masked=line.uuid in masked) for i, line in pairs]


def _masked(session: Session, reader: Reader, uuids: Sequence[UUID]) -> frozenset[UUID]:
    """Return which of these files are too secret for the person."""
    grades = secret_grades(session)
    if not grades or not uuids:
        return frozenset()
    filters = (Filter("uuid", "in", tuple(uuids)), Filter("confidentiality", "in", grades))
    return frozenset(row.uuid for row in reader.find("customer", filters))


def list_row(row_id: int, line: CustomerLine, *, masked: bool = False) -> ListRow:
    """Return what the list shows of a customer; of a masked one only the name."""
    exchange, exchange_tone = exchange_words(line.exchange)
    return ListRow(
        row_id,
        {
            "number": line.number,
            "name": line.name,
            "contact": HIDDEN if masked else line.contact,
            "phone": HIDDEN if masked else shown_phone(line.phone),
            "city": "" if masked else line.city,
            "open": str(line.open_records) if line.open_records else "",
            "products": str(line.products) if line.products else "",
            "class": Mark(
                VALUE_CLASSES.label(line.value_class), _CLASS_TONES.get(line.value_class, "grey")
            ),
            "exchange": Mark(exchange, exchange_tone),
        },
        _tone(line),
    )


def _tone(line: CustomerLine) -> Tone | None:
    if line.state == "lost":
        return "grey"
    return "amber" if line.open_records else None
