# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The lines of the start page: how much time is left, what it is, and the one button."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from branchdesk.domain.day_words import clock_text
from branchdesk.domain.kinds.visit import VISIT_STATES
from branchdesk.domain.tasks_due import DueItem
from branchdesk.domain.tasks_due import Tone as Pressing
from branchdesk.domain.text import T
from branchdesk.services.workbench import VisitToday
from branchdesk.ui.look import Look
from branchdesk.ui.tokens import Tone
from branchdesk.ui.widgets.controls import Chip, ElidedLabel, ElidedLink, button, label, line

WHEN_WIDTH = 88
KIND_WIDTH = 68
"""Pixels the first two columns have at least; align() makes them as wide as the widest line."""

TONES: dict[Pressing, Tone] = {
    Pressing.OVERDUE: "red",
    Pressing.SOON: "amber",
    Pressing.TODAY: "blue",
    Pressing.LATER: "grey",
}

_DONE = frozenset({"signed", "waived", "submitted", "reviewed", "filed"})


class DueLine(QWidget):
    """One matter: chip, kind, two lines of words, one button."""

    acted = Signal(object)
    """the DueItem whose button was pressed"""

    def __init__(self, look: Look, item: DueItem, *, first: bool) -> None:
        """The first line's button is the primary one of the page."""
        super().__init__()
        self.setObjectName(f"due_{item.kind}")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(line())
        row = QHBoxLayout()
        row.setContentsMargins(16, 9, 16, 9)
        row.setSpacing(14)
        chip = Chip(look, item.when, TONES[item.tone])
        self._when = QWidget()
        inside = QHBoxLayout(self._when)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(chip)
        inside.addStretch(1)
        row.addWidget(self._when)
        kind = label(look, item.label, "second")
        self._kind = kind
        row.addWidget(kind)
        words = QVBoxLayout()
        words.setSpacing(1)
        title = ElidedLabel(look.words(item.title))
        words.addWidget(title)
        subtitle = ElidedLabel(look.words(item.subtitle), "label")
        words.addWidget(subtitle)
        row.addLayout(words, 1)
        act = button(
            look, item.action, f"act_{item.kind}", role="primary" if first else "secondary"
        )
        spoken = f"{act.text()} {title.whole_text()} {chip.text()}"
        act.setAccessibleName(spoken)
        act.clicked.connect(lambda: self.acted.emit(item))
        row.addWidget(act, 0, Qt.AlignmentFlag.AlignVCenter)
        outer.addLayout(row)
        self.setAccessibleName(f"{chip.text()} {kind.text()} {title.whole_text()}")

    def column_widths(self) -> tuple[int, int]:
        """Return the pixels chip and kind need."""
        return self._when.sizeHint().width(), self._kind.sizeHint().width()

    def set_column_widths(self, when: int, kind: int) -> None:
        """Give chip and kind these widths."""
        self._when.setFixedWidth(when)
        self._kind.setFixedWidth(kind)


def align(lines: Sequence[DueLine]) -> None:
    """Give the first two columns of all lines the same widths."""
    when = max((one.column_widths()[0] for one in lines), default=0)
    kind = max((one.column_widths()[1] for one in lines), default=0)
    for one in lines:
        one.set_column_widths(max(when, WHEN_WIDTH), max(kind, KIND_WIDTH))


class VisitLineItem(QWidget):
    """A visit of today: time, customer as a link, state, what to bring or what was printed."""

    opened = Signal(object)
    """UUID of the visit"""

    def __init__(self, look: Look, visit: VisitToday) -> None:
        """Show one visit."""
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        time = label(look, clock_text(visit.at) if visit.at else "—", "label")
        time.setMinimumWidth(56)
        row.addWidget(time, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(1)
        top = QHBoxLayout()
        top.setSpacing(6)
        name = ElidedLink(visit.customer or "—", "visit_today")
        name.clicked.connect(lambda: self.opened.emit(visit.uuid))
        top.addWidget(name)
        tone: Tone = "green" if visit.state in _DONE else "amber"
        top.addWidget(Chip(look, VISIT_STATES.label(visit.state), tone))
        top.addStretch(1)
        words.addLayout(top)
        if visit.prints:
            words.addWidget(label(look, T("Copies printed: {count}", count=visit.prints), "label"))
        elif visit.tools:
            tools = look.words(T("Bring: {tools}", tools=" ".join(visit.tools.split())))
            words.addWidget(ElidedLabel(tools, "label"))
        row.addLayout(words, 1)
