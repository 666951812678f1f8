# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the window needs to keep an open desk safe: backups and checks."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

import msgspec

from branchdesk.domain.errors import UserError


class Trouble(msgspec.Struct, frozen=True):
    """Something wrong with the data; ``passing`` when it is enough that somebody has read it."""

    error: UserError
    passing: bool


class BackupLine(Protocol):
    """A backup file in the folder of backups."""

    @property
    def path(self) -> Path:
        """The file."""
        ...

    @property
    def created_at(self) -> datetime:
        """When it was made (aware)."""
        ...


class BackupDesk(Protocol):
    """Backups of the open desk."""

    @property
    def folder(self) -> Path:
        """Where automatic backups lie."""
        ...

    def set_folder(self, folder: Path) -> None:
        """Keep automatic backups in another folder, best on another disk."""
        ...

    def back_up(self) -> Path:
        """Make a backup now and return the file. Raises UserError."""
        ...

    def back_up_daily(self) -> Path | None:
        """Make today's automatic backup unless it is there; remove those not needed any more."""
        ...

    def list(self) -> Sequence[BackupLine]:
        """Return the backups of this desk, newest first."""
        ...


class CheckLine(Protocol):
    """One line of the data check."""

    @property
    def check(self) -> str:
        """What was checked: pages, references, journal_chain and so on."""
        ...

    @property
    def ok(self) -> bool:
        """Whether it is right."""
        ...

    @property
    def detail(self) -> str:
        """Figures for support."""
        ...
