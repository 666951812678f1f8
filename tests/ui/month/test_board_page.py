# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Headquarters' board: receiving, reading, accepting, returning, reminding."""

import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from branchdesk.domain.kinds.roles import Role, format_roles
from branchdesk.ui.hq.board_page import BoardPage
from tests.companies import Company
from tests.ui.month.conftest import PERIOD, Shown
from tests.ui.pages.driving import compose

Show = Callable[..., Shown]


def delivered(company: Company) -> None:
    """Close the branch's month and send it."""
    company.finish_summary(PERIOD)
    company.branch.close_month.close(PERIOD)
    company.exchange("GZ")


def choose(shown: Shown, code: str) -> Shown:
    """Choose a branch of the board."""
    shown.page.table.select(code)
    return shown.settle()


def test_nobody_has_reported(company: Company, show: Show) -> None:
    shown = show("HQ", BoardPage)
    assert "8 家分公司都还没有上报。28 日截止。" in shown.words()
    choose(shown, "CD").click("board_remind_one")
    reminder = QGuiApplication.clipboard().text()
    assert reminder.startswith("成都分公司：2026年11月上报截止 28 日 24:00，目前未收到。")
    assert reminder.endswith("总部客服中心 田野。")
    shown.click("board_remind")
    assert len(QGuiApplication.clipboard().text().splitlines()) == 8


def test_what_has_come_is_received_read_and_accepted(company: Company, show: Show) -> None:
    delivered(company)
    shown = show("HQ", BoardPage).click("board_receive")
    assert "8 家分公司已上报 1 家" in shown.words()
    assert shown.changes.touches("service_record")
    choose(shown, "GZ")
    words = shown.words()
    for expected in ("GZ 第 1 / 1 条", "重新安装驱动后正常", "与总部核算一致", "校验通过"):
        assert expected in words
    shown.click("board_accept")
    assert shown.changes.touches("month_receipt")
    assert not shown.see(QPushButton, "board_accept")
    company.exchange("HQ", "GZ")
    assert company.branch.month.status(PERIOD).state == "acknowledged"


def test_a_return_needs_its_reason_which_survives_a_crash(
    company: Company, show: Show, qtbot: QtBot
) -> None:
    delivered(company)
    company.exchange("HQ")
    shown = choose(show("HQ", BoardPage), "GZ").click("board_return").click("return_submit")
    problem = shown.see(QLabel, "error_reason")[0]
    assert problem.text() == "请写明分公司需要更正什么。"
    compose(shown.see(QPlainTextEdit, "field_reason")[0], "请补充操作步骤。")
    kept = f"return_{PERIOD.replace('-', '_')}_gz"
    qtbot.waitUntil(lambda: company.hq.drafts.load(kept) is not None, timeout=20_000)
    # The program ends here: nothing of this page is told to leave.
    shown = choose(show("HQ", BoardPage), "GZ").click("board_return")
    assert shown.see(QPlainTextEdit, "field_reason")[0].toPlainText() == "请补充操作步骤。"
    shown.click("return_submit")
    assert company.hq.drafts.load(kept) is None
    assert "退回：请补充操作步骤。" in str(
        shown.page.table.model.index(shown.page.table.model.row_of("GZ"), 8).data()
    )
    company.exchange("HQ", "GZ")
    status = company.branch.month.status(PERIOD)
    assert status.state == "returned"
    assert status.receipt is not None
    assert status.receipt.reason == "请补充操作步骤。"


def test_j_and_k_step_through_the_records(company: Company, show: Show, qtbot: QtBot) -> None:
    customer = company.rows("GZ", "customer")[0].number  # type: ignore[attr-defined]
    for _ in range(2):
        company.add_record("GZ", customer)
    delivered(company)
    company.exchange("HQ")
    shown = choose(show("HQ", BoardPage), "GZ")
    qtbot.keyClick(shown.page.table.view, Qt.Key.Key_J)
    shown.settle()
    assert "GZ 第 2 / 3 条" in shown.words()
    qtbot.keyClick(shown.page.table.view, Qt.Key.Key_K)
    shown.settle()
    assert "GZ 第 1 / 3 条" in shown.words()


def test_a_renamed_and_doubled_file_is_taken_in_once(
    company: Company, show: Show, tmp_path: Path
) -> None:
    company.finish_summary(PERIOD)
    company.branch.close_month.close(PERIOD)
    file = company.branch.exchange.export_files(tmp_path / "out", "HQ")[0]
    copy = tmp_path / "下载 (1)"
    shutil.copy(file, copy)
    shown = show("HQ", BoardPage)
    shown.answers.files.append(copy)
    shown.click("board_import")
    assert "已并入" in shown.words()
    shown.page.take_in([file])
    shown.settle()
    assert "这份已经收过了" in shown.words()
    assert "8 家分公司已上报 1 家" in shown.words()


def test_everybody_is_shown_the_decisions_that_are_theirs_and_who_takes_the_others(
    company: Company, show: Show
) -> None:
    """An engineer returns, the technical leader accepts as well, the director reads."""
    delivered(company)
    company.exchange("HQ")
    person = company.hq.session.actor.staff
    for role, returns, accepts, told in (
        (Role.TECHNICAL_LEADER, True, True, ""),
        (Role.HQ_ENGINEER, True, False, "审核通过由技术组长操作"),
        (
            Role.HQ_DIRECTOR,
            False,
            False,
            "退回由客服中心工程师、技术组长操作，审核通过由技术组长操作。",
        ),
    ):
        with company.hq.database.write(None, company.clock.now()) as writer:
            writer.update("staff", person, {"roles": format_roles((role,))})
        company.reopen("HQ")
        shown = choose(show("HQ", BoardPage), "GZ")
        assert bool(shown.see(QPushButton, "board_return")) is returns
        assert bool(shown.see(QPushButton, "board_accept")) is accepts
        assert bool(shown.see(QPushButton, "board_receive")) is returns
        assert [label.text() for label in shown.see(QLabel, "board_others")] == [told] * bool(told)
