# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A table as it leaves for a spreadsheet: named columns of one type each, rows of typed cells.

CSV files hold canonical values, so that every desk writes the same row as the same line.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import msgspec

from branchdesk.domain.clock import BRANCH_ZONE

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins with one of these would be computed by a spreadsheet."""

TableCell = str | int | Decimal | date | datetime | None
"""Moments are aware; None and an empty text leave the cell empty."""


class ColumnType(StrEnum):
    """How the cells of a column are written and aligned."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    MOMENT = "moment"


class TableColumn(msgspec.Struct, frozen=True):
    """Heading, type and width in characters of a column."""

    title: str
    type: ColumnType
    width: int


class WriteWorkbook(Protocol):
    """Writes a table as a workbook; the file takes its name when it is whole."""

    def __call__(
        self,
        path: Path,
        title: str,
        columns: Sequence[TableColumn],
        rows: Iterable[Sequence[TableCell]],
    ) -> int:
        """Return how many rows were written; raises UserError when the place cannot be written."""
        ...


def csv_cell(value: object) -> str:
    """Return a value as it stands in every CSV file; a text begins no formula.

    Nothing is an empty cell, moments are ISO 8601 in the branch's zone to the second, amounts
    plain digits.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(BRANCH_ZONE).isoformat(timespec="seconds")
    if isinstance(value, Decimal):
        return format(value, "f")
    text = str(value)
    if isinstance(value, str) and text.startswith(FORMULA_STARTS):
        return f"'{text}"
    return text


def csv_line(cells: Sequence[str]) -> bytes:
    """Return one line of a CSV file in UTF-8; broken characters become question marks."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode("utf-8", errors="replace")
