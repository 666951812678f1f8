# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""While an input method composes, every key is its own; commands on plain keys spare the writer."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListWidget, QPlainTextEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from branchdesk.ui.widgets.command_palette import CommandPalette
from branchdesk.ui.widgets.table import DataTable
from tests.ui.desks import Hand
from tests.ui.use.conftest import PROBLEM, Take
from tests.ui.use.keyboard import Keyboard, compose

CONTROL = Qt.KeyboardModifier.ControlModifier
SitDown = Callable[[], Hand]


def press_all(widget: QWidget) -> None:
    """Press what would choose, leave, save or command outside of a composition."""
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_J):
        QTest.keyClick(widget, key)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_N, Qt.Key.Key_K, Qt.Key.Key_L, Qt.Key.Key_2):
        QTest.keyClick(widget, key, CONTROL)


def test_a_call_being_composed_is_neither_saved_nor_left(sit_down: SitDown, qtbot: QtBot) -> None:
    hand = sit_down()
    keyboard = Keyboard(hand, qtbot).press("Ctrl+N")
    hand.find(QPlainTextEdit, "field_problem_description").setFocus()
    field = keyboard.focused()
    compose(field, "daochu")
    press_all(field)
    hand.settle()
    assert keyboard.at() == "field_problem_description"
    assert hand.sees("record_editor")
    assert not [w for w in hand.program.window.findChildren(QWidget) if w.objectName().startswith(
        "error_") and w.isVisible()]  # fmt: skip
    assert not hand.sees("command_palette")
    assert not hand.sees("lock_screen")
    assert hand.program.window.current_key() == "records"
    compose(field, commit="导出")
    assert hand.find(QPlainTextEdit, "field_problem_description").toPlainText().endswith("导出")
    keyboard.press("Escape")
    assert not hand.sees("record_editor")


def test_a_customer_being_composed_is_not_chosen(sit_down: SitDown, qtbot: QtBot) -> None:
    hand = sit_down()
    keyboard = Keyboard(hand, qtbot).press("Ctrl+N").write("ylgl")
    choices = hand.program.window.findChild(QListWidget, "field_customer_choices")
    keyboard.wait(choices.isVisible)
    line = keyboard.focused()
    compose(line, "lu")
    press_all(line)
    hand.settle()
    assert hand.sees("record_editor")
    assert keyboard.at() == "field_customer_line"
    compose(line, commit="")
    assert hand.find(QLineEdit, "field_contact_person").text() == ""


def test_the_search_waits_for_the_composition(sit_down: SitDown, qtbot: QtBot) -> None:
    hand = sit_down()
    keyboard = Keyboard(hand, qtbot).press("Ctrl+K")
    line = keyboard.focused()
    compose(line, "yueling")
    QTest.keyClick(line, Qt.Key.Key_Return)
    QTest.keyClick(line, Qt.Key.Key_Escape)
    hand.settle()
    palette = hand.program.window.findChild(CommandPalette)
    assert palette.isVisible()
    compose(line, commit="粤岭")
    keyboard.wait(lambda: any("粤岭" in f.title for f in palette.findings()))


def test_the_filter_of_a_list_waits_for_the_composition(
    sit_down: SitDown, qtbot: QtBot, take: Take
) -> None:
    take()
    hand = sit_down()
    keyboard = Keyboard(hand, qtbot).press("Ctrl+2")
    box = hand.find(QLineEdit, "record_search")
    box.setFocus()
    compose(box, "zzzz")
    press_all(box)
    hand.settle()
    table = hand.find(DataTable, "records")
    assert table.model.rowCount() == 1
    assert keyboard.at() == "record_search"
    compose(box, commit="没有这个词")
    keyboard.wait(lambda: table.model.rowCount() == 0)
    compose(box, "wanle")
    QTest.keyClick(box, Qt.Key.Key_Escape)
    compose(box)
    assert box.text() == "没有这个词"
    keyboard.press("Escape")
    keyboard.wait(lambda: table.model.rowCount() == 1)


def test_an_explanation_being_composed_is_neither_saved_nor_left(
    sit_down: SitDown, qtbot: QtBot
) -> None:
    hand = sit_down()
    keyboard = Keyboard(hand, qtbot).press("Ctrl+5", "Space")
    field = keyboard.focused()
    assert isinstance(field, (QPlainTextEdit, QTextEdit))
    compose(field, "zongjie")
    press_all(field)
    hand.settle()
    assert keyboard.focused() is field
    assert field.isVisible()


def test_plain_keys_command_only_where_nobody_writes(
    sit_down: SitDown, qtbot: QtBot, take: Take
) -> None:
    take()
    hand = sit_down()
    keyboard = Keyboard(hand, qtbot).press("Ctrl+2", "Down")
    box = hand.find(QLineEdit, "record_search")
    box.setFocus()
    keyboard.write("2")
    assert keyboard.at() == "record_search"
    assert box.text() == "2"
    keyboard.press("Escape", "Down", "4")
    assert keyboard.at() == "step_hand_over"
    assert hand.reads("record_problem") == PROBLEM


@pytest.mark.parametrize("place", ["lock", "settings"])
def test_no_input_method_where_a_passphrase_is_written(
    sit_down: SitDown, qtbot: QtBot, place: str
) -> None:
    hand = sit_down()
    Keyboard(hand, qtbot).press("Ctrl+L" if place == "lock" else "Ctrl+7")
    fields = [
        line
        for line in hand.program.window.findChildren(QLineEdit)
        if line.echoMode() is QLineEdit.EchoMode.Password
    ]
    assert fields
    for line in fields:
        hints = line.inputMethodHints()
        assert not line.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        assert hints & Qt.InputMethodHint.ImhHiddenText
        assert hints & Qt.InputMethodHint.ImhSensitiveData
