# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the last exchange did, with the files it wrote to be dragged into a chat."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QDrag, QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from branchdesk.domain.text import T
from branchdesk.ui.exchange.exchange_work import ExchangeResult, ResultLine
from branchdesk.ui.theme import mark
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.card import Card
from branchdesk.ui.widgets.controls import ElidedLabel, button, label

SHOWN_LINES = 6


class ResultCard(Card):
    """Hidden until there is something to tell."""

    closed = Signal()

    def __init__(self, toolkit: Toolkit, *, name: str = "exchange_result") -> None:
        """Start hidden."""
        super().__init__(toolkit.look, name=name)
        self._toolkit = toolkit
        self.body.setContentsMargins(16, 10, 10, 12)
        row = QHBoxLayout()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        row.addLayout(self._lines, 1)
        close = button(toolkit.look, "×", f"{name}_close", role="flat")
        close.setAccessibleName(toolkit.words(T("Close")))
        close.clicked.connect(self._on_close)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)
        self.files = WrittenFiles(toolkit)
        self.body.addWidget(self.files)
        self.hide()

    def show_result(self, result: ExchangeResult) -> None:
        """Replace what is told."""
        while (item := self._lines.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        lines = list(result.lines)
        if len(lines) > SHOWN_LINES:
            more = len(lines) - SHOWN_LINES + 1
            rest = ResultLine("grey", T("and {count} more", count=more))
            lines = [*lines[: SHOWN_LINES - 1], rest]
        for line in lines:
            self._lines.addWidget(_line(self._toolkit, line))
        self.files.set_files(result.files)
        self.setAccessibleName(" ".join(self._toolkit.words(line.title) for line in lines))
        self.show()

    def _on_close(self) -> None:
        self.hide()
        self.closed.emit()


class WrittenFiles(QWidget):
    """Files by name; dragged out together, or copied to be pasted into a chat."""

    def __init__(self, toolkit: Toolkit) -> None:
        """Start without files."""
        super().__init__()
        self._toolkit = toolkit
        look = toolkit.look
        self._paths: list[Path] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._names = _DragLabel()
        self._names.setObjectName("written_files")
        row.addWidget(self._names, 1)
        copy = button(look, T("Copy the files"), "copy_files", icon="copy")
        copy.clicked.connect(self.copy)
        folder = button(look, T("Open folder"), "open_folder", icon="folder-open")
        folder.clicked.connect(self._on_folder)
        row.addWidget(copy)
        row.addWidget(folder)
        self.hide()

    def set_files(self, paths: Sequence[Path]) -> None:
        """Offer these files; none hides the row."""
        self._paths = list(paths)
        self._names.set_files(self._paths)
        self.setVisible(bool(paths))

    def paths(self) -> list[Path]:
        """Return the files on offer."""
        return list(self._paths)

    def copy(self) -> None:
        """Put the files on the clipboard, as the file manager does."""
        QGuiApplication.clipboard().setMimeData(_files_as_data(self._paths))
        self._toolkit.messages.toast(T("Copied. Paste it into the chat."))

    def _on_folder(self) -> None:
        if self._paths:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._paths[0].parent)))


class _DragLabel(QLabel):
    """Names of files that can be taken hold of."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        mark(self, role="file")
        self._paths: list[Path] = []

    def set_files(self, paths: Sequence[Path]) -> None:
        self._paths = list(paths)
        self.setText("\n".join(path.name for path in paths))
        self.setToolTip("\n".join(str(path) for path in paths))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and self._paths:
            drag = QDrag(self)
            drag.setMimeData(_files_as_data(self._paths))
            drag.exec(Qt.DropAction.CopyAction)


def _files_as_data(paths: Sequence[Path]) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def _line(toolkit: Toolkit, line: ResultLine) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    title = label(toolkit.look, line.title, "heading", name="result_title", tone=line.tone)
    title.setWordWrap(False)
    row.addWidget(title)
    detail = ElidedLabel(toolkit.words(line.detail), "second")
    detail.setObjectName("result_detail")
    row.addWidget(detail, 1)
    return holder
