# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Rows of a kind as a CSV file or an Excel workbook (contract: ``export``).

Only what is exchanged is written, in the described order. A CSV file holds canonical values, so
that a branch and headquarters export the same lines of the same period; a workbook is for people.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from branchdesk.domain.identifiers import shown_phone
from branchdesk.domain.kinds.customer import CUSTOMER
from branchdesk.domain.kinds.description import Field, FieldType, Kind
from branchdesk.domain.queries import Filter
from branchdesk.domain.tables import (
    ColumnType,
    TableCell,
    TableColumn,
    WriteWorkbook,
    csv_cell,
    csv_line,
)
from branchdesk.domain.text import T, Text
from branchdesk.services import rights
from branchdesk.services.customers import masked_customer, may_read_file
from branchdesk.services.ports import Reader
from branchdesk.services.secrecy import honest_filters
from branchdesk.services.session import Session

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""Without it Excel takes UTF-8 for the machine's old encoding."""

NUMBER_LABEL = T("Number", "export")
_BATCH = 500


def header(kind: Kind[Any]) -> tuple[Text, ...]:
    """Return the labels of the columns."""
    labels = tuple(field.label for field in kind.columns())
    return (NUMBER_LABEL, *labels) if kind.numbered else labels


class Exporting:
    """Writes rows for spreadsheets."""

    def __init__(self, session: Session) -> None:
        """Work for the person of the session."""
        self._session = session

    def write_csv(self, kind: Kind[Any], target: BinaryIO, filters: Sequence[Filter] = ()) -> int:
        """Write a CSV file (UTF-8 with byte order mark, one line per row); return the rows.

        Rows are ordered by number. Formulas are made harmless by a leading apostrophe. Customer
        files too secret for the person hold their name alone. The reading is logged (R-276).
        """
        rights.require_reading(self._session, kind.name)
        target.write(BYTE_ORDER_MARK)
        render = self._session.paper.render
        target.write(csv_line([render(label) for label in header(kind)]))
        read: list[UUID] = []
        with self._session.store.read() as reader:
            names: dict[tuple[str, UUID], str] = {}
            for row in self._rows(reader, kind, filters):
                target.write(csv_line(_cells(reader, kind, row, names)))
                read.append(row.uuid)
        self._log(kind, read)
        return len(read)

    def write_workbook(
        self,
        kind: Kind[Any],
        path: Path,
        write: WriteWorkbook,
        filters: Sequence[Filter] = (),
        keys: Sequence[int] | None = None,
    ) -> int:
        """Write an Excel workbook in people's words with ``write``; return the rows.

        ``keys`` are the row ids of a list, which is written in its order in place of what the
        filters find; else rows are ordered by number. Customer files too secret for the person
        hold their name alone. The reading is logged (R-276).
        """
        rights.require_reading(self._session, kind.name)
        render = self._session.paper.render
        read: list[UUID] = []
        with self._session.store.read() as reader:
            names: dict[tuple[str, UUID], str] = {}

            def cells() -> Iterator[list[TableCell]]:
                for row in self._rows(reader, kind, filters, keys):
                    read.append(row.uuid)
                    yield _table_cells(reader, kind, row, names, render)

            written = write(path, render(kind.label), table_columns(kind, render), cells())
        self._log(kind, read)
        return written

    def _log(self, kind: Kind[Any], read: Sequence[UUID]) -> None:
        fields = kind.confidential_fields()
        if fields and read:
            session = self._session
            with session.store.write(session.actor.staff, session.clock.now()) as writer:
                for uuid in read:
                    writer.log_reading(kind.name, uuid, fields)

    def _rows(
        self,
        reader: Reader,
        kind: Kind[Any],
        filters: Sequence[Filter],
        keys: Sequence[int] | None = None,
    ) -> Iterator[Any]:
        order = "number" if kind.numbered else "created_at"
        asked = honest_filters(self._session, kind.name, filters)
        found = reader.line_ids(kind.name, asked, order, descending=False)
        if keys is not None:
            readable = frozenset(found)
            found = [key for key in keys if key in readable]
        yield from self._rows_of(reader, kind, found)

    def _rows_of(self, reader: Reader, kind: Kind[Any], keys: Sequence[int]) -> Iterator[Any]:
        for start in range(0, len(keys), _BATCH):
            batch = keys[start : start + _BATCH]
            rows = reader.find(kind.name, (Filter("id", "in", tuple(batch)),), order="id")
            by_key = dict(zip(sorted(batch), rows, strict=True))
            for key in batch:
                row = by_key[key]
                secret = kind is CUSTOMER and not may_read_file(
                    self._session.actor.roles, row.confidentiality
                )
                yield masked_customer(row) if secret else row


