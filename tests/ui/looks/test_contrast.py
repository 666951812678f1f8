# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Every pair of ink and surface that is really used meets WCAG 2.2 AA, in both palettes.

The pairs are read from the stylesheet: a rule that says both, and a rule that says only its ink on
every surface it can stand on. What paints itself (lists, the calendar of the month) is added here.
"""

import re
from collections.abc import Iterator

import pytest

from branchdesk.ui.tokens import DARK, LIGHT, TONES, Tokens, contrast_ratio
from tests.ui.conftest import RESOURCES

PALETTES = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])

WORDS, SIGNS = 4.5, 3.0
FIELDS = ("QLineEdit", "QPlainTextEdit", "QTextEdit", "QSpinBox", "QDateEdit", "QComboBox")
"""What takes text, numbers or a choice: only its border tells where it is."""

GROUNDS = ("window", "surface", "raised")
TINTS = tuple(f"{'accent' if tone == 'blue' else tone}_surface" for tone in TONES)
IN_BANNERS = ("text", "second", "accent")
"""Words, quiet words and links that stand on the surface of any tone."""

RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
EXEMPT = (":disabled", "QToolTip")
"""WCAG asks nothing of what cannot be used; a tip says both its colours in one rule."""


def rules() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield selector and declarations of the stylesheet, tokens as ``$name``."""
    text = (RESOURCES / "styles" / "window.qss").read_text(encoding="utf-8")
    for selector, body in RULE.findall(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)):
        pairs = (part.split(":", 1) for part in body.split(";") if ":" in part)
        yield " ".join(selector.split()), {k.strip(): v.strip() for k, v in pairs}


def inks() -> Iterator[tuple[str, str, str]]:
    """Yield selector, ink and the surface it stands on, for every rule with an ink."""
    for selector, said in rules():
        ink = re.fullmatch(r"\$(\w+)", said.get("color", ""))
        if ink is None or any(part in selector for part in EXEMPT):
            continue
        ground = re.fullmatch(r"\$(\w+)", said.get("background", ""))
        if ground:
            yield selector, ink[1], ground[1]
        elif 'role="toast"' in selector:
            yield selector, ink[1], "text"
        else:
            for name in GROUNDS:
                yield selector, ink[1], name


def borders() -> Iterator[tuple[str, str]]:
    """Yield selector and colour of every border a rule gives to a field or a box to tick."""
    for selector, said in rules():
        drawn = said.get("border-color") or said.get("border", "")
        color = re.search(r"\$(\w+)", drawn)
        parts = [part.strip() for part in selector.split(",")]
        fields = [p for p in parts if re.match(rf"({'|'.join(FIELDS)})(\[|:(?!:)|$)", p)]
        boxes = [part for part in parts if "::indicator" in part and "QMenu" not in part]
        if color is not None and (fields or boxes):
            yield selector, color[1]


@PALETTES
def test_a_field_can_be_seen_where_it_is(tokens: Tokens) -> None:
    found = list(borders())
    assert {color for _, color in found} >= {"field", "accent", "red", "second"}
    weak = {
        f"{selector}: {color} on {ground}"
        for selector, color in found
        for ground in GROUNDS
        if contrast_ratio(getattr(tokens, color), getattr(tokens, ground)) < SIGNS
    }
    assert weak == set()


@PALETTES
def test_words_of_the_stylesheet_can_be_read(tokens: Tokens) -> None:
    weak = {
        f"{selector}: {ink} on {ground}"
        for selector, ink, ground in inks()
        if contrast_ratio(getattr(tokens, ink), getattr(tokens, ground)) < WORDS
    }
    assert weak == set()


def test_the_stylesheet_is_really_read() -> None:
    found = list(inks())
    assert ('QPushButton[role="primary"]', "on_accent", "accent") in found
    assert len(found) > 60
    assert {ink for _, ink, _ in found} >= {"text", "second", "accent", "red", "amber", "green"}


@PALETTES
def test_words_on_banners_chips_and_chosen_rows_can_be_read(tokens: Tokens) -> None:
    pairs = [(ink, tint) for ink in IN_BANNERS for tint in TINTS]
    pairs += [("on_accent", "accent"), ("on_accent", "accent_hover")]
    # The calendar of the month and badges write in the colour of the surface.
    pairs += [("surface", tone) for tone in ("green", "red", "amber", "grey", "text")]
    values = [(getattr(tokens, ink), getattr(tokens, ground)) for ink, ground in pairs]
    for tone in TONES:
        # Marks in a list: on their chip, on a plain row, a chosen one, one under the mouse.
        grounds = (tokens.tone_surface(tone), tokens.surface, tokens.raised, tokens.accent_surface)
        values += [(tokens.ink(tone), ground) for ground in grounds]
    assert [pair for pair in values if contrast_ratio(*pair) < WORDS] == []


@PALETTES
def test_signs_and_rings_stand_out_from_what_is_around_them(tokens: Tokens) -> None:
    grounds = [getattr(tokens, name) for name in (*GROUNDS, "accent_surface")]
    signs = [tokens.sign(tone) for tone in TONES] + [tokens.third]
    values = [(sign, ground) for sign in signs for ground in grounds]
    # The ring of the keyboard on a page, a card or a banner, or the gap that makes it on a button.
    values += [(tokens.accent, getattr(tokens, name)) for name in (*GROUNDS, *TINTS)]
    assert [pair for pair in values if contrast_ratio(*pair) < SIGNS] == []
