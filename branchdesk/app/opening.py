# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the first paint needs: settings, words, look and an empty window."""

from PySide6.QtWidgets import QApplication

from branchdesk.app.preferences import MachinePreferences
from branchdesk.domain.clock import Clock
from branchdesk.runtime.i18n import load_translator
from branchdesk.runtime.paths import Paths
from branchdesk.runtime.settings import SettingsFile
from branchdesk.ui.look import Look
from branchdesk.ui.main_window import MainWindow
from branchdesk.ui.theme import Theme, tokens_for
from branchdesk.ui.tokens import Tokens


class Opening:
    """The window before anything is known of desks, and what it was made with."""

    def __init__(
        self, application: QApplication, paths: Paths, clock: Clock, language: str | None = None
    ) -> None:
        """Dress the application and make the window; ``language`` counts for this start only."""
        self.application = application
        self.paths = paths
        self.clock = clock
        self.preferences = MachinePreferences(SettingsFile(paths.settings_file), clock)
        self.language = language or self.preferences.language
        translator = load_translator(self.language, paths.resources, paths.cache)
        self.look = Look(Theme(self.tokens(), paths.resources / "styles"), translator)
        self.look.theme.apply(application)
        self.window = MainWindow(self.look)
        self.window.restore_window(self.preferences.geometry())

    def tokens(self) -> Tokens:
        """Return the palette that the settings and the system ask for now."""
        return tokens_for(self.preferences.theme, self.application)
