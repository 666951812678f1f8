# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Bundles, imports and sheets are measured beside equal work, in sizes that cost nothing."""

import shutil
from pathlib import Path

import pytest

from benchmarks import bundle_figures, bundle_memory, desks, hq_figures, paper_figures
from branchdesk.reports.fonts import FontBook
from branchdesk.runtime.fonts import FontFiles
from branchdesk.runtime.i18n import load_translator
from branchdesk.runtime.paths import find_resources


def test_headquarters_takes_in_what_a_branch_tells(tmp_path: Path) -> None:
    """Nothing is refused, and both ways leave as many records."""
    database = hq_figures.open_headquarters(tmp_path)
    try:
        desks.fill(database, 200)
        measured = hq_figures.import_figure(database, 5, 1)
        with database.read() as reader:
            assert reader.count("service_record") == 200 + 2 * 2 * 5
        assert [finding for finding in database.doctor() if not finding.ok] == []
    finally:
        database.close()
    assert (measured.name, measured.ratio > 0) == ("hq_import", True)


def test_bundles_are_measured_beside_the_pipe(tmp_path: Path) -> None:
    if not (shutil.which("age") and shutil.which("zstd")):
        pytest.skip("age and zstd are not installed")
    measured = bundle_figures.bundle_figures(tmp_path, 20, 1, 1)
    assert [figure.name for figure in measured] == ["bundle_build", "bundle_open"]
    assert all(figure.ratio > 0 for figure in measured)


def test_the_peak_of_memory_is_told(tmp_path: Path) -> None:
    """More than an interpreter, less than the test's own process may have had; nothing stays."""
    measured = bundle_memory.memory_figure(tmp_path, 2, 4, 1)
    assert (measured.name, measured.unit) == ("bundle_memory_growth", "MB")
    assert 10 < measured.baseline < 100
    assert 10 < measured.value < 100
    assert list(tmp_path.iterdir()) == []


def test_both_sheets_say_the_same(
    tmp_path: Path, font_files: FontFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Equal characters on every page, checked before anything is timed."""
    monkeypatch.setattr(paper_figures, "TIMES", 1)
    fonts = FontBook(font_files)
    paper = load_translator("zh_CN", find_resources(), tmp_path / "words")
    folder = font_files.regular.parent
    measured = paper_figures.sheet_figures(tmp_path, folder, fonts, paper, 2)
    assert [f.name for f in measured] == ["sheet_batch_300", "sheet_separate_300"]
    assert all(f.ratio > 0 for f in measured)
