# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Backups of an open desk: now, once a day by itself, and which of them stay (R-158)."""

from collections.abc import Callable
from pathlib import Path

from branchdesk.domain.clock import Clock, local_date
from branchdesk.domain.os_errors import translate_os_error
from branchdesk.store.backup import back_up
from branchdesk.store.backup_rotation import BackupFile, backup_name, list_backups, rotate
from branchdesk.store.database import Database, require_free_space
from branchdesk.wiring.desk_folder import DeskFolder


class Backups:
    """Makes and lists the backups of one desk."""

    def __init__(
        self,
        database: Database,
        folder: DeskFolder,
        code: str,
        clock: Clock,
        *,
        chosen: Callable[[], str],
        choose: Callable[[str], None],
    ) -> None:
        """``chosen`` tells the folder the person set, empty for the one inside the desk."""
        self._database = database
        self._desk = folder
        self._code = code
        self._clock = clock
        self._chosen = chosen
        self._choose = choose

    @property
    def folder(self) -> Path:
        """Where automatic backups lie."""
        chosen = self._chosen()
        return Path(chosen) if chosen else self._desk.backups

    def set_folder(self, folder: Path) -> None:
        """Keep automatic backups elsewhere, best on another disk; older ones stay where they are.

        Raises UserError when the folder cannot be made.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise translate_os_error(error, folder) from error
        self._choose(str(folder))

    def back_up(self) -> Path:
        """Make a backup now and return the file."""
        folder = self.folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise translate_os_error(error, folder) from error
        require_free_space(folder)
        now = self._clock.now()
        target = folder / backup_name(self._code, now)
        back_up(self._database, self._desk.root, target, now)
        return target

    def back_up_daily(self) -> Path | None:
        """Make today's backup unless it is there, and remove those not needed any more."""
        today = local_date(self._clock.now())
        if any(local_date(file.created_at) == today for file in self.list()):
            return None
        made = self.back_up()
        rotate(self.folder)
        return made

    def list(self) -> tuple[BackupFile, ...]:
        """Return the backups of this desk, newest first."""
        return tuple(file for file in list_backups(self.folder) if file.code == self._code)
