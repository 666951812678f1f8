# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What stands in the key file of a desk, and how it is sealed."""

import hashlib
import hmac
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec

from branchdesk.domain.errors import UserError
from branchdesk.domain.os_errors import translate_os_error
from branchdesk.domain.text import T
from branchdesk.runtime.atomic import write_atomic
from branchdesk.runtime.key_wrapping import WrappedKey, derive

MOST_FAILURES = 5
"""Wrong passphrases in a row before a person has to wait."""

_VERSION: Final = 1


class PersonWrapping(msgspec.Struct, frozen=True):
    """The key as one person can open it."""

    id: UUID
    name: str
    wrapped: WrappedKey


class Content(msgspec.Struct, frozen=True):
    """What the seal covers."""

    check: bytes
    people: tuple[PersonWrapping, ...]
    recovery: WrappedKey
    parent: bytes | None = None


class Failures(msgspec.Struct, frozen=True):
    """How many wrong passphrases in a row, and when the last one was."""

    count: Annotated[int, msgspec.Meta(ge=1, le=MOST_FAILURES)]
    last: Annotated[datetime, msgspec.Meta(tz=True)]


class Stored(msgspec.Struct, frozen=True):
    """The whole file; ``seal`` is made with the key, ``checksum`` by anybody."""

    content: Content
    seal: bytes
    failures: dict[UUID, Failures] = {}
    checksum: str = ""
    version: Literal[1] = _VERSION

    def with_checksum(self) -> "Stored":
        """Return the same with the checksum that shows a flipped bit before anybody unlocks."""
        bare = msgspec.structs.replace(self, checksum="")
        digest = hashlib.sha256(msgspec.json.encode(bare)).hexdigest()
        return msgspec.structs.replace(self, checksum=digest)


class _VersionOnly(msgspec.Struct, frozen=True):
    version: int


def read_content(path: Path) -> Stored:
    """Return what the file holds; raises UserError when it is missing, damaged or too new."""
    try:
        text = path.read_bytes()
    except OSError as error:
        raise translate_os_error(error, path, reading=True) from error
    try:
        version = msgspec.json.decode(text, type=_VersionOnly).version
        if version > _VERSION:
            raise _too_new(version)
        stored = msgspec.json.decode(text, type=Stored)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise _damaged(path) from error
    if stored.with_checksum().checksum != stored.checksum or not stored.content.people:
        raise _damaged(path)
    return stored


def write_content(path: Path, stored: Stored) -> None:
    """Replace the file, all or nothing; raises UserError."""
    write_atomic(path, msgspec.json.format(msgspec.json.encode(stored)))


def bound_to(owner: bytes) -> bytes:
    """Return what a wrapping is bound to, so that it cannot be moved to somebody else."""
    return b"branchdesk keys %d\0" % _VERSION + owner


def check_value(key: bytes) -> bytes:
    """Return what tells the right key from another one and tells nothing else."""
    return derive(key, b"branchdesk key check")


def _seal(key: bytes, content: Content) -> bytes:
    return hmac.digest(derive(key, b"branchdesk key file"), msgspec.json.encode(content), "sha256")


def sealed(key: bytes, content: Content, failures: dict[UUID, Failures]) -> Stored:
    """Return the file for this content, sealed with the key."""
    return Stored(content, _seal(key, content), failures).with_checksum()


def require_authentic(stored: Stored, key: bytes) -> None:
    """Raise UserError when the key is another one or the content was not sealed with it."""
    right_key = hmac.compare_digest(stored.content.check, check_value(key))
    if not right_key or not hmac.compare_digest(stored.seal, _seal(key, stored.content)):
        raise UserError(
            T("The passphrases of this data were changed from outside"),
            T("The key file does not fit the data, or another program has changed it."),
            T("Restore from a backup. Do not enter further passphrases here."),
        )


def _too_new(version: int) -> UserError:
    return UserError(
        T("The data was saved by a newer version"),
        T(
            "The key file has format {newer}; this program reads up to {own}.",
            newer=version,
            own=_VERSION,
        ),
        T("Please update the program first. The data was not changed."),
    )


def _damaged(path: Path) -> UserError:
    return UserError(
        T("The key file is damaged"),
        T("{path} does not read as it was written.", path=str(path)),
        T("Restore from a backup; nothing is overwritten by that."),
    )
