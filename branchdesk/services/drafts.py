# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What a person has typed into an editor and not saved yet; it survives a crash (ui.md §2)."""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

import msgspec

from branchdesk.services.session import Session

R = TypeVar("R")


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


_BECOMES = "_becomes"
"""Where a draft names the kinds and the identity of the row it is being saved as."""

_ADDS = "_adds"
"""Where a draft names the kind and the identity of a row added from within it, and its words."""


class _Reserved(msgspec.Struct):
    kinds: tuple[str, ...]
    identity: UUID
    entered: bool = False


class _Added(msgspec.Struct):
    kind: str
    identity: UUID
    words: str
    named: bool = False
    """a draft that names the row was kept: from then on the form has the last word"""


class Drafts:
    """The drafts of the person of the session; colleagues on this desk do not see them."""

    def __init__(self, session: Session, store: DraftStore) -> None:
        """Take the session and the store of the desk."""
        self._session = session
        self._owner = session.actor.staff.hex
        self._store = store
        self._reserved: dict[str, _Reserved] = {}
        self._added: dict[str, _Added] = {}
        # Typing and saving come from two threads.
        self._lock = threading.Lock()

    def save(self, page: str, document: Mapping[str, object], target: UUID | None = None) -> None:
        """Keep what stands in an editor; ``page`` is lower-case letters, digits and ``_``.

        Raises UserError when it cannot be written.
        """
        name = self._name(page, target)
        with self._lock:
            self._keep(name, msgspec.to_builtins(dict(document)))

    def enter(
        self, page: str, act: Callable[[UUID], R], *kinds: str, target: UUID | None = None
    ) -> R:
        """Do what a form asks for, storing a new row of one of the kinds under the identity given.

        The draft remembers the identity. When the program is killed after the row was stored and
        before the draft was discarded, the draft is not offered again, so that nothing is entered
        twice. After an error the same form gets the same identity, after a success another one.
        Raises UserError when the draft cannot be written, and what ``act`` raises.
        """
        reserved = self._reserve(self._name(page, target), kinds)
        result = act(reserved.identity)
        reserved.entered = True
        return result

    def enter_within(
        self,
        page: str,
        words: str,
        act: Callable[[UUID], R],
        kind: str,
        target: UUID | None = None,
    ) -> R:
        """Add a row that a form needs (the customer of a call) under the identity given.

        The draft of the form remembers the identity, so that after a kill the row is taken by the
        form that is restored instead of being added again. The same words get the same identity
        until the draft is discarded. Raises UserError when the draft cannot be written, and what
        ``act`` raises.
        """
        name = self._name(page, target)
        with self._lock:
            kept = self._store.load(name) or {}
            added = self._added.get(name) or _added_in(kept)
            if added is None or added.words != words:
                added = _Added(kind, self._session.new_id(), words)
            added.named = False
            self._added[name] = added
            self._keep(name, kept)
        return act(added.identity)

    def entered_within(self, page: str, target: UUID | None = None) -> UUID | None:
        """Return the identity of a stored row that was added from within a form and not kept by it.

        None when there is no such row. Raises UserError when the draft is damaged.
        """
        added = _added_in(self._store.load(self._name(page, target)) or {})
        return added.identity if added is not None and self._is_stored(added) else None

    def _reserve(self, name: str, kinds: tuple[str, ...]) -> _Reserved:
        with self._lock:
            kept = self._store.load(name)
            reserved = self._reserved.get(name)
            if reserved is None or reserved.entered:
                reserved = _Reserved(kinds, self._session.new_id())
                self._reserved[name] = reserved
            if kept is not None:
                self._keep(name, kept)
        return reserved

    def load(self, page: str, target: UUID | None = None) -> dict[str, Any] | None:
        """Return the values of an editor as JSON values, or None; raises UserError if damaged."""
        return self._load(self._name(page, target))

    def discard(self, page: str, target: UUID | None = None) -> None:
        """Forget a draft, because it was saved or given up."""
        name = self._name(page, target)
        with self._lock:
            self._reserved.pop(name, None)
            self._added.pop(name, None)
            self._store.discard(name)

    def waiting(self) -> Waiting:
        """Return the drafts that were never saved, as after a crash."""
        listed = self._store.list().lines
        for line in listed:
            if self._is_own(line.name):
                self._load(line.name)  # forgets what was saved after all
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

    def _keep(self, name: str, document: dict[str, Any]) -> None:
        if name in self._reserved:
            reserved = self._reserved[name]
            document = document | {_BECOMES: [*reserved.kinds, reserved.identity.hex]}
        added = self._added.get(name)
        if added is not None:
            document.pop(_ADDS, None)
            added.named = added.named or _names(document, added.identity)
            if not added.named:
                document = document | {_ADDS: [added.kind, added.identity.hex, added.words]}
        self._store.save(name, document)

    def _load(self, name: str) -> dict[str, Any] | None:
        document = self._store.load(name)
        if document is None:
            return None
        added = _added_in(document)
        if added is not None:
            del document[_ADDS]
            if not document and not self._is_stored(added):
                self._store.discard(name)
                return None
        if _BECOMES not in document:
            return document
        *kinds, identity = document.pop(_BECOMES)
        with self._session.store.read() as reader:
            stored = any(reader.get(kind, UUID(hex=identity)) for kind in kinds)
        if not stored:
            return document
        self._store.discard(name)
        return None

    def _is_stored(self, added: _Added) -> bool:
        with self._session.store.read() as reader:
            return reader.get(added.kind, added.identity) is not None

    def _name(self, page: str, target: UUID | None) -> str:
        parts = [self._owner, page]
        if target is not None:
            parts.append(target.hex)
        return "-".join(parts)

    def _is_own(self, name: str) -> bool:
        return name.startswith(f"{self._owner}-")


def _added_in(document: Mapping[str, Any]) -> _Added | None:
    if _ADDS not in document:
        return None
    kind, identity, words = document[_ADDS]
    return _Added(kind, UUID(hex=identity), words)


def _names(document: Mapping[str, Any], identity: UUID) -> bool:
    return str(identity).encode() in msgspec.json.encode(document)
