# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The table of rights once more, looked up in the real window by each role (R-274).

What the services grant is held to the table by ``test_roles.py``; here everything that stands in
the window is, so nothing is offered that would be refused, and nothing is missing.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from branchdesk.domain.clock import FixedClock
from branchdesk.domain.kinds.organisation import Staff
from branchdesk.domain.kinds.roles import DeskRole, Role, format_roles
from branchdesk.runtime.paths import find_paths
from branchdesk.ui.pages import PLACES
from branchdesk.wiring.desk import Desk
from branchdesk.wiring.founding import NewDesk, found_desk, unlock_desk
from branchdesk.wiring.surroundings import Surroundings, make_surroundings
from tests.services import conftest as office
from tests.services.conftest import COLLEAGUE, ENGINEER, START
from tests.trust import role_acts
from tests.trust.role_bench import Bench
from tests.trust.role_table import AT_HEADQUARTERS, COLUMNS, TABLE
from tests.ui.desks import CHEAP, PASSPHRASE, Hand, new_program

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

RECORD = {
    "step_answer": "answer",
    "step_note": "note progress",
    "step_hand_over": "hand over",
    "step_escalate": "escalate",
    "step_complain": "pass on a complaint",
    "step_edit": "change a record",
    "step_plan_visit": "plan a visit",
    "attach": "attach a file",
    "show_history": "read the audit log",
}
CUSTOMER = {
    "customer_edit": "change a file",
    "customer_lost": "mark as lost",
    "contact_add": "add a contact",
    "customer_record": "take a record",
}
OFFERS: dict[str, tuple[str, dict[str, str]]] = {
    "record": ("records", RECORD),
    "resolved": ("records", {"step_confirm_close": "close a record"}),
    "custody": ("records", {"step_return_data": "return the data"}),
    "planned": ("visits", {"step_confirm": "agree on the time"}),
    "filled": ("visits", {"visit_sheet": "fill in a sheet", "visit_blank": "print a sheet"}),
    "signed": ("visits", {"step_submit": "hand in a sheet", "visit_print": "print a sheet"}),
    "waiver": ("visits", {"step_waive": "waive a signature"}),
    "submitted": ("visits", {"step_review": "review a sheet"}),
    "reviewed": ("visits", {"step_file": "file a sheet"}),
    "customer": ("customers", CUSTOMER),
}
"""For every sort of row its page, and which names stand for which line of the table."""

SCENES = {
    "record": role_acts.record,
    "resolved": role_acts.in_state(role_acts.record, "service_record", "resolved"),
    "custody": role_acts.in_state(role_acts.record, "service_record", "data_in_custody"),
    "planned": role_acts.planned,
    "filled": role_acts.filled,
    "signed": role_acts.frozen,
    "waiver": role_acts.in_state(role_acts.planned, "visit", "waiver_requested"),
    "submitted": role_acts.in_state(role_acts.planned, "visit", "submitted"),
    "reviewed": role_acts.in_state(role_acts.planned, "visit", "reviewed"),
    "customer": role_acts.file,
}


class Office(NamedTuple):
    """A founded desk, closed, and the rows on it by sort and by whether they are one's own."""

    root: Path
    surroundings: Surroundings
    rows: dict[tuple[str, bool], UUID]
    secret: UUID


def found_office(home: Path, role: DeskRole) -> Office:
    code = "HQ" if role is DeskRole.HQ else "GZ"
    clock = FixedClock(START)
    surroundings = make_surroundings(find_paths({"BRANCHDESK_HOME": str(home)}), clock, cost=CHEAP)
    everything = tuple(Role)
    me = Staff(
        uuid=ENGINEER, created_at=START, name="陈亮", branch_code=code,
        roles=format_roles(everything), phone="15400000001",
    )  # fmt: skip
    desk, _ = found_desk(
        home / code,
        NewDesk(
            role=role, code=code, name="总部" if code == "HQ" else "广州分公司",
            person_name=me.name, passphrase=PASSPHRASE, staff=me,
        ),
        surroundings,
    )  # fmt: skip
    with desk:
        office.add_people(desk.database, skip=ENGINEER, branch=code)
        bench = Bench(desk)
        rows = {
            (sort, own): scene(bench, ENGINEER if own else COLLEAGUE)
            for sort, scene in SCENES.items()
            if role is DeskRole.BRANCH or OFFERS[sort][0] != "visits"
            for own in (True, False)
        }
        if role is DeskRole.HQ:
            for own in (True, False):
                bench.change("service_record", rows["resolved", own], branch_code="HQ")
        secret = bench.customer(confidentiality="secret")
    return Office(home / code, surroundings, rows, secret)


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> dict[DeskRole, Office]:
    home = tmp_path_factory.mktemp("window-rights")
    return {role: found_office(home, role) for role in (DeskRole.BRANCH, DeskRole.HQ)}


