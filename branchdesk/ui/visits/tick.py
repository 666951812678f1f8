# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A tick whose sentence may take several lines: what a customer agrees to is never cut off."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from branchdesk.domain.text import Text
from branchdesk.ui.look import Look
from branchdesk.ui.widgets.controls import label


class Tick(QWidget):
    """A check box and its sentence; a tap on either ticks it."""

    toggled = Signal(bool)

    def __init__(self, look: Look, text: Text, *, name: str) -> None:
        """Start without the tick."""
        super().__init__()
        words = look.words(text)
        self.setProperty("touch", True)
        self.setMinimumHeight(44)
        self.box = QCheckBox()
        self.box.setObjectName(name)
        self.box.setAccessibleName(words)
        self.box.setFixedWidth(30)
        self._words = label(look, words, wrap=True)
        self._words.setCursor(Qt.CursorShape.PointingHandCursor)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.box)
        row.addWidget(self._words, 1)
        self.box.toggled.connect(self.toggled)

    def is_ticked(self) -> bool:
        """Tell whether it is ticked."""
        return self.box.isChecked()

    def set_ticked(self, ticked: bool) -> None:
        """Set or take away the tick."""
        self.box.setChecked(ticked)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick by a tap on the sentence."""
        if self.rect().contains(event.position().toPoint()):
            self.box.toggle()
