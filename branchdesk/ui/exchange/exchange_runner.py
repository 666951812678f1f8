# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Exchanging from any page: one at a time, with progress, and its result told at the end."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T, Text
from branchdesk.services.exchange import Exchange
from branchdesk.ui.exchange.exchange_work import (
    ExchangeResult,
    ResultLine,
    exchange_now,
    export_files,
    import_files,
    problem_line,
)
from branchdesk.ui.tasks import Report, Task
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.task_progress import TaskProgress


class ExchangeRunner(QObject):
    """Runs exchanges on the lane of files and owns the progress strip."""

    finished = Signal(object)
    """ExchangeResult; also after a refusal or a stop, which are lines of it"""
    changed = Signal(object)
    """Changes to be broadcast"""
    busy_changed = Signal(bool)

    def __init__(self, toolkit: Toolkit, exchange: Exchange, parent: QObject) -> None:
        """Exchange for one desk; put ``progress`` into the page."""
        super().__init__(parent)
        self._toolkit = toolkit
        self._exchange = exchange
        self.progress = TaskProgress(toolkit.look, name="exchange_progress")
        self._task: Task[ExchangeResult] | None = None

    @property
    def busy(self) -> bool:
        """Tell whether an exchange is running."""
        return self._task is not None

    def exchange(self) -> None:
        """Take in what has come and send what is due."""
        now = self._toolkit.clock.now()
        self._run(partial(exchange_now, self._exchange, now), T("Exchanging"))

    def take_in(self, paths: Sequence[Path]) -> None:
        """Take in files that were chosen or dropped."""
        now = self._toolkit.clock.now()
        work = partial(import_files, self._exchange, list(paths), now)
        self._run(work, T("Checking the files; please leave the stick in…"))

    def export_to(self, folder: Path, peer: str = "") -> None:
        """Write what is due to everybody, or to one desk, into a folder."""
        work = partial(export_files, self._exchange, folder, peer)
        self._run(work, T("Writing the files…"))

    def _run(self, work: Callable[[Report], ExchangeResult], title: Text) -> None:
        if self._task is not None:
            return
        self._task = self._toolkit.tasks.run(work, lane="files")
        self.progress.follow(self._task, title)
        self._task.finished.connect(self._on_finished)
        self._task.failed.connect(self._on_failed)
        self._task.cancelled.connect(self._on_cancelled)
        self.busy_changed.emit(True)

    def _on_finished(self, result: ExchangeResult) -> None:
        self._end(result)

    def _on_failed(self, error: BaseException) -> None:
        if not isinstance(error, UserError):
            self._task = None
            raise error
        self._end(ExchangeResult((problem_line(error),)))

    def _on_cancelled(self) -> None:
        line = ResultLine("grey", T("Stopped"), T("What was finished stays; go on at any time."))
        self._end(ExchangeResult((line,)))

    def _end(self, result: ExchangeResult) -> None:
        self._task = None
        self.busy_changed.emit(False)
        if result.changes.rows:
            self.changed.emit(result.changes)
        self.finished.emit(result)
