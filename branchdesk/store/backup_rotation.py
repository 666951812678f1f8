# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The names of automatic backups, and which of them are kept."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable
from datetime import datetime
from pathlib import Path

import msgspec

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.os_errors import translate_os_error

_SUFFIX = ".deskbackup"
_STAMP = "%Y%m%d-%H%M%S"
_NAME = re.compile(r"(?P<code>.+)-(?P<stamp>[0-9]{8}-[0-9]{6})" + re.escape(_SUFFIX))


class BackupFile(msgspec.Struct, frozen=True):
    """An automatic backup: the file, the code of its desk, and when it was made (aware)."""

    path: Path
    code: str
    created_at: datetime


def backup_name(code: str, at: datetime) -> str:
    """Return the file name of an automatic backup: ``GZ-L01-20261124-180200.deskbackup``."""
    return f"{code}-{at.astimezone(BRANCH_ZONE):{_STAMP}}{_SUFFIX}"


def list_backups(folder: Path) -> tuple[BackupFile, ...]:
    """Return the automatic backups in a folder, newest first, going by their names."""
    found = []
    try:
        paths = list(folder.iterdir()) if folder.exists() else []
    except OSError as error:
        raise translate_os_error(error, folder, reading=True) from error
    for path in paths:
        match = _NAME.fullmatch(path.name)
        if match is None:
            continue
        try:
            created_at = datetime.strptime(match["stamp"], _STAMP).replace(tzinfo=BRANCH_ZONE)
        except ValueError:
            continue  # the digits are no date: somebody else's file
        found.append(BackupFile(path, match["code"], created_at))
    return tuple(sorted(found, key=lambda file: (file.created_at, file.code), reverse=True))


def rotate(folder: Path, *, daily: int = 7, weekly: int = 4, monthly: int = 12) -> tuple[Path, ...]:
    """Remove automatic backups that are not needed any more and return them.

    For each desk the newest backup is kept of each of the last ``daily`` days, ``weekly`` ISO
    weeks and ``monthly`` months that have one, in the branch's zone; pauses cost nothing. At
    least the newest one stays. Other files are not touched. Raises UserError.
    """
    desks: defaultdict[str, list[BackupFile]] = defaultdict(list)
    for file in list_backups(folder):
        desks[file.code].append(file)
    removed = []
    for files in desks.values():
        kept = {files[0].path}
        kept |= _newest_of_each(files, daily, lambda moment: moment.date())
        kept |= _newest_of_each(files, weekly, lambda moment: moment.isocalendar()[:2])
        kept |= _newest_of_each(files, monthly, lambda moment: (moment.year, moment.month))
        removed += [file.path for file in files if file.path not in kept]
    for path in removed:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise translate_os_error(error, path) from error
    return tuple(removed)


def _newest_of_each(
    files: list[BackupFile], most: int, period: Callable[[datetime], Hashable]
) -> set[Path]:
    """Return the newest file of each of the last periods; ``files`` come newest first."""
    newest: dict[Hashable, Path] = {}
    for file in files:
        newest.setdefault(period(file.created_at), file.path)
    return set(list(newest.values())[:most])
