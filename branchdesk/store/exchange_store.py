# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The database as an exchange sees it: streams beside rows, in one transaction."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from branchdesk.domain.exchange import Applied
from branchdesk.store.applying import Applier, Sender
from branchdesk.store.database import Database
from branchdesk.store.journal import Head
from branchdesk.store.streams import Streams
from branchdesk.store.unit_of_work import SqlReader, SqlWriter


class ExchangeStore:
    """Opens transactions that also reach the links, streams and the diary."""

    def __init__(self, database: Database, *, is_top: bool) -> None:
        """``is_top`` marks headquarters, which has no parent."""
        self._database = database
        self._is_top = is_top

    @contextmanager
    def read(self) -> Iterator[tuple[SqlReader, Streams]]:
        """Open a read transaction."""
        with self._database.read() as reader:
            yield reader, Streams(reader.connection)

    @contextmanager
    def write(self, actor: UUID | None, at: datetime) -> Iterator[tuple[SqlWriter, Streams]]:
        """Open a journalled write transaction."""
        with self._database.write(actor, at) as writer:
            yield writer, Streams(writer.connection)

    @contextmanager
    def applying(
        self, peer: str, branch: str, at: datetime
    ) -> Iterator[tuple[SqlWriter, Streams, Callable[[Iterable[bytes]], Applied]]]:
        """Open a transaction in which a peer's operations are applied.

        ``branch`` is the only branch whose rows a child may write.
        """
        with self._database.write(None, at, journal=False) as writer:
            streams = Streams(writer.connection)
            parent = streams.parent()
            sender = Sender(peer, parent is not None and parent.peer == peer, branch)
            applier = Applier(writer, sender, parent.peer if parent else "", is_top=self._is_top)
            yield writer, streams, applier.apply

    def head(self) -> Head:
        """Return the journal's head, as it travels in bundles."""
        return self._database.head()
