# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Chinese line breaking (避头尾): where a text may be cut into lines.

Closing marks never start a line and opening marks never end one; mobile numbers, numbers with
their units and Latin words stay whole. Only a piece wider than the whole line is cut inside, and
even then beside a forbidden mark only when there is no other place.
"""

import re
from collections.abc import Callable, Iterator

NEVER_FIRST = frozenset("，。、；：？！）》」』】〕〉”’％‰℃°…—～·,.;:?!)]}〉｝］％")
"""Characters that never start a line."""

NEVER_LAST = frozenset("（《「『【〔〈“‘([{￥¥$№｛［")
"""Characters that never end a line."""

_WORDS = re.compile(
    r"(?<![0-9])1[0-9]{2} [0-9]{4} [0-9]{4}(?![0-9])"
    r"|[A-Za-z][A-Za-z0-9@._+/\-]*"
    r"|[￥¥$±+\-]?[0-9][0-9,.:/\-]*(?:[A-Za-z%℃°‰]+|％)?"
    r"|[^\S\n]+"
    r"|.",
    re.DOTALL,
)

Measure = Callable[[str], float]
"""Returns the width of a text without line ends."""


def break_lines(text: str, width: float, measure: Measure) -> list[str]:
    """Cut a text into lines no wider than ``width`` (in the measure's unit).

    Line ends in the text are kept as such; an empty text is one empty line. Blanks at a cut are
    dropped, nothing else is. A single character wider than the line stands alone.
    """
    return [
        line
        for paragraph in text.split("\n")
        for line in _break_paragraph(paragraph, width, measure)
    ]


def _break_paragraph(paragraph: str, width: float, measure: Measure) -> Iterator[str]:
    line, used = "", 0.0
    for unit in _units(paragraph):
        needed = measure(unit)
        if used + needed <= width:
            line, used = line + unit, used + needed
            continue
        if unit.isspace():
            if line:
                yield line.rstrip()
            line, used = "", 0.0
            continue
        if needed > width:
            *full, line = _cut(unit, line, width, measure)
            yield from full
            used = measure(line)
            continue
        if line.strip():
            yield line.rstrip()
        line, used = unit, needed
    yield line.rstrip()


def _units(paragraph: str) -> list[str]:
    """Return the pieces between which a line may be cut."""
    units: list[str] = []
    for word in _WORDS.findall(paragraph):
        if not units or not (word[0] in NEVER_FIRST or units[-1].rstrip()[-1:] in NEVER_LAST):
            units.append(word)
        elif units[-1].isspace() and len(units) > 1:
            blank = units.pop()
            units[-1] += blank + word
        else:
            units[-1] += word
    return units


def _cut(unit: str, line: str, width: float, measure: Measure) -> Iterator[str]:
    """Cut a unit wider than a line, the first piece behind what the line already holds."""
    rest = unit
    room = width - measure(line)
    while (fitting := _fitting(rest, room, measure)) < len(rest):
        position = next((i for i in range(fitting, 0, -1) if _may_cut(rest, i)), 0)
        if not line.strip():
            if len(rest) == 1:
                break
            position = position or max(fitting, 1)
        full = (line + rest[:position]).rstrip()
        if full:
            yield full
        line, rest, room = "", rest[position:].lstrip(), width
    yield line + rest


def _may_cut(text: str, index: int) -> bool:
    before, behind = text[:index].rstrip(), text[index : index + 80].lstrip()
    return before[-1:] not in NEVER_LAST and behind[:1] not in NEVER_FIRST


def _fitting(text: str, room: float, measure: Measure) -> int:
    """Return how many characters from the start fit into the room."""
    used = 0.0
    for index, char in enumerate(text):
        used += measure(char)
        if used > room:
            return index
    return len(text)
