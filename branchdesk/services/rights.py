# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may read and change what on this desk (requirements §6), asked by every use case."""

from typing import Any

from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.roles import (
    HEADQUARTERS,
    OWN_ONLY,
    DeskRole,
    Role,
    readers_of,
    role_words,
)
from branchdesk.domain.kinds.steps import StateMachine, Step, allows
from branchdesk.domain.queries import Filter
from branchdesk.domain.text import T
from branchdesk.services.ports import Reader
from branchdesk.services.session import Session


def require_roles(session: Session, roles: frozenset[Role]) -> None:
    """Raise UserError when the person holds none of the roles."""
    if not session.may(roles):
        raise UserError(
            T("This needs another role"),
            T("{name} may not do this on this desk.", name=session.actor.name),
            T("Done by: {roles}.", roles=role_words(_within_reach(session, roles))),
        )


def _within_reach(session: Session, roles: frozenset[Role]) -> frozenset[Role]:
    """Leave out roles nobody holds at this kind of desk, unless no other may do it."""
    at_headquarters = session.desk.role is DeskRole.HQ
    return (roles & HEADQUARTERS if at_headquarters else roles - HEADQUARTERS) or roles


def require_branch(session: Session, *, or_headquarters: bool = False) -> None:
    """Raise UserError at a laptop and at headquarters: a month is reported by its branch.

    ``or_headquarters`` is for questions that headquarters may ask as well.
    """
    if session.desk.role is DeskRole.HQ and or_headquarters:
        return
    if session.desk.role is not DeskRole.BRANCH:
        raise UserError(
            T("Only a branch reports its month"),
            T("This desk is not a branch."),
            T("Check and close the month at the branch; a laptop only exchanges with it."),
        )


def require_reading(session: Session, kind: str) -> None:
    """Raise UserError when the person may not read rows of a kind."""
    require_roles(session, readers_of(kind))


def is_own(session: Session, reader: Reader, kind: str, row: Any) -> bool:
    """Tell whether a row is the person's own.

    A record belongs to who took it first, who handles it and who visits the customer for it; a
    visit to its engineer, to who planned it and to the people of its record. What has no such
    people belongs to whoever added it. What a laptop numbered is its engineer's also after the
    laptop was set up anew, when the engineer is another row of the staff.
    """
    me = session.actor.staff
    desk = session.desk
    if desk.role is DeskRole.ENGINEER and f"-{desk.device}-" in getattr(row, "number", ""):
        return True
    if kind == "service_record":
        visits = Filter("record", "=", row.uuid), Filter("engineer", "=", me)
        return me in (row.first_contact_owner, row.handler) or reader.count("visit", visits) > 0
    if kind == "visit":
        record = reader.get("service_record", row.record) if row.record else None
        people = (record.first_contact_owner, record.handler) if record else ()
        return me in (row.engineer, row.created_by, *people)
    return bool(row.created_by == me)


def offered(
    session: Session, reader: Reader, kind: str, row: Any, machine: StateMachine
) -> tuple[Step, ...]:
    """Return the steps the person may be offered with a row now."""
    if not _is_kept_here(session, row):
        return ()
    return machine.offered(row, session.actor, own=is_own(session, reader, kind, row))


def may_change(
    session: Session, reader: Reader, kind: str, row: Any, roles: frozenset[Role]
) -> bool:
    """Tell whether the person may change a row that these roles change."""
    return _is_kept_here(session, row) and allows(
        roles, session.actor, own=is_own(session, reader, kind, row)
    )


def require(
    session: Session,
    reader: Reader,
    kind: str,
    row: Any,
    roles: frozenset[Role],
    own_only: frozenset[Role] = OWN_ONLY,
) -> None:
    """Raise UserError when the person may not change this row.

    Rows of another office are only read: headquarters sees what a branch wrote and never writes
    it (architecture §4.3). ``own_only`` are the roles that reach their own rows alone.
    """
    require_roles(session, roles)
    if not _is_kept_here(session, row):
        raise UserError(
            T("This belongs to another office"),
            T("{number} is kept by {branch}.", number=row.number, branch=row.branch_code),
            T("Ask the people there for the change."),
        )
    own = is_own(session, reader, kind, row)
    if not allows(roles, session.actor, own=own, own_only=own_only):
        raise UserError(
            T("This belongs to a colleague"),
            T("{name} only changes what is their own.", name=session.actor.name),
            T("Ask the colleague or the branch manager to hand it over."),
        )


def _is_kept_here(session: Session, row: Any) -> bool:
    return getattr(row, "branch_code", "") in ("", session.desk.branch_code)
