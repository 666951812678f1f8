# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A branch on the Friday before its report, opened in the real program; founded once and copied."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.kinds.roles import Role
from tests.companies import PASSPHRASE, Company, copy_company
from tests.ui.desks import Hand, new_program

FRIDAY = datetime(2026, 11, 27, 16, 0, tzinfo=BRANCH_ZONE)
"""The last working day before the cut-off of the period 2026-11."""

PHONE = "15400004217"
CUSTOMERS = {
    "粤岭公路建设有限公司": ("何工", PHONE),
    "粤路桥梁工程有限公司": ("黄主任", "15400006630"),
    "莞城轨道交通有限公司": ("梁工", "15400001234"),
}
PROBLEM = "第三期报表导出时提示列不存在"
VISITED = "加密锁换机后无法注册"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Headquarters and a branch with three customers, a call in progress and a planned visit."""
    root = tmp_path_factory.mktemp("use") / "desks"
    company = Company(root)
    company.clock.moment = FRIDAY - timedelta(hours=6)
    company.found(("HQ", "GZ"))
    branch = company.branch
    branch.staff.add("陈亮", frozenset({Role.FIELD_ENGINEER}), "15400000009")
    for name, (person, mobile) in CUSTOMERS.items():
        branch.customers.add(
            {"name": name, "city": "广州市", "address": "一号路 1 号 3 楼"},
            contacts=[{"name": person, "mobile": mobile, "is_key": True}],
            products=[{"product": "路易计价", "version": "8.3.1"}],
            even_if_similar=True,
        )
    company.close()
    return root


@pytest.fixture
def company(template: Path, tmp_path: Path) -> Iterator[Company]:
    """The desks of a test; the branch is not open, so that the window can have it."""
    copied = copy_company(template, tmp_path / "desks", ("HQ", "GZ"))
    copied.clock.moment = FRIDAY
    yield copied
    copied.close()


Take = Callable[..., str]


@pytest.fixture
def take(company: Company) -> Take:
    """Take a call of the first customer at the branch; returns its number."""

    def add(**values: Any) -> str:
        company.clock.moment = FRIDAY - timedelta(minutes=30)
        customer = company.rows("GZ", "customer")
        chosen = next(c for c in customer if c.name == next(iter(CUSTOMERS)))  # type: ignore[attr-defined]
        document = {"contact_person": "何工", "contact_phone": PHONE, "address": "一号路 1 号 3 楼"}
        outcome = company.add_record(
            "GZ",
            chosen.number,
            **({"problem_description": PROBLEM} | document | values),  # type: ignore[attr-defined]
        )
        company.clock.moment = FRIDAY
        return outcome.number

    return add


@pytest.fixture
def sit_down(
    qapp: QApplication, qtbot: QtBot, pytestconfig: pytest.Config, company: Company
) -> Iterator[Callable[[], Hand]]:
    """Opens the branch in the program, as far as its workbench."""
    hands: list[Hand] = []

    def begin() -> Hand:
        company.desks.pop("GZ").close()
        program = new_program(qapp, pytestconfig.cache.mkdir("fonts"), FRIDAY)
        hands.append(Hand(qtbot, program))
        hand = hands[-1].start(str(company.root / "GZ"))
        hand.write("passphrase", PASSPHRASE).click("unlock")
        program.window.activateWindow()
        qtbot.waitUntil(program.window.isActiveWindow, timeout=30_000)
        return hand

    yield begin
    for hand in hands:
        hand.close()
