# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The branch's month: what blocks, where it leads, explaining, locking, sending, receipts."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.ui.month.month_page import MonthPage
from tests.companies import Company
from tests.ui.month.conftest import PERIOD, Shown

Show = Callable[..., Shown]
SILENT = pytest.mark.parametrize("laptop_delivered", [False])
"""The laptop has delivered nothing since the 20th."""


def answer_box(button: str) -> list[str]:
    """Press a button of the next message box; returns a list that will hold its words."""
    told: list[str] = []

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        told.append(f"{box.text()}\n{box.informativeText()}")
        pressed = box.findChild(QPushButton, button)
        assert pressed is not None
        pressed.click()

    QTimer.singleShot(0, press)
    return told


def lock(shown: Shown) -> str:
    """Lock the month and confirm; returns what was asked."""
    told = answer_box("confirm_action")
    shown.click("month_lock")
    return told[0]


def closed(company: Company, show: Show) -> Shown:
    """Show the month of the branch and close it."""
    company.finish_summary(PERIOD)
    shown = show("GZ", MonthPage)
    lock(shown)
    return shown


def test_what_blocks_is_said_and_the_month_cannot_be_locked(company: Company, show: Show) -> None:
    shown = show("GZ", MonthPage)
    assert "必须处理 1" in shown.words()
    assert "当月客服工作总结还没有确认" in shown.words()
    assert not shown.button("month_lock").isEnabled()
    assert shown.button("month_lock").toolTip() == "还有 1 项必须处理。"


def test_a_line_leads_to_the_field(company: Company, show: Show) -> None:
    draft = company.branch.records.add({"contact_person": "何工"}, draft=True)
    shown = show("GZ", MonthPage)
    shown.click("finding_open")
    assert shown.targets == [("service_record", draft.uuid, "state")]


def test_the_summary_starts_from_the_data_and_is_confirmed(company: Company, show: Show) -> None:
    shown = show("GZ", MonthPage).click("finding_summary")
    editor = shown.page._editor
    assert "本期共受理客户服务 1 件" in editor.form.values()["summary"]
    editor.form.set_values({**editor.form.values(), "needs_hq_support": True})
    shown.click("summary_submit")
    assert shown.see(QLabel, "summary_banner_title")[0].text() == "请写明需总部支持什么"
    editor.form.set_values({**editor.form.values(), "support_text": "集中培训两天"})
    shown.click("summary_submit")
    saved = company.branch.month.status(PERIOD).summary
    assert saved is not None
    assert saved.support_text == "集中培训两天"
    assert "需总部支持：集中培训两天" in shown.words()
    assert shown.button("month_lock").isEnabled()


def test_a_typed_summary_is_there_again(company: Company, show: Show) -> None:
    shown = show("GZ", MonthPage).click("finding_summary")
    control = shown.page._editor.form.control("summary")
    control.setPlainText("写到一半的总结")
    shown.page.hide()
    shown.settle()
    other = show("GZ", MonthPage).click("finding_summary")
    assert other.page._editor.form.values()["summary"] == "写到一半的总结"


def test_one_sentence_explains_several_lines(company: Company, show: Show) -> None:
    customer = company.rows("GZ", "customer")[0].number  # type: ignore[attr-defined]
    early = (company.clock.now() - timedelta(days=3)).isoformat()
    for _ in range(2):
        company.add_record("GZ", customer, occurred_at=early)
    shown = show("GZ", MonthPage)
    groups = len(shown.see(QPushButton, "group_explain"))
    assert groups
    shown.click("group_explain")
    shown.page.view.checklist.form.text.setPlainText("出差途中没有网络，次日补录。")
    shown.click("explain_save")
    late = [f for f in company.branch.month.check(PERIOD).explain if f.rule.value == "BR-020"]
    assert [f.explained for f in late] == ["出差途中没有网络，次日补录。"] * 2
    assert not shown.page.view.checklist.form.isVisible()
    assert shown.changes.touches("month_explanation")


def test_an_explanation_being_written_survives_what_others_do(company: Company, show: Show) -> None:
    customer = company.rows("GZ", "customer")[0].number  # type: ignore[attr-defined]
    early = (company.clock.now() - timedelta(days=3)).isoformat()
    for _ in range(2):
        company.add_record("GZ", customer, occurred_at=early)
    shown = show("GZ", MonthPage).click("group_explain")
    text = shown.page.view.checklist.form.text
    text.setPlainText("写到一半")
    shown.again()
    assert text.isVisible()
    assert text.toPlainText() == "写到一半"
    shown.page.hide()
    shown.settle()
    assert show("GZ", MonthPage).page.view.checklist.form.text.toPlainText() == "写到一半"


def test_a_dry_run_locks_nothing(company: Company, show: Show) -> None:
    company.finish_summary(PERIOD)
    shown = show("GZ", MonthPage).click("month_dry_run")
    assert "试上报：可以上报了" in shown.words()
    assert "记录 1 条" in shown.words()
    assert company.branch.month.status(PERIOD).close is None


