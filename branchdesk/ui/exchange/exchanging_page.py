# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the pages have in common that read the desk as a whole and exchange with other desks."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from branchdesk.domain.changes import Changes
from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T, Text
from branchdesk.services.open_desk import OpenDesk
from branchdesk.ui.exchange.exchange_runner import ExchangeRunner
from branchdesk.ui.exchange.exchange_work import ExchangeResult
from branchdesk.ui.exchange.result_card import ResultCard
from branchdesk.ui.file_questions import FileQuestions
from branchdesk.ui.loader import Loader
from branchdesk.ui.page import Page
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.card import PageHeader
from branchdesk.ui.widgets.empty_state import EmptyState


class ExchangingPage(Page):
    """Header, running exchange, and the content or why there is none.

    The desk is read when the page is shown and something changed since it was last read.
    """

    changed = Signal(object)
    """Changes of what was received or decided here"""
    open_target = Signal(str, object, str)
    """kind (or ``exchange``), UUID or None, field: what somebody wants to look at"""

    def __init__(
        self,
        toolkit: Toolkit,
        desk: OpenDesk,
        files: FileQuestions,
        title: Text,
        *,
        name: str,
        loading: Text,
    ) -> None:
        """Say ``loading`` until the desk was read once; ``name`` begins the name of that state."""
        super().__init__(title, name=f"{name}_page")
        self._toolkit = toolkit
        self._desk = desk
        self._files = files
        self._stale = True
        self._loading = loading
        self.runner = ExchangeRunner(toolkit, desk.exchange, self)
        self.runner.changed.connect(self.changed)
        self.runner.finished.connect(self._on_exchanged)
        self.runner.busy_changed.connect(self._on_busy)
        self._pressed: QWidget | None = None
        self._loader = Loader(toolkit.tasks, self)
        self._loader.loaded.connect(self._show)
        self._loader.failed.connect(self._on_failed)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 16, 20, 16)
        self._column.setSpacing(12)
        self.header = PageHeader(toolkit.look, title)
        self._column.addWidget(self.header)
        self._column.addWidget(self.runner.progress)
        self.state = EmptyState(toolkit.look, name=f"{name}_state")
        self.state.show_loading(loading)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.state)
        self._column.addWidget(self._stack, 1)

    def refresh(self, changes: Changes) -> None:
        """Read again after any change; nearly every kind is counted or waits to be sent."""
        if not changes.rows:
            return
        self._stale = True
        if self.isVisible():
            self._load()

    def on_shown(self) -> None:
        """Read the desk when something changed since it was last read."""
        if self._stale:
            self._load()

    def take_in(self, paths: Sequence[Path]) -> None:
        """Take in files, whatever they are called."""
        self.runner.take_in(paths)

    # -- for the pages ------------------------------------------------------------------------

    def _reading(self) -> Callable[[], Any]:
        """Return what reads the desk, to be run off the window."""
        raise NotImplementedError

    def _show(self, found: Any) -> None:
        """Show what was read."""
        raise NotImplementedError

    def _result_card(self) -> ResultCard:
        """Return where the end of an exchange is told."""
        raise NotImplementedError

    def _set_busy(self, *, busy: bool) -> None:
        """Refuse a second exchange while one is running."""
        raise NotImplementedError

    def _insert(self, widget: QWidget) -> None:
        """Put something between what runs and the content."""
        self._column.insertWidget(self._column.count() - 1, widget)

    def _set_content(self, content: QWidget) -> None:
        """Set what is shown once the desk was read."""
        self._content = content
        self._stack.addWidget(content)

    def _take_keyboard(self) -> None:
        """Put the keyboard where a person begins once the content is there."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_content(self) -> None:
        waits = self.state.has_keyboard()
        self._stack.setCurrentWidget(self._content)
        if waits:
            self._take_keyboard()

    def _show_state(self) -> None:
        self._stack.setCurrentWidget(self.state)
        self.state.take_keyboard_of(self)

    def _load(self) -> None:
        self._stale = False
        self._loader.load(self._reading())

    def _on_import(self) -> None:
        file = self._files.open_file(T("Import received files…"))
        if file is not None:
            self.take_in([file])

    def _on_busy(self, busy: bool) -> None:
        """Give the keyboard back to the button that began, which is grey meanwhile."""
        focused = QApplication.focusWidget()
        inside = focused is not None and self.isAncestorOf(focused)
        if busy:
            self._pressed = focused if inside else None
        self._set_busy(busy=busy)
        if not busy and self._pressed is not None and (inside or focused is None):
            self._pressed.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_exchanged(self, result: ExchangeResult) -> None:
        self._result_card().show_result(result)
        self._load()

    def _on_failed(self, error: BaseException) -> None:
        if not isinstance(error, UserError):
            raise error
        self.state.show_error(error, self._retry)
        self._show_state()

    def _retry(self) -> None:
        self.state.show_loading(self._loading)
        self._load()
