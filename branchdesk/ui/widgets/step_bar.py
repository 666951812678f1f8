# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The steps of a longer job on one bar: where one is, what is complete, jump anywhere."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from branchdesk.domain.text import T, Text
from branchdesk.ui.look import Look
from branchdesk.ui.theme import mark
from branchdesk.ui.widgets.controls import PushButton


class StepBar(QWidget):
    """Equal parts; a complete step shows a tick before its words."""

    step_chosen = Signal(int)
    """place of the step the person chose, from 0"""

    def __init__(self, look: Look, steps: Sequence[Text | str], *, name: str = "steps") -> None:
        """Show the steps in order, the first one current."""
        super().__init__()
        self._look = look
        self.setObjectName(name)
        self.setProperty("touch", True)
        self._words = [look.words(step) for step in steps]
        self._done = [False] * len(steps)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for place in range(len(steps)):
            made = PushButton()
            made.setObjectName(f"{name}_{place + 1}")
            made.setProperty("role", "step")
            made.setCheckable(True)
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._group.addButton(made, place)
            row.addWidget(made, 1)
        self._group.idClicked.connect(self.step_chosen)
        self.set_current(0)
        self.set_complete([])

    def set_current(self, place: int) -> None:
        """Show this step as the current one, without a signal."""
        self._group.button(place).setChecked(True)

    def current(self) -> int:
        """Return the place of the current step."""
        return self._group.checkedId()

    def set_step_shown(self, place: int, *, shown: bool) -> None:
        """Take a step off the bar, or put it back."""
        self._group.button(place).setVisible(shown)

    def set_complete(self, places: Sequence[int]) -> None:
        """Mark exactly these steps as complete."""
        for place, words in enumerate(self._words):
            done = place in places
            made = self._group.button(place)
            made.setText(f"✓ {words}" if done else f"{place + 1} {words}")
            state = T("complete", context="step") if done else T("still open", context="step")
            made.setAccessibleName(f"{place + 1} {words} {self._look.words(state)}")
            mark(made, done=done)
