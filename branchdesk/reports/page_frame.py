# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What stands around the rows of every page: head, footer, watermark (R-076, R-078)."""

import msgspec

from branchdesk.domain.text import T, Text, Translator
from branchdesk.reports.characters import one_line
from branchdesk.reports.copy_mark import draw_copy_mark
from branchdesk.reports.geometry import (
    BOTTOM_EDGE,
    CONTENT_WIDTH,
    FIRST_TOP,
    FOOT,
    FOOT_LEADING,
    GREY,
    LEFT,
    MARK_FILL,
    NEXT_TOP,
    PAGE_WIDTH,
    RIGHT,
    RULE_COLOUR,
    WHITE,
    Colour,
    Style,
    mm,
)
from branchdesk.reports.page_flow import Placed, Room
from branchdesk.reports.pen import Pen
from branchdesk.reports.qr_code import draw_qr_code
from branchdesk.reports.rows import Line, Span, Typesetter

_TOP = mm(11)
_QR_SIDE = mm(24)
_QR_TOP = mm(11)
_LOGO_SIDE = mm(10.6)
_FOOT_RIGHT_WIDTH = mm(43)
_LONGEST_NOTICE = 5
"""Lines of the privacy notice that fit the footer; a longer one becomes a row of the sheet."""

_COMPANY = Style(size=10.2, bold=True)
_NUMBER = Style(size=9.8, bold=True)
_SUBLINE = Style(size=8.2, colour=GREY)
_CODE = Style(size=8.6)
_TITLE = Style(size=16.5, bold=True)
_PALE: Colour = (0.93, 0.935, 0.945)
_WATERMARK = Style(size=150, bold=True, colour=_PALE)


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """The fixed texts around a paper, in the paper's language; ``qr`` may be empty."""

    title: str
    company: str
    branch: str
    service_phone: str
    complaint_phone: str
    number: str
    record_number: str
    check_code: str
    qr: str
    customer: str
    privacy_notice: str
    template_version: str
    content_hash: str
    frozen_at: str
    demo: bool


