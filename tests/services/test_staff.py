# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""People, roles and the delegate's last day."""

from datetime import timedelta
from uuid import UUID

import pytest

from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.organisation import Staff
from branchdesk.domain.kinds.roles import Role
from branchdesk.services.staff import StaffDesk, effective_roles
from tests.services.conftest import AGENT, ENGINEER, MANAGER, START, Desk


def roles_of(desk: Desk, person: UUID, days: int = 0) -> frozenset[Role]:
    day = START.date() + timedelta(days=days)
    with desk.database.read() as reader:
        staff = reader.get("staff", person)
        assert isinstance(staff, Staff)
        return effective_roles(reader, staff, day)


def test_the_manager_adds_people_and_changes_roles(desk: Desk) -> None:
    staff = StaffDesk(desk.use(MANAGER))
    added = staff.add("李明", frozenset({Role.TRAINER}), "15400000009")
    staff.set_roles(added, frozenset({Role.SERVICE_AGENT, Role.ARCHIVIST}))
    assert roles_of(desk, added) == {Role.SERVICE_AGENT, Role.ARCHIVIST}
    assert "李明" in [person.name for person in staff.people()]
    with pytest.raises(UserError):
        staff.add(" ", frozenset({Role.TRAINER}))
    with pytest.raises(UserError):
        staff.add("无岗位", frozenset())


def test_nobody_else_does_not_even_the_delegate(desk: Desk) -> None:
    for session in (desk.use(ENGINEER), desk.use(AGENT, Role.DELEGATE)):
        staff = StaffDesk(session)
        with pytest.raises(UserError, match="may not"):
            staff.set_roles(ENGINEER, frozenset({Role.BRANCH_MANAGER}))
        with pytest.raises(UserError, match="may not"):
            staff.delegate(ENGINEER, START.date())


def test_a_delegate_ends_with_the_last_day(desk: Desk) -> None:
    staff = StaffDesk(desk.use(MANAGER))
    with pytest.raises(UserError, match="still to come"):
        staff.delegate(AGENT, START.date() - timedelta(days=1))
    staff.delegate(AGENT, START.date() + timedelta(days=3))
    assert Role.DELEGATE in roles_of(desk, AGENT, days=3)
    assert roles_of(desk, AGENT, days=4) == {Role.SERVICE_AGENT}


def test_somebody_has_to_lead(desk: Desk) -> None:
    staff = StaffDesk(desk.use(MANAGER))
    with pytest.raises(UserError, match="Nobody would be left"):
        staff.set_roles(MANAGER, frozenset({Role.SERVICE_AGENT}))
    with pytest.raises(UserError, match="Nobody would be left"):
        staff.set_active(MANAGER, active=False)
    assert roles_of(desk, MANAGER) == {Role.BRANCH_MANAGER}
    staff.set_roles(AGENT, frozenset({Role.BRANCH_MANAGER}))
    staff.set_active(MANAGER, active=False)
