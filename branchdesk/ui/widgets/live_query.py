# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Asking while somebody types: debounced, in a lane, only the newest answer counts."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from branchdesk.domain.errors import UserError
from branchdesk.ui.tasks import Task, TaskRunner

DEBOUNCE_MILLISECONDS = 120


class LiveQuery(QObject):
    """Runs ``answer(text)`` on the database lane a moment after the last ask()."""

    answered = Signal(str, object)
    """the text that was asked and its answer"""
    failed = Signal(object)
    """the UserError; anything else is raised"""

    def __init__(self, tasks: TaskRunner, answer: Callable[[str], Any], parent: QObject) -> None:
        """Keep the plain function; it is called in the lane's thread."""
        super().__init__(parent)
        self._tasks = tasks
        self._answer = answer
        self._text = ""
        self._running: Task[Any] | None = None
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MILLISECONDS)
        self._timer.timeout.connect(self._run)

    def ask(self, text: str) -> None:
        """Ask for this text; an older question that was not answered yet is dropped."""
        self._text = text
        self._timer.start()

    def stop(self) -> None:
        """Drop whatever was asked."""
        self._timer.stop()
        if self._running is not None:
            self._running.cancel()
            self._running = None

    def _run(self) -> None:
        text, answer = self._text, self._answer
        self.stop()
        task = self._tasks.run(lambda _: answer(text), lane="database", owner=self)
        self._running = task
        task.finished.connect(lambda found: self._take(task, text, found))
        task.failed.connect(lambda error: self._fail(task, error))

    def _take(self, task: Task[Any], text: str, found: Any) -> None:
        if task is self._running:
            self._running = None
            self.answered.emit(text, found)

    def _fail(self, task: Task[Any], error: BaseException) -> None:
        if not isinstance(error, UserError):
            raise error
        if task is self._running:
            self._running = None
            self.failed.emit(error)
