# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The template of a list page: header, legend, list at the left, one panel at the right."""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from branchdesk.domain.text import Text
from branchdesk.ui.look import Look
from branchdesk.ui.page import Page
from branchdesk.ui.shortcuts import SingleKeys
from branchdesk.ui.widgets.card import Card, PageHeader
from branchdesk.ui.widgets.controls import label
from branchdesk.ui.widgets.flow import FlowLayout
from branchdesk.ui.widgets.scroll_body import EDGE, ScrollBody
from branchdesk.ui.widgets.tab_stops import tab_stops
from branchdesk.ui.widgets.table import DataTable

PANEL_WIDTH = 432
DIGITS = tuple(Qt.Key(Qt.Key.Key_1 + place) for place in range(9))
PANEL_SHARE = 0.48
"""Of the page's width: the panel takes no more when the window is narrow."""


class SidePanel(Card):
    """One record: content that scrolls, and the steps that are allowed now always in view."""

    def __init__(self, look: Look, *, name: str = "panel") -> None:
        """Start with empty content and no buttons."""
        super().__init__(look, name=name)
        self.setMinimumWidth(320)
        self.body.setContentsMargins(16, 14, EDGE, 14)
        self.body.setSpacing(12)
        self._scroll = ScrollBody(spacing=10)
        self.content = self._scroll.column
        self.body.addWidget(self._scroll, 1)
        holder = QWidget()
        holder.setContentsMargins(0, 0, 16 - EDGE, 0)
        self.steps = FlowLayout(holder)
        self._step_buttons: tuple[QPushButton, ...] = ()
        self.body.addWidget(holder)

    def add_text(self, title: Text | str, text: Text | str) -> None:
        """Add a quiet label with the words below it."""
        pair = QVBoxLayout()
        pair.setSpacing(2)
        pair.addWidget(label(self._look, title, "label"))
        pair.addWidget(label(self._look, text, wrap=True, selectable=True))
        self.content.addLayout(pair)

    def clear_content(self) -> None:
        """Delete the whole content, before another record is shown; set_steps() comes after it."""
        _delete_content(self.content)

    def scroll_to_top(self) -> None:
        """Show the beginning of another record."""
        self._scroll.verticalScrollBar().setValue(0)

    def set_steps(
        self, buttons: Sequence[QPushButton], *, above: Sequence[QPushButton] = ()
    ) -> None:
        """Replace the buttons at the bottom; the primary one last.

        The digit before a button's words is the key that leads to it. ``above`` are buttons in the
        content; they come first, as one reads.
        """
        self.steps.clear()
        self._step_buttons = (*above, *buttons)
        for place, made in enumerate(self._step_buttons[: len(DIGITS)], start=1):
            made.setText(f"{place} {made.text()}")
        for made in buttons:
            self.steps.addWidget(made)

    def focus_step(self, place: int) -> None:
        """Put the keyboard on a button with a digit, from 0; Enter or Space carries it out."""
        if place < len(self._step_buttons):
            self._step_buttons[place].setFocus(Qt.FocusReason.ShortcutFocusReason)


class ListPanelPage(Page):
    """Header (and what stands between) over a splitter of list and panel."""

    panel_resized = Signal(int)
    """width of the panel after the person dragged the splitter"""

    def __init__(
        self, look: Look, title: Text, table: DataTable, panel: QWidget, *, name: str
    ) -> None:
        """Lay out the page; Down in the search box and Escape in the panel go to the list."""
        super().__init__(title, name=name)
        self.look = look
        self.table = table
        self.panel = panel
        self.header = PageHeader(look, title)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 16, 20, 16)
        self._column.setSpacing(12)
        self._column.addWidget(self.header)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(12)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(table)
        self._splitter.addWidget(panel)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setStretchFactor(1, 0)
        self._column.addWidget(self._splitter, 1)
        self._splitter.splitterMoved.connect(self._on_moved)
        self.set_panel_width(PANEL_WIDTH)
        keys = {key: partial(self._focus_step, place) for place, key in enumerate(DIGITS)}
        SingleKeys(self, keys).watch(table.view)

    def on_shown(self) -> None:
        """Let the keyboard go to the list."""
        self.table.take_keyboard()

    def insert(self, widget: QWidget) -> None:
        """Put a legend or filter bar between header and list."""
        self._column.insertWidget(self._column.count() - 1, widget)

    def set_panel_width(self, pixels: int) -> None:
        """Give the panel a width, in a narrow window about half of the page."""
        self._panel_width = pixels
        fitting = max(round(self._splitter.width() * PANEL_SHARE), self.panel.minimumWidth())
        self._splitter.setSizes([10_000, min(pixels, fitting)])

    def set_panel_shown(self, shown: bool) -> None:
        """Show the panel, or give the list the whole width."""
        self.panel.setVisible(shown)

    def showEvent(self, event: QShowEvent) -> None:
        """Lead Tab from what stands over the list to the list, whatever was made first."""
        super().showEvent(event)
        items = [self._column.itemAt(place) for place in range(self._column.count() - 1)]
        above = [widget for item in items if item is not None and (widget := item.widget())]
        stops = list(tab_stops(self))
        controls = [c for widget in above for c in stops if widget.isAncestorOf(c)]
        for control, following in pairwise([*controls, self.table.view]):
            QWidget.setTabOrder(control, following)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.set_panel_width(self._panel_width)

    def _focus_step(self, place: int) -> None:
        for panel in self.findChildren(SidePanel):
            if panel.isVisible():
                panel.focus_step(place)

    def _on_moved(self, *_: int) -> None:
        self._panel_width = self._splitter.sizes()[1]
        self.panel_resized.emit(self._splitter.sizes()[1])


def _delete_content(layout: QLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            _delete_content(inner)
