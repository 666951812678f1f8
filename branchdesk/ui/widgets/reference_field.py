# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A field that points at another record: type a few letters, a phone number or pinyin initials."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T
from branchdesk.ui.look import Look
from branchdesk.ui.tasks import TaskRunner
from branchdesk.ui.widgets.controls import LineEdit, button, label
from branchdesk.ui.widgets.live_query import LiveQuery

SHOWN_CHOICES = 8


@dataclass(frozen=True)
class Reference:
    """Something a reference field can point at."""

    id: object
    words: str
    detail: str = ""


ReferenceSource = Callable[[str], Sequence[Reference]]
"""Finds by text of any length; runs on the database lane."""


class ReferenceField(QWidget):
    """A line with incremental choices below it.

    Typing again after a choice takes the choice back, so that words and id never disagree. A search
    that fails is told under the line, which keeps what was typed; Enter asks again.
    """

    changed = Signal(object)
    """the chosen Reference or None"""
    text_edited = Signal(str)
    """what is being typed while nothing is chosen"""
    settled = Signal()
    """chosen by Enter or a click, so that the cursor may go on; after changed"""

    def __init__(
        self,
        look: Look,
        tasks: TaskRunner,
        source: ReferenceSource,
        *,
        name: str,
        accessible_name: str,
    ) -> None:
        """Ask ``source`` while somebody types."""
        super().__init__()
        self.setObjectName(name)
        self.line = LineEdit(f"{name}_line", accessible_name, self)
        self.setFocusProxy(self.line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.line)
        self._trouble = label(look, "", "error", wrap=True, name=f"{name}_trouble")
        self._trouble.hide()
        column.addWidget(self._trouble)
        self._retry = button(look, T("Retry"), f"{name}_retry", role="link")
        self._retry.setText(f"{self._retry.text()}  Enter")
        self._retry.clicked.connect(self._ask_again)
        self._retry.hide()
        column.addWidget(self._retry, 0, Qt.AlignmentFlag.AlignLeft)
        self._chosen: Reference | None = None
        self._look = look
        self._query = LiveQuery(tasks, source, self)
        self._query.answered.connect(self._on_answered)
        self._query.failed.connect(self._on_failed)
        self._popup = QListWidget(self)
        self._popup.setObjectName(f"{name}_choices")
        self._popup.setAccessibleName(accessible_name)
        self._popup.setProperty("role", "popup")
        self._popup.setWindowFlags(Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self._popup.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._popup.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._popup.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._popup.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._popup.itemClicked.connect(self._on_clicked)
        self.line.textEdited.connect(self._on_edited)
        self.line.installEventFilter(self)

    def reference(self) -> Reference | None:
        """Return what was chosen."""
        return self._chosen

    def set_reference(self, reference: Reference | None) -> None:
        """Show this choice without a signal."""
        self._chosen = reference
        self._stop_asking()
        self.line.setText(reference.words if reference else "")

    def typed_text(self) -> str:
        """Return the words in the line."""
        return self.line.text().strip()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let arrows and Enter drive the choices while they are open."""
        if event.type() == QEvent.Type.FocusOut:
            self._popup.hide()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(event)
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if self.line.composing:
            return False
        if not self._popup.isVisible():
            again = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers()
            if again and self._retry.isVisible():
                self._ask_again()
                return True
            return False
        row, count = self._popup.currentRow(), self._popup.count()
        if key == Qt.Key.Key_Down:
            self._popup.setCurrentRow((row + 1) % count)
        elif key == Qt.Key.Key_Up:
            self._popup.setCurrentRow((row - 1) % count)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab) and row >= 0:
            self._choose(self._popup.item(row))
            if key == Qt.Key.Key_Tab:
                return False
            self.settled.emit()
        elif key == Qt.Key.Key_Escape:
            self._popup.hide()
        else:
            return False
        return True

    def _on_edited(self, text: str) -> None:
        if self._chosen is not None:
            self._chosen = None
            self.changed.emit(None)
        self.text_edited.emit(text)
        if text.strip():
            self._query.ask(text.strip())
        else:
            self._stop_asking()

    def _stop_asking(self) -> None:
        self._query.stop()
        self._popup.hide()
        self._tell("")

    def _ask_again(self) -> None:
        # The button goes once there is an answer; the choices open for the line alone.
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._query.ask(self.typed_text())

    def _on_failed(self, error: UserError) -> None:
        self._popup.hide()
        self._tell("\n".join(filter(None, error.render(self._look.translator))))

    def _tell(self, trouble: str) -> None:
        """Say under the line why nothing is found; no words take the place away."""
        if trouble == self._trouble.text():
            return
        self._trouble.setText(trouble)
        self._trouble.setVisible(bool(trouble))
        self._retry.setVisible(bool(trouble))
        self.line.setAccessibleDescription(trouble)

    def _on_answered(self, _: str, found: Any) -> None:
        self._tell("")
        self._popup.clear()
        for reference in list(found)[:SHOWN_CHOICES]:
            words = (
                f"{reference.words}    {reference.detail}" if reference.detail else reference.words
            )
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, reference)
            self._popup.addItem(item)
        if not self._popup.count() or not self.line.hasFocus():
            self._popup.hide()
            return
        self._popup.setCurrentRow(0)
        frame = 2 * self._popup.frameWidth()
        corner = self.mapToGlobal(QPoint(0, self.height() + 2))
        room = self.window().mapToGlobal(self.window().rect().bottomRight()).x() - corner.x()
        width = min(max(self.width(), self._popup.sizeHintForColumn(0) + frame), room)
        height = self._popup.sizeHintForRow(0) * self._popup.count() + frame
        self._popup.setFixedSize(width, height)
        self._popup.move(corner)
        self._popup.show()

    def _on_clicked(self, item: QListWidgetItem) -> None:
        self._choose(item)
        self.settled.emit()

    def _choose(self, item: QListWidgetItem) -> None:
        self.set_reference(item.data(Qt.ItemDataRole.UserRole))
        self.changed.emit(self._chosen)
