# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The list of visits, its filters and panel, steps, messages to customers, printing."""

import os
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pypdfium2
import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from branchdesk.domain.clock import FixedClock
from branchdesk.domain.errors import UserError
from branchdesk.services.sign_visit import ScreenSigning
from branchdesk.services.statements import SignedBy
from branchdesk.ui.tasks import TaskRunner
from branchdesk.ui.visits.page import VisitsPage
from branchdesk.ui.visits.paper_actions import PaperActions, sheet_name
from branchdesk.ui.visits.printer import CupsPort, hand_to_cups
from branchdesk.wiring.desk import Desk
from tests.builders import signed_ink
from tests.ui.pages.driving import compose
from tests.ui.visits.conftest import Click, OpenPage, Wait
from tests.ui.visits.visit_scenes import APPOINTMENT, PdfPrinter, filled, plan

Dialog = Callable[[QWidget, str], QDialog]


def sign(desk: Desk, uuid: UUID) -> UUID:
    by = SignedBy(name="何工", ink=signed_ink())
    desk.signing.sign(uuid, ScreenSigning(customer=by, engineer=by, privacy_consent=True))
    return uuid


def get(desk: Desk, uuid: UUID) -> Any:
    with desk.database.read() as reader:
        return reader.get("visit", uuid)


def shown(page: VisitsPage) -> list[str]:
    model = page.table.model
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_filters_narrow_the_list_to_a_day_a_week_and_what_is_owed(
    desk: Desk, open_page: OpenPage, click: Click, idle: Wait
) -> None:
    plan(desk)
    later = plan(desk)
    desk.visits.edit(later, {"appointment_at": (APPOINTMENT + timedelta(days=9)).isoformat()})
    signed = sign(desk, filled(desk))
    page = open_page(desk)
    assert shown(page) == ["D01-0001", "D01-0003"]
    for name, place, numbers in (
        ("visit_what", 3, ["D01-0003"]),
        ("visit_what", 1, ["D01-0001"]),
        ("visit_what", 0, ["D01-0001", "D01-0003"]),
        ("visit_when", 2, ["D01-0001", "D01-0003", "D01-0002"]),
    ):
        action = page.findChild(QObject, f"{name}_choice_{place}")
        action.trigger()
        idle()
        assert shown(page) == numbers, (name, place)
    desk.visits.step(signed, "give_copy", {"copy_way": "paper"})
    page.findChild(QObject, "visit_what_choice_3").trigger()
    idle()
    assert shown(page) == []
    assert "没有符合条件的上门" in page.table.state.accessibleName()


def test_an_empty_day_says_so_and_shows_the_way_on(
    desk: Desk, open_page: OpenPage, click: Click, idle: Wait
) -> None:
    later = plan(desk)
    desk.visits.edit(later, {"appointment_at": (APPOINTMENT + timedelta(days=9)).isoformat()})
    page = open_page(desk)
    assert "今天没有上门安排" in page.table.state.accessibleName()
    click(page, "show_all")
    assert shown(page) == ["D01-0001"]


def test_steps_are_carried_out_from_the_panel(
    desk: Desk, open_page: OpenPage, click: Click, idle: Wait, qtbot: QtBot
) -> None:
    visit = plan(desk)
    page = open_page(desk)
    page.table.select_first()
    idle()
    click(page, "step_reschedule")
    line = page.findChild(QLineEdit, "field_new_at_line")
    line.selectAll()
    qtbot.keyClicks(line, "2026-11-23 16:00")
    click(page, "visit_step_submit")
    assert get(desk, visit).appointment_at == APPOINTMENT
    qtbot.keyClicks(page.findChild(QLineEdit, "field_reason"), "stau")
    click(page, "visit_step_submit")
    assert get(desk, visit).appointment_at == APPOINTMENT.replace(day=23, hour=16)
    click(page, "visit_moved_message")
    assert QApplication.clipboard().text() == (
        "何工您好，原定今天（11月22日）上午11:00 因 stau 赶不到，"
        "改到明天（11月23日）下午4:00 可以吗？给您添麻烦了。"
    )


