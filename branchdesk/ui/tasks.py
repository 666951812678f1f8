# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Long work off the window: the only place that knows threads.

Work is a plain function without Qt. It runs on one of two serial lanes; everything a caller
connects to is emitted by a Task that lives in the window's thread, so slots and lambdas are safe.
"""

import gc
import threading
from collections.abc import Callable
from itertools import count
from typing import Any, Generic, Literal, Protocol, TypeVar, cast

from PySide6.QtCore import SIGNAL, QDeadlineTimer, QObject, Qt, QThread, Signal, Slot

from branchdesk.domain.errors import Cancelled, UserError
from branchdesk.domain.text import Text

Lane = Literal["database", "files"]

CLOSE_SECONDS = 5

# By its name: QMetaMethod.fromSignal() keeps the object of the signal alive for ever.
_FAILED = SIGNAL("failed(PyObject)")

Result = TypeVar("Result")


class Report(Protocol):
    """How work tells how far it is."""

    def __call__(self, done: int, total: int, text: Text, /) -> None:
        """Tell the progress (total 0: unknown); raises Cancelled when the person stopped it."""
        ...


Work = Callable[[Report], Result]


class _Job:
    """What crosses to the lane's thread: no Qt object, so none is ever released there."""

    def __init__(self, number: int, work: Work[Any]) -> None:
        self.number = number
        self.work = work
        self.stop = threading.Event()


class Task(QObject, Generic[Result]):
    """One piece of running work. Exactly one of finished, failed and cancelled is emitted, last."""

    progress = Signal(int, int, object)
    """done, total (0: unknown), Text"""
    finished = Signal(object)
    """the work's result"""
    failed = Signal(object)
    """the exception; hand it to Messages.show_error. Raised here when nobody is connected."""
    cancelled = Signal()
    ended = Signal()
    """after whichever of the three"""

    def __init__(self, number: int, work: Work[Result], parent: QObject) -> None:
        """Made by TaskRunner.run only."""
        super().__init__(parent)
        self.job = _Job(number, work)
        self.running = True
        self._owned = True

    @Slot()
    def lose_owner(self) -> None:
        """Tell nobody of the end: whoever wanted to know is gone. The work goes on."""
        self._owned = False

    def cancel(self) -> None:
        """Ask the work to stop at its next report; what it finished stays."""
        self.job.stop.set()

    def settle(self, outcome: str, value: object) -> None:
        """Emit the end; called by the runner in the window's thread."""
        self.running = False
        if not self._owned:
            if outcome == "failed" and not isinstance(value, UserError):
                raise cast(BaseException, value)
            return
        try:
            if outcome == "finished":
                self.finished.emit(value)
            elif outcome == "cancelled":
                self.cancelled.emit()
            elif self.receivers(_FAILED):
                self.failed.emit(value)
            else:
                raise cast(BaseException, value)
        finally:
            self.ended.emit()


class _Worker(QObject):
    """Runs the work of one lane, in that lane's thread."""

    reported = Signal(int, int, int, object)
    settled = Signal(int, str, object)

    @Slot(object)
    def execute(self, job: _Job) -> None:
        number = job.number

        def report(done: int, total: int, text: Text) -> None:
            if job.stop.is_set():
                raise Cancelled
            self.reported.emit(number, done, total, text)

        try:
            if job.stop.is_set():
                raise Cancelled
            result = job.work(report)
        except Cancelled:
            self.settled.emit(number, "cancelled", None)
        except Exception as error:  # noqa: BLE001 - handed on to whoever asked
            self.settled.emit(number, "failed", error)
        else:
            self.settled.emit(number, "finished", result)


class _Lane(QObject):
    """The window's end of one lane: a thread and the worker in it."""

    handed_over = Signal(object)

    def __init__(self, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self.thread_of_lane = QThread(self)
        self.thread_of_lane.setObjectName(f"lane-{name}")
        self.worker = _Worker()
        self.worker.moveToThread(self.thread_of_lane)
        self.handed_over.connect(self.worker.execute, Qt.ConnectionType.QueuedConnection)
        self.thread_of_lane.start()


class TaskRunner(QObject):
    """Two serial lanes: ``database``, and ``files`` for files, paper and the network."""

    busy_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start both lanes; call close() before the application ends."""
        super().__init__(parent)
        self._numbers = count(1)
        self._tasks: dict[int, Task[Any]] = {}
        self._lanes: dict[Lane, _Lane] = {}
        self._closed = False
        self._holds_collection = False
        names: tuple[Lane, ...] = ("database", "files")
        for name in names:
            lane = _Lane(name, self)
            lane.worker.reported.connect(self._on_reported)
            lane.worker.settled.connect(self._on_settled)
            self._lanes[name] = lane

    def run(self, work: Work[Result], *, lane: Lane, owner: QObject | None = None) -> Task[Result]:
        """Queue the work; connect to the task before control returns to the event loop.

        The work is done in any case; when ``owner`` is gone by then, nobody is told. Whoever
        connects lambdas that touch a widget names it as the owner.
        A session or file belongs inside one work function. Raises RuntimeError after close().
        """
        if self._closed:
            raise RuntimeError("the task runner is closed")
        task = Task(next(self._numbers), work, self)
        if owner is not None:
            owner.destroyed.connect(task.lose_owner)
        self._tasks[task.job.number] = task
        if len(self._tasks) == 1:
            self._hold_collection()
            self.busy_changed.emit(True)
        self._lanes[lane].handed_over.emit(task.job)
        return task

    @property
    def is_busy(self) -> bool:
        """Tell whether any work is running or waiting."""
        return bool(self._tasks)

    def close(self) -> bool:
        """Cancel everything and wait at most five seconds; tell whether all lanes have ended.

        After False the caller must end the process without unwinding: a lane is still at work.
        """
        self._closed = True
        for task in list(self._tasks.values()):
            task.cancel()
        deadline = QDeadlineTimer(CLOSE_SECONDS * 1000)
        for lane in self._lanes.values():
            lane.thread_of_lane.quit()
        ended = [lane.thread_of_lane.wait(deadline) for lane in self._lanes.values()]
        if all(ended):
            self._release_collection()
        return all(ended)

    def _hold_collection(self) -> None:
        # A cycle may hold widgets. Collected on a lane they would be destroyed in its thread, and
        # the program would crash; so cycles wait for the window's thread.
        if gc.isenabled():
            gc.disable()
            self._holds_collection = True

    def _release_collection(self) -> None:
        if self._holds_collection:
            self._holds_collection = False
            gc.enable()

    @Slot(int, int, int, object)
    def _on_reported(self, number: int, done: int, total: int, text: Text) -> None:
        task = self._tasks.get(number)
        if self._holds_collection:
            gc.collect(1)  # long work makes garbage, too
        if task is not None:
            task.progress.emit(done, total, text)

    @Slot(int, str, object)
    def _on_settled(self, number: int, outcome: str, value: object) -> None:
        task = self._tasks.pop(number, None)
        if not self._tasks:
            self._release_collection()
        if task is None:
            return
        try:
            task.settle(outcome, value)
        finally:
            task.deleteLater()
            if not self._tasks:
                self.busy_changed.emit(False)
