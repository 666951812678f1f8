# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Pen, finger and mouse leave ink in millimetres that survives a resize."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from branchdesk.domain.signature import decode_ink, encode_ink
from branchdesk.runtime.fonts import ensure_fonts
from branchdesk.ui.font_files import load_fonts
from branchdesk.ui.widgets.signature_pad import SignaturePad

LEFT = Qt.MouseButton.LeftButton
NO_BUTTON = Qt.MouseButton.NoButton
NO_KEY = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def pad(look, window: QWidget) -> SignaturePad:
    made = SignaturePad(look, "客户签字", name="pad")
    made.setParent(window)
    made.resize(600, 220)
    made.show()
    return made


@pytest.fixture
def stylus() -> QPointingDevice:
    return QPointingDevice(
        "pen",
        1,
        QInputDevice.DeviceType.Stylus,
        QPointingDevice.PointerType.Pen,
        QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
        1,
        1,
    )


def pen(pad: SignaturePad, stylus: QPointingDevice, kind: QEvent.Type, x: float, when: int) -> None:
    at = QPointF(x, 100)
    event = QTabletEvent(kind, stylus, at, at, 0.5, 0, 0, 0, 0, 0, NO_KEY, LEFT, LEFT)
    event.setTimestamp(when)
    QCoreApplication.sendEvent(pad, event)


def sign_by_mouse(pad: SignaturePad, left: int, right: int) -> None:
    QTest.mousePress(pad, LEFT, NO_KEY, QPoint(left, 100))
    for x in range(left, right, 10):
        QTest.mouseMove(pad, QPoint(x, 100))
    QTest.mouseRelease(pad, LEFT, NO_KEY, QPoint(right, 100))


def test_the_pen_leaves_pressure_and_time(pad: SignaturePad, stylus):
    pen(pad, stylus, QEvent.Type.TabletPress, 100, 1000)
    pen(pad, stylus, QEvent.Type.TabletMove, 200, 1010)
    pen(pad, stylus, QEvent.Type.TabletRelease, 300, 1020)
    (stroke,) = pad.ink().strokes
    assert stroke.device == "pen"
    assert [p.time for p in stroke.points] == [0, 10, 20]
    assert [p.pressure for p in stroke.points] == [0.5, 0.5, 0.5]
    width = pad.ink().width_mm
    assert stroke.points[-1].x - stroke.points[0].x == pytest.approx(width * 200 / 600, rel=0.01)


def test_a_mouse_made_from_the_pen_is_ignored(pad: SignaturePad, stylus):
    pen(pad, stylus, QEvent.Type.TabletPress, 100, 1000)
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove):
        at = QPointF(400, 20)
        event = QMouseEvent(kind, at, at, at, LEFT, LEFT, NO_KEY, stylus)
        QCoreApplication.sendEvent(pad, event)
    pen(pad, stylus, QEvent.Type.TabletRelease, 300, 1020)
    assert [s.device for s in pad.ink().strokes] == ["pen"]
    assert len(pad.ink().strokes[0].points) == 2


def test_a_finger_signs_and_a_second_one_does_not_disturb(pad: SignaturePad):
    device = QTest.createTouchDevice()
    point = QPoint
    QTest.touchEvent(pad, device).press(0, point(100, 100), pad).commit()
    QTest.touchEvent(pad, device).move(0, point(200, 100), pad).press(
        1, point(500, 50), pad
    ).commit()
    QTest.touchEvent(pad, device).move(0, point(300, 100), pad).move(
        1, point(510, 60), pad
    ).commit()
    QTest.touchEvent(pad, device).release(0, point(300, 100), pad).release(
        1, point(510, 60), pad
    ).commit()
    (stroke,) = pad.ink().strokes
    assert stroke.device == "touch"
    assert len(stroke.points) == 3


def test_ink_survives_a_resize_and_goes_on_in_the_same_millimetres(pad: SignaturePad):
    sign_by_mouse(pad, 100, 400)
    before = pad.ink()
    pad.resize(450, 165)
    assert pad.ink() == before
    sign_by_mouse(pad, 75, 300)
    first, second = pad.ink().strokes
    assert second.points[0].x == pytest.approx(first.points[0].x, abs=0.3)
    assert second.points[-1].x == pytest.approx(first.points[-1].x, abs=0.3)


def test_ink_can_be_stored_and_shown_again(pad: SignaturePad):
    sign_by_mouse(pad, 100, 400)
    stored = encode_ink(pad.ink())
    pad.clear()
    pad.set_ink(decode_ink(stored))
    assert pad.ink().is_signature()
    assert pad.accessibleDescription() == "已签字"


def test_signing_again_clears_until_it_is_accepted(pad: SignaturePad, qtbot: QtBot):
    again = pad.findChild(QPushButton, "pad_again")
    assert again.isHidden()
    sign_by_mouse(pad, 100, 400)
    with qtbot.waitSignal(pad.changed):
        qtbot.mouseClick(again, LEFT)
    assert pad.ink().strokes == ()
    sign_by_mouse(pad, 100, 400)
    pad.set_read_only(True)
    assert again.isHidden()
    pad.clear()
    sign_by_mouse(pad, 100, 400)
    assert len(pad.ink().strokes) == 1


def test_what_is_signed_stands_whole_behind_the_ink(pad: SignaturePad, pytestconfig: pytest.Config):
    """The end of a long name is seen in a narrow pad as well."""
    fonts = ensure_fonts(pytestconfig.cache.mkdir("fonts"))
    load_fonts(fonts.regular, fonts.bold)
    pad.resize(264, 206)
    name = "广东省湛海港航工程建设集团有限责任公司第三分公司机电安装项目经理部"
    grabs = []
    for customer in (name, f"{name[:-1]}处", f"二{name[1:]}"):
        pad.set_watermark(["XC-GZ-2611-L03-0019", customer, "¥6,841.50"])
        grabs.append(pad.grab().toImage())
    assert grabs[0] != grabs[1]
    assert grabs[0] != grabs[2]
