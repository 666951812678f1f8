# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""How a cell of a list is painted."""

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from branchdesk.domain.text import Text
from branchdesk.ui.look import Look
from branchdesk.ui.theme import BODY_PIXELS, LABEL_PIXELS, ROW_HEIGHT
from branchdesk.ui.tokens import Tone
from branchdesk.ui.widgets.table_model import MARK_ROLE, TONE_ROLE, Column, Index

PADDING = 10
BAR_WIDTH = 3
CHIP_PADDING = 8

OTHER_LANGUAGES = 1.35
"""How much wider a state whose words nobody named is than its Chinese word."""


def usual_width(look: Look, column: Column) -> int:
    """Return a width, pixels at 100 %, in which title and words of a column are read whole."""

    def needs(pixels: int, *texts: Text, bold: bool = False) -> int:
        metrics = QFontMetricsF(look.theme.font(pixels, bold=bold))
        widths = (metrics.horizontalAdvance(look.words(text)) for text in texts)
        return ceil(max(widths, default=0)) + 1  # or rounding would cut the last letter

    chip = column.kind in ("chip", "block")
    width = column.width
    if chip and not column.words and look.translator.language != "zh_CN":
        width = round(width * OTHER_LANGUAGES)
    title = needs(LABEL_PIXELS, column.title) + 2 * PADDING
    words = needs(LABEL_PIXELS if chip else BODY_PIXELS, *column.words, bold=column.kind == "time")
    words += 2 * PADDING + (2 * CHIP_PADDING if chip else 0)
    return max(width, title, words)


class RowDelegate(QStyledItemDelegate):
    """Paints a cell: bar at the left of the row, chip or words, a hairline below."""

    def __init__(self, look: Look, view: QTableView, columns: Sequence[Column]) -> None:
        """Paint cells of these columns in this view."""
        super().__init__(view)
        self._theme = look.theme
        self._view = view
        self._columns = columns
        self._body = look.theme.font()
        self._strong = look.theme.font(bold=True)
        self._small = look.theme.font(LABEL_PIXELS)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        words = str(index.data() or "")
        return QSize(
            QFontMetrics(self._strong).horizontalAdvance(words) + 2 * (PADDING + CHIP_PADDING),
            ROW_HEIGHT,
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._theme
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("accent_surface"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("raised"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if self._view.horizontalHeader().visualIndex(index.column()) == self._first_visible():
            tone: Tone | None = index.data(TONE_ROLE)
            if tone:
                bar = QRect(rect.left(), rect.top(), BAR_WIDTH, rect.height() - 1)
                painter.fillRect(bar, theme.sign(tone))
        words = str(index.data() or "")
        column = self._columns[index.column()]
        mark_tone: Tone | None = index.data(MARK_ROLE)
        inner = rect.adjusted(PADDING, 0, -PADDING, -1)
        if column.kind in ("chip", "block") and mark_tone and words:
            surface = theme.tone_surface(mark_tone)
            if state & QStyle.StateFlag.State_Selected and surface == theme.color("accent_surface"):
                surface = theme.color("surface")  # or it would not be seen on the chosen row
            self._paint_chip(painter, inner, words, mark_tone, surface, column)
        else:
            font = self._strong if mark_tone else self._body
            painter.setFont(font)
            quiet = column.kind == "time" and not mark_tone
            if mark_tone:
                painter.setPen(theme.ink(mark_tone))
            else:
                painter.setPen(theme.color("second" if quiet else "text"))
            shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
            alignment = index.data(Qt.ItemDataRole.TextAlignmentRole)
            painter.drawText(inner, alignment or Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()

    def _first_visible(self) -> int:
        header = self._view.horizontalHeader()
        for visual in range(header.count()):
            if not header.isSectionHidden(header.logicalIndex(visual)):
                return visual
        return -1

    def _paint_chip(
        self,
        painter: QPainter,
        inner: QRect,
        words: str,
        tone: Tone,
        surface: QColor,
        column: Column,
    ) -> None:
        metrics = QFontMetrics(self._small)
        shown = metrics.elidedText(
            words, Qt.TextElideMode.ElideRight, inner.width() - 2 * CHIP_PADDING
        )
        width, height = metrics.horizontalAdvance(shown) + 2 * CHIP_PADDING, 20
        left = inner.left()
        if column.kind == "block":
            left, width, height = inner.left() - 4, inner.width() + 8, 24
        elif column.alignment == "right":
            left = inner.right() - width + 1
        elif column.alignment == "center":
            left = inner.left() + (inner.width() - width) // 2
        box = QRect(left, inner.top() + (inner.height() - height) // 2, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(surface)
        painter.drawRoundedRect(box, 4, 4)
        painter.setFont(self._small)
        painter.setPen(QPen(self._theme.ink(tone)))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
