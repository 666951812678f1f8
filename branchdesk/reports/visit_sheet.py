# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The visit sheet on A4 (现场服务记录单): frozen content in, PDF bytes out (R-076 to R-078)."""

from collections.abc import Iterator, Sequence

import msgspec

from branchdesk.domain.errors import UserError
from branchdesk.domain.sheet import FrozenSheet, SheetContent
from branchdesk.domain.signature import check_code
from branchdesk.domain.text import T, Translator
from branchdesk.reports.characters import one_line
from branchdesk.reports.fonts import FontBook
from branchdesk.reports.page_frame import Frame, FramePainter, end_copy_page
from branchdesk.reports.pen import Pen
from branchdesk.reports.rows import Typesetter
from branchdesk.reports.visit_sheet_pages import SheetPages

TITLE = T("Visit sheet", "paper")
_NEVER_DRAWN = frozenset({"ink", "qr", "content_hash"})


def require_glyphs(content: SheetContent, fonts: FontBook) -> None:
    """Raise UserError (生僻字) naming every character of the content that cannot be printed."""
    fonts.require_glyphs(_texts(content))


def render_visit_sheet(sheet: FrozenSheet, fonts: FontBook, translator: Translator) -> bytes:
    """Return the PDF of a frozen sheet; equal input gives equal bytes on every run.

    ``translator`` is the one of the paper's language. Raises UserError when the content is not
    what was frozen or when a character cannot be printed.
    """
    _require_printable(sheet, fonts)
    pen = sheet_pen(sheet.content, fonts, translator)
    _draw(pen, sheet, fonts, translator)
    return pen.finish()


class SheetJob:
    """Copies of many frozen sheets as one document for the printer (R-077).

    The fonts stand in it once. Equal sheets with equal marks in the same order give equal bytes.
    """

    def __init__(self, fonts: FontBook, translator: Translator) -> None:
        """Begin the document; ``translator`` is the one of the paper's language."""
        self._fonts = fonts
        self._translator = translator
        self._pen = Pen(fonts, title=translator.render(TITLE), author="", subject="")

    def add(self, sheet: FrozenSheet, marks: Sequence[str]) -> None:
        """Add copies of a sheet, each with its mark, such as 客户联; an empty one is an original.

        Raises what rendering does.
        """
        _require_printable(sheet, self._fonts)
        self._fonts.require_glyphs(marks)
        pages: list[tuple[str, ...]] = []
        for mark in map(one_line, marks):
            if not pages:
                pages = _draw(self._pen, sheet, self._fonts, self._translator, mark)
                continue
            for page in pages:
                self._pen.repeat(page)
                end_copy_page(self._pen, mark)

    def finish(self) -> bytes:
        """Return the PDF of all copies in their order; ValueError when there is none."""
        if not self._pen.pages:
            raise ValueError("nothing to print")
        return self._pen.finish()


def _require_printable(sheet: FrozenSheet, fonts: FontBook) -> None:
    if sheet.content.content_hash() != sheet.content_hash:
        raise UserError(
            T("This sheet is not what was signed"),
            T("The content of {number} differs from what was frozen.",
              number=sheet.content.number),
            T("It is not printed. Please restore from a backup or ask for the sheet again."),
        )  # fmt: skip
    fonts.require_glyphs(_texts(sheet))


def _texts(value: object) -> Iterator[str]:
    """Yield every text that is drawn somewhere of a sheet or a part of it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            if name not in _NEVER_DRAWN:
                yield from _texts(getattr(value, name))


def count_pages(content: SheetContent, fonts: FontBook, translator: Translator) -> int:
    """Return how many pages the sheet of this content has under any signatures (R-070).

    Supplement pages and an attached page for what came after the signing are papers of their own.
    Raises UserError when a character cannot be printed.
    """
    require_glyphs(content, fonts)
    typesetter = Typesetter(fonts)
    painter = FramePainter(sheet_frame(content, translator, qr=""), typesetter, translator)
    return SheetPages(content, typesetter, translator, painter).count


def _draw(
    pen: Pen, sheet: FrozenSheet, fonts: FontBook, translator: Translator, mark: str = ""
) -> list[tuple[str, ...]]:
    """Lay out everything, then draw: the pages must be counted first.

    Returns what stands on the pages without the mark.
    """
    content, typesetter = sheet.content, Typesetter(fonts)
    frame = sheet_frame(
        content, translator, qr=sheet.qr, frozen_at=sheet.frozen_at,
        content_hash=sheet.content_hash,
    )  # fmt: skip
    painter = FramePainter(frame, typesetter, translator)
    laid_out = SheetPages(content, typesetter, translator, painter)
    pages, attached = laid_out.signed(sheet)
    supplement = T("Supplement page (to {number})", "paper", number=content.number)
    later = [(supplement, laid_out.supplement(addendum)) for addendum in sheet.addenda]
    if attached:
        title = T("Attached page (to {number})", "paper", number=content.number)
        later.insert(0, (title, attached))
    # The statement that was signed names the pages of the sheet alone, so it counts alone.
    drawn = painter.draw_pages(
        pen, pages, title=translator.render(TITLE), qr=sheet.qr, mark=mark,
        attached=sum(len(more) for _, more in later),
    )  # fmt: skip
    for title, more in later:
        drawn += painter.draw_pages(pen, more, title=translator.render(title), qr="", mark=mark)
    return drawn


def sheet_frame(
    content: SheetContent,
    translator: Translator,
    *,
    qr: str,
    frozen_at: str = "",
    content_hash: str = "",
) -> Frame:
    """Return what stands around a sheet of this content."""
    return Frame(
        title=translator.render(TITLE),
        company=content.company,
        branch=content.branch,
        service_phone=content.service_phone,
        complaint_phone=content.complaint_phone,
        number=content.number,
        record_number=content.record_number,
        check_code=check_code(content_hash or content.content_hash()),
        qr=qr,
        customer=content.customer,
        privacy_notice=content.privacy_notice,
        template_version=content.template_version,
        content_hash=content_hash,
        frozen_at=frozen_at,
        demo=content.demo,
    )


def sheet_pen(content: SheetContent, fonts: FontBook, translator: Translator) -> Pen:
    """Begin the document of a sheet with its document information."""
    title = translator.render(TITLE)
    subject = f"{title} {content.number}"
    if content.record_number:
        linked = T("Record {number}", "paper", number=content.record_number)
        subject += f" · {translator.render(linked)}"
    return Pen(fonts, title=f"{title} {content.number}", author=content.branch, subject=subject)
