# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Draws on a page counted from its top left, with the font of every character chosen."""

import io
import zlib
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from branchdesk.reports.fonts import FontBook
from branchdesk.reports.geometry import (
    BODY,
    INK,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    RULE,
    RULE_COLOUR,
    WHITE,
    Colour,
    Style,
)


class _QuickDeflate(pdfdoc.PDFStreamFilterZCompress):  # type: ignore[misc] # it has no types
    """Deflates in less than half the time, to a twentieth more."""

    def encode(self, text: str | bytes) -> bytes:
        return zlib.compress(text.encode() if isinstance(text, str) else text, 1)


# reportlab keeps these for the whole process, and nothing but papers uses reportlab. Streams stay
# binary: as ASCII they are a quarter larger, and writing that took a tenth of a sheet's time.
rl_config.useA85 = 0
pdfdoc.PDFZCompress = _QuickDeflate()

_SET_TEXTS = 2048
"""So many texts of one document are remembered as operators: its sheets have the same labels."""

_BASELINE = 0.36
"""From the middle of a line down to the baseline, in font sizes: centres Chinese characters."""


class Pen:
    """One document being drawn; coordinates are points from the top left of the page.

    What a sheet has hundreds of, texts, boxes, modules and strokes, is written as PDF operators:
    reportlab's own way formats each number by itself, and in another way where its optional
    accelerator is installed.
    """

    def __init__(
        self,
        fonts: FontBook,
        *,
        title: str,
        author: str,
        subject: str,
        page_size: tuple[float, float] = (PAGE_WIDTH, PAGE_HEIGHT),
    ) -> None:
        """Begin a document; equal drawing gives equal bytes, as no time is written into it."""
        self.fonts = fonts
        self._width, self._height = page_size
        self._buffer = io.BytesIO()
        self._glyphs = lru_cache(_SET_TEXTS)(self._set)
        self.pages = 0
        """How many pages were closed."""
        self._canvas = Canvas(
            self._buffer,
            pagesize=page_size,
            invariant=1,
            pageCompression=1,
            initialFontName=fonts.regular_name,
            lang="zh-CN",
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setSubject(subject)
        self._canvas.setCreator("BranchDesk")
        self._canvas.setProducer("BranchDesk")

    def end_page(self) -> None:
        """Close the page and begin the next."""
        self._canvas.showPage()
        self.pages += 1

    def drawn(self) -> tuple[str, ...]:
        """Return what stands on the open page so far, to be repeated in the same document."""
        return tuple(self._canvas._code)

    def repeat(self, drawn: Iterable[str]) -> None:
        """Draw once more what stood on another page of this document."""
        self._canvas._code.extend(drawn)

    def finish(self) -> bytes:
        """Return the finished document."""
        self._canvas.save()
        return self._buffer.getvalue()

    def text(self, x: float, middle: float, text: str, style: Style = BODY) -> None:
        """Write one line from ``x`` on, its characters centred on the height ``middle``."""
        if not text:
            return
        baseline = self._height - middle - style.size * _BASELINE
        self._show(f"1 0 0 1 {x:.2f} {baseline:.2f} Tm", text, style)

    def text_right(self, right: float, middle: float, text: str, style: Style = BODY) -> None:
        """Write one line that ends at ``right``."""
        self.text(right - self.width(text, style), middle, text, style)

    def text_centred(self, centre: float, middle: float, text: str, style: Style = BODY) -> None:
        """Write one line around ``centre``."""
        self.text(centre - self.width(text, style) / 2, middle, text, style)

    def width(self, text: str, style: Style) -> float:
        """Return the width of one line of text."""
        return self.fonts.width(text, style.size, bold=style.bold)

    def shortened(self, text: str, room: float, style: Style) -> str:
        """Return one line of the text that fits the room, ended by … when something is left out."""
        line = text.replace("\n", " ")
        if self.width(line, style) <= room:
            return line
        used = self.width("…", style)
        for index, char in enumerate(line):
            used += self.width(char, style)
            if used > room:
                return line[:index].rstrip() + "…"
        return line

    def rule(
        self, x: float, top: float, right: float, bottom: float, colour: Colour = RULE_COLOUR,
        thickness: float = RULE,
    ) -> None:  # fmt: skip
        """Draw a straight line."""
        start, end = self._height - top, self._height - bottom
        self._canvas.addLiteral(
            f"{thickness:g} w {_numbers(colour)} RG {x:.2f} {start:.2f} m {right:.2f} {end:.2f} l S"
        )

    def box(
        self,
        x: float,
        top: float,
        width: float,
        height: float,
        *,
        fill: Colour | None = None,
        stroke: Colour | None = RULE_COLOUR,
        radius: float = 0.0,
    ) -> None:
        """Draw a rectangle, filled and outlined as told."""
        filled, stroked = int(fill is not None), int(stroke is not None)
        colours = "" if fill is None else f"{_numbers(fill)} rg "
        if stroke is not None:
            colours += f"{RULE:g} w {_numbers(stroke)} RG "
        bottom = self._height - top - height
        if radius:
            self._canvas.addLiteral(colours)
            self._canvas.roundRect(x, bottom, width, height, radius, stroked, filled)
            return
        paint = {(0, 0): "n", (1, 0): "f", (0, 1): "S", (1, 1): "B"}[filled, stroked]
        self._canvas.addLiteral(
            f"{colours}{x:.2f} {bottom:.2f} {width:.2f} {height:.2f} re {paint}"
        )

    def check_box(self, x: float, middle: float, size: float, *, ticked: bool) -> None:
        """Draw a check box as vectors: the fonts have no such character."""
        top = middle - size / 2
        self.box(x, top, size, size, fill=WHITE, stroke=INK)
        if not ticked:
            return
        bottom = self._height - top
        points = (
            (x + size * 0.18, bottom - size * 0.52),
            (x + size * 0.42, bottom - size * 0.77),
            (x + size * 0.84, bottom - size * 0.22),
        )
        self._canvas.addLiteral(f"1.1 w {_numbers(INK)} RG {_path(points)} S")

    def grid_runs(self, x: float, top: float, unit: float, runs: Sequence[int]) -> None:
        """Fill runs of squares in black as one path, ``unit`` being the side of a square.

        There are three numbers for each: column and row from the top left, and how many.
        """
        # Whole numbers in a grid of their own stay short, and neighbours meet exactly.
        place = f"{unit:.6f} 0 0 {-unit:.6f} {x:.2f} {self._height - top:.2f} cm"
        squares = "%d %d %d 1 re " * (len(runs) // 3) % tuple(runs)
        self._canvas.addLiteral(f"q {place} 0 0 0 rg {squares}f* Q")

    def outlines(
        self,
        polygons: Iterable[Sequence[tuple[float, float]]],
        x: float,
        top: float,
        scale: float,
    ) -> None:
        """Fill closed outlines in ink colour; where one crosses itself it stays filled.

        Their points are counted in units of ``scale`` points from (x, top), rightwards and down:
        thousands of them are written as they are, and the page is turned instead.
        """
        place = f"{scale:.6f} 0 0 {-scale:.6f} {x:.3f} {self._height - top:.3f} cm"
        paths = [f"{_path(polygon)} h f" for polygon in polygons if len(polygon) >= 3]
        self._canvas.addLiteral("\n".join([f"q {place} {_numbers(INK)} rg", *paths, "Q"]))

    def watermark(self, text: str, style: Style, degrees: float) -> None:
        """Write a text across the middle of the page."""
        self._canvas.saveState()
        self._canvas.translate(self._width / 2, self._height / 2)
        self._canvas.rotate(degrees)
        left, baseline = -self.width(text, style) / 2, -style.size * _BASELINE
        self._show(f"1 0 0 1 {left:.2f} {baseline:.2f} Tm", text, style)
        self._canvas.restoreState()

    def _show(self, place: str, text: str, style: Style) -> None:
        """Write one line of text at a place given as an operator."""
        glyphs = self._glyphs(text, style.size, style.bold)
        self._canvas.addLiteral(f"BT {place} {_numbers(style.colour)} rg {glyphs} ET")

    def _set(self, text: str, size: float, bold: bool) -> str:
        """Return the operators that show a text, each piece in its font."""
        document = self._canvas._doc
        operators = []
        for font_name, piece in self.fonts.runs(text, bold=bold):
            font = pdfmetrics.getFont(font_name)
            for subset, codes in font.splitString(piece, document):
                name = font.getSubsetInternalName(subset, document)
                operators.append(f"{name} {size:g} Tf <{codes.hex()}> Tj")
        return " ".join(operators)


def _path(points: Sequence[tuple[float, float]]) -> str:
    """Return the operators of a line from the first point through all others."""
    pattern = "%.2f %.2f m" + " %.2f %.2f l" * (len(points) - 1)
    return pattern % tuple(chain.from_iterable(points))


@cache
def _numbers(colour: Colour) -> str:
    return " ".join(f"{part:g}" for part in colour)
