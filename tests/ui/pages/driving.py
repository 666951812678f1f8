# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Clicking and typing on the page of records, and looking at what came of it."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from branchdesk.ui.customers.customers_page import CustomersPage
from branchdesk.ui.entry_panel import EntryPanel
from branchdesk.ui.records.records_page import RecordsPage
from branchdesk.wiring.desk import Desk

CONTROL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton

Open = Callable[[Desk], RecordsPage]
"""Shows the page of records of a desk."""

OpenCustomers = Callable[[Desk], CustomersPage]
"""Shows the page of customers of a desk."""


def click(qtbot: QtBot, page: QWidget, name: str) -> None:
    button = page.findChild(QPushButton, name)
    assert button is not None, name
    qtbot.mouseClick(button, LEFT)


def entry(page: RecordsPage) -> EntryPanel:
    found = [e for e in page.findChildren(EntryPanel) if e.isVisible()]
    assert len(found) == 1
    return found[0]


def error_of(page: RecordsPage, field: str) -> str:
    return page.findChild(QLabel, f"error_{field}").text()


def state_of(desk: Desk, record: UUID) -> str:
    return desk.records.view(record).record.state


def typed(qtbot: QtBot, words: str) -> None:
    """Type into whatever has the focus."""
    focused = QApplication.focusWidget()
    assert focused is not None, QApplication.activeWindow()
    qtbot.keyClicks(focused, words)


def compose(widget: QWidget, words: str) -> None:
    """Enter Chinese as an input method does."""
    event = QInputMethodEvent("", [])
    event.setCommitString(words)
    QApplication.sendEvent(widget, event)


def tab(qtbot: QtBot, times: int = 1) -> None:
    for _ in range(times):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
