# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A choice among a few, all visible: one key each, one touch each."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from branchdesk.domain.text import Text
from branchdesk.ui.look import Look
from branchdesk.ui.widgets.controls import button
from branchdesk.ui.widgets.flow import FlowLayout


class Segmented(QWidget):
    """Buttons of which at most one is pressed; the keys 1–9 and the arrows choose while focused."""

    changed = Signal(object)
    """the value chosen by the person"""

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
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        row = FlowLayout(self, spacing=6) if len(choices) > 3 else QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for place, (value, words) in enumerate(choices):
            text = look.words(words)
            made: QPushButton = button(
                look, f"{place + 1} {text}" if numbered else text, f"{name}_{value}"
            )
            made.setProperty("role", "segment")
            made.setAccessibleName(f"{accessible_name} {text}")
            made.setCheckable(True)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._group.addButton(made, place)
            row.addWidget(made)
        if isinstance(row, QHBoxLayout):
            row.addStretch(1)
        self._group.idClicked.connect(self._choose)

    def value(self) -> Any:
        """Return the chosen value or None."""
        place = next((self._group.id(b) for b in self._group.buttons() if b.isChecked()), -1)
        return self._values[place] if place >= 0 else None

    def set_value(self, value: Any) -> None:
        """Choose a value without a signal; one that is not offered clears the choice."""
        for made in self._group.buttons():
            made.setChecked(self._values[self._group.id(made)] == value)

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
