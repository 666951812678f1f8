# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Lengths, type sizes and colours of A4 paper. Lengths are in points unless named otherwise.

Vertical positions are counted from the top of the page downwards, as people read it.
"""

import msgspec

POINTS_PER_MM = 72 / 25.4


def mm(length: float) -> float:
    """Return a length in millimetres as points."""
    return length * POINTS_PER_MM


PAGE_WIDTH = mm(210)
PAGE_HEIGHT = mm(297)
LEFT = mm(15)
RIGHT = PAGE_WIDTH - mm(15)
CONTENT_WIDTH = RIGHT - LEFT
FIRST_TOP = mm(42)
"""Where the first block begins on a page with the full head."""
NEXT_TOP = mm(21)
"""Where it begins on a page with the short head."""
BOTTOM_EDGE = PAGE_HEIGHT - mm(10)
"""Nothing is drawn below this; the footer grows upwards from here."""

PADDING_X = mm(1.9)
RULE = 0.5

Colour = tuple[float, float, float]
INK: Colour = (0.07, 0.08, 0.10)
GREY: Colour = (0.36, 0.39, 0.43)
FAINT: Colour = (0.68, 0.70, 0.73)
RULE_COLOUR: Colour = (0.45, 0.48, 0.53)
LABEL_FILL: Colour = (0.945, 0.953, 0.963)
MARK_FILL: Colour = (0.11, 0.16, 0.24)
WHITE: Colour = (1.0, 1.0, 1.0)


class Style(msgspec.Struct, frozen=True):
    """How a piece of text looks: size in points, weight and colour."""

    size: float = 9.0
    bold: bool = False
    colour: Colour = INK


BODY = Style()
LABEL = Style(colour=(0.22, 0.25, 0.30))
STRONG = Style(bold=True)
SMALL = Style(size=7.8, colour=GREY)
FOOT = Style(size=6.9, colour=GREY)
FOOT_LEADING = 9.4


class Density(msgspec.Struct, frozen=True):
    """How much air a sheet has: line pitch, padding above and below, gap between blocks, ink."""

    leading: float
    padding: float
    gap: float
    ink_height: float


AIRY = Density(leading=13.2, padding=3.0, gap=mm(2.6), ink_height=mm(21))
DENSE = Density(leading=12.0, padding=1.9, gap=mm(1.7), ink_height=mm(18))
"""Taken when it saves a page."""
BY_HAND = Density(leading=12.0, padding=3.2, gap=mm(1.7), ink_height=mm(18))
"""Lines high enough to write in."""
