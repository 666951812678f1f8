# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Files that are either the old ones or the new ones, whatever happens in between."""

import contextlib
import os
import shutil
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from branchdesk.domain.os_errors import translate_os_error


@contextlib.contextmanager
def atomic_file(path: Path, size: int | None = None, mode: int = 0o666) -> Iterator[BinaryIO]:
    """Yield a binary file that takes the place of ``path`` when the block ends without an error.

    After an error, a kill or a power cut ``path`` is what it was. The folder is not created: a
    missing one may be an unplugged stick. The file gets the rights of ``mode`` that the person's
    umask leaves, so that colleagues can usually read it in a shared folder. ``size`` (bytes, if
    known) is only told when the disk is full. What a killed attempt at the same file left is
    removed. Raises UserError for every OSError, also for those of the block.
    """
    stem = f".{zlib.crc32(os.fsencode(path.name)):08x}"
    _remove_abandoned(path.parent, stem)
    fresh = path.parent / f"{stem}-{os.urandom(4).hex()}{PART_SUFFIX}"
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode)
        try:
            with _held(descriptor):
                with os.fdopen(descriptor, "wb") as file:
                    yield file
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(fresh, path)
        except BaseException:
            with contextlib.suppress(OSError):
                fresh.unlink()
            raise
        _sync_folder(path.parent)
    except OSError as error:
        raise translate_os_error(error, path, free=_free_space(path.parent), needed=size) from error


def write_atomic(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Replace the content of ``path`` by ``data`` (see atomic_file). Raises UserError."""
    with atomic_file(path, len(data), mode) as file:
        file.write(data)


def remove_parts(folder: Path) -> None:
    """Remove every file in a folder that a killed process left unfinished."""
    _remove_abandoned(folder, ".")


PART_SUFFIX = ".part"
"""How unfinished files are called; their names begin with a dot."""

_BINARY = getattr(os, "O_BINARY", 0)  # Windows would turn \n into \r\n


def _sync_folder(folder: Path) -> None:
    """Make the new name itself last; Windows offers no way to do that."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _free_space(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def _remove_abandoned(folder: Path, beginning: str) -> None:
    """Remove unfinished files that no living process holds; leftovers cost room, nothing else."""
    for path in folder.glob(f"{beginning}*{PART_SUFFIX}"):
        with contextlib.suppress(OSError):
            descriptor = os.open(path, os.O_RDWR | _BINARY)
            try:
                _hold(descriptor)
                if os.name != "nt":
                    path.unlink()
            finally:
                os.close(descriptor)
            if os.name == "nt":
                path.unlink()  # refused while anybody has it open


if sys.platform == "win32":

    def _hold(descriptor: int) -> None:
        """Windows itself removes no file that is open."""

    def _held(descriptor: int) -> contextlib.AbstractContextManager[None]:
        del descriptor
        return contextlib.nullcontext()

else:
    import fcntl

    def _hold(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    @contextlib.contextmanager
    def _held(descriptor: int) -> Iterator[None]:
        """Say that the file is being written until the block ends; the kernel says so, not we."""
        with contextlib.suppress(OSError):  # some network folders know no locks
            _hold(descriptor)
        until_named = os.dup(descriptor)
        try:
            yield
        finally:
            os.close(until_named)
