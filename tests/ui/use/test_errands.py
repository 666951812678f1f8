# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What one page sends a person to another page for is open there, the cursor in its place."""

from collections.abc import Callable

from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from branchdesk.ui.widgets.segmented import Segmented
from tests.companies import Company
from tests.ui.desks import Hand
from tests.ui.use.conftest import Take
from tests.ui.use.keyboard import Keyboard
from tests.wiring.operations import deliver, operation

SitDown = Callable[[], Hand]


def test_a_line_of_the_check_leads_to_its_field_and_is_gone_once_it_is_filled_in(
    sit_down: SitDown, qtbot: QtBot, company: Company, take: Take
) -> None:
    number = take(category="defect", product="路易计价", product_version="8.3.1")
    with company.branch.database.write(None, company.clock.now()) as writer:
        record = next(r for r in writer.find("service_record") if r.number == number)
        # As a record of an older program lies on the disk: saving has always asked since.
        writer.update("service_record", record.uuid, {"product_version": ""})
    hand = sit_down()
    keyboard = Keyboard(hand, qtbot).press("Ctrl+5")
    window = hand.program.window
    line = next(t for t in window.findChildren(QLabel, "finding_text") if "版本" in t.text())
    line.parentWidget().findChild(QPushButton, "finding_open").click()
    hand.settle()
    assert window.current_key() == "records"

    assert keyboard.at() == "field_product_version"
    keyboard.write("8.3.2").press("Ctrl+Return", "Ctrl+5")
    left = [t.text() for t in window.findChildren(QLabel, "finding_text") if t.isVisible()]
    assert left
    assert not [text for text in left if "版本" in text]


def test_noting_a_contact_begins_as_a_contact(
    sit_down: SitDown, company: Company, take: Take
) -> None:
    number = take()
    with company.branch.database.write(None, company.clock.now()) as writer:
        record = next(r for r in writer.find("service_record") if r.number == number)
        writer.update("service_record", record.uuid, {"state": "data_in_custody"})
    hand = sit_down().click("act_data_contact")
    assert hand.program.window.current_key() == "records"
    assert hand.find(Segmented, "field_kind").value() == "contact"


def test_a_record_with_two_values_leads_to_the_decision(
    sit_down: SitDown, company: Company, take: Take
) -> None:
    number = take()
    with company.branch.database.read() as reader:
        record = reader.by_number("service_record", number)
    assert record is not None
    change = operation(
        "service_record", record.uuid, "update", {"region": "佛山"},
        versions={"region": [1, 1, "f00d0000/1"]},
    )  # fmt: skip
    company.branch.records.edit(number, {"region": "清远"})
    deliver(company, "GZ", "GZ-L01", change)
    hand = sit_down()
    window = hand.program.window
    window.findChild(QPushButton, "act_conflict").click()
    hand.settle()
    assert window.current_key() == "decisions"
    hand.click("conflict_open")
    assert window.current_key() == "records"
    assert "“地区”两边都改过" in hand.find(QLabel, "undecided_text").text()
    hand.click("choose_value").click("take_other")
    assert window.current_key() == "decisions"
    assert hand.reads("decisions_state_title") == "没有要选定的"
    hand.click("nav_records")
    assert not hand.sees("undecided")
