# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Every place of the navigation is one key away, and the keyboard is there at once."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desks import Hand
from tests.ui.use.keyboard import Keyboard


class NewWindows(QObject):
    """Notes what opens as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        shown = event.type() == QEvent.Type.Show
        if shown and isinstance(watched, QWidget) and watched.isWindow():
            self.names.append(watched.objectName())
        return False


def test_a_place_opens_in_the_window_and_takes_the_keyboard(
    sit_down: Callable[[], Hand], qapp: QApplication, qtbot: QtBot
) -> None:
    hand = sit_down()
    window = hand.program.window
    keyboard = Keyboard(hand, qtbot)
    opened = NewWindows()
    qapp.installEventFilter(opened)
    for number, key in enumerate(window.navigation.keys(), start=1):
        keyboard.press(f"Ctrl+{number}")
        assert window.current_key() == key
        page = window.current_page()
        assert page is keyboard.focused() or page.isAncestorOf(keyboard.focused())
    qapp.removeEventFilter(opened)
    # A control that is shown before it has a parent flashes up and takes the keyboard away.
    assert opened.names == []
