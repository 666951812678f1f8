# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Copies of finished papers: marks laid over them (R-077).

The original is never changed: every function returns a new document.
"""

import io

import pikepdf

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T
from branchdesk.reports.characters import one_line
from branchdesk.reports.copy_mark import draw_copy_mark
from branchdesk.reports.fonts import FontBook
from branchdesk.reports.geometry import Colour, Style
from branchdesk.reports.pen import Pen

_ACROSS_INK: Colour = (0.94, 0.76, 0.76)
_ACROSS_SIZE = 150.0
_ACROSS_SHARE = 0.62  # of the page width


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
        draw_copy_mark(pen, text, size[0])
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
