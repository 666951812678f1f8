# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Taking and editing calls on the page of records, by clicking and typing."""

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from branchdesk.domain.clock import FixedClock
from branchdesk.ui.records.record_editor import RecordEditor
from branchdesk.ui.tasks import TaskRunner
from branchdesk.ui.widgets.reference_field import Reference
from branchdesk.wiring.desk import Desk
from tests.ui.pages.driving import (
    CONTROL,
    LEFT,
    Open,
    click,
    compose,
    entry,
    error_of,
    tab,
    typed,
)


def test_a_call_is_taken_with_the_keyboard_alone(
    desk: Desk, open_page: Open, qtbot: QtBot, idle: Callable[[], None], clock: FixedClock
):
    page = open_page(desk)
    page.new_record()
    idle()
    typed(qtbot, "ylgl")
    choices = page.findChild(QListWidget, "field_customer_choices")
    qtbot.waitUntil(lambda: choices.count() > 0 and choices.isVisible())
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    idle()
    editor = entry(page)
    assert editor.form.values()["contact_person"] == "何工"
    assert editor.form.values()["contact_phone"] == "154 0000 4217"
    assert editor.form.values()["product_version"] == "8.3.1"
    editor.form.focus_field("category")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_2)
    editor.form.focus_field("problem_description")
    typed(qtbot, "export fails in period 3")
    with qtbot.waitSignal(page.changed) as changed:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CONTROL)
    idle()
    assert changed.args[0].touches("service_record", "record_promise")
    record = desk.records.view("FW-GZ-2611-D01-0008").record
    assert record.state == "in_progress"
    assert record.category == "defect"
    assert record.promised_answer_at == clock.now() + timedelta(hours=1)
    assert page.findChild(QLabel, "record_number").text() == record.number


def test_fingers_faster_than_the_customers_facts_reach_the_problem(
    desk: Desk,
    open_page: Open,
    qtbot: QtBot,
    idle: Callable[[], None],
    tasks: TaskRunner,
):
    page = open_page(desk)
    page.new_record()
    idle()
    typed(qtbot, "ylgl")
    choices = page.findChild(QListWidget, "field_customer_choices")
    qtbot.waitUntil(lambda: choices.count() > 0 and choices.isVisible())
    slow = threading.Event()
    tasks.run(lambda _: slow.wait(30), lane="database", owner=page)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_2)
    typed(qtbot, "export fails in period 3")
    slow.set()
    idle()
    values = entry(page).form.values()
    assert values["problem_description"] == "export fails in period 3"
    assert (values["category"], values["contact_person"]) == ("defect", "何工")


def test_tab_goes_through_the_call_in_the_order_people_speak(
    desk: Desk, open_page: Open, qtbot: QtBot, idle: Callable[[], None]
):
    page = open_page(desk)
    page.new_record()
    idle()
    order = []
    for _ in range(9):
        order.append(QApplication.focusWidget().objectName())
        tab(qtbot)
    assert order == [
        "field_customer_line",
        "field_contact_person",
        "field_contact_phone",
        "field_service_mode",
        "field_category",
        "field_product",
        "field_product_version",
        "field_problem_description",
        "field_ending",
    ]


def test_digits_choose_the_category_only_outside_of_text(
    desk: Desk, open_page: Open, qtbot: QtBot, idle: Callable[[], None]
):
    page = open_page(desk)
    page.new_record()
    idle()
    form = entry(page).form
    form.focus_field("contact_phone")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_3)
    assert form.values()["category"] is None
    page.findChild(QPushButton, "record_editor_submit").setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_3)
    assert form.values()["category"] == "business"


def test_a_refused_call_leaves_nothing_behind_and_says_what_is_missing(
    desk: Desk, open_page: Open, qtbot: QtBot, idle: Callable[[], None]
):
    page = open_page(desk)
    page.new_record()
    idle()
    entry(page).form.set_values({"contact_person": "何工"})
    click(qtbot, page, "record_editor_submit")
    idle()
    assert "客户" in error_of(page, "customer")
    assert error_of(page, "problem_description")
    assert error_of(page, "promised_answer_at") == "承诺答复前，请先记下客户的电话或地址。"
    assert QApplication.focusWidget().objectName() == "field_customer_line"
    with desk.database.read() as reader:
        assert reader.count("service_record") == 7


