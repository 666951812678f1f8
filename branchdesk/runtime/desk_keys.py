# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The key file of a desk: its random database key, wrapped for everyone who may unlock it (R-275).

Only this file stands between a stolen computer and the data, so it is authenticated with the key
it protects: whoever has no passphrase can neither add a person nor swap anything unnoticed. Only
the count of wrong passphrases lies outside of that, as it is written by whoever fails.
"""

import os
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Self
from uuid import UUID

import msgspec

from branchdesk.domain.clock import Clock
from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T
from branchdesk.runtime.key_file_content import (
    MOST_FAILURES,
    Content,
    Failures,
    PersonWrapping,
    Stored,
    bound_to,
    check_value,
    read_content,
    require_authentic,
    sealed,
    write_content,
)
from branchdesk.runtime.key_wrapping import (
    KEY_LENGTH,
    Cost,
    WrongSecretError,
    make_recovery_code,
    passphrase_bytes,
    recovery_code_bytes,
    require_acceptable,
    unwrap,
    wrap,
)

WAITING_TIME = timedelta(minutes=1)

_RECOVERY = b"recovery code"


class PersonEntry(msgspec.Struct, frozen=True):
    """Somebody who may unlock the desk; the name can be read without unlocking."""

    id: UUID
    name: str


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
        content = Content(
            check=check_value(key),
            people=(_wrapped_for(person, key, passphrase, cost),),
            recovery=wrap(key, recovery_code_bytes(code), bound_to(_RECOVERY), cost),
        )
        file = cls(path, clock, cost)
        file._write(sealed(key, content, {}))
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
            key = unwrap(person.wrapped, secret, bound_to(person_id.bytes))
        except WrongSecretError as error:
            raise self._count_failure(stored, person_id) from error
        require_authentic(stored, key)
        # Unlocking works on a full or read-only disk, too; the count then stays as it is.
        with suppress(UserError):
            if person.wrapped.cost.is_weaker_than(self._cost):
                self._replace(
                    key, stored, _wrapped_for(_entry(person), key, passphrase, self._cost)
                )
            elif has_failed:
                self._write(sealed(key, stored.content, _without(stored.failures, person_id)))
        return key

    def unlock_with_recovery(self, code: str) -> bytes:
        """Return the database key; small letters, blanks and missing dashes do not matter.

        Raises UserError for a wrong code and for a file that somebody else has changed.
        """
        stored = self._read()
        try:
            key = unwrap(stored.content.recovery, recovery_code_bytes(code), bound_to(_RECOVERY))
        except WrongSecretError as error:
            raise UserError(
                T("The recovery code is not right"),
                T("It has 20 letters and digits, in five groups of four."),
                T("Compare it with the printed one; a newer one replaces all older ones."),
            ) from error
        require_authentic(stored, key)
        return key

    def verify_key(self, key: bytes) -> None:
        """Check a key that came another way, from the parent desk; raises UserError."""
        require_authentic(self._read(), key)

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
        recovery = wrap(key, recovery_code_bytes(code), bound_to(_RECOVERY), self._cost)
        self._change(key, self._read(), recovery=recovery)
        return code

    @property
    def parent_wrapped(self) -> bytes | None:
        """The key sealed to the parent desk (an age file made elsewhere), None before that."""
        return self._read().content.parent

    def set_parent_wrapped(self, key: bytes, wrapped: bytes | None) -> None:
        """Keep what only the parent desk can open; raises UserError."""
        self._change(key, self._read(), parent=wrapped)

    def _replace(self, key: bytes, stored: Stored, person: PersonWrapping) -> None:
        people = stored.content.people
        if any(p.id == person.id for p in people):
            people = tuple(person if p.id == person.id else p for p in people)
        else:
            people = (*people, person)
        content = msgspec.structs.replace(stored.content, people=people)
        stored = msgspec.structs.replace(stored, failures=_without(stored.failures, person.id))
        self._change(key, stored, people=content.people)

    def _change(self, key: bytes, stored: Stored, **changes: object) -> None:
        # Never lend a valid seal to what somebody else has changed before.
        require_authentic(stored, key)
        content = msgspec.structs.replace(stored.content, **changes)
        known = {person.id for person in content.people}
        failures = {k: v for k, v in stored.failures.items() if k in known}
        self._write(sealed(key, content, failures))

    def _refuse_while_waiting(self, stored: Stored, person_id: UUID) -> Stored:
        failures = stored.failures.get(person_id)
        if failures is None or failures.count < MOST_FAILURES:
            return stored
        now = self._clock.now()
        if now < failures.last:  # the clock was set back: the minute begins again, not a year
            self._remember(stored, person_id, Failures(MOST_FAILURES, now))
            raise _too_many()
        if now - failures.last < WAITING_TIME:
            raise _too_many()
        return msgspec.structs.replace(stored, failures=_without(stored.failures, person_id))

    def _count_failure(self, stored: Stored, person_id: UUID) -> UserError:
        earlier = stored.failures.get(person_id)
        count = earlier.count + 1 if earlier else 1
        self._remember(stored, person_id, Failures(count, self._clock.now()))
        if count >= MOST_FAILURES:
            return _too_many()
        return UserError(
            T("The passphrase is not right"),
            T("Tries left: {count}.", count=MOST_FAILURES - count),
            T("Please check Caps Lock."),
        )

    def _remember(self, stored: Stored, person_id: UUID, failures: Failures) -> None:
        everyone = {**stored.failures, person_id: failures}
        self._write(msgspec.structs.replace(stored, failures=everyone).with_checksum())

    def _read(self) -> Stored:
        return read_content(self.path)

    def _write(self, stored: Stored) -> None:
        write_content(self.path, stored)


def _entry(person: PersonWrapping) -> PersonEntry:
    return PersonEntry(person.id, person.name)


def _wrapped_for(person: PersonEntry, key: bytes, passphrase: str, cost: Cost) -> PersonWrapping:
    wrapped = wrap(key, passphrase_bytes(passphrase), bound_to(person.id.bytes), cost)
    return PersonWrapping(person.id, person.name, wrapped)


def _find(content: Content, person_id: UUID) -> PersonWrapping:
    for person in content.people:
        if person.id == person_id:
            return person
    raise UserError(
        T("This person cannot open the data here"),
        T("The name is not, or no longer, in the list of this computer."),
        T("Somebody who can open it may add the person in the settings."),
    )


def _without(failures: dict[UUID, Failures], person_id: UUID) -> dict[UUID, Failures]:
    return {known: value for known, value in failures.items() if known != person_id}


def _too_many() -> UserError:
    return UserError(
        T("Please try again in 1 minute"),
        T("The passphrase was wrong {count} times in a row.", count=MOST_FAILURES),
        T("If it was forgotten, use the recovery code."),
    )
