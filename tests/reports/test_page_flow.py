# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Rows spread over pages: in order, inside the edges, the signed end in one piece."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from branchdesk.reports.page_flow import KEPT_LINES, Placed, Room, flow
from branchdesk.reports.pen import Pen
from branchdesk.reports.rows import WIDOW_LINES

ROOM = Room(first_top=40, next_top=20, bottom=140)
LINE = 10.0


class Text(msgspec.Struct, frozen=True):
    """A row of numbered lines, ten points each."""

    name: int
    lines: tuple[int, ...]
    gap_before: float = 0.0
    whole: bool = False
    repeated: "Text | None" = None

    @property
    def height(self) -> float:
        """All lines."""
        return self.height_of(len(self.lines))

    @property
    def lines_count(self) -> int:
        """What may be divided."""
        return 1 if self.whole else len(self.lines)

    def height_of(self, lines: int) -> float:
        """Ten points a line."""
        return LINE * lines

    def divided(self, lines: int) -> "tuple[Text, Text]":
        """Cut between two lines."""
        upper = msgspec.structs.replace(self, lines=self.lines[:lines])
        return upper, msgspec.structs.replace(self, lines=self.lines[lines:], gap_before=0.0)

    def draw(self, pen: Pen, top: float) -> None:
        """Nothing to see."""


def rows_of(sizes: list[tuple[int, bool, int]]) -> list[Text]:
    """Make rows from (lines, whole, gap)."""
    return [
        Text(name, tuple(range(lines)), float(gap), whole and lines <= 10)
        for name, (lines, whole, gap) in enumerate(sizes)
    ]


sizes = st.lists(
    st.tuples(st.integers(1, 40), st.booleans(), st.integers(0, 5)), min_size=1, max_size=12
)


def pages_of(pages: list[list[Placed]], name: int) -> list[int]:
    """Return the pages on which a row has lines."""
    return [
        index
        for index, page in enumerate(pages)
        for placed in page
        if isinstance(placed.row, Text) and placed.row.name == name
    ]


@given(sizes)
def test_every_line_stands_once_in_order_and_inside_the_edges(
    wanted: list[tuple[int, bool, int]],
) -> None:
    """Nothing overlaps, nothing falls off the page, nothing is lost."""
    rows = rows_of(wanted)
    pages = flow(rows, ROOM, keep_to=len(rows) - 1)
    seen = []
    for index, page in enumerate(pages):
        assert page, "an empty page"
        edge = ROOM.next_top if index else ROOM.first_top
        for placed in page:
            assert isinstance(placed.row, Text)
            assert placed.top >= edge
            edge = placed.top + placed.row.height
            seen += [(placed.row.name, line) for line in placed.row.lines]
        assert edge <= ROOM.bottom
    assert seen == [(row.name, line) for row in rows for line in row.lines]


@given(sizes)
def test_a_divided_text_leaves_no_single_lines(wanted: list[tuple[int, bool, int]]) -> None:
    """At least two lines on either side of a cut."""
    rows = rows_of(wanted)
    for page in flow(rows, ROOM, keep_to=len(rows) - 1):
        for placed in page:
            assert isinstance(placed.row, Text)
            whole = rows[placed.row.name]
            if len(placed.row.lines) < len(whole.lines):
                assert len(placed.row.lines) >= WIDOW_LINES


@given(sizes, st.integers(1, 60), st.integers(1, 3), st.integers(0, 3))
def test_the_signed_end_stays_with_the_last_lines_of_the_work(
    before: list[tuple[int, bool, int]], work_lines: int, signature_lines: int, results: int
) -> None:
    """However long the text: the signature is on the page where the work ends."""
    rows = rows_of([*before, (work_lines, False, 3), *[(1, True, 2)] * results])
    work = len(before)
    rows.append(Text(len(rows), tuple(range(signature_lines)), 3.0, whole=True))
    signature = len(rows) - 1
    pages = flow(rows, ROOM, [work], signature)
    last = pages_of(pages, signature)
    assert len(last) == 1
    for name in range(work + 1, signature):
        assert pages_of(pages, name) == last
    assert pages_of(pages, work)[-1] == last[0]
    ending = next(
        placed.row
        for placed in pages[last[0]]
        if isinstance(placed.row, Text) and placed.row.name == work
    )
    assert isinstance(ending, Text)
    assert len(ending.lines) >= min(work_lines, KEPT_LINES)


def test_the_next_preference_is_taken_when_the_end_is_too_high() -> None:
    """An opinion of several pages cannot keep the work with the signature, but itself can."""
    rows = rows_of([(20, False, 0), (50, False, 0), (3, True, 0)])
    pages = flow(rows, ROOM, [0, 1], 2)
    assert pages_of(pages, 2)[0] == pages_of(pages, 1)[-1]


def test_a_table_repeats_its_header_and_never_leaves_it_alone() -> None:
    """The header goes to the next page with the first row it belongs to."""
    header = Text(0, (0,), whole=True)
    table = [Text(number, (0,), repeated=header) for number in range(1, 25)]
    filler = Text(99, tuple(range(9)), whole=True)
    pages = flow([filler, header, *table], ROOM, keep_to=25)
    assert [placed.row for placed in pages[0]] == [filler]
    for page in pages[1:]:
        assert page[0].row == header
        assert len(page) > 1
