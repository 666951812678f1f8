# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A whole visit by clicking, typing and writing, and nothing typed is ever lost."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from branchdesk.ui.look import Look
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.visits.on_site import OnSiteSheet
from branchdesk.ui.visits.page import VisitsPage
from branchdesk.ui.visits.sheet_saver import DRAFT_PAGE
from branchdesk.wiring.desk import Desk
from tests.ui.pages.sample_desk import NOW
from tests.ui.visits.conftest import Click, OpenPage, Wait
from tests.ui.visits.visit_scenes import FILLED, LEFT, OneWidget, filled, plan, write_name


@pytest.fixture
def open_sheet(desk: Desk, open_page: OpenPage, idle: Wait) -> Callable[[UUID], OnSiteSheet]:
    def show(visit: UUID) -> OnSiteSheet:
        page = open_page(desk)
        page.open_sheet(visit)
        idle()
        return page.flow.sheet

    return show


def write(qtbot: QtBot, sheet: OnSiteSheet, name: str, words: str) -> None:
    """Type into the field of a visit that is in sight."""
    for kind in (QLineEdit, QPlainTextEdit):
        for field in sheet.findChildren(kind, name):
            if field.isVisible():
                field.setFocus()
                field.selectAll()
                qtbot.keyClicks(field, words)
                return
    raise AssertionError(f"no field {name} is in sight")


def tick(qtbot: QtBot, sheet: OnSiteSheet, name: str) -> None:
    box = next(b for b in sheet.findChildren(QCheckBox, name) if b.isVisible())
    box.click()


def get(desk: Desk, uuid: UUID) -> Any:
    with desk.database.read() as reader:
        return reader.get("visit", uuid)


def saved(qtbot: QtBot, sheet: OnSiteSheet, idle: Wait) -> None:
    sheet.flush()
    idle()
    assert sheet.is_saved()


def sheet_page(sheet: OnSiteSheet) -> VisitsPage:
    """Return the page that opened the sheet."""
    return next(p for p in sheet.window().findChildren(VisitsPage))


def words_of(sheet: QWidget, name: str) -> str:
    label = sheet.findChild(QLabel, name)
    assert label is not None
    return label.text()


def test_a_visit_from_arrival_to_the_signed_paper(
    qtbot: QtBot, desk: Desk, open_sheet: Callable[[UUID], OnSiteSheet], click: Click, idle: Wait
) -> None:
    visit = plan(desk)
    sheet = open_sheet(visit)
    click(sheet, "now_departed_at")
    click(sheet, "now_arrived_at")
    tick(qtbot, sheet, "field_badge_shown")
    write(qtbot, sheet, "field_present_people", "Huang")
    click(sheet, "sheet_steps_2")
    click(sheet, "field_diagnosis_software")
    write(qtbot, sheet, "field_work_done", "Registered anew")
    click(sheet, "work_lines_add")
    write(qtbot, sheet, "work_lines_text_1", "Unbound the old computer")
    click(sheet, "sheet_steps_3")
    click(sheet, "parts_add")
    write(qtbot, sheet, "parts_name_1", "Dongle")
    write(qtbot, sheet, "parts_old_serial_1", "LK-7731")
    write(qtbot, sheet, "parts_new_serial_1", "LK-9024")
    write(qtbot, sheet, "parts_amount_1", "300")
    saved(qtbot, sheet, idle)
    assert words_of(sheet, "charge_capitals") == "人民币（大写）：叁佰元整　¥300.00"
    click(sheet, "sheet_steps_4")
    click(sheet, "field_result_solved")
    click(sheet, "field_satisfaction_satisfied")
    click(sheet, "phrase_0")
    tick(qtbot, sheet, "field_leave_consent")
    click(sheet, "sheet_steps_5")
    shown = " ".join(sheet.signing.summary.texts())
    for words in ("Registered anew", "Unbound the old computer", "LK-9024", "叁佰元整"):
        assert words in shown
    assert "处理及时，问题已解决。" in shown
    assert "砚衡软件约定采用电子签名" in words_of(sheet, "statement")
    write_name(sheet.signing.customer_pad)
    write_name(sheet.signing.engineer_pad)
    tick(qtbot, sheet, "privacy_consent")
    click(sheet, "confirm_signature")
    signed = get(desk, visit)
    assert (signed.state, signed.signature_kind, signed.opinion_source) == (
        "signed", "screen", "phrase",
    )  # fmt: skip
    assert (signed.departed_at, signed.arrived_at, signed.left_at) == (NOW, NOW, NOW)
    assert sheet.after.isVisible()
    assert words_of(sheet, "after_title") == "已签字"
    pdf = desk.paper.sheet(visit)
    assert pdf.startswith(b"%PDF-")
    click(sheet, "copy_way_message")
    assert get(desk, visit).copy_way == "message"
    click(sheet, "after_next")
    assert not sheet.isVisible()
    table = sheet_page(sheet).table
    assert table.model.index(0, 5).data() == "已签字"


