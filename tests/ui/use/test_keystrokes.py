# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The runs of every day by the keyboard alone, each key counted, from the start page on.

docs/keystrokes.md tells the same keys; the ceilings say what a person would still accept.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QLabel, QListWidget, QWidget
from pytestqt.qtbot import QtBot

from branchdesk.ui.widgets.command_palette import CommandPalette
from tests.companies import Company
from tests.ui.desks import Hand
from tests.ui.use.conftest import PROBLEM, Take
from tests.ui.use.keyboard import Keyboard

TABLE = Path(__file__).parents[3] / "docs" / "keystrokes.md"
CEILINGS = {
    "A call promised": 5,
    "A call answered at once": 10,
    "A promise kept": 5,
    "Hand-over to a colleague": 8,
    "Closing a record": 6,
    "Planning a visit": 7,
    "A customer by initials": 3,
    "From the month's check to the sent bundle": 7,
}
"""Keys beside the words that only the person knows."""

SitDown = Callable[[], Hand]
LINES = {"Return": "Enter", "Ctrl+Return": "Ctrl+Enter"}


def told() -> dict[str, tuple[list[str], int]]:
    """Return what the document tells: the keys of each run and their number."""
    lines = TABLE.read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
    return {
        row[0]: (row[1].replace("`", "").split(" "), int(row[2]))
        for row in rows
        if len(row) == 4 and row[2].isdecimal()
    }


def counted(run: str, keyboard: Keyboard) -> None:
    """Compare the keys of a run with its ceiling and with the document."""
    keys = [LINES.get(key, key) for key in keyboard.keys]
    assert len(keys) <= CEILINGS[run]
    assert told()[run] == (keys, len(keys))


def stored(company: Company, number: str) -> object:
    """Return a record of the branch as it lies on the disk."""
    company.open(["GZ"])
    with company.branch.database.read() as reader:
        return next(r for r in reader.find("service_record") if r.number == number)


def begin_call(hand: Hand, keyboard: Keyboard) -> None:
    """Take a call of the customer with these initials up to the problem."""
    keyboard.press("Ctrl+N").write("ylgl")
    choices = hand.program.window.findChild(QListWidget, "field_customer_choices")
    keyboard.wait(choices.isVisible).press("Return")
    assert keyboard.at() == "field_category"
    keyboard.press("1")
    assert keyboard.at() == "field_problem_description"
    keyboard.write(PROBLEM)


def first_record(keyboard: Keyboard) -> None:
    """Go to the list of records and choose the first one."""
    keyboard.press("Ctrl+2", "Down")


def number_shown(hand: Hand) -> str:
    """Return the number in the panel."""
    return hand.find(QLabel, "record_number").text()


def test_the_document_tells_every_run() -> None:
    assert told().keys() == CEILINGS.keys()


def test_a_call_is_promised(sit_down: SitDown, qtbot: QtBot, company: Company) -> None:
    hand = sit_down()
    keyboard = Keyboard(hand, qtbot)
    begin_call(hand, keyboard)
    keyboard.press("Ctrl+Return")
    counted("A call promised", keyboard)
    number = number_shown(hand)
    hand.close()
    record = stored(company, number)
    assert (record.state, record.category) == ("in_progress", "usage")  # type: ignore[attr-defined]
    assert (record.contact_person, record.problem_description) == ("何工", PROBLEM)  # type: ignore[attr-defined]
    assert record.promised_answer_at is not None  # type: ignore[attr-defined]


def test_a_call_is_answered_at_once(sit_down: SitDown, qtbot: QtBot, company: Company) -> None:
    hand = sit_down()
    keyboard = Keyboard(hand, qtbot)
    begin_call(hand, keyboard)
    keyboard.press("Tab", "2").write("在报表页重新导出即可")
    keyboard.press("Tab", "Space", "Ctrl+Return")
    counted("A call answered at once", keyboard)
    number = number_shown(hand)
    hand.close()
    record = stored(company, number)
    assert (record.state, record.confirmed_by) == ("closed", "何工")  # type: ignore[attr-defined]


