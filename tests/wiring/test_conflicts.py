# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Conflicting edits are decided by a person (R-011)."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from branchdesk.domain.errors import UserError
from branchdesk.wiring.desk import Desk
from tests.companies import Company
from tests.wiring.operations import deliver, new_row, operation


def met_edits(company: Company, branch: dict[str, object], laptop: dict[str, object]) -> str:
    """Let branch and laptop edit one record without knowing of each other; return its number."""
    record = company.add_record("GZ-L01", company.add_customer("GZ-L01").number)
    company.settle()
    company.branch.records.edit(record.number, branch)
    company.laptop.records.edit(record.number, laptop)
    company.settle()
    return record.number


def values(company: Company, field: str) -> set[object]:
    rows: list[Any] = [r for c in ("GZ", "GZ-L01") for r in company.rows(c, "service_record")]
    return {getattr(row, field) for row in rows}


def test_keeping_what_is_in_force_closes_the_conflict(company: Company) -> None:
    met_edits(company, {"region": "清远"}, {"region": "佛山"})
    (conflict,) = company.branch.exchange.conflicts()
    changes = company.branch.exchange.settle_conflict(conflict.id, take_other=False)
    assert changes.touches("service_record")
    assert company.branch.exchange.conflicts() == []
    assert values(company, "region") == {"清远"}
    with pytest.raises(UserError, match="not among"):
        company.branch.exchange.settle_conflict(conflict.id, take_other=False)


@pytest.mark.parametrize("decides", ["GZ", "GZ-L01"])
def test_keeping_is_told_to_the_other_desk_and_closes_its_conflict(
    company: Company, decides: str
) -> None:
    met_edits(company, {"region": "清远"}, {"region": "佛山"})
    (conflict,) = company[decides].exchange.conflicts()
    company[decides].exchange.settle_conflict(conflict.id, take_other=False)
    company.settle()
    for code in ("GZ", "GZ-L01"):
        assert company[code].exchange.conflicts() == []
        assert company[code].exchange.refusals() == []
    assert values(company, "region") == {"清远"}


def test_what_is_kept_before_one_s_own_edit_was_sent_is_known_there(
    company: Company, tmp_path: Path
) -> None:
    record = company.add_record("GZ-L01", company.add_customer("GZ-L01").number)
    company.settle()
    company.branch.records.edit(record.number, {"region": "清远"})
    company.laptop.records.edit(record.number, {"region": "佛山"})
    for file in company.branch.exchange.export_files(tmp_path / "stick", "GZ-L01"):
        company.laptop.exchange.import_file(file)
    (conflict,) = company.laptop.exchange.conflicts()
    company.laptop.exchange.settle_conflict(conflict.id, take_other=False)
    company.settle()
    assert company.branch.exchange.conflicts() == []
    assert values(company, "region") == {"清远"}


def test_opposite_decisions_meet_as_a_new_conflict(company: Company) -> None:
    met_edits(company, {"region": "清远"}, {"region": "佛山"})
    (here,), (there,) = (company[c].exchange.conflicts() for c in ("GZ", "GZ-L01"))
    company.branch.exchange.settle_conflict(here.id, take_other=False)
    company.laptop.exchange.settle_conflict(there.id, take_other=True)
    company.settle()
    assert len(values(company, "region")) == 1
    assert {c.other for c in company.branch.exchange.conflicts()} == {"佛山"}


def test_keeping_is_no_change_in_the_history_and_waits_to_be_sent(company: Company) -> None:
    number = met_edits(company, {"region": "清远"}, {"region": "佛山"})
    before = company.branch.records.view(number).history
    (conflict,) = company.branch.exchange.conflicts()
    company.branch.exchange.settle_conflict(conflict.id, take_other=False)
    view = company.branch.records.view(number)
    assert view.history == before
    assert view.exchange == "unpacked"


