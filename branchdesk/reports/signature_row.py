# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The boxes for signatures: ink as filled outlines, or why there is none, or lines to sign on."""

import msgspec

from branchdesk.domain.sheet import SheetSignature
from branchdesk.domain.signature import Ink, outline
from branchdesk.domain.text import T, Text, Translator
from branchdesk.reports.characters import one_line
from branchdesk.reports.geometry import (
    CONTENT_WIDTH,
    FAINT,
    LEFT,
    PADDING_X,
    SMALL,
    STRONG,
    Density,
    Style,
    mm,
)
from branchdesk.reports.pen import Pen
from branchdesk.reports.rows import Line, Span, Typesetter

_TITLE_HEIGHT = mm(5.6)
_LINE_HEIGHT = 11.0
_NOTE_HEIGHT = mm(5.6)
_HAND_LINE = mm(8.2)
_SEAL_WIDTH = mm(19)
_HAND_WORD = Style(size=8.2)
_STATEMENT = Style(size=8.4)
_LONGEST_STATEMENT = 14
"""More lines than this go into a row of their own above the boxes, which may be divided."""

SEE_ABOVE = T("See the explanation above", "paper")


def reserved_height(density: Density) -> float:
    """Return the height of any box that is set tightly: one line more than an open box."""
    return _TITLE_HEIGHT + density.ink_height + _NOTE_HEIGHT + _LINE_HEIGHT


class SignatureBox(msgspec.Struct, frozen=True):
    """One box, its texts already broken into lines."""

    title: str
    person: tuple[Line, ...]
    ink: Ink | None
    statement: tuple[Line, ...]
    note: str
    seal: str
    ink_height: float
    hand_lines: tuple[tuple[str, str], ...] = ()
    """The name of each line to write on and what already stands at its end."""

    @property
    def height(self) -> float:
        """The height this box needs."""
        body = len(self.statement) * _LINE_HEIGHT
        if self.ink is not None or not self.statement:
            body += self.ink_height
        if self.hand_lines:
            body = len(self.hand_lines) * _HAND_LINE
        person = max(0, len(self.person) - 1) * _LINE_HEIGHT
        least = _TITLE_HEIGHT + self.ink_height + _NOTE_HEIGHT
        return max(least, _TITLE_HEIGHT + person + body + _NOTE_HEIGHT)


class SignatureRow(msgspec.Struct, frozen=True):
    """Boxes side by side; never divided."""

    boxes: tuple[SignatureBox, ...]
    gap_before: float = 0.0
    columns: int = 2

    @property
    def height(self) -> float:
        """The height of the highest box."""
        return max(box.height for box in self.boxes)

    @property
    def repeated(self) -> None:
        """A signature has no header to repeat."""
        return None

    @property
    def lines_count(self) -> int:
        """Always 1: it stays whole."""
        return 1

    def height_of(self, lines: int) -> float:  # noqa: ARG002 - it stays whole
        """Return the whole height."""
        return self.height

    def divided(self, lines: int) -> "tuple[SignatureRow, SignatureRow]":
        """Refuse: a signature is never cut."""
        raise AssertionError(f"a signature row was to be divided at line {lines}")

    def draw(self, pen: Pen, top: float) -> None:
        """Draw all boxes."""
        width = CONTENT_WIDTH / self.columns
        height = self.height
        for index, box in enumerate(self.boxes):
            _draw_box(pen, box, LEFT + index * width, top, width, height)


