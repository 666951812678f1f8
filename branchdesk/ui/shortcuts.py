# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Single keys as commands (J, K, X) that never fire while somebody writes."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

_WRITING = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox)


class SingleKeys(QObject):
    """Commands on plain keys anywhere inside a page, except in a field that takes text."""

    def __init__(self, page: QWidget, commands: Mapping[Qt.Key, Callable[[], None]]) -> None:
        """Listen while the page is visible and the focus is inside it."""
        super().__init__(page)
        self._page = page
        self._commands = dict(commands)
        page.installEventFilter(self)

    def watch(self, *widgets: QWidget) -> None:
        """Listen to children that keep keys for themselves (a table)."""
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Run the command of a plain key."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.modifiers() not in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            return False
        command = self._commands.get(Qt.Key(event.key()))
        if command is None or isinstance(QApplication.focusWidget(), _WRITING):
            return False
        command()
        return True