def test_a_promise_is_kept(sit_down: SitDown, qtbot: QtBot, company: Company, take: Take) -> None:
    number = take()
    hand = sit_down()
    keyboard = Keyboard(hand, qtbot)
    first_record(keyboard)
    keyboard.press("2")
    assert keyboard.at() == "banner_answer"
    keyboard.press("Return").write("已复现，今天给补丁").press("Ctrl+Return")
    counted("A promise kept", keyboard)
    hand.close()
    record = stored(company, number)
    assert record.promised_answer_at is None  # type: ignore[attr-defined]


def test_a_record_is_handed_over(
    sit_down: SitDown, qtbot: QtBot, company: Company, take: Take
) -> None:
    number = take()
    hand = sit_down()
    keyboard = Keyboard(hand, qtbot)
    first_record(keyboard)
    keyboard.press("4", "Return", "Down", "Tab").write("客户下午三点前要结果")
    keyboard.press("Ctrl+Return")
    counted("Hand-over to a colleague", keyboard)
    hand.close()
    record = stored(company, number)
    colleague = next(s for s in company.rows("GZ", "staff") if s.name == "陈亮")  # type: ignore[attr-defined]
    assert record.handler == colleague.uuid  # type: ignore[attr-defined]


def test_a_record_is_closed(sit_down: SitDown, qtbot: QtBot, company: Company, take: Take) -> None:
    number = take()
    company.branch.records.step(number, "resolve", {"solution": "重新安装驱动后正常"})
    hand = sit_down()
    keyboard = Keyboard(hand, qtbot)
    first_record(keyboard)
    keyboard.press("4", "Space", "Ctrl+Return")
    counted("Closing a record", keyboard)
    hand.close()
    assert stored(company, number).state == "closed"  # type: ignore[attr-defined]


def test_a_visit_is_planned(sit_down: SitDown, qtbot: QtBot, company: Company, take: Take) -> None:
    number = take()
    hand = sit_down()
    keyboard = Keyboard(hand, qtbot)
    first_record(keyboard)
    keyboard.press("5", "Return", "Tab").write("11-30 9:00").press("Ctrl+Return")
    counted("Planning a visit", keyboard)
    hand.close()
    record = stored(company, number)
    (visit,) = company.rows("GZ", "visit")
    assert visit.record == record.uuid  # type: ignore[attr-defined]
    assert (visit.appointment_at.day, visit.agreed_with) == (30, "何工")  # type: ignore[attr-defined]


def test_a_customer_is_found_by_initials(sit_down: SitDown, qtbot: QtBot) -> None:
    hand = sit_down()
    keyboard = Keyboard(hand, qtbot)
    keyboard.press("Ctrl+K").write("ylql")
    palette = hand.program.window.findChild(CommandPalette)
    keyboard.wait(lambda: bool(palette.findings()) and palette.findings()[0].target is not None)
    keyboard.press("Return")
    counted("A customer by initials", keyboard)
    panel = hand.find(QWidget, "customer_panel")
    assert panel.accessibleName() == "粤路桥梁工程有限公司"


def test_the_month_goes_from_the_check_to_headquarters(
    sit_down: SitDown, qtbot: QtBot, company: Company, take: Take
) -> None:
    company.close_record("GZ", take())
    hand = sit_down()
    keyboard = Keyboard(hand, qtbot)
    keyboard.press("Ctrl+5")
    assert keyboard.at() == "finding_summary"
    keyboard.press("Space", "Ctrl+Return")
    assert keyboard.at() == "month_lock"
    keyboard.answer("Space", "confirm_box", "Return")
    assert keyboard.at() == "report_send"
    keyboard.press("Space")
    counted("From the month's check to the sent bundle", keyboard)
    hand.close()
    company.open(["GZ"])
    assert company.branch.month.status("2026-11").state == "sent"
    company.exchange("HQ")
    assert [r.problem_description for r in company.rows("HQ", "service_record")] == [PROBLEM]  # type: ignore[attr-defined]
