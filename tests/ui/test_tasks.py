# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Work runs off the window's thread and always ends in exactly one way, in the window's thread."""

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T
from branchdesk.ui.tasks import Report, TaskRunner


def test_result_and_progress_arrive_in_the_windows_thread(tasks: TaskRunner, qtbot: QtBot):
    here = threading.get_ident()
    seen = []

    def work(report):
        report(1, 2, T("half"))
        return threading.get_ident()

    task = tasks.run(work, lane="files")
    task.progress.connect(
        lambda done, total, text: seen.append((done, total, str(text), threading.get_ident()))
    )
    with qtbot.waitSignal(task.finished) as finished:
        pass
    assert finished.args[0] != here
    assert seen == [(1, 2, "half", here)]


def test_a_lane_is_serial_and_the_other_lane_goes_on(tasks: TaskRunner, qtbot: QtBot):
    gate = threading.Event()
    order = []

    def slow(report):
        gate.wait(5)
        order.append("slow")

    tasks.run(slow, lane="database")
    second = tasks.run(lambda report: order.append("second"), lane="database")
    other = tasks.run(lambda report: order.append("files"), lane="files")
    with qtbot.waitSignal(other.finished):
        pass
    assert order == ["files"]
    gate.set()
    with qtbot.waitSignal(second.finished):
        pass
    assert order == ["files", "slow", "second"]


def test_cancel_stops_at_the_next_report(tasks: TaskRunner, qtbot: QtBot):
    started, go_on = threading.Event(), threading.Event()

    def work(report):
        started.set()
        go_on.wait(5)
        report(1, 2, T("half"))
        raise AssertionError("went on after being cancelled")

    task = tasks.run(work, lane="files")
    waiting = tasks.run(lambda report: 1, lane="files")
    started.wait(5)
    waiting.cancel()
    with qtbot.waitSignals([task.cancelled, waiting.cancelled]):
        task.cancel()
        go_on.set()
    assert not tasks.is_busy


def test_errors_reach_whoever_asked(tasks: TaskRunner, qtbot: QtBot):
    error = UserError(T("Disk full"), T("No space"), T("Make room"))

    def work(report):
        raise error

    task = tasks.run(work, lane="files")
    with qtbot.waitSignal(task.failed) as failed:
        pass
    assert failed.args == [error]


def test_an_error_nobody_listens_to_is_raised(tasks: TaskRunner, qtbot: QtBot):
    def work(report):
        raise ZeroDivisionError

    with qtbot.captureExceptions() as raised:
        task = tasks.run(work, lane="files")
        with qtbot.waitSignal(task.ended):
            pass
    assert raised[0][0] is ZeroDivisionError


def test_close_cancels_and_refuses_more(qtbot: QtBot):
    runner = TaskRunner()
    started = threading.Event()

    def work(report):
        started.set()
        while True:
            report(0, 0, T("again"))

    runner.run(work, lane="database")
    started.wait(5)
    assert runner.close()
    with pytest.raises(RuntimeError):
        runner.run(lambda report: 1, lane="files")


def test_nobody_is_told_when_the_owner_is_gone(qtbot: QtBot, tasks: TaskRunner) -> None:
    """The work is done all the same; a lambda that touches the owner is not called."""
    owner, done, told = QObject(), threading.Event(), []
    task = tasks.run(lambda _: done.set(), lane="database", owner=owner)
    task.finished.connect(lambda _: told.append(owner.objectName()))
    task.ended.connect(lambda: told.append("ended"))
    Shiboken.delete(owner)
    qtbot.waitUntil(lambda: not tasks.is_busy, timeout=60_000)
    assert done.is_set()
    assert told == []


def test_no_cycle_is_collected_while_a_lane_works(qtbot: QtBot, tasks: TaskRunner) -> None:
    seen: list[bool] = []

    def work(_: Report) -> None:
        seen.append(gc.isenabled())

    with qtbot.waitSignal(tasks.run(work, lane="files").ended):
        pass
    assert seen == [False]
    assert gc.isenabled()


@pytest.mark.parametrize("refused", [False, True])
def test_what_a_task_worked_with_is_let_go(qtbot: QtBot, tasks: TaskRunner, refused: bool) -> None:
    """Work holds the whole desk; one refusal must not keep it after signing out."""
    held = threading.Event()
    gone = weakref.ref(held)

    def work(_: Report, held: threading.Event = held) -> None:
        held.set()
        if refused:
            raise UserError(T("This needs another role"), T("No."))

    task = tasks.run(work, lane="database")
    told: list[object] = []
    task.finished.connect(told.append)
    task.failed.connect(told.append)
    del task, work, held
    qtbot.waitUntil(lambda: not tasks.is_busy, timeout=60_000)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(told) == 1
    told.clear()
    gc.collect()
    assert gone() is None
