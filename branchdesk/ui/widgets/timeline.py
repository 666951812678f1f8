# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A progress log: when, who and what, oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from branchdesk.domain.text import Text
from branchdesk.ui.look import Look
from branchdesk.ui.tokens import Tone
from branchdesk.ui.widgets.controls import Chip, label


@dataclass(frozen=True)
class TimelineEntry:
    """One line; ``time`` is already a local text such as ``09:31`` or ``11月22日 09:31``."""

    time: str
    text: Text | str
    chip: tuple[Text | str, Tone] | None = None


class Timeline(QWidget):
    """Times in a column, texts wrapped beside them."""

    def __init__(self, look: Look, *, name: str = "timeline") -> None:
        """Start empty."""
        super().__init__()
        self._look = look
        self.setObjectName(name)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, 48)
        self._grid.setColumnStretch(1, 1)

    def set_entries(self, entries: Sequence[TimelineEntry]) -> None:
        """Show exactly these lines."""
        while (item := self._grid.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for row, entry in enumerate(entries):
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(label(self._look, entry.time, "label"), row, 0, top)
            text = label(self._look, entry.text, wrap=True, selectable=True)
            text.setAccessibleName(f"{entry.time} {text.text()}")
            self._grid.addWidget(text, row, 1, top)
            if entry.chip is not None:
                self._grid.addWidget(Chip(self._look, *entry.chip), row, 2, top)
