# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""How far long work is, with a cancel button; shown only when it takes longer than a blink."""

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget
from shiboken6 import isValid

from branchdesk.domain.text import T, Text
from branchdesk.ui.look import Look
from branchdesk.ui.tasks import Task
from branchdesk.ui.widgets.controls import button, label

SHOW_AFTER_MILLISECONDS = 600


class TaskProgress(QFrame):
    """Title, bar, what is being done now, and Stop. Hidden while nothing (long) runs."""

    def __init__(self, look: Look, *, name: str = "progress") -> None:
        """Start hidden."""
        super().__init__()
        self._look = look
        self.setObjectName(name)
        self.setProperty("role", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        row = QHBoxLayout()
        self._title = label(look, "", "heading", name=f"{name}_title")
        self._stop = button(look, T("Stop"), f"{name}_stop")
        row.addWidget(self._title, 1)
        row.addWidget(self._stop)
        column.addLayout(row)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setObjectName(f"{name}_bar")
        column.addWidget(self._bar)
        self._text = label(look, "", "label", wrap=True, name=f"{name}_text")
        column.addWidget(self._text)
        self._task: Task[Any] | None = None
        self._timer = QTimer(self, singleShot=True, interval=SHOW_AFTER_MILLISECONDS)
        self._timer.timeout.connect(self.show)
        self._stop.clicked.connect(self._on_stop)
        self.hide()

    def follow(self, task: Task[Any], title: Text | str) -> None:
        """Show this task from 600 ms on until it ends."""
        self._task = task
        self._title.setText(self._look.words(title))
        self._bar.setAccessibleName(self._title.text())
        self._text.setText("")
        self._bar.setRange(0, 0)
        self._stop.setEnabled(True)
        task.progress.connect(self._on_progress)
        task.ended.connect(self._on_ended)
        self._timer.start()

    def _on_progress(self, done: int, total: int, text: Text) -> None:
        if self.sender() is not self._task:
            return
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._text.setText(self._look.words(text))

    def _on_stop(self) -> None:
        if self._task is not None and isValid(self._task):
            self._task.cancel()
            self._stop.setEnabled(False)
            self._text.setText(self._look.words(T("Stopping…")))

    def _on_ended(self) -> None:
        if self.sender() is not self._task:
            return
        self._task = None
        self._timer.stop()
        self.hide()


class TaskProgressDialog(QDialog):
    """The same over the whole window, for work that nothing else may go beside."""

    def __init__(
        self, look: Look, task: Task[Any], title: Text | str, window: QWidget | None
    ) -> None:
        """Open itself after 600 ms and go when the task ends; Escape asks the task to stop."""
        super().__init__(window)
        self.setObjectName("progress_dialog")
        self.setWindowTitle(look.words(title))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(420)
        column = QVBoxLayout(self)
        self._progress = TaskProgress(look)
        column.addWidget(self._progress)
        self._progress.follow(task, title)
        self._progress.show()
        self._task = task
        self._timer = QTimer(self, singleShot=True, interval=SHOW_AFTER_MILLISECONDS)
        self._timer.timeout.connect(self.show)
        self._timer.start()
        task.ended.connect(self._on_ended)

    def reject(self) -> None:
        """Ask the task to stop; the dialog goes when it has."""
        if isValid(self._task):
            self._task.cancel()

    def _on_ended(self) -> None:
        self._timer.stop()
        self.hide()
        self.deleteLater()
