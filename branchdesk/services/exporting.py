# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Rows of a kind as a CSV file that spreadsheets open as it is (contract: ``export``).

Only what is exchanged is written, in canonical values and the described order, so that a branch
and headquarters export the same lines of the same period.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO
from uuid import UUID

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.kinds.customer import CUSTOMER
from branchdesk.domain.kinds.description import FieldType, Kind
from branchdesk.domain.queries import Filter
from branchdesk.domain.text import T, Text
from branchdesk.services import rights
from branchdesk.services.customers import masked_customer, may_read_file
from branchdesk.services.ports import Reader
from branchdesk.services.session import Session

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""Without it Excel takes UTF-8 for the machine's old encoding."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins with one of these would be computed by a spreadsheet."""

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
        target.write(_line([render(label) for label in header(kind)]))
        read: list[UUID] = []
        with self._session.store.read() as reader:
            names: dict[tuple[str, UUID], str] = {}
            for row in self._rows(reader, kind, filters):
                target.write(_line(_cells(reader, kind, row, names)))
                read.append(row.uuid)
        fields = kind.confidential_fields()
        if fields and read:
            session = self._session
            with session.store.write(session.actor.staff, session.clock.now()) as writer:
                for uuid in read:
                    writer.log_reading(kind.name, uuid, fields)
        return len(read)

    def _rows(self, reader: Reader, kind: Kind[Any], filters: Sequence[Filter]) -> Iterator[Any]:
        order = "number" if kind.numbered else "created_at"
        keys = reader.line_ids(kind.name, filters, order, descending=False)
        for start in range(0, len(keys), _BATCH):
            chosen = Filter("id", "in", tuple(keys[start : start + _BATCH]))
            for row in reader.find(kind.name, (chosen,), order=order):
                secret = kind is CUSTOMER and not may_read_file(
                    self._session.actor.roles, row.confidentiality
                )
                yield masked_customer(row) if secret else row


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _cells(
    reader: Reader, kind: Kind[Any], row: Any, names: dict[tuple[str, UUID], str]
) -> list[str]:
    cells = [str(row.number)] if kind.numbered else []
    for field in kind.columns():
        value = getattr(row, field.name)
        if field.type is FieldType.REFERENCE and value is not None:
            key = (field.facts.refers, value)
            if key not in names:
                names[key] = _referred(reader, *key)
            value = names[key]
        cells.append(_cell(value))
    return cells


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(BRANCH_ZONE).isoformat(timespec="seconds")
    if isinstance(value, Decimal):
        return format(value, "f")
    text = str(value)
    return harmless(text) if isinstance(value, str) else text


def _referred(reader: Reader, kind: str, uuid: UUID) -> str:
    """Return what people call the row a field points to: its number, a person's name."""
    row = reader.get(kind, uuid)
    if row is None:
        return str(uuid)
    return str(getattr(row, "number", "") or getattr(row, "name", "") or uuid)


def _line(cells: Sequence[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode("utf-8", errors="replace")
