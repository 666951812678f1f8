# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The encrypted connection: SQLCipher under SQLAlchemy."""

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from branchdesk.domain.errors import UserError
from branchdesk.domain.os_errors import translate_os_error
from branchdesk.domain.text import T
from branchdesk.store.capture import Capture, register_functions

if sys.platform != "win32":
    import resource

KEY_LENGTH = 32
"""Bytes of the raw database key."""

_PRIMARY_CODE = 0xFF
"""The part of a result code that says the kind of error."""

_SHORT_READ = 0x20A
"""SQLITE_IOERR_SHORT_READ: the file ends before it should."""

PAGE_SIZE = 4096
"""Bytes of a database page; a desk file has at least one."""

SHARED_MEMORY = 32_768
"""Bytes of the file beside an open desk in which the library keeps its index of the WAL."""

_LARGEST_ON_STICK = (1 << 32) - 1
"""Bytes of a file on FAT32."""

_CACHE = 32_000
"""KiB of decrypted pages a connection keeps."""

_LARGE_CACHE = 256_000
"""KiB at most while thousands of rows are taken in: each of them touches a page of every index,
and a page that was let go is decrypted, changed and encrypted anew."""

CONNECTION_TIMEOUT = 30.0
"""Seconds a writer waits for another one on the same desk."""


def open_engine(path: Path, key: bytes, capture: Capture) -> Engine:
    """Return an engine on the encrypted file; nothing is read before the first connection.

    ``key`` is the raw 32-byte key. Every connection gets the journal functions of ``capture``.
    """
    if len(key) != KEY_LENGTH:
        raise ValueError("the database key has the wrong length")

    def connect() -> Any:
        _require_writable(path)
        connection = sqlcipher3.connect(
            str(path), timeout=CONNECTION_TIMEOUT, isolation_level=None, check_same_thread=False
        )
        try:
            prepare(connection)
            # The right may have gone while it was opened.
            _require_writable(path)
        except BaseException:
            connection.close()
            raise
        return connection

    def prepare(connection: Any) -> None:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA recursive_triggers = OFF")
        connection.execute(f"PRAGMA cache_size = -{_CACHE}")
        register_functions(connection, capture)

    engine = create_engine(
        "sqlite://",  # the pysqlcipher dialect would send its own PRAGMA key
        creator=connect,
        module=sqlcipher3.dbapi2,
        poolclass=QueuePool,
        pool_size=4,
        hide_parameters=True,  # an error's text must not carry what somebody typed
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")

    return engine


def _require_writable(path: Path) -> None:
    """Refuse a file SQLite would open for reading only, and keep so when the right is back."""
    if path.exists() and not os.access(path, os.W_OK):
        raise translate_os_error(PermissionError(errno.EACCES, "read-only"), path)


def keep_pages(connection: Connection, *, many: bool) -> None:
    """Let a connection keep as many decrypted pages as taking in a bundle needs, or as usual."""
    raw: Any = connection.connection.dbapi_connection
    raw.execute(f"PRAGMA cache_size = -{_LARGE_CACHE if many else _CACHE}")


@contextmanager
def database_errors(path: Path) -> Iterator[None]:
    """Turn what the library says of the world into errors a person can act on."""
    try:
        yield
    except (DBAPIError, sqlcipher3.Error) as error:
        converted = convert(error, path)
        if converted is None:
            raise
        raise converted from error


def is_of_the_world(error: BaseException) -> bool:
    """Tell whether an error came from outside: a full disk, lost rights, a damaged file."""
    if isinstance(error, (DBAPIError, sqlcipher3.Error)):
        return convert(error, Path()) is not None
    return isinstance(error, (OSError, UserError))


def convert(error: Exception, path: Path) -> UserError | None:
    """Return the UserError for a database error of the world, or None for a bug.

    Decided by the library's result codes: the words of a message may hold names of our own. Only
    where there is no code its fixed words count, and they must be all of the message.
    """
    original: Any = getattr(error, "orig", None) or error
    code: int | None = getattr(original, "sqlite_errorcode", None)
    if code is None and isinstance(original, sqlcipher3.OperationalError):
        code = _CODES_WITHOUT_STATEMENT.get(str(original))
    if code is None:
        return None
    match code & _PRIMARY_CODE:
        case sqlcipher3.SQLITE_FULL:
            return translate_os_error(OSError(errno.ENOSPC, "disk full"), path)
        case sqlcipher3.SQLITE_READONLY | sqlcipher3.SQLITE_PERM:
            return translate_os_error(OSError(errno.EACCES, "read-only"), path)
        case sqlcipher3.SQLITE_CANTOPEN:
            number = _trouble_of_folder(path.parent) or errno.EACCES
            return translate_os_error(OSError(number, "cannot be opened"), path)
        case sqlcipher3.SQLITE_BUSY | sqlcipher3.SQLITE_LOCKED:
            return UserError(
                T("The data is in use"),
                T("Another program is writing to the data of this computer."),
                T("Wait a moment and try again."),
            )
        case sqlcipher3.SQLITE_NOTADB:
            return unreadable(path)
        case sqlcipher3.SQLITE_CORRUPT:
            return damaged()
        case sqlcipher3.SQLITE_IOERR:
            if code == _SHORT_READ:
                return damaged()
            number = _number_behind(path)
            return translate_os_error(OSError(number, os.strerror(number)), path)
    return None


def _number_behind(path: Path) -> int:
    """Return what the system means by an error of reading or writing, which the library hides.

    It is asked again with a file of our own beside the desk's, which leaves nothing behind.
    """
    folder = path.parent
    if number := _trouble_of_folder(folder):
        return number
    if _is_full(folder):
        return errno.ENOSPC
    if any(_is_at_limit(file) for file in (path, path.with_name(path.name + "-wal"))):
        return errno.EFBIG
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(PAGE_SIZE))
    except OSError as error:
        return error.errno or errno.EIO
    return errno.EIO


