# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What a desk has already of what a bundle speaks of, asked for many operations at once."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from branchdesk.domain.exchange import Operation
from branchdesk.store.tables import SYNCED

AT_ONCE = 500
"""Operations, or rows, that one statement asks for."""

_BYTES_AT_ONCE = 4_000_000
"""Bytes of lines that are held together; a single line may be longer."""

_Item = TypeVar("_Item")


class Presence:
    """Which of the operations and rows that were looked up are here, or came since."""

    def __init__(self, raw: Any) -> None:
        """Ask through the driver's own connection, inside its transaction."""
        self._raw = raw
        self._operations: set[bytes] = set()
        self._rows: set[tuple[str, bytes]] = set()

    def look_up(self, operations: Iterable[Operation]) -> None:
        """Ask for the operations, at most ``AT_ONCE``, and for the rows they are about."""
        asked = list(operations)
        found = among(
            self._raw, "SELECT op_id FROM journal WHERE op_id", [o.op.bytes for o in asked]
        )
        self._operations = {bytes(op) for (op,) in found}
        self._rows = set()
        for kind in {o.entity for o in asked if o.entity in SYNCED}:
            rows = {o.row.bytes for o in asked if o.entity == kind}
            found = among(self._raw, f"SELECT uuid FROM {kind} WHERE uuid", rows)
            self._rows.update((kind, bytes(row)) for (row,) in found)

    def has(self, operation: Operation) -> bool:
        """Tell whether the operation was taken in before."""
        return operation.op.bytes in self._operations

    def has_row(self, operation: Operation) -> bool:
        """Tell whether the operation's row is here."""
        return (operation.entity, operation.row.bytes) in self._rows

    def add(self, operation: Operation) -> None:
        """Note that the operation was taken in just now, so that its row is here."""
        self._operations.add(operation.op.bytes)
        self._rows.add((operation.entity, operation.row.bytes))


def among(
    raw: Any, question: str, identities: Collection[bytes] | Collection[int], rest: str = ""
) -> list[Any]:
    """Return the rows whose column, at the end of the question, is one of the identities."""
    if not identities:
        return []
    marks = ", ".join("?" * len(identities))
    found: list[Any] = raw.execute(f"{question} IN ({marks}){rest}", (*identities,)).fetchall()
    return found


def slices(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    """Yield the items in slices of ``AT_ONCE``."""
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]


def line_slices(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Yield lines together, at most ``AT_ONCE`` and no more than fit into memory with ease."""
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if len(held) == AT_ONCE or size >= _BYTES_AT_ONCE:
            yield held
            held, size = [], 0
    if held:
        yield held
