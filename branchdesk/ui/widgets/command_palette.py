# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""One search over everything: customers, records, visits, knowledge and commands (Ctrl+K)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T, Text
from branchdesk.ui.look import Look
from branchdesk.ui.tasks import TaskRunner
from branchdesk.ui.theme import LABEL_PIXELS
from branchdesk.ui.widgets.controls import LineEdit, button, label
from branchdesk.ui.widgets.live_query import LiveQuery
from branchdesk.ui.widgets.table import LOADING_AFTER_MILLISECONDS
from branchdesk.ui.widgets.table_model import Index

PALETTE_WIDTH = 560
ROW = 46
GROUP_ROW = 28


@dataclass(frozen=True)
class Finding:
    """One result: the group it stands under, what it is, and where it leads."""

    kind: Text | str
    title: str
    subtitle: str = ""
    target: object = None


FindAnything = Callable[[str], Sequence[Finding]]
"""Runs on the database lane; results of one kind stand together."""

_FINDING = Qt.ItemDataRole.UserRole


class CommandPalette(QFrame):
    """A search line and grouped results, over the window."""

    chosen = Signal(object)
    """the Finding that was opened"""
    left = Signal()

    def __init__(self, look: Look, tasks: TaskRunner, find: FindAnything, window: QWidget) -> None:
        """Stay hidden until open()."""
        super().__init__(window)
        self._look = look
        self._window = window
        window.installEventFilter(self)
        self.setObjectName("command_palette")
        self.setProperty("role", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        words = look.words(T("Search customers, records, phones, pinyin initials"))
        self._line = LineEdit("palette_line", words)
        self._line.setPlaceholderText(words)
        self._line.installEventFilter(self)
        self._line.textEdited.connect(self._on_edited)
        column.addWidget(self._line)
        self._list = QListWidget()
        self._list.setObjectName("palette_results")
        self._list.setAccessibleName(look.words(T("Results")))
        self._list.setItemDelegate(_FindingDelegate(look, self._list))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setMouseTracking(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemClicked.connect(self._on_clicked)
        column.addWidget(self._list)
        self._said = label(look, "", "second", wrap=True, name="palette_said")
        column.addWidget(self._said)
        self._retry = button(look, T("Retry"), "palette_retry")
        self._retry.setText(f"{self._retry.text()}  Enter")
        # A click must not take the keyboard from the line: that would close the palette.
        self._retry.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._retry.clicked.connect(self._ask_again)
        column.addWidget(self._retry, 0, Qt.AlignmentFlag.AlignLeft)
        self._waiting = QTimer(self, singleShot=True, interval=LOADING_AFTER_MILLISECONDS)
        self._waiting.timeout.connect(self._on_waiting)
        self._query = LiveQuery(tasks, find, self)
        self._query.answered.connect(self._on_answered)
        self._query.failed.connect(self._on_failed)
        self._before: QWidget | None = None
        self.hide()

    def open(self, text: str = "") -> None:
        """Show the palette with these words and ask at once."""
        focused = self._window.focusWidget()
        if focused is not self._line:
            self._before = focused
        self._line.setText(text)
        self._line.selectAll()
        self._show_findings(())
        self.show()
        self.raise_()
        self._line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._ask_again()

    def leave(self) -> None:
        """Hide, drop the question and give the keyboard back to where it was."""
        self._query.stop()
        self._waiting.stop()
        if self.isVisible():
            held, before, self._before = self._line.hasFocus(), self._before, None
            self.hide()
            if held and before is not None and isValid(before):
                before.setFocus(Qt.FocusReason.OtherFocusReason)
            self.left.emit()

    def findings(self) -> list[Finding]:
        """Return what is shown, in order."""
        items = (self._list.item(row) for row in range(self._list.count()))
        return [f for item in items if isinstance(f := item.data(_FINDING), Finding)]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the line's keys drive the results, unless the input method composes."""
        if watched is self._window:
            if event.type() == QEvent.Type.Resize and self.isVisible():
                self._place()
        elif event.type() == QEvent.Type.FocusOut:
            self.leave()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(event)
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        if self._line.composing:
            return False
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key == Qt.Key.Key_Down:
            self._step(1)
        elif key == Qt.Key.Key_Up:
            self._step(-1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._retry.isVisible():
                self._ask_again()
            elif (item := self._list.currentItem()) is not None:
                self._on_clicked(item)
        else:
            return False
        return True

    def _step(self, direction: int) -> None:
        row, count = self._list.currentRow(), self._list.count()
        for _ in range(count):
            row = (row + direction) % count
            if isinstance(self._list.item(row).data(_FINDING), Finding):
                self._list.setCurrentRow(row)
                return

    def _on_edited(self, _: str) -> None:
        self._ask_again()

    def _ask_again(self) -> None:
        self._waiting.start()
        self._query.ask(self._line.text().strip())

    def _on_waiting(self) -> None:
        if not self._list.count():
            self._say(T("Searching…"))

    def _on_answered(self, text: str, found: Any) -> None:
        self._waiting.stop()
        self._show_findings(found)
        if text and not found:
            self._say(
                T("Nothing found. Try a short name, the last four digits or pinyin initials.")
            )

    def _on_failed(self, error: UserError) -> None:
        self._waiting.stop()
        self._show_findings(())
        title, message, hint = error.render(self._look.translator)
        self._say(f"{title}\n{message}\n{hint}".strip(), retry=True)

    def _say(self, words: Text | str, *, retry: bool = False) -> None:
        """Say in the place of results what happens; no words take the place away."""
        self._said.setText(self._look.words(words))
        self._said.setVisible(bool(words))
        self._retry.setVisible(retry)
        self._place()

    def _show_findings(self, findings: Sequence[Finding]) -> None:
        self._list.clear()
        kind = ""
        for finding in findings:
            words = self._look.words(finding.kind)
            if words != kind:
                kind = words
                header = QListWidgetItem(words)
                header.setFlags(Qt.ItemFlag.NoItemFlags)
                self._list.addItem(header)
            item = QListWidgetItem(f"{finding.title} {finding.subtitle}".strip())
            item.setData(_FINDING, finding)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{words} {item.text()}")
            self._list.addItem(item)
        self._list.setVisible(bool(findings))
        if findings:
            self._list.setCurrentRow(1)
        self._say("")

    def _place(self) -> None:
        rows = range(self._list.count())
        height = sum(self._list.sizeHintForRow(row) for row in rows) + 4
        self._list.setFixedHeight(min(height, self._window.height() - 140))
        self.setFixedWidth(min(PALETTE_WIDTH, self._window.width() - 40))
        self.adjustSize()
        self.move((self._window.width() - self.width()) // 2, 52)

    def _on_clicked(self, item: QListWidgetItem) -> None:
        finding = item.data(_FINDING)
        if isinstance(finding, Finding):
            self.leave()
            self.chosen.emit(finding)


class _FindingDelegate(QStyledItemDelegate):
    """A heading, or a title over a quiet line."""

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = look.theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        finding = index.data(_FINDING)
        if not isinstance(finding, Finding):
            return QSize(0, GROUP_ROW)
        return QSize(0, ROW if finding.subtitle else ROW - 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._theme
        rect: QRect = option.rect
        finding = index.data(_FINDING)
        inner = rect.adjusted(12, 0, -12, 0)
        painter.save()
        if not isinstance(finding, Finding):
            painter.setFont(theme.font(LABEL_PIXELS))
            painter.setPen(theme.color("second"))
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, str(index.data() or ""))
            painter.restore()
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_surface"))
            painter.drawRoundedRect(rect.adjusted(2, 1, -2, -1), 6, 6)
        painter.setFont(theme.font())
        painter.setPen(theme.color("text"))
        top = inner.adjusted(0, 4, 0, -20) if finding.subtitle else inner
        _draw_elided(painter, top, finding.title)
        if finding.subtitle:
            painter.setFont(theme.font(LABEL_PIXELS))
            painter.setPen(theme.color("second"))
            _draw_elided(painter, inner.adjusted(0, 22, 0, -4), finding.subtitle)
        painter.restore()


def _draw_elided(painter: QPainter, area: QRect, words: str) -> None:
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, shown)
