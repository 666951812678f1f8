# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Copies carry their mark; the original stays as it was."""

import pytest

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import Translator
from branchdesk.reports.copies import join_sheets, with_copy_mark
from branchdesk.reports.fonts import FontBook
from branchdesk.reports.raster import PageSource, page_count
from branchdesk.reports.slip import render_slip
from branchdesk.reports.visit_sheet import render_visit_sheet
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


def test_a_batch_is_one_document_in_order(fonts: FontBook, paper: Translator) -> None:
    """Pages of different sizes keep theirs."""
    sheet = render_visit_sheet(sample_sheets.full(), fonts, paper)
    slip = render_slip("凭条", ["首次上报 218 条"], fonts)
    joined = join_sheets([sheet, slip, sheet])
    assert page_texts(joined) == [*page_texts(sheet), *page_texts(slip), *page_texts(sheet)]
    with PageSource(joined) as source:
        assert source.size_mm(page_count(sheet)) == pytest.approx((148, 210), abs=0.1)
        assert source.size_mm(0) == pytest.approx((210, 297), abs=0.1)


def test_what_is_no_pdf_is_told(fonts: FontBook) -> None:
    """A damaged file is a message, not a traceback."""
    for act in (
        lambda: with_copy_mark(b"not a pdf", "副本", fonts),
        lambda: join_sheets([b""]),
        lambda: page_count(b"%PDF-1.4 cut off"),
    ):
        with pytest.raises(UserError):
            act()


def test_an_empty_batch_is_a_mistake_of_the_caller() -> None:
    """There is no paper without pages."""
    with pytest.raises(ValueError, match="nothing"):
        join_sheets([])


def _reddish(pixels: bytes) -> int:
    return sum(pixels[offset] > pixels[offset + 1] + 25 for offset in range(0, len(pixels), 3))
