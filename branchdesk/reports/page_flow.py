# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Spreads rows over pages and keeps the end of a sheet together.

A signature on a page of its own could belong to anything. So the rows from some row on are kept
on one page together with that row's last lines (R-076).
"""

from collections.abc import Sequence

import msgspec

from branchdesk.reports.pen import Pen
from branchdesk.reports.rows import WIDOW_LINES, Row

KEPT_LINES = 3
"""So many lines of the text before the kept end stand on the same page as the signatures."""


class Placed(msgspec.Struct, frozen=True):
    """A row and its distance from the top of its page."""

    row: Row
    top: float


class Room(msgspec.Struct, frozen=True):
    """The upper and lower edge between which rows stand, first page and others."""

    first_top: float
    next_top: float
    bottom: float

    @property
    def next_height(self) -> float:
        """The height of a page with the short head."""
        return self.bottom - self.next_top


class KeptBlock(msgspec.Struct, frozen=True):
    """Rows that stay together as one, at least ``least`` points high.

    What is reserved for rows that come later makes the block as high before as after, so that
    they move nothing to another page.
    """

    rows: tuple[Row, ...]
    least: float = 0.0

    @property
    def height(self) -> float:
        """The height of the rows with the gaps between them, or the reserved one."""
        return max(self.least, _stacked(self.rows) - self.gap_before)

    @property
    def gap_before(self) -> float:
        """The distance the first row keeps."""
        return self.rows[0].gap_before

    @property
    def repeated(self) -> None:
        """A block has no header to repeat."""
        return None

    @property
    def lines_count(self) -> int:
        """Always 1: it stays whole."""
        return 1

    def height_of(self, lines: int) -> float:  # noqa: ARG002 - it stays whole
        """Return the whole height."""
        return self.height

    def divided(self, lines: int) -> "tuple[Row, Row]":
        """Refuse: a block is never cut."""
        raise AssertionError(f"a kept block was to be divided at line {lines}")

    def draw(self, pen: Pen, top: float) -> None:
        """Draw the rows one below the other."""
        top -= self.gap_before
        for row in self.rows:
            top += row.gap_before
            row.draw(pen, top)
            top += row.height


def flow(
    rows: Sequence[Row], room: Room, keep_from: Sequence[int] = (), keep_to: int = 0
) -> list[list[Placed]]:
    """Place the rows on pages.

    ``keep_from`` names rows in order of preference: the last lines of that row and everything
    behind it up to ``keep_to`` stand on one page. The first one for which a page suffices is taken.
    """
    return _Flow(room).run(rows, _kept_start(rows, room, keep_from, keep_to), keep_to)


def _kept_start(rows: Sequence[Row], room: Room, keep_from: Sequence[int], keep_to: int) -> int:
    undivided = KEPT_LINES + WIDOW_LINES - 1
    for start in keep_from:
        row = rows[start]
        least = row.height if row.lines_count <= undivided else row.height_of(undivided)
        if least + _stacked(rows[start + 1 : keep_to + 1]) <= room.next_height:
            return start
    return keep_to


def _stacked(rows: Sequence[Row]) -> float:
    return sum(row.gap_before + row.height for row in rows)


class _Flow:
    def __init__(self, room: Room) -> None:
        self._room = room
        self._pages: list[list[Placed]] = [[]]
        self._top = room.first_top

    def run(self, rows: Sequence[Row], kept_start: int, keep_to: int) -> list[list[Placed]]:
        """Place all rows; those behind ``kept_start`` go with its last lines."""
        for index, row in enumerate(rows):
            following = rows[index + 1 : index + 2]
            if index == kept_start:
                reserve = _stacked(rows[index + 1 : keep_to + 1])
                self._place(row, reserve=reserve, least=KEPT_LINES)
            elif row.repeated is None and following and following[0].repeated is not None:
                self._place(row, reserve=following[0].height_of(1), least=WIDOW_LINES)
            else:
                self._place(row, reserve=0.0, least=WIDOW_LINES)
        return self._pages

    def _place(self, row: Row, reserve: float, least: int) -> None:
        rest = row
        while True:
            gap = rest.gap_before if self._pages[-1] else 0.0
            free = self._room.bottom - self._top - gap
            if rest.height + reserve <= free:
                self._put(rest, gap)
                return
            lines = self._lines_that_fit(rest, free, least)
            if lines:
                upper, rest = rest.divided(lines)
                self._put(upper, gap)
            elif self._top == self._start_of(rest):
                # Nothing helps a row that is too high for an empty page.
                self._put(rest, gap)
                return
            self._turn(rest)

    def _lines_that_fit(self, row: Row, free: float, least: int) -> int:
        """Return how many lines go on this page so that ``least`` remain for the next."""
        count = row.lines_count
        lines = count - least
        while lines >= WIDOW_LINES and row.height_of(lines) > free:
            lines -= 1
        return lines if lines >= WIDOW_LINES else 0

    def _start_of(self, row: Row) -> float:
        first = len(self._pages) == 1
        start = self._room.first_top if first else self._room.next_top
        return start + (row.repeated.height if row.repeated and not first else 0.0)

    def _turn(self, next_row: Row) -> None:
        self._pages.append([])
        self._top = self._room.next_top
        if next_row.repeated is not None:
            self._put(next_row.repeated, 0.0)

    def _put(self, row: Row, gap: float) -> None:
        self._pages[-1].append(Placed(row, self._top + gap))
        self._top += gap + row.height
