# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A batch of sheets as one document against the same sheets one by one."""

from pathlib import Path

from benchmarks.figures import Figure, figure, interleaved_ms
from branchdesk.reports.copies import join_sheets
from branchdesk.reports.fonts import FontBook
from branchdesk.reports.rescue import installed_font_files
from branchdesk.reports.visit_sheet import render_visit_sheet
from branchdesk.runtime.fonts import ensure_fonts
from branchdesk.runtime.i18n import load_translator
from branchdesk.runtime.paths import find_resources
from tests.reports.sample_sheets import full

SHEETS = 30


def measure(folder: Path) -> list[Figure]:
    """Render thirty sheets; joining them is what one print job costs on top."""
    fonts = FontBook(ensure_fonts(folder / "fonts"), installed_font_files())
    paper = load_translator("zh_CN", find_resources(), folder / "words")
    sheet = full()
    rendered = [render_visit_sheet(sheet, fonts, paper) for _ in range(2)]

    def separate() -> None:
        for _ in range(SHEETS):
            render_visit_sheet(sheet, fonts, paper)

    def batch() -> None:
        join_sheets([render_visit_sheet(sheet, fonts, paper) for _ in range(SHEETS)])

    assert rendered[0] == rendered[1]
    together, apart = interleaved_ms(batch, separate, 3)
    return [figure("sheet_batch_30_per_sheet", together / SHEETS, apart / SHEETS, 1.5)]
