# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The search line above a list and the bar of filters beside it."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from branchdesk.domain.text import T, Text
from branchdesk.ui.look import Look
from branchdesk.ui.widgets.controls import LineEdit, button

SEARCH_PAUSE_MILLISECONDS = 150
WIDTH, LEAST_WIDTH = 180, 120
"""Pixels where there is room, and in a narrow page."""


class SearchBox(LineEdit):
    """Filters while one types; a composition counts when it is committed; Escape empties it."""

    searched = Signal(str)
    """the trimmed words, a moment after the last change"""
    left_downwards = Signal()
    """Down or Enter: the list should take the keyboard"""

    def __init__(
        self, look: Look, placeholder: Text | str, *, name: str = "search", width: int = WIDTH
    ) -> None:
        """Show the placeholder while empty; in a narrow page the line gives way."""
        super().__init__(name, look.words(placeholder))
        self.setPlaceholderText(look.words(placeholder))
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(LEAST_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._width = width
        self._timer = QTimer(self, singleShot=True, interval=SEARCH_PAUSE_MILLISECONDS)
        self._timer.timeout.connect(self._search)
        self.textChanged.connect(self._on_changed)

    def sizeHint(self) -> QSize:
        """Return the whole width."""
        return QSize(self._width, super().sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave downwards, or empty the line."""
        if self.composing:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._timer.isActive():
                self._search()
            self.left_downwards.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def _on_changed(self, _: str) -> None:
        self._timer.start()

    def _search(self) -> None:
        self._timer.stop()
        self.searched.emit(self.text().strip())


class FilterButton(QWidget):
    """One filter as a button with a menu: ``未办结 12 ▾``."""

    chosen = Signal(object)
    """the value the person chose"""

    def __init__(
        self, look: Look, choices: Sequence[tuple[Any, Text | str]], *, name: str, title: Text | str
    ) -> None:
        """Offer value and words; the first one is chosen."""
        super().__init__()
        self._look = look
        self._title = look.words(title)
        self._count: int | None = None
        self.setObjectName(name)
        self._button = button(look, "", f"{name}_button")
        self._button.setIconSize(QSize(18, 12))
        self._button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        look.theme.set_icon(self._button, "caret-down", "second")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._button)
        self.setFocusProxy(self._button)
        self._menu = QMenu(self)
        self._group = QActionGroup(self)
        self._group.triggered.connect(self._on_triggered)
        self._button.setMenu(self._menu)
        self._offer(choices, choices[0][0])

    def set_choices(self, choices: Sequence[tuple[Any, Text | str]]) -> None:
        """Offer other choices; the one made stays when it is among them, else the first counts."""
        self._offer(choices, self.value())

    def _offer(self, choices: Sequence[tuple[Any, Text | str]], chosen: Any) -> None:
        for action in self._group.actions():
            self._menu.removeAction(action)
            self._group.removeAction(action)
            action.deleteLater()
        for place, (value, words) in enumerate(choices):
            action = QAction(self._look.words(words), self._group)
            action.setObjectName(f"{self.objectName()}_choice_{place}")
            action.setCheckable(True)
            action.setData(value)
            action.setChecked(place == 0 or value == chosen)
            self._menu.addAction(action)
        self._show()

    def value(self) -> Any:
        """Return the chosen value."""
        action = self._group.checkedAction()
        return action.data()

    def set_value(self, value: Any) -> None:
        """Choose without a signal."""
        for action in self._group.actions():
            if action.data() == value:
                action.setChecked(True)
        self._show()

    def set_count(self, count: int | None) -> None:
        """Show how many rows the choice has."""
        self._count = count
        self._show()

    def _on_triggered(self, action: QAction) -> None:
        self._show()
        self.chosen.emit(action.data())

    def _show(self) -> None:
        action = self._group.checkedAction()
        words = action.text()
        self._button.setText(words if self._count is None else f"{words} {self._count}")
        self._button.setAccessibleName(f"{self._title} {self._button.text()}")


class FilterBar(QWidget):
    """A search box, filters and “Clear filters” in a row."""

    cleared = Signal()

    def __init__(self, look: Look, search: SearchBox | None, *, name: str = "filters") -> None:
        """Show the search box first when there is one."""
        super().__init__()
        self.setObjectName(name)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self.search = search
        self._last: QWidget | None = search
        if search is not None:
            self._row.addWidget(search)
        self._clear = button(look, T("Clear filters"), f"{name}_clear", role="link")
        self._clear.clicked.connect(self.cleared)
        self._clear.hide()
        self._row.addWidget(self._clear)
        self._row.addStretch(1)

    def add_filter(self, widget: QWidget) -> None:
        """Put a filter before the clearing link."""
        self._row.insertWidget(self._row.indexOf(self._clear), widget)
        self._last = widget.focusProxy() or widget

    def set_active(self, active: bool) -> None:
        """Show the clearing link while any filter narrows the list."""
        if active and self._last is not None:
            # Not when it is added: Qt moves nothing behind the last control of all.
            QWidget.setTabOrder(self._last, self._clear)
        self._clear.setVisible(active)
