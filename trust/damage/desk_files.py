# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The files in the folder of a desk: database, WAL, side file, facts, keys, drafts, attachments."""

import shutil
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from branchdesk.runtime.desk_keys import KeyFile
from branchdesk.store.blobs import EncryptedBlobs
from branchdesk.store.drafts import DraftStore
from branchdesk.wiring.desk_folder import DeskFolder
from branchdesk.wiring.founding import open_with_key
from branchdesk.wiring.surroundings import Surroundings
from tests.companies import PASSPHRASE
from trust.damage.victim import HARMLESS, WrongValueError
from trust.scene import digest

_MUTABLE = ("desk.db", "desk.db-wal", "desk.db-shm", "desk.head", "desk.json")


class DeskVictim:
    """A file whose damage shows when the desk is opened, read and checked."""

    slack = False

    def __init__(  # noqa: D107
        self,
        name: str,
        whole: Path,
        folder: Path,
        file: str,
        person: UUID,
        key: bytes,
        surroundings: Surroundings,
    ) -> None:
        self.name = name
        self.file = whole / file
        self._whole = whole
        self._folder = folder
        self._person = person
        self._key = key
        self._surroundings = surroundings
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(whole, folder)
        with open_with_key(folder, person, key, surroundings) as desk:
            wrong = [finding for finding in desk.check() if not finding.ok]
            if wrong:
                raise AssertionError(f"the whole desk is not well: {wrong}")
            self._digest = digest(desk)

    def lay(self, content: bytes) -> None:
        """Put the desk as it was, one file damaged."""
        for name in _MUTABLE:
            (self._folder / name).unlink(missing_ok=True)
            if (self._whole / name).exists():
                shutil.copy(self._whole / name, self._folder / name)
        (self._folder / self.file.name).write_bytes(content)

    def look(self) -> str:
        """Open the desk, read everything, check everything."""
        with open_with_key(self._folder, self._person, self._key, self._surroundings) as desk:
            same = digest(desk) == self._digest
            wrong = [finding.check for finding in desk.check() if not finding.ok]
            told = desk.look_for_damage()
        if wrong:
            if told is None:
                raise WrongValueError(f"nothing is said after unlocking, doctor finds {wrong}")
            return f"doctor: {' '.join(wrong)}"
        if not same:
            raise WrongValueError("other values, and doctor finds nothing")
        return HARMLESS


class SingleFile:
    """A file that is read by itself; ``read`` returns what must stay the same."""

    def __init__(
        self,
        name: str,
        file: Path,
        read: Callable[[], object],
        tidy: Callable[[], None],
        *,
        slack: bool = False,
    ) -> None:
        """``tidy`` removes what a look left beside the file."""
        self.name = name
        self.slack = slack
        self.file = file
        self._read = read
        self._tidy = tidy
        self._expected = read()

    def lay(self, content: bytes) -> None:
        """Write the file."""
        self._tidy()
        self.file.write_bytes(content)

    def look(self) -> str:
        """Read it."""
        if self._read() != self._expected:
            raise WrongValueError("another content, and nothing is said")
        return HARMLESS


def _nothing() -> None:
    """Leave everything as it is."""


def key_file(root: Path, person: UUID, surroundings: Surroundings) -> SingleFile:
    """The wrapped keys."""

    def read() -> object:
        file = KeyFile.load(root / "keys.json", clock=surroundings.clock, cost=surroundings.cost)
        return file.unlock(person, PASSPHRASE), file.people(), file.parent_wrapped

    # The line break at its end may be cut off.
    return SingleFile("key file", root / "keys.json", read, _nothing, slack=True)


def facts_file(root: Path) -> SingleFile:
    """The facts that are readable without a key."""
    folder = DeskFolder(root)
    return SingleFile("facts (desk.json)", folder.facts_file, folder.read, _nothing)


def draft(root: Path, key: bytes, surroundings: Surroundings) -> SingleFile:
    """A draft."""
    (file,) = (root / "drafts").glob("*.draft")
    store = DraftStore(root / "drafts", key, surroundings.clock)

    def tidy() -> None:
        for aside in (root / "drafts").glob("*.damaged"):
            aside.unlink()

    return SingleFile("draft", file, lambda: store.load(file.stem), tidy)


def attachment(root: Path, key: bytes) -> SingleFile:
    """An attachment of more than one chunk."""
    blobs = EncryptedBlobs(root / "attachments", key)
    name = next(blobs.names())
    file = root / "attachments" / name[:2] / name
    return SingleFile("attachment", file, lambda: b"".join(blobs.open(name)), _nothing)
