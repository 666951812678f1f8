# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Which characters of a stored text reach the paper, and which it cannot carry.

Stored text is never changed (it is hashed and signed); this is only the form that is drawn.
"""

import unicodedata
from functools import cache

_LINE_ENDS = str.maketrans({"\r": "\n", "\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n",
                            "\u2029": "\n", "\t": " "})  # fmt: skip
_UNDRAWN_CATEGORIES = frozenset({"Cc", "Cf"})
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


def drawn(text: str) -> str:
    r"""Return the text as it is drawn.

    Every kind of line end becomes ``\n`` and a tab becomes a blank. Characters without a mark of
    their own are dropped: controls, joiners, direction marks and variation selectors.
    """
    lines = text.replace("\r\n", "\n").translate(_LINE_ENDS)
    return "".join(char for char in lines if char == "\n" or not _is_undrawn(char))


def one_line(text: str) -> str:
    """Return the text as it is drawn where there is room for one line only."""
    return drawn(text).replace("\n", " ")


def can_be_drawn_alone(char: str) -> bool:
    """Tell whether a glyph for this one character is enough to write it.

    Right-to-left scripts need reordering and joining, surrogates and private characters mean
    nothing outside the machine they come from: a glyph found by chance would print a wrong text.
    """
    return unicodedata.bidirectional(char) not in _RIGHT_TO_LEFT and unicodedata.category(
        char
    ) not in {"Cs", "Co", "Cn"}


@cache
def _is_undrawn(char: str) -> bool:
    return (
        unicodedata.category(char) in _UNDRAWN_CATEGORIES
        or "\ufe00" <= char <= "\ufe0f"
        or "\U000e0100" <= char <= "\U000e01ef"
    )