@pytest.fixture
def hand(qapp: QApplication, qtbot: QtBot, pytestconfig: pytest.Config) -> Iterator[Hand]:
    hand = Hand(qtbot, new_program(qapp, pytestconfig.cache.mkdir("fonts"), START))
    yield hand
    hand.close()


def sit_down(hand: Hand, office_: Office, role: Role) -> None:
    """Let somebody with only this role unlock the desk in the window."""
    with unlock_desk(office_.root, "", PASSPHRASE, office_.surroundings) as desk:
        give_role(desk, role)
    hand.start(str(office_.root))
    hand.write("passphrase", PASSPHRASE).click("unlock")


def give_role(desk: Desk, role: Role) -> None:
    with desk.database.write(None, START) as writer:
        writer.update("staff", ENGINEER, {"roles": format_roles((role,))})


def granted(act: str, role: Role, *, own: bool = True) -> bool:
    return TABLE[act][role] == "yes" or (own and TABLE[act][role] == "own")


def offered(hand: Hand) -> set[str]:
    """Return the names of every button that can be pressed and every entry of a button's menu.

    A step has one name, also where it stands in the banner or in the menu of the rare ones.
    """
    page = hand.program.window.current_page()
    assert page is not None
    seen = [b for b in page.findChildren(QPushButton) if b.isVisible() and b.isEnabled()]
    entries = [a for b in seen if b.menu() for a in b.menu().findChildren(QAction)]
    names = (named.objectName() for named in (*seen, *entries))
    return {re.sub("^(banner|menu)_", "step_", name) for name in names}


def places(role: Role) -> set[str]:
    at_headquarters = role in AT_HEADQUARTERS
    wanted: dict[str, Any] = {
        "visits": not at_headquarters and granted("read a visit", role),
        "month": not at_headquarters and granted("check the month", role),
        "exchange": granted("exchange", role),
        "board": granted("see the board", role),
        # reached from other pages
        "enrolment": False,
        "decisions": False,
    }
    return {place.key for place in PLACES if wanted.get(place.key, True)}


@pytest.mark.parametrize("role", COLUMNS)
def test_each_role_is_offered_exactly_what_the_table_says(
    hand: Hand, offices: dict[DeskRole, Office], role: Role
) -> None:
    here = offices[DeskRole.HQ if role in AT_HEADQUARTERS else DeskRole.BRANCH]
    sit_down(hand, here, role)
    window = hand.program.window
    go_to = hand.program.desk_window.go_to  # type: ignore[union-attr]
    assert set(window.navigation.keys()) == places(role)
    for page, button, act in (
        ("records", "new_record", "take a record"),
        ("customers", "new_customer", "open a file"),
    ):
        go_to(page)
        hand.settle()
        assert (button in offered(hand)) is granted(act, role), button
    for (sort, own), row in here.rows.items():
        page, names = OFFERS[sort]
        if page not in places(role):
            continue
        go_to(page, row)
        hand.settle()
        found = offered(hand)
        for name, act in names.items():
            assert (name in found) is granted(act, role, own=own), (sort, own, name)
    go_to("customers", here.secret)
    hand.settle()
    assert hand.sees("masked") is not granted("read a secret file", role)
    go_to("settings")
    hand.settle()
    for section, button, act in (("people", "add_person", "keep the people"),):
        hand.click(f"show_section_{section}")
        assert hand.sees(button, QPushButton) is granted(act, role)
    if "month" in places(role):
        go_to("month")
        hand.settle()
        locking = hand.find(QWidget, "month_lock").accessibleDescription()
        managers = "上报由分公司经理或授权代办人操作"
        assert locking
        assert (managers not in locking) is granted("close the month", role), locking
