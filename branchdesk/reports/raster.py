# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of a PDF as pixels, for the preview and for printers that take no PDF.

Any thread may ask; PDFium answers one after the other.
"""

import weakref
from contextlib import closing
from types import TracebackType
from typing import Self

import msgspec
import pypdfium2

from branchdesk.reports.pdfium import close, pdfium

POINTS_PER_INCH = 72


class PagePicture(msgspec.Struct, frozen=True):
    """A page in pixels: rows from the top, three bytes (red, green, blue) each, without padding."""

    width: int
    height: int
    pixels: bytes


class PageSource:
    """An open PDF whose pages are turned into pixels; a context manager."""

    def __init__(self, pdf: bytes) -> None:
        """Open the document; raises UserError when it cannot be read."""
        with pdfium():
            self._document = pypdfium2.PdfDocument(pdf)
        # Whoever forgets to close must not have it closed by the collector in the middle of
        # another thread's drawing.
        self._close = weakref.finalize(self, close, self._document)
        self._close.atexit = False  # the library gives everything back by itself then

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the document."""
        self._close()

    @property
    def page_count(self) -> int:
        """The number of pages."""
        with pdfium():
            return len(self._document)

    def size_mm(self, index: int) -> tuple[float, float]:
        """Return width and height of a page in mm."""
        with pdfium():
            width, height = self._document.get_page_size(index)
        return (width / POINTS_PER_INCH * 25.4, height / POINTS_PER_INCH * 25.4)

    def picture(self, index: int, dpi: float) -> PagePicture:
        """Return a page on white at a resolution in dots per inch; ``index`` counts from 0."""
        scale = dpi / POINTS_PER_INCH
        with (
            pdfium(),
            closing(self._document[index]) as page,
            closing(page.render(scale=scale, rev_byteorder=True)) as bitmap,
        ):
            width, height, stride = bitmap.width, bitmap.height, bitmap.stride
            raw = bytes(bitmap.buffer)
        used = width * 3
        if stride != used:
            raw = b"".join(raw[row * stride : row * stride + used] for row in range(height))
        return PagePicture(width, height, raw)


def page_count(pdf: bytes) -> int:
    """Return the number of pages; raises UserError when the PDF cannot be read."""
    with PageSource(pdf) as source:
        return source.page_count