def _trouble_of_folder(folder: Path) -> int:
    """Return why a folder cannot be asked for: it is gone, or its disk fails; 0 when it can."""
    try:
        folder.stat()
    except OSError as error:
        return error.errno or errno.EIO
    return 0


def _is_at_limit(file: Path) -> bool:
    """Tell whether a file may not grow by another page, on a stick's disk or by a set limit."""
    limits = {_LARGEST_ON_STICK}
    if sys.platform != "win32":
        limits.add(resource.getrlimit(resource.RLIMIT_FSIZE)[0])
    try:
        size = file.stat().st_size
    except OSError:
        return False
    return any(0 <= limit - size < 2 * PAGE_SIZE for limit in limits)


def _is_full(folder: Path) -> bool:
    """Tell whether the library's shared memory, which it makes at every opening, has no room.

    It reports that like a stick that was pulled out.
    """
    try:
        return shutil.disk_usage(folder).free < SHARED_MEMORY
    except OSError:
        return False


_CODES_WITHOUT_STATEMENT = {
    "database or disk is full": sqlcipher3.SQLITE_FULL,
    "attempt to write a readonly database": sqlcipher3.SQLITE_READONLY,
    "unable to open database file": sqlcipher3.SQLITE_CANTOPEN,
    "disk I/O error": sqlcipher3.SQLITE_IOERR,
}
"""A copy to another file tells its errors by SQLite's own fixed words alone, without a code."""


def unreadable(path: Path) -> UserError:
    """Return the error for a file that does not open with the key: foreign, or its head damaged.

    The encryption makes both look the same.
    """
    return UserError(
        T("The data cannot be opened"),
        T(
            "{path} does not fit the key of this computer, or its beginning is damaged.",
            path=str(path),
        ),
        T("Restore from the last backup; nothing is overwritten by that."),
    )


def vanished(path: Path) -> UserError:
    """Return the error for a desk file that is gone while its side file knows of entries."""
    return UserError(
        T("The data file is missing"),
        T("{path} is not there any more.", path=str(path)),
        T("Restore from the last backup; nothing is overwritten by that."),
    )


def damaged(places: int = 1) -> UserError:
    """Return the error for a desk file that does not read as it was written."""
    return UserError(
        T("The data of this computer is damaged"),
        T("Incomplete places found by the check: {count}.", count=places),
        T("Restore from the last backup; nothing is overwritten by that."),
    )
