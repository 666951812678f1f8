# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A simple page to keep in a drawer or to hand on: the recovery code, the month's 上报凭条."""

from collections.abc import Sequence

from branchdesk.reports.characters import one_line
from branchdesk.reports.fonts import FontBook
from branchdesk.reports.geometry import GREY, LABEL_FILL, RULE_COLOUR, Style, mm
from branchdesk.reports.pen import Pen
from branchdesk.reports.rows import Span, Typesetter

_WIDTH, _HEIGHT = mm(148), mm(210)
_MARGIN = mm(16)
_TITLE = Style(size=16, bold=True)
_TEXT = Style(size=10)
_CODE = Style(size=17, bold=True)
_CAPTION = Style(size=7.8, colour=GREY)
_LEADING = 16.5
_CODE_HEIGHT = mm(20)


def render_slip(
    title: str, lines: Sequence[str], fonts: FontBook, *, code: str = "", caption: str = ""
) -> bytes:
    """Return an A5 page (more when the lines need it) in the given, already translated words.

    ``code`` is shown large in a frame between title and lines; ``caption`` says below it, in the
    same frame, what it is for.
    Raises UserError when a character cannot be printed.
    """
    fonts.require_glyphs([title, *lines, code, caption])
    pen = Pen(fonts, title=one_line(title), author="", subject="", page_size=(_WIDTH, _HEIGHT))
    typesetter = Typesetter(fonts)
    room = _WIDTH - 2 * _MARGIN
    pen.text(_MARGIN, mm(24), pen.shortened(one_line(title), room, _TITLE), _TITLE)
    pen.rule(_MARGIN, mm(30), _WIDTH - _MARGIN, mm(30), RULE_COLOUR, 0.8)
    top = mm(37)
    if code:
        pen.box(_MARGIN, top, room, _CODE_HEIGHT, fill=LABEL_FILL, radius=mm(1.5))
        shown = one_line(code)
        size = min(_CODE.size, _CODE.size * (room - mm(8)) / pen.width(shown, _CODE))
        middle = top + _CODE_HEIGHT * (0.4 if caption else 0.5)
        pen.text_centred(_WIDTH / 2, middle, shown, Style(size=size, bold=True))
        below = pen.shortened(one_line(caption), room - mm(8), _CAPTION)
        pen.text_centred(_WIDTH / 2, top + _CODE_HEIGHT * 0.77, below, _CAPTION)
        top += _CODE_HEIGHT + mm(7)
    bottom = _HEIGHT - mm(24)
    for text in lines:
        for line in typesetter.lines(text, room, _TEXT):
            if top + _LEADING > bottom:
                pen.end_page()
                top = _MARGIN
            for part in line:
                if isinstance(part, Span):
                    pen.text(_MARGIN + part.x, top + _LEADING / 2, part.text, _TEXT)
            top += _LEADING
        top += mm(1.2)
    pen.end_page()
    return pen.finish()
