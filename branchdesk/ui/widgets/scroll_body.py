# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A column that scrolls inside a card, with its bar in the card's margin."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from branchdesk.ui.widgets.controls import line

EDGE = 3
"""Pixels between the bar and the edge of the card."""


class ScrollBody(QScrollArea):
    """Put content into ``column``; it is equally wide with and without the bar.

    The area reaches into the right margin of the card it stands in: its owner leaves EDGE pixels
    there instead of ``margin``. A line at the lower edge says that there is more below.
    """

    def __init__(self, *, margin: int = 16, spacing: int = 8) -> None:
        """Keep ``margin`` pixels free at the right of the content, where the bar stands."""
        super().__init__()
        self._margin = margin - EDGE
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget()
        content.setProperty("role", "scroll")
        content.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        around = QVBoxLayout(content)
        around.setContentsMargins(0, 0, 0, 0)
        self.column = QVBoxLayout()
        self.column.setSpacing(spacing)
        around.addLayout(self.column)
        # No alignment: it would cut words that wrap.
        around.addStretch(1)
        self.setWidget(content)
        self._more_below = line()
        self._more_below.setParent(self)
        self._more_below.hide()
        bar = self.verticalScrollBar()
        bar.installEventFilter(self)
        bar.rangeChanged.connect(self._show_more_below)
        bar.valueChanged.connect(self._show_more_below)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_more_below()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.verticalScrollBar() and event.type() in (
            QEvent.Type.Show,
            QEvent.Type.Hide,
        ):
            self._make_room()
        return super().eventFilter(watched, event)

    def _show_more_below(self, *_: int) -> None:
        bar = self.verticalScrollBar()
        self._more_below.setGeometry(0, self.height() - 1, self.width() - self._margin, 1)
        self._more_below.setVisible(bar.value() < bar.maximum())
        self._more_below.raise_()

    def _make_room(self) -> None:
        bar = self.verticalScrollBar()
        taken = bar.sizeHint().width() if bar.isVisible() else 0
        self.column.setContentsMargins(0, 0, max(self._margin - taken, 0), 0)
