# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Ctrl+K over a real desk: customers, records, visits and commands, by words, pinyin and digits."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from branchdesk.ui.widgets.command_palette import CommandPalette, Finding
from tests.companies import Company
from tests.ui.desks import Hand
from tests.ui.use.conftest import CUSTOMERS, FRIDAY, PROBLEM, Take
from tests.ui.use.keyboard import Keyboard

FIRST = next(iter(CUSTOMERS))


class Searching:
    """Somebody who searches with the keyboard."""

    def __init__(self, hand: Hand, qtbot: QtBot) -> None:
        self.hand = hand
        self.keyboard = Keyboard(hand, qtbot)
        palette = hand.program.window.findChild(CommandPalette)
        assert palette is not None
        self.palette = palette

    def ask(self, words: str, expected: str) -> list[tuple[str, str]]:
        """Search; returns group and title of what is offered once ``expected`` is among it."""
        self.keyboard.press("Ctrl+K").write(words)
        self.keyboard.wait(lambda: expected in [f.title for f in self.palette.findings()])
        return [(self.words(f), f.title) for f in self.palette.findings()]

    def words(self, finding: Finding) -> str:
        """Return the heading a finding stands under."""
        return self.palette._look.words(finding.kind)


@pytest.fixture
def searching(
    sit_down: Callable[[], Hand], qtbot: QtBot, company: Company, take: Take
) -> Searching:
    """A branch with a call of the first customer and a visit planned for it."""
    number = take()
    company.branch.visits.plan(
        number, {"appointment_at": FRIDAY.replace(hour=17).isoformat(), "agreed_with": "何工"}
    )
    return Searching(sit_down(), qtbot)


def test_everything_of_a_customer_stands_under_its_kind(searching: Searching) -> None:
    offered = searching.ask("粤岭", FIRST)
    groups = [group for group, _ in offered]
    assert list(dict.fromkeys(groups)) == ["客户档案", "服务记录", "上门服务"]
    assert groups == sorted(groups, key=list(dict.fromkeys(groups)).index)


@pytest.mark.parametrize("words", ["ylgl", "154 0000 4217", "4217", "粤岭公路"])
def test_a_customer_is_found_by(searching: Searching, words: str) -> None:
    offered = searching.ask(words, FIRST)
    assert ("客户档案", FIRST) in offered
    others = set(CUSTOMERS) - {FIRST}
    assert not others & {title for _, title in offered}


def test_the_arrows_and_enter_open_customer_record_and_visit(searching: Searching) -> None:
    hand, keyboard = searching.hand, searching.keyboard
    window = hand.program.window
    searching.ask("粤岭", FIRST)
    keyboard.press("Return")
    assert window.current_key() == "customers"
    assert hand.find(QWidget, "customer_panel").accessibleName() == FIRST
    searching.ask("粤岭", FIRST)
    keyboard.press("Down", "Return")
    assert window.current_key() == "records"
    assert hand.reads("record_problem") == PROBLEM
    searching.ask("粤岭", FIRST)
    keyboard.press("Up", "Return")
    assert window.current_key() == "visits"
    number = hand.find(QWidget, "visit_panel").findChildren(QLabel)[0].text()
    assert number.startswith("XC-GZ-2611")


def test_escape_leaves_everything_as_it_was(searching: Searching) -> None:
    searching.ask("粤岭", FIRST)
    searching.keyboard.press("Escape")
    assert not searching.palette.isVisible()
    assert searching.hand.program.window.current_key() == "workbench"
    assert searching.keyboard.at() == "workbench_page"


def test_commands_are_found_and_carried_out(searching: Searching) -> None:
    hand = searching.hand
    assert ("命令", "打开设置") in searching.ask("打开", "打开设置")
    searching.keyboard.press("Escape")
    assert searching.ask("打开设置", "打开设置") == [("命令", "打开设置")]
    searching.keyboard.press("Return")
    assert hand.program.window.current_key() == "settings"
    assert searching.ask("新建记录", "新建记录") == [("命令", "新建记录")]
    searching.keyboard.press("Return")
    assert hand.sees("record_editor")
    assert searching.keyboard.at() == "field_customer_line"
    searching.keyboard.press("Ctrl+K", "Escape")
    assert searching.keyboard.at() == "field_customer_line"
    searching.ask("锁定", "锁定")
    searching.keyboard.press("Return")
    assert hand.sees("lock_screen")
    assert not hand.sees("navigation")


def test_what_is_not_there_is_said(searching: Searching) -> None:
    searching.keyboard.press("Ctrl+K").write("zzqqx")
    searching.keyboard.wait(lambda: searching.hand.sees("palette_said"))
    searching.keyboard.press("Return")
    assert searching.palette.isVisible()
