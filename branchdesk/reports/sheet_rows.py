# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The blocks of a visit sheet as rows, from the customer down to the opinion (R-076).

What has no data takes no place, except on a sheet that is filled in by hand.
"""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from branchdesk.domain.kinds.values import SATISFACTIONS
from branchdesk.domain.money import capital_amount, plain_amount, yuan
from branchdesk.domain.sheet import Addendum, PartLine, SheetContent
from branchdesk.domain.text import T, Text, Translator
from branchdesk.reports.characters import one_line
from branchdesk.reports.geometry import BODY, CONTENT_WIDTH, LABEL, PADDING_X, SMALL, Density, mm
from branchdesk.reports.rows import Cell, Line, Span, TableRow, Typesetter, block

LABEL_WIDTH = mm(21)
_SHORT_LABEL_WIDTH = mm(11)
_PART_WIDTHS = tuple(mm(width) for width in (58, 37, 37, 16, 32))
_EMPTY_PARTS = 3
_EMPTY_WORK_LINES = 7
_EMPTY_OPINION_LINES = 2
_TIME_GAP = mm(2.5)


class Field(msgspec.Struct, frozen=True):
    """A named value in a row; ``share`` is its part of the row's width for values."""

    label: Text
    value: str
    share: float = 1.0


class SheetRows:
    """Builds the rows of one sheet; ``by_hand`` leaves room to write where there is no data."""

    def __init__(
        self,
        content: SheetContent,
        typesetter: Typesetter,
        translator: Translator,
        density: Density,
        *,
        by_hand: bool = False,
    ) -> None:
        """Keep what is set and with what."""
        self._density = density
        self._content = content
        self._typesetter = typesetter
        self._translator = translator
        self._by_hand = by_hand

    def customer(self) -> list[TableRow]:
        """Who was visited and for which product."""
        content = self._content
        service = " · ".join(part for part in (content.service_type, content.warranty) if part)
        return self._block(
            [
                *self._fields(
                    Field(T("Customer", "paper"), content.customer, 1.9),
                    Field(T("Contact", "paper"), content.contact),
                ),
                *self._fields(
                    Field(T("Address", "paper"), content.address, 1.9),
                    Field(T("Telephone", "paper"), content.contact_phone),
                ),
                *self._fields(
                    Field(T("Product and version", "paper"), content.product),
                    Field(T("Serial number", "paper"), content.serial, 0.8),
                    Field(T("Kind of service", "paper"), service, 0.93),
                ),
            ]
        )

    def whose(self) -> list[TableRow]:
        """Whose sheet it is, on a page that may be handed over without the sheet."""
        content = self._content
        return self._block(
            self._fields(
                Field(T("Customer", "paper"), content.customer, 1.9),
                Field(T("Contact", "paper"), content.contact),
            )
        )

    def times(self) -> list[TableRow]:
        """When, by whom and before whose eyes."""
        content = self._content
        labour = ""
        if content.labour_hours:
            labour = self._word(T("{hours} h", "paper", hours=content.labour_hours))
        engineers = [content.engineers]
        if content.badge_shown:
            engineers.append(self._word(T("service badge shown", "paper")))
        if content.engineer_contact:
            left = T("telephone {phone} left with the customer", "paper",
                     phone=content.engineer_contact)  # fmt: skip
            engineers.append(self._word(left))
        who = engineers[0]
        if engineers[1:]:
            remarks = self._word(T(", ", "paper")).join(engineers[1:])
            who = self._word(T("{text} ({remark})", "paper", text=who, remark=remarks))
        return self._block(
            [
                *self._fields(
                    Field(T("Appointment", "paper"), content.appointment),
                    Field(T("Departure", "paper"), content.departed),
                    Field(T("Arrival", "paper"), content.arrived),
                    Field(T("Leaving", "paper"), content.left),
                    Field(T("Labour", "paper"), labour, 0.72),
                    label_width=_SHORT_LABEL_WIDTH,
                ),
                *self._fields(Field(T("Engineers", "paper"), who)),
                *self._fields(
                    Field(T("Place", "paper"), content.location, 1.0),
                    Field(T("People present", "paper"), content.present_people, 1.2),
                ),
            ]
        )

    def problem(self) -> list[TableRow]:
        """What was wrong and what was found."""
        content = self._content
        problem = content.problem
        if content.category:
            problem = self._word(
                T("[{category}] {text}", "paper", category=content.category, text=problem)
            )
        room = CONTENT_WIDTH - LABEL_WIDTH - 2 * PADDING_X
        found = self._typesetter.choices(
            ((choice.label, choice.ticked) for choice in content.diagnosis), room
        )
        sentences = [content.diagnosis_text]
        if content.explained:
            sentences.append(self._word(T("Explained to the customer.", "paper")))
        found += self._text_or_room(_joined(sentences), room, 2)
        return self._block(
            [
                *self._text_row(T("Problem", "paper"), problem, empty_lines=2),
                *self._lines_row(T("Findings", "paper"), found),
            ]
        )

    def work(self) -> list[TableRow]:
        """The lines of work, times in a column of their own."""
        room = CONTENT_WIDTH - LABEL_WIDTH - 2 * PADDING_X
        lines: list[Line] = []
        entries = self._content.work
        indent = max((self._typesetter.width(entry.time) for entry in entries), default=0.0)
        indent += _TIME_GAP if indent else 0.0
        for entry in entries:
            time = self._typesetter.lines(entry.time, room)[0]
            first, *others = self._typesetter.lines(entry.text, room - indent, x=indent)
            lines += [(*time, *first), *others]
        if not lines and self._by_hand:
            lines = [()] * _EMPTY_WORK_LINES
        rows = self._lines_row(T("Work done", "paper"), lines)
        return [
            *rows,
            *self._text_row(T("New requests", "paper"), self._content.new_requests, empty_lines=1),
        ]

    def parts_and_charge(self) -> list[TableRow]:
        """Changed parts with amounts, and what the customer pays."""
        rows: list[TableRow] = []
        parts = self._content.parts
        if parts or self._by_hand:
            header = self._part_header()
            rows.append(header)
            rows += [self._part(part, header) for part in parts]
            if not parts:
                empty = [Cell(width, ((),)) for width in _PART_WIDTHS]
                rows += [self._row(empty, repeated=header)] * _EMPTY_PARTS
        invoice = self._content.invoice_number
        fields = [Field(T("Charge", "paper"), self._charge(self._content.charge), 2.2)]
        fields.append(Field(T("Invoice number", "paper"), invoice))
        if self._by_hand and not self._content.charge:
            capitals = self._word(T("In capitals: RMB ", "paper"))
            fields[0] = Field(T("Charge", "paper"), f"{capitals}{'　' * 16}¥", 2.2)
        return self._block([*rows, *self._fields(*fields, keep_empty=False)])

    def data_and_photos(self) -> list[TableRow]:
        """Data that left the customer's house, and the photos taken."""
        content = self._content
        photos = "\n".join(f"{number}. {photo}" for number, photo in enumerate(content.photos, 1))
        return self._block(
            [
                *self._text_row(T("Data taken", "paper"), content.data_taken),
                *self._text_row(T("Consent", "paper"), content.data_consent),
                *self._text_row(T("Return of data", "paper"), content.data_return),
                *self._text_row(T("Photos", "paper"), photos),
            ]
        )

    def result(self) -> list[TableRow]:
        """How the visit ended."""
        content = self._content
        room = CONTENT_WIDTH - LABEL_WIDTH - 2 * PADDING_X
        lines = self._typesetter.choices(
            ((choice.label, choice.ticked) for choice in content.results), room
        )
        sentences = [content.result_text]
        if content.follow_up:
            next_visit = T("Next visit: {time}", "paper", time=content.follow_up)
            sentences.append(self._word(next_visit))
        if content.leave_consent:
            sentences.append(self._word(T("The customer agrees that we leave.", "paper")))
        lines += self._text_or_room(_joined(sentences), room, 1)
        return self._block(self._lines_row(T("Result", "paper"), lines))

    def opinion(self) -> list[TableRow]:
        """The customer's own words, where they come from, and the satisfaction."""
        content = self._content
        if self._by_hand:
            return self._opinion_by_hand()
        has_satisfaction = bool(content.satisfaction)
        satisfaction_width = mm(24) if has_satisfaction else 0.0
        label_width = mm(15) if has_satisfaction else 0.0
        width = CONTENT_WIDTH - LABEL_WIDTH - satisfaction_width - label_width
        lines = self._text_or_room(content.opinion, width - 2 * PADDING_X, 3)
        if content.opinion and content.opinion_source:
            source = self._word(T("(Source: {source})", "paper", source=content.opinion_source))
            lines = self._with_remark(lines, source, width - 2 * PADDING_X)
        if not lines and not content.satisfaction:
            return []
        cells = [
            self._typesetter.label(self._word(T("Customer's opinion", "paper")), LABEL_WIDTH),
            Cell(width, tuple(lines) or ((),)),
        ]
        if has_satisfaction:
            cells += [
                self._typesetter.label(self._word(T("Satisfaction", "paper")), label_width),
                self._typesetter.value(content.satisfaction, satisfaction_width),
            ]
        return [self._row(cells)]

    def _opinion_by_hand(self) -> list[TableRow]:
        """Room for the customer's words, and every satisfaction there is to be ticked."""
        content = self._content
        room = CONTENT_WIDTH - LABEL_WIDTH - 2 * PADDING_X
        labels = [self._word(label) for label in SATISFACTIONS.labels.values()]
        choices = self._typesetter.choices(
            ((label, label == content.satisfaction) for label in labels), room
        )
        return [
            *self._text_row(
                T("Customer's opinion", "paper"), content.opinion, empty_lines=_EMPTY_OPINION_LINES
            ),
            *self._lines_row(T("Satisfaction", "paper"), choices),
        ]

    def supplement(self, addendum: Addendum) -> list[TableRow]:
        """What was added after freezing, by whom and why."""
        return self._block(
            [
                *self._fields(
                    Field(T("Supplement number", "paper"), addendum.number),
                    Field(T("Written at", "paper"), addendum.written_at),
                    Field(T("Written by", "paper"), addendum.author),
                ),
                *self._text_row(T("Reason", "paper"), addendum.reason),
                *self._text_row(T("Supplement", "paper"), addendum.text),
            ]
        )

    def note(self, label: Text, text: str) -> list[TableRow]:
        """A labelled text in a block of its own; nothing for an empty text."""
        return self._block(self._text_row(label, text, by_hand=False))

    def _with_remark(self, lines: Sequence[Line], remark: str, room: float) -> list[Line]:
        """Put a small remark behind the last line, or below when there is no room."""
        *others, last = lines
        end = max(
            (part.x + self._typesetter.width(part.text) for part in last if isinstance(part, Span)),
            default=0.0,
        )
        if end + self._typesetter.width(remark, SMALL) <= room:
            return [*others, (*last, Span(end, one_line(remark), SMALL))]
        return [*lines, *self._typesetter.lines(remark, room, SMALL, "right")]

    def _charge(self, charge: Decimal) -> str:
        if not charge:
            return self._word(T("No charge for this service", "paper"))
        capitals = self._word(T("In capitals: RMB ", "paper"))
        return f"{capitals}{capital_amount(charge)}　{yuan(charge)}"

    def _part_header(self) -> TableRow:
        words = (
            T("Changed part", "paper"),
            T("Old part number", "paper"),
            T("New part number", "paper"),
            T("Quantity", "paper"),
            T("Amount (yuan)", "paper"),
        )
        cells = []
        for word, width in zip(words, _PART_WIDTHS, strict=True):
            lines = self._typesetter.lines(self._word(word), width - 2 * PADDING_X, LABEL, "centre")
            cells.append(Cell(width, tuple(lines), is_label=True))
        return self._row(cells, whole=True)

    def _part(self, part: PartLine, header: TableRow) -> TableRow:
        name, old, new, quantity, amount = _PART_WIDTHS
        return self._row(
            (
                self._typesetter.value(part.name, name),
                self._typesetter.value(part.old_serial, old),
                self._typesetter.value(part.new_serial, new),
                self._typesetter.value(part.quantity, quantity, align="right"),
                self._typesetter.value(plain_amount(part.amount), amount, align="right"),
            ),
            repeated=header,
        )

    def _fields(
        self, *fields: Field, label_width: float = LABEL_WIDTH, keep_empty: bool = True
    ) -> list[TableRow]:
        """One row of named values; empty ones give their place to the others."""
        keep = self._by_hand and keep_empty
        shown = [field for field in fields if field.value or keep]
        if not shown:
            return []
        room = CONTENT_WIDTH - len(shown) * label_width
        shares = sum(field.share for field in shown)
        cells: list[Cell] = []
        for field in shown:
            cells.append(self._typesetter.label(self._word(field.label), label_width))
            cells.append(self._typesetter.value(field.value, room * field.share / shares))
        return [self._row(cells)]

    def _text_row(
        self, label: Text, text: str, *, empty_lines: int = 0, by_hand: bool = True
    ) -> list[TableRow]:
        room = CONTENT_WIDTH - LABEL_WIDTH - 2 * PADDING_X
        if by_hand:
            return self._lines_row(label, self._text_or_room(text, room, empty_lines))
        return self._lines_row(label, self._typesetter.lines(text, room) if text else [])

    def _lines_row(self, label: Text, lines: Sequence[Line]) -> list[TableRow]:
        if not lines:
            return []
        cells = (
            self._typesetter.label(self._word(label), LABEL_WIDTH),
            Cell(CONTENT_WIDTH - LABEL_WIDTH, tuple(lines)),
        )
        return [self._row(cells)]

    def _text_or_room(self, text: str, room: float, empty_lines: int) -> list[Line]:
        if text:
            return self._typesetter.lines(text, room, BODY)
        return [()] * empty_lines if self._by_hand else []

    def _row(
        self, cells: Sequence[Cell], *, repeated: TableRow | None = None, whole: bool = False
    ) -> TableRow:
        return TableRow(
            tuple(cells),
            leading=self._density.leading,
            padding=self._density.padding,
            repeated=repeated,
            whole=whole,
            continued=self._continued(),
        )

    def _block(self, rows: Sequence[TableRow]) -> list[TableRow]:
        return block(rows, self._density.gap)

    def _continued(self) -> Line:
        word = self._word(T("(continued)", "paper"))
        return self._typesetter.lines(word, LABEL_WIDTH - 2 * PADDING_X, SMALL)[0]

    def _word(self, text: Text) -> str:
        return self._translator.render(text)


def _joined(sentences: Sequence[str]) -> str:
    """Join sentences to one paragraph; one that lacks its full stop gets a wide blank behind it."""
    joined = ""
    for sentence in sentences:
        if joined and sentence and joined[-1] not in "。！？；.!?;\n":
            joined += "　"
        joined += sentence
    return joined
