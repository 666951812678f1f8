# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A list page in whose panel forms take turns with what was chosen; no typed word is lost.

What stands in a form lies on the disk a second later. After a crash the page tells that something
was begun, and leads back to it.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from branchdesk.domain.text import T, Text
from branchdesk.services.drafts import Drafts, Waiting, WaitingDraft
from branchdesk.ui.entry_panel import EntryPanel
from branchdesk.ui.moments import moment_text
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.card import Banner
from branchdesk.ui.widgets.list_panel_page import PANEL_WIDTH, ListPanelPage
from branchdesk.ui.widgets.search_box import FilterBar, FilterButton, SearchBox
from branchdesk.ui.widgets.table import DataTable

EDITOR_WIDTH = 540
"""Pixels of a panel with a form of two columns."""


class EntryPage(ListPanelPage):
    """Header, filters, list; at the right what was chosen, or one form."""

    changed = Signal(object)
    """Changes of a use case carried out here; the window refreshes every page with them"""

    def __init__(
        self,
        toolkit: Toolkit,
        title: Text,
        table: DataTable,
        resting: QWidget,
        drafts: Drafts,
        *,
        name: str,
        side: str,
    ) -> None:
        """Show ``resting`` beside the list while no form is open; ``side`` names their place."""
        self._toolkit = toolkit
        self._drafts = drafts
        self._resting = resting
        self._entry: EntryPanel | None = None
        self._side = QStackedWidget()
        self._side.setObjectName(side)
        resting.setProperty("role", "card")
        # Until the list is there, nobody is asked to choose from it.
        unread = QFrame()
        unread.setProperty("role", "card")
        self._side.addWidget(unread)
        self._side.addWidget(resting)
        super().__init__(toolkit.look, title, table, self._side, name=name)
        self._waiting = Banner(toolkit.look, name="waiting_draft")
        table.model.load_failed.connect(self._on_unread)
        table.counted.connect(self._on_read, Qt.ConnectionType.SingleShotConnection)

    # -- list ------------------------------------------------------------------------------------

    def _add_filters(
        self, states: FilterButton, search: SearchBox, *, name: str, cleared: Callable[[], None]
    ) -> FilterBar:
        """Put the filters into the header and what waits below it."""
        bar = FilterBar(self.look, search, name=name)
        self.header.add_leading(states)
        self.header.add_leading(bar)
        search.left_downwards.connect(self.table.view.setFocus)
        bar.cleared.connect(cleared)
        self.insert(self._waiting)
        return bar

    def _on_read(self) -> None:
        if self._entry is None:
            self._side.setCurrentWidget(self._resting)

    def _on_unread(self) -> None:
        """Leave the whole width to the words about the trouble when there is nothing beside it."""
        if self._side.currentIndex() == 0:
            self.set_panel_shown(False)

    def _rest_on(self, resting: QWidget) -> None:
        """Show this beside the list, now or when the form is gone."""
        self._resting = resting
        self._side.addWidget(resting)
        self.set_panel_shown(True)
        if self._entry is None:
            self._side.setCurrentWidget(resting)

    # -- the form in the panel's place -----------------------------------------------------------

    def _open_entry(
        self,
        panel: EntryPanel,
        width: int = PANEL_WIDTH,
        *,
        draft: str = "",
        target: UUID | None = None,
    ) -> None:
        """Show a form; with ``draft`` it begins with what was typed there and never saved."""
        self._leave_entry()
        self._waiting.hide()
        self._entry = panel
        panel.left.connect(self._leave_entry)
        self._side.addWidget(panel)
        self._side.setCurrentWidget(panel)
        self.set_panel_shown(True)
        self.set_panel_width(width)
        first = next(iter(panel.form.values()), None)
        if first is not None:
            panel.form.focus_field(first)
        if draft:
            panel.keep(self._drafts, draft, target)
            panel.go_on()

    def _leave_entry(self) -> None:
        """Let the form go; what was typed stays for the next time."""
        entry, self._entry = self._entry, None
        if entry is None:
            return
        self._side.removeWidget(entry)
        entry.hide()
        entry.deleteLater()
        self.set_panel_width(PANEL_WIDTH)
        self._side.setCurrentWidget(self._resting)
        self.table.view.setFocus()

    def _run(
        self,
        act: Callable[[], Any],
        done: Callable[[Any], None],
        entry: EntryPanel | None = None,
        refused: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Carry out a use case, of a form or not; a refusal goes to the form, or to a message."""
        if entry is not None:
            entry.set_busy(busy=True)
        task = self._toolkit.tasks.run(lambda _: act(), lane="database", owner=self)
        task.finished.connect(lambda result: self._on_run(entry, done, result))
        task.failed.connect(refused or (lambda error: self._on_refused(entry, error)))

    def _on_run(self, entry: EntryPanel | None, done: Callable[[Any], None], result: Any) -> None:
        if entry is not None:
            entry.forget_draft()
        done(result)

    def _on_refused(self, entry: EntryPanel | None, error: BaseException) -> None:
        if entry is not None and entry is self._entry:
            entry.show_error(error)
        else:
            self._toolkit.messages.show_error(error)

    # -- what waits after a crash ----------------------------------------------------------------

    def _look_for_drafts(self) -> None:
        """Tell of what was typed on this page and never saved."""
        drafts = self._drafts
        task = self._toolkit.tasks.run(lambda _: drafts.waiting(), lane="files")
        task.finished.connect(self._on_waiting)
        task.failed.connect(self._toolkit.messages.show_error)

    def _way_back(self, draft: WaitingDraft) -> tuple[Text, Callable[[], None]] | None:
        """Return the words for a draft of this page, with ``{at}``, and what opens its form."""
        raise NotImplementedError

    def _on_waiting(self, waiting: Waiting) -> None:
        if self._entry is not None:
            return
        for draft in waiting.drafts:
            way = self._way_back(draft)
            if way is not None:
                self._show_waiting(draft, *way)
                return

    def _show_waiting(self, draft: WaitingDraft, words: Text, go_on: Callable[[], None]) -> None:
        self._waiting.set_message(
            words, T("What had been typed is kept on this computer."), tone="amber", closable=True
        )
        self._waiting.set_actions(
            [
                (T("Go on with it"), "waiting_continue", go_on),
                (T("Throw it away"), "waiting_discard", lambda: self._throw_away(draft)),
            ]
        )

    def _throw_away(self, draft: WaitingDraft) -> None:
        self._waiting.hide()
        drafts = self._drafts
        task = self._toolkit.tasks.run(
            lambda _: drafts.discard(draft.page, draft.target), lane="files", owner=self
        )
        task.finished.connect(lambda _: self._look_for_drafts())
        task.failed.connect(self._toolkit.messages.show_error)

    def _kept_at(self, draft: WaitingDraft) -> Text | str:
        """Return when a draft was kept, as a person says it."""
        return moment_text(draft.saved_at, self._toolkit.clock.now())