class FramePainter:
    """Draws the frame of one paper page by page."""

    def __init__(self, frame: Frame, typesetter: Typesetter, translator: Translator) -> None:
        """Break the footer's text once: its height decides how much room the rows have."""
        self._frame = msgspec.convert(
            {
                name: one_line(value) if isinstance(value, str) else value
                for name, value in msgspec.structs.asdict(frame).items()
            },
            Frame,
        )
        self._translator = translator
        notice = typesetter.lines(
            frame.privacy_notice, CONTENT_WIDTH - _FOOT_RIGHT_WIDTH - mm(5), FOOT
        )
        self.notice_is_too_long = len(notice) > _LONGEST_NOTICE
        self._notice: list[Line] = [] if self.notice_is_too_long else notice
        self._foot_lines = max(4, len(self._notice))

    @property
    def room(self) -> Room:
        """The part of the pages that belongs to the rows."""
        return Room(FIRST_TOP, NEXT_TOP, self._foot_top - mm(3))

    @property
    def _foot_top(self) -> float:
        return BOTTOM_EDGE - self._foot_lines * FOOT_LEADING - mm(1.6)

    def draw_pages(
        self, pen: Pen, pages: list[list[Placed]], *, title: str, qr: str, attached: int = 0,
        mark: str = "",
    ) -> list[tuple[str, ...]]:  # fmt: skip
        """Draw all pages of one paper, numbered from 1, the first one under the full head.

        ``attached`` pages belong to it and are numbered on their own: its foot tells of them.
        ``mark`` says which copy it is; an original has none. Returns what stands on the pages
        without it, for further copies in the same document.
        """
        drawn = []
        for index, placed in enumerate(pages):
            if self._frame.demo:
                pen.watermark(self._word(T("Demo", "paper mark")), _WATERMARK, 42)
            if index == 0:
                self._full_head(pen, title, qr)
            else:
                self._short_head(pen, title)
            for item in placed:
                item.row.draw(pen, item.top)
            self._foot(pen, self._page_words(index + 1, len(pages), attached))
            drawn.append(pen.drawn())
            end_copy_page(pen, mark)
        return drawn

    def _word(self, text: Text) -> str:
        return self._translator.render(text)

    def _full_head(self, pen: Pen, title: str, qr: str) -> None:
        frame = self._frame
        logo = frame.company[:2]
        pen.box(LEFT, _TOP, _LOGO_SIDE, _LOGO_SIDE, fill=MARK_FILL, stroke=None, radius=mm(1.4))
        logo_style = Style(size=11.2, bold=True, colour=WHITE)
        pen.text_centred(LEFT + _LOGO_SIDE / 2, _TOP + _LOGO_SIDE / 2, logo, logo_style)
        x = LEFT + _LOGO_SIDE + mm(3.6)
        right = RIGHT - (_QR_SIDE + mm(4.5) if qr else 0.0)
        right_lines = [(f"№ {frame.number}", _NUMBER)]
        if frame.record_number:
            linked = T("Record {number}", "paper", number=frame.record_number)
            right_lines.append((self._word(linked), _SUBLINE))
        code = T("Check code {code}", "paper", code=frame.check_code)
        right_lines.append((self._word(code), _CODE))
        widest = 0.0
        for index, (text, style) in enumerate(right_lines):
            shown = pen.shortened(text, CONTENT_WIDTH / 2, style)
            pen.text_right(right, _TOP + mm(2.4 + index * 4.7), shown, style)
            widest = max(widest, pen.width(shown, style))
        room = right - widest - mm(4) - x
        pen.text(x, _TOP + mm(2.6), pen.shortened(frame.company, room, _COMPANY), _COMPANY)
        parts = [frame.branch]
        if frame.service_phone:
            line = T("Service line {phone}", "paper", phone=frame.service_phone)
            parts.append(self._word(line))
        if frame.complaint_phone:
            line = T("Complaints {phone}", "paper", phone=frame.complaint_phone)
            parts.append(self._word(line))
        subline = " · ".join(part for part in parts if part)
        pen.text(x, _TOP + mm(7.6), pen.shortened(subline, room, _SUBLINE), _SUBLINE)
        if qr:
            draw_qr_code(pen, qr, RIGHT - _QR_SIDE, _QR_TOP, _QR_SIDE)
        heading = pen.shortened(title, CONTENT_WIDTH - 2 * _QR_SIDE - mm(8), _TITLE)
        pen.text_centred(PAGE_WIDTH / 2, mm(34.6), heading, _TITLE)

    def _short_head(self, pen: Pen, title: str) -> None:
        frame = self._frame
        middle = mm(14.5)
        code = self._word(T("Check code {code}", "paper", code=frame.check_code))
        number = f"№ {frame.number}　{code}"
        pen.text_right(RIGHT, middle, number, _CODE)
        continued = self._word(T("{title} (continued)", "paper", title=title))
        bold = Style(size=8.6, bold=True)
        pen.text(LEFT, middle, continued, bold)
        x = LEFT + pen.width(continued, bold) + mm(4)
        room = RIGHT - pen.width(number, _CODE) - mm(4) - x
        pen.text(x, middle, pen.shortened(frame.customer, room, _SUBLINE), _SUBLINE)
        pen.rule(LEFT, mm(17.8), RIGHT, mm(17.8))

    def _page_words(self, page: int, total: int, attached: int) -> str:
        if not attached:
            return self._word(T("Page {page} of {total}", "paper", page=page, total=total))
        return self._word(
            T("Page {page} of {total}, {attached} attached", "paper", page=page, total=total,
              attached=attached)
        )  # fmt: skip

    def _foot(self, pen: Pen, page: str) -> None:
        frame, top = self._frame, self._foot_top
        pen.rule(LEFT, top, RIGHT, top, RULE_COLOUR)
        first_line = top + mm(1.6) + FOOT_LEADING / 2
        for index, line in enumerate(self._notice):
            for part in line:
                if isinstance(part, Span):
                    pen.text(LEFT + part.x, first_line + index * FOOT_LEADING, part.text, FOOT)
        template = T("Template version {version}", "paper", version=frame.template_version)
        digest = T("Content hash {hash}", "paper", hash=frame.content_hash[:16])
        frozen = T("Finished {time}", "paper", time=frame.frozen_at)
        lines = [
            (page, Style(size=8.0)),
            (self._word(template) if frame.template_version else "", FOOT),
            (self._word(frozen) if frame.frozen_at else "", FOOT),
            (self._word(digest) if frame.content_hash else "", FOOT),
        ]  # fmt: skip
        shown = [(text, style) for text, style in lines if text]
        for index, (text, style) in enumerate(shown):
            fitted = pen.shortened(text, _FOOT_RIGHT_WIDTH, style)
            pen.text_right(RIGHT, first_line + index * FOOT_LEADING, fitted, style)


def end_copy_page(pen: Pen, mark: str) -> None:
    """Close a page of a copy under its mark; an original has none."""
    if mark:
        draw_copy_mark(pen, mark, PAGE_WIDTH)
    pen.end_page()
