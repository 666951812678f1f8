# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The visit sheet on A4 (现场服务记录单): frozen content in, PDF bytes out (R-076 to R-078)."""

from collections.abc import Iterator, Sequence

import msgspec

from branchdesk.domain.errors import UserError
from branchdesk.domain.sheet import Addendum, FrozenSheet, SheetContent, SheetSignature
from branchdesk.domain.text import T, Text, Translator
from branchdesk.reports.fonts import FontBook
from branchdesk.reports.geometry import AIRY, CONTENT_WIDTH, DENSE, Density, Style, mm
from branchdesk.reports.page_flow import Placed, flow
from branchdesk.reports.page_frame import Frame, FramePainter
from branchdesk.reports.pen import Pen
from branchdesk.reports.rows import Cell, Row, TableRow, Typesetter, block
from branchdesk.reports.sheet_rows import SheetRows
from branchdesk.reports.signature_row import SignatureRow, SignatureSetter

TITLE = T("Visit sheet", "paper")
_STATEMENT = Style(size=8.6)
_STATEMENT_LEADING = 12.6
_LONGEST_WHOLE_STATEMENT = 12
_NEVER_DRAWN = frozenset({"ink", "qr", "content_hash"})


def require_glyphs(content: SheetContent, fonts: FontBook) -> None:
    """Raise UserError (生僻字) naming every character of the content that cannot be printed."""
    fonts.require_glyphs(_texts(msgspec.to_builtins(content)))


def render_visit_sheet(sheet: FrozenSheet, fonts: FontBook, translator: Translator) -> bytes:
    """Return the PDF of a frozen sheet; equal input gives equal bytes on every run.

    ``translator`` is the one of the paper's language. Raises UserError when the content is not
    what was frozen, when a character cannot be printed, or when stored strokes are damaged.
    """
    if sheet.content.content_hash() != sheet.content_hash:
        raise UserError(
            T("This sheet is not what was signed"),
            T("The content of {number} differs from what was frozen.",
              number=sheet.content.number),
            T("It is not printed. Please restore from a backup or ask for the sheet again."),
        )  # fmt: skip
    fonts.require_glyphs(_texts(msgspec.to_builtins(sheet)))
    return _SheetPaper(sheet, fonts, translator).render()


