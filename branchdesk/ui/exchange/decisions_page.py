# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What exchanges left to people: two values to choose from, changes refused, changes that wait."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from branchdesk.domain.changes import Changes
from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T
from branchdesk.services.decisions import Decisions
from branchdesk.services.exchange import Exchange
from branchdesk.ui.exchange.decision_card import DecisionCard, LeftOversCard
from branchdesk.ui.loader import Loader
from branchdesk.ui.page import Page
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.card import Banner, PageHeader
from branchdesk.ui.widgets.controls import button, label
from branchdesk.ui.widgets.empty_state import EmptyState
from branchdesk.ui.widgets.scroll_body import ScrollBody

SHOWN_AT_ONCE = 30
"""Cards drawn before “Show more”; a long absence may leave hundreds."""


class DecisionsPage(Page):
    """Shows everything that waits; choosing a value is told to the window as a change."""

    changed = Signal(object)
    """Changes of a decision"""
    open_target = Signal(str, object, str)
    """kind, UUID, field: what somebody wants to look at"""

    def __init__(self, toolkit: Toolkit, exchange: Exchange) -> None:
        """Read the desk when the page is shown."""
        super().__init__(T("Conflicting edits"), name="decisions_page")
        self._toolkit = toolkit
        self._exchange = exchange
        self._shown_at_once = SHOWN_AT_ONCE
        self._wanted: UUID | None = None
        self._stale = True
        self._loader = Loader(toolkit.tasks, self)
        self._loader.loaded.connect(self._show)
        self._loader.failed.connect(self._on_failed)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 4, 16)
        column.setSpacing(12)
        self.header = PageHeader(toolkit.look, self.title)
        column.addWidget(self.header)
        self._refusal = Banner(toolkit.look, name="decision_refused")
        column.addWidget(self._refusal)
        self.state = EmptyState(toolkit.look, name="decisions_state")
        self.state.show_loading(T("Reading what was exchanged…"))
        column.addWidget(self.state, 1)
        self._body = ScrollBody(spacing=12)
        self._body.hide()
        column.addWidget(self._body, 1)
        self._cards: list[DecisionCard] = []

    def refresh(self, changes: Changes) -> None:
        """Read again after any change: it may have decided something."""
        self._stale = self._stale or bool(changes.rows)
        if self._stale and self.isVisible():
            self._load()

    def on_shown(self) -> None:
        """Read the desk when something changed since it was last read."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._stale:
            self._load()

    def open_decision(self, row: UUID) -> None:
        """Bring what is to be decided about a row into view."""
        self._wanted = row
        self._load()

    # -- page ---------------------------------------------------------------------------------

    def _load(self) -> None:
        self._stale = False
        self._loader.load(self._exchange.decisions)

    def _show(self, found: Decisions) -> None:
        count = len(found.conflicts)
        remark = T("{count} to choose", "conflicts", count=count) if count else ""
        self.header.set_title(self.title, remark)
        self._clear()
        self._body.setVisible(bool(found))
        self.state.setVisible(not found)
        if not found:
            self.state.show_empty(
                T("Nothing waits for a decision"),
                T("When two people change the same field, both values are shown here."),
            )
            return
        self._show_conflicts(found)
        look = self._toolkit.look
        for title, entries, name in (
            (T("Changes that others did not take"), found.refused, "refused"),
            (T("Changes that cannot be taken in yet"), found.waiting, "waiting"),
        ):
            if entries:
                card = LeftOversCard(look, title, entries, name)
                card.opened.connect(self._on_opened)
                self._body.column.addWidget(card)
        self._reveal()

    def _show_conflicts(self, found: Decisions) -> None:
        look, now = self._toolkit.look, self._toolkit.clock.now()
        if found.conflicts:
            words = T("Choose which value stays; the other one is kept, too.")
            if not found.may_decide:
                words = T("An engineer or a service agent chooses which value stays.")
            self._body.column.addWidget(label(look, words, "second", wrap=True))
        for conflict in found.conflicts[: self._shown_at_once]:
            card = DecisionCard(look, conflict, found.people, now, may_decide=found.may_decide)
            card.opened.connect(self._on_opened)
            card.chosen.connect(self._on_chosen)
            self._body.column.addWidget(card)
            self._cards.append(card)
        left = len(found.conflicts) - len(self._cards)
        if left > 0:
            more = button(look, T("and {count} more", count=left), "decisions_more", role="link")
            more.clicked.connect(partial(self._show_all, found))
            self._body.column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)

    def _show_all(self, found: Decisions) -> None:
        self._shown_at_once = len(found.conflicts)
        self._show(found)

    def _reveal(self) -> None:
        wanted, self._wanted = self._wanted, None
        for card in self._cards:
            if wanted in (card.conflict.about.row, card.conflict.about.shown):
                self._body.ensureWidgetVisible(card)
                if card.buttons:
                    card.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _clear(self) -> None:
        self._cards = []
        while (item := self._body.column.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()

    def _on_opened(self, kind: str, row: UUID) -> None:
        self.open_target.emit(kind, row, "")

    def _on_chosen(self, conflict: int, take_other: bool) -> None:
        for card in self._cards:
            card.set_busy(busy=True)
        exchange = self._exchange
        task = self._toolkit.tasks.run(
            lambda _: exchange.settle_conflict(conflict, take_other=take_other),
            lane="database",
            owner=self,
        )
        task.finished.connect(self._on_decided)
        task.failed.connect(self._on_not_decided)

    def _on_decided(self, changes: Changes) -> None:
        self._toolkit.messages.toast(T("Decided; other desks hear of it with the next exchange."))
        self._refusal.hide()
        self._stale = True
        self.changed.emit(changes)
        self.refresh(changes)

    def _on_not_decided(self, error: BaseException) -> None:
        if not isinstance(error, UserError):
            raise error
        text = T("{message} {hint}", "problem", message=error.message, hint=error.hint)
        self._refusal.set_message(error.title, text, tone="amber", closable=True)
        self._load()

    def _on_failed(self, error: BaseException) -> None:
        if not isinstance(error, UserError):
            raise error
        self._body.hide()
        self.state.show()
        self.state.show_error(error, self._load)
        self.state.take_keyboard_of(self)
