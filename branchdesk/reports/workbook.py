# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Tables as Excel workbooks, row by row, however many there are (decision 152)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.tables import ColumnType, TableCell, TableColumn

SHEET_ROWS = 1_048_576
"""Rows of a sheet in every spreadsheet of today, the heading among them."""

CELL_CHARACTERS = 32_767
"""Characters a cell holds."""

NAME_CHARACTERS = 31
"""Characters of the name of a sheet."""

EXACT_DIGITS = 15
"""Digits a number keeps in a spreadsheet; longer ones are written as text."""

FIRST_YEAR = 1900
"""Spreadsheets know no earlier day."""

_FORMATS: dict[ColumnType, dict[str, Any]] = {
    ColumnType.TEXT: {"num_format": "@", "valign": "top"},
    ColumnType.INTEGER: {"num_format": "0", "valign": "top"},
    ColumnType.DECIMAL: {"num_format": "#,##0.00", "valign": "top"},
    ColumnType.DATE: {"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"},
    ColumnType.MOMENT: {"num_format": "yyyy-mm-dd hh:mm", "valign": "top", "align": "left"},
}
_HEAD = {"bold": True, "bg_color": "#E8EEF7", "bottom": 1, "valign": "vcenter", "num_format": "@"}


def write_workbook(
    target: BinaryIO,
    scratch: Path,
    title: str,
    columns: Sequence[TableColumn],
    rows: Iterable[Sequence[TableCell]],
    *,
    sheet_rows: int = SHEET_ROWS,
) -> int:
    """Write a table with a frozen heading and a filter; return the rows.

    Text stays text, whatever it looks like: phones and numbers keep their zeros and nothing is
    computed. Moments are written in the branches' local time. What does not fit on a sheet goes on
    further ones with the same heading. Rows lie in the folder ``scratch`` meanwhile. Raises
    OSError.
    """
    options = {"constant_memory": True, "tmpdir": str(scratch), "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    try:
        return _Sheets(book, title, columns, sheet_rows).write(rows)
    finally:
        try:
            book.close()
        except FileCreateError as error:
            cause = error.args[0] if error.args else error
            raise cause if isinstance(cause, OSError) else OSError(str(error)) from error


class _Sheets:
    """The sheets of one table."""

    def __init__(
        self, book: Any, title: str, columns: Sequence[TableColumn], sheet_rows: int
    ) -> None:
        self._book = book
        self._title = title
        self._columns = columns
        self._sheet_rows = sheet_rows
        self._head = book.add_format(_HEAD)
        self._formats = {kind: book.add_format(facts) for kind, facts in _FORMATS.items()}
        self._sheet: Any = None
        self._row = 0
        self._count = 0

    def write(self, rows: Iterable[Sequence[TableCell]]) -> int:
        written = 0
        self._begin()
        for row in rows:
            if self._row == self._sheet_rows:
                self._end()
                self._begin()
            for place, (column, value) in enumerate(zip(self._columns, row, strict=True)):
                self._cell(place, column, value)
            self._row += 1
            written += 1
        self._end()
        return written

    def _begin(self) -> None:
        self._count += 1
        number = f" {self._count}" if self._count > 1 else ""
        name = "".join(ch for ch in self._title if ch not in "[]:*?/\\'")
        self._sheet = self._book.add_worksheet(name[: NAME_CHARACTERS - len(number)] + number)
        self._sheet.freeze_panes(1, 0)
        for place, column in enumerate(self._columns):
            self._sheet.set_column(place, place, column.width, self._formats[column.type])
            self._sheet.write_string(0, place, column.title, self._head)
        self._row = 1

    def _end(self) -> None:
        self._sheet.autofilter(0, 0, max(self._row - 1, 1), len(self._columns) - 1)

    def _cell(self, place: int, column: TableColumn, value: TableCell) -> None:
        sheet, form = self._sheet, self._formats[column.type]
        if value is None or value == "":
            return
        if isinstance(value, datetime):
            local = value.astimezone(BRANCH_ZONE).replace(tzinfo=None)
            if local.year >= FIRST_YEAR:
                sheet.write_datetime(self._row, place, local, form)
                return
            value = local.isoformat(" ", timespec="minutes")
        elif isinstance(value, date):
            if value.year >= FIRST_YEAR:
                sheet.write_datetime(self._row, place, value, form)
                return
            value = value.isoformat()
        elif isinstance(value, int | Decimal) and _is_exact(value):
            sheet.write_number(self._row, place, float(value), form)
            return
        text = value if isinstance(value, str) else format(value, "f")
        text = text if len(text) <= CELL_CHARACTERS else text[: CELL_CHARACTERS - 1] + "…"
        sheet.write_string(self._row, place, text, self._formats[ColumnType.TEXT])


def _is_exact(value: int | Decimal) -> bool:
    number = Decimal(value)
    return number.is_finite() and len(number.as_tuple().digits) <= EXACT_DIGITS
