# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Lines a person adds one below the other: work with its times, changed parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from branchdesk.domain.text import T, Text
from branchdesk.ui.look import Look
from branchdesk.ui.widgets.controls import LineEdit, button, label
from branchdesk.ui.widgets.form_inputs import TextArea

Cell = LineEdit | TextArea
LONGEST = 500
"""Characters a cell takes."""


@dataclass(frozen=True)
class LineColumn:
    """One column: the field of the child kind, its heading, width in pixels (0 stretches).

    ``long`` words wrap, and their cell grows with them.
    """

    key: str
    title: Text
    width: int = 0
    number: bool = False
    empty: object = ""
    """what an empty cell means"""
    long: bool = False


class LineList(QWidget):
    """Rows of cells with a button that takes a row away, and one that adds a row."""

    edited = Signal(object)
    """the lines as documents of the child kind; empty rows are left out"""

    def __init__(self, look: Look, columns: Sequence[LineColumn], *, add: Text, name: str) -> None:
        """Start without rows; ``add`` is the words on the adding button."""
        super().__init__()
        self._look = look
        self._columns = tuple(columns)
        self._rows: list[list[Cell]] = []
        self.setObjectName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._holder = QWidget()
        self._grid = QGridLayout(self._holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        column.addWidget(self._holder)
        self.error = label(look, "", "error", wrap=True, name=f"{name}_error")
        self.error.hide()
        column.addWidget(self.error)
        row = QHBoxLayout()
        self.add_button = button(look, add, f"{name}_add", icon="plus", touch=True)
        self.add_button.clicked.connect(lambda: self.add_row({}, focus=True))
        row.addWidget(self.add_button)
        row.addStretch(1)
        column.addLayout(row)
        self._lay_out()

    def set_lines(self, lines: Sequence[Any]) -> None:
        """Show these rows (documents or rows of the child kind) without a signal."""
        for row in self._rows:
            _delete(row)
        self._rows = []
        for line in lines:
            self.add_row(line)
        self._lay_out()

    def lines(self) -> list[dict[str, object]]:
        """Return the documents of the rows that hold anything."""
        found = []
        for row in self._rows:
            words = {c.key: _text(cell) for c, cell in zip(self._columns, row, strict=True)}
            if any(words[c.key] for c in self._columns):
                found.append({c.key: _value(c, words[c.key]) for c in self._columns})
        return found

    def add_row(self, line: Any, *, focus: bool = False) -> None:
        """Add a row with these values."""
        place = len(self._rows) + 1
        row = [self._cell(column, place, _words(line, column)) for column in self._columns]
        self._rows.append(row)
        self._lay_out()
        if focus:
            target = next((c for c in row if not _text(c)), row[0])
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_error(self, text: Text | None) -> None:
        """Say why the lines are not taken yet."""
        self.error.setText("" if text is None else self._look.words(text))
        self.error.setVisible(text is not None)

    def _cell(self, column: LineColumn, place: int, words: str) -> Cell:
        name = f"{self.objectName()}_{column.key}_{place}"
        said = f"{self._look.words(column.title)} {place}"
        if column.long:
            area = TextArea(name, said, LONGEST)
            area.set_least_lines(1)
            area.set_text(words)
            area.committed.connect(self._on_edited)
            return area
        cell = LineEdit(name, said)
        cell.setMaxLength(LONGEST)
        cell.setText(words)
        cell.setCursorPosition(0)
        if column.number:
            cell.setAlignment(Qt.AlignmentFlag.AlignRight)
        if column.width:
            cell.setFixedWidth(column.width)
        cell.textEdited.connect(lambda _: self._on_edited())
        return cell

    def _remove(self, row: list[Cell]) -> None:
        self._rows.remove(row)
        _delete(row)
        self._lay_out()
        self._on_edited()

    def _on_edited(self) -> None:
        self.edited.emit(self.lines())

    def _lay_out(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and not isinstance(widget, Cell):
                widget.hide()
                widget.deleteLater()
        self._holder.setVisible(bool(self._rows))
        for place, column in enumerate(self._columns):
            if self._rows:
                self._grid.addWidget(label(self._look, column.title, "label"), 0, place)
            self._grid.setColumnStretch(place, 0 if column.width else 1)
        top = Qt.AlignmentFlag.AlignTop
        for number, row in enumerate(self._rows, start=1):
            for place, cell in enumerate(row):
                self._grid.addWidget(cell, number, place, top)
            self._grid.addWidget(self._remover(row, number), number, len(self._columns), top)
        self._order()

    def _order(self) -> None:
        """Let Tab go through the rows as one reads them, and then to the adding button."""
        items = (self._grid.itemAt(place) for place in range(self._grid.count()))
        found = [item.widget() for item in items if item is not None]
        stops = [w for w in found if isinstance(w, Cell | QPushButton)]
        for before, after in pairwise([*stops, self.add_button]):
            QWidget.setTabOrder(before, after)

    def _remover(self, row: list[Cell], number: int) -> QPushButton:
        made = button(self._look, "×", f"{self.objectName()}_remove_{number}", touch=True)
        made.setAccessibleName(self._look.words(T("Remove line {number}", number=number)))
        made.setProperty("role", "cell")
        made.setFixedWidth(48)
        made.clicked.connect(lambda: self._remove(row))
        return made


def _delete(row: list[Cell]) -> None:
    for cell in row:
        cell.hide()
        cell.deleteLater()


def _text(cell: Cell) -> str:
    words = cell.toPlainText() if isinstance(cell, TextArea) else cell.text()
    return words.strip()


def _words(line: Any, column: LineColumn) -> str:
    value = line.get(column.key) if isinstance(line, Mapping) else getattr(line, column.key)
    return "" if value is None else str(value)


def _value(column: LineColumn, words: str) -> object:
    if not words:
        return column.empty
    return words.replace(",", "").lstrip("¥￥") if column.number else words
