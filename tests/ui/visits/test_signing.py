# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Signing on the sheet, not signing it, paper, supplement pages, the customer's view."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from branchdesk.domain.signature import decode_ink
from branchdesk.ui.visits.on_site import OnSiteSheet
from branchdesk.ui.visits.page import VisitsPage
from branchdesk.ui.visits.signed_dialogs import AddendumDialog, PaperDialog
from branchdesk.ui.visits.unsigned_dialog import UnsignedDialog
from branchdesk.wiring.desk import Desk
from tests.ui.pages.sample_desk import NOW, PASSPHRASE
from tests.ui.visits.conftest import Click, OpenPage, Wait
from tests.ui.visits.visit_scenes import (
    OneWidget,
    filled,
    long_texts,
    manager_of,
    put_a_dot,
    write_name,
)

Dialog = Callable[[QWidget, str], QDialog]


@pytest.fixture
def page(desk: Desk, open_page: OpenPage) -> VisitsPage:
    return open_page(desk)


@pytest.fixture
def signing_of(page: VisitsPage, idle: Wait) -> Callable[[UUID], OnSiteSheet]:
    """Open a complete sheet at its last step."""

    def show(visit: UUID) -> OnSiteSheet:
        page.open_sheet(visit)
        idle()
        page.flow.sheet.go_to_step(4)
        idle()
        return page.flow.sheet

    return show


def get(desk: Desk, uuid: UUID) -> Any:
    with desk.database.read() as reader:
        return reader.get("visit", uuid)


def signatures(desk: Desk, uuid: UUID) -> dict[str, Any]:
    with desk.database.read() as reader:
        return {s.party: s for s in reader.children("visit_signature", uuid)}


def error_of(parent: QWidget, name: str) -> str:
    label = parent.findChild(QLabel, name)
    assert label is not None
    return label.text() if label.isVisible() else ""


@pytest.mark.parametrize(("width", "height", "side_by_side"), [(1366, 768, 0), (960, 640, 1)])
def test_the_customer_reads_and_signs_in_any_window(
    desk: Desk,
    signing_of: Callable[[UUID], OnSiteSheet],
    idle: Wait,
    width: int,
    height: int,
    side_by_side: int,
) -> None:
    """Pads, ways out and the button stay in sight, and no line of the sheet is cut off."""
    sheet = signing_of(long_texts(desk))
    window = sheet.window()
    window.resize(width, height)
    idle()
    assert (window.width(), window.height()) == (width, height)
    confirm = sheet.findChild(QPushButton, "confirm_signature")
    way_out = sheet.findChild(QPushButton, "way_phone")
    pads = (sheet.signing.customer_pad, sheet.signing.engineer_pad)
    for widget in (*pads, confirm, way_out):
        assert widget is not None
        place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
        assert window.rect().contains(place), widget.objectName()
    assert (pads[0].y() == pads[1].y()) == bool(side_by_side)
    area = sheet.findChild(QScrollArea, "summary_scroll")
    assert area is not None
    assert area.widget().width() <= area.viewport().width()
    for words in area.findChildren(QLabel):
        if words.wordWrap():
            assert words.height() >= words.heightForWidth(words.width()), words.text()
    satisfied = sheet.opinion.findChild(QPushButton, "field_satisfaction_very_satisfied")
    assert satisfied is not None
    assert satisfied.text() == "很满意", "a digit reads like a mark"


@pytest.mark.parametrize("touch", [None, put_a_dot])
def test_an_empty_pad_or_a_dot_signs_nothing(
    desk: Desk, signing_of: Callable[[UUID], OnSiteSheet], click: Click, touch: Any
) -> None:
    visit = filled(desk)
    sheet = signing_of(visit)
    if touch:
        touch(sheet.signing.customer_pad)
    write_name(sheet.signing.engineer_pad)
    sheet.signing.privacy.set_ticked(True)
    click(sheet, "confirm_signature")
    assert "没有看到签字" in error_of(sheet, "signing_error")
    assert get(desk, visit).state == "form_filled"
    write_name(sheet.signing.customer_pad)
    assert error_of(sheet, "signing_error") == ""
    click(sheet, "confirm_signature")
    assert get(desk, visit).state == "signed"


def test_the_required_tick_is_asked_for(
    desk: Desk, signing_of: Callable[[UUID], OnSiteSheet], click: Click
) -> None:
    visit = filled(desk)
    sheet = signing_of(visit)
    write_name(sheet.signing.customer_pad)
    write_name(sheet.signing.engineer_pad)
    click(sheet, "confirm_signature")
    assert error_of(sheet, "signing_error")
    assert get(desk, visit).state == "form_filled"


