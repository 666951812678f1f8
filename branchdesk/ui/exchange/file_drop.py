# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A surface for files from a chat or a stick, whatever they are called."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from branchdesk.domain.text import T
from branchdesk.ui.look import Look
from branchdesk.ui.theme import mark
from branchdesk.ui.widgets.controls import label


class FileDrop(QFrame):
    """Lights up while files are held over it."""

    dropped = Signal(object)
    """list of Path"""

    def __init__(self, look: Look) -> None:
        """Say what may be dropped."""
        super().__init__()
        self.setObjectName("file_drop")
        self.setAcceptDrops(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 18, 16, 18)
        column.setSpacing(4)
        title = label(look, T("Drag received files here"), "heading")
        detail = label(
            look,
            T("From a chat, a mail or a stick; the name does not matter, neither does the order."),
            "second",
            wrap=True,
        )
        for part in (title, detail):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(part)
        self.setAccessibleName(title.text())
        mark(self, drop="idle")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_of(event):
            event.acceptProposedAction()
            mark(self, drop="ready")

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        mark(self, drop="idle")
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        mark(self, drop="idle")
        files = files_of(event)
        if files:
            event.acceptProposedAction()
            self.dropped.emit(files)


def files_of(event: QDropEvent) -> list[Path]:
    """Return the local files of a drag."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
