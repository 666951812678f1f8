# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Reads a finished paper back as its receiver would: text, fonts, positions and pixels."""

import io

import msgspec
import pikepdf
import pypdfium2

from branchdesk.reports.raster import PagePicture

_POINTS_PER_MM = 72 / 25.4


def page_texts(pdf: bytes) -> list[str]:
    """Return the text of every page without blanks and line ends."""
    document = pypdfium2.PdfDocument(pdf)
    texts = []
    for page in document:
        reader = page.get_textpage()
        texts.append("".join(reader.get_text_range().split()))
        reader.close()
        page.close()
    document.close()
    return texts


def text(pdf: bytes) -> str:
    """Return the text of all pages without blanks and line ends."""
    return "".join(page_texts(pdf))


def squeezed(wanted: str) -> str:
    """Return a text without blanks, to look for it in what page_texts returned."""
    return "".join(wanted.split())


class Place(msgspec.Struct, frozen=True):
    """A box on a page in mm from its top left."""

    left: float
    top: float
    right: float
    bottom: float


def places(pdf: bytes, page_index: int, wanted: str) -> list[Place]:
    """Return where a text stands on a page."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[page_index]
    _, height = page.get_size()
    reader = page.get_textpage()
    search = reader.search(wanted)
    found = []
    while (hit := search.get_next()) is not None:
        first, count = hit
        boxes = [reader.get_charbox(first + offset) for offset in range(count)]
        found.append(
            Place(
                min(box[0] for box in boxes) / _POINTS_PER_MM,
                (height - max(box[3] for box in boxes)) / _POINTS_PER_MM,
                max(box[2] for box in boxes) / _POINTS_PER_MM,
                (height - min(box[1] for box in boxes)) / _POINTS_PER_MM,
            )
        )
    search.close()
    reader.close()
    page.close()
    document.close()
    return found


def fonts_of(pdf: bytes) -> dict[str, bool]:
    """Return the fonts used by name, and whether each is embedded and maps back to Unicode."""
    found = {}
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            for font in page.resources.Font.values():
                whole = "/ToUnicode" in font and "/FontFile2" in font.FontDescriptor
                found[str(font.BaseFont)] = whole
    return found


def dark_pixels(picture: PagePicture, dpi: float, place: Place) -> int:
    """Return how many nearly black pixels stand in a box."""
    scale = dpi / 25.4
    count = 0
    for row in range(int(place.top * scale), int(place.bottom * scale)):
        for column in range(int(place.left * scale), int(place.right * scale)):
            offset = (row * picture.width + column) * 3
            count += max(picture.pixels[offset : offset + 3]) < 90
    return count


def drawn_box(picture: PagePicture, dpi: float) -> Place:
    """Return the smallest box around everything that is not white."""
    row_length = picture.width * 3
    white = b"\xff" * row_length
    rows = [
        index
        for index in range(picture.height)
        if picture.pixels[index * row_length : (index + 1) * row_length] != white
    ]
    columns = [
        column
        for column in range(picture.width)
        if any(
            set(picture.pixels[column * 3 + channel :: row_length]) != {255} for channel in range(3)
        )
    ]
    scale = dpi / 25.4
    return Place(columns[0] / scale, rows[0] / scale, columns[-1] / scale, rows[-1] / scale)
