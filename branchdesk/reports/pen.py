# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Draws on a page counted from its top left, with the font of every character chosen."""

import io
from collections.abc import Iterable, Sequence

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

_NONZERO_WINDING = 1
_BASELINE = 0.36
"""From the middle of a line down to the baseline, in font sizes: centres Chinese characters."""


class Pen:
    """One document being drawn; coordinates are points from the top left of the page."""

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

    def finish(self) -> bytes:
        """Return the finished document."""
        self._canvas.save()
        return self._buffer.getvalue()

    def text(self, x: float, middle: float, text: str, style: Style = BODY) -> None:
        """Write one line from ``x`` on, its characters centred on the height ``middle``."""
        if not text:
            return
        line = self._canvas.beginText(x, self._height - middle - style.size * _BASELINE)
        line.setFillColorRGB(*style.colour)
        for font_name, piece in self.fonts.runs(text, bold=style.bold):
            line.setFont(font_name, style.size)
            line.textOut(piece)
        self._canvas.drawText(line)

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
        self._canvas.setLineWidth(thickness)
        self._canvas.setStrokeColorRGB(*colour)
        self._canvas.line(x, self._height - top, right, self._height - bottom)

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
        if fill is not None:
            self._canvas.setFillColorRGB(*fill)
        if stroke is not None:
            self._canvas.setLineWidth(RULE)
            self._canvas.setStrokeColorRGB(*stroke)
        arguments = (x, self._height - top - height, width, height)
        painted = {"fill": int(fill is not None), "stroke": int(stroke is not None)}
        if radius:
            self._canvas.roundRect(*arguments, radius, **painted)
        else:
            self._canvas.rect(*arguments, **painted)

    def check_box(self, x: float, middle: float, size: float, *, ticked: bool) -> None:
        """Draw a check box as vectors: the fonts have no such character."""
        top = middle - size / 2
        self.box(x, top, size, size, fill=WHITE, stroke=INK)
        if not ticked:
            return
        path = self._canvas.beginPath()
        path.moveTo(x + size * 0.18, self._height - (top + size * 0.52))
        path.lineTo(x + size * 0.42, self._height - (top + size * 0.77))
        path.lineTo(x + size * 0.84, self._height - (top + size * 0.22))
        self._canvas.setLineWidth(1.1)
        self._canvas.setStrokeColorRGB(*INK)
        self._canvas.drawPath(path, fill=0, stroke=1)

    def rectangles(self, boxes: Iterable[tuple[float, float, float, float]]) -> None:
        """Fill many black rectangles (x, top, width, height) as one path."""
        path = self._canvas.beginPath()
        for x, top, width, height in boxes:
            path.rect(x, self._height - top - height, width, height)
        self._canvas.setFillColorRGB(0, 0, 0)
        self._canvas.drawPath(path, fill=1, stroke=0)

    def outlines(self, polygons: Iterable[Sequence[tuple[float, float]]]) -> None:
        """Fill closed outlines in ink colour; where one crosses itself it stays filled."""
        self._canvas.setFillColorRGB(*INK)
        for polygon in polygons:
            if len(polygon) < 3:
                continue
            path = self._canvas.beginPath()
            path.moveTo(polygon[0][0], self._height - polygon[0][1])
            for x, top in polygon[1:]:
                path.lineTo(x, self._height - top)
            path.close()
            self._canvas.drawPath(path, fill=1, stroke=0, fillMode=_NONZERO_WINDING)

    def watermark(self, text: str, style: Style, degrees: float) -> None:
        """Write a text across the middle of the page."""
        self._canvas.saveState()
        self._canvas.translate(self._width / 2, self._height / 2)
        self._canvas.rotate(degrees)
        line = self._canvas.beginText(-self.width(text, style) / 2, -style.size * _BASELINE)
        line.setFillColorRGB(*style.colour)
        for font_name, piece in self.fonts.runs(text, bold=style.bold):
            line.setFont(font_name, style.size)
            line.textOut(piece)
        self._canvas.drawText(line)
        self._canvas.restoreState()
