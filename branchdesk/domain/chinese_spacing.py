# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Half-width blanks where Chinese meets digits and Latin letters (wording §1.6).

A translation cannot know whether its placeholder will hold ``王敏`` or ``L02``. Whatever its author
wrote, the filled text has a blank between a Chinese character and a digit or a letter
(``打开 PDF 文件``) and none between two Chinese characters (``广州分公司已上报``).
"""

import string
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from branchdesk.domain.text import RenderFunction, Text

_CALENDAR = ("年", "月", "日")
"""A number before one of these is a part of a date, which is written without blanks: 11月28日."""


def fill_chinese(
    template: str, parameters: Mapping[str, str | int | Text], render: RenderFunction
) -> str:
    """Put the parameters into a Chinese template; texts among them go through ``render``.

    Touches only the seams between the template's own characters and its placeholders: never what
    a value holds inside, nor what stands between two placeholders.
    """
    if not parameters:
        return template
    filled = ""
    last = ""  # the value the text ends with so far
    pieces = _pieces(template)
    for (literal, name), following in zip(pieces, (*pieces[1:], ("", None)), strict=True):
        value = "" if name is None else _shown(parameters[name], render)
        separates = name is not None and not literal.strip(" ")
        seam = literal if separates else _after(last, literal)
        is_dated = following[0].startswith(_CALENDAR)
        filled += (seam if separates or is_dated else _before(seam, value)) + value
        last = value
    return filled


def _shown(value: str | int | Text, render: RenderFunction) -> str:
    return render(value) if isinstance(value, Text) else str(value)


@lru_cache(maxsize=4096)
def _pieces(template: str) -> tuple[tuple[str, str | None], ...]:
    return tuple((literal, name) for literal, name, _, _ in string.Formatter().parse(template))


def _after(value: str, literal: str) -> str:
    """Return the literal as it has to stand after a value."""
    if not (value and literal):
        return literal
    rest = literal.lstrip(" ")
    if _is_wide(value[-1]) and rest and _is_wide(rest[0]):
        return rest
    if _is_narrow(value[-1]) and _is_ideograph(literal[0]) and not literal.startswith(_CALENDAR):
        return f" {literal}"
    return literal


def _before(literal: str, value: str) -> str:
    """Return the literal as it has to stand before a value."""
    if not (value and literal):
        return literal
    rest = literal.rstrip(" ")
    if _is_wide(value[0]) and rest and _is_wide(rest[-1]):
        return rest
    if _is_narrow(value[0]) and _is_ideograph(literal[-1]):
        return f"{literal} "
    return literal


def _is_ideograph(character: str) -> bool:
    return unicodedata.category(character) == "Lo" and _is_wide(character)


def _is_wide(character: str) -> bool:
    """Tell whether a character is Chinese or one of its marks."""
    return character in "“”" or unicodedata.east_asian_width(character) in "WF"


def _is_narrow(character: str) -> bool:
    return character in "¥%" or (character.isascii() and character.isalnum())
