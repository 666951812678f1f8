# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The places at the left of the window, with live counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from branchdesk.domain.text import Text
from branchdesk.ui.look import Look
from branchdesk.ui.theme import mark
from branchdesk.ui.tokens import Tone
from branchdesk.ui.widgets.controls import PushButton, line

NAVIGATION_WIDTH = 196


@dataclass(frozen=True)
class NavigationItem:
    """One place: key, words, Phosphor icon, how many are open, and a tone when it is urgent."""

    key: str
    label: Text
    icon: str
    count: int = 0
    badge_tone: Tone | None = None


class Navigation(QFrame):
    """Sections of places; Up and Down go from one to the next."""

    chosen = Signal(str)
    """key of the place the person chose"""

    def __init__(self, look: Look) -> None:
        """Start without places."""
        super().__init__()
        self._look = look
        self.setObjectName("navigation")
        self.setProperty("role", "navigation")
        self.setFixedWidth(NAVIGATION_WIDTH)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 8, 8, 8)
        self._column.setSpacing(2)
        self._entries: dict[str, _Entry] = {}
        self._current = ""

    def set_items(self, sections: Sequence[Sequence[NavigationItem]]) -> None:
        """Show these sections, with a line between them."""
        while (item := self._column.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self._entries = {}
        for place, section in enumerate(sections):
            if place:
                self._column.addSpacing(9)
                self._column.addWidget(line())
                self._column.addSpacing(9)
            for item_ in section:
                entry = _Entry(self._look, item_)
                entry.clicked.connect(lambda _=False, key=item_.key: self._on_clicked(key))
                self._column.addWidget(entry)
                self._entries[item_.key] = entry
        self._column.addStretch(1)
        self.set_current(self._current)

    def set_counts(self, counts: Mapping[str, tuple[int, Tone | None]]) -> None:
        """Replace the counts of these places."""
        for key, (count, tone) in counts.items():
            if key in self._entries:
                self._entries[key].set_count(count, tone)

    def set_current(self, key: str) -> None:
        """Show this place as the current one, without a signal."""
        self._current = key
        for other, entry in self._entries.items():
            entry.set_current(other == key)

    def keys(self) -> list[str]:
        """Return the keys in order."""
        return list(self._entries)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the focus between places."""
        if event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def _on_clicked(self, key: str) -> None:
        self.set_current(self._current)
        self.chosen.emit(key)


class _Entry(PushButton):
    """One place with its count or badge."""

    def __init__(self, look: Look, item: NavigationItem) -> None:
        super().__init__(f"  {look.words(item.label)}")
        self._look = look
        self._item = item
        self.setObjectName(f"nav_{item.key}")
        self.setProperty("role", "navigation")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setIconSize(QSize(18, 18))
        self._count = QLabel(self)
        self._count.setObjectName(f"count_{item.key}")
        self._count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._count.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 10, 0)
        row.addStretch(1)
        row.addWidget(self._count)
        self.set_count(item.count, item.badge_tone)

    def set_count(self, count: int, tone: Tone | None) -> None:
        words = self._look.words(self._item.label)
        self.setAccessibleName(f"{words} {count}" if count else words)
        self._count.setText(str(count) if count < 1000 else "999+")
        self._count.setVisible(count > 0)
        mark(self._count, role=None if tone else "count", badge=tone)

    def set_current(self, current: bool) -> None:
        self.setChecked(current)
        mark(self._count, current=current)
        self._look.theme.set_icon(self, self._item.icon, "accent" if current else "text")
