# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What stands in the window around the pages: bar, navigation, privacy mask, idle watch."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from branchdesk.ui.idle_watch import IdleWatch
from branchdesk.ui.keyboard_keeper import stay_near
from branchdesk.ui.look import Look
from branchdesk.ui.navigation import Navigation
from branchdesk.ui.privacy_mask import PrivacyMask
from branchdesk.ui.top_bar import TopBar


class Shell:
    """The widgets of the frame, put together; the window connects them."""

    def __init__(self, look: Look, application: QCoreApplication, window: QObject) -> None:
        """Make them; ``modes`` holds the frame first and whatever is shown alone after it."""
        self.top_bar = TopBar(look)
        self.navigation = Navigation(look)
        self.pages = QStackedWidget()
        self.pages.setObjectName("pages")
        self.modes = QStackedWidget()
        self.modes.addWidget(self._frame())
        self.mask = PrivacyMask(look, self.modes)
        self.idle = IdleWatch(application, window)

    def listen(self, window: QWidget, shortcuts: Sequence[tuple[str, Callable[[], None]]]) -> None:
        """Let keys act wherever the keyboard is in the window."""
        for keys, act in shortcuts:
            QShortcut(QKeySequence(keys), window).activated.connect(act)

    def keep_keyboard(self, focused: QWidget | None) -> bool:
        """Keep the keyboard beside a control of the pages that vanished; tells whether it did."""
        return stay_near(focused, self.pages)

    def _frame(self) -> QWidget:
        frame = QWidget()
        frame.setProperty("role", "window")
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        below = QHBoxLayout()
        below.setSpacing(0)
        below.addWidget(self.navigation)
        below.addWidget(self.pages, 1)
        column.addLayout(below, 1)
        return frame
