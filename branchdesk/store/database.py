# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The desk's database: open, read, write, check."""

import contextlib
import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

import sqlcipher3
from sqlalchemy import Connection, Engine

from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.domain.os_errors import translate_os_error
from branchdesk.domain.text import T
from branchdesk.domain.versions import TIERS
from branchdesk.store.capture import Capture, install_triggers, triggers_are_current
from branchdesk.store.engine import (
    PAGE_SIZE,
    damaged,
    database_errors,
    keep_pages,
    open_engine,
    unreadable,
    vanished,
)
from branchdesk.store.examination import Finding, examine
from branchdesk.store.journal import (
    GENESIS,
    Head,
    HeadFile,
    Tail,
    count_quiet_commit,
    extend_chain,
    quiet_commits,
    read_head,
)
from branchdesk.store.search_index import Index
from branchdesk.store.tables.columns import to_milliseconds
from branchdesk.store.unit_of_work import SqlReader, SqlWriter
from branchdesk.store.upgrade import upgrade

_log = logging.getLogger(__name__)

MINIMUM_FREE = 50_000_000
"""Bytes that must be free on the disk before a desk is opened for writing."""


class Database:
    """An open, unlocked desk file."""

    def __init__(
        self,
        path: Path,
        key: bytes,
        *,
        role: DeskRole,
        node: str,
        new_id: Callable[[], UUID],
        backup_folder: Path,
    ) -> None:
        """Open the file, upgrade it when it is older, and install the journal triggers.

        ``node`` is node id and incarnation, as it stands in field versions. Raises UserError for
        a wrong key, a damaged file, a newer schema, a full disk or a read-only folder.
        """
        self.path = path
        self._capture = Capture(new_id=new_id, tier=int(TIERS[role]), node=node)
        self._engine: Engine = open_engine(path, key, self._capture)
        self._key = key
        self._lock = threading.RLock()
        self.head_file = HeadFile(path.with_suffix(".head"), key)
        try:
            with database_errors(path):
                existing = path.exists()
                self._require_content(existing=existing)
                upgrade(self._engine, lambda: self._backup_before_upgrade(backup_folder))
                self._install(existing=existing)
        except BaseException:
            self._engine.dispose()
            raise

    def _require_content(self, *, existing: bool) -> None:
        """Refuse a file that is gone or was emptied, as power cuts do, instead of beginning anew.

        A file that was begun and never written to may begin anew: its side file counts nothing.
        """
        mark = self.head_file.read_mark()
        if mark is None and not self.head_file.path.exists():
            return
        if mark is not None and mark.head.count == 0:
            return
        if not existing:
            raise vanished(self.path)
        if self.path.stat().st_size < PAGE_SIZE:
            raise unreadable(self.path)

    def _install(self, *, existing: bool) -> None:
        with self._engine.connect() as connection:
            with connection.begin():
                current = triggers_are_current(connection)
                self.tail_at_start = self.head_file.tail(connection) if existing else Tail()
                self._head = read_head(connection)
            if not current:
                with connection.execution_options(writes=True).begin():
                    install_triggers(connection)
        if self._head.count == 0 and self.tail_at_start.whole:
            # From now on a missing side file is a finding.
            self._keep_head(Head(0, GENESIS), 0)

    @property
    def missing_at_start(self) -> int:
        """How many commits and entries were gone when the desk was opened."""
        return self.tail_at_start.missing

    def _backup_before_upgrade(self, folder: Path) -> None:
        self.check_integrity()
        self.backup(folder / f"{self.path.stem}-before-upgrade.db")

    def close(self) -> None:
        """Move the WAL into the file and let go of it."""
        with self._lock:
            try:
                with database_errors(self.path), self._engine.connect() as connection:
                    raw = connection.connection.dbapi_connection
                    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
            except UserError as error:
                # Nothing is lost: the WAL stays beside the file and is read at the next opening.
                _log.info("the WAL was not moved into the file: %s", error.title)
            finally:
                self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[SqlReader]:
        """Open a read transaction."""
        with (
            database_errors(self.path),
            self._engine.connect() as connection,
            connection.begin(),
        ):
            yield SqlReader(connection)

    @contextmanager
    def write(
        self, actor: UUID | None, at: datetime, *, journal: bool = True
    ) -> Iterator[SqlWriter]:
        """Open a write transaction; commits when the block ends well, else leaves no trace.

        The journal chain grows inside the transaction and the side file after it. With
        ``journal`` off the triggers are muted: only the applier of remote operations, which
        journals by itself, may do that.
        """
        with self._lock, database_errors(self.path):
            connection = self._engine.connect().execution_options(writes=True)
            try:
                if not journal:
                    keep_pages(connection, many=True)
                with connection.begin():
                    changed_before = _total_changes(connection)
                    self._capture.actor = None if actor is None else actor.bytes
                    self._capture.wall_time = to_milliseconds(at)
                    self._capture.muted = not journal
                    writer = SqlWriter(connection, self._capture, at)
                    yield writer
                    self._capture.muted = True
                    roots = [(k, u) for k, uuids in writer.changes.rows.items() for u in uuids]
                    Index(connection).refresh(roots)
                    head = extend_chain(connection)
                    if head == self._head and _total_changes(connection) != changed_before:
                        count_quiet_commit(connection)
                    quiet = quiet_commits(connection)
                self._head = head
                self._keep_head(head, quiet)
            finally:
                self._capture.muted = True
                if not journal:
                    with contextlib.suppress(sqlcipher3.Error):
                        keep_pages(connection, many=False)
                connection.close()

    def _keep_head(self, head: Head, quiet: int) -> None:
        """Write the side file; the transaction is committed and stays so whatever happens here.

        A side file that stayed behind costs only the warning of a cut tail, and the next commit
        writes it again.
        """
        try:
            self.head_file.write(head, quiet)
        except UserError as error:
            _log.warning("the journal's side file was not written: %s", error.title)

    def head(self) -> Head:
        """Return the journal's head."""
        with self.read() as reader:
            return read_head(reader.connection)

    def backup(self, target: Path) -> None:
        """Write an encrypted copy with the same key, consistent while others work.

        Goes to a temporary name first, so that a half-written copy never looks like one.
        """
        temporary = target.with_name(target.name + ".part")
        with database_errors(target):
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                temporary.unlink(missing_ok=True)
                self._copy_into(temporary)
                temporary.replace(target)
            except OSError as error:
                raise translate_os_error(error, target) from error
            finally:
                with contextlib.suppress(OSError):
                    temporary.unlink(missing_ok=True)

    def _copy_into(self, target: Path) -> None:
        copy = sqlcipher3.connect(str(target), isolation_level=None)
        try:
            copy.execute(f"PRAGMA key = \"x'{self._key.hex()}'\"")
            with self._engine.connect() as connection:
                connection.connection.dbapi_connection.backup(copy)  # type: ignore[union-attr]
            if copy.execute("PRAGMA cipher_integrity_check").fetchall():
                raise damaged()
        finally:
            copy.close()

    def check_integrity(self) -> None:
        """Raise UserError when a page of the file was changed from outside."""
        with database_errors(self.path), self._engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            wrong = raw.execute("PRAGMA cipher_integrity_check").fetchall()  # type: ignore[union-attr]
            if wrong:
                raise damaged(len(wrong))

    def doctor(self) -> list[Finding]:
        """Check pages, references, journal chain, journal tail and what other desks remember."""
        try:
            self.check_integrity()
        except UserError as error:
            return [Finding("pages", False, str(error))]
        with self.read() as reader:
            return [Finding("pages", True, ""), *examine(reader.connection, self.head_file)]


def _total_changes(connection: Connection) -> int:
    """Return how many rows this connection ever changed."""
    return int(connection.connection.dbapi_connection.total_changes)  # type: ignore[union-attr]


def require_free_space(folder: Path) -> None:
    """Raise UserError when the disk is nearly full, before anything is written."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise translate_os_error(error, folder) from error
    if free < MINIMUM_FREE:
        raise UserError(
            T("Not enough disk space"),
            T(
                "{path} has {free} MB left, at least {needed} MB are needed.",
                path=str(folder),
                free=free // 1_000_000,
                needed=MINIMUM_FREE // 1_000_000,
            ),
            T("Free some space and try again. Nothing was lost."),
        )
