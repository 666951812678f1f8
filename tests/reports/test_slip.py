# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Slips: a title, a code, a few lines."""

from branchdesk.reports.fonts import FontBook
from branchdesk.reports.raster import PageSource, page_count
from branchdesk.reports.slip import render_slip
from tests.reports import sample_sheets
from tests.reports.reading import page_texts, places, squeezed, text

CODE = "7K2M-QX4D-93HA-TR6W-5NPC"


def test_the_code_is_large_and_can_be_copied(fonts: FontBook) -> None:
    """A person types it from paper."""
    pdf = render_slip("恢复码", ["请交分公司经理保管。"], fonts, code=CODE, caption="广州分公司")
    assert page_count(pdf) == 1
    (place,) = places(pdf, 0, CODE)
    assert place.bottom - place.top > 3.5
    for wanted in ("恢复码", "请交分公司经理保管。", "广州分公司"):
        assert wanted in text(pdf)


def test_many_lines_go_on_to_further_pages(fonts: FontBook) -> None:
    """Nothing falls off the page."""
    long = sample_sheets.long_text(3000)
    pdf = render_slip("上报凭条", [long], fonts, code="长" * 60)
    assert page_count(pdf) > 1
    assert squeezed(long) in "".join(page_texts(pdf))


def test_pictures_are_tight_rows_of_pixels(fonts: FontBook) -> None:
    """A5 at 100 dots per inch, on white."""
    with PageSource(render_slip("凭条", ["一"], fonts)) as source:
        assert source.page_count == 1
        picture = source.picture(0, 100)
    assert (picture.width, picture.height) == (583, 827)
    assert len(picture.pixels) == picture.width * picture.height * 3
    assert picture.pixels[:3] == b"\xff\xff\xff"
    assert min(picture.pixels) < 60