def test_the_message_to_the_customer_can_be_pasted(
    desk: Desk, open_page: OpenPage, click: Click, idle: Wait
) -> None:
    visit = plan(desk, problem_description="计量支付第 8 期合计不符。")
    page = open_page(desk)
    page.open_visit(visit)
    idle()
    click(page, "visit_message")
    assert QApplication.clipboard().text() == (
        "何工您好，我是砚衡软件服务工程师陈亮（154 0099 0042），今天（11月22日）"
        "上午11:00 到贵单位处理计量支付第 8 期合计不符的问题。需要登记入门请告诉我。"
    )


def test_a_line_of_the_start_page_opens_the_sheet(
    desk: Desk, open_page: OpenPage, idle: Wait
) -> None:
    visit = plan(desk)
    page = open_page(desk)
    page.open_visit(visit, "arrive")
    idle()
    assert page.flow.sheet.isVisible()
    assert page.flow.sheet.visit.uuid == visit


def pages_of(file: Path) -> int:
    document = pypdfium2.PdfDocument(file)
    try:
        return len(document)
    finally:
        document.close()


def test_printed_copies_are_counted_and_reprints_marked(
    desk: Desk, open_page: OpenPage, click: Click, dialog: Dialog, idle: Wait, printer: PdfPrinter
) -> None:
    visit = sign(desk, filled(desk))
    page = open_page(desk)
    page.open_visit(visit)
    idle()
    click(page, "visit_print")
    asked = dialog(page, "print_dialog")
    asked.findChild(QWidget, "copy_company").click()
    idle()
    click(asked, "print_now")
    assert not page.findChildren(QDialog, "print_dialog")
    assert printer.asked == ["文件打印机"]
    assert pages_of(printer.target) == 2
    assert get(desk, visit).print_count == 2


def test_a_month_is_one_job(
    desk: Desk, open_page: OpenPage, click: Click, dialog: Dialog, idle: Wait, printer: PdfPrinter
) -> None:
    visits = [sign(desk, filled(desk)) for _ in range(3)]
    plan(desk)
    page = open_page(desk)
    click(page, "print_month")
    asked = dialog(page, "print_dialog")
    click(asked, "print_now")
    assert pages_of(printer.target) == 3
    assert [get(desk, visit).print_count for visit in visits] == [1, 1, 1]


def test_a_numbered_sheet_is_printed_before_it_is_signed(
    desk: Desk, open_page: OpenPage, click: Click, dialog: Dialog, idle: Wait, printer: PdfPrinter
) -> None:
    visit = plan(desk)
    page = open_page(desk)
    page.open_visit(visit)
    idle()
    click(page, "visit_blank")
    asked = dialog(page, "print_dialog")
    assert asked.findChild(QWidget, "copy_customer") is None
    click(asked, "print_now")
    assert pages_of(printer.target) >= 1
    assert get(desk, visit).print_count == 0


@pytest.mark.qt_log_ignore("QPainter::begin", "This plugin does not support")
def test_a_printer_that_fails_is_said_and_nothing_is_counted(
    desk: Desk, open_page: OpenPage, click: Click, dialog: Dialog, idle: Wait, printer: PdfPrinter,
    tmp_path: Path,
) -> None:  # fmt: skip
    visit = sign(desk, filled(desk))
    page = open_page(desk)
    printer.target = tmp_path / "no such folder" / "printed.pdf"
    page.open_visit(visit)
    idle()
    click(page, "visit_print")
    asked = dialog(page, "print_dialog")
    click(asked, "print_now")
    assert asked.isVisible()
    assert get(desk, visit).print_count == 0


def test_the_pdf_goes_to_the_one_stick(
    desk: Desk, open_page: OpenPage, idle: Wait, printer: PdfPrinter, tmp_path: Path, toolkit: Any
) -> None:
    visit = sign(desk, filled(desk))
    stick = tmp_path / "stick"
    stick.mkdir()
    page = open_page(desk)
    actions = PaperActions(toolkit, desk, printer, page, find_sticks=lambda: [stick])
    actions.copy_to_stick(visit, "XC-GZ-2611-D01-0001", "湛海/港航:工程")
    idle()
    (file,) = stick.iterdir()
    assert file.name == "现场服务记录单 XC-GZ-2611-D01-0001 湛海 港航 工程.pdf"
    assert file.read_bytes() == desk.paper.sheet(visit)


