# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Renew the few pictures that explain the product: ``python -m tests.guide_pictures``.

They are drawn like all others (tests.pictures), from invented data, and stored with 256 colours.
"""

import io
import os
import sys
import tempfile
from pathlib import Path

from PIL import Image

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.pictures import Wish, render

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
MOST_BYTES = 150_000

PICTURES = {
    "workbench": ("workbench-gz-l03-demo", "light"),
    "records": ("records-demo", "light"),
    "records-dark": ("records-demo", "dark"),
    "sign": ("guide-sign", "light"),
    "month": ("month-demo", "light"),
    "board": ("guide-board", "light"),
    "sheet": ("guide-sheet", "light"),
}
"""File → the entry and the palette it is drawn with."""


def main() -> int:
    """Draw and store them; returns the exit code."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for theme in ("light", "dark"):
            entries = {entry: file for file, (entry, drawn) in PICTURES.items() if drawn == theme}
            for drawn in render(Path(folder), Wish(sorted(entries), 100, [theme])):
                entry = drawn.stem.removesuffix(f"-100-{theme}-zh")
                if entry in entries:
                    _store(drawn, FOLDER / f"{entries[entry]}.png")
    return 0


def _store(drawn: Path, target: Path) -> None:
    with Image.open(drawn) as picture:
        few = picture.convert("RGB").quantize(256, kmeans=3, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    few.save(buffer, "PNG", optimize=True)
    assert len(buffer.getvalue()) <= MOST_BYTES, f"{target.name}: {len(buffer.getvalue())} bytes"
    target.write_bytes(buffer.getvalue())
    print(target.name, len(buffer.getvalue()))


if __name__ == "__main__":
    sys.exit(main())
