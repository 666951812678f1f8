# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Every character is drawn, or named to the person; none disappears."""

from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import Translator
from branchdesk.reports.fonts import FontBook, FontFiles
from branchdesk.reports.pen import Pen
from branchdesk.reports.raster import PageSource
from branchdesk.reports.slip import render_slip
from tests.reports.reading import Place, dark_pixels, fonts_of, text

RARE_NAMES = "𠮷野 䶮 堃 喆 㛃 翀 玥"


def test_rare_names_are_drawn_and_found_again(fonts: FontBook) -> None:
    """𠮷 is not in the paper's own fonts and lies beyond the basic plane (R-078)."""
    assert fonts.missing_glyphs(RARE_NAMES) == set()
    pdf = render_slip("姓名", [RARE_NAMES], fonts)
    assert "".join(RARE_NAMES.split()) in text(pdf)
    assert all(fonts_of(pdf).values())


def test_a_rare_character_looks_the_same_whatever_was_drawn_before(
    font_files: FontFiles, shipped_rescue: tuple[Path, ...]
) -> None:
    """A font per character: what was met earlier leaves no trace in the file."""
    fresh, used = (FontBook(font_files, shipped_rescue) for _ in range(2))
    render_slip("先前", ["한국 𠮟る 𠮷"], used)
    assert render_slip("姓名", ["𠮷"], fresh) == render_slip("姓名", ["𠮷"], used)


def test_a_character_without_a_font_is_named(font_files: FontFiles, paper: Translator) -> None:
    """The message shows which one, in the words of the house."""
    poor = FontBook(font_files)
    with pytest.raises(UserError) as caught:
        poor.require_glyphs(["客户𠮷野", "意见😀很好"])
    title, message, hint = caught.value.render(paper)
    assert title == "有 2 个字无法打印"
    assert "😀" in message
    assert "𠮷" in message
    assert "安装补充字体" in hint


@pytest.mark.parametrize("texts", ["שלום", "مرحبا", "\ue000", "\udce9", "\U0010fffd"])
def test_what_one_glyph_cannot_write_is_refused_not_garbled(
    font_files: FontFiles, texts: str
) -> None:
    """Right-to-left scripts, private characters and lone surrogates never reach the paper."""
    every = FontBook(font_files, tuple(Path("/usr/share/fonts").rglob("*.ttf")))
    with pytest.raises(UserError):
        every.require_glyphs([texts])


def test_characters_without_a_mark_are_dropped(fonts: FontBook) -> None:
    """Controls, joiners, direction marks and variation selectors."""
    hidden = "张\u0000三\u202e李\u200d四\ufe0f王\U000e0100五\u0007"
    assert fonts.missing_glyphs(hidden) == set()
    assert "张三李四王五" in text(render_slip("名单", [hidden], fonts))


def test_a_postscript_font_rescues_too(font_files: FontFiles, tmp_path: Path) -> None:
    """Its curves are turned into the ones a PDF of ours can embed."""
    box = _postscript_font(tmp_path, "😀")
    book = FontBook(font_files, [box])
    pdf = render_slip("画", ["😀"], book)
    assert "😀" in text(pdf)
    assert all(fonts_of(pdf).values())
    with PageSource(pdf) as source:
        picture = source.picture(0, 96)
    assert dark_pixels(picture, 96, Place(15, 35, 25, 46)) > 50


def test_a_damaged_rescue_font_is_passed_over(
    font_files: FontFiles, shipped_rescue: tuple[Path, ...], tmp_path: Path
) -> None:
    """One broken file among many must not stop a sheet."""
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"\x00\x01\x00\x00 not a font")
    gone = tmp_path / "gone.ttf"
    assert FontBook(font_files, [broken, gone, *shipped_rescue]).missing_glyphs("𠮷") == set()


def test_a_rescue_font_that_forbids_embedding_is_passed_over(
    font_files: FontFiles, tmp_path: Path
) -> None:
    """Its licence says so."""
    forbidden = _postscript_font(tmp_path, "😀", embedding=0x0002)
    assert FontBook(font_files, [forbidden]).missing_glyphs("😀") == {"😀"}


def test_missing_font_files_are_told(tmp_path: Path, font_files: FontFiles) -> None:
    """The person learns what to do instead of reading a traceback."""

    class Gone:
        regular = tmp_path / "gone.ttf"
        bold = font_files.bold

    with pytest.raises(UserError):
        FontBook(Gone())


def test_more_characters_than_one_subset_holds(fonts: FontBook) -> None:
    """A subset has 256 places; two thousand different characters need many of them."""
    many = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 2000))
    pen = Pen(fonts, title="字表", author="", subject="")
    for start in range(0, len(many), 40):
        pen.text(40, 40 + start / 40 * 14, many[start : start + 40])
    pen.end_page()
    assert text(pen.finish()) == many


def _postscript_font(folder: Path, char: str, embedding: int = 0) -> Path:
    """Build a small font with PostScript outlines: one filled box."""
    pen = T2CharStringPen(1000, None)
    for step, point in enumerate([(100, 0), (900, 0), (900, 700), (100, 700)]):
        pen.lineTo(point) if step else pen.moveTo(point)
    pen.closePath()
    empty = T2CharStringPen(1000, None)
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef", "box"])
    builder.setupCharacterMap({ord(char): "box"})
    builder.setupCFF(
        "Boxes-Regular",
        {},
        {".notdef": empty.getCharString(), "box": pen.getCharString()},
        {},
    )
    builder.setupHorizontalMetrics({".notdef": (1000, 0), "box": (1000, 100)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Boxes", "styleName": "Regular"})
    builder.setupOS2(fsType=embedding)
    builder.setupPost()
    path = folder / "boxes.otf"
    builder.save(path)
    return path
