# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Pictures of records, editor, steps: a real desk with a call in every state."""

from functools import cache
from uuid import UUID

from PySide6.QtWidgets import QPushButton, QWidget

from branchdesk.domain.clock import FixedClock
from branchdesk.ui.records.records_page import RecordsPage
from branchdesk.ui.toolkit import Toolkit
from branchdesk.wiring.desk import Desk
from tests.pictures import picture
from tests.temporary import temporary_folder
from tests.ui.pages.sample_desk import NOW, Story, found_branch, tell_long
from tests.ui.scenes import open_page, settle


@cache
def told_desk() -> tuple[Desk, dict[str, UUID]]:
    clock = FixedClock(NOW)
    desk = found_branch(temporary_folder(), clock)
    return desk, Story(desk, clock).tell()


@cache
def empty_desk() -> Desk:
    return found_branch(temporary_folder(), FixedClock(NOW))


def page_of(toolkit: Toolkit, desk: Desk) -> RecordsPage:
    page = open_page(toolkit, desk, "records")
    assert isinstance(page, RecordsPage)
    return page


@picture("records-list")
def records(toolkit: Toolkit) -> QWidget:
    desk, told = told_desk()
    page = page_of(toolkit, desk)
    page.open_record(told["overdue"])
    return page


@picture("records-why")
def records_why(toolkit: Toolkit) -> QWidget:
    desk, told = told_desk()
    page = page_of(toolkit, desk)
    page.open_record(told["overdue"])
    settle(toolkit.tasks)
    page.findChild(QPushButton, "deadline_link").click()
    page.findChild(QPushButton, "show_history").click()
    return page


@picture("records-empty")
def records_empty(toolkit: Toolkit) -> QWidget:
    return page_of(toolkit, empty_desk())


@picture("records-new")
def records_new(toolkit: Toolkit) -> QWidget:
    desk, _ = told_desk()
    page = page_of(toolkit, desk)
    page.new_record()
    return page


@picture("records-new-errors")
def records_errors(toolkit: Toolkit) -> QWidget:
    desk, _ = told_desk()
    page = page_of(toolkit, desk)
    page.new_record()
    settle(toolkit.tasks)
    page.findChild(QPushButton, "record_editor_submit").click()
    return page


@picture("records-close")
def records_close(toolkit: Toolkit) -> QWidget:
    desk, told = told_desk()
    page = page_of(toolkit, desk)
    page.open_record(told["resolved"], "confirm_close")
    return page


@picture("records-more")
def records_more(toolkit: Toolkit) -> QWidget:
    desk, told = told_desk()
    page = page_of(toolkit, desk)
    page.open_record(told["waiting_hq"])
    return page


@picture("records-escalate")
def records_escalate(toolkit: Toolkit) -> QWidget:
    desk, told = told_desk()
    page = page_of(toolkit, desk)
    page.open_record(told["open"], "escalate")
    return page


@cache
def long_desk() -> tuple[Desk, UUID]:
    clock = FixedClock(NOW)
    desk = found_branch(temporary_folder(), clock)
    return desk, tell_long(desk, clock)


@picture("records-long")
def records_long(toolkit: Toolkit) -> QWidget:
    desk, record = long_desk()
    page = page_of(toolkit, desk)
    page.open_record(record)
    return page


@picture("records-history", 1366, 1440)
def records_history(toolkit: Toolkit) -> QWidget:
    desk, record = long_desk()
    page = page_of(toolkit, desk)
    page.open_record(record)
    settle(toolkit.tasks)
    page.findChild(QPushButton, "deadline_link").click()
    page.findChild(QPushButton, "show_history").click()
    return page
