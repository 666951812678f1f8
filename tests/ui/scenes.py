# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The real window around a desk, for pictures and for tests of the looks of whole pages."""

import errno
import os
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEventLoop
from PySide6.QtWidgets import QApplication

from branchdesk.app.preferences import MachinePreferences
from branchdesk.domain.errors import UserError
from branchdesk.domain.os_errors import translate_os_error
from branchdesk.runtime.settings import SettingsFile
from branchdesk.ui.desk_window import DeskWindow
from branchdesk.ui.file_questions import FileQuestions
from branchdesk.ui.main_window import MainWindow
from branchdesk.ui.messages import Messages
from branchdesk.ui.page import Page
from branchdesk.ui.start.start_flow import StartFlow
from branchdesk.ui.tasks import Task, TaskRunner, Work
from branchdesk.ui.toolkit import Toolkit
from branchdesk.wiring.desk import Desk
from branchdesk.wiring.window_services import Door
from tests.temporary import temporary_folder

PATIENCE = 120_000
"""Milliseconds a scene may take to come to rest."""


class SceneTasks(TaskRunner):
    """Lanes on which from now on everything fails, or nothing comes to an end."""

    def __init__(self) -> None:
        super().__init__()
        self.held = False
        self._fails = False
        self._go_on = threading.Event()

    def fail(self) -> None:
        """Let all further work fail as it does when the disk cannot be read."""
        self._fails = True

    def hold(self) -> None:
        """Let all further work wait until release()."""
        self.held = True

    def release(self) -> None:
        """Let the work that waits come to its end."""
        self._go_on.set()
        self.held = False

    def run(self, work: Work[Any], **rest: Any) -> Task[Any]:
        return super().run(self._changed(work), **rest)

    def _changed(self, work: Work[Any]) -> Work[Any]:
        if self._fails:
            return _cannot_read
        if self.held:

            def wait(report: Any) -> Any:
                self._go_on.wait(PATIENCE / 1000)
                return work(report)

            return wait
        return work


class SceneMessages(Messages):
    """Tells errors to nobody: a box would wait for somebody to press its button."""

    def show_error(self, error: BaseException) -> None:
        if not isinstance(error, UserError):
            raise error


def _cannot_read(report: object) -> None:
    del report
    trouble = OSError(errno.EIO, os.strerror(errno.EIO))
    raise translate_os_error(trouble, Path("desk.db"), reading=True)


def settle(tasks: TaskRunner) -> None:
    """Let the lanes come to rest and everything that followed be shown."""
    deadline = QDeadlineTimer(PATIENCE)
    loop = QEventLoop()
    quiet = 0
    while quiet < 3:
        assert not deadline.hasExpired(), "the scene does not come to rest"
        QCoreApplication.sendPostedEvents()
        loop.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        waits = tasks.is_busy and not getattr(tasks, "held", False)
        quiet = 0 if waits else quiet + 1


def open_window(toolkit: Toolkit, desk: Desk, page: str = "") -> DeskWindow:
    """Open a desk in a window of its own, with navigation and top bar, at one of its pages."""
    application = QApplication.instance()
    assert application is not None
    window = MainWindow(toolkit.look)
    window.furnish(application, idle_minutes=0)
    own = replace(toolkit, messages=SceneMessages(toolkit.look, window), clock=desk.session.clock)
    files = FileQuestions(own.look, window)
    home = temporary_folder()
    settings = SettingsFile(home / "settings.json")
    flow = StartFlow(own, Door(desk.surroundings, settings), window, files)
    preferences = MachinePreferences(settings, own.clock)
    if page:
        preferences.remember(desk.path, page)
    opened = DeskWindow(own, window, desk, flow, preferences, files)
    window.show()
    opened.open()
    return opened


def open_page(toolkit: Toolkit, desk: Desk, page: str) -> Any:
    """Open a desk at one of its pages and wait until it is drawn; returns the page."""
    opened = open_window(toolkit, desk, page)
    settle(toolkit.tasks)
    window = opened.parent()
    assert isinstance(window, MainWindow)
    shown = window.current_page()
    assert isinstance(shown, Page)
    assert window.current_key() == page
    return shown
