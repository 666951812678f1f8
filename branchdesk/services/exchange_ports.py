# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the exchange needs from store and sync; wiring fills these in."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import msgspec

from branchdesk.domain.errors import UserError
from branchdesk.domain.exchange import (
    Applied,
    BundleEntry,
    Conflict,
    Link,
    Refusal,
    Scope,
    StreamReceipt,
    Waiting,
    Writing,
)
from branchdesk.services.ports import Reader, Writer

Progress = Callable[[int, int], None]
"""Is told the bytes done and in all."""


class StreamsPort(Protocol):
    """Links, streams and the diary inside a transaction (see store.streams)."""

    def links(self) -> list[Link]: ...
    def link(self, peer: str) -> Link | None: ...
    def parent(self) -> Link | None: ...
    def save_link(self, entry: Link) -> None: ...
    def restart(self, peer: str, *, tell_own: bool) -> None: ...
    def roots_known_to(self, peer: str) -> frozenset[bytes]: ...
    def people_of(self, peer: str) -> tuple[UUID, ...]: ...
    def release(self, peer: str, scope: Scope) -> int: ...
    def operations(self, peer: str, first: int, last: int) -> Iterator[bytes]: ...
    def blobs(self, peer: str, first: int, last: int) -> list[str]: ...
    def number_of(self, peer: str, row: UUID) -> int: ...
    def add_bundle(self, entry: BundleEntry) -> None: ...
    def mark_delivered(self, bundle_id: str, at: datetime) -> None: ...
    def bundle(self, bundle_id: str) -> BundleEntry | None: ...
    def bundles(self, direction: str = "", state: str = "") -> list[BundleEntry]: ...
    def unsettled(self) -> list[BundleEntry]: ...
    def give_up(self, bundle_id: str) -> None: ...
    def take_receipt(self, peer: str, receipt: StreamReceipt) -> list[Refusal]: ...
    def owe_receipt(self, peer: str) -> None: ...
    def refusals(self) -> list[Refusal]: ...
    def contradicting(self) -> tuple[str, ...]: ...
    def advance(self, peer: str, epoch: str, applied: int, at: datetime) -> None: ...
    def conflicts(self, *, open_only: bool = True) -> list[Conflict]: ...
    def close_conflicts(self, ids: Collection[int]) -> None: ...
    def conflict_value(self, kind: str, field: str, kept: str) -> Any: ...
    def writing(self, chosen: Conflict, value: str) -> Writing | None: ...
    def waiting(self) -> list[Waiting]: ...
    def save_snapshot(
        self, branch: str, period: str, revision: int, entries: Iterable[tuple[str, UUID, bytes]]
    ) -> None: ...
    def snapshot(
        self, branch: str, period: str, revision: int
    ) -> list[tuple[str, UUID, bytes]]: ...
    def reported_rows(self, branch: str) -> frozenset[UUID]: ...


Apply = Callable[[Iterable[bytes], Callable[[UUID], None]], Applied]
"""Applies operations; the second argument is told each month close the moment it was applied."""


class HeadFacts(Protocol):
    """The journal's head: number of entries and chain value as hex."""

    @property
    def count(self) -> int: ...
    @property
    def hex(self) -> str: ...


class ExchangeStore(Protocol):
    """Opens transactions that also reach the streams."""

    def read(self) -> AbstractContextManager[tuple[Reader, StreamsPort]]: ...
    def write(
        self, actor: UUID | None, at: datetime
    ) -> AbstractContextManager[tuple[Writer, StreamsPort]]: ...
    def applying(
        self, peer: str, at: datetime
    ) -> AbstractContextManager[tuple[Writer, StreamsPort, Apply]]: ...
    def head(self) -> HeadFacts: ...


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """The facts of a bundle to be built; an empty range has ``last == first - 1``."""

    bundle_id: str
    link: Link
    first: int
    last: int
    period: str = ""
    revision: int = 0
    journal_head: str
    journal_count: int
    made_at: datetime


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """What goes into a bundle; ``tables`` maps a name to the lines of a CSV file."""

    operations: Iterable[bytes]
    blobs: Sequence[str]
    receipt: bytes
    month: bytes | None = None
    tables: Mapping[str, Iterable[bytes]] = {}


class Built(msgspec.Struct, frozen=True):
    """A bundle that lies in the desk's outbox: its size in bytes and its SHA-256."""

    size: int
    sha256: str


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """A bundle addressed to this desk; ``total`` is None while its list has not arrived."""

    bundle_id: str
    sender: str
    present: int
    total: int | None
    missing: tuple[int, ...]
    problem: UserError | None = None

    @property
    def complete(self) -> bool:
        """Tell whether it can be taken in."""
        return self.problem is None and self.total is not None and not self.missing


class OpenBundle(Protocol):
    """A verified bundle (see sync.bundle_reader)."""

    bundle_id: str
    sender: str
    epoch: str
    first: int
    last: int
    period: str
    revision: int
    journal_head: str
    journal_count: int
    size: int
    sha256: str
    receipt: bytes
    month: bytes | None

    def operations(self) -> Iterator[bytes]:
        """Yield the operations; commit only after the last."""
        ...

    def keep_blobs(self) -> None:
        """Store the attachments, encrypted."""
        ...


class Courier(Protocol):
    """Builds, seals, carries and opens bundles."""

    def build(self, outgoing: Outgoing, contents: Contents) -> Built: ...
    def is_whole(self, entry: BundleEntry) -> bool: ...
    def publish(self, entry: BundleEntry, mailbox: str, progress: Progress) -> tuple[int, int]: ...
    def discard(self, entry: BundleEntry, mailbox: str) -> None: ...
    def arrivals(self, mailbox: str, known: frozenset[str]) -> list[Arrival]: ...
    def fetch(self, mailbox: str, arrival: Arrival) -> AbstractContextManager[OpenBundle]: ...
    def open_file(self, path: Path) -> AbstractContextManager[OpenBundle]: ...
    def single_file(self, entry: BundleEntry, folder: Path) -> Path: ...
    def signed(self, content: bytes) -> str: ...
    def signature_fits(self, minisign: str, content: bytes, signature: str) -> bool: ...
