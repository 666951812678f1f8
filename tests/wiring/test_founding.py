# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Starting, unlocking, enrolling and resetting desks."""

from pathlib import Path

import pytest

from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.domain.policy import PRESETS
from branchdesk.wiring.founding import (
    NewDesk,
    found_desk,
    reset_with_recovery,
    unlock_desk,
)
from branchdesk.wiring.setting_keys import POLICY_SETTING
from tests.companies import PASSPHRASE, Company


def new_branch(**values: object) -> NewDesk:
    facts: dict[str, object] = {
        "role": DeskRole.BRANCH,
        "code": "GZ",
        "name": "广州分公司",
        "person_name": "王敏",
        "passphrase": PASSPHRASE,
    }
    return NewDesk(**(facts | values))  # type: ignore[arg-type]


def test_a_new_desk_knows_branches_and_holidays(tmp_path: Path) -> None:
    company = Company(tmp_path)
    desk, _ = found_desk(tmp_path / "GZ", new_branch(), company.surroundings)
    with desk:
        assert {b.code for b in company_rows(desk, "branch")} >= {"HQ", "GZ", "HRB"}
        calendar = desk.session.calendar()
        assert 2026 in calendar.known_years
        assert not calendar.is_working(company.clock.now().date().replace(month=10, day=1))


def test_the_rules_in_force_are_those_the_desk_has_chosen(tmp_path: Path) -> None:
    company = Company(tmp_path)
    desk, _ = found_desk(tmp_path / "GZ", new_branch(), company.surroundings)
    with desk:
        assert desk.session.policy() == PRESETS["default"]
        desk.set_setting(POLICY_SETTING, "crm")
        assert desk.session.policy() == PRESETS["crm"]


def company_rows(desk: object, kind: str) -> list[object]:
    with desk.database.read() as reader:  # type: ignore[attr-defined]
        return list(reader.find(kind))


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "GZ-L01"},
        {"code": "guangzhou"},
        {"role": DeskRole.ENGINEER, "code": "GZ"},
        {"role": DeskRole.HQ, "code": "GZ"},
        {"person_name": "  "},
        {"passphrase": "short"},
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_nothing(
    tmp_path: Path, wrong: dict[str, object]
) -> None:
    company = Company(tmp_path / "c")
    with pytest.raises(UserError):
        found_desk(tmp_path / "desk", new_branch(**wrong), company.surroundings)
    assert not (tmp_path / "desk" / "desk.json").exists()


def test_a_second_desk_is_not_founded_over_the_first(tmp_path: Path) -> None:
    company = Company(tmp_path)
    found_desk(tmp_path / "GZ", new_branch(), company.surroundings)[0].close()
    with pytest.raises(UserError, match="already data"):
        found_desk(tmp_path / "GZ", new_branch(), company.surroundings)


def test_an_interrupted_start_can_be_started_again(tmp_path: Path) -> None:
    company = Company(tmp_path)
    found_desk(tmp_path / "GZ", new_branch(), company.surroundings)[0].close()
    (tmp_path / "GZ" / "desk.json").unlink()

    desk, _ = found_desk(tmp_path / "GZ", new_branch(), company.surroundings)
    with desk:
        assert desk.facts.code == "GZ"


def test_a_wrong_passphrase_and_a_second_instance_are_told(company: Company) -> None:
    with pytest.raises(UserError, match="already open"):
        unlock_desk(company.root / "GZ", "王敏", PASSPHRASE, company.surroundings)
    company.branch.close()
    with pytest.raises(UserError, match="not right"):
        unlock_desk(company.root / "GZ", "王敏", "something else", company.surroundings)
    company.open(["GZ"])


def test_a_forgotten_passphrase_is_reset_with_the_recovery_code(tmp_path: Path) -> None:
    company = Company(tmp_path)
    desk, recovery = found_desk(tmp_path / "GZ", new_branch(), company.surroundings)
    desk.close()
    reset_with_recovery(tmp_path / "GZ", "王敏", recovery, "brand new words", company.surroundings)
    with unlock_desk(tmp_path / "GZ", "王敏", "brand new words", company.surroundings) as opened:
        assert opened.session.actor.name == "王敏"


def test_both_sides_of_an_enrolment_see_the_same_codes(tmp_path: Path) -> None:
    company = Company(tmp_path / "c")
    company.found(["HQ"])
    desk, _ = found_desk(tmp_path / "c" / "GZ", new_branch(), company.surroundings)
    with desk:
        asked = desk.enrolment.request(tmp_path / "request")
        certified = company.hq.enrolment.certify(tmp_path / "request", tmp_path / "answer")
        accepted = desk.enrolment.accept(tmp_path / "answer")
        assert asked.short_code == certified.short_code == accepted.short_code
        assert certified.confirm_code == accepted.confirm_code != ""
        assert desk.enrolment.is_enrolled()
    company.close()


def test_an_answer_for_another_desk_is_refused(tmp_path: Path) -> None:
    company = Company(tmp_path / "c")
    company.found(["HQ", "GZ"])
    desk, _ = found_desk(tmp_path / "BJ", new_branch(code="BJ"), company.surroundings)
    with desk:
        desk.enrolment.request(tmp_path / "request")
        with pytest.raises(UserError):
            desk.enrolment.accept(company.root / "GZ.answer")
        assert not desk.enrolment.is_enrolled()
    company.close()
