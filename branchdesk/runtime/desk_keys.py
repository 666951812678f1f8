# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The key file of a desk: its random database key, wrapped once for everyone who may unlock it.

Only this file stands between a stolen computer and the data, so it is authenticated with the key
it protects: whoever has no passphrase can neither add a person nor swap anything unnoticed. Only
the count of wrong passphrases lies outside of that, as it is written by whoever fails.
"""

import hashlib
import hmac
import os
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Final, Literal, Self
from uuid import UUID

import msgspec

from branchdesk.domain.clock import Clock
from branchdesk.domain.errors import UserError
from branchdesk.domain.os_errors import translate_os_error
from branchdesk.domain.text import T
from branchdesk.runtime.atomic import write_atomic
from branchdesk.runtime.key_wrapping import (
    KEY_LENGTH,
    Cost,
    WrappedKey,
    WrongSecretError,
    derive,
    make_recovery_code,
    passphrase_bytes,
    recovery_code_bytes,
    require_acceptable,
    unwrap,
    wrap,
)

MOST_FAILURES = 5
"""Wrong passphrases in a row before a person has to wait."""

WAITING_TIME = timedelta(minutes=1)

_VERSION: Final = 1
_RECOVERY = b"recovery code"


class PersonEntry(msgspec.Struct, frozen=True):
    """Somebody who may unlock the desk; the name can be read without unlocking."""

    id: UUID
    name: str


class _Person(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    wrapped: WrappedKey


class _Content(msgspec.Struct, frozen=True):
    """What the seal covers."""

    check: bytes
    people: tuple[_Person, ...]
    recovery: WrappedKey
    parent: bytes | None = None


class _Failures(msgspec.Struct, frozen=True):
    count: Annotated[int, msgspec.Meta(ge=1, le=MOST_FAILURES)]
    last: Annotated[datetime, msgspec.Meta(tz=True)]


class _Stored(msgspec.Struct, frozen=True):
    content: _Content
    seal: bytes
    failures: dict[UUID, _Failures] = {}
    checksum: str = ""
    version: Literal[1] = _VERSION

    def with_checksum(self) -> "_Stored":
        """Return the same with the checksum that shows a flipped bit before anybody unlocks."""
        bare = msgspec.structs.replace(self, checksum="")
        digest = hashlib.sha256(msgspec.json.encode(bare)).hexdigest()
        return msgspec.structs.replace(self, checksum=digest)


class _VersionOnly(msgspec.Struct, frozen=True):
    version: int


class KeyFile:
    """The file ``keys.json`` of one desk; it is read again for every operation."""

    def __init__(self, path: Path, clock: Clock, cost: Cost) -> None:
        """Name the file; use ``create`` or ``load``."""
        self.path = path
        self._clock = clock
        self._cost = cost

    @classmethod
    def create(
        cls,
        path: Path,
        person: PersonEntry,
        passphrase: str,
        *,
        clock: Clock,
        cost: Cost = Cost(),  # noqa: B008 - frozen
    ) -> tuple[Self, bytes, str]:
        """Make a new random key; return the file, the key and the recovery code to be shown once.

        Raises UserError for a passphrase that is too short, a file that is already there and a
        folder that cannot be written.
        """
        require_acceptable(passphrase)
        if path.exists():
            raise UserError(
                T("There is already data in this folder"),
                T("{path} belongs to existing data.", path=str(path)),
                T("Open that data, or choose another folder."),
            )
        key, code = os.urandom(KEY_LENGTH), make_recovery_code()
        content = _Content(
            check=_check_value(key),
            people=(_wrapped_for(person, key, passphrase, cost),),
            recovery=wrap(key, recovery_code_bytes(code), _bound(_RECOVERY), cost),
        )
        file = cls(path, clock, cost)
        file._write(_sealed(key, content, {}))
        return file, key, code

    @classmethod
    def load(cls, path: Path, *, clock: Clock, cost: Cost = Cost()) -> Self:  # noqa: B008 - frozen
        """Open an existing file; ``cost`` is what new wrappings take.

        Raises UserError when it is missing, damaged or written by a newer version.
        """
        file = cls(path, clock, cost)
        file._read()
        return file

    def people(self) -> tuple[PersonEntry, ...]:
        """Return who may unlock the desk, in the order they were added."""
        return tuple(PersonEntry(p.id, p.name) for p in self._read().content.people)

    def unlock(self, person_id: UUID, passphrase: str) -> bytes:
        """Return the database key.

        Raises UserError for a wrong passphrase (saying how many tries are left), after five
        wrong ones in a row for a minute, and for a file that somebody else has changed. An entry
        that was wrapped more cheaply than today's cost is wrapped anew.
        """
        stored = self._read()
        person = _find(stored.content, person_id)
        has_failed = person_id in stored.failures
        stored = self._refuse_while_waiting(stored, person_id)
        secret = passphrase_bytes(passphrase)
        try:
            key = unwrap(person.wrapped, secret, _bound(person_id.bytes))
        except WrongSecretError as error:
            raise self._count_failure(stored, person_id) from error
        _require_authentic(stored, key)
        # Unlocking works on a full or read-only disk, too; the count then stays as it is.
        with suppress(UserError):
            if person.wrapped.cost.is_weaker_than(self._cost):
                self._replace(
                    key, stored, _wrapped_for(_entry(person), key, passphrase, self._cost)
                )
            elif has_failed:
                self._write(_sealed(key, stored.content, _without(stored.failures, person_id)))
        return key

    def unlock_with_recovery(self, code: str) -> bytes:
        """Return the database key; small letters, blanks and missing dashes do not matter.

        Raises UserError for a wrong code and for a file that somebody else has changed.
        """
        stored = self._read()
        try:
            key = unwrap(stored.content.recovery, recovery_code_bytes(code), _bound(_RECOVERY))
        except WrongSecretError as error:
            raise UserError(
                T("The recovery code is not right"),
                T("It has 20 letters and digits, in five groups of four."),
                T("Compare it with the printed one; a newer one replaces all older ones."),
            ) from error
        _require_authentic(stored, key)
        return key

    def verify_key(self, key: bytes) -> None:
        """Check a key that came another way, from the parent desk; raises UserError."""
        _require_authentic(self._read(), key)

    def set_passphrase(self, key: bytes, person_id: UUID, new: str) -> None:
        """Give a person a new passphrase: a change, a manager's reset, or after recovery.

        Raises UserError for a passphrase that is too short.
        """
        require_acceptable(new)
        stored = self._read()
        person = _entry(_find(stored.content, person_id))
        self._replace(key, stored, _wrapped_for(person, key, new, self._cost))

    def add_person(self, key: bytes, person: PersonEntry, passphrase: str) -> None:
        """Let another person unlock the desk; raises UserError.

        Whoever is there already gets the new name and passphrase.
        """
        require_acceptable(passphrase)
        self._replace(key, self._read(), _wrapped_for(person, key, passphrase, self._cost))

    def remove_person(self, key: bytes, person_id: UUID) -> None:
        """Take a person off the desk; raises UserError for the last one.

        This does not change the key: an old copy of this file still opens an old backup.
        """
        stored = self._read()
        _find(stored.content, person_id)
        people = tuple(p for p in stored.content.people if p.id != person_id)
        if not people:
            raise UserError(
                T("The last person cannot be removed"),
                T("Nobody could open the data on this computer any more."),
                T("Add another person first."),
            )
        self._change(key, stored, people=people)

    def new_recovery_code(self, key: bytes) -> str:
        """Replace the recovery code; the new one is returned once and the old one is void."""
        code = make_recovery_code()
        recovery = wrap(key, recovery_code_bytes(code), _bound(_RECOVERY), self._cost)
        self._change(key, self._read(), recovery=recovery)
        return code

    @property
    def parent_wrapped(self) -> bytes | None:
        """The key sealed to the parent desk (an age file made elsewhere), None before that."""
        return self._read().content.parent

    def set_parent_wrapped(self, key: bytes, wrapped: bytes | None) -> None:
        """Keep what only the parent desk can open; raises UserError."""
        self._change(key, self._read(), parent=wrapped)

    def _replace(self, key: bytes, stored: _Stored, person: _Person) -> None:
        people = stored.content.people
        if any(p.id == person.id for p in people):
            people = tuple(person if p.id == person.id else p for p in people)
        else:
            people = (*people, person)
        content = msgspec.structs.replace(stored.content, people=people)
        stored = msgspec.structs.replace(stored, failures=_without(stored.failures, person.id))
        self._change(key, stored, people=content.people)

    def _change(self, key: bytes, stored: _Stored, **changes: object) -> None:
        # Never lend a valid seal to what somebody else has changed before.
        _require_authentic(stored, key)
        content = msgspec.structs.replace(stored.content, **changes)
        known = {person.id for person in content.people}
        failures = {k: v for k, v in stored.failures.items() if k in known}
        self._write(_sealed(key, content, failures))

    def _refuse_while_waiting(self, stored: _Stored, person_id: UUID) -> _Stored:
        failures = stored.failures.get(person_id)
        if failures is None or failures.count < MOST_FAILURES:
            return stored
        now = self._clock.now()
        if now < failures.last:  # the clock was set back: the minute begins again, not a year
            self._remember(stored, person_id, _Failures(MOST_FAILURES, now))
            raise _too_many()
        if now - failures.last < WAITING_TIME:
            raise _too_many()
        return msgspec.structs.replace(stored, failures=_without(stored.failures, person_id))

    def _count_failure(self, stored: _Stored, person_id: UUID) -> UserError:
        earlier = stored.failures.get(person_id)
        count = earlier.count + 1 if earlier else 1
        self._remember(stored, person_id, _Failures(count, self._clock.now()))
        if count >= MOST_FAILURES:
            return _too_many()
        return UserError(
            T("The passphrase is not right"),
            T("{count} more tries.", count=MOST_FAILURES - count),
            T("Please check Caps Lock."),
        )

    def _remember(self, stored: _Stored, person_id: UUID, failures: _Failures) -> None:
        everyone = {**stored.failures, person_id: failures}
        self._write(msgspec.structs.replace(stored, failures=everyone).with_checksum())

    def _read(self) -> _Stored:
        try:
            text = self.path.read_bytes()
        except OSError as error:
            raise translate_os_error(error, self.path, reading=True) from error
        try:
            version = msgspec.json.decode(text, type=_VersionOnly).version
            if version > _VERSION:
                raise _too_new(version)
            stored = msgspec.json.decode(text, type=_Stored)
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            raise _damaged(self.path) from error
        if stored.with_checksum().checksum != stored.checksum or not stored.content.people:
            raise _damaged(self.path)
        return stored

    def _write(self, stored: _Stored) -> None:
        write_atomic(self.path, msgspec.json.format(msgspec.json.encode(stored)))


def _entry(person: _Person) -> PersonEntry:
    return PersonEntry(person.id, person.name)


def _wrapped_for(person: PersonEntry, key: bytes, passphrase: str, cost: Cost) -> _Person:
    wrapped = wrap(key, passphrase_bytes(passphrase), _bound(person.id.bytes), cost)
    return _Person(person.id, person.name, wrapped)


def _find(content: _Content, person_id: UUID) -> _Person:
    for person in content.people:
        if person.id == person_id:
            return person
    raise UserError(
        T("This person cannot open the data here"),
        T("The name is not, or no longer, in the list of this computer."),
        T("Somebody who can open it may add the person in the settings."),
    )


def _without(failures: dict[UUID, _Failures], person_id: UUID) -> dict[UUID, _Failures]:
    return {known: value for known, value in failures.items() if known != person_id}


def _bound(owner: bytes) -> bytes:
    """Return what a wrapping is bound to, so that it cannot be moved to somebody else."""
    return b"branchdesk keys %d\0" % _VERSION + owner


def _check_value(key: bytes) -> bytes:
    return derive(key, b"branchdesk key check")


def _seal(key: bytes, content: _Content) -> bytes:
    return hmac.digest(derive(key, b"branchdesk key file"), msgspec.json.encode(content), "sha256")


def _sealed(key: bytes, content: _Content, failures: dict[UUID, _Failures]) -> _Stored:
    return _Stored(content, _seal(key, content), failures).with_checksum()


def _require_authentic(stored: _Stored, key: bytes) -> None:
    right_key = hmac.compare_digest(stored.content.check, _check_value(key))
    if not right_key or not hmac.compare_digest(stored.seal, _seal(key, stored.content)):
        raise UserError(
            T("The passwords of this data were changed from outside"),
            T("The key file does not fit the data, or another program has changed it."),
            T("Restore from a backup. Do not enter further passwords here."),
        )


def _too_many() -> UserError:
    return UserError(
        T("Please try again in 1 minute"),
        T("The passphrase was wrong {count} times in a row.", count=MOST_FAILURES),
        T("If it was forgotten, use the recovery code."),
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
