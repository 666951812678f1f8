# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What desks exchange: operations, scopes, receipts and links (architecture §4)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One change of one row as it travels; a line of ``data/ops.jsonl``.

    ``set`` holds canonical values (moments in ISO 8601 UTC, identities and amounts as text);
    ``base`` the versions the editor saw, ``versions`` those it wrote (an insert writes one under
    ``*``). ``at`` is for reading only; no clock decides anything.
    """

    op: UUID
    entity: str
    row: UUID
    action: str
    set: Mapping[str, Any]
    base: Mapping[str, tuple[int, int, str]] = {}
    versions: Mapping[str, tuple[int, int, str]] = {}
    schema: int = 1
    actor: UUID | None = None
    at: Annotated[datetime, msgspec.Meta(tz=True)]
    origin: str = ""


class Scope(msgspec.Struct, frozen=True):
    """Which changes may go over a link: all of some kinds, and those of some rows.

    ``roots`` are the UUID bytes of the records, visits, receipts … whose changes, with those of
    everything hanging on them, are released.

    ``held_back`` are roots that stay here whatever their kind (drafts).
    """

    kinds: frozenset[str] = frozenset()
    roots: frozenset[bytes] = frozenset()
    held_back: frozenset[bytes] = frozenset()

    def covers(self, kind: str, root: bytes) -> bool:
        """Tell whether a change of a row of the kind, hanging on the root, may go."""
        return root not in self.held_back and (kind in self.kinds or root in self.roots)


class Rejection(msgspec.Struct, frozen=True):
    """An operation a receiver would not apply, and why."""

    op: UUID
    reason: str


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A change of this desk that another one would not apply, and that desk's reason."""

    peer: str
    kind: str
    row: UUID
    reason: str


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A change of another desk that cannot be applied yet, and what it waits for."""

    peer: str
    kind: str
    row: UUID
    action: str
    reason: str


class StreamReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """What a receiver tells its sender in every bundle: ``data/receipt.json``.

    ``applied_through`` may move backwards (a restore); the sender obeys. ``journal_head`` and
    ``journal_count`` repeat what the sender's last applied bundle said, so that a cut tail shows.
    """

    epoch: str
    applied_through: int
    rejected: tuple[Rejection, ...] = ()
    missing_blobs: tuple[str, ...] = ()
    schema_version: int = 1
    journal_head: str = ""
    journal_count: int = 0


def next_epoch(previous: str, chance: str) -> str:
    """Return the epoch after another one; ``chance`` is 16 random hexadecimal digits.

    The leading generation tells which of two epochs of a stream is the older one, whenever and in
    whatever order their bundles arrive. Two epochs of one generation (a backup restored twice)
    are told apart by chance; the one that arrives later then counts.
    """
    return f"{_generation(previous) + 1:04x}{chance}"


def is_older_epoch(epoch: str, than: str) -> bool:
    """Tell whether a stream was given up for another one."""
    return _generation(epoch) < _generation(than)


def _generation(epoch: str) -> int:
    try:
        return int(epoch[:4], 16) if len(epoch) == _EPOCH_LENGTH else 0
    except ValueError:
        return 0


_EPOCH_LENGTH = 20


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A desk this desk exchanges with; ``relation`` is ``parent`` or ``child``."""

    peer: str
    relation: str
    role: str
    name: str
    node: str
    minisign: str
    age: str
    certificate: str
    out_epoch: str
    out_tail: int = 0
    out_bundled: int = 0
    peer_ack: int = 0
    in_epoch: str = ""
    in_applied: int = 0
    receipt_due: bool = False
    last_bundle_hash: str = ""
    last_sent_at: datetime | None = None
    last_received_at: datetime | None = None
    revoked: bool = False


class BundleEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One bundle in the diary; ``state`` is built, sent, receipted, replaced or applied.

    ``size`` is in bytes; ``direction`` is ``out`` or ``in``.
    """

    bundle_id: str
    direction: str
    peer: str
    epoch: str
    first_seq: int
    last_seq: int
    period: str = ""
    revision: int = 0
    size: int
    sha256: str
    built_at: datetime
    delivered_at: datetime | None = None
    state: str
    journal_head: str = ""
    journal_count: int = 0


class Applied(msgspec.Struct, frozen=True):
    """The result of applying a bundle's operations.

    ``taken`` counts those that were new, with those that had waited for them.
    """

    taken: int
    rejected: tuple[Rejection, ...]
    conflicts: int


class Writing(msgspec.Struct, frozen=True, kw_only=True):
    """Who wrote a value and when; ``node`` is the desk as it stands in field versions.

    ``here`` tells that it was written on this desk.
    """

    actor: UUID | None
    at: datetime
    node: str
    here: bool


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """Two edits of one field that did not know of each other; both values are kept.

    ``id`` counts on this desk alone.
    """

    id: int
    kind: str
    row: UUID
    field: str
    kept: str
    other: str
    base: str
    kept_actor: UUID | None
    other_actor: UUID | None
    at: datetime
