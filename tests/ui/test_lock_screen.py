# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The lock screen asks, tells and forgets."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from branchdesk.ui.lock_screen import LockPerson, LockScreen

PERSONS = [LockPerson("a", "陈亮", "服务工程师"), LockPerson("b", "王敏", "分公司经理")]


@pytest.fixture
def lock(look, qtbot: QtBot) -> LockScreen:
    made = LockScreen(look)
    qtbot.addWidget(made)
    made.set_persons(PERSONS, "a")
    made.show()
    return made


def test_the_last_person_types_and_enters(lock: LockScreen, qtbot: QtBot):
    assert lock.findChild(QLabel, "lock_screen_title").text() == "陈亮，请输入密码"
    field = lock.findChild(QLineEdit, "passphrase")
    qtbot.keyClicks(field, "kapok 2026")
    with qtbot.waitSignal(lock.unlock_requested) as wish:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert wish.args == ["a", "kapok 2026"]
    assert field.echoMode() == QLineEdit.EchoMode.Password
    assert not field.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_an_error_empties_the_field(lock: LockScreen, qtbot: QtBot):
    field = lock.findChild(QLineEdit, "passphrase")
    qtbot.keyClicks(field, "wrong")
    lock.set_busy(busy=True)
    assert not field.isEnabled()
    lock.show_error("还可再试 4 次。")
    assert field.isEnabled()
    assert field.text() == ""
    assert lock.findChild(QLabel, "lock_error").text() == "还可再试 4 次。"


def test_caps_lock_is_told(lock: LockScreen, qtbot: QtBot):
    field, hint = lock.findChild(QLineEdit, "passphrase"), lock.findChild(QLabel, "caps_lock")
    qtbot.keyClick(field, "a", Qt.KeyboardModifier.ShiftModifier)
    assert hint.isVisible() is (field.text() == "a")
    qtbot.keyClick(field, "b")
    assert not hint.isVisible()


def test_somebody_else_can_sign_in(lock: LockScreen, qtbot: QtBot):
    qtbot.mouseClick(lock.findChild(QPushButton, "switch_person"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(lock.findChild(QPushButton, "person_b"), Qt.MouseButton.LeftButton)
    assert lock.findChild(QLabel, "lock_screen_title").text() == "王敏，请输入密码"


def test_the_recovery_code_needs_the_new_passphrase_twice(lock: LockScreen, qtbot: QtBot):
    qtbot.mouseClick(lock.findChild(QPushButton, "forgot"), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(lock.findChild(QLineEdit, "recovery_code"), "7K2M-QX4D")
    qtbot.keyClicks(lock.findChild(QLineEdit, "new_passphrase"), "one two three")
    qtbot.keyClicks(lock.findChild(QLineEdit, "repeat_passphrase"), "one two")
    reset = lock.findChild(QPushButton, "recovery_reset")
    with qtbot.assertNotEmitted(lock.recovery_requested):
        qtbot.mouseClick(reset, Qt.MouseButton.LeftButton)
    assert lock.findChild(QLabel, "lock_error").text() == "两次输入的密码不一样。"
    qtbot.keyClicks(lock.findChild(QLineEdit, "repeat_passphrase"), " three")
    with qtbot.waitSignal(lock.recovery_requested) as wish:
        qtbot.mouseClick(reset, Qt.MouseButton.LeftButton)
    assert wish.args == ["a", "7K2M-QX4D", "one two three"]
    lock.reset()
    assert lock.findChild(QLineEdit, "recovery_code").text() == ""
