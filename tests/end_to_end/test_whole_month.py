# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A month on three computers, by the windows of the real program alone.

Headquarters, a branch and a laptop are set up, enrolled and work until headquarters' receipt is
back. Nothing is done behind the windows' back; the command line has the last word.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.end_to_end.computer import Computer, virtual_screen
from tests.end_to_end.pages.start_pages import EnrolmentPage, LockScreen, SettingsPage, StartPages

TODAY = "2026-11-27"
"""The Friday before the cut-off: the month may be reported."""

PERIOD = "2026-11"
PASSPHRASE = "kapok-2026"

pytestmark = pytest.mark.xvfb


class Company:
    """The three computers and what travels between them."""

    def __init__(self, hq: Computer, branch: Computer, laptop: Computer, post: Path) -> None:
        self.hq = hq
        self.branch = branch
        self.laptop = laptop
        self.post = post
        self.mailbox = post / "mailbox"
        self.mailbox.mkdir(parents=True)


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    with ExitStack() as stack:
        computers = []
        for name in ("HQ", "GZ", "GZ-L01"):
            display = stack.enter_context(virtual_screen())
            computer = Computer(name, tmp_path / name, pictures, display, TODAY)
            stack.callback(computer.kill)
            computers.append(computer)
        yield Company(*computers, tmp_path / "post")


def test_a_month_from_the_first_start_to_the_receipt(company: Company) -> None:
    set_up(company)
    enrol(company)


def set_up(company: Company) -> None:
    """Start each computer for the first time."""
    for computer in (company.hq, company.branch, company.laptop):
        computer.start()
    StartPages(company.hq).begin("headquarters", "田野", PASSPHRASE)
    StartPages(company.branch).begin("branch_manager", "王敏", PASSPHRASE, branch="广州分公司")
    StartPages(company.laptop).begin(
        "field_engineer", "陈亮", PASSPHRASE, branch="广州分公司", laptop="L01"
    )


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
