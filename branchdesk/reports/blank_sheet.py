# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A numbered visit sheet to be signed on paper, empty or filled (R-073).

It carries number, check code and QR code like the sheet signed on the screen, so that the scan
that comes back can be matched.
"""

from branchdesk.domain.sheet import SheetContent
from branchdesk.domain.text import T, Translator
from branchdesk.reports.fonts import FontBook
from branchdesk.reports.geometry import BLOCK_GAP
from branchdesk.reports.page_flow import flow
from branchdesk.reports.page_frame import FramePainter
from branchdesk.reports.rows import Row, Typesetter, block
from branchdesk.reports.sheet_rows import SheetRows
from branchdesk.reports.signature_row import SignatureRow, SignatureSetter
from branchdesk.reports.visit_sheet import (
    TITLE,
    require_glyphs,
    sheet_frame,
    sheet_pen,
    statement_row,
)

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
    content are drawn as they are; pass them unticked for an empty sheet. An empty statement is
    replaced by the one for paper. Raises UserError when a character cannot be printed.
    """
    require_glyphs(content, fonts)
    typesetter = Typesetter(fonts)
    rows_of = SheetRows(content, typesetter, translator, by_hand=by_hand)
    painter = FramePainter(sheet_frame(content, translator, qr=qr), typesetter, translator)
    setter = SignatureSetter(typesetter, translator)
    customer = translator.render(T("Customer's signature (stamp)", "paper"))
    engineer = translator.render(T("Engineer's signature", "paper"))
    rows: list[Row] = [*rows_of.customer(), *rows_of.times(), *rows_of.problem()]
    keep_from = []
    work = rows_of.work()
    if work:
        keep_from.append(len(rows))
    rows += [*work, *rows_of.parts_and_charge(), *rows_of.data_and_photos()]
    result = rows_of.result()
    keep_from.append(len(rows))
    rows += result
    rows += rows_of.opinion() if result else block(rows_of.opinion())
    if painter.notice_is_too_long:
        rows += rows_of.note(T("Privacy notice", "paper"), content.privacy_notice)
    keep_from.append(len(rows))
    statement = content.statement or translator.render(PAPER_STATEMENT)
    rows.append(statement_row(statement, typesetter))
    rows.append(
        SignatureRow(
            (
                setter.paper_box(customer, content.contact, seal=True),
                setter.paper_box(engineer, content.engineers),
            ),
            gap_before=BLOCK_GAP,
        )
    )
    pages = flow(rows, painter.room, keep_from, len(rows) - 1)
    pen = sheet_pen(content, fonts, translator)
    title = translator.render(TITLE)
    painter.draw_pages(pen, pages, 1, len(pages), title=title, qr=qr)
    return pen.finish()
