# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The start page: order, one button per line, where it leads, and the passing of time."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from branchdesk.domain.clock import FixedClock
from branchdesk.runtime.i18n import SourceTranslator
from branchdesk.ui.customers.customers_page import CustomersPage
from branchdesk.ui.look import Look
from branchdesk.ui.page import Errand
from branchdesk.ui.records.records_page import RecordsPage
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.controls import Chip
from branchdesk.ui.workbench.due_line import DueLine
from branchdesk.ui.workbench.workbench_page import Seen, WorkbenchPage
from branchdesk.wiring.desk import Desk
from tests.ui.pages.sample_desk import customers_of, services_of

Open = Callable[[Desk], WorkbenchPage]


@pytest.fixture
def open_page(toolkit: Toolkit, window: QWidget, idle: Callable[[], None]) -> Open:
    def show(desk: Desk) -> WorkbenchPage:
        page = WorkbenchPage(toolkit, desk.workbench, "王敏", may_take=True)
        page.setParent(window)
        page.resize(1170, 720)
        page.show()
        idle()
        return page

    return show


def chips(line: QWidget) -> list[str]:
    return [chip.text() for chip in line.findChildren(Chip)]


def test_the_overdue_promise_stands_first_with_the_time_over(desk: Desk, open_page: Open):
    page = open_page(desk)
    lines = page.findChildren(DueLine)
    assert chips(lines[0]) == ["超时 12 分钟"]
    assert [line.objectName() for line in lines[:3]] == [
        "due_promise",
        "due_first_response",
        "due_visit",
    ]
    assert page.findChild(QLabel, "page_title").text() == "上午好，王敏"


def test_the_button_leads_to_record_and_step(
    desk: Desk, open_page: Open, qtbot: QtBot, told: dict[str, UUID]
):
    page = open_page(desk)
    button = page.findChild(DueLine).findChild(QPushButton)
    with qtbot.waitSignal(page.open_requested) as opened:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert opened.args == ["records", told["overdue"], Errand("answer")]


def test_a_visit_of_today_leads_to_its_page(desk: Desk, open_page: Open, qtbot: QtBot):
    page = open_page(desk)
    with qtbot.waitSignal(page.open_requested) as opened:
        qtbot.mouseClick(page.findChild(QPushButton, "visit_today"), Qt.MouseButton.LeftButton)
    assert opened.args[0] == "visits"


def test_time_passes_and_the_page_rests_when_hidden(
    desk: Desk, open_page: Open, clock: FixedClock, idle: Callable[[], None]
):
    page = open_page(desk)
    timer = next(t for t in page.findChildren(QTimer) if t.interval() == 60_000)
    clock.advance(timedelta(minutes=5))
    timer.timeout.emit()
    idle()
    assert chips(page.findChildren(DueLine)[0]) == ["超时 17 分钟"]
    assert timer.isActive()
    page.hide()
    assert not timer.isActive()


def test_what_was_done_goes_off_the_list(
    desk: Desk, open_page: Open, told: dict[str, UUID], idle: Callable[[], None]
):
    page = open_page(desk)
    before = len(page.findChildren(DueLine))
    outcome = desk.records.step(told["overdue"], "answer", {"text": "补丁已发"})
    page.refresh(outcome.changes)
    idle()
    assert len([line for line in page.findChildren(DueLine) if line.isVisible()]) == before - 1


def test_a_page_without_lines_says_that_nothing_is_due(empty_desk: Desk, open_page: Open):
    page = open_page(empty_desk)
    page.render_seen(Seen((), (), ()))
    assert page.findChild(QLabel, "due_empty_title").text() == "现在没有要做的事。"


def shown_words(page: QWidget) -> list[str]:
    widgets = [*page.findChildren(QLabel), *page.findChildren(QPushButton)]
    return [widget.text() for widget in widgets]


def has_chinese(words: str) -> bool:
    return any("\u4e00" <= ch <= "\u9fff" for ch in words)


def test_in_english_no_chinese_stands_on_an_empty_desk(
    empty_desk: Desk, toolkit: Toolkit, window: QWidget, idle: Callable[[], None]
):
    english = Toolkit(
        Look(toolkit.look.theme, SourceTranslator()),
        toolkit.tasks,
        toolkit.messages,
        toolkit.clock,
    )
    pages = [
        RecordsPage(english, services_of(empty_desk)),
        CustomersPage(english, customers_of(empty_desk)),
        WorkbenchPage(english, empty_desk.workbench, "Wang Min", may_take=True),
    ]
    for page in pages:
        page.setParent(window)
        page.show()
        idle()
    pages[0].new_record()
    pages[1].new_customer()
    idle()
    found = [words for page in pages for words in shown_words(page) if has_chinese(words)]
    assert not found


def test_in_chinese_every_label_of_the_forms_is_chinese(
    desk: Desk,
    toolkit: Toolkit,
    window: QWidget,
    told: dict[str, UUID],
    idle: Callable[[], None],
):
    records = RecordsPage(toolkit, services_of(desk))
    customers = CustomersPage(toolkit, customers_of(desk))
    workbench = WorkbenchPage(toolkit, desk.workbench, "王敏", may_take=True)
    for page in (records, customers, workbench):
        page.setParent(window)
        page.show()
        idle()
    customers.table.select_first()
    idle()
    found = []
    for event in ("", "escalate", "offer_options", "hand_over", "complain", "note"):
        records.open_record(told["open"], event)
        idle()
        found += shown_words(records)
    customers.new_customer()
    records.new_record()
    idle()
    for page in (records, customers, workbench):
        found += shown_words(page)
    english = [
        words
        for words in found
        if any(ch.isalpha() and ch.isascii() for ch in words) and not has_chinese(words)
    ]
    known = ("FW-", "XC-", "KH-", "D01-", "LY-", "Ctrl+")
    assert [words for words in english if not words.startswith(known)] == []
