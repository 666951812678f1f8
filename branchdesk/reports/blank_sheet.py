# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A numbered visit sheet to be signed on paper, empty or filled (R-073).

It carries number, check code and QR code like the sheet signed on the screen, so that the scan
that comes back can be matched.
"""

from branchdesk.domain.sheet import SheetContent
from branchdesk.domain.text import T, Translator
from branchdesk.reports.fonts import FontBook
from branchdesk.reports.geometry import AIRY, BY_HAND, DENSE, Density
from branchdesk.reports.page_flow import Placed, flow
from branchdesk.reports.page_frame import FramePainter
from branchdesk.reports.rows import Row, Typesetter, block
from branchdesk.reports.sheet_rows import SheetRows
from branchdesk.reports.signature_row import SignatureRow, SignatureSetter
from branchdesk.reports.visit_sheet import (
    TITLE,
    require_glyphs,
    sheet_frame,
    sheet_pen,
)
from branchdesk.reports.visit_sheet_pages import statement_row

PAPER_STATEMENT = T(
    "I have read the above and it agrees with the facts. My signature confirms this service only"
    " and does not limit later opinions or complaints.",
    "paper",
)


def render_blank_sheet(
    content: SheetContent, qr: str, fonts: FontBook, translator: Translator, *, by_hand: bool
) -> bytes:
    """Return the PDF of a sheet with lines for signatures, department, telephone and date.

    ``by_hand`` leaves room to write in every block without data; otherwise what is empty takes no
    place and only the signatures are open, so that nothing can be added above them. Choices of the
    content are drawn as they are; pass them unticked for an empty sheet. Above the lines stands the
    statement for paper instead of the content's, which is about signing on the screen. Raises
    UserError when a character cannot be printed.
    """
    require_glyphs(content, fonts)
    typesetter = Typesetter(fonts)
    painter = FramePainter(sheet_frame(content, translator, qr=qr), typesetter, translator)
    blank = _BlankSheet(content, typesetter, translator, painter, by_hand=by_hand)
    pages = blank.pages(BY_HAND if by_hand else AIRY)
    if not by_hand and len(pages) > 1 and len(dense := blank.pages(DENSE)) < len(pages):
        pages = dense
    pen = sheet_pen(content, fonts, translator)
    title = translator.render(TITLE)
    painter.draw_pages(pen, pages, title=title, qr=qr)
    return pen.finish()


class _BlankSheet:
    """One sheet to be signed on paper, being laid out."""

    def __init__(
        self,
        content: SheetContent,
        typesetter: Typesetter,
        translator: Translator,
        painter: FramePainter,
        *,
        by_hand: bool,
    ) -> None:
        self._content = content
        self._typesetter = typesetter
        self._translator = translator
        self._painter = painter
        self._by_hand = by_hand

    def pages(self, density: Density) -> list[list[Placed]]:
        """Return the rows on their pages, set as densely as told."""
        content = self._content
        rows_of = SheetRows(
            content, self._typesetter, self._translator, density, by_hand=self._by_hand
        )
        rows: list[Row] = [*rows_of.customer(), *rows_of.times(), *rows_of.problem()]
        keep_from = []
        work = rows_of.work()
        if work:
            keep_from.append(len(rows))
        rows += [*work, *rows_of.parts_and_charge(), *rows_of.data_and_photos()]
        result, opinion = rows_of.result(), rows_of.opinion()
        keep_from.append(len(rows))
        rows += [*result, *(opinion if result else block(opinion, density.gap))]
        if self._painter.notice_is_too_long:
            rows += rows_of.note(T("Privacy notice", "paper"), content.privacy_notice)
        keep_from.append(len(rows))
        statement = self._translator.render(PAPER_STATEMENT)
        rows.append(statement_row(statement, self._typesetter))
        setter = SignatureSetter(self._typesetter, self._translator, density)
        customer = self._translator.render(T("Customer's signature (stamp)", "paper"))
        engineer = self._translator.render(T("Engineer's signature", "paper"))
        boxes = (
            setter.paper_box(customer, content.contact, seal=True),
            setter.paper_box(engineer, content.engineers),
        )
        rows.append(SignatureRow(boxes, gap_before=density.gap))
        return flow(rows, self._painter.room, keep_from, len(rows) - 1)
