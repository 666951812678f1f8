# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Writing a file so that it is either there as a whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from branchdesk.domain.os_errors import translate_os_error


class GuardedWriter:
    """A file whose errors of writing are told as what they are: no space, no right, no folder."""

    def __init__(self, file: BinaryIO, place: Path) -> None:
        """Write into ``file``; ``place`` is the folder a message names."""
        self._file = file
        self._place = place

    def write(self, content: bytes) -> int:
        """Write all of the content; raises UserError."""
        try:
            return self._file.write(content)
        except OSError as error:
            raise translate_os_error(error, self._place) from error

    def flush(self) -> None:
        """Hand everything to the operating system; raises UserError."""
        try:
            self._file.flush()
        except OSError as error:
            raise translate_os_error(error, self._place) from error


@contextmanager
def whole_file(target: Path) -> Iterator[GuardedWriter]:
    """Give a file to write that appears under its name only when the block ends well.

    Raises UserError for a full disk, a read-only folder or a folder that is gone; whatever the
    block itself raises passes unchanged.
    """
    folder = target.parent
    temporary = target.with_name(f".{target.name}.tmp")
    try:
        file = temporary.open("wb")
    except OSError as error:
        raise translate_os_error(error, folder) from error
    try:
        guarded = GuardedWriter(file, folder)
        try:
            yield guarded
            guarded.flush()
        finally:
            with suppress(OSError):
                file.close()
        _publish(temporary, target)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _publish(temporary: Path, target: Path) -> None:
    try:
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise translate_os_error(error, target.parent) from error


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
