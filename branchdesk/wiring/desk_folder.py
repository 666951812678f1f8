# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The folder of a desk: what lies where, and the few facts that are readable without a key."""

import contextlib
import hashlib
import shutil
from pathlib import Path

import msgspec

from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.domain.os_errors import translate_os_error
from branchdesk.domain.text import T
from branchdesk.runtime.atomic import remove_parts, write_atomic
from branchdesk.services.session import DeskFacts
from branchdesk.store.backup import COPIES_NAME

FACTS = "desk.json"


class StoredFacts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``desk.json``: which desk this is. ``incarnation`` is renewed after a restore.

    ``clock_shift`` (seconds) moves the clock of a demo to the hour its scenes are told for.
    ``checksum`` shows a flipped bit before anybody unlocks; it leaves out ``restored``, which is
    written by whoever has no key. That nobody else wrote the file shows when the desk is opened,
    by ``identity``.
    """

    code: str
    role: DeskRole
    name: str
    node: str
    incarnation: str
    demo: bool = False
    clock_shift: int = 0
    restored: dict[str, str] | None = None
    checksum: str = ""

    def with_checksum(self) -> "StoredFacts":
        """Return the same with its checksum."""
        bare = msgspec.structs.replace(self, checksum="", restored=None)
        digest = hashlib.sha256(msgspec.json.encode(bare)).hexdigest()
        return msgspec.structs.replace(self, checksum=digest)

    @property
    def identity(self) -> str:
        """What never changes in the life of a desk, as its database keeps it."""
        lasting = (self.code, self.role.value, self.name, self.node, self.demo)
        return msgspec.json.encode(lasting).decode()

    @property
    def facts(self) -> DeskFacts:
        """What the services know of the desk."""
        return DeskFacts(
            code=self.code,
            role=self.role,
            branch_code=self.code.partition("-")[0],
            device=device_of(self.code, self.role),
            node=self.node,
            demo=self.demo,
        )

    @property
    def version_node(self) -> str:
        """Node and incarnation as they stand in field versions."""
        return f"{self.node[:8]}/{self.incarnation}"


def device_of(code: str, role: DeskRole) -> str:
    """Return the part of numbers that tells which desk of the branch gave them."""
    fixed = {DeskRole.BRANCH: "D01", DeskRole.HQ: "H01"}
    return fixed.get(role, code.partition("-")[2])


class DeskFolder:
    """Paths inside a desk's folder."""

    def __init__(self, root: Path) -> None:
        """Name the folder; nothing is read."""
        self.root = root
        self.facts_file = root / FACTS
        self.keys = root / "keys.json"
        self.database = root / "desk.db"
        self.attachments = root / "attachments"
        self.drafts = root / "drafts"
        self.outbox = root / "outbox"
        self.inbox = root / "inbox"
        self.backups = root / "backups"

    def exists(self) -> bool:
        """Tell whether there is a desk here."""
        return self.facts_file.is_file()

    def read(self) -> StoredFacts:
        """Return the facts; raises UserError when there is no desk or the file is damaged."""
        try:
            content = self.facts_file.read_bytes()
        except FileNotFoundError as error:
            raise UserError(
                T("There is no desk here"),
                T("{path} holds no data of this program.", path=str(self.root)),
                T("Choose another folder, or start a new desk."),
            ) from error
        except OSError as error:
            raise translate_os_error(error, self.facts_file, reading=True) from error
        try:
            facts = msgspec.json.decode(content, type=StoredFacts)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise self.unreadable() from error
        # Files of the first version had no checksum.
        if facts.checksum and facts.with_checksum() != facts:
            raise self.unreadable()
        if facts.clock_shift and not facts.demo:
            raise self.unreadable()
        return facts

    def unreadable(self) -> UserError:
        """Return the error for facts that are damaged or were changed from outside."""
        return UserError(
            T("The data of this computer is damaged"),
            T("{path} cannot be read.", path=str(self.facts_file)),
            T("Restore from the last backup; nothing is overwritten by that."),
        )

    def clear_leftovers(self) -> None:
        """Remove what a kill left unfinished; only for the one that holds the desk's lock."""
        for folder in (self.root, self.backups):
            remove_parts(folder)
        with contextlib.suppress(OSError):  # leftovers cost room, nothing else
            for path in self.backups.glob("*.part*"):
                path.unlink()
        shutil.rmtree(self.root / COPIES_NAME, ignore_errors=True)

    def write(self, facts: StoredFacts) -> None:
        """Store the facts; raises UserError when the folder cannot be written."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            for folder in (self.outbox, self.inbox):
                folder.mkdir(exist_ok=True)
        except OSError as error:
            raise translate_os_error(error, self.root) from error
        content = msgspec.json.encode(facts.with_checksum())
        write_atomic(self.facts_file, msgspec.json.format(content))
