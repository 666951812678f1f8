# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The start of the window: builds everything and hands it on.

The window is painted first; fonts, icons, database and pages are imported after.
"""

import argparse
import base64
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

import branchdesk
from branchdesk.domain.clock import Clock, SystemClock
from branchdesk.domain.errors import UserError
from branchdesk.runtime.crash import CrashReporter
from branchdesk.runtime.fonts import FontFiles, ensure_fonts
from branchdesk.runtime.i18n import LANGUAGES, load_translator
from branchdesk.runtime.key_wrapping import Cost
from branchdesk.runtime.logs import start_logging
from branchdesk.runtime.paths import Paths, find_paths
from branchdesk.runtime.settings import KnownDesk, MachineSettings, SettingsFile
from branchdesk.services.open_desk import OpenDesk
from branchdesk.ui.around import Language, ThemeChoice
from branchdesk.ui.desk_window import DeskWindow
from branchdesk.ui.file_questions import FileQuestions
from branchdesk.ui.look import Look
from branchdesk.ui.main_window import MainWindow
from branchdesk.ui.messages import Messages
from branchdesk.ui.qt_words import QtWords
from branchdesk.ui.start.start_flow import StartFlow
from branchdesk.ui.tasks import TaskRunner
from branchdesk.ui.theme import Theme, load_fonts, tokens_for
from branchdesk.ui.tokens import Tokens
from branchdesk.ui.toolkit import Toolkit
from branchdesk.wiring.surroundings import make_surroundings
from branchdesk.wiring.window_services import Door


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window and return the exit code when it is closed."""
    options = _read_options(arguments)
    paths = find_paths()
    with suppress(UserError, OSError):
        paths.create()  # an unwritable profile is told by the window, not by a traceback
    application = QApplication(sys.argv[:1])
    application.setApplicationName("BranchDesk")
    application.setApplicationVersion(branchdesk.__version__)
    program = Program(application, paths, SystemClock(options.today), options.language)
    program.start(str(options.desk.absolute()) if options.desk else "")
    code = application.exec()
    return program.finish(code)


def _read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="branchdesk", description="The branch service desk")
    parser.add_argument("--desk", type=Path, help="the folder of the data to open")
    parser.add_argument("--today", type=date.fromisoformat, help="another date: YYYY-MM-DD")
    parser.add_argument("--language", choices=LANGUAGES, help="for this start only")
    parser.add_argument("--version", action="version", version=branchdesk.__version__)
    return parser.parse_args(arguments)


class Program(QObject):
    """Everything that lives as long as the window."""

    crashed = Signal(object)
    """Path of a crash report; emitted in the thread that crashed"""

    def __init__(
        self,
        application: QApplication,
        paths: Paths,
        clock: Clock,
        language: str | None = None,
        cost: Cost | None = None,
    ) -> None:
        """Build the window; nothing is shown yet. ``cost`` makes tests cheap."""
        super().__init__()
        self._application = application
        self._paths = paths
        self._clock = clock
        self._stop_logging: Callable[[], None] = lambda: None
        self._reporter = CrashReporter(paths.logs / "crashes", clock, self.crashed.emit)
        self.crashed.connect(self._on_crash)
        self.preferences = MachinePreferences(SettingsFile(paths.settings_file), clock)
        speaking = language or self.preferences.language
        translator = load_translator(speaking, paths.resources, paths.cache)
        self._look = Look(Theme(self._tokens(), paths.resources / "styles"), translator)
        self._look.theme.apply(application)
        self._qt_words = QtWords(application, translator)
        self.preferences.theme_changed.connect(self._dress)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._dress)
        self.window = MainWindow(self._look, application, idle_minutes=0)
        self.window.restore_window(self.preferences.geometry())
        self.window.closing.connect(self._on_closing)
        self.tasks = TaskRunner(self)
        leave = QShortcut(QKeySequence("Ctrl+Q"), self.window)
        leave.activated.connect(self.window.close)
        self._toolkit = Toolkit(self._look, self.tasks, Messages(self._look, self.window), clock)
        self._files = FileQuestions(self._look, self.window)
        self._door = Door(make_surroundings(paths, clock, speaking, cost), self.preferences.file)
        self.flow = StartFlow(self._toolkit, self._door, self.window, self._files)
        self.flow.opened.connect(self._on_opened)
        self.flow.leaving.connect(self._on_leaving)
        self.flow.quit_requested.connect(self.window.close)
        self.desk_window: DeskWindow | None = None

    def start(self, desk: str = "") -> None:
        """Show the window; everything else follows the first paint."""
        self.window.show()
        QTimer.singleShot(0, self, lambda: self._after_first_paint(desk))

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

    def _after_first_paint(self, desk: str) -> None:
        with suppress(UserError):  # a read-only profile still opens a desk elsewhere
            self._stop_logging = start_logging(self._paths.logs)
            self._reporter.install()
        task = self.tasks.run(lambda _: ensure_fonts(self._paths.cache), lane="files")
        task.finished.connect(self._on_fonts)
        task.failed.connect(self._on_no_fonts)
        self.flow.begin(desk)

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

    def _tokens(self) -> Tokens:
        choice = self.preferences.theme
        if choice == "system":
            dark = QGuiApplication.styleHints().colorScheme().name == "Dark"
            choice = "dark" if dark else "light"
        return tokens_for(choice)

    def _dress(self) -> None:
        theme = self._look.theme
        theme.set_tokens(self._tokens())
        theme.apply(self._application)
        theme.icons.redraw()


class MachinePreferences(QObject):
    """The machine's settings as the pages see them; every change is kept at once."""

    theme_changed = Signal()

    def __init__(self, file: SettingsFile, clock: Clock) -> None:
        """Read the file; one that cannot be read counts as empty."""
        super().__init__()
        self.file = file
        self._clock = clock
        self._settings = MachineSettings()
        with suppress(UserError):
            self._settings = file.load()

    @property
    def language(self) -> Language:
        """The language chosen for the next start."""
        return self._settings.language

    @property
    def theme(self) -> ThemeChoice:
        """The look in force."""
        return self._settings.theme

    def set_language(self, language: Language) -> None:
        """Choose the language from the next start on."""
        self._keep(msgspec.structs.replace(self._settings, language=language))

    def set_theme(self, theme: ThemeChoice) -> None:
        """Change the look at once."""
        self._keep(msgspec.structs.replace(self._settings, theme=theme))
        self.theme_changed.emit()

    def geometry(self) -> bytes:
        """Return what the window said of itself when it was last closed."""
        with suppress(ValueError):
            return base64.b64decode(self._settings.geometry, validate=True)
        return b""

    def keep_geometry(self, geometry: bytes) -> None:
        """Remember size and place."""
        words = base64.b64encode(geometry).decode("ascii")
        self._keep(msgspec.structs.replace(self._settings, geometry=words))

    def page_of(self, desk: str) -> str:
        """Return the page a desk was left at."""
        return next((known.page for known in self._settings.desks if known.path == desk), "")

    def remember(self, desk: str, page: str) -> None:
        """Keep which desk was open, at which page."""
        now: datetime = self._clock.now()
        # Forgetting a page is no reason to disturb anybody.
        with suppress(UserError):
            self._keep(self._settings.with_desk(KnownDesk(desk, now, page)))

    def _keep(self, settings: MachineSettings) -> None:
        self._settings = settings
        self.file.save(settings)
