# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The start page: what is due now in order, today's visits, the person's month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from branchdesk.domain.changes import Changes
from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.day_words import day_text, weekday_name
from branchdesk.domain.errors import UserError
from branchdesk.domain.tasks_due import DueItem
from branchdesk.domain.tasks_due import Tone as Pressing
from branchdesk.domain.text import T, Text
from branchdesk.services.workbench import Figure, VisitToday, Workbench
from branchdesk.ui.page import NO_ERRAND, Errand, Page
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.card import Card, KeyValueGrid, PageHeader
from branchdesk.ui.widgets.controls import button, label
from branchdesk.ui.widgets.empty_state import EmptyState
from branchdesk.ui.workbench.due_line import DueLine, VisitLineItem, align

SIDE_WIDTH = 412
SHOWN_AT_ONCE = 40
"""Lines drawn before “Show all”; a manager's list may be long."""

MINUTE = 60_000

CONTACT_DUE = "data_contact"
"""The line whose note is a contact with the customer (BR-036)."""

PAGES = {"service_record": "records", "visit": "visits", "customer": "customers"}
"""The page that shows a row of a kind, by its key in the navigation."""


@dataclass(frozen=True)
class Seen:
    """Everything the page shows, read in one go."""

    items: Sequence[DueItem]
    visits: Sequence[VisitToday]
    figures: Sequence[Figure]


def look_at(workbench: Workbench) -> Seen:
    """Read what is due; runs on the database lane."""
    return Seen(workbench.items(), workbench.todays_visits(), workbench.figures())


