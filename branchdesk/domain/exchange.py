# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What desks exchange: operations, scopes, receipts and links (architecture §4)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
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
    at: datetime
    origin: str = ""


class Scope(msgspec.Struct, frozen=True):
    """Which changes may go over a link: all of some kinds, and those of some rows.

    ``roots`` are the UUID bytes of the records, visits, receipts … whose changes, with those of
    everything hanging on them, are released.
    """

    kinds: frozenset[str] = frozenset()
    roots: frozenset[bytes] = frozenset()
    everything: bool = False

    def covers(self, kind: str, root: bytes) -> bool:
        """Tell whether a change of a row of the kind, hanging on the root, may go."""
        return self.everything or kind in self.kinds or root in self.roots


class Rejection(msgspec.Struct, frozen=True):
    """An operation a receiver would not apply, and why."""

    op: UUID
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
    """One bundle in the diary; ``state`` is built, sent, receipted or applied.

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

    ``taken`` counts those that were new; ``months`` are the UUIDs of month closes among them.
    """

    taken: int
    rejected: tuple[Rejection, ...]
    conflicts: int
    months: tuple[UUID, ...]


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """Two edits of one field that did not know of each other; both values are kept."""

    kind: str
    row: UUID
    field: str
    kept: str
    other: str
    base: str
    kept_actor: UUID | None
    other_actor: UUID | None
    at: datetime