def test_solved_on_the_spot_and_confirmed_is_closed_at_once(
    desk: Desk, open_page: Open, qtbot: QtBot, idle: Callable[[], None]
):
    page = open_page(desk)
    page.new_record()
    idle()
    editor = entry(page)
    editor.form.set_values(
        {
            "contact_person": "何工",
            "contact_phone": "15400004217",
            "category": "usage",
            "problem_description": "如何导出",
        }
    )
    editor.form.focus_field("ending")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_2)
    assert QApplication.focusWidget().objectName() == "field_solution"
    editor.form.set_values({"solution": "在报表页导出"})
    confirmed = editor.form.control("confirmed")
    qtbot.keyClick(confirmed, Qt.Key.Key_Space)
    assert editor.form.values()["confirmed_by"] == "何工"
    with desk.database.read() as reader:
        customer = reader.find("customer")[0]
    assert isinstance(editor, RecordEditor)
    editor.take_customer(Reference(customer.uuid, customer.name))
    editor.form.focus_field("solution")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CONTROL)
    idle()
    record = desk.records.view("FW-GZ-2611-D01-0008").record
    assert (record.state, record.confirmed_by) == ("closed", "何工")


def test_a_new_customer_is_added_from_within_the_call(
    desk: Desk, open_page: Open, qtbot: QtBot, idle: Callable[[], None]
):
    page = open_page(desk)
    page.new_record()
    idle()
    compose(QApplication.focusWidget(), "岚江水利咨询")
    click(qtbot, page, "new_customer")
    idle()
    chosen = entry(page).form.values()["customer"]
    assert chosen.words == "岚江水利咨询"
    assert desk.customers.view(chosen.id).customer.number.startswith("KH-GZ-")


@pytest.mark.parametrize("words", ["", "half a sentence"])
def test_a_customer_added_just_before_a_kill_is_taken_by_the_draft(
    desk: Desk,
    open_page: Open,
    qtbot: QtBot,
    idle: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    words: str,
):
    page = open_page(desk)
    page.new_record()
    idle()
    if words:
        entry(page).form.focus_field("problem_description")
        typed(qtbot, words)
        qtbot.waitUntil(lambda: desk.drafts.load("record") is not None, timeout=3000)
        idle()
    entry(page).form.focus_field("customer")
    compose(QApplication.focusWidget(), "岚江水利咨询")
    with desk.database.read() as reader:
        before = reader.count("customer")
    # Killed as soon as the customer is stored: the form does not hear of it any more.
    with monkeypatch.context() as killed:
        killed.setattr(RecordEditor, "take_customer", lambda *_: None)
        killed.setattr(RecordEditor, "keep_field", lambda *_: None)
        click(qtbot, page, "new_customer")
        idle()
    desk.__dict__.pop("drafts")
    again = open_page(desk)
    click(qtbot, again, "waiting_continue")
    idle()
    values = entry(again).form.values()
    assert values["customer"].words == "岚江水利咨询"
    assert values["problem_description"] == words
    assert desk.customers.view(values["customer"].id).customer.name == "岚江水利咨询"
    with desk.database.read() as reader:
        assert reader.count("customer") == before + 1


def test_a_similar_customer_is_offered_before_it_is_doubled(
    desk: Desk, open_page: Open, qtbot: QtBot, idle: Callable[[], None]
):
    page = open_page(desk)
    page.new_record()
    idle()
    compose(QApplication.focusWidget(), "粤岭公路建设有限公司")
    click(qtbot, page, "new_customer")
    idle()
    use = [b for b in page.findChildren(QPushButton) if b.objectName().startswith("use_KH")]
    assert "粤岭公路建设" in use[0].text()
    qtbot.mouseClick(use[0], LEFT)
    idle()
    assert entry(page).form.values()["customer"].words == "粤岭公路建设"


