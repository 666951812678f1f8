# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The pages of a visit sheet: as many under any signatures as were counted before them (R-070).

The statement above the signatures names the number of pages. So the sheet is laid out with room
for the boxes and a line of review, whether they are there yet or not.
"""

from collections.abc import Sequence

import msgspec

from branchdesk.domain.sheet import Addendum, FrozenSheet, SheetContent, SheetSignature
from branchdesk.domain.text import T, Text, Translator
from branchdesk.reports.geometry import AIRY, CONTENT_WIDTH, DENSE, Density, Style, mm
from branchdesk.reports.page_flow import KeptBlock, Placed, flow
from branchdesk.reports.page_frame import FramePainter
from branchdesk.reports.rows import Cell, Row, TableRow, Typesetter, block
from branchdesk.reports.sheet_rows import SheetRows
from branchdesk.reports.signature_row import (
    SEE_ABOVE,
    SignatureRow,
    SignatureSetter,
    reserved_height,
)

Pages = list[list[Placed]]

_STATEMENT = Style(size=8.6)
_STATEMENT_LEADING = 12.6
_LONGEST_WHOLE_STATEMENT = 12
_SEE_ATTACHED = T("See the attached page", "paper")
_NOBODY = SheetSignature("", "", "", "", None, "")


class SheetPages:
    """One sheet being laid out."""

    def __init__(
        self,
        content: SheetContent,
        typesetter: Typesetter,
        translator: Translator,
        painter: FramePainter,
    ) -> None:
        """Lay out the content above open boxes; the second density is taken if it saves a page."""
        self._content = content
        self._typesetter = typesetter
        self._translator = translator
        self._painter = painter
        self._density = AIRY
        self._above: dict[Density, tuple[list[Row], list[int]]] = {}
        self.count = len(self._open(AIRY))
        """The pages of the sheet, whoever signs it."""
        if self.count > 1 and (fewer := len(self._open(DENSE))) < self.count:
            self._density, self.count = DENSE, fewer

    def signed(self, sheet: FrozenSheet) -> tuple[Pages, Pages]:
        """Return the sheet's pages and those for what came later and found no room on them."""
        people = [
            (T("Customer's signature", "paper"), sheet.customer),
            (T("Engineer's signature", "paper"), sheet.engineer),
        ]
        if sheet.acceptance is not None:
            people.insert(1, (T("Department head's signature", "paper"), sheet.acceptance))
        rows_of = self._rows_of(self._density)
        later = [
            *rows_of.note(T("Waiver of signature", "paper"), sheet.waiver),
            *rows_of.note(T("Branch review", "paper"), sheet.review),
        ]
        boxes, too_long = self._boxes(people, self._density)
        end = self._end((*boxes, *later))
        if not too_long and end.height <= self._painter.room.next_height:
            pages = self._pages(self._density, end)
            if len(pages) == self.count:
                return pages, []
        boxes, too_long = self._boxes(people, self._density, tight=True)
        pages = self._pages(self._density, self._end(boxes))
        attached: list[Row] = [*too_long, *later]
        if not attached:
            return pages, []
        return pages, flow([*rows_of.whose(), *attached], self._painter.room)

    def supplement(self, addendum: Addendum) -> Pages:
        """Return the pages of a supplement with its own signatures."""
        people = [(T("Signature", "paper"), signature) for signature in addendum.signatures]
        boxes, explanations = self._boxes(people, AIRY, seal=False, elsewhere=SEE_ABOVE)
        rows_of = self._rows_of(AIRY)
        rows: list[Row] = [*rows_of.whose(), *rows_of.supplement(addendum), *explanations]
        last_text = len(rows) - 1
        rows += boxes
        return flow(rows, self._painter.room, [last_text], len(rows) - 1)

    def _open(self, density: Density) -> Pages:
        box, _ = self._setter(density).box("", _NOBODY, 2)
        row = SignatureRow((box,), gap_before=density.gap)
        return self._pages(density, KeptBlock((row,), _reserved(density)))

    def _end(self, rows: Sequence[Row]) -> KeptBlock:
        return KeptBlock(tuple(rows), _reserved(self._density))

    def _pages(self, density: Density, end: KeptBlock) -> Pages:
        if density not in self._above:
            self._above[density] = self._rows_above(density)
        rows, keep_from = self._above[density]
        return flow([*rows, end], self._painter.room, keep_from, len(rows))

    def _rows_above(self, density: Density) -> tuple[list[Row], list[int]]:
        """Return what stands above the signatures, and where what stays with them may begin."""
        content, rows_of = self._content, self._rows_of(density)
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
        if self._painter.notice_is_too_long:
            rows += rows_of.note(T("Privacy notice", "paper"), content.privacy_notice)
        keep_from.append(len(rows) - 1)
        if content.statement:
            keep_from.append(len(rows))
            rows.append(statement_row(content.statement, self._typesetter))
        return rows, keep_from

    def _boxes(
        self,
        people: Sequence[tuple[Text, SheetSignature]],
        density: Density,
        *,
        seal: bool = True,
        tight: bool = False,
        elsewhere: Text = _SEE_ATTACHED,
    ) -> tuple[list[Row], list[Row]]:
        """Return the rows of boxes and the rows with what was too long for its box.

        With ``seal`` the first box has a place for the stamp.
        """
        setter, rows_of = self._setter(density), self._rows_of(density)
        columns = 3 if len(people) == 3 else 2
        boxes, explanations = [], []
        for index, (title, signature) in enumerate(people):
            box, too_long = setter.box(
                self._translator.render(title), signature, columns,
                seal=seal and index == 0, tight=tight, elsewhere=elsewhere,
            )  # fmt: skip
            boxes.append(box)
            explanations += rows_of.note(title, too_long)
        rows = [
            SignatureRow(tuple(boxes[start : start + columns]), columns=columns)
            for start in range(0, len(boxes), columns)
        ]
        if rows:
            rows[0] = msgspec.structs.replace(rows[0], gap_before=density.gap)
        return list(rows), list(explanations)

    def _setter(self, density: Density) -> SignatureSetter:
        return SignatureSetter(self._typesetter, self._translator, density)

    def _rows_of(self, density: Density) -> SheetRows:
        return SheetRows(self._content, self._typesetter, self._translator, density)


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


def _reserved(density: Density) -> float:
    """Return the height for the boxes and a review of one line below them."""
    review = density.gap + density.leading + 2 * density.padding
    return reserved_height(density) + review
