# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The statement above the signatures names the pages; the paper has as many, whoever signs."""

import pytest

from branchdesk.domain.sheet import FrozenSheet, SheetContent, SheetSignature, WorkLine
from branchdesk.domain.text import Translator
from branchdesk.reports.fonts import FontBook
from branchdesk.reports.raster import page_count
from branchdesk.reports.visit_sheet import count_pages, render_visit_sheet
from tests.reports import sample_sheets
from tests.reports.reading import page_texts, squeezed

LONG_NAME = "欧阳" * 25
WORDY = SheetSignature(
    LONG_NAME, "计财科" * 30, "154-0012-2265", "屏幕签字 2026-11-22 14:53",
    sample_sheets.handwriting(), "",
)  # fmt: skip
REVIEW = "王敏 11月23日 09:10 审核通过"


def _of_length(length: int) -> SheetContent:
    return sample_sheets.content(work=(WorkLine("13:45", sample_sheets.long_text(length)),))


def _signings(content: SheetContent) -> dict[str, FrozenSheet]:
    """The same content under everything that may stand below it."""
    nobody = sample_sheets.unsigned("")
    refusal = sample_sheets.unsigned(sample_sheets.long_text(260), "李科长")
    return {
        "open": sample_sheets.frozen(content, customer=nobody, engineer=nobody),
        "signed": sample_sheets.frozen(content),
        "reviewed": sample_sheets.frozen(content, review=REVIEW),
        "three": sample_sheets.frozen(
            content, acceptance=sample_sheets.signed("李建国", "计财科长"), review=REVIEW
        ),
        "wordy": sample_sheets.frozen(content, customer=WORDY, acceptance=WORDY),
        "refused": sample_sheets.frozen(
            content, customer=refusal, waiver=sample_sheets.long_text(150), review=REVIEW
        ),
    }


CONTENTS = {
    "short": sample_sheets.shortest().content,
    "ordinary": sample_sheets.content(),
    "rare": sample_sheets.content(customer="𠮷桥工程有限公司", opinion="𠮷" * 300),
    "full": sample_sheets.full().content,
    "three pages": _of_length(5200),
} | {f"{length} characters": _of_length(length) for length in range(800, 1800, 70)}
"""Among the many lengths are those at which the end of the sheet just fits, or just does not."""


@pytest.mark.parametrize("name", CONTENTS)
def test_signatures_add_no_page(fonts: FontBook, paper: Translator, name: str) -> None:
    """The room for boxes and review is reserved, so that a promise of pages stays true."""
    content = CONTENTS[name]
    counted = count_pages(content, fonts, paper)
    for way, sheet in _signings(content).items():
        pages = page_texts(render_visit_sheet(sheet, fonts, paper))
        own = [page for page in pages if "附页（接" not in page]
        assert len(own) == counted, way
        assert way in ("wordy", "refused") or own == pages, way
        assert "客户签字" in own[-1]


def test_known_sheets_have_the_pages_one_sees(fonts: FontBook, paper: Translator) -> None:
    """The cases above are not all the same."""
    counted = {name: count_pages(content, fonts, paper) for name, content in CONTENTS.items()}
    assert (counted["short"], counted["ordinary"], counted["three pages"]) == (1, 1, 3)
    assert {counted[name] for name in counted if "characters" in name} == {1, 2}


def test_what_finds_no_room_stands_on_an_attached_page(fonts: FontBook, paper: Translator) -> None:
    """Nothing said about a sheet is lost, and the box tells where it is."""
    content = next(c for c in CONTENTS.values() if _has_attached(c, fonts, paper))
    sheet = _signings(content)["refused"]
    pages = page_texts(render_visit_sheet(sheet, fonts, paper))
    assert "附页（接" in pages[-1]
    assert squeezed("见附页") in pages[-2]
    assert squeezed(sheet.customer.statement) in pages[-1]
    assert squeezed(sheet.waiver) in pages[-1]
    assert squeezed(REVIEW) in pages[-1]
    own = len(pages) - 1
    assert f"第{own}页共{own}页，另附1页" in pages[-2]
    assert "第1页共1页" in pages[-1]
    assert squeezed(content.customer) in pages[-1]


def _has_attached(content: SheetContent, fonts: FontBook, paper: Translator) -> bool:
    pdf = render_visit_sheet(_signings(content)["refused"], fonts, paper)
    return page_count(pdf) > count_pages(content, fonts, paper)
