# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The letters of the paper: two static fonts, a rescue for rare characters, and their widths.

reportlab draws nothing for a character its font lacks and says nothing; here every character is
looked up first, and what no font has is named to the person instead of vanishing from the paper.
"""

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache, partial
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol, TypeVar

from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDocument, PDFStream, PDFTrueTypeFont
from reportlab.pdfbase.ttfonts import SUBSETN, TTFError, TTFont

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T
from branchdesk.reports.characters import can_be_drawn_alone, drawn
from branchdesk.reports.line_breaking import break_lines
from branchdesk.reports.rescue import RescueFonts

_BROKEN_TEXTS = 4096
"""So many texts are remembered with their lines: every sheet has the same labels and sentences."""

_WEIGHTS = (False, True)
"""Regular and bold."""

_ENTRIES_PER_BLOCK = 100  # the CMap format allows no more in one bfchar block


class FontFiles(Protocol):
    """The two static TrueType files that window and paper share."""

    @property
    def regular(self) -> Path:
        """The regular weight."""
        ...

    @property
    def bold(self) -> Path:
        """The bold weight."""
        ...


_Answer = TypeVar("_Answer")


class _PerCharacter(dict[str, _Answer]):
    """Something asked of every character, found out when it is first asked."""

    def __init__(self, find: Callable[[str], _Answer]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, char: str) -> _Answer:
        """Find it out and keep it."""
        self[char] = self._find(char)
        return self[char]


class FontBook:
    """Chooses a font for every character, in regular and bold, and measures text in points."""

    def __init__(self, files: FontFiles, rescue_files: Sequence[Path] = ()) -> None:
        """Register the two fonts; ``rescue_files`` are asked in order for what they lack.

        Raises UserError when a font file cannot be read.
        """
        self._main = {False: _register_file(files.regular), True: _register_file(files.bold)}
        self._rescue = RescueFonts(rescue_files)
        self._chosen = {bold: _PerCharacter(partial(self._choose, bold=bold)) for bold in _WEIGHTS}
        self._widths = {bold: _PerCharacter(partial(self._advance, bold=bold)) for bold in _WEIGHTS}
        self._broken = lru_cache(_BROKEN_TEXTS)(self._break)

    @property
    def regular_name(self) -> str:
        """The name under which reportlab knows the regular font."""
        return str(self._main[False].fontName)

    def missing_glyphs(self, text: str) -> set[str]:
        """Return the characters of the text that no font can draw."""
        chosen = self._chosen[False]
        return {char for char in drawn("".join(set(text))) if char != "\n" and not chosen[char]}

    def require_glyphs(self, texts: Iterable[str]) -> None:
        """Raise UserError naming all characters of the texts that cannot be drawn (R-078)."""
        missing = sorted(self.missing_glyphs("".join(texts)))
        if missing:
            raise _not_printable(missing)

    def runs(self, text: str, *, bold: bool = False) -> Iterator[tuple[str, str]]:
        """Cut one line of drawn text into pieces of one font: font name and piece.

        Raises UserError for a character without a glyph; ask require_glyphs first to name all.
        """
        start = 0
        for name, group in groupby(map(self._chosen[bold].__getitem__, text)):
            if name is None:
                raise _not_printable(sorted(self.missing_glyphs(text)))
            end = start + sum(1 for _ in group)
            yield name, text[start:end]
            start = end

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return the width of one line of drawn text at a font size, both in points."""
        return sum(map(self._widths[bold].__getitem__, text)) * size

    def lines(
        self, text: str, room: float, size: float, *, bold: bool = False
    ) -> tuple[tuple[str, float], ...]:
        """Break a stored text into drawn lines of at most ``room`` points, each with its width."""
        return self._broken(text, room, size, bold)

    def _break(
        self, text: str, room: float, size: float, bold: bool
    ) -> tuple[tuple[str, float], ...]:
        def measure(piece: str) -> float:
            return self.width(piece, size, bold=bold)

        lines = break_lines(drawn(text).strip("\n"), room, measure)
        return tuple((line, measure(line)) for line in lines)

    def _advance(self, char: str, *, bold: bool) -> float:
        ((name, _),) = self.runs(char, bold=bold)
        return float(pdfmetrics.stringWidth(char, name, 1))

    def _choose(self, char: str, *, bold: bool) -> str | None:
        if not can_be_drawn_alone(char):
            return None
        main = self._main[bold]
        if ord(char) in main.face.charToGlyph:
            return str(main.fontName)
        cut = self._rescue.cut(char, bold=bold)
        if cut is None:
            return None
        name, data = cut
        return str(_register(data, io.BytesIO(data), name).fontName)


