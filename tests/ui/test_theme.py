# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The palettes are readable and the stylesheet fits the widgets."""

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from branchdesk.ui.font_files import load_fonts
from branchdesk.ui.look import Look
from branchdesk.ui.theme import CONTROL_HEIGHT, TOUCH_HEIGHT, Theme
from branchdesk.ui.tokens import DARK, LIGHT, TONES, Tokens, contrast_ratio
from branchdesk.ui.widgets.controls import button
from tests.ui.conftest import RESOURCES

PALETTES = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])


def test_contrast_of_black_on_white_is_twenty_one():
    assert contrast_ratio("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast_ratio("#777777", "#777777") == pytest.approx(1)


@PALETTES
def test_words_meet_wcag_aa_on_every_surface_they_stand_on(tokens: Tokens):
    surfaces = [tokens.window, tokens.surface, tokens.raised]
    pairs = [(ink, s) for ink in (tokens.text, tokens.second) for s in surfaces]
    pairs += [(tokens.accent, s) for s in surfaces]
    pairs += [(tokens.ink(tone), tokens.tone_surface(tone)) for tone in TONES]
    pairs += [(tokens.second, tokens.tone_surface(tone)) for tone in TONES]
    pairs += [(tokens.ink(tone), tokens.surface) for tone in TONES]
    pairs += [(tokens.text, tokens.accent_surface)]
    pairs += [(tokens.on_accent, tokens.accent), (tokens.on_accent, tokens.accent_hover)]
    weak = [(a, b, contrast_ratio(a, b)) for a, b in pairs if contrast_ratio(a, b) < 4.5]
    assert weak == []


@PALETTES
def test_signs_meet_three_to_one(tokens: Tokens):
    signs = [tokens.sign(tone) for tone in TONES] + [tokens.accent, tokens.third]
    assert [s for s in signs if contrast_ratio(s, tokens.surface) < 3] == []


@PALETTES
def test_the_stylesheet_has_no_unfilled_token(tokens: Tokens, qapp: QApplication):
    sheet = Theme(tokens, RESOURCES / "styles").stylesheet()
    assert "$" not in sheet
    assert tokens.accent in sheet


def test_control_heights_on_the_desk_and_on_site(look: Look, qtbot: QtBot):
    window = QWidget()
    window.setStyleSheet(look.theme.stylesheet())
    qtbot.addWidget(window)
    normal = button(look, "保存", "save", parent=window)
    on_site = button(look, "签字", "sign", touch=True, parent=window)
    line = QLineEdit(window)
    for widget in (normal, on_site, line):
        widget.ensurePolished()
    assert normal.sizeHint().height() == CONTROL_HEIGHT
    assert line.sizeHint().height() == CONTROL_HEIGHT
    assert on_site.sizeHint().height() >= TOUCH_HEIGHT


def test_icons_come_after_the_font_is_loaded(look: Look, qtbot: QtBot):
    target = QPushButton()
    qtbot.addWidget(target)
    look.theme.set_icon(target, "phone")
    assert target.icon().isNull()
    look.theme.icons.load()
    assert not target.icon().isNull()


def test_fonts_that_cannot_be_read_leave_the_systems_font(qapp: QApplication, tmp_path):
    empty = tmp_path / "empty.ttf"
    assert load_fonts(empty, empty) == ""
