# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The two font files."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from branchdesk.domain.errors import UserError
from branchdesk.runtime.fonts import FontFiles, ensure_fonts


def test_both_are_named_as_what_they_are(font_files: FontFiles) -> None:
    from fontTools.ttLib import TTFont

    for path, style, weight in (
        (font_files.regular, "Regular", 400),
        (font_files.bold, "Bold", 700),
    ):
        with TTFont(path, lazy=True) as font:
            assert "fvar" not in font
            assert font["name"].getDebugName(1) == "Noto Sans SC"
            assert font["name"].getDebugName(2) == style
            assert font["OS/2"].usWeightClass == weight
            assert {ord(character) for character in "服务单堃喆䶮"} <= font.getBestCmap().keys()


def _copy(font_files: FontFiles, cache: Path) -> FontFiles:
    """Put the built files into another cache, as an earlier start would have left them."""
    folder = cache / "fonts" / font_files.regular.parent.name
    shutil.copytree(font_files.regular.parent, folder)
    return FontFiles(folder / font_files.regular.name, folder / font_files.bold.name)


def test_a_usual_start_builds_nothing(font_files: FontFiles, tmp_path: Path) -> None:
    copied = _copy(font_files, tmp_path)
    before = copied.regular.stat().st_ino
    script = (
        "import sys\nfrom pathlib import Path\n"
        "from branchdesk.runtime.fonts import ensure_fonts\n"
        "ensure_fonts(Path(sys.argv[1]))\n"
        "assert not {'uharfbuzz', 'fontTools'} & set(sys.modules)\n"
    )
    root = Path(__file__).resolve().parents[2]
    subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        check=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert copied.regular.stat().st_ino == before


@pytest.mark.parametrize("damage", ["cut", "flipped", "removed", "no manifest"])
def test_damage_is_repaired_with_the_same_bytes(
    font_files: FontFiles, tmp_path: Path, damage: str
) -> None:
    copied = _copy(font_files, tmp_path)
    data = copied.bold.read_bytes()
    if damage == "cut":
        copied.bold.write_bytes(data[:1000])
    elif damage == "flipped":
        copied.bold.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    elif damage == "removed":
        copied.bold.unlink()
    else:
        (copied.bold.parent / "built.json").unlink()
    assert ensure_fonts(tmp_path) == copied
    assert copied.bold.read_bytes() == data


def test_a_cache_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "cache").write_bytes(b"")
    with pytest.raises(UserError):
        ensure_fonts(tmp_path / "cache")
