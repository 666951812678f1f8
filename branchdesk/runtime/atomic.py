# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Files that are either the old ones or the new ones, whatever happens in between."""

import contextlib
import os
import secrets
import shutil
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
    known) is only told when the disk is full. Raises UserError for every OSError, also for those
    of the block.
    """
    fresh = path.parent / f".{secrets.token_hex(8)}.part"
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode)
        try:
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
