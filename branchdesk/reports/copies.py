# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Copies of finished papers: marks laid over them, many joined for one print job (R-077).

The original is never changed: every function returns a new document.
"""

import io
from collections.abc import Sequence

import pikepdf

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T
from branchdesk.reports.characters import one_line
from branchdesk.reports.fonts import FontBook
from branchdesk.reports.geometry import Colour, Style, mm
from branchdesk.reports.pen import Pen

_MARK_INK: Colour = (0.70, 0.13, 0.13)
_EDGE = Style(size=9.5, bold=True, colour=_MARK_INK)
_ACROSS_INK: Colour = (0.94, 0.76, 0.76)
_ACROSS_SIZE = 150.0
_ACROSS_SHARE = 0.62  # of the page width
_EDGE_TOP = mm(5.2)
_EDGE_HEIGHT = mm(5.6)
_SIDE = mm(15)


def with_copy_mark(pdf: bytes, mark: str, fonts: FontBook, *, across: bool = False) -> bytes:
    """Return a copy with a mark on every page, such as 客户联 or 补打 第 2 次.

    The mark stands framed at the upper edge; ``across`` writes it large over the page under the
    text (作废). Its text can be searched and copied. Raises UserError when ``pdf`` is no PDF or
    the mark cannot be printed.
    """
    text = one_line(mark)
    fonts.require_glyphs([text])
    with _opened(pdf) as copy:
        marks: dict[tuple[float, float], pikepdf.Object] = {}
        for page in copy.pages:
            left, bottom, right, top = (float(edge) for edge in page.mediabox)
            size = (right - left, top - bottom)
            if size not in marks:
                with _opened(_overlay(text, size, fonts, across=across)) as overlay:
                    marks[size] = copy.copy_foreign(overlay.pages[0].as_form_xobject())
            _lay(page, marks[size], left, bottom, under=across)
        return _saved(copy)


def join_sheets(pdfs: Sequence[bytes]) -> bytes:
    """Return one document with all pages in order, for a single print job.

    Raises UserError when one of them is no PDF and ValueError when there is none.
    """
    if not pdfs:
        raise ValueError("nothing to join")
    with pikepdf.new() as joined:
        sources = [_opened(pdf) for pdf in pdfs]
        try:
            for source in sources:
                joined.pages.extend(source.pages)
            return _saved(joined)
        finally:
            for source in sources:
                source.close()


def _lay(
    page: pikepdf.Page, mark: pikepdf.Object, left: float, bottom: float, *, under: bool
) -> None:
    """Put a mark over or under what the page shows.

    The library's own overlay names the mark at random, so that equal copies would differ.
    """
    resources: pikepdf.Object = page.resources
    taken = set(resources.XObject.keys()) if "/XObject" in resources else set()
    number = next(count for count in range(len(taken) + 1) if f"/CopyMark{count}" not in taken)
    name = page.add_resource(mark, pikepdf.Name.XObject, pikepdf.Name(f"/CopyMark{number}"))
    show = f"q 1 0 0 1 {left:g} {bottom:g} cm {name} Do Q\n".encode("ascii")
    page.contents_add(b"q\n" if not under else show + b"q\n", prepend=True)
    page.contents_add(b"\nQ\n" if under else b"\nQ\n" + show)


def _overlay(text: str, size: tuple[float, float], fonts: FontBook, *, across: bool) -> bytes:
    pen = Pen(fonts, title=text, author="", subject="", page_size=size)
    if across:
        one_point = pen.width(text, Style(size=1, bold=True))
        fitting = min(_ACROSS_SIZE, size[0] * _ACROSS_SHARE / one_point)
        pen.watermark(text, Style(size=fitting, bold=True, colour=_ACROSS_INK), 35)
    else:
        # Centred, so that it meets neither the company nor the QR code.
        middle = size[0] / 2
        shown = pen.shortened(text, size[0] - 2 * _SIDE, _EDGE)
        width = pen.width(shown, _EDGE)
        pen.box(
            middle - width / 2 - mm(2.4), _EDGE_TOP - _EDGE_HEIGHT / 2, width + mm(4.8),
            _EDGE_HEIGHT, stroke=_MARK_INK, radius=mm(0.8),
        )  # fmt: skip
        pen.text_centred(middle, _EDGE_TOP, shown, _EDGE)
    pen.end_page()
    return pen.finish()


def _opened(pdf: bytes) -> pikepdf.Pdf:
    try:
        return pikepdf.open(io.BytesIO(pdf))
    except pikepdf.PdfError as error:
        raise UserError(
            T("The PDF file cannot be read"),
            T("The paper is damaged or not a PDF file."),
            T("Please make it again from the record."),
        ) from error


def _saved(document: pikepdf.Pdf) -> bytes:
    stream = io.BytesIO()
    document.save(stream, deterministic_id=True)
    return stream.getvalue()