@pytest.mark.parametrize("kept", [False, True])
def test_the_pen_is_kept_only_with_its_own_tick(
    desk: Desk, signing_of: Callable[[UUID], OnSiteSheet], click: Click, kept: bool
) -> None:
    visit = filled(desk)
    sheet = signing_of(visit)
    write_name(sheet.signing.customer_pad)
    write_name(sheet.signing.engineer_pad)
    sheet.signing.privacy.set_ticked(True)
    sheet.signing.dynamics.set_ticked(kept)
    drawn = sheet.signing.customer_pad.ink()
    click(sheet, "confirm_signature")
    ink = decode_ink(signatures(desk, visit)["customer"].ink)
    assert len(ink.strokes) == len(drawn.strokes)
    if not kept:
        assert all(p.time == 0 and p.pressure < 0 for s in ink.strokes for p in s.points)
    assert get(desk, visit).dynamics_consent is kept


def test_ink_under_another_text_is_taken_away(
    desk: Desk, signing_of: Callable[[UUID], OnSiteSheet], idle: Wait
) -> None:
    visit = filled(desk)
    sheet = signing_of(visit)
    write_name(sheet.signing.customer_pad)
    sheet.go_to_step(3)
    sheet.opinion.edited.emit("opinion", "还要再看看。")
    sheet.go_to_step(4)
    idle()
    assert "还要再看看。" in " ".join(sheet.signing.summary.texts())
    assert sheet.signing.customer_pad.ink().strokes == ()


def test_a_signature_may_be_given_later_with_the_customers_pad_only(
    desk: Desk, page: VisitsPage, signing_of: Callable[[UUID], OnSiteSheet], click: Click,
    dialog: Dialog,
) -> None:  # fmt: skip
    visit = filled(desk)
    sheet = signing_of(visit)
    click(sheet, "way_later")
    asked = dialog(sheet, "unsigned_dialog")
    assert isinstance(asked, UnsignedDialog)
    click(asked, "unsigned_action")
    assert asked.isVisible()
    click(asked, "reason_0")
    click(asked, "unsigned_action")
    assert error_of(asked, "unsigned_error")
    write_name(asked.pad)
    click(asked, "unsigned_action")
    left = get(desk, visit)
    assert (left.state, left.signature_due) == ("signature_pending", NOW.date().replace(day=25))
    assert "因需部门负责人签字" in left.signature_statement
    click(sheet, "after_next")

    sheet = signing_of(visit)
    assert sheet.signing.customer_pad.isVisible()
    assert not sheet.signing.engineer_pad.isVisible()
    assert not sheet.findChild(QPushButton, "way_later").isVisible()
    write_name(sheet.signing.customer_pad)
    sheet.signing.privacy.set_ticked(True)
    click(sheet, "confirm_signature")
    signed = get(desk, visit)
    assert (signed.state, signed.content_hash) == ("signed", left.content_hash)


def test_a_refusal_is_waived_by_the_manager_not_by_the_engineer(
    desk: Desk, page: VisitsPage, signing_of: Callable[[UUID], OnSiteSheet], click: Click,
    dialog: Dialog, open_page: OpenPage, idle: Wait, qtbot: QtBot,
) -> None:  # fmt: skip
    visit = filled(desk)
    sheet = signing_of(visit)
    write_name(sheet.signing.engineer_pad)
    click(sheet, "way_refused")
    asked = dialog(sheet, "unsigned_dialog")
    click(asked, "reason_2")
    witness = asked.findChild(QLineEdit, "field_witness")
    qtbot.keyClicks(witness, "Wang")
    click(asked, "unsigned_action")
    refused = get(desk, visit)
    assert refused.state == "waiver_requested"
    assert "单位规定不在外部设备上签字" in refused.signature_statement
    assert "Wang" in refused.signature_statement
    click(sheet, "after_next")
    page.open_visit(visit, "waive")
    idle()
    assert page.findChild(QPushButton, "step_waive") is None

    office = open_page(manager_of(desk))
    office.open_visit(visit)
    idle()
    office.setParent(None)
    office.show()
    click(office, "step_waive")
    qtbot.keyClicks(office.findChild(QPlainTextEdit, "field_reason"), "Agreed")
    click(office, "visit_step_submit")
    waived = get(desk, visit)
    assert (waived.state, waived.waiver_reason) == ("waived", "Agreed")
    office.close()