class WorkbenchPage(Page):
    """Renders what is due; the buttons only say where they lead."""

    open_requested = Signal(str, object, object)
    """page, UUID of the row or None, Errand"""
    record_wanted = Signal()
    """a new service record"""

    def __init__(
        self, toolkit: Toolkit, workbench: Workbench, person: str, *, may_take: bool
    ) -> None:
        """Greet the person; ``may_take`` offers to take a call."""
        super().__init__(T("Workbench", "page"), name="workbench_page")
        self._toolkit = toolkit
        self._workbench = workbench
        self._person = person
        self._may_take = may_take
        self._all = False
        self._seen: Seen | None = None
        look = toolkit.look
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        self._header = PageHeader(look, "")
        column.addWidget(self._header)
        if may_take:
            new = button(look, T("New record"), "workbench_new", role="primary", icon="plus")
            new.setText(f"{new.text()}  Ctrl+N")
            new.clicked.connect(self.record_wanted)
            self._header.add_action(new)
        body = QHBoxLayout()
        body.setSpacing(12)
        body.addWidget(self._make_due(), 63)
        side = self._make_side()
        body.addWidget(side, 37)
        column.addLayout(body, 1)
        if not may_take:
            side.hide()  # visits and calls of one's own are not the work of headquarters
        self._minute = QTimer(self, interval=MINUTE)
        self._minute.timeout.connect(self._load)
        self._greet()

    def refresh(self, changes: Changes) -> None:
        """Read again while the page is seen; it is read anew whenever it comes to the front."""
        if self.isVisible() and changes.rows:
            self._load()

    def on_shown(self) -> None:
        """Read what is due now; the keyboard begins before the first button."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._load()

    def showEvent(self, event: QShowEvent) -> None:
        """Let the remaining times go on."""
        super().showEvent(event)
        if self._seen is None:
            self._load()
        self._minute.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while another page is at the front."""
        super().hideEvent(event)
        self._minute.stop()

    def render_seen(self, seen: Seen) -> None:
        """Show what was read."""
        self._seen = seen
        self._greet()
        self._show_items(seen.items)
        self._show_visits(seen.visits)
        self._visits_card.show()
        self._figures.set_facts([(figure.label, figure.value) for figure in seen.figures])
        self._figures_card.setVisible(bool(seen.figures))

    # -- parts ----------------------------------------------------------------------------------

    def _make_due(self) -> QWidget:
        look = self._toolkit.look
        self._due = Card(look, T("To do now"), name="due")
        self._due.body.setContentsMargins(0, 14, 0, 0)
        self._due.body.setSpacing(0)
        assert self._due.heading is not None
        self._due.heading.setContentsMargins(16, 0, 16, 12)
        self._due.heading.set_remark(T("in the order it falls due"))
        self._empty = EmptyState(look, name="due_empty")
        self._empty.show_loading(T("Looking for what is due…"))
        self._due.body.addWidget(self._empty, 1)
        content = QWidget()
        content.setProperty("role", "scroll")
        content.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._lines = QVBoxLayout(content)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        self._lines.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(content)
        self._scroll.hide()
        self._due.body.addWidget(self._scroll, 1)
        return self._due

    def _make_side(self) -> QWidget:
        look = self._toolkit.look
        side = QWidget()
        side.setMaximumWidth(SIDE_WIDTH)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._visits_card = Card(look, T("Visits today"), name="visits_today")
        self._visits = QVBoxLayout()
        self._visits.setSpacing(6)
        self._visits_card.body.addLayout(self._visits)
        column.addWidget(self._visits_card)
        self._figures_card = Card(look, T("My month"), name="figures")
        self._figures = KeyValueGrid(look, figures=True)
        self._figures_card.body.addWidget(self._figures)
        column.addWidget(self._figures_card)
        column.addStretch(1)
        for card in (self._visits_card, self._figures_card):
            card.hide()  # until what stands on them was read
        return side

    def _greet(self) -> None:
        now = self._toolkit.clock.now().astimezone(BRANCH_ZONE)
        self._header.set_title(greeting(now, self._person), day_line(now))

    def _show_items(self, items: Sequence[DueItem]) -> None:
        _clear(self._lines)
        shown = items if self._all else items[:SHOWN_AT_ONCE]
        rows = [DueLine(self._toolkit.look, item, first=i == 0) for i, item in enumerate(shown)]
        for row in rows:
            row.acted.connect(self._on_acted)
            self._lines.addWidget(row)
        align(rows)
        left = len(items) - len(shown)
        if left:
            more = button(
                self._toolkit.look,
                T("{count} more are not so urgent. Show all", count=left),
                "due_all",
                role="link",
            )
            more.clicked.connect(self._on_show_all)
            self._lines.addWidget(more)
        self._scroll.setVisible(bool(items))
        self._empty.setVisible(not items)
        if not items:
            done = T("Everything promised is done. New calls: Ctrl+N.")
            if not self._may_take:
                done = T("Everything promised is done.")
            self._empty.show_empty(T("Nothing is due"), done)
        pressing = sum(item.tone is Pressing.OVERDUE for item in items)
        assert self._due.heading is not None
        self._due.heading.set_chips(
            [(T("{count} overdue", count=pressing), "red")] if pressing else ()
        )

    def _show_visits(self, visits: Sequence[VisitToday]) -> None:
        _clear(self._visits)
        for visit in visits:
            row = VisitLineItem(self._toolkit.look, visit)
            row.opened.connect(lambda uuid: self.open_requested.emit("visits", uuid, NO_ERRAND))
            self._visits.addWidget(row)
        if not visits:
            self._visits.addWidget(
                label(self._toolkit.look, T("No visit is planned for today."), "second")
            )

    def _load(self) -> None:
        workbench = self._workbench
        task = self._toolkit.tasks.run(lambda _: look_at(workbench), lane="database")
        task.finished.connect(self.render_seen)
        task.failed.connect(self._on_failed)

    def _on_failed(self, error: BaseException) -> None:
        if not isinstance(error, UserError):
            raise error
        self._scroll.hide()
        self._empty.show()
        self._empty.show_error(error, self._load)
        self._empty.take_keyboard_of(self)

    def _on_show_all(self) -> None:
        self._all = True
        if self._seen is not None:
            self._show_items(self._seen.items)

    def _on_acted(self, item: DueItem) -> None:
        page = item.page or PAGES.get(item.target_kind, "")
        known = {"kind": "contact"} if item.kind == CONTACT_DUE else {}
        self.open_requested.emit(page, item.target, Errand(item.event, known=known))


def greeting(now: datetime, person: str) -> Text:
    """Greet by the branch's time of day."""
    if now.hour < 12:
        return T("Good morning, {name}", name=person)
    if now.hour < 18:
        return T("Good afternoon, {name}", name=person)
    return T("Good evening, {name}", name=person)


def day_line(now: datetime) -> Text:
    """Say the day with its weekday."""
    return T(
        "{weekday}, {day}",
        "day line",
        day=day_text(now.date()),
        weekday=weekday_name(now.date()),
    )


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
