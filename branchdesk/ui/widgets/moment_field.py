# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Dates and times as people type them, with a calendar for the mouse."""

import re
from datetime import date, datetime, time

from PySide6.QtCore import QDate, QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCalendarWidget,
    QHBoxLayout,
    QMenu,
    QToolButton,
    QWidget,
    QWidgetAction,
)

from branchdesk.domain.clock import BRANCH_ZONE, Clock
from branchdesk.domain.text import T
from branchdesk.ui.look import Look
from branchdesk.ui.widgets.controls import LineEdit

_DATE = re.compile(r"(?:(\d{4})[-./年])?(\d{1,2})[-./月](\d{1,2})日?")
_TIME = re.compile(r"(\d{1,2})[:：](\d{2})")
_DIGITS = re.compile(r"\d{3,4}")


def parse_moment(text: str, now: datetime) -> tuple[date, time | None] | None:
    """Read ``2026-11-28 17:30``, ``11-28``, ``11.28 9:05``, ``17:30`` or ``1730`` (today).

    Missing parts come from ``now``. Returns None when it is none of these.
    """
    rest = text.strip()
    day, clock = now.date(), None
    if not rest:
        return None
    try:
        if found := _DATE.match(rest):
            year, month, number = found.groups()
            day = date(int(year) if year else day.year, int(month), int(number))
            rest = rest[found.end() :].strip()
        if found := _TIME.fullmatch(rest):
            clock = time(int(found[1]), int(found[2]))
        elif _DIGITS.fullmatch(rest):
            clock = time(int(rest[:-2]), int(rest[-2:]))
        elif rest:
            return None
    except ValueError:
        return None
    return day, clock


class MomentField(QWidget):
    """A date, or a date with a time in the branch's zone; may be empty."""

    changed = Signal()

    def __init__(
        self, look: Look, clock: Clock, *, name: str, accessible_name: str, with_time: bool
    ) -> None:
        """``clock`` supplies the year or day that was not typed."""
        super().__init__()
        self.setObjectName(name)
        self._clock = clock
        self._with_time = with_time
        self.line = LineEdit(f"{name}_line", accessible_name, self)
        now = clock.now()
        sample = f"{now:%Y-%m-%d %H:%M}" if with_time else f"{now:%Y-%m-%d}"
        self.line.setPlaceholderText(look.words(T("e.g. {sample}", "date", sample=sample)))
        self.setFocusProxy(self.line)
        picker = QToolButton(self)
        picker.setObjectName(f"{name}_calendar")
        picker.setAccessibleName(look.words(T("Open calendar")))
        picker.setProperty("role", "icon")
        picker.setFixedWidth(36)
        picker.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        picker.setIconSize(QSize(16, 16))
        look.theme.set_icon(picker, "calendar-blank", "second")
        picker.clicked.connect(self._open_calendar)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.line, 1)
        row.addWidget(picker)
        self.line.textEdited.connect(lambda _: self.changed.emit())
        self.line.editingFinished.connect(self._tidy)

    def value(self) -> date | datetime | None:
        """Return the date, or the aware moment in the branch's zone; None when empty or unread."""
        found = parse_moment(self.line.text(), self._clock.now())
        if found is None:
            return None
        day, clock = found
        if not self._with_time:
            return day if clock is None else None
        return datetime.combine(day, clock, BRANCH_ZONE) if clock is not None else None

    def is_readable(self) -> bool:
        """Tell whether the line is empty or a date."""
        return not self.line.text().strip() or self.value() is not None

    def set_value(self, value: date | datetime | None) -> None:
        """Show a date or an aware moment, without a signal."""
        if isinstance(value, datetime):
            self.line.setText(f"{value.astimezone(BRANCH_ZONE):%Y-%m-%d %H:%M}")
        else:
            self.line.setText(f"{value:%Y-%m-%d}" if value else "")

    def _tidy(self) -> None:
        value = self.value()
        if value is not None:
            self.set_value(value)

    def _open_calendar(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar = QCalendarWidget(menu)
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        now = self.value() or self._clock.now()
        calendar.setSelectedDate(QDate(now.year, now.month, now.day))
        calendar.clicked.connect(lambda day: self._pick(day, menu))
        calendar.activated.connect(lambda day: self._pick(day, menu))
        action = QWidgetAction(menu)
        action.setDefaultWidget(calendar)
        menu.addAction(action)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _pick(self, picked: QDate, menu: QMenu) -> None:
        before = self.value()
        day = date(picked.year(), picked.month(), picked.day())
        if self._with_time:
            clock = before.timetz() if isinstance(before, datetime) else self._clock.now().timetz()
            self.set_value(datetime.combine(day, clock))
        else:
            self.set_value(day)
        menu.close()
        self.changed.emit()
