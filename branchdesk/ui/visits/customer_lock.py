# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Handing the screen to the customer: only this sheet, until the engineer's passphrase."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T
from branchdesk.ui.lock_screen import PassphraseField
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.visits.desk import VerifyPassphrase
from branchdesk.ui.widgets.controls import button, label

_REFUSED_KEYS = (Qt.Key.Key_Escape, Qt.Key.Key_F12)


class CustomerLock(QObject):
    """Keeps a window on one sheet: it cannot be closed, and the keys that lead away do nothing."""

    changed = Signal(bool)
    """locked, unlocked; reminders stay away meanwhile"""

    def __init__(self, parent: QObject) -> None:
        """Start unlocked."""
        super().__init__(parent)
        self._window: QWidget | None = None
        self._state = Qt.WindowState.WindowNoState

    @property
    def locked(self) -> bool:
        """Tell whether the customer has the screen."""
        return self._window is not None

    def lock(self, window: QWidget) -> None:
        """Fill the screen with the window and refuse to leave."""
        if self._window is not None:
            return
        self._window = window
        self._state = window.windowState()
        window.installEventFilter(self)
        window.setWindowState(self._state | Qt.WindowState.WindowFullScreen)
        self.changed.emit(True)

    def unlock(self) -> None:
        """Give the window back."""
        window = self._window
        if window is None:
            return
        self._window = None
        window.removeEventFilter(self)
        window.setWindowState(self._state)
        self.changed.emit(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Refuse closing and everything a shortcut would do."""
        if event.type() == QEvent.Type.Close:
            event.ignore()
            return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            # Accepted: the key goes to the field that has the cursor, never to a shortcut.
            event.accept()
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return event.key() in _REFUSED_KEYS
        return False


class PassphraseDialog(QDialog):
    """Asks for the passphrase; a wrong one is said here, and the sheet stays with the customer."""

    verified = Signal()

    def __init__(self, toolkit: Toolkit, verify: VerifyPassphrase, window: QWidget) -> None:
        """``verify`` is slow on purpose and runs in a lane."""
        super().__init__(window)
        look = toolkit.look
        self._toolkit = toolkit
        self._verify = verify
        self.setObjectName("customer_exit")
        self.setWindowTitle(look.words(T("Back to the engineer")))
        self.setProperty("touch", True)
        self.setMinimumWidth(440)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(look, T("Back to the engineer"), "title"))
        column.addWidget(label(look, T("The passphrase of this computer leads back."), wrap=True))
        self._line = PassphraseField("exit_passphrase", look.words(T("Passphrase")))
        self._line.setPlaceholderText(look.words(T("Passphrase")))
        column.addWidget(self._line)
        self._error = label(look, "", "error", wrap=True, name="exit_error")
        column.addWidget(self._error)
        row = QHBoxLayout()
        row.addStretch(1)
        back = button(look, T("Stay here"), "exit_stay", touch=True)
        back.setAutoDefault(False)
        back.clicked.connect(self.reject)
        self._leave = button(look, T("Leave"), "exit_leave", role="primary", touch=True)
        self._leave.setDefault(True)
        self._leave.clicked.connect(self._check)
        row.addWidget(back)
        row.addWidget(self._leave)
        column.addLayout(row)

    def _check(self) -> None:
        if not self._leave.isEnabled() or not self._line.text():
            return
        self._leave.setEnabled(False)
        self._error.clear()
        words, verify = self._line.text(), self._verify
        task = self._toolkit.tasks.run(lambda _: verify(words), lane="files", owner=self)
        task.finished.connect(lambda _: self._take_back())
        task.failed.connect(self._refuse)

    def _take_back(self) -> None:
        self.accept()
        self.verified.emit()

    def _refuse(self, error: BaseException) -> None:
        self._leave.setEnabled(True)
        if not isinstance(error, UserError):
            raise error
        # In the dialog itself: a message of the window would be in the customer's hands.
        parts = error.render(self._toolkit.look.translator)
        self._error.setText("\n".join(part for part in parts if part))
        self._line.clear()
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)