class _SearchableFont(TTFont):  # type: ignore[misc] # reportlab has no types
    """A TrueType font whose text can be found and copied beyond the basic plane too.

    reportlab writes five hex digits where the format wants a surrogate pair, so that 𠮷 would be
    copied as two other characters. And it cuts each table out of the file anew for every document,
    ten megabytes for the glyphs alone, and formats each of the widths with care.
    """

    def __init__(self, *arguments: object, **options: object) -> None:
        """Load the font and keep the tables that subsets are made of."""
        super().__init__(*arguments, **options)
        self.face.get_table = cache(self.face.get_table)
        self._width_text = cache(lambda code: f"{self.face.getCharWidth(code):g}")

    def addObjects(self, doc: PDFDocument) -> None:  # noqa: N802 - reportlab's name
        """Write the objects of every subset, each with its map back to Unicode."""
        state = self.state.pop(doc)
        for index, subset in enumerate(state.subsets):
            face_name = b"".join((SUBSETN(index), b"+", self.face.name, self.face.subfontNameX))
            base_name = face_name.decode("pdfdoc")
            to_unicode = PDFStream(content=_unicode_map(subset), filters=[pdfdoc.PDFZCompress])
            font = PDFTrueTypeFont()
            font.Name = f"{state.internalName}+{index}"
            font.BaseFont = base_name
            font.FirstChar = 0
            font.LastChar = len(subset) - 1
            font.Widths = f"[{' '.join(map(self._width_text, subset))}]"
            font.ToUnicode = doc.Reference(to_unicode, f"toUnicodeCMap:{base_name}")
            font.FontDescriptor = self.face.addSubsetObjects(doc, base_name, subset)
            doc.Reference(font, font.Name)
            doc.idToObject["BasicFonts"].dict[font.Name] = font


def _unicode_map(subset: Sequence[int]) -> str:
    """Return the CMap from the codes of a subset to UTF-16."""
    entries = [(code, char) for code, char in enumerate(subset) if char]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    for start in range(0, len(entries), _ENTRIES_PER_BLOCK):
        block = entries[start : start + _ENTRIES_PER_BLOCK]
        lines.append(f"{len(block)} beginbfchar")
        for code, char in block:
            lines.append(f"<{code:02X}> <{chr(char).encode('utf-16-be').hex().upper()}>")
        lines.append("endbfchar")
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)


def _register_file(path: Path) -> Any:
    try:
        data = path.read_bytes()
        return _register(data, path, path.stem)
    except (OSError, TTFError) as error:
        raise UserError(
            T("The fonts for paper cannot be read"),
            T("The file {name} is missing or damaged.", name=path.name),
            T("Please start the program again; it builds its fonts anew."),
        ) from error


def _register(data: bytes, source: Path | io.BytesIO, label: str) -> Any:
    """Register a font once per process under a name made from its bytes.

    reportlab keeps fonts by name for the whole process, so equal names must mean equal bytes.
    """
    name = f"{label}-{hashlib.sha256(data).hexdigest()[:16]}"
    if name not in pdfmetrics.getRegisteredFontNames():
        file = str(source) if isinstance(source, Path) else source
        pdfmetrics.registerFont(_SearchableFont(name, file, asciiReadable=0, shapable=False))
    return pdfmetrics.getFont(name)


def _not_printable(missing: Sequence[str]) -> UserError:
    named = " ".join(f"{char}(U+{ord(char):04X})" if char.isprintable() else f"U+{ord(char):04X}"
                     for char in missing)  # fmt: skip
    return UserError(
        T("Characters that cannot be printed: {count}", count=len(missing)),
        T("“{characters}” has no font, so the sheet cannot be finished yet.", characters=named),
        T("Please install an additional font and try again; the content is saved."),
    )