def test_what_is_missing_is_named_and_leads_to_its_field(
    desk: Desk, open_sheet: Callable[[UUID], OnSiteSheet], click: Click
) -> None:
    visit = filled(desk, opinion="", leave_consent=False)
    sheet = open_sheet(visit)
    click(sheet, "sheet_steps_5")
    assert not sheet.signing.customer_pad.isVisible()
    click(sheet, "missing_opinion")
    assert sheet.opinion.isVisible()
    assert QApplication.focusWidget() is not None
    assert QApplication.focusWidget().objectName() == "field_opinion"


def test_only_complete_steps_are_ticked(
    desk: Desk, open_sheet: Callable[[UUID], OnSiteSheet]
) -> None:
    sheet = open_sheet(filled(desk, opinion="", work_done="", result=""))
    bar = [sheet.findChild(QWidget, f"sheet_steps_{place}").text() for place in range(1, 6)]
    assert bar == ["✓ 到场", "2 检查与处理", "✓ 配件与数据", "4 客户意见", "5 签字"]


def test_typing_is_on_the_disk_without_leaving_the_field(
    qtbot: QtBot, desk: Desk, open_sheet: Callable[[UUID], OnSiteSheet], click: Click
) -> None:
    visit = plan(desk)
    sheet = open_sheet(visit)
    click(sheet, "sheet_steps_2")
    write(qtbot, sheet, "field_work_done", "half a sentence")
    qtbot.waitUntil(lambda: get(desk, visit).work_done == "half a sentence", timeout=2000)
    qtbot.waitUntil(sheet.is_saved)
    assert words_of(sheet, "saved_chip") == "已自动保存 10:42"


def test_closing_the_window_keeps_the_last_letters(
    qtbot: QtBot, desk: Desk, open_sheet: Callable[[UUID], OnSiteSheet], click: Click
) -> None:
    visit = plan(desk)
    sheet = open_sheet(visit)
    click(sheet, "sheet_steps_2")
    write(qtbot, sheet, "field_work_done", "last words")
    sheet.keep_now()
    assert get(desk, visit).work_done == "last words"
    assert sheet.is_saved()


def test_a_sheet_that_goes_away_while_it_is_saved_leaves_the_words_on_the_disk(
    qtbot: QtBot, desk: Desk, toolkit: Toolkit, click: Click, idle: Wait
) -> None:
    visit = plan(desk)
    sheet = OnSiteSheet(toolkit, desk, lambda _: None)
    sheet.open(visit)
    sheet.show()
    idle()
    click(sheet, "sheet_steps_2")
    write(qtbot, sheet, "field_work_done", "signed out")
    sheet.hide()
    sheet.deleteLater()
    idle()
    assert get(desk, visit).work_done == "signed out"


def test_departing_is_one_tap_and_a_step(
    desk: Desk, open_sheet: Callable[[UUID], OnSiteSheet], click: Click
) -> None:
    visit = plan(desk)
    click(open_sheet(visit), "now_departed_at")
    departed = get(desk, visit)
    assert (departed.state, departed.departed_at) == ("on_the_way", NOW)