def test_the_other_value_goes_to_every_desk_and_closes_their_conflict(company: Company) -> None:
    met_edits(company, {"region": "清远"}, {"region": "佛山"})
    assert len(company.laptop.exchange.conflicts()) == 1
    (conflict,) = company.branch.exchange.conflicts()
    company.branch.exchange.settle_conflict(conflict.id, take_other=True)
    company.settle()
    assert values(company, "region") == {"佛山"}
    for code in ("GZ", "GZ-L01"):
        assert company[code].exchange.conflicts() == []


@pytest.mark.parametrize(
    ("field", "branch", "laptop"),
    [
        ("severity", "1", "2"),
        ("occurred_at", "2026-11-20T09:10:00+08:00", "2026-11-20T09:40:00+08:00"),
    ],
)
def test_values_of_every_shape_come_back(
    company: Company, field: str, branch: str, laptop: str
) -> None:
    met_edits(company, {field: branch}, {field: laptop})
    before = values(company, field)
    (conflict,) = [c for c in company.branch.exchange.conflicts() if c.field == field]
    company.branch.exchange.settle_conflict(conflict.id, take_other=True)
    company.settle()
    after = values(company, field)
    assert len(after) == 1
    assert after != before
    company.branch.records.edit(company.rows("GZ", "service_record")[0].uuid, {field: branch})  # type: ignore[attr-defined]
    company.settle()
    assert values(company, field) == before


def test_a_state_is_decided_with_what_belongs_to_it(company: Company) -> None:
    record = company.add_record("GZ-L01", company.add_customer("GZ-L01").number)
    company.settle()
    company.laptop.records.step(record.number, "resolve", {"solution": "重新安装驱动后正常"})
    company.branch.records.step(record.number, "wait_customer", {"text": "等客户回电"})
    company.settle()
    conflict = next(c for c in company.branch.exchange.conflicts() if c.field == "state")
    company.branch.exchange.settle_conflict(conflict.id, take_other=True)
    company.settle()
    assert values(company, "state") == {"resolved"}
    assert values(company, "solution") == {"重新安装驱动后正常"}
    for code in ("GZ", "GZ-L01"):
        assert company[code].exchange.conflicts() == []


def write_as_if_allowed(desk: Desk, kind: str, row: UUID, values: dict[str, object]) -> None:
    """Change a row of others, which no use case does (an older program, a mended desk)."""
    with desk.database.write(None, desk.session.clock.now()) as writer:
        writer.update(kind, row, values)


def test_headquarters_leaves_a_row_of_a_branch_to_the_branch(company: Company) -> None:
    values = {"number": "KH-GZ-2611-D01-0900", "state": "", "branch_code": "GZ", "name": "峦珀"}
    customer, line = new_row("customer", **values)
    deliver(company, "HQ", "GZ", line)
    write_as_if_allowed(company.hq, "customer", customer, {"city": "佛山"})
    deliver(company, "HQ", "GZ", operation("customer", customer, "update", {"city": "清远"}))
    (conflict,) = company.hq.exchange.conflicts()
    (shown,) = company.hq.exchange.decisions().conflicts
    assert not shown.written_here
    with pytest.raises(UserError, match="Only the branch decides this"):
        company.hq.exchange.settle_conflict(conflict.id, take_other=True)
    assert company.hq.exchange.conflicts() == [conflict]


def test_a_branch_leaves_a_row_of_headquarters_to_headquarters(company: Company) -> None:
    holiday = company.rows("GZ", "calendar_day")[0].uuid  # type: ignore[attr-defined]
    write_as_if_allowed(company.branch, "calendar_day", holiday, {"note": "调休"})
    write_as_if_allowed(company.hq, "calendar_day", holiday, {"note": "补班"})
    company.settle()
    conflict = company.branch.exchange.conflicts()[-1]
    assert conflict.kind == "calendar_day"
    with pytest.raises(UserError, match="Only headquarters decides this"):
        company.branch.exchange.settle_conflict(conflict.id, take_other=True)
