# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Enter presses the button that has the keyboard, and only plainly."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from branchdesk.domain.text import T
from branchdesk.ui.look import Look
from branchdesk.ui.widgets.controls import PushButton, button


@pytest.fixture
def pressed(look: Look, window: QWidget, qtbot: QtBot) -> tuple[PushButton, list[bool]]:
    """A button with the keyboard, and what it was pressed for."""
    made = button(look, T("Continue"), "go_on")
    QVBoxLayout(window).addWidget(made)
    presses: list[bool] = []
    made.clicked.connect(lambda on=False: presses.append(on))
    window.activateWindow()
    made.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(made.hasFocus)
    return made, presses


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_it_is_pressed_once(
    key: Qt.Key, pressed: tuple[PushButton, list[bool]], qtbot: QtBot
) -> None:
    made, presses = pressed
    qtbot.keyClick(made, key)
    assert presses == [False]


def test_a_key_that_is_held_presses_once(pressed: tuple[PushButton, list[bool]]) -> None:
    made, presses = pressed
    none = Qt.KeyboardModifier.NoModifier
    for again in (False, True, True):
        press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, none, "\r", again)
        QApplication.sendEvent(made, press)
    assert presses == [False]


def test_with_ctrl_it_belongs_to_what_is_around(
    pressed: tuple[PushButton, list[bool]], window: QWidget, qtbot: QtBot
) -> None:
    made, presses = pressed
    saved: list[int] = []
    QShortcut(QKeySequence("Ctrl+Return"), window, lambda: saved.append(1))
    qtbot.keyClick(made, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert (presses, saved) == ([], [1])


def test_a_button_that_is_off_stays_off(
    pressed: tuple[PushButton, list[bool]], qtbot: QtBot
) -> None:
    made, presses = pressed
    made.setEnabled(False)
    qtbot.keyClick(made, Qt.Key.Key_Return)
    assert presses == []
