# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What a page may ask of the window around it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol
from uuid import UUID

from branchdesk.domain.changes import Changes
from branchdesk.services.open_desk import OpenDesk
from branchdesk.ui.file_questions import FileQuestions
from branchdesk.ui.main_window import MainWindow
from branchdesk.ui.page import NO_ERRAND, Errand
from branchdesk.ui.toolkit import Toolkit

Language = Literal["zh_CN", "en"]
ThemeChoice = Literal["system", "light", "dark"]


class Preferences(Protocol):
    """What this machine remembers, whoever sits at it."""

    @property
    def language(self) -> Language:
        """The language chosen for the next start."""
        ...

    @property
    def theme(self) -> ThemeChoice:
        """The look in force."""
        ...

    def set_language(self, language: Language) -> None:
        """Choose the language from the next start on."""
        ...

    def set_theme(self, theme: ThemeChoice) -> None:
        """Change the look at once."""
        ...

    def page_of(self, desk: str) -> str:
        """Return the page a desk was left at, empty for none."""
        ...

    def remember(self, desk: str, page: str) -> None:
        """Keep which desk was open, at which page."""
        ...


@dataclass(frozen=True)
class Around:
    """What a page may ask of the window, beside its desk."""

    toolkit: Toolkit
    desk: OpenDesk
    window: MainWindow
    files: FileQuestions
    preferences: Preferences
    go_to: "GoTo"
    changed: Callable[[Changes], None]
    take_in: Callable[[Sequence[Path]], None]
    show_recovery_code: Callable[[str], None]
    new_record: Callable[[], None]
    sign_out: Callable[[], None]
    leave_demo: Callable[[], None]
    idle_changed: Callable[[], None]


class GoTo(Protocol):
    """Brings a page to the front, with a row and what is to be done there when named."""

    def __call__(self, key: str, row: UUID | None = None, errand: Errand = NO_ERRAND) -> None:
        """Show the page; one that this desk does not have is ignored."""
        ...
