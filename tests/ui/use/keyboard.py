# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A person's keyboard: every key goes to where the focus is and is counted, words apart."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desks import Hand

PATIENCE = 60_000
"""Milliseconds until something that a person waits for must be there."""


class Keyboard:
    """Presses keys one after the other and writes words; nothing is ever clicked."""

    def __init__(self, hand: Hand, qtbot: QtBot) -> None:
        self._hand = hand
        self._qtbot = qtbot
        self.keys: list[str] = []
        self.words: list[str] = []
        self.boxes: list[str] = []

    def press(self, *keys: str) -> "Keyboard":
        """Press keys such as ``Ctrl+N``, ``Tab`` or ``2``; wait after each for what follows."""
        for key in keys:
            self._press(key)
            self._hand.settle()
        return self

    def answer(self, key: str, box: str, reply: str) -> "Keyboard":
        """Press a key that opens a message box, and a key in the box."""

        def press() -> None:
            opened, focused = QApplication.activeModalWidget(), QApplication.focusWidget()
            if opened is None or focused is None or not opened.isAncestorOf(focused):
                QTimer.singleShot(10, press)  # it opens in a moment
                return
            self.boxes.append(opened.objectName())
            self._press(reply)

        QTimer.singleShot(0, press)
        self.press(key)
        assert self.boxes[-1] == box
        # The offscreen platform has no window manager that gives the window its keyboard back.
        self._hand.program.window.activateWindow()
        self.wait(lambda: QApplication.focusWidget() is not None)
        return self

    def write(self, words: str) -> "Keyboard":
        """Type letters and digits; Chinese comes from an input method."""
        self.words.append(words)
        if words.isascii():
            QTest.keyClicks(self.focused(), words)
        else:
            compose(self.focused(), commit=words)
        self._hand.settle()
        return self

    def wait(self, condition: Callable[[], bool]) -> "Keyboard":
        """Look at the screen until something is there."""
        self._qtbot.waitUntil(condition, timeout=PATIENCE)
        self._hand.settle()
        return self

    def focused(self) -> QWidget:
        """Return what has the keyboard."""
        widget = QApplication.focusWidget()
        assert widget is not None, "nothing has the keyboard"
        return widget

    def at(self) -> str:
        """Return the name of what has the keyboard."""
        return self.focused().objectName()

    def _press(self, key: str) -> None:
        self.keys.append(key)
        combination = QKeySequence(key)[0]
        QTest.keyClick(self.focused(), combination.key(), combination.keyboardModifiers())


def compose(widget: QWidget, preedit: str = "", commit: str = "") -> None:
    """Let an input method show letters that are not chosen yet, or commit words."""
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(widget, event)