def test_half_a_date_and_refused_fields_come_back_after_a_kill(
    qtbot: QtBot, desk: Desk, toolkit: Toolkit, open_sheet: Callable[[UUID], OnSiteSheet],
    click: Click, idle: Wait, stage: OneWidget,
) -> None:  # fmt: skip
    visit = plan(desk)
    sheet = open_sheet(visit)
    write(qtbot, sheet, "field_arrived_at_line", "2026-11-2")
    click(sheet, "sheet_steps_3")
    write(qtbot, sheet, "field_charge", "-5")
    click(sheet, "parts_add")
    write(qtbot, sheet, "parts_new_serial_1", "LK-9024")
    saved(qtbot, sheet, idle)
    assert words_of(sheet, "saved_chip") == "已存为草稿 10:42"
    stored = get(desk, visit)
    assert (stored.arrived_at, stored.charge) == (None, 0)

    # The process is gone; a new window opens the same sheet.
    again = OnSiteSheet(toolkit, desk, lambda _: None)
    qtbot.addWidget(again)
    again.open(visit)
    idle()
    assert again.findChild(QLineEdit, "field_arrived_at_line").text() == "2026-11-2"
    assert again.findChild(QLineEdit, "field_charge").text() == "-5.00"
    assert again.findChild(QLineEdit, "parts_new_serial_1").text() == "LK-9024"
    again.show()
    click(again, "sheet_steps_3")
    write(qtbot, again, "field_charge", "80")
    write(qtbot, again, "parts_name_1", "Dongle")
    click(again, "sheet_steps_1")
    write(qtbot, again, "field_arrived_at_line", "2026-11-22 10:05")
    saved(qtbot, again, idle)
    stored = get(desk, visit)
    assert (stored.charge, stored.arrived_at) == (80, NOW.replace(minute=5))
    assert desk.drafts.load(DRAFT_PAGE, visit) is None


def test_a_composition_is_saved_when_it_is_committed(
    qtbot: QtBot, desk: Desk, open_sheet: Callable[[UUID], OnSiteSheet], click: Click, idle: Wait
) -> None:
    visit = filled(desk)
    sheet = open_sheet(visit)
    click(sheet, "sheet_steps_2")
    field = sheet.findChild(QPlainTextEdit, "field_work_done")
    field.setFocus()
    field.selectAll()
    QApplication.sendEvent(field, QInputMethodEvent("chong zhuang", []))
    saved(qtbot, sheet, idle)
    assert get(desk, visit).work_done == FILLED["work_done"]
    commit = QInputMethodEvent("", [])
    commit.setCommitString("重装")
    QApplication.sendEvent(field, commit)
    saved(qtbot, sheet, idle)
    assert get(desk, visit).work_done == "重装"


def test_photos_are_pasted_and_dropped_files_are_checked(
    qtbot: QtBot, desk: Desk, open_sheet: Callable[[UUID], OnSiteSheet], click: Click, idle: Wait,
    tmp_path: Any,
) -> None:  # fmt: skip
    visit = filled(desk)
    sheet = open_sheet(visit)
    click(sheet, "sheet_steps_2")
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    QApplication.clipboard().setImage(image)
    click(sheet, "photos_paste")
    file = tmp_path / "现场.png"
    assert image.save(str(file))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    QApplication.clipboard().setMimeData(data)
    click(sheet, "photos_paste")
    assert sheet.work.photos.count() == 2
    click(sheet, "sheet_steps_5")
    assert "现场.png" in " ".join(sheet.signing.summary.texts())


def test_everything_on_the_sheet_can_be_hit_with_a_finger(
    desk: Desk, look: Look, stage: OneWidget, open_sheet: Callable[[UUID], OnSiteSheet],
    click: Click,
) -> None:  # fmt: skip
    stage.setStyleSheet(look.theme.stylesheet())
    sheet = open_sheet(filled(desk))
    small = []
    for place in range(5):
        click(sheet, f"sheet_steps_{place + 1}")
        for kind in ("QPushButton", "QLineEdit", "QCheckBox", "QToolButton"):
            for child in sheet.findChildren(QWidget):
                wanted = child.metaObject().className().endswith(kind)
                if wanted and child.isVisible() and child.height() < 44:
                    small.append(f"{child.objectName()} {child.height()}")
    assert sorted(set(small)) == []


def test_a_tap_with_the_left_button_is_enough(qtbot: QtBot, desk: Desk, open_sheet: Any) -> None:
    sheet = open_sheet(filled(desk))
    sheet.go_to_step(4)
    row = sheet.signing.dynamics
    qtbot.mouseClick(row, LEFT, pos=row.rect().center())
    assert row.is_ticked()
