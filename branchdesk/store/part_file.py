# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Files beside the database that appear under their name only when they are whole."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from branchdesk.domain.os_errors import translate_os_error

PART_SUFFIX = ".part"


class PartFile:
    """A file in the making; it is lost unless it is published."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        """Take the open file and its passing name; use ``part_file``."""
        self.path = path
        self.file = file

    def finish(self) -> None:
        """Bring everything onto the disk and close the file; it can be read at ``path`` then."""
        if not self.file.closed:
            self.file.flush()
            os.fsync(self.file.fileno())
            self.file.close()

    def publish(self, target: Path) -> None:
        """Give the file its name, in place of an older one; ``target`` lies on the same disk."""
        self.finish()
        os.replace(self.path, target)
        sync_folder(target.parent)


@contextmanager
def part_file(folder: Path, stem: str = "") -> Iterator[PartFile]:
    """Open a new file in an existing folder; what is not published is removed.

    With a ``stem`` of its own, a writer overwrites what it left when it was killed. Raises
    UserError for every OSError, also for those of the block; whoever reads another file in it
    converts the errors of that one.
    """
    path = folder / f".{stem or secrets.token_hex(8)}{PART_SUFFIX}"
    try:
        part = PartFile(path, path.open("wb"))
        try:
            yield part
        finally:
            with suppress(OSError):
                part.file.close()
            with suppress(OSError):
                path.unlink(missing_ok=True)
    except OSError as error:
        raise translate_os_error(error, folder) from error


def remove_parts(folder: Path) -> None:
    """Remove what a killed process left; only for a folder that one process writes to."""
    with suppress(OSError):  # leftovers cost room, nothing else
        for path in folder.glob(f".*{PART_SUFFIX}"):
            path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last through a power cut; Windows offers no way to do that."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
