# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What a person has typed into an editor and not saved yet; it survives a crash (ui.md §2)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import msgspec

from branchdesk.services.session import Session


class DraftLine(Protocol):
    """A kept draft as the store lists it."""

    @property
    def name(self) -> str:
        """The name it was saved under."""
        ...

    @property
    def saved_at(self) -> datetime:
        """When it was saved (aware)."""
        ...


class DraftList(Protocol):
    """What the store has, newest first, and what could not be read."""

    @property
    def lines(self) -> Sequence[DraftLine]:
        """The drafts that can be loaded."""
        ...

    @property
    def damaged(self) -> Sequence[str]:
        """The names of drafts that were set aside."""
        ...


class DraftStore(Protocol):
    """Encrypted drafts beside the database, one file each."""

    def save(self, name: str, document: dict[str, Any]) -> None:
        """Keep a document of JSON values in place of the older one."""
        ...

    def load(self, name: str) -> dict[str, Any] | None:
        """Return the document or None."""
        ...

    def list(self) -> DraftList:
        """Return what there is."""
        ...

    def discard(self, name: str) -> None:
        """Remove a draft."""
        ...


class WaitingDraft(msgspec.Struct, frozen=True):
    """A draft of the present person; ``target`` is the row it changes, None for a new one."""

    page: str
    target: UUID | None
    saved_at: datetime


class Waiting(msgspec.Struct, frozen=True):
    """The drafts to go on with, newest first, and how many could not be read."""

    drafts: tuple[WaitingDraft, ...]
    damaged: int


class Drafts:
    """The drafts of the person of the session; colleagues on this desk do not see them."""

    def __init__(self, session: Session, store: DraftStore) -> None:
        """Take the session and the store of the desk."""
        self._owner = session.actor.staff.hex
        self._store = store

    def save(self, page: str, document: Mapping[str, object], target: UUID | None = None) -> None:
        """Keep what stands in an editor; ``page`` is lower-case letters, digits and ``_``.

        Raises UserError when it cannot be written.
        """
        self._store.save(self._name(page, target), msgspec.to_builtins(dict(document)))

    def load(self, page: str, target: UUID | None = None) -> dict[str, Any] | None:
        """Return the values of an editor as JSON values, or None; raises UserError if damaged."""
        return self._store.load(self._name(page, target))

    def discard(self, page: str, target: UUID | None = None) -> None:
        """Forget a draft, because it was saved or given up."""
        self._store.discard(self._name(page, target))

    def waiting(self) -> Waiting:
        """Return the drafts that were never saved, as after a crash."""
        kept = self._store.list()
        own = [(line, line.name.split("-")) for line in kept.lines if self._is_own(line.name)]
        return Waiting(
            tuple(
                WaitingDraft(
                    page=parts[1],
                    target=UUID(hex=parts[2]) if len(parts) > 2 else None,
                    saved_at=line.saved_at,
                )
                for line, parts in own
            ),
            sum(self._is_own(name) for name in kept.damaged),
        )

    def _name(self, page: str, target: UUID | None) -> str:
        parts = [self._owner, page]
        if target is not None:
            parts.append(target.hex)
        return "-".join(parts)

    def _is_own(self, name: str) -> bool:
        return name.startswith(f"{self._owner}-")
