# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Values that are known already are offered while somebody types."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListView, QWidget
from pytestqt.qtbot import QtBot

from branchdesk.ui.widgets.completing import complete


def test_a_known_value_is_taken_by_arrow_and_enter(qtbot: QtBot, window: QWidget) -> None:
    line = QLineEdit(window)
    taken: list[str] = []
    complete(line, taken.append).setStringList(["张工 Zhang", "李工 Li", "李工程师 Liang"])
    line.show()
    line.setFocus()
    QTest.keyClicks(line, "li")
    completer = line.completer()
    assert completer is not None
    choices = completer.popup()
    assert isinstance(choices, QListView)
    qtbot.waitUntil(choices.isVisible)
    assert choices.model().rowCount() == 2
    assert choices.property("role") == "popup"
    QTest.keyClick(choices, Qt.Key.Key_Down)
    QTest.keyClick(choices, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: taken == ["李工 Li"])
    assert line.text() == "李工 Li"
    assert not choices.isVisible()
