# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The list of records and the steps of one, by clicking and typing."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from branchdesk.domain.clock import FixedClock
from branchdesk.ui.records.attached_files import AttachedFiles
from branchdesk.ui.records.record_filters import RecordFilters
from branchdesk.ui.widgets.search_box import FilterButton
from branchdesk.wiring.desk import Desk
from tests.ui.pages.driving import (
    Open,
    click,
    entry,
    error_of,
    state_of,
)
from tests.ui.pages.sample_desk import Story, call


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


def test_records_are_found_by_person_time_kinds_customer_and_result(
    desk: Desk, open_page: Open, qtbot: QtBot, idle: Callable[[], None], clock: FixedClock
):
    clock.advance(timedelta(days=3))
    page = open_page(desk)
    page.findChild(QWidget, "state_filter").chosen.emit("all")
    idle()
    assert not page.findChild(QWidget, "record_further_filters").isVisible()
    click(qtbot, page, "more_filters")
    filters = page.findChild(RecordFilters)

    def shown(name: str, choice: str) -> int:
        made = filters.findChild(FilterButton, name)
        assert made.isVisible()
        action = next(
            a for a in made.findChildren(QAction) if choice in (a.data(), a.text()) and choice
        )
        action.trigger()
        idle()
        count = page.table.model.rowCount()
        made.findChild(QAction, f"{name}_choice_0").trigger()
        idle()
        return count

    everything = page.table.model.rowCount()
    assert 0 < shown("filter_handler", "陈亮") < everything
    assert shown("filter_time", "today") == 0
    assert shown("filter_time", "week") == everything
    assert shown("filter_time", "previous") == 0
    assert shown("filter_service_mode", "onsite") == 1
    assert shown("filter_service_type", "repair") == 0
    assert shown("filter_customer_type", "corporate") == everything
    assert shown("filter_result", "solved") >= 1
    filters.findChild(QAction, "filter_service_mode_choice_1").trigger()
    idle()
    click(qtbot, page, "record_filters_clear")
    idle()
    assert filters.choices() == {}


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
