# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The on-site sheet by touch alone: taps, a virtual keyboard's words, names by finger or pen."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF
from PySide6.QtGui import QInputDevice, QInputMethodEvent, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QScroller,
    QWidget,
)
from pytestqt.qtbot import QtBot

from branchdesk.domain.signature import decode_ink
from branchdesk.ui.look import Look
from branchdesk.ui.visits.on_site import OnSiteSheet
from branchdesk.ui.visits.tick import Tick
from branchdesk.ui.widgets.signature_pad import SignaturePad
from branchdesk.wiring.desk import Desk
from tests.ui.pages.sample_desk import NOW
from tests.ui.visits.conftest import OpenPage, Wait
from tests.ui.visits.visit_scenes import LEFT, NO_KEY, OneWidget, filled, long_texts, plan

FINGER = 44
"""Pixels a target has at least, in both directions (ui.md)."""

STEPS = 5


class Finger:
    """Somebody who has nothing but a touch screen and its keyboard."""

    def __init__(self, sheet: OnSiteSheet, idle: Wait) -> None:
        self.sheet = sheet
        self._idle = idle
        self.screen = QTest.createTouchDevice()

    def tap(self, name: str) -> None:
        """Touch what has this name and let go."""
        self.touch(self.find(name))

    def find(self, name: str) -> QWidget:
        """Return what is in sight under a name."""
        found = [w for w in self.sheet.findChildren(QWidget, name) if w.isVisible()]
        assert found, f"{name} is not in sight"
        return found[0]

    def touch(self, widget: QWidget) -> None:
        """Touch the middle of what can be seen of a widget."""
        bring_into_view(widget)
        at = widget.visibleRegion().boundingRect().center()
        if isinstance(widget, QCheckBox):
            at = QPoint(12, widget.height() // 2)
        window = widget.window()
        at = widget.mapTo(window, at)
        QTest.touchEvent(window, self.screen).press(0, at, window)
        QTest.touchEvent(window, self.screen).release(0, at, window)
        self._idle()

    def write(self, name: str, words: str) -> None:
        """Touch a field and write with the keyboard on the screen, which commits words."""
        field = self.find(name)
        self.touch(field)
        assert QApplication.focusWidget() is field
        event = QInputMethodEvent("", [])
        event.setCommitString(words)
        QApplication.sendEvent(field, event)

    def pull(self, widget: QWidget, up: int) -> None:
        """Put the finger on the lower edge and pull so many pixels up."""
        window = widget.window()
        start = widget.mapTo(window, QPoint(widget.width() // 2, widget.height() - 30))
        QTest.touchEvent(window, self.screen).press(0, start, window)
        for moved in range(20, up + 1, 20):
            QTest.touchEvent(window, self.screen).move(0, start - QPoint(0, moved), window)
        QTest.touchEvent(window, self.screen).release(0, start - QPoint(0, up), window)
        self._idle()

    def sign(self, pad: SignaturePad) -> None:
        """Write a name with the finger."""
        bring_into_view(pad)
        window = pad.window()

        def at(x: float, y: float) -> QPoint:
            return pad.mapTo(window, QPoint(round(pad.width() * x), round(pad.height() * y)))

        for stroke in range(3):
            left = 0.2 + 0.2 * stroke
            QTest.touchEvent(window, self.screen).press(0, at(left, 0.5), window)
            for step in range(1, 8):
                place = at(left + 0.02 * step, 0.5 + 0.15 * (step % 2))
                QTest.touchEvent(window, self.screen).move(0, place, window)
            QTest.touchEvent(window, self.screen).release(0, at(left + 0.15, 0.6), window)
        self._idle()


def bring_into_view(widget: QWidget) -> None:
    """Scroll to a widget."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget)
        parent = parent.parentWidget()
    QApplication.processEvents()


@pytest.fixture
def hold(
    desk: Desk, look: Look, stage: OneWidget, open_page: OpenPage, idle: Wait
) -> Callable[[UUID], Finger]:
    """Open the sheet of a visit on a touch screen, dressed as it is."""

    def show(visit: UUID) -> Finger:
        stage.setStyleSheet(look.theme.stylesheet())
        page = open_page(desk)
        page.open_sheet(visit)
        stage.activateWindow()
        idle()
        return Finger(page.flow.sheet, idle)

    return show


def get(desk: Desk, uuid: UUID) -> Any:
    with desk.database.read() as reader:
        return reader.get("visit", uuid)


def test_a_visit_by_touch_from_arrival_to_the_signature(
    desk: Desk, hold: Callable[[UUID], Finger], idle: Wait
) -> None:
    visit = plan(desk)
    finger = hold(visit)
    sheet = finger.sheet
    finger.tap("now_departed_at")
    finger.tap("now_arrived_at")
    finger.tap("field_badge_shown")
    finger.write("field_present_people", "何工、黄主任")
    finger.tap("sheet_steps_2")
    finger.tap("field_diagnosis_software")
    finger.write("field_work_done", "重新注册并升级到 8.3.2")
    finger.tap("sheet_steps_3")
    finger.tap("parts_add")
    finger.write("parts_name_1", "加密锁")
    finger.write("parts_new_serial_1", "LK-9024")
    finger.tap("sheet_steps_4")
    finger.tap("field_result_solved")
    finger.tap("field_satisfaction_satisfied")
    finger.tap("phrase_0")
    finger.tap("field_leave_consent")
    finger.tap("sheet_steps_5")
    finger.sign(sheet.signing.customer_pad)
    finger.sign(sheet.signing.engineer_pad)
    finger.tap("privacy_consent")
    finger.tap("confirm_signature")
    signed = get(desk, visit)
    assert (signed.state, signed.signature_kind) == ("signed", "screen")
    assert (signed.departed_at, signed.arrived_at) == (NOW, NOW)
    assert signed.badge_shown
    assert signed.leave_consent
    assert signed.present_people == "何工、黄主任"
    assert signed.work_done == "重新注册并升级到 8.3.2"
    assert signed.opinion == "处理及时，问题已解决。"
    with desk.database.read() as reader:
        (part,) = reader.children("visit_part", visit)
    assert (part.name, part.new_serial) == ("加密锁", "LK-9024")
    finger.tap("copy_way_message")
    assert get(desk, visit).copy_way == "message"
    finger.tap("after_next")
    assert not sheet.isVisible()


def test_a_pen_signs_with_its_pressure(
    desk: Desk, hold: Callable[[UUID], Finger], idle: Wait
) -> None:
    visit = filled(desk)
    finger = hold(visit)
    finger.tap("sheet_steps_5")
    pen = QPointingDevice(
        "pen", 1, QInputDevice.DeviceType.Stylus, QPointingDevice.PointerType.Pen,
        QInputDevice.Capability.Position | QInputDevice.Capability.Pressure, 1, 1,
    )  # fmt: skip
    for pad in (finger.sheet.signing.customer_pad, finger.sheet.signing.engineer_pad):
        write_with_pen(pad, pen)
    finger.tap("privacy_consent")
    finger.tap("dynamics_consent")
    finger.tap("confirm_signature")
    assert get(desk, visit).state == "signed"
    with desk.database.read() as reader:
        signed = {s.party: s for s in reader.children("visit_signature", visit)}
    inks = {party: decode_ink(signature.ink) for party, signature in signed.items()}
    assert {s.device for ink in inks.values() for s in ink.strokes} == {"pen"}
    pressed = {p.pressure for s in inks["customer"].strokes for p in s.points}
    assert {round(pressure, 1) for pressure in pressed} == {0.3, 0.8}
    # The tick is the customer's; of the engineer only the picture is kept.
    assert {p.pressure for s in inks["engineer"].strokes for p in s.points} == {-1}


def write_with_pen(pad: SignaturePad, pen: QPointingDevice) -> None:
    """Write three strokes, now lightly, now firmly."""
    width, height = pad.width(), pad.height()
    for stroke in range(3):
        for step in range(9):
            kind = QEvent.Type.TabletMove
            if step in (0, 8):
                kind = QEvent.Type.TabletPress if step == 0 else QEvent.Type.TabletRelease
            x, y = 0.2 + 0.2 * stroke + 0.015 * step, 0.45 + 0.1 * (step % 2)
            at = QPointF(width * x, height * y)
            pressure = 0.3 if step % 2 else 0.8
            event = QTabletEvent(
                kind, pen, at, pad.mapToGlobal(at), pressure, 0, 0, 0, 0, 0, NO_KEY, LEFT, LEFT
            )
            QApplication.sendEvent(pad, event)


def test_a_step_longer_than_the_screen_is_pulled_up_with_the_finger(
    desk: Desk, hold: Callable[[UUID], Finger], stage: OneWidget, qtbot: QtBot
) -> None:
    stage.resize(960, 600)
    finger = hold(long_texts(desk))
    finger.tap("sheet_steps_2")
    step = finger.sheet.work
    bar = step.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 100)
    bar.setValue(0)
    finger.pull(step.viewport(), 300)
    qtbot.waitUntil(lambda: bar.value() > 100)
    QScroller.scroller(step.viewport()).stop()


def test_what_the_customer_signs_is_pulled_up_with_the_finger(
    desk: Desk, hold: Callable[[UUID], Finger], qtbot: QtBot
) -> None:
    finger = hold(long_texts(desk))
    finger.tap("sheet_steps_5")
    pull_up(finger, "summary_scroll", qtbot)


def test_the_signed_paper_is_pulled_up_with_the_finger(
    desk: Desk, hold: Callable[[UUID], Finger], qtbot: QtBot
) -> None:
    finger = hold(filled(desk))
    finger.tap("sheet_steps_5")
    finger.sign(finger.sheet.signing.customer_pad)
    finger.sign(finger.sheet.signing.engineer_pad)
    finger.tap("privacy_consent")
    finger.tap("confirm_signature")
    pull_up(finger, "signed_preview_scroll", qtbot)


def pull_up(finger: Finger, name: str, qtbot: QtBot) -> None:
    """Pull the content of an area up and see it follow."""
    area = finger.sheet.findChild(QScrollArea, name)
    bar = area.verticalScrollBar()
    qtbot.waitUntil(lambda: area.isVisible() and bar.maximum() > 100)
    bar.setValue(0)
    finger.pull(area.viewport(), 300)
    qtbot.waitUntil(lambda: bar.value() > 100)
    QScroller.scroller(area.viewport()).stop()


def test_every_target_of_every_step_is_as_large_as_a_finger(
    desk: Desk, hold: Callable[[UUID], Finger]
) -> None:
    finger = hold(filled(desk))
    small = set()
    for step in range(STEPS):
        finger.tap(f"sheet_steps_{step + 1}")
        targets = [
            *(w for kind in (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, Tick)
              for w in finger.sheet.findChildren(kind) if w.isVisible())
        ]  # fmt: skip
        assert len(targets) > STEPS
        for target in targets:
            inside = isinstance(target.parentWidget(), (QLineEdit, QAbstractScrollArea, Tick))
            if not inside and (target.height() < FINGER or target.width() < FINGER):
                small.add(f"{target.objectName()} {target.width()}×{target.height()}")
    assert sorted(small) == []
