# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the window needs before a desk is open: finding, founding, unlocking, restoring one."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol
from uuid import UUID

import msgspec

from branchdesk.domain.kinds.roles import DEFAULT_ROLES, DeskRole, Role
from branchdesk.domain.text import T, Text
from branchdesk.services.open_desk import OpenDesk

Report = Callable[[int, int, Text], None]
"""Tells done, total (0: unknown) and what is being done; raises Cancelled to stop."""


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """A choice of the first start: what the desk becomes and what its first person may do."""

    key: str
    label: Text
    desk: DeskRole
    roles: tuple[Role, ...]


POSTS = (
    Post(
        key="field_engineer",
        label=T("Field engineer", "role"),
        desk=DeskRole.ENGINEER,
        roles=DEFAULT_ROLES[DeskRole.ENGINEER],
    ),
    # Whoever sets up a branch's desk keeps its people until the manager is added, whatever their
    # post; without that right nobody could ever be added.
    Post(
        key="service_agent",
        label=T("Service agent (office)", "post"),
        desk=DeskRole.BRANCH,
        roles=DEFAULT_ROLES[DeskRole.BRANCH],
    ),
    Post(
        key="branch_manager",
        label=T("Branch manager", "role"),
        desk=DeskRole.BRANCH,
        roles=DEFAULT_ROLES[DeskRole.BRANCH],
    ),
    Post(
        key="headquarters",
        label=T("Headquarters service centre"),
        desk=DeskRole.HQ,
        roles=DEFAULT_ROLES[DeskRole.HQ],
    ),
)


class FirstAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """What the first start asks. ``branch`` is its code (empty at headquarters); ``laptop`` is
    ``L01`` and so on for an engineer, otherwise empty.
    """

    post: Post
    branch: str
    laptop: str
    name: str
    passphrase: str


class DeskCard(msgspec.Struct, frozen=True, kw_only=True):
    """A desk as it can be named without a key."""

    path: str
    code: str
    name: str
    role: DeskRole
    demo: bool = False


class Unlocker(msgspec.Struct, frozen=True):
    """Somebody who can unlock a desk."""

    id: UUID
    name: str


class DemoPlace(msgspec.Struct, frozen=True, kw_only=True):
    """One desk of the demo and the person one sits there as."""

    path: str
    code: str
    role: DeskRole
    person: str
    passphrase: str
    """Opens the desk when it is locked; every desk of the demo has the same, a secret to nobody."""


class DeskDoor(Protocol):
    """Everything that happens before a desk is open. All of it may take long; call it from a task.

    Every method raises UserError when the world is in the way.
    """

    def known_desks(self) -> tuple[DeskCard, ...]:
        """Return the desks of this machine that are still there, the last used first."""
        ...

    def card(self, path: str) -> DeskCard:
        """Return what a folder holds; raises UserError when that is no desk."""
        ...

    def unlockers(self, path: str) -> tuple[Unlocker, ...]:
        """Return who can unlock the desk."""
        ...

    def require_free(self, path: str) -> None:
        """Raise UserError when another program has the desk open."""
        ...

    def unlock(self, path: str, person: UUID, passphrase: str) -> bytes:
        """Return the desk's key."""
        ...

    def open(self, path: str, person: UUID, key: bytes) -> OpenDesk:
        """Open the desk with its key."""
        ...

    def recover(self, path: str, person: UUID, code: str, passphrase: str) -> bytes:
        """Set a new passphrase with the recovery code and return the desk's key."""
        ...

    def found(self, answers: FirstAnswers) -> tuple[OpenDesk, str]:
        """Make a new desk; return it open, with the recovery code that is shown once."""
        ...

    def build_demo(self, report: Report) -> tuple[DemoPlace, ...]:
        """Make the demo desks (they are made once and found again later)."""
        ...

    def open_demo(self, place: DemoPlace) -> OpenDesk:
        """Open a desk of the demo."""
        ...

    def restore(self, file: Path) -> str:
        """Unpack a backup into a new folder and return its path."""
        ...

    def latest_backup(self, path: str) -> Path | None:
        """Return the newest automatic backup of a desk, if there is one."""
        ...

    def branches(self) -> Sequence[tuple[str, Text]]:
        """Return code and name of the branches a desk can belong to."""
        ...

    def save_diagnosis(self, target: Path) -> None:
        """Write what support needs into one file; no customer data is in it."""
        ...
