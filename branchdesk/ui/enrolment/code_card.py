# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A code that two people read to each other, and the one question about it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from branchdesk.domain.text import Text
from branchdesk.ui.look import Look
from branchdesk.ui.widgets.controls import button, label

CODE_PIXELS = 22


class CodeCard(QFrame):
    """Code large, what to do with it, and the buttons for “the same” and “not the same”."""

    same = Signal()
    different = Signal()

    def __init__(
        self, look: Look, *, name: str, same: Text | None = None, different: Text | None = None
    ) -> None:
        """Without words there are no buttons: the code is only to be read out."""
        super().__init__()
        self._look = look
        self.setObjectName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(6)
        self._words = label(look, "", "body", wrap=True, name=f"{name}_words")
        self._code = label(look, "", "figure", name=f"{name}_code", selectable=True)
        self._code.setStyleSheet(f"font-size: {CODE_PIXELS}px; letter-spacing: 1px;")
        column.addWidget(self._words)
        column.addWidget(self._code)
        self._answers: list[QPushButton] = []
        if same is not None and different is not None:
            row = QHBoxLayout()
            yes = button(look, same, f"{name}_same", role="primary")
            yes.clicked.connect(self.same)
            no = button(look, different, f"{name}_different")
            no.clicked.connect(self.different)
            self._answers = [yes, no]
            row.addWidget(yes)
            row.addWidget(no)
            row.addStretch(1)
            column.addLayout(row)
        self.hide()

    def show_code(self, words: Text, code: str) -> None:
        """Show this code."""
        self._words.setText(self._look.words(words))
        self._code.setText(code)
        self._code.setAccessibleName(f"{self._words.text()} {code}")
        for answer in self._answers:
            answer.setAccessibleName(f"{answer.text()} {code}")
        self.show()