def _texts(value: object) -> Iterator[str]:
    """Yield every text that is drawn somewhere in the built-in form of a sheet."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in _NEVER_DRAWN:
                yield from _texts(part)
    elif isinstance(value, Sequence):
        for part in value:
            yield from _texts(part)


class _SheetPaper:
    """One sheet being laid out."""

    def __init__(self, sheet: FrozenSheet, fonts: FontBook, translator: Translator) -> None:
        self._sheet = sheet
        self._fonts = fonts
        self._translator = translator
        self._typesetter = Typesetter(fonts)
        self._painter = FramePainter(
            sheet_frame(
                sheet.content, translator, qr=sheet.qr, frozen_at=sheet.frozen_at,
                content_hash=sheet.content_hash,
            ),
            self._typesetter,
            translator,
        )  # fmt: skip

    def render(self) -> bytes:
        """Lay out everything, then draw: the pages must be counted first."""
        content = self._sheet.content
        pages = self._sheet_pages(AIRY)
        if len(pages) > 1 and len(dense := self._sheet_pages(DENSE)) < len(pages):
            pages = dense
        papers = [(self._word(TITLE), self._sheet.qr, pages)]
        supplement = T("Supplement page (to {number})", "paper", number=content.number)
        papers += [
            (self._word(supplement), "", self._addendum(addendum))
            for addendum in self._sheet.addenda
        ]
        total = sum(len(pages) for _, _, pages in papers)
        pen = sheet_pen(content, self._fonts, self._translator)
        first = 1
        for title, qr, pages in papers:
            self._painter.draw_pages(pen, pages, first, total, title=title, qr=qr)
            first += len(pages)
        return pen.finish()

    def _sheet_pages(self, density: Density) -> list[list[Placed]]:
        sheet = self._sheet
        rows_of = SheetRows(sheet.content, self._typesetter, self._translator, density)
        people = [
            (T("Customer's signature", "paper"), sheet.customer),
            (T("Engineer's signature", "paper"), sheet.engineer),
        ]
        if sheet.acceptance is not None:
            people.insert(1, (T("Department head's signature", "paper"), sheet.acceptance))
        signatures, explanations = self._signature_rows(
            people, rows_of, density, seal_on_first=True
        )
        rows: list[Row] = [*rows_of.customer(), *rows_of.times(), *rows_of.problem()]
        keep_from: list[int] = []
        work = rows_of.work()
        if work:
            keep_from.append(len(rows))
        rows += [*work, *rows_of.parts_and_charge(), *rows_of.data_and_photos()]
        result, opinion = rows_of.result(), rows_of.opinion()
        for part in (result, opinion if result else block(opinion, density.gap)):
            if part:
                keep_from.append(len(rows))
            rows += part
        rows += explanations
        if self._painter.notice_is_too_long:
            rows += rows_of.note(T("Privacy notice", "paper"), sheet.content.privacy_notice)
        keep_from.append(len(rows) - 1)
        if sheet.content.statement:
            keep_from.append(len(rows))
            rows.append(statement_row(sheet.content.statement, self._typesetter))
        rows += signatures
        signed = len(rows) - 1
        rows += rows_of.note(T("Waiver of signature", "paper"), sheet.waiver)
        rows += rows_of.note(T("Branch review", "paper"), sheet.review)
        return flow(rows, self._painter.room, keep_from, signed)

    def _addendum(self, addendum: Addendum) -> list[list[Placed]]:
        rows_of = SheetRows(self._sheet.content, self._typesetter, self._translator, AIRY)
        people = [(T("Signature", "paper"), signature) for signature in addendum.signatures]
        signatures, explanations = self._signature_rows(people, rows_of, AIRY, seal_on_first=False)
        rows: list[Row] = [
            *rows_of.supplement(addendum),
            *explanations,
        ]
        last_text = len(rows) - 1
        rows += signatures
        return flow(rows, self._painter.room, [last_text], len(rows) - 1)

    def _signature_rows(
        self,
        people: Sequence[tuple[Text, SheetSignature]],
        rows_of: SheetRows,
        density: Density,
        *,
        seal_on_first: bool,
    ) -> tuple[list[Row], list[Row]]:
        """Return the rows of boxes and the rows with what was too long for its box."""
        setter = SignatureSetter(self._typesetter, self._translator, density)
        columns = 3 if len(people) == 3 else 2
        boxes, explanations = [], []
        for index, (title, signature) in enumerate(people):
            box, too_long = setter.box(
                self._word(title), signature, columns, seal=seal_on_first and index == 0
            )
            boxes.append(box)
            explanations += rows_of.note(title, too_long)
        rows = [
            SignatureRow(tuple(boxes[start : start + columns]), columns=columns)
            for start in range(0, len(boxes), columns)
        ]
        if rows:
            rows[0] = msgspec.structs.replace(rows[0], gap_before=density.gap)
        return list(rows), list(explanations)

    def _word(self, text: Text) -> str:
        return self._translator.render(text)


def statement_row(statement: str, typesetter: Typesetter) -> TableRow:
    """Return the sentences above the signatures, whole unless they are a document of their own."""
    lines = tuple(typesetter.lines(statement, CONTENT_WIDTH, _STATEMENT))
    return TableRow(
        (Cell(CONTENT_WIDTH, lines),),
        gap_before=mm(2.4),
        leading=_STATEMENT_LEADING,
        padding=0.0,
        ruled=False,
        whole=len(lines) <= _LONGEST_WHOLE_STATEMENT,
    )


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
        check_code=content.check_code(),
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