def test_what_was_typed_is_there_again_after_a_crash(
    desk: Desk, open_page: Open, qtbot: QtBot, idle: Callable[[], None]
):
    page = open_page(desk)
    page.new_record()
    idle()
    form = entry(page).form
    form.focus_field("problem_description")
    typed(qtbot, "half a sentence")
    qtbot.waitUntil(lambda: desk.drafts.load("record") is not None, timeout=3000)
    idle()
    # The program ends here: nothing of this page is told to leave.
    again = open_page(desk)
    banner = again.findChild(QWidget, "waiting_draft")
    assert banner.isVisible()
    click(qtbot, again, "waiting_continue")
    idle()
    assert entry(again).form.values()["problem_description"] == "half a sentence"
    click(qtbot, again, "draft_restart")
    idle()
    assert entry(again).form.values()["problem_description"] == ""
    assert desk.drafts.load("record") is None
    page.hide()
    idle()


def test_saving_forgets_the_draft(
    desk: Desk, open_page: Open, qtbot: QtBot, idle: Callable[[], None], told: dict[str, UUID]
):
    page = open_page(desk)
    page.open_record(told["open"], "edit")
    idle()
    form = entry(page).form
    form.focus_field("contact_person")
    typed(qtbot, "!")
    qtbot.waitUntil(lambda: desk.drafts.load("record", told["open"]) is not None, timeout=3000)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CONTROL)
    idle()
    assert desk.records.view(told["open"]).record.contact_person == "!"
    assert desk.drafts.load("record", told["open"]) is None


def test_a_reported_record_changes_only_with_a_reason(
    desk: Desk, open_page: Open, qtbot: QtBot, idle: Callable[[], None], told: dict[str, UUID]
):
    with desk.database.write(None, desk.session.clock.now()) as writer:
        writer.update("service_record", told["closed"], {"frozen": True})
    page = open_page(desk)
    page.open_record(told["closed"], "edit")
    idle()
    entry(page).form.set_values({"product_version": "8.3.2"})
    click(qtbot, page, "record_editor_submit")
    idle()
    assert page.findChild(QWidget, "record_editor_banner").isVisible()
    entry(page).form.set_values({"amendment_reason": "版本记错了"})
    click(qtbot, page, "record_editor_submit")
    idle()
    assert desk.records.view(told["closed"]).record.product_version == "8.3.2"
    with desk.database.read() as reader:
        (amendment,) = reader.find("amendment")
    assert (amendment.field, amendment.reason) == ("product_version", "版本记错了")


def test_a_call_for_a_customer_begins_with_its_facts(
    desk: Desk, open_page: Open, idle: Callable[[], None]
):
    with desk.database.read() as reader:
        customer = reader.find("customer", order="name")[0]
    page = open_page(desk)
    page.new_record_for(customer.uuid, customer.name)
    idle()
    values = entry(page).form.values()
    assert values["customer"].id == customer.uuid
    assert values["contact_person"] == "何工"


def test_whatever_was_entered_is_shown_and_nothing_that_was_not(
    desk: Desk, open_page: Open, idle: Callable[[], None], told: dict[str, UUID]
):
    desk.records.edit(told["waiting_hq"], {"leads": "二期扩容", "severity": "1"})
    page = open_page(desk)
    page.open_record(told["waiting_hq"])
    idle()
    more = page.findChild(QWidget, "record_more")
    shown = {label.text() for label in more.findChildren(QLabel)}
    assert {"商机与线索", "二期扩容", "严重程度", "一级 无法工作"} <= shown
    assert {"操作系统", "Windows 11"} <= shown
    assert not {"复杂程度", "订单号", "联系人", "问题描述"} & shown
    page.open_record(told["open"])
    idle()
    (more,) = (m for m in page.findChildren(QWidget, "record_more") if m.isVisible())
    assert [label.text() for label in more.findChildren(QLabel)] == ["地址", "一号路 1 号 3 楼"]
