# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Stepping through the records a branch delivered, to read them one after the other."""

from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from branchdesk.domain.errors import UserError
from branchdesk.domain.identifiers import shown_phone
from branchdesk.domain.kinds.record_steps import RECORD_MACHINE
from branchdesk.domain.kinds.values import CATEGORIES, SERVICE_MODES
from branchdesk.domain.kinds.visit import VISIT_STATES
from branchdesk.domain.text import T, Text
from branchdesk.services.records import Records, RecordView
from branchdesk.ui.hq.board import RECORD_COLUMNS, Delivery, place_of, record_rows
from branchdesk.ui.loader import Loader
from branchdesk.ui.moments import moment_text
from branchdesk.ui.records.record_story import story
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.card import Card, KeyValueGrid
from branchdesk.ui.widgets.controls import button, label
from branchdesk.ui.widgets.empty_state import EmptyState
from branchdesk.ui.widgets.scroll_body import EDGE, ScrollBody
from branchdesk.ui.widgets.table import DataTable
from branchdesk.ui.widgets.table_model import StaticProvider
from branchdesk.ui.widgets.timeline import Timeline

LIST_WIDTH = 300


class ReadingCard(Card):
    """A list of the records and one of them to read; J and K step."""

    visit_opened = Signal(object)
    """UUID"""

    def __init__(self, toolkit: Toolkit, records: Records) -> None:
        """Start with nothing to read."""
        super().__init__(toolkit.look, T("Reading", "hq"), name="reading_card")
        self._toolkit = toolkit
        self._records = records
        self._delivery: Delivery | None = None
        look = toolkit.look
        assert self.heading is not None
        self._steps: list[QPushButton] = []
        for words, name, rows in (
            (T("K previous"), "read_previous", -1),
            (T("J next"), "read_next", 1),
        ):
            made = button(look, words, name)
            made.clicked.connect(partial(self.step, rows))
            self.heading.add_trailing(made)
            self._steps.append(made)
        self._loader = Loader(toolkit.tasks, self)
        self._loader.loaded.connect(self._show_record)
        self._loader.failed.connect(self._on_failed)
        self.table = DataTable(
            look, toolkit.tasks, RECORD_COLUMNS, name="delivered", title=T("Delivered records")
        )
        self.table.setMaximumWidth(LIST_WIDTH)
        self.table.selected.connect(self._on_selected)
        self.table.counted.connect(self._on_counted)
        self.body.setContentsMargins(16, 14, EDGE, 14)
        self.heading.setContentsMargins(0, 0, 16 - EDGE, 0)
        self._scroll = ScrollBody()
        self._column = self._scroll.column
        reading = QWidget()
        row = QHBoxLayout(reading)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self.table, 1)
        row.addWidget(self._scroll, 1)
        self.state = EmptyState(look, name="reading_state")
        self._stack = QStackedWidget()
        self._stack.addWidget(reading)
        self._stack.addWidget(self.state)
        self.body.addWidget(self._stack, 1)
        self.show_nothing(T("Choose a branch to read what it delivered."))

    def show_nothing(self, words: Text) -> None:
        """Show a sentence instead of records."""
        self._delivery = None
        assert self.heading is not None
        self.heading.set_remark("")
        self.state.show_empty(words)
        self._show_state()

    def show_loading(self) -> None:
        """Say that the records are being read."""
        self.state.show_loading(T("Reading the delivered records…"))
        self._show_state()

    def show_delivery(self, delivery: Delivery) -> None:
        """Show the records of a delivery, the first one to read."""
        if not delivery.records:
            self.show_nothing(T("This report holds no records."))
            return
        self._delivery = delivery
        self.table.set_provider(StaticProvider(record_rows(delivery)))
        self._show_records()

    def step(self, rows: int, *_: bool) -> None:
        """Go to the next (1) or previous (-1) record."""
        self.table.step(rows)

    def _on_counted(self, count: int) -> None:
        if count and self.table.current_id() is None:
            self.table.select_first()

    def _on_selected(self, record: object) -> None:
        if not isinstance(record, UUID) or self._delivery is None:
            return
        assert self.heading is not None
        self.heading.set_remark(
            T(
                "{branch}, {place} of {count}",
                "hq",
                branch=self._delivery.branch,
                place=place_of(self._delivery, record),
                count=len(self._delivery.records),
            )
        )
        records = self._records
        self._loader.load(lambda: records.view(record))

    def _show_record(self, view: RecordView) -> None:
        self._clear()
        look, now, record = self._look, self._toolkit.clock.now(), view.record
        self._column.addWidget(label(look, record.number, "heading", selectable=True))
        facts = KeyValueGrid(look, columns=2)
        facts.set_facts(_facts(view, now))
        self._column.addWidget(facts)
        self._add(T("Problem", "column"), record.problem_description)
        self._add(T("Solution"), record.solution)
        if record.confirmed_by:
            self._add(
                T("Confirmed by"),
                T(
                    "{name}, {at}. {text}",
                    "confirmation",
                    name=record.confirmed_by,
                    at=moment_text(record.confirmed_at, now),
                    text=record.confirmation_text,
                ),
            )
        self._add(T("Complaint"), record.complaint_text)
        for visit in view.visits:
            words = T(
                "{number} · {state}",
                "visit",
                number=visit.number,
                state=VISIT_STATES.label(visit.state),
            )
            link = button(look, words, "read_visit", role="link")
            link.clicked.connect(partial(self._open_visit, visit.uuid))
            self._column.addWidget(link)
        entries = story(look, view, now)
        if entries:
            self._column.addWidget(label(look, T("Course of events"), "label"))
            log = Timeline(look)
            log.set_entries(entries)
            self._column.addWidget(log)
        self._scroll.verticalScrollBar().setValue(0)

    def _open_visit(self, visit: UUID, *_: bool) -> None:
        self.visit_opened.emit(visit)

    def _add(self, title: Text, text: Text | str) -> None:
        if text:
            pair = QVBoxLayout()
            holder = QWidget()
            holder.setLayout(pair)
            pair.setContentsMargins(0, 0, 0, 0)
            pair.setSpacing(1)
            pair.addWidget(label(self._look, title, "label"))
            pair.addWidget(label(self._look, text, wrap=True, selectable=True))
            self._column.addWidget(holder)

    def _clear(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()

    def _on_failed(self, error: BaseException) -> None:
        if not isinstance(error, UserError):
            raise error
        self.state.show_error(error, self._show_records)
        self._show_state()

    def _show_records(self) -> None:
        self._stack.setCurrentIndex(0)
        for made in self._steps:
            made.show()

    def _show_state(self) -> None:
        self._stack.setCurrentWidget(self.state)
        for made in self._steps:
            made.hide()


def _facts(view: RecordView, now: datetime) -> list[tuple[Text | str, Text | str]]:
    record, people = view.record, view.people
    phone = shown_phone(record.contact_phone)
    contact = "  ".join(part for part in (record.contact_person, phone) if part)
    product = " ".join(part for part in (record.product, record.product_version) if part)
    handler = people.get(record.handler, "") if record.handler else ""
    score = record.satisfaction_score
    return [
        (T("Customer"), view.customer_name),
        (T("Contact"), contact),
        (
            T("Mode / category"),
            T(
                "{mode} · {category}",
                "record",
                mode=SERVICE_MODES.label(record.service_mode),
                category=CATEGORIES.label(record.category),
            ),
        ),
        (T("Product / version"), product),
        (T("Received at"), moment_text(record.occurred_at, now)),
        (T("State"), RECORD_MACHINE.label(record.state)),
        (T("Handler"), handler),
        (T("Satisfaction (1 to 10)"), "" if score is None else str(score)),
    ]
