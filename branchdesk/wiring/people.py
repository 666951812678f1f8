# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Who unlocks a desk: the staff of the database beside the entries of the key file."""

from collections.abc import Callable
from uuid import UUID

from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.roles import Role
from branchdesk.domain.text import T
from branchdesk.runtime.desk_keys import KeyFile, PersonEntry
from branchdesk.runtime.key_wrapping import require_acceptable
from branchdesk.services import rights, rows
from branchdesk.services.open_desk import DeskPerson
from branchdesk.services.session import Session
from branchdesk.services.staff import HEADS, StaffDesk


class People:
    """Passphrases and the recovery code of one open desk."""

    def __init__(
        self, session: Session, staff: StaffDesk, key_file: Callable[[], KeyFile], key: bytes
    ) -> None:
        """``key_file`` reads the file anew; ``key`` is the desk's key."""
        self._session = session
        self._staff = staff
        self._key_file = key_file
        self._key = key

    def people(self) -> tuple[DeskPerson, ...]:
        """Return everybody of the desk, those who can unlock it first, then by name."""
        unlocking = {entry.id for entry in self._key_file().people()}
        people = [
            DeskPerson(
                id=person.uuid,
                name=person.name,
                roles=person.roles,
                active=person.active,
                unlocks=person.uuid in unlocking,
            )
            for person in self._staff.people()
        ]
        return tuple(sorted(people, key=lambda p: (not p.unlocks, not p.active)))

    def may_manage(self) -> bool:
        """Tell whether the present person may add people and reset passphrases."""
        return self._session.may(HEADS[self._session.desk.role])

    def change_passphrase(self, old: str, new: str) -> None:
        """Give the present person a new passphrase; the old one is asked once more."""
        me = self._session.actor.staff
        key_file = self._key_file()
        require_acceptable(new)
        key_file.unlock(me, old)
        key_file.set_passphrase(self._key, me, new)

    def add(self, name: str, roles: frozenset[Role], passphrase: str) -> UUID:
        """Add a person to the staff and let them unlock the desk."""
        require_acceptable(passphrase)
        if not roles:
            raise UserError(
                T("A role is missing"),
                T("Without a role {name} could not do anything.", name=name[:40]),
                T("Choose at least one."),
            )
        added = self._staff.add(name, roles)
        self._key_file().add_person(self._key, PersonEntry(added, name.strip()), passphrase)
        return added

    def let_in(self, person: UUID, passphrase: str) -> None:
        """Let somebody of the staff unlock the desk, or reset their passphrase."""
        rights.require_roles(self._session, HEADS[self._session.desk.role])
        with self._session.store.read() as reader:
            staff = rows.get_row(reader, "staff", person)
        self._key_file().add_person(self._key, PersonEntry(person, staff.name), passphrase)

    def shut_out(self, person: UUID) -> None:
        """Take a person's way in; their name and records stay."""
        rights.require_roles(self._session, HEADS[self._session.desk.role])
        self._key_file().remove_person(self._key, person)

    def renew_recovery_code(self) -> str:
        """Replace the recovery code; the old one is void from now on."""
        return self._key_file().new_recovery_code(self._key)

    def verify_passphrase(self, passphrase: str) -> None:
        """Check the present person's passphrase; wrong ones count as at the start."""
        self._key_file().unlock(self._session.actor.staff, passphrase)
