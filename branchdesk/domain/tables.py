# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A table as it leaves for a spreadsheet: named columns of one type each, rows of typed cells."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import msgspec

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
