# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A choice among a few, all visible: one key each, one touch each."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from branchdesk.domain.text import Text
from branchdesk.ui.look import Look
from branchdesk.ui.widgets.controls import button
from branchdesk.ui.widgets.flow import FlowLayout

RING = 2
"""Pixels of the line that shows the keyboard."""

SEGMENT_FRAME = 28
"""Pixels of a segment beside its words."""


class Segmented(QWidget):
    """Buttons of which at most one is pressed; the keys 1–9 and the arrows choose while focused."""

    changed = Signal(object)
    """the value chosen by the person"""
    settled = Signal()
    """chosen by its digit or by a touch, so that the person is done here; after changed"""

    def __init__(
        self,
        look: Look,
        choices: Sequence[tuple[Any, Text | str]],
        *,
        name: str,
        accessible_name: str,
        numbered: bool = False,
        optional: bool = False,
    ) -> None:
        """Show value and words of each choice.

        ``numbered`` shows the key before the words; ``optional`` lets a second press take the
        choice back.
        """
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._values = [value for value, _ in choices]
        self._optional = optional
        self._look = look
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        strong = QFontMetrics(look.theme.font(bold=True))
        row = FlowLayout(self, spacing=6) if len(choices) > 2 else QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 2 * RING)
        row.setSpacing(6)
        for place, (value, words) in enumerate(choices):
            text = look.words(words)
            made: QPushButton = button(
                look, f"{place + 1} {text}" if numbered else text, f"{name}_{value}"
            )
            made.setProperty("role", "segment")
            made.setAccessibleName(f"{accessible_name} {text}")
            made.setCheckable(True)
            # The chosen one is written strong and must not need more room then.
            made.setMinimumWidth(strong.horizontalAdvance(made.text()) + SEGMENT_FRAME)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._group.addButton(made, place)
            row.addWidget(made)
        if isinstance(row, QHBoxLayout):
            row.addStretch(1)
        self._group.idClicked.connect(self._choose)
        self._group.idClicked.connect(lambda _: self.settled.emit())

    def value(self) -> Any:
        """Return the chosen value or None."""
        place = next((self._group.id(b) for b in self._group.buttons() if b.isChecked()), -1)
        return self._values[place] if place >= 0 else None

    def set_value(self, value: Any) -> None:
        """Choose a value without a signal; one that is not offered clears the choice."""
        for made in self._group.buttons():
            made.setChecked(self._values[self._group.id(made)] == value)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show the keyboard below the row: it is on all of it, not on one of its buttons."""
        super().paintEvent(event)
        if self.hasFocus():
            right = max((made.geometry().right() for made in self._group.buttons()), default=0)
            line = QRect(0, self.height() - RING, right + 1, RING)
            QPainter(self).fillRect(line, self._look.theme.color("accent"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by digit or arrow."""
        place = event.key() - Qt.Key.Key_1
        now = self._values.index(self.value()) if self.value() in self._values else -1
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if plain and 0 <= place < len(self._values):
            self._press(place)
            self.settled.emit()
        elif event.key() == Qt.Key.Key_Right:
            self._press(min(now + 1, len(self._values) - 1))
        elif event.key() == Qt.Key.Key_Left:
            self._press(max(now - 1, 0))
        else:
            super().keyPressEvent(event)

    def _press(self, place: int) -> None:
        self._group.button(place).setChecked(True)
        self._choose(place)

    def _choose(self, place: int) -> None:
        pressed = self._group.button(place)
        if not pressed.isChecked() and not self._optional:
            pressed.setChecked(True)
        for other in self._group.buttons():
            if other is not pressed:
                other.setChecked(False)
        self.changed.emit(self.value())
