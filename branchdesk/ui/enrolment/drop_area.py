# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A place that says which file belongs there and takes it, dragged in or chosen."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from branchdesk.domain.text import Text
from branchdesk.ui.file_questions import FileQuestions
from branchdesk.ui.look import Look
from branchdesk.ui.widgets.controls import button, label


class DropArea(QFrame):
    """Words, a button that asks for the file, and a surface to drop it on."""

    chosen = Signal(object)
    """Path"""

    def __init__(
        self, look: Look, files: FileQuestions, words: Text, action: Text, *, name: str
    ) -> None:
        """``action`` stands on the button and over the file dialog."""
        super().__init__()
        self._files = files
        self._action = action
        self.setObjectName(name)
        self.setProperty("drop", "idle")
        self.setAcceptDrops(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 14, 16, 14)
        row.addWidget(label(look, words, "second", wrap=True), 1)
        ask = button(look, action, f"{name}_choose", icon="folder-open")
        ask.clicked.connect(self._on_ask)
        row.addWidget(ask)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _single_file(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        file = _single_file(event)
        if file is not None:
            event.acceptProposedAction()
            self.chosen.emit(file)

    def _on_ask(self) -> None:
        file = self._files.open_file(self._action)
        if file is not None:
            self.chosen.emit(file)


def _single_file(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
