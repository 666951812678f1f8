# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Pictures of the month, the board and the exchange, on real desks in a temporary folder."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from PySide6.QtWidgets import QPushButton, QWidget

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.period import Period
from branchdesk.services.headquarters import BoardLine
from branchdesk.ui.hq.board import Board
from branchdesk.ui.toolkit import Toolkit
from tests.companies import Company
from tests.pictures import picture
from tests.temporary import temporary_folder
from tests.ui.scenes import open_page, settle
from tests.wiring.operations import deliver, new_row

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


def company() -> Company:
    """Found the desks and let them work for a week."""
    made = Company(temporary_folder() / "desks")
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


def page_of(toolkit: Toolkit, made: Company, code: str, key: str) -> Any:
    """Show a page of a desk and wait until it is drawn."""
    return open_page(toolkit, made[code], key)


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


@picture("month-check")
def month_check(toolkit: Toolkit) -> QWidget:
    return page_of(toolkit, company(), "GZ", "month")


@picture("month-explain")
def month_explain(toolkit: Toolkit) -> QWidget:
    made = company()
    page = page_of(toolkit, made, "GZ", "month")
    late = [f for f in made.branch.month.check(PERIOD).explain if f.rule.value == "BR-020"]
    page.view.checklist.explain(late)
    page.view.checklist.form.text.setPlainText("客户集中来电，次日上午补录。")
    return page


@picture("month-ready")
def month_ready(toolkit: Toolkit) -> QWidget:
    made = company()
    confirm(made)
    page = page_of(toolkit, made, "GZ", "month")
    page.dry_run()
    settle(toolkit.tasks)
    return page


@picture("month-summary")
def month_summary(toolkit: Toolkit) -> QWidget:
    page = page_of(toolkit, company(), "GZ", "month")
    page.edit_summary()
    settle(toolkit.tasks)
    return page


@picture("month-built")
def month_built(toolkit: Toolkit) -> QWidget:
    made = company()
    closed(made)
    page = page_of(toolkit, made, "GZ", "month")
    page.export_to(made.root / "out")
    settle(toolkit.tasks)
    return page


@picture("month-received")
def month_received(toolkit: Toolkit) -> QWidget:
    made = company()
    closed(made)
    made.exchange("GZ", "HQ")
    made.hq.headquarters.accept(PERIOD, "GZ")
    made.exchange("HQ", "GZ")
    return page_of(toolkit, made, "GZ", "month")


@picture("month-returned")
def month_returned(toolkit: Toolkit) -> QWidget:
    made = company()
    closed(made)
    made.exchange("GZ", "HQ")
    made.hq.headquarters.return_(PERIOD, "GZ", "解决方案太简略，请补充操作步骤。" * 3)
    made.clock.moment += timedelta(days=3)
    made.exchange("HQ", "GZ")
    return page_of(toolkit, made, "GZ", "month")


@picture("month-second")
def month_second(toolkit: Toolkit) -> QWidget:
    made = company()
    closed(made)
    made.exchange("GZ", "HQ")
    made.hq.headquarters.return_(PERIOD, "GZ", "解决方案太简略，请补充操作步骤。" * 3)
    made.exchange("HQ", "GZ")
    closed(made)
    return page_of(toolkit, made, "GZ", "month")


@picture("month-empty")
def month_empty(toolkit: Toolkit) -> QWidget:
    made = Company(temporary_folder() / "desks")
    made.found(("HQ", "GZ"))
    return page_of(toolkit, made, "GZ", "month")


@picture("exchange-data")
def exchange_data(toolkit: Toolkit) -> QWidget:
    made = company()
    closed(made)
    made.exchange("GZ", "HQ", "GZ-L01", "GZ")
    page = page_of(toolkit, made, "GZ", "exchange")
    page.export_to(made.root / "out")
    settle(toolkit.tasks)
    return page


