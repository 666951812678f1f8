# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Copies carry their mark; the original stays as it was."""

import msgspec
import pytest

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import Translator
from branchdesk.reports.copies import with_copy_mark
from branchdesk.reports.fonts import FontBook
from branchdesk.reports.raster import PageSource, page_count
from branchdesk.reports.visit_sheet import SheetJob, render_visit_sheet
from tests.reports import sample_sheets
from tests.reports.reading import fonts_of, page_texts, text


def test_a_mark_stands_on_every_page_and_can_be_read(fonts: FontBook, paper: Translator) -> None:
    """Also by a program: which copy it is can be searched (R-077)."""
    original = render_visit_sheet(sample_sheets.full(), fonts, paper)
    copy = with_copy_mark(original, "客户联 · 补打 第 2 次", fonts)
    assert copy != original
    for before, after in zip(page_texts(original), page_texts(copy), strict=True):
        assert "补打" not in before
        assert "客户联·补打第2次" in after
        assert len(after) == len(before) + len("客户联·补打第2次")
    assert all(fonts_of(copy).values())


def test_marks_add_up_and_lie_under_the_text(fonts: FontBook, paper: Translator) -> None:
    """A void copy stays legible; 作废 covers a part of the page with its light red."""
    original = render_visit_sheet(sample_sheets.frozen(), fonts, paper)
    void = with_copy_mark(with_copy_mark(original, "公司联", fonts), "作废", fonts, across=True)
    shown = text(void)
    assert "公司联" in shown
    assert "作废" in shown
    with PageSource(original) as before, PageSource(void) as after:
        plain, marked = before.picture(0, 40), after.picture(0, 40)
    assert _reddish(plain.pixels) == 0
    assert _reddish(marked.pixels) > 2000


def test_equal_marks_give_equal_bytes(fonts: FontBook, paper: Translator) -> None:
    """A copy can be made again and compared."""
    original = render_visit_sheet(sample_sheets.frozen(), fonts, paper)
    assert with_copy_mark(original, "副本", fonts) == with_copy_mark(original, "副本", fonts)


def test_a_job_is_one_document_in_order(fonts: FontBook, paper: Translator) -> None:
    """Every copy of every sheet with its mark, each page counted within its own sheet (R-077)."""
    first, second = sample_sheets.full(), sample_sheets.frozen()
    job = SheetJob(fonts, paper)
    job.add(first, ["客户联", "公司联 · 补打 第 2 次"])
    job.add(second, [""])
    document = job.finish()
    sheet = page_texts(render_visit_sheet(first, fonts, paper))
    pages = page_texts(document)
    assert pages[-1] == page_texts(render_visit_sheet(second, fonts, paper))[0]
    assert [page.replace("客户联", "") for page in pages[: len(sheet)]] == sheet
    assert all("客户联" in page for page in pages[: len(sheet)])
    reprint = "公司联·补打第2次"
    assert [page.replace(reprint, "") for page in pages[len(sheet) : -1]] == sheet
    assert all(fonts_of(document).values())


def test_a_job_is_refused_like_a_sheet(fonts: FontBook, paper: Translator) -> None:
    """What differs from what was signed is not printed in a batch either."""
    sheet = sample_sheets.frozen()
    changed = msgspec.structs.replace(sheet.content, customer="别人")
    job = SheetJob(fonts, paper)
    with pytest.raises(UserError):
        job.add(msgspec.structs.replace(sheet, content=changed), ["客户联"])
    with pytest.raises(ValueError, match="nothing"):
        job.finish()


def test_what_is_no_pdf_is_told(fonts: FontBook) -> None:
    """A damaged file is a message, not a traceback."""
    for act in (
        lambda: with_copy_mark(b"not a pdf", "副本", fonts),
        lambda: page_count(b"%PDF-1.4 cut off"),
    ):
        with pytest.raises(UserError):
            act()


def _reddish(pixels: bytes) -> int:
    return sum(pixels[offset] > pixels[offset + 1] + 25 for offset in range(0, len(pixels), 3))
