# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of a PDF as pixels, for the preview and for printers that take no PDF.

PDFium works in one thread at a time: call this from one lane only.
"""

from types import TracebackType
from typing import Self

import msgspec
import pypdfium2

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T

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
        try:
            self._document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise UserError(
                T("The PDF file cannot be read"),
                T("The paper is damaged or not a PDF file."),
                T("Please make it again from the record."),
            ) from error

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
        self._document.close()

    @property
    def page_count(self) -> int:
        """The number of pages."""
        return len(self._document)

    def size_mm(self, index: int) -> tuple[float, float]:
        """Return width and height of a page in mm."""
        width, height = self._document.get_page_size(index)
        return (width / POINTS_PER_INCH * 25.4, height / POINTS_PER_INCH * 25.4)

    def picture(self, index: int, dpi: float) -> PagePicture:
        """Return a page on white at a resolution in dots per inch; ``index`` counts from 0."""
        page = self._document[index]
        try:
            bitmap = page.render(scale=dpi / POINTS_PER_INCH, rev_byteorder=True)
            width, height, stride = bitmap.width, bitmap.height, bitmap.stride
            raw = bytes(bitmap.buffer)
            bitmap.close()
        finally:
            page.close()
        used = width * 3
        if stride != used:
            raw = b"".join(raw[row * stride : row * stride + used] for row in range(height))
        return PagePicture(width, height, raw)


def page_count(pdf: bytes) -> int:
    """Return the number of pages; raises UserError when the PDF cannot be read."""
    with PageSource(pdf) as source:
        return source.page_count
