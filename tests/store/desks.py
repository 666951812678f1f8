# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Opening desk files in tests, in this process and in others."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlcipher3

from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.store.database import Database
from tests.builders import NOW

KEY = bytes(range(32))
"""A raw key: tests need no key derivation, which is slow on purpose."""

ACTOR = UUID("01900000-0000-7000-8000-000000000001")


def open_desk(folder: Path, *, key: bytes = KEY, node: str = "D01/1") -> Database:
    """Open the desk file of a folder, or make a new one."""
    return Database(
        folder / "desk.db",
        key,
        role=DeskRole.BRANCH,
        node=node,
        new_id=uuid4,
        backup_folder=folder / "backups",
    )


def insert(database: Database, kind: str, *rows: Any) -> None:
    """Insert rows in one transaction."""
    with database.write(ACTOR, NOW) as writer:
        for row in rows:
            writer.insert(kind, row)


def raw_connection(path: Path, key: bytes = KEY) -> Any:
    """Open the file as somebody who knows the key and passes every rule of the program by."""
    connection = sqlcipher3.connect(str(path), isolation_level=None)
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return connection


def refusal(folder: Path, key: bytes = KEY) -> str:
    """Open a desk that cannot be opened; returns the title of the error."""
    with pytest.raises(UserError) as caught:
        open_desk(folder, key=key)
    return str(caught.value.title)


def customers(folder: Path) -> int:
    """Open a desk, count its customers and close it."""
    database = open_desk(folder)
    try:
        with database.read() as reader:
            return reader.count("customer")
    finally:
        database.close()