@picture("exchange-problems")
def exchange_problems(toolkit: Toolkit) -> QWidget:
    made = company()
    record = made.add_record("GZ-L01", made.rows("GZ-L01", "customer")[0].number)  # type: ignore[attr-defined]
    made.exchange("GZ-L01", "GZ", "GZ-L01")
    made.branch.records.edit(record.number, {"contact_person": "何工（项目部）"})
    made.laptop.records.edit(record.number, {"contact_person": "何志强"})
    made.exchange("GZ-L01", "GZ")
    page = page_of(toolkit, made, "GZ", "exchange")
    garbage = made.root / "微信图片_20261127.jpg"
    garbage.write_bytes(b"\xff\xd8nothing")
    files = made.laptop.exchange.export_files(made.root / "out")
    page.take_in([garbage, *files])
    settle(toolkit.tasks)
    return page


@picture("decisions")
def decisions(toolkit: Toolkit) -> QWidget:
    made = company()
    customer = made.rows("GZ", "customer")[2]
    record = made.add_record("GZ-L01", customer.number)  # type: ignore[attr-defined]
    made.exchange("GZ-L01", "GZ", "GZ-L01")
    problem = {"problem_description": PROBLEMS[0], "occurred_at": "2026-11-26T15:00:00+08:00"}
    made.branch.records.edit(record.number, {"contact_person": "何工（项目部）"} | problem)
    problem = {"problem_description": LONG * 4, "occurred_at": "2026-11-27T09:10:00+08:00"}
    made.laptop.records.edit(record.number, {"contact_person": "何志强"} | problem)
    _, line = new_row("contact", customer=str(uuid4()), name="何工")
    deliver(made, "GZ", "GZ-L01", line)
    made.exchange("GZ-L01", "GZ")
    return page_of(toolkit, made, "GZ", "decisions")


@picture("record-undecided")
def record_undecided(toolkit: Toolkit) -> QWidget:
    made = company()
    record = made.add_record("GZ-L01", made.rows("GZ", "customer")[2].number)  # type: ignore[attr-defined]
    made.exchange("GZ-L01", "GZ", "GZ-L01")
    made.branch.records.edit(record.number, {"contact_person": "何工（项目部）"})
    made.laptop.records.edit(record.number, {"contact_person": "何志强"})
    made.exchange("GZ-L01", "GZ")
    page = page_of(toolkit, made, "GZ", "records")
    page.open_record(record.uuid)
    settle(toolkit.tasks)
    return page


@picture("exchange-alone")
def exchange_alone(toolkit: Toolkit) -> QWidget:
    made = Company(temporary_folder() / "desks")
    made.found(("HQ", "GZ", "GZ-L01"))
    made["GZ-L01"].exchange.links = list  # type: ignore[method-assign]
    return page_of(toolkit, made, "GZ-L01", "exchange")


@picture("board-data")
def board_data(toolkit: Toolkit) -> QWidget:
    made = company()
    closed(made)
    made.exchange("GZ", "HQ")
    page = page_of(toolkit, made, "HQ", "board")
    page.table.select("GZ")
    settle(toolkit.tasks)
    return page


@picture("board-return")
def board_return(toolkit: Toolkit) -> QWidget:
    page = board_data(toolkit)
    for name in ("board_return", "return_submit"):
        page.findChild(QPushButton, name).click()
        settle(toolkit.tasks)
    return page


@picture("board-empty")
def board_empty(toolkit: Toolkit) -> QWidget:
    made = Company(temporary_folder() / "desks")
    made.found(("HQ",))
    return page_of(toolkit, made, "HQ", "board")


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


@picture("board-full")
def board_full(toolkit: Toolkit) -> QWidget:
    made = Company(temporary_folder() / "desks")
    made.found(("HQ",))
    page = page_of(toolkit, made, "HQ", "board")
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
    settle(toolkit.tasks)
    page.show_branch("CD")
    settle(toolkit.tasks)
    return page
