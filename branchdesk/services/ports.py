# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the services need from the other rooms; wiring fills these in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from branchdesk.domain.changes import Changes
from branchdesk.domain.kinds.description import Row
from branchdesk.domain.lines import CustomerLine, RecordLine, SearchHit, VisitLine
from branchdesk.domain.queries import Filter, HistoryEntry


class Reader(Protocol):
    """Reads a consistent state of the desk."""

    def get(self, kind: str, uuid: UUID) -> Any | None:
        """Return the row or None; tombstones are returned too."""
        ...

    def by_number(self, kind: str, number: str) -> Any | None:
        """Return the row with the number or None."""
        ...

    def children(self, kind: str, parent: UUID) -> tuple[Any, ...]:
        """Return the live child rows of a kind, oldest first."""
        ...

    def find(
        self,
        kind: str,
        filters: Sequence[Filter] = (),
        *,
        order: str = "created_at",
        descending: bool = False,
        limit: int | None = None,
    ) -> list[Any]:
        """Return the live rows that fulfil all filters."""
        ...

    def count(self, kind: str, filters: Sequence[Filter] = ()) -> int:
        """Return how many live rows fulfil all filters."""
        ...

    def exchange_state(self, kind: str, uuid: UUID) -> str:
        """Return ``unpacked``, ``sent`` or ``receipted`` of a row towards the parent desk."""
        ...

    def line_ids(
        self,
        kind: str,
        filters: Sequence[Filter],
        order: str,
        descending: bool,
        text: str = "",
        *,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[int]:
        """Return the row ids of a list in its order; ``text`` narrows by full-text search.

        With a limit only so many are looked for, behind the first ``offset``.
        """
        ...

    def record_lines(self, ids: Sequence[int]) -> list[RecordLine]:
        """Return the lines of service records in the order of the ids."""
        ...

    def visit_lines(self, ids: Sequence[int]) -> list[VisitLine]:
        """Return the lines of visits in the order of the ids."""
        ...

    def customer_lines(self, ids: Sequence[int]) -> list[CustomerLine]:
        """Return the lines of customers in the order of the ids."""
        ...

    def search(self, text: str, limit: int) -> list[SearchHit]:
        """Return the best matches over customers, records and visits."""
        ...

    def setting(self, key: str, default: str = "") -> str:
        """Return a setting of this desk."""
        ...

    def history(self, kind: str, uuid: UUID) -> list[HistoryEntry]:
        """Return who changed what when, oldest first."""
        ...


class Writer(Reader, Protocol):
    """One transaction: everything or nothing."""

    def insert(self, kind: str, row: Row) -> None:
        """Add a row."""
        ...

    def update(self, kind: str, uuid: UUID, changes: Mapping[str, object]) -> None:
        """Change fields of a row; unchanged values write nothing."""
        ...

    def affirm(self, kind: str, uuid: UUID, lost: Mapping[str, str]) -> None:
        """Journal that fields keep their values against others, given as conflicts keep them."""
        ...

    def next_number(self, prefix: str) -> int:
        """Return the next running number of a prefix; never used twice on this desk."""
        ...

    def set_setting(self, key: str, value: str) -> None:
        """Store a setting of this desk (not exchanged)."""
        ...

    def log_reading(self, kind: str, uuid: UUID, fields: Iterable[str]) -> None:
        """Note that confidential fields were shown to the present person (R-276)."""
        ...

    @property
    def changes(self) -> Changes:
        """What was changed so far."""
        ...


class Store(Protocol):
    """The desk's encrypted database."""

    def read(self) -> AbstractContextManager[Reader]:
        """Open a read transaction."""
        ...

    def write(self, actor: UUID | None, at: datetime) -> AbstractContextManager[Writer]:
        """Open a write transaction in the name of a person; commits when the block ends well."""
        ...


class BlobStore(Protocol):
    """Encrypted content-addressed files beside the database."""

    def put(self, chunks: Iterable[bytes]) -> tuple[str, int]:
        """Store content and return its SHA-256 and its size in bytes."""
        ...

    def has(self, sha256: str) -> bool:
        """Tell whether the content is present."""
        ...

    def open(self, sha256: str) -> Iterator[bytes]:
        """Yield the content in chunks; raises UserError when missing or damaged."""
        ...


class IdFactory(Protocol):
    """Makes row identities."""

    def __call__(self) -> UUID:
        """Return a new UUIDv7."""
        ...
