# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Keeps the keyboard where somebody works when the button under it vanishes or turns grey.

Qt hands the keyboard to the next control in the order of the whole window, which after the last
control of a page is the search field at the top.
"""

from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid


class KeyboardKeeper(QObject):
    """Watches one area of a window; whatever code moves the keyboard on purpose goes first."""

    def __init__(self, application: QCoreApplication, area: QWidget) -> None:
        """Keep the keyboard inside ``area`` when it was inside."""
        super().__init__(area)
        assert isinstance(application, QApplication)
        self._area = area
        application.focusChanged.connect(self._on_moved)

    def _on_moved(self, before: QWidget | None, now: QWidget | None) -> None:
        if before is None or not isValid(before) or not self._area.isAncestorOf(before):
            return
        if before.isVisible() and before.isEnabled():
            return  # the person, or code that knows why, moved it
        around: list[QWidget] = []
        container = before.parentWidget()
        while container is not None and self._area.isAncestorOf(container):
            around.append(container)
            container = container.parentWidget()
        # Later: code that hides a button often says itself where the keyboard goes.
        QTimer.singleShot(0, self, partial(self._stay, around, now))

    def _stay(self, around: list[QWidget], jumped_to: QWidget | None) -> None:
        if QApplication.focusWidget() is not jumped_to:
            return
        for container in around:
            if not isValid(container) or not container.isVisible():
                continue
            if jumped_to is not None and isValid(jumped_to) and container.isAncestorOf(jumped_to):
                return
            control = _first_control(container)
            if control is not None:
                control.setFocus(Qt.FocusReason.OtherFocusReason)
                return


def _first_control(container: QWidget) -> QWidget | None:
    """Return the first control inside, in the order of the Tab key."""
    control = container.nextInFocusChain()
    while control is not None and control is not container:
        inside = container.isAncestorOf(control) and control.focusProxy() is None
        reached = inside and control.focusPolicy() & Qt.FocusPolicy.TabFocus
        if reached and control.isVisible() and control.isEnabled():
            return control
        control = control.nextInFocusChain()
    return None
