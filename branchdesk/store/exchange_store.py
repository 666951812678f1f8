# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The database as an exchange sees it: streams beside rows, in one transaction."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from branchdesk.domain.exchange import Applied
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.domain.versions import TIERS
from branchdesk.store.applying import AfterClose, Applier
from branchdesk.store.authority import Authority, Sender
from branchdesk.store.database import Database
from branchdesk.store.journal import Head
from branchdesk.store.streams import Streams
from branchdesk.store.unit_of_work import SqlReader, SqlWriter

Apply = Callable[[Iterable[bytes], AfterClose], Applied]
"""Applies the operations of a bundle and tells of every month close on its way."""


class ExchangeStore:
    """Opens transactions that also reach the links, streams and the diary."""

    def __init__(self, database: Database, code: str, role: DeskRole) -> None:
        """``code`` and ``role`` are this desk's: they decide what it takes from whom."""
        self._database = database
        self._code = code
        self._role = role

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
    def applying(self, peer: str, at: datetime) -> Iterator[tuple[SqlWriter, Streams, Apply]]:
        """Open a transaction in which a peer's operations are applied."""
        with self._database.write(None, at, journal=False) as writer:
            streams = Streams(writer.connection)
            parent = streams.parent()
            is_top = self._role is DeskRole.HQ

            def sender_of(code: str) -> Sender:
                is_parent = parent is not None and parent.peer == code
                return Sender(code, is_parent, code if is_top else self._code.partition("-")[0])

            def apply(lines: Iterable[bytes], after_close: AfterClose) -> Applied:
                authority = Authority(writer.connection, TIERS[self._role], self._code)
                applier = Applier(writer, authority, sender_of, after_close, is_top=is_top)
                applied = applier.apply(peer, lines)
                if not is_top:
                    streams.refresh_exchange(applier.roots)
                return applied

            yield writer, streams, apply

    def head(self) -> Head:
        """Return the journal's head, as it travels in bundles."""
        return self._database.head()
