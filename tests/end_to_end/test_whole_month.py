# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A month on three computers, by the windows of the real program alone.

Headquarters, a branch and a laptop are set up, enrolled and work until headquarters' receipt is
back. Nothing is done behind the windows' back; the command line has the last word.
"""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.end_to_end.computer import Computer, require, virtual_screen
from tests.end_to_end.pages.board_page import BoardPage
from tests.end_to_end.pages.exchange_page import ExchangePage
from tests.end_to_end.pages.month_page import MonthPage
from tests.end_to_end.pages.records_page import RecordsPage
from tests.end_to_end.pages.start_pages import EnrolmentPage, LockScreen, SettingsPage, StartPages
from tests.end_to_end.pages.visits_page import VisitsPage

TODAY = "2026-11-27"
"""The Friday before the cut-off: the month may be reported."""

PERIOD = "2026-11"
PASSPHRASE = "kapok-2026"
CUSTOMER = "栩川路桥工程有限公司"
PRINTER = "front-office"
PROBLEM = "计量支付第 8 期合计不符"
WORK = "重新关联第 7 期数据并复核合计"

pytestmark = [
    pytest.mark.xvfb,
    # Three programs on a machine that is busy with other tests; what hangs is found by PATIENCE.
    pytest.mark.timeout(900),
]


class Company:
    """The three computers and what travels between them."""

    def __init__(self, computers: list[Computer], post: Path) -> None:
        self.hq, self.branch, self.laptop = computers
        self.post = post
        self.mailbox = post / "mailbox"
        self.mailbox.mkdir(parents=True)


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    print(f"pictures of the screens: {pictures}")
    with ExitStack() as stack:
        computers = []
        for name in ("HQ", "GZ", "GZ-L01"):
            display = stack.enter_context(virtual_screen())
            computer = Computer(name, tmp_path / name, pictures, display, TODAY)
            stack.callback(computer.kill)
            computers.append(computer)
        yield Company(computers, tmp_path / "post")


def test_a_month_from_the_first_start_to_the_receipt(company: Company) -> None:
    tray = set_up(company)
    enrol(company)
    record = take_the_call(company.laptop)
    visit = go_there(company.laptop, company.post / "sheet.pdf")
    report(company.branch, record, visit)
    receive(company.hq)
    see_the_receipt(company)
    for computer in (company.hq, company.branch, company.laptop):
        computer.close()
    ask_the_command_line(company, record, visit)
    read_print(company.laptop, tray, visit)


def set_up(company: Company) -> Path:
    """Start each computer for the first time; the laptop has a printer."""
    tray = company.laptop.plug_in_printer(PRINTER)
    for computer in (company.hq, company.branch, company.laptop):
        computer.start()
    StartPages(company.hq).begin("headquarters", "田野", PASSPHRASE)
    StartPages(company.branch).begin("branch_manager", "王敏", PASSPHRASE, branch="广州分公司")
    StartPages(company.laptop).begin(
        "field_engineer", "陈亮", PASSPHRASE, branch="广州分公司", laptop="L01"
    )
    return tray


def enrol(company: Company) -> None:
    """Join branch and laptop by files, comparing codes."""
    for child, parent, name in (
        (company.branch, company.hq, "HQ"),
        (company.laptop, company.branch, "GZ"),
    ):
        request = company.post / f"{child.name}-request.json"
        answer = company.post / f"{child.name}-answer.json"
        code = EnrolmentPage(child).ask(request)
        code = EnrolmentPage(parent).grant(request, code, answer)
        EnrolmentPage(child).join(answer, code, name)
    for computer in (company.hq, company.branch, company.laptop):
        SettingsPage(computer).choose_mailbox(company.mailbox)


def take_the_call(laptop: Computer) -> str:
    """Type a call; the power goes; finish it after the next start. Return its number."""
    records = RecordsPage(laptop)
    records.new()
    records.add_customer(CUSTOMER)
    records.begin_call("张松", "15400001234", PROBLEM)
    laptop.kill()
    laptop.start()
    LockScreen(laptop).unlock(PASSPHRASE)
    records.go_on_with_draft(PROBLEM)
    return records.finish(CUSTOMER, "路桥计量支付", "8.3.2")


def go_there(laptop: Computer, pdf: Path) -> str:
    """Visit the customer, let both sides sign, hand in; return the visit's number."""
    visit = RecordsPage(laptop).plan_visit(f"{TODAY} 09:00")
    visits = VisitsPage(laptop)
    sheet = visits.open_sheet()
    sheet.fill_in(WORK, "核对第 7 期数据", "加密锁")
    sheet.hand_to_customer()
    sheet.sign(CUSTOMER, WORK, "叁佰元整")
    sheet.take_back(PASSPHRASE)
    sheet.print(PRINTER)
    sheet.save_pdf(pdf)
    visits.hand_in()
    RecordsPage(laptop).close(CUSTOMER, "第 7 期数据已重新关联，合计相符。")
    ExchangePage(laptop).exchange()
    read_paper(pdf, visit)
    return visit


