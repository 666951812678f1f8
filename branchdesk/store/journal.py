# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The hash chain over the journal, and the side file that shows a cut tail.

The chain is computed in Python before COMMIT, in local order. It covers salted hashes of the
values, which are kept beside it: a lawful destruction empties values and salt and leaves the chain
valid, and nobody can guess the destroyed values from the hash.
"""

import hashlib
import hmac
import os
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from branchdesk.domain.errors import UserError
from branchdesk.domain.os_errors import translate_os_error
from branchdesk.domain.text import T

GENESIS = bytes(32)
"""The chain value before the first entry."""

_length = struct.Struct(">I").pack

_SHORT_LENGTHS = tuple(_length(size) for size in range(256))
"""The lengths of nearly all parts of an entry, which are looked up in half the time."""

NO_VALUES = "{}"
"""What stands in ``changes`` and ``old`` of an entry whose values were destroyed."""

_ENTRY = (
    "SELECT seq, op_id, entity, row_id, root, action, changes, old, base, versions,"
    " schema_version, actor, wall_time, origin, salt, value_hash, chain FROM journal"
)
_UNCHAINED = _ENTRY + " WHERE chain IS NULL ORDER BY seq"
_WHOLE = _ENTRY + " ORDER BY seq"
_CHAIN = "UPDATE journal SET salt = ?, value_hash = ?, chain = ? WHERE seq = ?"
_APPEND = (
    "INSERT INTO journal (seq, op_id, entity, row_id, root, action, changes, old, base, versions,"
    f" schema_version, actor, wall_time, origin, salt, value_hash, chain)"
    f" VALUES ({', '.join('?' * 17)})"
)
_SALT = 16
"""Bytes of chance that go into the hash of an entry's values."""


class Change(NamedTuple):
    """What an entry says, as the journal's columns hold it."""

    op_id: bytes
    entity: str
    row_id: bytes
    root: bytes
    action: str
    changes: str
    old: str
    base: str
    versions: str
    schema_version: int
    actor: bytes | None
    wall_time: int
    origin: str


class Head(msgspec.Struct, frozen=True):
    """How many entries the journal has and the chain value of the last one."""

    count: int
    chain: bytes

    @property
    def hex(self) -> str:
        """The chain value as it travels in bundles and receipts."""
        return self.chain.hex()


def read_head(connection: Connection) -> Head:
    """Return the head as the database has it."""
    row = connection.exec_driver_sql(
        "SELECT seq, chain FROM journal WHERE chain IS NOT NULL ORDER BY seq DESC LIMIT 1"
    ).first()
    return Head(row[0], bytes(row[1])) if row else Head(0, GENESIS)


def extend_chain(connection: Connection) -> Head:
    """Chain the entries written since the last commit; called before every COMMIT."""
    head = read_head(connection)
    chain, count = head.chain, head.count
    # Every saving passes here: the driver itself is asked, which takes a fifth of the time.
    raw: Any = connection.connection.dbapi_connection
    updates = []
    for count, *said, _, _, _ in raw.execute(_UNCHAINED):
        change = Change._make(said)
        salt = os.urandom(_SALT)
        value_hash = _value_hash(salt, change)
        chain = _link(chain, count, change, value_hash)
        updates.append((salt, value_hash, chain, count))
    if updates:
        raw.executemany(_CHAIN, updates)
    return Head(count, chain)


def append(connection: Connection, changes: Sequence[Change]) -> None:
    """Write entries that are chained already, behind everything the journal holds.

    For a transaction with muted triggers: an entry written in one go costs half of one whose
    chain value is added later.
    """
    head = extend_chain(connection)
    chain, seq = head.chain, head.count
    raw: Any = connection.connection.dbapi_connection
    rows = []
    for change in changes:
        seq += 1
        salt = os.urandom(_SALT)
        value_hash = _value_hash(salt, change)
        chain = _link(chain, seq, change, value_hash)
        rows.append((seq, *change, salt, value_hash, chain))
    raw.executemany(_APPEND, rows)


def verify_chain(connection: Connection) -> list[int]:
    """Return the sequence numbers whose chain value does not fit (edited, inserted, removed)."""
    wrong = []
    chain, expected = GENESIS, 1
    for seq, *said, salt, value_hash, kept_chain in connection.exec_driver_sql(_WHOLE):
        change = Change._make(said)
        kept, stored = bytes(value_hash or b""), bytes(kept_chain or b"")
        chain = _link(chain, seq, change, kept)
        if seq != expected or stored != chain or not _values_fit(salt, change, kept):
            wrong.append(seq)
            chain = stored
        expected = seq + 1
    return wrong


def _values_fit(salt: bytes | None, change: Change, kept: bytes) -> bool:
    if salt is None:
        return change.changes == NO_VALUES and change.old == NO_VALUES
    return hmac.compare_digest(_value_hash(bytes(salt), change), kept)


def _value_hash(salt: bytes, change: Change) -> bytes:
    return _digest(salt, change.changes.encode(), change.old.encode())


