# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Pictures of the month, the board and the exchange, on real desks in a temporary folder."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEventLoop
from PySide6.QtWidgets import QHBoxLayout, QWidget

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.period import Period
from branchdesk.services.headquarters import BoardLine
from branchdesk.ui.exchange.exchange_page import ExchangePage
from branchdesk.ui.file_questions import FileQuestions
from branchdesk.ui.hq.board import Board
from branchdesk.ui.hq.board_page import BoardPage
from branchdesk.ui.month.month_page import MonthPage
from branchdesk.ui.page import Page
from branchdesk.ui.toolkit import Toolkit
from tests.companies import Company
from tests.pictures import picture

PERIOD = "2026-11"
CODES = ("HQ", "GZ", "GZ-L01", "GZ-L02")
MORNING = datetime(2026, 11, 27, 9, 30, tzinfo=BRANCH_ZONE)
PROBLEMS = (
    "计量支付导出第三期报表时提示“列不存在”，第二期正常，客户下午 3 点要报审",
    "锁服务无法启动，换了一台电脑还是一样",
    "打不开上一期的文件",
    "合并后费率清零，需要重新录入",
    "想增加按合同段汇总的报表，现在要手工拼三张表",
    "安装后找不到定额库",
)
LONG = "湛海港航工程建设集团有限公司第三分公司粤西片区机电工程项目经理部"


def spin(toolkit: Toolkit) -> None:
    """Let the lanes come to rest."""
    deadline = QDeadlineTimer(20_000)
    loop = QEventLoop()
    quiet = 0
    while quiet < 3 and not deadline.hasExpired():
        loop.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        quiet = 0 if toolkit.tasks.is_busy else quiet + 1


def company() -> Company:
    """Found the desks and let them work for a week."""
    made = Company(Path(tempfile.mkdtemp(prefix="branchdesk-pictures-")) / "desks")
    made.found(CODES)
    for code in CODES:
        made[code].exchange.set_mailbox(str(made.mailbox))
    customers = [
        made.add_customer("GZ", name).number
        for name in ("粤岭公路建设有限公司", "栩川路桥工程有限公司", LONG)
    ]
    made.exchange("GZ", "GZ-L01", "GZ-L02")
    for place in range(18):
        made.clock.moment += timedelta(hours=5)
        code = ("GZ", "GZ-L01", "GZ")[place % 3]
        category = ("usage", "defect", "usage", "suggestion")[place % 4]
        values: dict[str, object] = {
            "category": category,
            "problem_description": PROBLEMS[place % len(PROBLEMS)],
            "product": "路易计价",
            "product_version": "8.3.1",
        }
        if place in (4, 6, 12):
            values["occurred_at"] = (made.clock.now() - timedelta(days=2)).isoformat()
        record = made.add_record(code, customers[place % 3], **values)
        if place % 3 != 1 and category == "usage":
            made.close_record(code, record.number)
    made.exchange("GZ-L01", "GZ", "GZ-L01")
    made.branch.records.add({"customer": customers[0]}, draft=True)
    made.clock.moment = MORNING
    return made


