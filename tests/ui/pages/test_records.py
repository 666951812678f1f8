# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The page of records by clicking and typing: calls, steps, refusals, drafts, the list."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from branchdesk.domain.clock import FixedClock
from branchdesk.ui.entry_panel import EntryPanel
from branchdesk.ui.records.attached_files import AttachedFiles
from branchdesk.ui.records.record_editor import RecordEditor
from branchdesk.ui.records.records_page import RecordsPage
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.reference_field import Reference
from branchdesk.wiring.desk import Desk
from tests.ui.pages.sample_desk import Story, call, services_of

CONTROL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton

Open = Callable[[Desk], RecordsPage]


@pytest.fixture
def open_page(qtbot: QtBot, toolkit: Toolkit, window: QWidget, idle: Callable[[], None]) -> Open:
    """Show the page of records of a desk."""

    def show(desk: Desk) -> RecordsPage:
        page = RecordsPage(toolkit, services_of(desk))
        page.setParent(window)
        page.resize(1170, 720)
        page.show()
        window.activateWindow()
        idle()
        return page

    return show


def click(qtbot: QtBot, page: QWidget, name: str) -> None:
    button = page.findChild(QPushButton, name)
    assert button is not None, name
    qtbot.mouseClick(button, LEFT)


def entry(page: RecordsPage) -> EntryPanel:
    found = [e for e in page.findChildren(EntryPanel) if e.isVisible()]
    assert len(found) == 1
    return found[0]


def error_of(page: RecordsPage, field: str) -> str:
    return page.findChild(QLabel, f"error_{field}").text()


def state_of(desk: Desk, record: UUID) -> str:
    return desk.records.view(record).record.state


def typed(qtbot: QtBot, words: str) -> None:
    """Type into whatever has the focus."""
    focused = QApplication.focusWidget()
    assert focused is not None, QApplication.activeWindow()
    qtbot.keyClicks(focused, words)


def compose(widget: QWidget, words: str) -> None:
    """Enter Chinese as an input method does."""
    event = QInputMethodEvent("", [])
    event.setCommitString(words)
    QApplication.sendEvent(widget, event)


def tab(qtbot: QtBot, times: int = 1) -> None:
    for _ in range(times):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)


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


def test_a_promise_is_made_and_shows_its_reason(
    desk: Desk, open_page: Open, qtbot: QtBot, idle: Callable[[], None], told: dict[str, UUID]
):
    page = open_page(desk)
    page.open_record(told["open"])
    idle()
    click(qtbot, page, "banner_promise")
    assert entry(page).form.values()["promised_answer_at"] is not None
    click(qtbot, page, "step_submit")
    idle()
    assert state_of(desk, told["open"]) == "in_progress"
    assert "11:42" in page.findChild(QLabel, "deadline_title").text()
    ledger = page.findChild(QWidget, "deadline_ledger")
    assert not ledger.isVisible()
    click(qtbot, page, "deadline_link")
    assert ledger.isVisible()


def test_a_moved_promise_needs_its_reason_beside_the_field(
    desk: Desk, open_page: Open, qtbot: QtBot, idle: Callable[[], None], told: dict[str, UUID]
):
    page = open_page(desk)
    page.open_record(told["overdue"], "promise")
    idle()
    click(qtbot, page, "step_submit")
    idle()
    assert error_of(page, "reason")
    assert QApplication.focusWidget().objectName() == "field_reason"


def test_a_record_is_handed_over_by_name(
    desk: Desk, open_page: Open, qtbot: QtBot, idle: Callable[[], None], told: dict[str, UUID]
):
    page = open_page(desk)
    page.open_record(told["open"], "hand_over")
    idle()
    combo = entry(page).form.control("to_staff")
    assert [combo.itemText(i) for i in range(combo.count())] == ["陈亮"]
    entry(page).form.set_values({"to_staff": combo.itemData(0), "brief": "请今天回电"})
    click(qtbot, page, "step_submit")
    idle()
    view = desk.records.view(told["open"])
    assert view.people[view.record.handler] == "陈亮"
    story = page.findChild(QWidget, "record_story")
    assert any("请今天回电" in found.text() for found in story.findChildren(QLabel))


def test_a_record_is_solved_and_closed_only_with_a_confirmation(
    desk: Desk, open_page: Open, qtbot: QtBot, idle: Callable[[], None], told: dict[str, UUID]
):
    page = open_page(desk)
    page.open_record(told["open"])
    idle()
    click(qtbot, page, "step_resolve")
    entry(page).form.set_values({"solution": "升级到 8.3.2 后正常"})
    click(qtbot, page, "step_submit")
    idle()
    assert state_of(desk, told["open"]) == "resolved"
    click(qtbot, page, "step_confirm_close")
    entry(page).form.set_values({"confirmed_by": ""})
    click(qtbot, page, "step_submit")
    idle()
    assert "确认人" in error_of(page, "confirmed_by")
    assert state_of(desk, told["open"]) == "resolved"
    entry(page).form.set_values({"confirmed_by": "何工"})
    click(qtbot, page, "step_submit")
    idle()
    assert state_of(desk, told["open"]) == "closed"


