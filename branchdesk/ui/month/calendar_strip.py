# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The five days of the month's calendar on one strip, with where today is."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from branchdesk.domain.day_words import day_text, weekday_name
from branchdesk.domain.text import T, Text
from branchdesk.ui.look import Look
from branchdesk.ui.month.overview import CalendarStep
from branchdesk.ui.widgets.card import Card
from branchdesk.ui.widgets.controls import ElidedLabel, label

CIRCLE = 34
EDGE, GAP = 20, 12


class CalendarStrip(Card):
    """A circle per day: ticked, today, still to come, overdue."""

    def __init__(self, look: Look) -> None:
        """Start empty."""
        super().__init__(look, name="calendar_strip")
        self.body.setContentsMargins(EDGE, 12, EDGE, 12)
        self._row = QHBoxLayout()
        self._row.setSpacing(GAP)
        self.body.addLayout(self._row)

    def show_steps(
        self, steps: Sequence[CalendarStep], today: date, recommended: date | None
    ) -> None:
        """Show these days; ``recommended`` is the earlier day to report on before a day off."""
        while (item := self._row.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        coming = next((s for s in steps if not s.done and s.day >= today), None)
        for place, step in enumerate(steps):
            hint = recommended if place == 1 and not step.done and today <= step.day else None
            shown = self._step(step, today, hint, is_next=step is coming)
            self._row.addWidget(shown)
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand on a grid where there is room for it."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """Give all days the same width, or each what its words need when that is too narrow."""
        items = (self._row.itemAt(place) for place in range(self._row.count()))
        hints = [item.sizeHint().width() for item in items if item is not None]
        if not hints:
            return
        room = self.width() - 2 * EDGE - (len(hints) - 1) * GAP
        alike = max(hints) * len(hints) <= room
        for place, hint in enumerate(hints):
            self._row.setStretch(place, 1 if alike else hint)

    def _step(
        self, step: CalendarStep, today: date, recommended: date | None, *, is_next: bool
    ) -> QWidget:
        look, tokens = self._look, self._look.theme.tokens
        if step.overdue:
            ink, surface, sign = tokens.red, tokens.red_surface, "!"
        elif step.done:
            ink, surface, sign = tokens.surface, tokens.green, "✓"
        elif today in (step.day, recommended):
            ink, surface, sign = tokens.on_accent, tokens.accent, str(step.day.day)
        elif is_next:
            ink, surface, sign = tokens.accent, tokens.accent_surface, str(step.day.day)
        else:
            ink, surface, sign = tokens.grey, tokens.grey_surface, str(step.day.day)
        circle = QLabel(sign)
        circle.setFixedSize(CIRCLE, CIRCLE)
        circle.setAlignment(Qt.AlignmentFlag.AlignCenter)
        circle.setStyleSheet(
            f"color: {ink}; background: {surface}; font-weight: 600;"
            f" border-radius: {CIRCLE // 2}px;"
        )
        when = look.words(_when(step, today, recommended))
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(circle)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(look, step.label, "heading"))
        tone = "red" if step.overdue else "amber" if recommended else None
        below = ElidedLabel(when, "label")
        below.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        if tone:
            below.setProperty("tone", tone)
        words.addWidget(below)
        row.addLayout(words, 1)
        holder.setAccessibleName(f"{look.words(step.label)} {when}")
        return holder


def _when(step: CalendarStep, today: date, recommended: date | None) -> Text:
    day = day_text(step.day)
    if step.overdue:
        return T("{day}, overdue", "month.calendar", day=day)
    if step.done:
        return day
    if recommended is not None:
        early = T("today", "day") if recommended == today else day_text(recommended)
        return T(
            "{weekday}, better {early}",
            "month.calendar",
            weekday=weekday_name(step.day),
            early=early,
        )
    days = (step.day - today).days
    if days == 0:
        return T("today", "day")
    if days == 1:
        return T("{day}, tomorrow", "month.calendar", day=day)
    if 1 < days <= 9:
        return T("{day}, in {days} days", "month.calendar", day=day, days=days)
    return day
