# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Empty, loading and error as designed states with the next action in them."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QProgressBar, QPushButton, QVBoxLayout, QWidget

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T, Text
from branchdesk.ui.look import Look
from branchdesk.ui.widgets.controls import ButtonRole, button, label
from branchdesk.ui.widgets.flow import FlowLayout

StateAction = tuple[Text | str, str, Callable[[], None]]
"""words on the button, its object name, what it does"""


class EmptyState(QFrame):
    """A sentence in the middle of an empty page and the buttons that get on from there."""

    def __init__(self, look: Look, *, name: str = "empty_state") -> None:
        """Start without words."""
        super().__init__()
        self._look = look
        self.setObjectName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(8)
        column.addStretch(2)
        center = Qt.AlignmentFlag.AlignHCenter
        self._title = label(look, "", "heading", name=f"{name}_title", wrap=True)
        self._title.setAlignment(center)
        self._detail = label(look, "", "second", name=f"{name}_detail", wrap=True)
        self._detail.setAlignment(center)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(160)
        self._holder = QWidget()
        self._buttons = FlowLayout(self._holder)
        self._first: QPushButton | None = None
        column.addWidget(self._title)
        column.addWidget(self._detail)
        column.addWidget(self._bar, 0, center)
        column.addSpacing(4)
        column.addWidget(self._holder, 0, center)
        column.addStretch(3)
        self._bar.hide()

    def show_empty(
        self, title: Text | str, detail: Text | str = "", actions: Sequence[StateAction] = ()
    ) -> None:
        """Say that there is nothing and what to do; the first action is the primary one."""
        self._fill(title, detail, actions, busy=False)

    def show_loading(self, title: Text | str) -> None:
        """Say what is being waited for."""
        self._fill(title, "", (), busy=True)

    def show_error(self, error: UserError, retry: Callable[[], None]) -> None:
        """Say what went wrong, with a button that tries again."""
        title, message, hint = error.render(self._look.translator)
        self._fill(title, f"{message}\n{hint}".strip(), [(T("Retry"), "retry", retry)], busy=False)

    def take_keyboard(self) -> None:
        """Put the keyboard on the first action; without one, wait for what comes."""
        (self._first or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def take_keyboard_of(self, page: QWidget) -> None:
        """Take the keyboard unless it is at work outside the page."""
        focused = QApplication.focusWidget()
        if focused is None or focused is page or page.isAncestorOf(focused):
            self.take_keyboard()

    def has_keyboard(self) -> bool:
        """Tell whether the keyboard is here, on an action or waiting."""
        return self.hasFocus() or (self._first is not None and self._first.hasFocus())

    def _fill(
        self,
        title: Text | str,
        detail: Text | str,
        actions: Sequence[StateAction],
        *,
        busy: bool,
    ) -> None:
        self._title.setText(self._look.words(title))
        self._detail.setText(self._look.words(detail))
        self._detail.setVisible(bool(self._detail.text()))
        self._bar.setVisible(busy)
        waits = self.has_keyboard()
        self._buttons.clear()
        self._first = None
        width = 0
        for place, (words, name, act) in enumerate(actions):
            role: ButtonRole = "secondary" if place else "primary"
            made = button(self._look, words, name, role=role)
            made.clicked.connect(lambda _=False, act=act: act())
            self._buttons.addWidget(made)
            self._first = self._first or made
            width += made.sizeHint().width() + 8
        self._holder.setFixedWidth(max(width, 1))
        self._holder.setVisible(bool(actions))
        self.setAccessibleName(f"{self._title.text()} {self._detail.text()}".strip())
        if waits:
            self.take_keyboard()