def test_a_sheet_signed_on_paper_needs_its_photo(
    desk: Desk, page: VisitsPage, signing_of: Callable[[UUID], OnSiteSheet], click: Click,
    dialog: Dialog, idle: Wait, tmp_path: Path,
) -> None:  # fmt: skip
    visit = filled(desk)
    sheet = signing_of(visit)
    click(sheet, "way_paper")
    asked = dialog(sheet, "paper_dialog")
    assert isinstance(asked, PaperDialog)
    click(asked, "paper_dialog_action")
    assert error_of(asked, "paper_dialog_error")
    image = QImage(60, 80, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    photo = tmp_path / "签字单.jpg"
    assert image.save(str(photo))
    asked.photos.add_files([photo])
    idle()
    assert asked.photos.count() == 1
    click(asked, "paper_dialog_action")
    signed = get(desk, visit)
    assert (signed.state, signed.signature_kind) == ("signed", "paper")
    assert desk.paper.sheet(visit).startswith(b"%PDF-")


def test_a_supplement_page_has_its_own_signatures(
    desk: Desk, page: VisitsPage, signing_of: Callable[[UUID], OnSiteSheet], click: Click,
    dialog: Dialog, idle: Wait, qtbot: QtBot,
) -> None:  # fmt: skip
    visit = filled(desk)
    sheet = signing_of(visit)
    write_name(sheet.signing.customer_pad)
    write_name(sheet.signing.engineer_pad)
    sheet.signing.privacy.set_ticked(True)
    click(sheet, "confirm_signature")
    click(sheet, "after_next")
    page.open_visit(visit)
    idle()
    click(page, "visit_addendum")
    asked = dialog(page, "addendum_dialog")
    assert isinstance(asked, AddendumDialog)
    qtbot.keyClicks(asked.findChild(QLineEdit, "field_reason"), "Wrong model")
    qtbot.keyClicks(asked.findChild(QPlainTextEdit, "field_text"), "The model is A3")
    write_name(asked.customer_pad)
    click(asked, "addendum_dialog_action")
    assert "没有看到签字" in error_of(asked, "addendum_dialog_error")
    write_name(asked.engineer_pad)
    click(asked, "addendum_dialog_action")
    sheet_now = desk.signing.frozen_sheet(visit)
    assert [page.text for page in sheet_now.addenda] == ["The model is A3"]
    assert len(sheet_now.addenda[0].signatures) == 2


def test_the_customer_cannot_leave_the_sheet_without_the_passphrase(
    desk: Desk, page: VisitsPage, signing_of: Callable[[UUID], OnSiteSheet], click: Click,
    dialog: Dialog, stage: OneWidget, idle: Wait, qtbot: QtBot,
) -> None:  # fmt: skip
    visit = filled(desk)
    sheet = signing_of(visit)
    with qtbot.waitSignal(page.customer_view) as told:
        click(sheet, "hand_over")
    assert told.args == [True]
    assert stage.isFullScreen()
    assert not stage.close()
    lock = QShortcut(QKeySequence("Ctrl+L"), stage)
    pressed: list[bool] = []
    lock.activated.connect(lambda: pressed.append(True))
    stage.activateWindow()
    qtbot.waitUntil(stage.isActiveWindow)
    QTest.keyClick(sheet, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(stage, Qt.Key.Key_Escape)
    assert stage.isVisible()
    assert not pressed
    for hidden in ("sheet_back", "sheet_steps_1", "sheet_steps_3", "way_later"):
        assert not sheet.findChild(QWidget, hidden).isVisible(), hidden
    click(sheet, "sheet_steps_4")
    assert not sheet.findChild(QWidget, "card_result").isVisible()
    click(sheet, "phrase_4")
    click(sheet, "sheet_steps_5")
    write_name(sheet.signing.customer_pad)
    write_name(sheet.signing.engineer_pad)
    sheet.signing.privacy.set_ticked(True)
    click(sheet, "confirm_signature")
    assert "没有其他意见。" in get(desk, visit).opinion
    assert not sheet.findChild(QWidget, "after_print").isVisible()

    click(sheet, "customer_leave")
    asked = dialog(sheet, "customer_exit")
    line = asked.findChild(QLineEdit, "exit_passphrase")
    qtbot.keyClicks(line, "wrong")
    click(asked, "exit_leave")
    assert "还可再试 4 次" in error_of(asked, "exit_error")
    assert sheet.lock.locked
    qtbot.keyClicks(line, PASSPHRASE)
    with qtbot.waitSignal(page.customer_view) as told:
        click(asked, "exit_leave")
    assert told.args == [False]
    assert not stage.isFullScreen()
    stage.activateWindow()
    qtbot.waitUntil(stage.isActiveWindow)
    QTest.keyClick(sheet, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert pressed
    assert sheet.findChild(QWidget, "after_print").isVisible()
    assert sheet.findChild(QWidget, "sheet_back").isVisible()