def _link(previous: bytes, seq: int, change: Change, value_hash: bytes) -> bytes:
    texts = (change.entity, change.action, change.base, change.versions, change.origin)
    return _digest(
        previous,
        b"%d" % seq,
        b"%d" % change.schema_version,
        b"%d" % change.wall_time,
        *[text.encode() for text in texts],
        bytes(change.op_id),
        bytes(change.row_id),
        bytes(change.root),
        bytes(change.actor or b""),
        value_hash,
    )


def _digest(*parts: bytes) -> bytes:
    """Return the SHA-256 of the parts, each behind its length, so that no border can move."""
    framed: list[bytes] = []
    for part in parts:
        size = len(part)
        framed.append(_SHORT_LENGTHS[size] if size < len(_SHORT_LENGTHS) else _length(size))
        framed.append(part)
    return hashlib.sha256(b"".join(framed)).digest()


class Mark(msgspec.Struct, frozen=True):
    """What the side file says: the head, and how many commits wrote no entry."""

    head: Head
    quiet: int


class Tail(msgspec.Struct, frozen=True):
    """How the end of the journal compares with the side file.

    ``missing`` counts the commits and entries that are gone; ``unknown`` says that the side file
    is missing or damaged, so that nobody can tell.
    """

    missing: int = 0
    unknown: bool = False

    @property
    def whole(self) -> bool:
        """Tell whether everything that was committed is there."""
        return not (self.missing or self.unknown)


class HeadFile:
    """The side file with the journal's head, authenticated with the desk's key.

    It is there from a desk's first moment and rewritten in place after each commit: a WAL that
    lost its tail is then shorter than the file says, which nothing inside the database could
    show. That the file itself is gone or damaged is a finding, too.
    """

    _SIZES = (40, 48)
    """Bytes before the authentication; files of the first version did not count quiet commits."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Derive the authentication key from the database key."""
        self.path = path
        self._key = hashlib.sha256(b"branchdesk journal head" + key).digest()

    def _mac(self, body: bytes) -> bytes:
        return hmac.new(self._key, body, hashlib.sha256).digest()

    def content(self, head: Head, quiet: int = 0) -> bytes:
        """Return what the file holds for a head."""
        body = struct.pack(">Q", head.count) + head.chain + struct.pack(">Q", quiet)
        return body + self._mac(body)

    def write(self, head: Head, quiet: int = 0) -> None:
        """Store the head; raises UserError when the folder cannot be written."""
        content = self.content(head, quiet)
        try:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | _BINARY, 0o600)
            try:
                os.write(descriptor, content)
                os.ftruncate(descriptor, len(content))
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise translate_os_error(error, self.path) from error

    def read(self) -> Head | None:
        """Return the stored head, or None when the file is missing, torn or not ours."""
        mark = self.read_mark()
        return None if mark is None else mark.head

    def read_mark(self) -> Mark | None:
        """Return what the file says, or None when it is missing, torn or not ours."""
        try:
            content = self.path.read_bytes()
        except OSError:
            return None
        body, mac = content[:-32], content[-32:]
        if len(body) not in self._SIZES or not hmac.compare_digest(self._mac(body), mac):
            return None
        quiet = struct.unpack(">Q", body[40:])[0] if body[40:] else 0
        return Mark(Head(struct.unpack(">Q", body[:8])[0], body[8:40]), quiet)

    def tail(self, connection: Connection) -> Tail:
        """Compare the end of the journal with what was once committed.

        A kill between COMMIT and the side file leaves the file behind by one transaction, which
        is no loss. A desk that was begun and never written to needs no file.
        """
        head, quiet = read_head(connection), quiet_commits(connection)
        mark = self.read_mark()
        if mark is None:
            return Tail(unknown=head.count > 0)
        lost = max(mark.quiet - quiet, 0)
        stored = mark.head
        if stored.count == 0:
            return Tail(lost)
        row = connection.exec_driver_sql(
            "SELECT chain FROM journal WHERE seq = ?", (stored.count,)
        ).first()
        if row is None:
            return Tail(lost + stored.count - head.count)
        return Tail(lost if bytes(row[0] or b"") == stored.chain else lost + stored.count)


_QUIET = "quiet_commits"


def quiet_commits(connection: Connection) -> int:
    """Return how many commits wrote no journal entry: settings, the diary of bundles."""
    value = connection.exec_driver_sql(
        "SELECT value FROM setting WHERE key = ?", (_QUIET,)
    ).scalar()
    return int(value or 0)


def count_quiet_commit(connection: Connection) -> None:
    """Count a commit whose loss the journal's head alone would not show."""
    connection.exec_driver_sql(
        "INSERT INTO setting (key, value) VALUES (?, '1')"
        " ON CONFLICT (key) DO UPDATE SET value = value + 1",
        (_QUIET,),
    )


_BINARY = getattr(os, "O_BINARY", 0)


def tail_lost(missing: int) -> UserError:
    """Return the error for a journal that ends before its side file says; 0: nobody can tell."""
    if not missing:
        return UserError(
            T("The newest entries may be missing"),
            T("The note of the last entry is missing or damaged."),
            T("Compare the newest records. The parent desk was asked for what it has."),
        )
    return UserError(
        T("The newest entries are missing"),
        T("Committed changes that are not in the data any more: {count}.", count=missing),
        T("Enter them again. The parent desk was asked for what it has."),
    )
