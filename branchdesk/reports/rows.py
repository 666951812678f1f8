# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Rows of a ruled table: lines of text and check boxes in cells, divisible between two lines."""

from collections.abc import Iterable, Sequence
from typing import Literal, Protocol

import msgspec

from branchdesk.reports.characters import drawn
from branchdesk.reports.fonts import FontBook
from branchdesk.reports.geometry import (
    BODY,
    LABEL,
    LABEL_FILL,
    LEFT,
    PADDING_X,
    Style,
)
from branchdesk.reports.pen import Pen

WIDOW_LINES = 2
"""A divided text leaves at least this many lines on either page."""

CHECK_BOX_SIZE = 7.2
_CHECK_BOX_GAP = 3.2
_CHOICE_GAP = 12.0

Align = Literal["left", "right", "centre"]


class Span(msgspec.Struct, frozen=True):
    """A piece of text at a distance from the left of its cell's content."""

    x: float
    text: str
    style: Style


class Tick(msgspec.Struct, frozen=True):
    """A check box at a distance from the left of its cell's content."""

    x: float
    ticked: bool


Line = tuple[Span | Tick, ...]


class Cell(msgspec.Struct, frozen=True):
    """A column's part of a row; ``width`` includes the padding."""

    width: float
    lines: tuple[Line, ...]
    is_label: bool = False

    @property
    def room(self) -> float:
        """The width left for content."""
        return self.width - 2 * PADDING_X


class Row(Protocol):
    """Something that stands on a page as high as it is, over the whole content width."""

    @property
    def height(self) -> float:
        """The height in points."""
        ...

    @property
    def gap_before(self) -> float:
        """The distance to the row above on the same page."""
        ...

    @property
    def repeated(self) -> "Row | None":
        """The header that is drawn again above this row at the top of a page."""
        ...

    @property
    def lines_count(self) -> int:
        """How many lines a division may choose from; 1 when the row stays whole."""
        ...

    def height_of(self, lines: int) -> float:
        """Return the height of a part with that many lines."""
        ...

    def divided(self, lines: int) -> "tuple[Row, Row]":
        """Return the part with the first lines and the part with the others."""
        ...

    def draw(self, pen: Pen, top: float) -> None:
        """Draw the row with its upper edge at ``top``."""
        ...


class TableRow(msgspec.Struct, frozen=True):
    """Cells side by side with rules around them; divisible unless ``whole``."""

    cells: tuple[Cell, ...]
    leading: float
    padding: float
    gap_before: float = 0.0
    ruled: bool = True
    whole: bool = False
    repeated: "TableRow | None" = None
    continued: Line = ()

    @property
    def lines_count(self) -> int:
        """How many lines a division may choose from."""
        if self.whole:
            return 1
        return max((len(cell.lines) for cell in self.cells if not cell.is_label), default=1)

    @property
    def height(self) -> float:
        """The height with all lines."""
        return self._height(max([len(cell.lines) for cell in self.cells]))

    def height_of(self, lines: int) -> float:
        """Return the height of a part with that many lines, at least that of its labels."""
        labels = [len(cell.lines) for cell in self.cells if cell.is_label]
        return self._height(max([lines, *(count + bool(self.continued) for count in labels)]))

    def _height(self, lines: int) -> float:
        return lines * self.leading + 2 * self.padding

    def divided(self, lines: int) -> "tuple[TableRow, TableRow]":
        """Divide behind a number of lines; labels stand again in the second part."""
        upper, lower = [], []
        for cell in self.cells:
            if cell.is_label:
                upper.append(cell)
                again = (*cell.lines, self.continued) if self.continued else cell.lines
                lower.append(Cell(cell.width, again, is_label=True))
            else:
                upper.append(Cell(cell.width, cell.lines[:lines]))
                lower.append(Cell(cell.width, cell.lines[lines:]))
        return (
            msgspec.structs.replace(self, cells=tuple(upper)),
            msgspec.structs.replace(self, cells=tuple(lower), gap_before=0.0, continued=()),
        )

    def draw(self, pen: Pen, top: float) -> None:
        """Draw fills, rules and lines."""
        x, height = LEFT, self.height
        for cell in self.cells:
            if self.ruled:
                pen.box(x, top, cell.width, height, fill=LABEL_FILL if cell.is_label else None)
            inset = PADDING_X if self.ruled else 0.0
            for index, line in enumerate(cell.lines):
                middle = top + self.padding + (index + 0.5) * self.leading
                for part in line:
                    if isinstance(part, Tick):
                        pen.check_box(
                            x + inset + part.x, middle, CHECK_BOX_SIZE, ticked=part.ticked
                        )
                    else:
                        pen.text(x + inset + part.x, middle, part.text, part.style)
            x += cell.width


class Typesetter:
    """Turns texts into lines and cells with the fonts at hand."""

    def __init__(self, fonts: FontBook) -> None:
        """Keep the fonts that measure."""
        self._fonts = fonts

    def width(self, text: str, style: Style = BODY) -> float:
        """Return the width of one line of text."""
        return self._fonts.width(drawn(text), style.size, bold=style.bold)

    def lines(
        self, text: str, room: float, style: Style = BODY, align: Align = "left", x: float = 0.0
    ) -> list[Line]:
        """Break a text into lines of ``room`` points that begin at ``x``."""
        share = {"left": 0.0, "right": 1.0, "centre": 0.5}[align]
        return [
            (Span(x + share * (room - width), line, style),) if line else ()
            for line, width in self._fonts.lines(text, room, style.size, bold=style.bold)
        ]

    def choices(self, choices: Iterable[tuple[str, bool]], room: float) -> list[Line]:
        """Set check boxes with their labels side by side, as many as fit in a line."""
        lines: list[Line] = []
        line: list[Span | Tick] = []
        x = 0.0
        indent = CHECK_BOX_SIZE + _CHECK_BOX_GAP
        for label, ticked in choices:
            width = indent + self.width(label)
            if line and x + width > room:
                lines.append(tuple(line))
                line, x = [], 0.0
            if width > room:
                first, *others = self.lines(label, room - indent, x=indent)
                lines += [(Tick(0.0, ticked), *first), *others]
                continue
            line += [Tick(x, ticked), Span(x + indent, drawn(label), BODY)]
            x += width + _CHOICE_GAP
        if line:
            lines.append(tuple(line))
        return lines

    def label(self, text: str, width: float) -> Cell:
        """Make a shaded cell with the name of a field."""
        return Cell(width, tuple(self.lines(text, width - 2 * PADDING_X, LABEL)), is_label=True)

    def value(self, text: str, width: float, style: Style = BODY, align: Align = "left") -> Cell:
        """Make a cell with a text."""
        return Cell(width, tuple(self.lines(text, width - 2 * PADDING_X, style, align)))


def block(rows: Sequence[TableRow], gap: float) -> list[TableRow]:
    """Return the rows with a gap before the first one."""
    if not rows:
        return []
    return [msgspec.structs.replace(rows[0], gap_before=gap), *rows[1:]]