class SignatureSetter:
    """Makes signature boxes with the words of one language."""

    def __init__(self, typesetter: Typesetter, translator: Translator, density: Density) -> None:
        """Keep what measures and what translates."""
        self._density = density
        self._typesetter = typesetter
        self._translator = translator

    def box(
        self,
        title: str,
        signature: SheetSignature,
        columns: int,
        *,
        seal: bool = False,
        tight: bool = False,
        elsewhere: Text = SEE_ABOVE,
    ) -> tuple[SignatureBox, str]:
        """Return the box and what was too long for it and stands ``elsewhere``.

        A ``tight`` box is no higher than what ``reserved_height`` promises.
        """
        room = CONTENT_WIDTH / columns - 2 * PADDING_X
        offset = self._typesetter.width(title, STRONG) + mm(4)
        person_text = " · ".join(
            part for part in (signature.name, signature.role, signature.phone) if part
        )
        person = self._typesetter.lines(person_text, room - offset, SMALL, x=offset)
        statement = (
            self._typesetter.lines(signature.statement, room, _STATEMENT)
            if signature.statement
            else []
        )
        too_long = ""
        if self._is_too_long(len(person), len(statement), signature, tight=tight):
            too_long = "\n".join(part for part in (person_text, signature.statement) if part)
            person = []
            statement = self._typesetter.lines(self._translator.render(elsewhere), room, _STATEMENT)
        return (
            SignatureBox(
                title=title,
                person=tuple(person),
                ink=signature.ink,
                statement=tuple(statement),
                note=one_line(signature.note),
                seal=self._translator.render(T("(Stamp here)", "paper")) if seal else "",
                ink_height=self._density.ink_height,
            ),
            too_long,
        )

    def _is_too_long(
        self, person: int, statement: int, signature: SheetSignature, *, tight: bool
    ) -> bool:
        if not tight:
            return person + statement > _LONGEST_STATEMENT
        instead_of_ink = 0 if signature.ink else int(self._density.ink_height // _LINE_HEIGHT)
        return max(0, person - 1) + statement > 1 + instead_of_ink

    def paper_box(self, title: str, name: str, *, seal: bool = False) -> SignatureBox:
        """Return a box with lines to sign on by hand."""
        offset = self._typesetter.width(title, STRONG) + mm(4)
        room = CONTENT_WIDTH / 2 - 2 * PADDING_X - offset
        words = (
            (T("Signature", "paper line"), None),
            (T("Department and position", "paper line"), None),
            (T("Telephone", "paper line"), None),
            (T("Date", "paper line"), T("year      month      day", "paper line")),
        )
        return SignatureBox(
            title=title,
            person=tuple(self._typesetter.lines(name, room, SMALL, x=offset)[:2]),
            ink=None,
            statement=(),
            note="",
            seal=self._translator.render(T("(Stamp here)", "paper")) if seal else "",
            ink_height=self._density.ink_height,
            hand_lines=tuple(
                (self._translator.render(name), self._translator.render(end) if end else "")
                for name, end in words
            ),
        )


def _draw_box(
    pen: Pen, box: SignatureBox, x: float, top: float, width: float, height: float
) -> None:
    pen.box(x, top, width, height)
    left, room = x + PADDING_X, width - 2 * PADDING_X
    middle = top + _TITLE_HEIGHT / 2 + 1.5
    pen.text(left, middle, box.title, STRONG)
    _draw_lines(pen, box.person, left, middle)
    body = top + _TITLE_HEIGHT + max(0, len(box.person) - 1) * _LINE_HEIGHT
    bottom = top + height - _NOTE_HEIGHT
    if box.hand_lines:
        _draw_hand_lines(pen, box, left, body, room)
    elif box.ink is not None:
        ink_bottom = bottom - len(box.statement) * _LINE_HEIGHT
        ink_room = room - (_SEAL_WIDTH if box.seal else 0.0)
        _draw_ink(pen, box.ink, left, body + 2, ink_room, ink_bottom - body - 2)
        _draw_lines(pen, box.statement, left, ink_bottom + _LINE_HEIGHT / 2)
    else:
        _draw_lines(pen, box.statement, left, body + _LINE_HEIGHT / 2 + 2)
    seal_at_foot = bool(box.seal and box.statement and box.ink is None)
    if box.seal:
        middle = bottom + _NOTE_HEIGHT / 2 - 1 if seal_at_foot else (body + bottom) / 2
        pen.text_right(left + room, middle, box.seal, Style(size=7.8, colour=FAINT))
    note = pen.shortened(box.note, room - (_SEAL_WIDTH if seal_at_foot else 0.0), SMALL)
    pen.text(left, bottom + _NOTE_HEIGHT / 2 - 1, note, SMALL)


def _draw_lines(pen: Pen, lines: tuple[Line, ...], x: float, middle: float) -> None:
    for index, line in enumerate(lines):
        for part in line:
            if isinstance(part, Span):
                pen.text(x + part.x, middle + index * _LINE_HEIGHT, part.text, part.style)


def _draw_hand_lines(pen: Pen, box: SignatureBox, x: float, top: float, room: float) -> None:
    label_room = max(pen.width(label, _HAND_WORD) for label, _ in box.hand_lines) + mm(2)
    right = x + room - (_SEAL_WIDTH if box.seal else 0.0)
    for index, (label, end) in enumerate(box.hand_lines):
        base = top + (index + 1) * _HAND_LINE - mm(1.2)
        pen.text(x, base - 5, label, _HAND_WORD)
        pen.text_right(right, base - 5, end, _HAND_WORD)
        pen.rule(x + label_room, base, right, base)


def _draw_ink(pen: Pen, ink: Ink, x: float, top: float, width: float, height: float) -> None:
    """Draw the strokes in their real size, smaller when the box is smaller, never larger."""
    left, upper, right, lower = ink.extent_mm()
    margin = 1.0  # mm around the points: half a pen's width and a little air
    ink_width, ink_height = mm(right - left + 2 * margin), mm(lower - upper + 2 * margin)
    scale = min(1.0, width / ink_width, height / ink_height)
    shift_x = x + min((width - ink_width * scale) / 2, mm(8)) + mm(margin) * scale
    shift_y = top + (height - ink_height * scale) / 2 + mm(margin) * scale
    unit = mm(1) * scale
    pen.outlines(
        (outline(stroke) for stroke in ink.strokes),
        shift_x - left * unit,
        shift_y - upper * unit,
        unit,
    )
