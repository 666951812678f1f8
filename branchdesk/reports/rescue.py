# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Fonts of one character each, cut from other fonts for what the paper's own fonts lack.

One font per character keeps the paper reproducible: what is embedded for 𠮷 does not depend on
which other rare characters were met before.
"""

import io
import os
import sys
import unicodedata
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import uharfbuzz as hb
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

from branchdesk.reports.characters import can_be_drawn_alone

_LAYOUT_TABLES = ("GSUB", "GPOS", "GDEF", "BASE", "STAT", "vhea", "vmtx", "gasp", "DSIG", "kern")
_NO_EMBEDDING = 0x0302  # OS/2 fsType: restricted licence, no subsetting, bitmaps only
_CURVE_ERROR_EM = 0.001


def installed_font_files() -> tuple[Path, ...]:
    """Return the font files of this machine in a fixed order: shipped ones first, then by path.

    The shipped ones come first so that most rare characters look the same on every machine.
    """
    files: list[Path] = []
    shipped = find_spec("justmytype_intl_cjk")
    if shipped is not None and shipped.origin is not None:
        folder = Path(shipped.origin).parent / "fonts" / "ofl"
        files += [
            folder / name.lower().removesuffix("[wght].ttf") / name
            for name in ("NotoSansTC[wght].ttf", "NotoSansJP[wght].ttf", "NotoSansKR[wght].ttf")
        ]
    for folder in _system_folders():
        files += sorted(
            path
            for path in folder.rglob("*")
            if path.suffix.lower() in {".ttf", ".ttc", ".otf", ".otc"} and path.is_file()
        )
    return tuple(path for path in files if path.is_file())


def _system_folders() -> tuple[Path, ...]:
    if sys.platform == "win32":
        return (Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts",)
    if sys.platform == "darwin":
        return (Path("/System/Library/Fonts"), Path("/Library/Fonts"))
    return (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))


class RescueFonts:
    """Finds a rare character in a list of font files and cuts it out as a TrueType font."""

    def __init__(self, files: Sequence[Path]) -> None:
        """Take the files in the order in which they are asked; none is opened yet."""
        self._files = tuple(files)
        self._faces: list[hb.Face] | None = None
        self._cut: dict[tuple[str, bool], tuple[str, bytes] | None] = {}

    def cut(self, char: str, *, bold: bool) -> tuple[str, bytes] | None:
        """Return a PostScript name and a TrueType font with this character alone, or None."""
        key = (char, bold)
        if key not in self._cut:
            self._cut[key] = self._search(char, bold=bold)
        return self._cut[key]

    def _search(self, char: str, *, bold: bool) -> tuple[str, bytes] | None:
        if not can_be_drawn_alone(char):
            return None
        if self._faces is None:
            self._faces = [face for path in self._files for face in _faces(path)]
        for face in self._faces:
            if ord(char) in face.unicodes:
                found = _cut_one(face, char, bold=bold)
                if found is not None:
                    return found
        return None


def _faces(path: Path) -> list[hb.Face]:
    """Return the faces of a font file or collection; a broken or unreadable file has none."""
    try:
        blob = hb.Blob.from_file_path(str(path))
    except hb.HarfBuzzError:
        return []
    first = hb.Face(blob, 0)
    return [first, *(hb.Face(blob, index) for index in range(1, first.count))]


def _cut_one(face: hb.Face, char: str, *, bold: bool) -> tuple[str, bytes] | None:
    wanted = hb.SubsetInput()
    wanted.unicode_set.add(ord(char))
    for tag in _LAYOUT_TABLES:
        wanted.drop_table_tag_set.add(int.from_bytes(tag.encode("ascii"), "big"))
    wanted.flags = hb.SubsetFlags.NO_HINTING
    wanted.pin_all_axes_to_default(face)
    if any(axis.tag == "wght" for axis in face.axis_infos):
        wanted.pin_axis_location(face, "wght", 700 if bold else 400)
    subset = hb.subset(face, wanted)
    if subset is None:
        return None
    font = TTFont(io.BytesIO(subset.blob.data), recalcTimestamp=False)
    if "OS/2" not in font or font["OS/2"].fsType & _NO_EMBEDDING:
        return None
    if "CFF " in font or "CFF2" in font:
        _make_quadratic(font)
    glyph_name = font.getBestCmap().get(ord(char))
    if "glyf" not in font or glyph_name is None:
        return None
    if font["glyf"][glyph_name].numberOfContours == 0 and unicodedata.category(char) != "Zs":
        return None
    family = (font["name"].getDebugName(6) or "Font").split("-")[0]
    name = f"{family}-{'Bold' if bold else 'Regular'}-U{ord(char):04X}"
    font["name"].names = []
    for identifier in (1, 4, 6):
        font["name"].setName(name, identifier, 3, 1, 0x409)
    stream = io.BytesIO()
    font.save(stream, reorderTables=False)
    return name, stream.getvalue()


def _make_quadratic(font: TTFont) -> None:
    """Turn PostScript outlines into TrueType outlines, the only ones reportlab embeds."""
    glyph_set = font.getGlyphSet()
    order = font.getGlyphOrder()
    glyphs = {}
    for glyph_name in order:
        pen = TTGlyphPen(glyph_set)
        error = _CURVE_ERROR_EM * font["head"].unitsPerEm
        glyph_set[glyph_name].draw(Cu2QuPen(pen, error, reverse_direction=True))
        glyphs[glyph_name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = table = newTable("glyf")
    table.glyphOrder = order
    table.glyphs = glyphs
    for glyph_name in order:
        table[glyph_name].recalcBounds(table)
        advance, _ = font["hmtx"][glyph_name]
        font["hmtx"][glyph_name] = (advance, getattr(table[glyph_name], "xMin", 0))
    profile = font["maxp"]
    profile.tableVersion = 0x00010000
    for field in (
        "maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs",
        "maxStackElements", "maxSizeOfInstructions", "maxPoints", "maxContours",
        "maxCompositePoints", "maxCompositeContours", "maxComponentElements", "maxComponentDepth",
    ):  # fmt: skip
        setattr(profile, field, 1 if field == "maxZones" else 0)
    for tag in ("CFF ", "CFF2", "VORG"):
        if tag in font:
            del font[tag]
    font["post"].formatType = 2.0
    font["post"].extraNames = []
    font["post"].mapping = {}
    font.sfntVersion = "\000\001\000\000"
