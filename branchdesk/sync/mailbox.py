# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Mailboxes: any place both sides reach. This version knows folders (disk, stick, share)."""

import errno
import os
import re
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

import msgspec

from branchdesk.domain.errors import UserError
from branchdesk.domain.os_errors import translate_os_error
from branchdesk.sync import refusals
from branchdesk.sync.files import whole_file

_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


class Entry(msgspec.Struct, frozen=True):
    """Something in a mailbox: its name and, for a file, its size in bytes."""

    name: str
    size: int
    folder: bool


class _NotPlainError(Exception):
    """Something else than a file: a pipe would be waited for without end."""


class Mailbox(Protocol):
    """A place for small files that are never changed once they are there.

    Paths are relative and use ``/``. Every method raises UserError when the place cannot be
    reached.
    """

    @property
    def place(self) -> str:
        """What a person calls this place."""
        ...

    def list(self, folder: str) -> list[Entry]:
        """Return what lies in a folder, nothing when there is no such folder."""
        ...

    def read(self, path: str, limit: int) -> bytes | None:
        """Return a file, or None when it is not there or larger than ``limit`` bytes."""
        ...

    def write(self, path: str, content: bytes) -> None:
        """Write a file that appears as a whole, and check that all of it arrived."""
        ...

    def remove(self, folder: str, names: Sequence[str]) -> None:
        """Remove files in this order, and the folder when it is empty; what is gone is gone."""
        ...


class FolderMailbox:
    """A mailbox in a folder."""

    def __init__(self, root: Path) -> None:
        """Use an existing folder; it is never created, as a missing one is a stick pulled out."""
        self._root = root

    @property
    def place(self) -> str:
        """The folder's path."""
        return str(self._root)

    def list(self, folder: str) -> list[Entry]:
        """Return what lies in a folder, sorted; unfinished files are left out.

        So is whatever is neither a file nor a folder: links and pipes are nothing a desk puts here.
        """
        self._require_root()
        try:
            found = sorted(self._at(folder).iterdir())
            return [entry for path in found if (entry := _entry(path)) is not None]
        except (FileNotFoundError, NotADirectoryError):
            self._require_root()
            return []
        except OSError as error:
            raise self._unreachable() from error

    def read(self, path: str, limit: int) -> bytes | None:
        """Return a file's content."""
        self._require_root()
        try:
            with _open_plain(self._at(path)) as file:
                content = file.read(limit + 1)
        except (FileNotFoundError, IsADirectoryError, _NotPlainError):
            self._require_root()
            return None
        except OSError as error:
            raise self._unreachable() from error
        return content if len(content) <= limit else None

    def write(self, path: str, content: bytes) -> None:
        """Write temp + fsync + rename, then ask the folder for the size it keeps."""
        self._require_root()
        target = self._at(path)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise translate_os_error(error, self._root) from error
        try:
            with whole_file(target) as file:
                file.write(content)
            arrived = target.stat().st_size
        except UserError:
            self._require_root()
            raise
        except OSError as error:
            raise self._unreachable() from error
        if arrived != len(content):
            raise refusals.not_kept(self.place)

    def remove(self, folder: str, names: Sequence[str]) -> None:
        """Remove files, then the folder unless something else lies in it."""
        self._require_root()
        try:
            for name in names:
                self._at(f"{folder}/{name}").unlink(missing_ok=True)
            with suppress(OSError):
                self._at(folder).rmdir()
        except OSError as error:
            raise self._unreachable() from error

    def _at(self, path: str) -> Path:
        parts = PurePosixPath(path).parts
        if any(part in {"..", "/"} or "\\" in part for part in parts):
            raise ValueError(f"mailbox path {path!r}")
        return self._root.joinpath(*parts)

    def _require_root(self) -> None:
        try:
            there = self._root.is_dir()
        except OSError as error:
            raise self._unreachable() from error
        if not there:
            raise self._unreachable()

    def _unreachable(self) -> UserError:
        return refusals.mailbox_unreachable(self.place)


def _entry(path: Path) -> Entry | None:
    try:
        facts = path.lstat()
    except FileNotFoundError:  # it was moved away meanwhile
        return None
    folder = stat.S_ISDIR(facts.st_mode)
    if path.name.startswith(".") or not (folder or stat.S_ISREG(facts.st_mode)):
        return None
    return Entry(path.name, facts.st_size, folder)


def _open_plain(path: Path) -> BinaryIO:
    """Open a file that is one; a link is not followed and nothing is waited for."""
    try:
        descriptor = os.open(path, os.O_RDONLY | _PLAIN_FLAGS)
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.ENXIO}:
            raise _NotPlainError from error
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _NotPlainError
    return os.fdopen(descriptor, "rb")


_PLAIN_FLAGS = (
    getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
)


def open_mailbox(address: str) -> FolderMailbox:
    """Return the mailbox at a path or a ``file:///…`` URL; raises UserError for other schemes.

    A Windows drive or share is a path. The folder itself is looked for at each use.
    """
    if _DRIVE.match(address) or address.startswith("\\\\") or "://" not in address:
        return FolderMailbox(Path(address))
    url = urlsplit(address)
    if url.scheme.lower() != "file":
        raise refusals.mailbox_unusable(address)
    if url.netloc and url.netloc.lower() != "localhost":
        return FolderMailbox(Path(f"//{url.netloc}{unquote(url.path)}"))
    return FolderMailbox(Path(url2pathname(url.path)))
