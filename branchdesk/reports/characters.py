# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Which characters of a stored text reach the paper, and which it cannot carry.

Stored text is never changed (it is hashed and signed); this is only the form that is drawn.
"""

import unicodedata

_UNDRAWN_CATEGORIES = frozenset({"Cc", "Cf"})
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


class _Drawn(dict[int, int | None]):
    """What is drawn for each character, asked of the Unicode tables the first time only."""

    def __missing__(self, code: int) -> int | None:
        """Find out about one character and keep the answer."""
        self[code] = None if _is_undrawn(chr(code)) else code
        return self[code]


_DRAWN = _Drawn({
    ord("\n"): ord("\n"), ord("\t"): ord(" "),
    **dict.fromkeys(map(ord, "\r\v\f\x85\u2028\u2029"), ord("\n")),
})  # fmt: skip


def drawn(text: str) -> str:
    r"""Return the text as it is drawn.

    Every kind of line end becomes ``\n`` and a tab becomes a blank. Characters without a mark of
    their own are dropped: controls, joiners, direction marks and variation selectors.
    """
    return text.replace("\r\n", "\n").translate(_DRAWN)


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


def _is_undrawn(char: str) -> bool:
    return (
        unicodedata.category(char) in _UNDRAWN_CATEGORIES
        or "\ufe00" <= char <= "\ufe0f"
        or "\U000e0100" <= char <= "\U000e01ef"
    )