def framed(page: Page) -> QWidget:
    """Give the page the width it has beside the navigation."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    side = QWidget()
    side.setFixedWidth(196)
    row.addWidget(side)
    row.addWidget(page, 1)
    holder.setProperty("role", "window")
    return holder


def shown(
    toolkit: Toolkit, made: Company, code: str, page_of: Callable[..., Page]
) -> tuple[QWidget, Page]:
    """Show a page of a desk and wait until it is drawn."""
    own = replace(toolkit, clock=made.clock)
    files = FileQuestions(toolkit.look, QWidget())
    page = page_of(own, made[code], files)
    holder = framed(page)
    holder.resize(1366, 720)
    holder.show()
    page.on_shown()
    spin(toolkit)
    return holder, page


def confirm(made: Company) -> None:
    """Settle what blocks."""
    made.finish_summary(PERIOD)
    findings = made.branch.month.check(PERIOD)
    for finding in findings.block:
        if finding.rule.value == "R-106":
            made.branch.month.explain(PERIOD, "R-106", [finding.number], "出差在外，周一补交。")
        elif finding.number:
            made.branch.records.discard_draft(finding.number)


def closed(made: Company) -> None:
    """Close the month."""
    confirm(made)
    made.branch.close_month.close(PERIOD)


@picture("month-check", 1366, 720)
def month_check(toolkit: Toolkit) -> QWidget:
    return shown(toolkit, company(), "GZ", MonthPage)[0]


@picture("month-explain", 1366, 720)
def month_explain(toolkit: Toolkit) -> QWidget:
    made = company()
    holder, page = shown(toolkit, made, "GZ", MonthPage)
    assert isinstance(page, MonthPage)
    late = [f for f in made.branch.month.check(PERIOD).explain if f.rule.value == "BR-020"]
    page.view.checklist.explain(late)
    page.view.checklist.form.text.setPlainText("客户集中来电，次日上午补录。")
    return holder


@picture("month-ready", 1366, 720)
def month_ready(toolkit: Toolkit) -> QWidget:
    made = company()
    confirm(made)
    holder, page = shown(toolkit, made, "GZ", MonthPage)
    assert isinstance(page, MonthPage)
    page.dry_run()
    spin(toolkit)
    return holder


@picture("month-summary", 1366, 720)
def month_summary(toolkit: Toolkit) -> QWidget:
    holder, page = shown(toolkit, company(), "GZ", MonthPage)
    assert isinstance(page, MonthPage)
    page.edit_summary()
    spin(toolkit)
    return holder


@picture("month-built", 1366, 720)
def month_built(toolkit: Toolkit) -> QWidget:
    made = company()
    closed(made)
    holder, page = shown(toolkit, made, "GZ", MonthPage)
    assert isinstance(page, MonthPage)
    page.export_to(made.root / "out")
    spin(toolkit)
    return holder


@picture("month-received", 1366, 720)
def month_received(toolkit: Toolkit) -> QWidget:
    made = company()
    closed(made)
    made.exchange("GZ", "HQ")
    made.hq.headquarters.accept(PERIOD, "GZ")
    made.exchange("HQ", "GZ")
    return shown(toolkit, made, "GZ", MonthPage)[0]


@picture("month-returned", 1366, 720)
def month_returned(toolkit: Toolkit) -> QWidget:
    made = company()
    closed(made)
    made.exchange("GZ", "HQ")
    made.hq.headquarters.return_(PERIOD, "GZ", "解决方案太简略，请补充操作步骤。" * 3)
    made.clock.moment += timedelta(days=3)
    made.exchange("HQ", "GZ")
    return shown(toolkit, made, "GZ", MonthPage)[0]


@picture("month-empty", 1366, 720)
def month_empty(toolkit: Toolkit) -> QWidget:
    made = Company(Path(tempfile.mkdtemp(prefix="branchdesk-pictures-")) / "desks")
    made.found(("HQ", "GZ"))
    return shown(toolkit, made, "GZ", MonthPage)[0]


@picture("exchange-data", 1366, 720)
def exchange_data(toolkit: Toolkit) -> QWidget:
    made = company()
    closed(made)
    made.exchange("GZ", "HQ", "GZ-L01", "GZ")
    holder, page = shown(toolkit, made, "GZ", ExchangePage)
    assert isinstance(page, ExchangePage)
    page.export_to(made.root / "out")
    spin(toolkit)
    return holder


@picture("exchange-problems", 1366, 720)
def exchange_problems(toolkit: Toolkit) -> QWidget:
    made = company()
    record = made.add_record("GZ-L01", made.rows("GZ-L01", "customer")[0].number)  # type: ignore[attr-defined]
    made.exchange("GZ-L01", "GZ", "GZ-L01")
    made.branch.records.edit(record.number, {"contact_person": "何工（项目部）"})
    made.laptop.records.edit(record.number, {"contact_person": "何志强"})
    made.exchange("GZ-L01", "GZ")
    holder, page = shown(toolkit, made, "GZ", ExchangePage)
    assert isinstance(page, ExchangePage)
    garbage = made.root / "微信图片_20261127.jpg"
    garbage.write_bytes(b"\xff\xd8nothing")
    files = made.laptop.exchange.export_files(made.root / "out")
    page.take_in([garbage, *files])
    spin(toolkit)
    return holder


@picture("exchange-alone", 1366, 720)
def exchange_alone(toolkit: Toolkit) -> QWidget:
    made = Company(Path(tempfile.mkdtemp(prefix="branchdesk-pictures-")) / "desks")
    made.found(("HQ", "GZ", "GZ-L01"))
    made["GZ-L01"].exchange.links = list  # type: ignore[method-assign]
    return shown(toolkit, made, "GZ-L01", ExchangePage)[0]


@picture("board-data", 1366, 720)
def board_data(toolkit: Toolkit) -> QWidget:
    made = company()
    closed(made)
    made.exchange("GZ", "HQ")
    holder, page = shown(toolkit, made, "HQ", BoardPage)
    assert isinstance(page, BoardPage)
    page.table.select("GZ")
    spin(toolkit)
    return holder


@picture("board-empty", 1366, 720)
def board_empty(toolkit: Toolkit) -> QWidget:
    made = Company(Path(tempfile.mkdtemp(prefix="branchdesk-pictures-")) / "desks")
    made.found(("HQ",))
    return shown(toolkit, made, "HQ", BoardPage)[0]


def line(code: str, name: str, state: str, **values: object) -> BoardLine:
    """Make a line of a plausible board."""
    whole: dict[str, object] = {
        "code": code,
        "name": name,
        "state": state,
        "revision": 0 if state == "missing" else 1,
        "records": 0 if state == "missing" else 318,
        "visits": 41,
        "digest": "7f3a91c2" + "0" * 56,
        "stated_digest": ("11" if state == "mismatch" else "7f") + "3a91c2" + "0" * 56,
        "late": False,
        "early": True,
        "delivered_at": None if state == "missing" else MORNING,
        "carried_over": 4,
        "needs_support": False,
        "support_text": "",
        "missing_devices": "",
        "reason": "",
    }
    return BoardLine(**(whole | values))  # type: ignore[arg-type]


@picture("board-full", 1366, 720)
def board_full(toolkit: Toolkit) -> QWidget:
    made = Company(Path(tempfile.mkdtemp(prefix="branchdesk-pictures-")) / "desks")
    made.found(("HQ",))
    holder, page = shown(toolkit, made, "HQ", BoardPage)
    assert isinstance(page, BoardPage)
    lines = (
        line("BJ", "北京分公司", "accepted"),
        line(
            "XA", "西安分公司", "returned", reason="解决方案太简略，请补充操作步骤，并核对客户名称"
        ),
        line("WH", "武汉分公司", "verified", early=False),
        line(
            "GZ",
            "广州分公司",
            "verified",
            needs_support=True,
            support_text="需要总部派人支援粤西片区集中培训两天，" * 3,
            missing_devices="L02, L05, L07",
        ),
        line("CD", "成都分公司", "mismatch"),
        line("NJ", "南京分公司", "verified", late=True, early=False, revision=2),
        line("HRB", "哈尔滨分公司", "missing", late=True),
        line("SH", "上海分公司", "missing"),
    )
    page._show(Board(Period(2026, 11), lines, {}, MORNING))
    page.table.select("CD")
    spin(toolkit)
    page.show_branch("CD")
    spin(toolkit)
    return holder
