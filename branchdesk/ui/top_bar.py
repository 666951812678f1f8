# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The line at the top: whose desk this is, one search over everything, what is due, the lock."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy

from branchdesk.domain.text import T, Text
from branchdesk.ui.look import Look
from branchdesk.ui.theme import mark
from branchdesk.ui.tokens import Tone
from branchdesk.ui.widgets.controls import Chip, PushButton, button, label

TOP_BAR_HEIGHT = 48


SEARCH_FRAME = 96
"""Pixels beside the words of the search: its sign, its key and the space around them."""


class _SearchField(PushButton):
    """Looks like a field and opens the search; its words end in an ellipsis when it is narrow."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self._words = words
        self.setObjectName("global_search")
        self.setAccessibleName(words)
        self.setProperty("role", "search")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - SEARCH_FRAME
        self.setText(self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room))


class TopBar(QFrame):
    """Shows what it is given and tells what was pressed."""

    search_requested = Signal()
    lock_requested = Signal()
    status_clicked = Signal()

    def __init__(self, look: Look) -> None:
        """Start without identity and status."""
        super().__init__()
        self._look = look
        self.setObjectName("top_bar")
        self.setProperty("role", "topbar")
        self.setFixedHeight(TOP_BAR_HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(16)
        name = label(look, T("BranchDesk", context="app name"), "heading", name="app_name")
        name.setStyleSheet("font-size: 15px;")
        row.addWidget(name)
        self._identity = label(look, "", "second", name="identity")
        row.addWidget(self._identity)
        self._demo = Chip(look, T("Demo data"), "blue")
        self._demo.setObjectName("demo_badge")
        self._demo.hide()
        row.addWidget(self._demo)
        row.addSpacing(24)
        row.addWidget(self._make_search(), 1)
        row.addStretch(1)
        self._status = PushButton()
        self._status.setObjectName("status_pill")
        self._status.setProperty("role", "pill")
        self._status.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._status.clicked.connect(self.status_clicked)
        self._status.hide()
        row.addWidget(self._status)
        lock = button(look, "", "lock", role="flat", icon="lock")
        lock.setIconSize(QSize(18, 18))
        words = look.words(T("Lock"))
        lock.setAccessibleName(words)
        lock.setToolTip(f"{words} Ctrl+L")
        lock.clicked.connect(self.lock_requested)
        row.addWidget(lock)

    def set_identity(self, branch: Text | str, role: Text | str, person: str) -> None:
        """Show branch, role and person: ``广州分公司 · 分公司经理 王敏``."""
        words = self._look.words
        self._identity.setText(f"{words(branch)} · {words(role)} {person}")

    def set_demo(self, demo: bool) -> None:
        """Show or hide the badge of demo data."""
        self._demo.setVisible(demo)

    def set_status(self, text: Text | str, tone: Tone = "amber") -> None:
        """Show what is due at the right; no words hide it."""
        self._status.setText(self._look.words(text))
        self._status.setAccessibleName(self._status.text())
        self._status.setVisible(bool(self._status.text()))
        mark(self._status, tone=tone)

    def _make_search(self) -> PushButton:
        hint = T("Search customers, records, phones, pinyin initials")
        made = _SearchField(self._look.words(hint))
        made.setMinimumWidth(260)
        made.setMaximumWidth(520)
        made.setIconSize(QSize(14, 14))
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._look.theme.set_icon(made, "magnifying-glass", "second")
        made.clicked.connect(self.search_requested)
        keys = QLabel("Ctrl K", made)
        keys.setProperty("role", "key")
        keys.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        keys.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inner = QHBoxLayout(made)
        inner.setContentsMargins(0, 0, 7, 0)
        inner.addStretch(1)
        inner.addWidget(keys)
        return made
