# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The machine's settings as the window's pages see them."""

import base64
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal

from branchdesk.domain.clock import Clock
from branchdesk.domain.errors import UserError
from branchdesk.runtime.settings import KnownDesk, MachineSettings, SettingsFile

if TYPE_CHECKING:  # the settings are read before anything else of the window is imported
    from branchdesk.ui.around import Language, ThemeChoice


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
    def language(self) -> "Language":
        """The language chosen for the next start."""
        return self._settings.language

    @property
    def theme(self) -> "ThemeChoice":
        """The look in force."""
        return self._settings.theme

    def set_language(self, language: "Language") -> None:
        """Choose the language from the next start on."""
        self._keep(msgspec.structs.replace(self._settings, language=language))

    def set_theme(self, theme: "ThemeChoice") -> None:
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