def read_print(laptop: Computer, tray: Path, visit: str) -> None:
    """Find in the printer's tray the customer's copy of the sheet, and that it was counted."""
    asked = (tray / "job.txt").read_text(encoding="utf-8").splitlines()
    assert asked[:3] == ["-d", PRINTER, "-t"]
    assert visit in asked[3]
    read_paper(tray / "job.pdf", visit, "客户联")
    shown = laptop.command("visit", "show", visit, passphrase=PASSPHRASE)
    assert shown["print_count"] == 1


def read_paper(pdf: Path, visit: str, *marks: str) -> None:
    """Find on a paper what was signed, and the marks of a copy."""
    require("pdftotext")
    done = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True
    )
    words = "".join(done.stdout.split())
    for wanted in (visit, CUSTOMER, WORK, "加密锁", "叁佰元整", "处理及时，问题已解决。", *marks):
        assert "".join(wanted.split()) in words, wanted


def report(branch: Computer, record: str, visit: str) -> None:
    """Take in what the laptop sent, review the sheet, lock the month, send it."""
    ExchangePage(branch).exchange()
    RecordsPage(branch).show(CUSTOMER, every_state=True)
    branch.wait("record_number", record)
    VisitsPage(branch).review(CUSTOMER, visit, WORK, "加密锁")
    month = MonthPage(branch)
    month.confirm_summary("本月受理 1 条，已办结。")
    month.lock()
    month.send()


def receive(hq: Computer) -> None:
    """Take the report in, read it, accept it, send the receipt."""
    board = BoardPage(hq)
    board.receive()
    board.accept("广州分公司", PROBLEM)
    ExchangePage(hq).exchange()


def see_the_receipt(company: Company) -> None:
    """See that headquarters has received the month, the record and the sheet."""
    ExchangePage(company.branch).exchange()
    MonthPage(company.branch).wait_for_receipt()
    ExchangePage(company.laptop).exchange()
    for computer in (company.branch, company.laptop):
        RecordsPage(computer).show(CUSTOMER, every_state=True)
        computer.wait("record_panel", "已签收")
        computer.picture("record-acknowledged")


def ask_the_command_line(company: Company, record: str, visit: str) -> None:
    """Let the command line say the same as the windows."""
    month = company.branch.command("month", "status", "--period", PERIOD, passphrase=PASSPHRASE)
    assert (month["state"], month["revision"]) == ("acknowledged", 1)
    for computer in (company.hq, company.branch, company.laptop):
        (line,) = computer.command("record", "list", passphrase=PASSPHRASE)
        assert (line["number"], line["state"]) == (record, "closed")
        shown = computer.command("visit", "show", visit, passphrase=PASSPHRASE)
        assert shown["number"] == visit
