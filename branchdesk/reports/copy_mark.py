# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The mark of a copy at the upper edge of its pages, such as 客户联 or 补打 第 2 次 (R-077)."""

from branchdesk.reports.geometry import Colour, Style, mm
from branchdesk.reports.pen import Pen

_MARK_INK: Colour = (0.70, 0.13, 0.13)
_EDGE = Style(size=9.5, bold=True, colour=_MARK_INK)
_EDGE_TOP = mm(5.2)
_EDGE_HEIGHT = mm(5.6)
_SIDE = mm(15)


def draw_copy_mark(pen: Pen, text: str, page_width: float) -> None:
    """Write one line framed at the upper edge of a page ``page_width`` points wide."""
    # Centred, so that it meets neither the company nor the QR code.
    middle = page_width / 2
    shown = pen.shortened(text, page_width - 2 * _SIDE, _EDGE)
    width = pen.width(shown, _EDGE)
    pen.box(
        middle - width / 2 - mm(2.4), _EDGE_TOP - _EDGE_HEIGHT / 2, width + mm(4.8),
        _EDGE_HEIGHT, stroke=_MARK_INK, radius=mm(0.8),
    )  # fmt: skip
    pen.text_centred(middle, _EDGE_TOP, shown, _EDGE)
