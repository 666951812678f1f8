# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The people of a desk and their roles (requirements §6)."""

from datetime import date
from uuid import UUID

import msgspec

from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.organisation import STAFF, Staff
from branchdesk.domain.kinds.roles import DeskRole, Role, format_roles, parse_roles
from branchdesk.domain.queries import Filter
from branchdesk.domain.text import T
from branchdesk.services import rights, rows
from branchdesk.services.ports import Reader, Writer
from branchdesk.services.session import Session

HEADS = {
    DeskRole.ENGINEER: frozenset({Role.BRANCH_MANAGER}),
    DeskRole.BRANCH: frozenset({Role.BRANCH_MANAGER}),
    DeskRole.HQ: frozenset({Role.TECHNICAL_LEADER, Role.HQ_DIRECTOR}),
}
"""Who keeps people and roles; a delegate stands in for the work, not for this."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A person of this desk; ``delegate_until`` is the last local day as a delegate."""

    uuid: UUID
    name: str
    phone: str
    active: bool
    roles: frozenset[Role]
    delegate_until: date | None


def effective_roles(reader: Reader, staff: Staff, today: date) -> frozenset[Role]:
    """Return the roles a person holds on the day: a delegate's end with their last day."""
    roles = parse_roles(staff.roles)
    until = _delegate_until(reader, staff.uuid)
    return roles - {Role.DELEGATE} if until is not None and until < today else roles


def _delegate_until(reader: Reader, uuid: UUID) -> date | None:
    stored = reader.setting(_setting(uuid))
    return date.fromisoformat(stored) if stored else None


def _setting(uuid: UUID) -> str:
    return f"delegate_until.{uuid}"


class StaffDesk:
    """The use cases around the people of a desk."""

    def __init__(self, session: Session) -> None:
        """Work for the person of the session."""
        self._session = session

    def people(self) -> tuple[Person, ...]:
        """Return the people of this branch (or headquarters) by name."""
        today = self._session.clock.now().date()
        own = Filter("branch_code", "=", self._session.desk.branch_code)
        with self._session.store.read() as reader:
            return tuple(
                Person(
                    uuid=staff.uuid,
                    name=staff.name,
                    phone=staff.phone,
                    active=staff.active,
                    roles=effective_roles(reader, staff, today),
                    delegate_until=_delegate_until(reader, staff.uuid),
                )
                for staff in reader.find(STAFF.name, (own,), order="name")
            )

    def add(self, name: str, roles: frozenset[Role], phone: str = "") -> UUID:
        """Add a person; raises UserError without a name, a role or the right to do it."""
        session = self._session
        rights.require_roles(session, HEADS[session.desk.role])
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            values = {
                "name": name,
                "roles": format_roles(roles),
                "phone": phone,
                "branch_code": session.desk.branch_code,
            }
            added: UUID = rows.insert_row(session, writer, STAFF, values).uuid
            return added

    def set_roles(self, uuid: UUID, roles: frozenset[Role]) -> None:
        """Give a person other roles; somebody who may do this has to remain."""
        session = self._session
        rights.require_roles(session, HEADS[session.desk.role])
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            staff = rows.get_row(writer, STAFF.name, uuid)
            rows.change_row(session, writer, STAFF, staff, {"roles": format_roles(roles)})
            if Role.DELEGATE not in roles:
                writer.set_setting(_setting(uuid), "")
            self._require_head(writer)

    def set_active(self, uuid: UUID, *, active: bool) -> None:
        """Note that a person left or came back; somebody who keeps the people has to remain."""
        session = self._session
        rights.require_roles(session, HEADS[session.desk.role])
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            staff = rows.get_row(writer, STAFF.name, uuid)
            rows.change_row(session, writer, STAFF, staff, {"active": active})
            self._require_head(writer)

    def delegate(self, uuid: UUID, until: date) -> None:
        """Let a person approve and report in the manager's place up to and with a local day."""
        session = self._session
        rights.require_roles(session, HEADS[session.desk.role])
        if until < session.clock.now().date():
            raise UserError(
                T("This day is over"),
                T("A delegate needs a last day that is still to come."),
                T("Check the date."),
            )
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            staff: Staff = rows.get_row(writer, STAFF.name, uuid)
            roles = parse_roles(staff.roles) | {Role.DELEGATE}
            rows.change_row(session, writer, STAFF, staff, {"roles": format_roles(roles)})
            writer.set_setting(_setting(uuid), until.isoformat())

    def _require_head(self, writer: Writer) -> None:
        desk = self._session.desk
        own = (Filter("branch_code", "=", desk.branch_code), Filter("active", "=", True))
        if not any(
            parse_roles(staff.roles) & HEADS[desk.role] for staff in writer.find(STAFF.name, own)
        ):
            raise UserError(
                T("Somebody has to lead"),
                T("Nobody would be left who may change roles."),
                T("Give the role to a colleague first."),
            )
