# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Company and phones are entered where they belong."""

import pytest

from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.roles import DeskRole, Role
from branchdesk.services.offices import Offices
from tests.services.conftest import ENGINEER, MANAGER, Desk

PHONES = {"company": "砚衡软件", "service_phone": "026-55500000", "complaint_phone": "026-55500315"}


def test_a_branch_describes_itself(desk: Desk) -> None:
    offices = Offices(desk.use(MANAGER))
    offices.save("GZ", PHONES)
    (own,) = offices.mine()
    assert (own.code, own.company, own.complaint_phone) == ("GZ", "砚衡软件", "026-55500315")


def test_a_hotline_is_stored_half_width_like_every_phone(desk: Desk) -> None:
    offices = Offices(desk.use(MANAGER))
    offices.save("GZ", PHONES | {"complaint_phone": "０２６－５５５００３１５ "})
    assert offices.mine()[0].complaint_phone == "026-55500315"


def test_nobody_else_describes_it(desk: Desk) -> None:
    with pytest.raises(UserError, match="another role"):
        Offices(desk.use(ENGINEER)).save("GZ", PHONES)
    with pytest.raises(UserError, match="another office"):
        Offices(desk.use(MANAGER)).save("BJ", PHONES)
    with pytest.raises(UserError, match="missing"):
        Offices(desk.use(MANAGER)).save("GZ", {"name": " "})


def test_headquarters_describes_every_office(desk: Desk) -> None:
    desk.become(DeskRole.HQ, "HQ", "H01")
    offices = Offices(desk.use(MANAGER, Role.HQ_ENGINEER))
    offices.save("GZ", PHONES)
    assert {o.code: o.company for o in offices.mine()}["GZ"] == "砚衡软件"
    with pytest.raises(UserError, match="no such office"):
        offices.save("XX", PHONES)


def test_a_laptop_describes_none(desk: Desk) -> None:
    desk.become(DeskRole.ENGINEER, "GZ-L01", "L01")
    assert Offices(desk.use(ENGINEER)).mine() == []
