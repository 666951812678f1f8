# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Tables and values for the eyes; Chinese characters take two columns."""

import unicodedata
from collections.abc import Iterable, Sequence

_WIDEST = 36


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(ch) else 2 if unicodedata.east_asian_width(ch) in "WF" else 1
        for ch in text
    )


def shortened(text: str, limit: int) -> str:
    """Return one line of at most ``limit`` columns."""
    line = " ".join(text.split())
    if width(line) <= limit:
        return line
    while line and width(line) > limit - 1:
        line = line[:-1]
    return line + "…"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], widest: int = _WIDEST) -> str:
    """Return an aligned table with a rule under its head."""
    lines = [[shortened(cell, widest) for cell in row] for row in rows]
    widths = [max(width(line[i]) for line in [list(head), *lines]) for i in range(len(head))]

    def aligned(cells: Sequence[str]) -> str:
        padded = (cell + " " * (w - width(cell)) for cell, w in zip(cells, widths, strict=True))
        return "  ".join(padded).rstrip()

    return "\n".join([aligned(head), "  ".join("─" * w for w in widths), *map(aligned, lines)])


def pairs(rows: Iterable[tuple[str, str]]) -> str:
    """Return labelled values, one a line, the values aligned; empty values are left out."""
    shown = [(label, value) for label, value in rows if value]
    widest = max((width(label) for label, _ in shown), default=0)
    return "\n".join(
        label + " " * (widest - width(label) + 2) + value.replace("\n", "\n" + " " * (widest + 2))
        for label, value in shown
    )
