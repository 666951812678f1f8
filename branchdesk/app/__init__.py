# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The start of the window.

What is imported here is what the first paint needs, and a test holds it to that: everything else
(services, pages, database, paper) takes three times as long as the first window may.
"""

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

import branchdesk
from branchdesk.app.opening import Opening
from branchdesk.domain.clock import SystemClock
from branchdesk.domain.errors import UserError
from branchdesk.runtime.i18n import LANGUAGES
from branchdesk.runtime.paths import find_paths
from branchdesk.ui.theme import STYLE_ARGUMENTS

if TYPE_CHECKING:
    from branchdesk.app.program import Program
    from branchdesk.ui.tasks import TaskRunner

BEHIND_THE_WINDOW = "branchdesk.wiring.window_services"
"""Imports nearly everything that knows no Qt; done off the window's thread."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window and return the exit code when it is closed."""
    options = _read_options(arguments)
    paths = find_paths()
    with suppress(UserError, OSError):
        paths.create()  # an unwritable profile is told by the window, not by a traceback
    application = QApplication([*sys.argv[:1], *STYLE_ARGUMENTS])
    application.setApplicationName("BranchDesk")
    application.setApplicationVersion(branchdesk.__version__)
    opening = Opening(application, paths, SystemClock(options.today), options.language)
    start = Start(opening, str(options.desk.absolute()) if options.desk else "")
    opening.window.painted.connect(start.go_on)
    opening.window.show()
    return start.finish(application.exec())


def _read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="branchdesk", description="The branch service desk")
    parser.add_argument("--desk", type=Path, help="the folder of the data to open")
    parser.add_argument("--today", type=date.fromisoformat, help="another date: YYYY-MM-DD")
    parser.add_argument("--language", choices=LANGUAGES, help="for this start only")
    parser.add_argument("--version", action="version", version=branchdesk.__version__)
    return parser.parse_args(arguments)


class Start(QObject):
    """From the first paint to the running program."""

    def __init__(self, opening: Opening, desk: str) -> None:
        """``desk`` is the folder to open, or empty."""
        super().__init__()
        self._opening = opening
        self._desk = desk
        self._tasks: TaskRunner | None = None
        self._program: Program | None = None

    def go_on(self) -> None:
        """Import the rest of the program while the window is there already."""
        from branchdesk.ui.tasks import TaskRunner

        tasks = self._tasks = TaskRunner(self)
        task = tasks.run(lambda _: import_module(BEHIND_THE_WINDOW), lane="database")
        task.finished.connect(lambda _: self._build(tasks))

    def finish(self, code: int) -> int:
        """Give everything back after the window is closed."""
        if self._program is not None:
            return self._program.finish(code)
        if self._tasks is not None:
            self._tasks.close()
        return code

    def _build(self, tasks: "TaskRunner") -> None:
        # What needs Qt is imported in the window's thread.
        from branchdesk.app.program import Program

        self._program = Program(self._opening, tasks)
        self._program.begin(self._desk)