def test_it_is_too_early_before_the_last_working_day(company: Company, show: Show) -> None:
    company.clock.moment = datetime(2026, 11, 26, 9, 0, tzinfo=BRANCH_ZONE)
    company.finish_summary(PERIOD)
    shown = show("GZ", MonthPage)
    assert not shown.button("month_lock").isEnabled()
    assert "11月27日（周五）起可以上报" in shown.words()


@SILENT
def test_locking_names_the_laptops_that_have_not_delivered(company: Company, show: Show) -> None:
    company.finish_summary(PERIOD)
    company.branch.month.explain(PERIOD, "R-106", ["L01"], "电脑送修，下周补交。")
    told = lock(show("GZ", MonthPage))
    assert "未交的电脑：陈亮 L01" in told


def test_going_back_locks_nothing(company: Company, show: Show) -> None:
    company.finish_summary(PERIOD)
    shown = show("GZ", MonthPage)
    answer_box("confirm_back")
    shown.click("month_lock")
    assert company.branch.month.status(PERIOD).close is None


def test_from_the_bundle_to_headquarters_receipt(company: Company, show: Show) -> None:
    shown = closed(company, show)
    assert "上报包已生成，还没有发出" in shown.words()
    shown.click("report_send")
    assert "上报包已发出，等待总部签收" in shown.words()
    company.exchange("HQ")
    company.hq.headquarters.accept(PERIOD, "GZ")
    company.exchange("HQ")
    shown.click("report_send")
    assert "首次上报，1 条，校验码" in shown.words()
    assert not shown.see(QPushButton, "report_send")
    company.clock.moment += timedelta(days=7)
    december = show("GZ", MonthPage)
    assert "总部已签收" in december.words()
    assert "2026年11月 · 首次上报 · 1 条" in december.words()


def test_a_returned_report_shows_the_reason_and_is_sent_again(company: Company, show: Show) -> None:
    shown = closed(company, show).click("report_send")
    company.exchange("HQ")
    company.hq.headquarters.return_(PERIOD, "GZ", "请补充操作步骤。")
    company.exchange("HQ", "GZ")
    shown.again()
    assert "总部已退回（首次上报）：请补充操作步骤。" in shown.words()
    lock(shown)
    assert "第 2 次上报（更正）" in shown.words()


def test_a_file_for_a_chat_is_written_for_headquarters_only(
    company: Company, show: Show, tmp_path: Path
) -> None:
    shown = closed(company, show)
    shown.answers.files.append(tmp_path / "out")
    shown.click("report_export")
    files = list((tmp_path / "out").iterdir())
    assert [f.name for f in files] == [f.name for f in shown.page.view.report.result.files.paths()]
    assert len(files) == 1
    assert files[0].name.startswith("广州分公司_2026年11月_首次上报")
    shown.click("copy_files")
    urls = QGuiApplication.clipboard().mimeData().urls()
    assert [Path(url.toLocalFile()) for url in urls] == files
    assert company.hq.exchange.import_file(files[0]).ops > 0


def test_the_slip_is_copied_and_printed(company: Company, show: Show) -> None:
    shown = closed(company, show).click("report_copy_slip")
    slip = QGuiApplication.clipboard().text()
    assert re.search(r"首次上报 1 条.*校验码 [0-9A-F]{4}-[0-9A-F]{4}", slip), slip
    printed: list[bytes] = []
    shown.page.print_requested.connect(lambda pdf, title: printed.append(pdf))
    shown.click("report_print_slip")
    assert printed[0].startswith(b"%PDF")


@SILENT
def test_the_reminders_are_copied_for_each_person(company: Company, show: Show) -> None:
    company.branch.records.add({"contact_person": "何工"}, draft=True)
    shown = show("GZ", MonthPage).click("month_nudge")
    menu = next(m for m in shown.page.findChildren(QMenu, "nudge_menu") if m.isVisible())
    assert {action.text() for action in menu.actions()} == {"全部", "王敏", "陈亮"}
    next(a for a in menu.actions() if a.text() == "王敏").trigger()
    assert QGuiApplication.clipboard().text().startswith("王敏，")
    menu.close()
    shown.settle()


def test_another_period_can_be_looked_at(company: Company, show: Show) -> None:
    shown = show("GZ", MonthPage)
    shown.page.show_period("2026-10")
    shown.settle()
    assert "2026年10月月度上报" in shown.words()
    assert shown.page.periods.value() == "2026-10"


@SILENT
def test_ctrl_enter_saves_an_explanation(company: Company, show: Show, qtbot: QtBot) -> None:
    key = Qt.Key.Key_Return
    shown = show("GZ", MonthPage).click("finding_explain")
    text = shown.page.view.checklist.form.text
    qtbot.keyClick(text, key, Qt.KeyboardModifier.ControlModifier)
    assert "请写一句说明" in shown.words()
    text.setPlainText("电脑送修。")
    qtbot.keyClick(text, key, Qt.KeyboardModifier.ControlModifier)
    shown.settle()
    assert "说明：电脑送修。" in shown.words()
