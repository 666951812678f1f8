# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""New rows of another desk that stand one behind the other, written by one statement."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import sqlcipher3
from sqlalchemy.exc import IntegrityError

from branchdesk.domain.exchange import Operation
from branchdesk.store.incoming_cells import Shape
from branchdesk.store.journal import Change

REFUSED = (ValueError, ArithmeticError, IntegrityError, sqlcipher3.IntegrityError)
"""What an operation is refused for; the constraints of the file speak through both libraries."""


class NewRow(NamedTuple):
    """A row that was judged and is still to be written.

    ``place`` is that of its line among those read together, ``cells`` fit the insertion of its
    shape, and ``root_kind`` is the kind of the row it belongs to.
    """

    place: int
    operation: Operation
    cells: tuple[Any, ...]
    change: Change
    root_kind: str


class NewRows:
    """Holds rows of one shape until something else comes.

    Each row is still refused alone: the driver takes them one by one, so that the last one it
    took is the one that a constraint met, and those before it stay.
    """

    def __init__(self, raw: Any) -> None:
        """Write through the driver's own connection, inside its transaction."""
        self._raw = raw
        self._shape: Shape | None = None
        self._rows: list[NewRow] = []
        self._identities: set[bytes] = set()

    def __bool__(self) -> bool:
        """Tell whether rows are to be written."""
        return bool(self._rows)

    def has(self, operation: Operation) -> bool:
        """Tell whether the operation, or its row, is among those to be written."""
        return operation.row.bytes in self._identities or operation.op.bytes in self._identities

    def takes(self, shape: Shape) -> bool:
        """Tell whether a row of this shape may be added before the others are written."""
        return not self._rows or self._shape is shape

    def add(self, shape: Shape, row: NewRow) -> None:
        """Hold a row."""
        self._shape = shape
        self._rows.append(row)
        self._identities |= {row.change.op_id, row.change.row_id}

    def write(self) -> tuple[list[NewRow], list[tuple[NewRow, Exception]]]:
        """Write the rows; returns those that are here now, and the others with their refusals."""
        rows, self._rows = self._rows, []
        self._identities = set()
        refused: list[tuple[NewRow, Exception]] = []
        first = tried = 0

        def cells() -> Iterator[tuple[Any, ...]]:
            nonlocal tried
            for tried in range(first, len(rows)):
                yield rows[tried].cells

        while self._shape is not None and first < len(rows):
            try:
                self._raw.executemany(self._shape.insertion, cells())
                break
            except REFUSED as error:
                refused.append((rows[tried], error))
                first = tried + 1
        gone = {row.place for row, _ in refused}
        return [row for row in rows if row.place not in gone], refused
