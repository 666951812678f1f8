# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Boxes say what happened and carry verbs; toasts go by themselves."""

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T
from branchdesk.ui.look import Look
from branchdesk.ui.toolkit import Toolkit


def press_when_open(name: str, seen: list[str]) -> None:
    def act() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.extend([box.text(), box.informativeText()])
        seen.extend(b.text() for b in box.buttons())
        box.findChild(QPushButton, name).click()

    QTimer.singleShot(0, act)


def test_sentences_follow_each_other_as_their_language_writes(look: Look):
    assert look.sentences("已经有了。", "", "可用现有客户。") == "已经有了。可用现有客户。"
    assert look.sentences("It is there.", "Use it.") == "It is there. Use it."


def test_confirm_carries_the_verb(toolkit: Toolkit):
    for pressed, answer in (("confirm_action", True), ("confirm_back", False)):
        seen: list[str] = []
        press_when_open(pressed, seen)
        assert toolkit.messages.confirm("作废本单", "不能恢复。", "作废", danger=True) is answer
        assert {"作废", "返回"} <= set(seen)
        assert not {"是", "否", "Yes", "No", "确定"} & set(seen)


def test_no_button_cuts_its_words_off(toolkit: Toolkit, window: QWidget):
    window.setStyleSheet(toolkit.look.theme.stylesheet())
    cut: list[str] = []

    def act() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        cut.extend(b.text() for b in box.buttons() if b.width() < b.sizeHint().width())
        box.reject()

    QTimer.singleShot(0, act)
    toolkit.messages.confirm("上报", "以后只能更正。", "锁定二〇二六年十一月并生成上报包")
    assert cut == []


def test_an_error_shows_what_happened_and_what_to_do(toolkit: Toolkit):
    seen: list[str] = []
    press_when_open("error_close", seen)
    toolkit.messages.show_error(UserError(T("标题"), T("说明"), T("办法")))
    assert seen == ["标题", "说明\n办法", "知道了"]


def test_a_bug_is_not_shown_as_an_error(toolkit: Toolkit):
    with pytest.raises(ZeroDivisionError):
        toolkit.messages.show_error(ZeroDivisionError())


def test_a_toast_offers_undo_and_leaves(toolkit: Toolkit, window: QWidget, qtbot: QtBot):
    undone = []
    toolkit.messages.toast("已办结", action="撤销", on_action=lambda: undone.append(1))
    toast = window.findChild(QFrame, "toast")
    assert toast.findChild(QLabel, "toast_text").text() == "已办结"
    toast.findChild(QPushButton, "toast_action").click()
    assert undone == [1]
    assert not toast.isVisible()


def test_the_next_toast_replaces_the_one_before(toolkit: Toolkit, window: QWidget):
    toolkit.messages.toast("一")
    toolkit.messages.toast("二")
    shown = [t for t in window.findChildren(QFrame, "toast") if t.isVisible()]
    assert [t.findChild(QLabel, "toast_text").text() for t in shown] == ["二"]


def test_an_error_that_several_pages_meet_is_told_once(toolkit: Toolkit, window: QWidget):
    error = UserError(T("标题"), T("说明"), T("办法"))
    boxes: list[int] = []

    def act() -> None:
        toolkit.messages.show_error(error)  # would wait for a box of its own
        boxes.append(len(window.findChildren(QMessageBox)))
        window.findChild(QPushButton, "error_close").click()

    QTimer.singleShot(0, act)
    toolkit.messages.show_error(error)
    assert boxes == [1]
