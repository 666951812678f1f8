# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Each role can do what requirements §6 grants it, and nothing else (R-274)."""

import msgspec
import pytest

from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.roles import DeskRole, Role
from branchdesk.domain.kinds.steps import Actor
from branchdesk.services.records import Records
from branchdesk.services.search_desk import SearchDesk
from branchdesk.services.session import Session
from tests.services.conftest import (  # noqa: F401 - the desk is a fixture
    COLLEAGUE,
    ENGINEER,
    Desk,
    desk,
    paper,
    template,
)
from tests.trust.role_acts import ACTS, sit_down
from tests.trust.role_table import AT_HEADQUARTERS, COLUMNS, TABLE

REFUSALS = {
    "This needs another role",
    "This belongs to a colleague",
    "This belongs to another office",
    "Only headquarters has this board",
}
STOPPED_LATER = {
    "close the month": "It is too early to report",
    "exchange": "No exchange folder is set",
    "accept a month": "Nothing has come from {branch}",
    "return a month": "Nothing has come from {branch}",
}
"""What keeps a permitted act from its end on a desk without a month or a folder."""

OF_HEADQUARTERS = {"see the board", "accept a month", "return a month"}


def session_of(desk: Desk, role: Role) -> Session:  # noqa: F811
    """Put a person with this one role in front of the desk."""
    session = desk.use(ENGINEER)
    return msgspec.structs.replace(session, actor=Actor(ENGINEER, "陈亮", frozenset({role})))


def may(desk: Desk, act: str, role: Role, *, own: bool) -> bool:  # noqa: F811
    """Try an act with a row of the person's own or of a colleague."""
    scene, do = ACTS[act]
    sit_down(desk, Role.BRANCH_MANAGER, AT_HEADQUARTERS)
    row = scene(desk, ENGINEER if own else COLLEAGUE)
    if act == "close a record" and role in AT_HEADQUARTERS:
        # Headquarters closes its own records; those of a branch are tried below.
        with desk.database.write(None, desk.clock.now()) as writer:
            writer.update("service_record", row, {"branch_code": "HQ"})
    sit_down(desk, role, AT_HEADQUARTERS)
    try:
        return do(desk, session_of(desk, role), row) is not False
    except UserError as error:
        if error.title.source in REFUSALS:
            return False
        if error.title.source != STOPPED_LATER.get(act):
            raise
        return True


def test_every_line_of_the_table_is_tried() -> None:
    assert ACTS.keys() == TABLE.keys()


@pytest.mark.parametrize("act", TABLE)
def test_each_role_may_do_exactly_what_the_table_says(desk: Desk, act: str) -> None:  # noqa: F811
    found = {}
    for role in COLUMNS:
        own, others = (may(desk, act, role, own=own) for own in (True, False))
        found[role] = "yes" if own and others else "own" if own else "-"
        assert own or not others
    assert found == TABLE[act]


@pytest.mark.parametrize("role", AT_HEADQUARTERS)
def test_headquarters_changes_nothing_a_branch_wrote(desk: Desk, role: Role) -> None:  # noqa: F811
    row = desk.record()
    sit_down(desk, role, AT_HEADQUARTERS)
    records = Records(session_of(desk, role))
    assert records.view(row).steps == ()
    assert not records.view(row).may_edit
    with pytest.raises(UserError):
        records.edit(row, {"region": "一区"})
    with pytest.raises(UserError):
        records.step(row, "resolve", {"solution": "重新关联数据"})


@pytest.mark.parametrize("act", sorted(OF_HEADQUARTERS))
@pytest.mark.parametrize("role", COLUMNS)
def test_a_branch_has_no_board(desk: Desk, act: str, role: Role) -> None:  # noqa: F811
    _, do = ACTS[act]
    with pytest.raises(UserError):
        do(desk, session_of(desk, role), None)


@pytest.mark.parametrize("role", COLUMNS)
def test_what_is_offered_is_what_may_be_done(desk: Desk, role: Role) -> None:  # noqa: F811
    """No button or step is shown that would be refused, none is missing that would not."""
    for owner in (ENGINEER, COLLEAGUE):
        sit_down(desk, Role.BRANCH_MANAGER, AT_HEADQUARTERS)
        row = desk.record(owner)
        sit_down(desk, role, AT_HEADQUARTERS)
        view = Records(session_of(desk, role)).view(row)
        offered = {step.event for step in view.steps}
        own = owner == ENGINEER
        for act, event in (
            ("answer", "answer"),
            ("note progress", "note"),
            ("hand over", "hand_over"),
            ("escalate", "escalate"),
            ("pass on a complaint", "complain"),
        ):
            assert (event in offered) is (TABLE[act][role] in (("own", "yes") if own else ("yes",)))
        granted = TABLE["change a record"][role]
        assert view.may_edit is (granted == "yes" or (granted == "own" and own))
        granted = TABLE["plan a visit"][role]
        assert view.may_plan is (granted == "yes" or (granted == "own" and own))


@pytest.mark.parametrize("role", COLUMNS)
def test_a_search_tells_no_more_than_may_be_read(desk: Desk, role: Role) -> None:  # noqa: F811
    desk.customer(name="甲机密单位", aliases="暗号甲", confidentiality="secret")
    desk.visit()
    session = session_of(desk, role)
    hits = SearchDesk(session).find("甲机密单位")
    assert [hit.match for hit in hits] == (
        ["暗号甲"] if TABLE["read a secret file"][role] == "yes" else [""]
    )
    found = {hit.kind for hit in SearchDesk(session).find("栩川路桥", 50)}
    assert ("visit" in found) is (TABLE["read a visit"][role] == "yes")


def test_what_a_laptop_numbered_stays_its_engineers(desk: Desk) -> None:  # noqa: F811
    """A laptop that was set up anew has its engineer as another row of the staff."""
    desk.become(DeskRole.ENGINEER, "GZ-L01", "L01")
    row = desk.record(COLLEAGUE)
    Records(session_of(desk, Role.FIELD_ENGINEER)).edit(row, {"region": "一区"})