def _cells(
    reader: Reader, kind: Kind[Any], row: Any, names: dict[tuple[str, UUID], str]
) -> list[str]:
    cells = [str(row.number)] if kind.numbered else []
    cells += [csv_cell(_value(reader, row, field, names)) for field in kind.columns()]
    return cells


def _value(reader: Reader, row: Any, field: Field, names: dict[tuple[str, UUID], str]) -> Any:
    """Return what a row holds, of a reference the words of the row it means."""
    value = getattr(row, field.name)
    if field.type is not FieldType.REFERENCE or value is None:
        return value
    key = (field.facts.refers, value)
    if key not in names:
        names[key] = _referred(reader, *key)
    return names[key]


def table_columns(kind: Kind[Any], render: Callable[[Text], str]) -> list[TableColumn]:
    """Return the columns of a workbook: heading, type and width by the kind's description."""
    number = [TableColumn(render(NUMBER_LABEL), ColumnType.TEXT, _NUMBER_WIDTH)]
    fields = [_table_column(field, render) for field in kind.columns()]
    return [*(number if kind.numbered else ()), *fields]


def _table_column(field: Field, render: Callable[[Text], str]) -> TableColumn:
    title = render(field.label)
    if field.facts.unit:
        title = f"{title} ({field.facts.unit})"
    shape = _SHAPES.get(field.type, (ColumnType.TEXT, _LINE_WIDTH))
    return TableColumn(title, shape[0], max(shape[1], 2 * len(title) + 4))


def _table_cells(
    reader: Reader,
    kind: Kind[Any],
    row: Any,
    names: dict[tuple[str, UUID], str],
    render: Callable[[Text], str],
) -> list[TableCell]:
    cells: list[TableCell] = [str(row.number)] if kind.numbered else []
    for field in kind.columns():
        value = _value(reader, row, field, names)
        if isinstance(value, bool):
            value = render(T("yes", "value") if value else T("no", "value"))
        elif field.facts.values is not None and value:
            value = render(field.facts.values.label(str(value)))
        elif field.facts.phone and value:
            value = shown_phone(value)
        cells.append(value)
    return cells


_NUMBER_WIDTH = 22
_LINE_WIDTH = 18
_SHAPES = {
    FieldType.TEXT: (ColumnType.TEXT, 40),
    FieldType.CHOICE: (ColumnType.TEXT, 14),
    FieldType.BOOLEAN: (ColumnType.TEXT, 8),
    FieldType.INTEGER: (ColumnType.INTEGER, 10),
    FieldType.DECIMAL: (ColumnType.DECIMAL, 14),
    FieldType.DATE: (ColumnType.DATE, 12),
    FieldType.MOMENT: (ColumnType.MOMENT, 18),
    FieldType.REFERENCE: (ColumnType.TEXT, _NUMBER_WIDTH),
}
"""Type and width of the columns of a workbook."""


def _referred(reader: Reader, kind: str, uuid: UUID) -> str:
    """Return what people call the row a field points to: its number, a person's name."""
    row = reader.get(kind, uuid)
    if row is None:
        return str(uuid)
    return str(getattr(row, "number", "") or getattr(row, "name", "") or uuid)
