# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Where a customer signs: pen with pressure, finger or mouse; the ink is kept in millimetres."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QInputDevice,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
    QTransform,
)
from PySide6.QtWidgets import QWidget

from branchdesk.domain.signature import Device, Ink, Point, Stroke, outline
from branchdesk.domain.text import T, Text
from branchdesk.ui.look import Look
from branchdesk.ui.widgets.controls import button

MILLIMETRES_PER_INCH = 25.4
NEAREST_POINTS_MM = 0.12
BASE_LINE = 0.86
"""Height of the dashed line as a part of the pad's height."""
WATERMARK_SIZES = (20, 17, 14, 12)
"""Heights of its letters in pixels, from the one that is wanted to the least legible."""

_TABLET = {QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease}
_TOUCH = {
    QEvent.Type.TouchBegin,
    QEvent.Type.TouchUpdate,
    QEvent.Type.TouchEnd,
    QEvent.Type.TouchCancel,
}


class SignaturePad(QWidget):
    """Takes strokes and shows them over the faint number and total of what is being signed.

    The first stroke fixes the pad's size in mm; after a resize or a change of screen the same ink
    is shown scaled to fit, and further strokes land in the same coordinates.
    """

    changed = Signal()
    """a stroke was completed, or everything was cleared by the person"""

    def __init__(self, look: Look, caption: Text | str, *, name: str) -> None:
        """Show the caption (whose signature this is) at the top left."""
        super().__init__()
        self._look = look
        self.setObjectName(name)
        self._caption = look.words(caption)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_TabletTracking)
        self.setMinimumSize(320, 130)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._watermark: tuple[str, ...] = ()
        self._read_only = False
        self._size_mm: tuple[float, float] | None = None
        self._strokes: list[Stroke] = []
        self._paths: list[QPainterPath] = []
        self._device: Device | None = None
        self._points: list[Point] = []
        self._started = 0
        self._touch_id = -1
        self._again = button(look, T("Sign again"), f"{name}_again", touch=True, parent=self)
        self._again.clicked.connect(self.clear)
        self._describe()

    def ink(self) -> Ink:
        """Return all complete strokes in mm from the pad's top left."""
        width, height = self._size_mm or self._widget_mm()
        return Ink(round(width, 2), round(height, 2), tuple(self._strokes))

    def set_ink(self, ink: Ink) -> None:
        """Show this ink without a signal."""
        self._drop_stroke()
        self._size_mm = (ink.width_mm, ink.height_mm) if ink.strokes else None
        self._strokes = list(ink.strokes)
        self._paths = [_path(stroke) for stroke in self._strokes]
        self._describe()

    def set_watermark(self, lines: Sequence[Text | str]) -> None:
        """Show number, customer and total faintly behind the ink."""
        self._watermark = tuple(self._look.words(line) for line in lines)
        self.update()

    def set_caption(self, caption: Text | str) -> None:
        """Replace the words at the top left."""
        self._caption = self._look.words(caption)
        self._describe()

    def set_read_only(self, read_only: bool) -> None:
        """Show the ink only; an accepted signature is never cleared."""
        self._read_only = read_only
        self._drop_stroke()
        self.setCursor(Qt.CursorShape.ArrowCursor if read_only else Qt.CursorShape.CrossCursor)
        self._describe()

    def clear(self) -> None:
        """Take all strokes back."""
        if self._read_only:
            return
        self.set_ink(Ink(0, 0))
        self.changed.emit()

    def sizeHint(self) -> QSize:
        """Return a comfortable size for a whole name."""
        return QSize(600, 220)

    def event(self, event: QEvent) -> bool:
        """Route pen and touch; what they take never comes again as a mouse."""
        if isinstance(event, QTabletEvent) and event.type() in _TABLET:
            return self._on_tablet(event)
        if isinstance(event, QTouchEvent) and event.type() in _TOUCH:
            return self._on_touch(event)
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke with the left button."""
        if event.button() == Qt.MouseButton.LeftButton and _is_real_mouse(event):
            self._begin("mouse", event.position(), -1, event.timestamp())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the stroke."""
        if self._device == "mouse":
            self._move(event.position(), -1, event.timestamp())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the stroke."""
        if self._device == "mouse" and event.button() == Qt.MouseButton.LeftButton:
            self._move(event.position(), -1, event.timestamp())
            self._end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button in its corner; the ink follows by itself."""
        super().resizeEvent(event)
        self._again.adjustSize()
        self._again.move(self.width() - self._again.width() - 12, 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint frame, watermark, base line and ink."""
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("third"), 1))
        painter.setBrush(theme.color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.setFont(theme.font())
        painter.setPen(theme.color("second"))
        room = (self._again.x() if self._again.isVisible() else self.width()) - 24
        ending = Qt.TextElideMode.ElideRight
        painter.drawText(16, 30, painter.fontMetrics().elidedText(self._caption, ending, room))
        self._paint_watermark(painter)
        pen = QPen(theme.color("third"), 1, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        base = round(self.height() * BASE_LINE)
        painter.drawLine(24, base, self.width() - 24, base)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("text"))
        painter.setTransform(self._to_pixels())
        for path in self._paths:
            painter.drawPath(path)
        if self._device is not None:
            painter.drawPath(_path(Stroke(self._device, tuple(self._points))))

    def _paint_watermark(self, painter: QPainter) -> None:
        """Write all of it between caption and base line, smaller when it needs more room."""
        theme = self._look.theme
        area = self.rect().adjusted(16, 40, -16, -round(self.height() * (1 - BASE_LINE)))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWrapAnywhere
        text = "\n".join(self._watermark)
        for size in WATERMARK_SIZES:
            painter.setFont(theme.font(size))
            if area.contains(painter.fontMetrics().boundingRect(area, flags, text)):
                break
        painter.setPen(theme.color("line"))
        painter.drawText(area, flags, text)

    def _on_tablet(self, event: QTabletEvent) -> bool:
        position, pressure, when = event.position(), event.pressure(), event.timestamp()
        if event.type() == QEvent.Type.TabletPress:
            self._drop_stroke()  # the heel of the hand may have begun one
            self._begin("pen", position, pressure, when)
        elif self._device == "pen":
            self._move(position, pressure, when)
            if event.type() == QEvent.Type.TabletRelease:
                self._end()
        event.accept()
        return True

    def _on_touch(self, event: QTouchEvent) -> bool:
        event.accept()
        if event.type() == QEvent.Type.TouchCancel:
            if self._device == "touch":
                self._drop_stroke()
            return True
        for point in event.points():
            if event.type() == QEvent.Type.TouchBegin and self._device is None:
                self._touch_id = point.id()
                self._begin("touch", point.position(), -1, event.timestamp())
            elif self._device == "touch" and point.id() == self._touch_id:
                self._move(point.position(), -1, event.timestamp())
                if point.state().name == "Released" or event.type() == QEvent.Type.TouchEnd:
                    self._end()
        return True

    def _begin(self, device: Device, position: QPointF, pressure: float, when: int) -> None:
        if self._read_only or self._device is not None:
            return
        if self._size_mm is None:
            self._size_mm = self._widget_mm()
        self._device, self._started, self._points = device, when, []
        self._move(position, pressure, when)

    def _move(self, position: QPointF, pressure: float, when: int) -> None:
        inverse, _ = self._to_pixels().inverted()
        place = inverse.map(position)
        width, height = self._size_mm or self._widget_mm()
        x, y = min(max(place.x(), 0.0), width), min(max(place.y(), 0.0), height)
        if self._points:
            last = self._points[-1]
            if abs(x - last.x) + abs(y - last.y) < NEAREST_POINTS_MM:
                return
        self._points.append(Point(x, y, max(when - self._started, 0), pressure))
        self.update()

    def _end(self) -> None:
        if self._device is None:
            return
        stroke = Stroke(self._device, tuple(self._points))
        self._strokes.append(stroke)
        self._paths.append(_path(stroke))
        self._drop_stroke()
        self._describe()
        self.changed.emit()

    def _drop_stroke(self) -> None:
        self._device, self._points, self._touch_id = None, [], -1
        self.update()

    def _widget_mm(self) -> tuple[float, float]:
        dots = self._dots_per_millimetre()
        return (self.width() / dots, self.height() / dots)

    def _dots_per_millimetre(self) -> float:
        screen = self.screen()
        physical = screen.physicalDotsPerInch()
        # Projectors, remote sessions and virtual screens claim impossible sizes.
        dots = physical if 60 <= physical <= 300 else screen.logicalDotsPerInch()
        return dots / MILLIMETRES_PER_INCH

    def _to_pixels(self) -> QTransform:
        width, height = self._size_mm or self._widget_mm()
        scale = min(self.width() / width, self.height() / height)
        left, top = (self.width() - width * scale) / 2, (self.height() - height * scale) / 2
        return QTransform.fromTranslate(left, top).scale(scale, scale)

    def _describe(self) -> None:
        self._again.setVisible(bool(self._strokes) and not self._read_only)
        state = T("Signed") if self._strokes else T("Not signed yet")
        self.setAccessibleName(self._caption)
        self.setAccessibleDescription(self._look.words(state))
        self.update()


def _path(stroke: Stroke) -> QPainterPath:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    corners = outline(stroke)
    if corners:
        path.moveTo(*corners[0])
        for corner in corners[1:]:
            path.lineTo(*corner)
        path.closeSubpath()
    return path


def _is_real_mouse(event: QMouseEvent) -> bool:
    device = event.device()
    kinds = (QInputDevice.DeviceType.Stylus, QInputDevice.DeviceType.TouchScreen)
    return (
        event.source() == Qt.MouseEventSource.MouseEventNotSynthesized
        and device.type() not in kinds
    )