def test_escape_leaves_a_step_without_doing_it(
    desk: Desk, open_page: Open, qtbot: QtBot, idle: Callable[[], None], told: dict[str, UUID]
):
    page = open_page(desk)
    page.open_record(told["open"], "answer")
    idle()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert page.record_panel.isVisible()
    assert state_of(desk, told["open"]) == "open"


def test_a_visit_is_planned_from_the_record(
    desk: Desk, open_page: Open, qtbot: QtBot, idle: Callable[[], None], told: dict[str, UUID]
):
    page = open_page(desk)
    page.open_record(told["open"])
    idle()
    click(qtbot, page, "step_plan_visit")
    planned = entry(page).form.values()
    assert planned["agreed_with"] == "何工"
    assert planned["location"] == "一号路 1 号 3 楼"
    click(qtbot, page, "plan_visit_submit")
    idle()
    view = desk.records.view(told["open"])
    assert view.record.state == "visit_planned"
    with qtbot.waitSignal(page.visit_opened) as opened:
        click(qtbot, page, f"visit_{view.visits[0].number}")
    assert opened.args == [view.visits[0].uuid]


def test_typing_filters_and_the_empty_list_offers_the_way_back(
    desk: Desk, open_page: Open, qtbot: QtBot, idle: Callable[[], None]
):
    page = open_page(desk)
    search = page.findChild(QWidget, "record_search")
    search.setText("加密锁")
    qtbot.waitUntil(lambda: page.table.model.rowCount() == 1)
    search.setText("0006")
    qtbot.waitUntil(lambda: page.table.model.index(0, 0).data() == "D01-0006")
    search.setText("没有这样的词")
    qtbot.waitUntil(lambda: page.table.model.rowCount() == 0)
    idle()
    click(qtbot, page, "empty_clear")
    qtbot.waitUntil(lambda: page.table.model.rowCount() == 6)
    idle()


def test_the_state_filter_shows_closed_records_too(
    desk: Desk, open_page: Open, qtbot: QtBot, idle: Callable[[], None]
):
    page = open_page(desk)
    assert page.table.model.rowCount() == 6
    page.findChild(QWidget, "state_filter").chosen.emit("all")
    idle()
    assert page.table.model.rowCount() == 7
    page.findChild(QWidget, "state_filter").chosen.emit("closed")
    idle()
    assert page.table.model.rowCount() == 1


def test_the_overdue_promise_stands_first_and_says_so(desk: Desk, open_page: Open):
    page = open_page(desk)
    row = page.table.model.row_at(0)
    assert row.tone == "red"
    assert page.table.model.index(0, 6).data() == "超时 12 分钟"


def test_a_list_of_many_pages_scrolls_to_its_end(
    empty_desk: Desk,
    open_page: Open,
    qtbot: QtBot,
    idle: Callable[[], None],
    clock: FixedClock,
):
    story = Story(empty_desk, clock)
    customer = story.customer("粤岭公路建设")
    first = empty_desk.records.add(call(customer=customer, contact_email="")).uuid
    with empty_desk.database.read() as reader:
        record = reader.get("service_record", first)
    with empty_desk.database.write(None, clock.now()) as writer:
        for number in range(2, 1501):
            writer.insert(
                "service_record",
                msgspec.structs.replace(
                    record,
                    uuid=empty_desk.session.new_id(),
                    number=f"FW-GZ-2611-D01-{number:04d}",
                    occurred_at=clock.now() - timedelta(minutes=number),
                ),
            )
    page = open_page(empty_desk)
    qtbot.waitUntil(lambda: page.table.model.rowCount() == 1500)
    page.table.view.scrollToBottom()
    last = page.table.model.index(1499, 0)
    qtbot.waitUntil(lambda: last.data() == "D01-1500")
    idle()


def test_a_file_is_attached_and_saved_again(
    desk: Desk,
    open_page: Open,
    idle: Callable[[], None],
    told: dict[str, UUID],
    tmp_path: Path,
):
    page = open_page(desk)
    page.open_record(told["open"])
    idle()
    original = tmp_path / "来函.txt"
    original.write_text("合计行不见了", encoding="utf-8")
    files = page.findChild(AttachedFiles)
    files.attach(told["open"], original)
    idle()
    (attachment,) = desk.records.view(told["open"]).attachments
    link = page.findChild(QPushButton, f"attachment_{attachment.uuid}")
    assert "来函.txt" in link.text()
    target = tmp_path / "copy.txt"
    files.save(attachment.uuid, target)
    idle()
    assert target.read_text(encoding="utf-8") == "合计行不见了"
    assert not list(tmp_path.glob("*.part"))


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
