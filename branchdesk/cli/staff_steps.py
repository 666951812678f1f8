# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What may be done with the people of a desk."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from branchdesk.cli.inputs import Delegation, NewPerson, Roles, read_input
from branchdesk.domain.changes import Changes
from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.roles import Role
from branchdesk.domain.text import T
from branchdesk.services.session import Outcome
from branchdesk.wiring.desk import Desk

Document = dict[str, Any]


def add_person(desk: Desk, document: Document) -> Outcome:
    """Add a person to the desk's staff; unlocking the desk is granted in the window."""
    given = read_input(document, NewPerson)
    return _changed(desk.staff.add(given.name, read_roles(given.roles), given.phone))


def read_roles(names: Iterable[str]) -> frozenset[Role]:
    """Read the identifiers of roles; raises UserError for an unknown one."""
    known = {role.value for role in Role}
    names = list(names)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UserError(
            T("This role does not exist"),
            T("“{name}” is not a role.", name=unknown[0][:40]),
            T("The roles that exist: {names}.", names=", ".join(role.value for role in Role)),
        )
    return frozenset(Role(name) for name in names)


def _set_roles(desk: Desk, row: Any, document: Document) -> Outcome:
    desk.staff.set_roles(row.uuid, read_roles(read_input(document, Roles).roles))
    return _changed(row.uuid)


def _delegate(desk: Desk, row: Any, document: Document) -> Outcome:
    desk.staff.delegate(row.uuid, read_input(document, Delegation).until)
    return _changed(row.uuid)


def _leave(desk: Desk, row: Any, document: Document) -> Outcome:
    del document
    desk.staff.set_active(row.uuid, active=False)
    return _changed(row.uuid)


def _return(desk: Desk, row: Any, document: Document) -> Outcome:
    del document
    desk.staff.set_active(row.uuid, active=True)
    return _changed(row.uuid)


def _changed(uuid: UUID) -> Outcome:
    return Outcome("", uuid, "", Changes({"staff": frozenset({uuid})}))


STAFF_STEPS: Mapping[str, Callable[[Desk, Any, Document], Outcome]] = {
    "set_roles": _set_roles,
    "delegate": _delegate,
    "leave": _leave,
    "return": _return,
}
