# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The hash chain over the journal, and the side file that shows a cut tail.

The chain is computed in Python before COMMIT, in local order. It covers salted hashes of the
values, so that a lawful destruction of values leaves it valid.
"""

import hashlib
import hmac
import os
import struct
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from branchdesk.domain.errors import UserError
from branchdesk.domain.os_errors import translate_os_error
from branchdesk.domain.text import T

GENESIS = bytes(32)
"""The chain value before the first entry."""

_CHAINED = (
    "seq, op_id, entity, row_id, action, changes, old, schema_version, actor, wall_time, origin"
)


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
    updates = []
    rows = connection.exec_driver_sql(
        f"SELECT {_CHAINED} FROM journal WHERE chain IS NULL ORDER BY seq"
    )
    for row in rows:
        salt = os.urandom(16)
        chain = _link(chain, row, salt)
        updates.append((salt, chain, row[0]))
        count = row[0]
    if updates:
        connection.exec_driver_sql("UPDATE journal SET salt = ?, chain = ? WHERE seq = ?", updates)
    return Head(count, chain)


def _link(previous: bytes, row: "tuple[object, ...] | object", salt: bytes) -> bytes:
    seq, op_id, entity, row_id, action, changes, old, schema, actor, wall_time, origin = row  # type: ignore[misc]
    values = hashlib.sha256(salt + changes.encode() + b"\x00" + old.encode()).digest()
    fixed = "\x1f".join((str(seq), entity, action, str(schema), str(wall_time), origin))
    parts = (previous, fixed.encode(), bytes(op_id), bytes(row_id), bytes(actor or b""), values)
    return hashlib.sha256(b"".join(struct.pack(">I", len(p)) + p for p in parts)).digest()


def verify_chain(connection: Connection) -> list[int]:
    """Return the sequence numbers whose chain value does not fit (edited, inserted, removed)."""
    wrong = []
    chain, expected = GENESIS, 1
    rows = connection.exec_driver_sql(f"SELECT {_CHAINED}, salt, chain FROM journal ORDER BY seq")
    for row in rows:
        salt, stored = bytes(row[11] or b""), bytes(row[12] or b"")
        chain = _link(chain, row[:11], salt)
        if row[0] != expected or stored != chain:
            wrong.append(row[0])
            chain = stored
        expected = row[0] + 1
    return wrong


class HeadFile:
    """The side file with the journal's head, authenticated with the desk's key.

    It is rewritten in place after each commit: a WAL that lost its tail is then shorter than the
    file says, which nothing inside the database could show.
    """

    SIZE = 8 + 32 + 32

    def __init__(self, path: Path, key: bytes) -> None:
        """Derive the authentication key from the database key."""
        self._path = path
        self._key = hashlib.sha256(b"branchdesk journal head" + key).digest()

    def _mac(self, body: bytes) -> bytes:
        return hmac.new(self._key, body, hashlib.sha256).digest()

    def write(self, head: Head) -> None:
        """Store the head; raises UserError when the folder cannot be written."""
        body = struct.pack(">Q", head.count) + head.chain
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | _BINARY, 0o600)
            try:
                os.write(descriptor, body + self._mac(body))
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise translate_os_error(error, self._path) from error

    def read(self) -> Head | None:
        """Return the stored head, or None when the file is missing, torn or not ours."""
        try:
            content = self._path.read_bytes()
        except OSError:
            return None
        body, mac = content[:40], content[40:]
        if len(content) != self.SIZE or not hmac.compare_digest(self._mac(body), mac):
            return None
        return Head(struct.unpack(">Q", body[:8])[0], body[8:])

    def missing_entries(self, connection: Connection) -> int:
        """Return how many entries the database lacks of what was once committed.

        A kill between COMMIT and the side file leaves the file behind by one transaction, which
        is no loss and counts as zero.
        """
        stored = self.read()
        if stored is None or stored.count == 0:
            return 0
        row = connection.exec_driver_sql(
            "SELECT chain FROM journal WHERE seq = ?", (stored.count,)
        ).first()
        if row is not None:
            return 0 if bytes(row[0] or b"") == stored.chain else stored.count
        return stored.count - read_head(connection).count


_BINARY = getattr(os, "O_BINARY", 0)


def tail_lost(missing: int) -> UserError:
    """Return the error for a journal that ends before its side file says."""
    return UserError(
        T("The newest entries are missing"),
        T("{count} committed changes are not in the data any more.", count=missing),
        T("Restore from the last backup, or ask the parent desk which of them it has."),
    )
