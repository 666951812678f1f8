# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Loading what a page shows: of several loads only the newest is ever shown."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from branchdesk.ui.tasks import Lane, Task, TaskRunner


class Loader(QObject):
    """Runs plain functions on a lane and hands on the newest result."""

    loaded = Signal(object)
    failed = Signal(object)
    """the exception; connect it to something that raises what is no UserError"""

    def __init__(self, tasks: TaskRunner, parent: QObject, *, lane: Lane = "database") -> None:
        """Load for as long as the parent lives."""
        super().__init__(parent)
        self._tasks = tasks
        self._lane: Lane = lane
        self._task: Task[Any] | None = None

    @property
    def is_loading(self) -> bool:
        """Tell whether a result is still to come."""
        return self._task is not None

    def load(self, work: Callable[[], Any]) -> None:
        """Load; whatever was being loaded before is not shown any more."""
        if self._task is not None:
            self._task.cancel()
        self._task = self._tasks.run(lambda _: work(), lane=self._lane, owner=self)
        self._task.finished.connect(self._on_finished)
        self._task.failed.connect(self._on_failed)
        self._task.cancelled.connect(self._on_cancelled)

    def _on_finished(self, result: object) -> None:
        if self._is_newest():
            self.loaded.emit(result)

    def _on_failed(self, error: BaseException) -> None:
        if self._is_newest():
            self.failed.emit(error)

    def _on_cancelled(self) -> None:
        self._is_newest()

    def _is_newest(self) -> bool:
        newest = self.sender() is self._task
        if newest:
            self._task = None
        return newest
