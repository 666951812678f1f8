# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages as pixels, also when several threads ask at once and somebody forgets to close."""

import gc
import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from reportlab.pdfgen.canvas import Canvas

from branchdesk.domain.errors import UserError
from branchdesk.reports.raster import PageSource, page_count


def document(pages: int = 3) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(200, 100))
    for number in range(pages):
        canvas.drawString(10, 50, f"page {number}")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def test_threads_draw_one_after_the_other() -> None:
    pdf = document()

    def draw(index: int) -> bytes:
        source = PageSource(pdf)  # left to the collector on purpose
        return source.picture(index % 3, 72).pixels

    with ThreadPoolExecutor(8) as threads:
        drawn = list(threads.map(draw, range(60)))
    gc.collect()
    assert len(set(drawn)) == 3
    assert drawn == drawn[:3] * 20


def test_a_closed_document_may_be_closed_again() -> None:
    with PageSource(document()) as source:
        assert (source.page_count, source.picture(0, 72).width) == (3, 200)
        with source:
            pass


def test_what_is_no_pdf_is_said() -> None:
    with pytest.raises(UserError, match="cannot be read"):
        page_count(b"no pdf")
