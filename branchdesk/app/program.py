# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Everything behind the first window: builds it and hands it on."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut

from branchdesk.app.opening import Opening
from branchdesk.domain.errors import UserError
from branchdesk.runtime.crash import CrashReporter
from branchdesk.runtime.fonts import FontFiles, ensure_fonts
from branchdesk.runtime.key_wrapping import Cost
from branchdesk.runtime.logs import start_logging
from branchdesk.services.open_desk import OpenDesk
from branchdesk.ui.desk_window import DeskWindow
from branchdesk.ui.file_questions import FileQuestions
from branchdesk.ui.font_files import load_fonts
from branchdesk.ui.messages import Messages
from branchdesk.ui.qt_words import QtWords
from branchdesk.ui.start.start_flow import StartFlow
from branchdesk.ui.tasks import TaskRunner
from branchdesk.ui.toolkit import Toolkit
from branchdesk.wiring.surroundings import make_surroundings
from branchdesk.wiring.window_services import Door


class Program(QObject):
    """Everything that lives as long as the window."""

    crashed = Signal(object)
    """Path of a crash report; emitted in the thread that crashed"""

    def __init__(self, opening: Opening, tasks: TaskRunner, cost: Cost | None = None) -> None:
        """Furnish the window; begin() looks for desks. ``cost`` makes tests cheap."""
        super().__init__()
        application, paths, clock = opening.application, opening.paths, opening.clock
        self._opening = opening
        self._application = application
        self._paths = paths
        self._stop_logging: Callable[[], None] = lambda: None
        self._reporter = CrashReporter(paths.logs / "crashes", clock, self.crashed.emit)
        self.crashed.connect(self._on_crash)
        self.preferences = opening.preferences
        self._look = opening.look
        self._qt_words = QtWords(application, self._look.translator)
        self.preferences.theme_changed.connect(self._dress)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._dress)
        self.window = opening.window
        self.window.furnish(application, idle_minutes=0)
        self.window.closing.connect(self._on_closing)
        self.tasks = tasks
        tasks.setParent(self)
        leave = QShortcut(QKeySequence("Ctrl+Q"), self.window)
        leave.activated.connect(self.window.close)
        self._toolkit = Toolkit(self._look, self.tasks, Messages(self._look, self.window), clock)
        self._files = FileQuestions(self._look, self.window)
        surroundings = make_surroundings(paths, clock, opening.language, cost)
        self._door = Door(surroundings, self.preferences.file)
        self.flow = StartFlow(self._toolkit, self._door, self.window, self._files)
        self.flow.opened.connect(self._on_opened)
        self.flow.leaving.connect(self._on_leaving)
        self.flow.quit_requested.connect(self.window.close)
        self.desk_window: DeskWindow | None = None

    def begin(self, desk: str = "") -> None:
        """Start with the desk in this folder, or with whatever this machine knows."""
        with suppress(UserError):  # a read-only profile still opens a desk elsewhere
            self._stop_logging = start_logging(self._paths.logs)
            self._reporter.install()
        task = self.tasks.run(lambda _: ensure_fonts(self._paths.cache), lane="files")
        task.finished.connect(self._on_fonts)
        task.failed.connect(self._on_no_fonts)
        # While the person types the passphrase.
        self.tasks.run(lambda _: self._door.prepare(), lane="files")
        self.flow.begin(desk)

    def answer_file_questions(self, files: FileQuestions) -> None:
        """Ask for files in another way than the system's dialogs."""
        self._files = files
        self.flow.set_files(files)

    def finish(self, code: int) -> int:
        """Give everything back after the last window is closed."""
        ended = self.tasks.close()
        self.flow.forget_desk()
        self.window.deleteLater()
        self._qt_words.remove()
        self._reporter.uninstall()
        self._stop_logging()
        if not ended:
            # A lane hangs in the system (a dead network share); unwinding would wait for it.
            os._exit(code)
        return code

    def _on_fonts(self, files: FontFiles) -> None:
        self._look.theme.set_family(load_fonts(files.regular, files.bold))
        self._dress()

    def _on_no_fonts(self, error: BaseException) -> None:
        if not isinstance(error, UserError):
            raise error
        # The system's font goes on; printing says what is missing.

    def _on_opened(self, desk: OpenDesk, wish: str) -> None:
        if self.desk_window is not None:
            return
        # The clock of a demo desk stands at the demo's date.
        toolkit = Toolkit(self._look, self.tasks, self._toolkit.messages, desk.session.clock)
        self.desk_window = DeskWindow(
            toolkit, self.window, desk, self.flow, self.preferences, self._files
        )
        self.desk_window.open(wish)

    def _on_leaving(self) -> None:
        if self.desk_window is not None:
            self.desk_window.close()
            self.desk_window = None

    def _on_closing(self, geometry: bytes) -> None:
        with suppress(UserError):  # nothing may keep a window from closing
            self.preferences.keep_geometry(geometry)
        if self.desk_window is not None:
            self.desk_window.close()
            self.desk_window = None
        self._application.quit()

    def _on_crash(self, report: Path) -> None:
        self._toolkit.messages.show_bug(report)

    def _dress(self) -> None:
        theme = self._look.theme
        theme.set_tokens(self._opening.tokens())
        theme.apply(self._application)
        theme.icons.redraw()
