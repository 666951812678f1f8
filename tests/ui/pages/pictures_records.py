# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Pictures of records, editor, steps: a real desk with a call in every state."""

import tempfile
from functools import cache
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QPushButton, QWidget

from branchdesk.domain.clock import FixedClock
from branchdesk.ui.records.records_page import RecordsPage
from branchdesk.ui.toolkit import Toolkit
from branchdesk.wiring.desk import Desk
from tests.pictures import picture
from tests.ui.pages.sample_desk import NOW, Story, found_branch
from tests.ui.scenes import open_page, settle


@cache
def told_desk() -> tuple[Desk, dict[str, UUID]]:
    clock = FixedClock(NOW)
    desk = found_branch(Path(tempfile.mkdtemp(prefix="branchdesk-pictures-")), clock)
    return desk, Story(desk, clock).tell()


@cache
def empty_desk() -> Desk:
    return found_branch(Path(tempfile.mkdtemp(prefix="branchdesk-pictures-")), FixedClock(NOW))


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


@picture("records-escalate")
def records_escalate(toolkit: Toolkit) -> QWidget:
    desk, told = told_desk()
    page = page_of(toolkit, desk)
    page.open_record(told["open"], "escalate")
    return page


LONG = "粤北山区高速公路建设工程施工总承包第十七合同段项目经理部财务与计量支付管理中心有限责任公司"


@cache
def long_desk() -> tuple[Desk, UUID]:
    clock = FixedClock(NOW)
    desk = found_branch(Path(tempfile.mkdtemp(prefix="branchdesk-pictures-")), clock)
    story = Story(desk, clock)
    outcome = story.call(
        LONG,
        contact_person="欧阳上官慕容·阿不都热合曼（项目总工）",
        contact_phone="0755-55501234 转 80217",
        product="路易公路工程计量支付与变更管理一体化系统（企业网络版）",
        product_version="8.3.1.20261118-beta2",
        problem_description="计量支付导出第三期报表时提示“列不存在”，第二期正常。" * 20,
    )
    story.step(
        outcome.uuid,
        "promise",
        promised_answer_at=(NOW.replace(hour=20)).isoformat(),
        reason="要等总部给出补丁并在测试环境里核对三期数据，客户同意晚上八点前答复。",
    )
    story.step(outcome.uuid, "note", text="逐期对比，" * 60)
    story.step(
        outcome.uuid, "offer_options", first="先手工补列再导出。" * 8, second="等补丁。", chosen=1
    )
    return desk, outcome.uuid


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
