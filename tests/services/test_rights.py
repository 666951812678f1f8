# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Whose a row is: the engineer's who visits for it, the office's that keeps it."""

import pytest

from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.services.records import Records
from branchdesk.services.visits import Visits
from tests.services.conftest import AGENT, COLLEAGUE, ENGINEER, MANAGER, Desk

ANSWER = {"text": "请先关闭杀毒软件"}


def test_who_visits_for_a_record_works_on_it_as_its_handler_does(desk: Desk) -> None:
    record = desk.record(AGENT)
    visits, engineer = Visits(desk.use(AGENT)), Records(desk.use(ENGINEER))
    assert not engineer.view(record).may_edit
    with pytest.raises(UserError, match="colleague"):
        engineer.step(record, "answer", ANSWER)
    visits.plan(record, {"engineer": str(ENGINEER)})
    assert engineer.view(record).may_edit
    assert "answer" in {step.event for step in engineer.view(record).steps}
    engineer.step(record, "answer", ANSWER)
    with pytest.raises(UserError, match="colleague"):
        Records(desk.use(COLLEAGUE)).step(record, "answer", ANSWER)


def test_what_another_office_keeps_is_only_read(desk: Desk) -> None:
    uuid = desk.visit(ENGINEER)
    record = desk.get("visit", uuid).record
    manager, visits = Records(desk.use(MANAGER)), Visits(desk.use(ENGINEER))
    assert manager.view(record).steps
    assert visits.view(uuid).may_fill
    desk.change("service_record", record, branch_code="BJ")
    desk.change("visit", uuid, branch_code="BJ")
    shown, sheet = manager.view(record), visits.view(uuid)
    assert (shown.steps, shown.may_edit, shown.may_plan) == ((), False, False)
    assert (sheet.steps, sheet.may_fill) == ((), False)
    with pytest.raises(UserError, match="another office"):
        manager.step(record, "answer", ANSWER)


def test_what_a_laptop_numbered_is_its_engineers_and_no_other_laptops(desk: Desk) -> None:
    desk.become(DeskRole.ENGINEER, "GZ-L01", "L01")
    own = desk.record(ENGINEER)
    desk.become(DeskRole.ENGINEER, "GZ-L02", "L02")
    foreign = Records(desk.use(COLLEAGUE))
    assert not foreign.view(own).may_edit
    with pytest.raises(UserError, match="colleague"):
        foreign.step(own, "answer", ANSWER)
    desk.become(DeskRole.ENGINEER, "GZ-L01", "L01")
    # The laptop was set up anew: its engineer is another row of the staff.
    Records(desk.use(COLLEAGUE)).step(own, "answer", ANSWER)