def test_a_file_name_is_allowed_everywhere() -> None:
    assert sheet_name("单", "XC-1", 'a<b>:"c"|d?*') == "单 XC-1 a b c d.pdf"
    assert len(sheet_name("单", "XC-1", "长" * 300)) <= 124


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no lp")
def test_cups_gets_the_pdf_itself(tasks: TaskRunner, tmp_path: Path, qtbot: QtBot) -> None:
    lp = tmp_path / "lp"
    lp.write_text('#!/bin/sh\necho "$@" > "$0.log"\ncat >> "$0.log"\n', encoding="utf-8")
    lp.chmod(0o755)
    owner = QObject()
    run = CupsPort(tasks, str(lp)).print_pdf(b"%PDF-sheet", "现场服务记录单", "office", owner)
    with qtbot.waitSignal(run.taken):
        pass
    log = (tmp_path / "lp.log").read_text(encoding="utf-8")
    assert log.startswith("-d office -t 现场服务记录单\n")
    assert log.endswith("%PDF-sheet")


def test_a_refusing_printer_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="does not answer"):
        hand_to_cups(str(tmp_path / "missing"), b"%PDF-", "sheet", "office")


def test_cups_names_its_printers_the_usual_one_first(tasks: TaskRunner, tmp_path: Path) -> None:
    lpstat = tmp_path / "lpstat"
    lpstat.write_text(
        '#!/bin/sh\n[ "$1" = -e ] && printf "archive\noffice\n" || '
        'echo "system default destination: office"\n'
    )
    lpstat.chmod(0o755)
    assert CupsPort(tasks, listing=str(lpstat)).printers() == ["office", "archive"]
    assert CupsPort(tasks, listing=str(tmp_path / "missing")).printers() == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no lp")
def test_the_print_system_does_not_read_what_the_program_is_told(
    tasks: TaskRunner, tmp_path: Path
) -> None:
    lpstat = tmp_path / "lpstat"
    lpstat.write_text("#!/bin/sh\ncat\n")
    lpstat.chmod(0o755)
    reading, writing = os.pipe()
    os.write(writing, b"told\n")
    os.close(writing)
    own = os.dup(0)
    try:
        os.dup2(reading, 0)
        assert CupsPort(tasks, listing=str(lpstat)).printers() == []
        assert os.read(0, 100) == b"told\n"
    finally:
        os.dup2(own, 0)
        os.close(own)
        os.close(reading)


def test_the_list_follows_changes_of_others(
    desk: Desk, open_page: OpenPage, idle: Wait, clock: FixedClock
) -> None:
    visit = plan(desk)
    page = open_page(desk)
    outcome = desk.visits.step(visit, "depart", {})
    page.refresh(outcome.changes)
    idle()
    row = page.table.model.index(0, 5)
    assert row.data() == "已出发"
    assert page.findChild(QPushButton, "print_month") is not None


@pytest.mark.parametrize(
    ("draft", "field"), [("visit_step_reschedule", "reason"), ("visit_addendum", "text")]
)
def test_what_was_being_written_about_a_visit_goes_on(
    desk: Desk, open_page: OpenPage, click: Click, idle: Wait, qtbot: QtBot, draft: str, field: str
) -> None:
    uuid = plan(desk) if draft == "visit_step_reschedule" else sign(desk, filled(desk))
    page = open_page(desk)
    page.open_visit(uuid, draft.removeprefix("visit_step_"))
    idle()
    compose(field_in_sight(field), "写到一半")
    qtbot.waitUntil(lambda: desk.drafts.load(draft, uuid) is not None, timeout=20_000)
    # The program ends here: what follows is told to nobody but the disk.
    again = open_page(desk)
    put_away(page)
    idle()
    click(again, "waiting_continue")
    idle()
    found = field_in_sight(field)
    words = found.text() if isinstance(found, QLineEdit) else found.toPlainText()
    assert words == "写到一半"
    put_away(again)
    idle()


def field_in_sight(name: str) -> QLineEdit | QPlainTextEdit:
    """The field of the form that stands on a page or in a dialog over it."""
    found = [
        widget
        for widget in QApplication.allWidgets()
        if isinstance(widget, QLineEdit | QPlainTextEdit)
        and widget.objectName() == f"field_{name}"
        and widget.isVisible()
    ]
    assert len(found) == 1, found
    return found[0]


def put_away(page: VisitsPage) -> None:
    """Take a page out of sight with the dialogs over it; what was typed is kept."""
    for dialog in page.window().findChildren(QDialog):
        dialog.reject()
    page.hide()
