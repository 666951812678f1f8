# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Sheets to be signed on paper."""

import pytest

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import Translator
from branchdesk.reports.blank_sheet import render_blank_sheet
from branchdesk.reports.fonts import FontBook
from branchdesk.reports.raster import PageSource, page_count
from tests.reports import sample_sheets
from tests.reports.reading import Place, dark_pixels, fonts_of, places, squeezed, text

QR = "BD1:XC-GZ-2611-L03-0019"


def test_an_empty_sheet_has_every_block_on_one_page(fonts: FontBook, paper: Translator) -> None:
    """Numbered, with lines to sign on and the sentence for paper (R-073)."""
    content = sample_sheets.empty_content()
    pdf = render_blank_sheet(content, QR, fonts, paper, by_hand=True)
    assert page_count(pdf) == 1
    shown = text(pdf)
    for wanted in (
        content.number, content.check_code(), "客户单位", "问题描述", "检查结论", "操作问题",
        "服务内容", "更换配件", "人民币（大写）：", "处理结果", "客户意见",
        "满意度很满意满意一般不满意很不满意",
        "客户签字（盖章）", "部门/职务", "日期", "年月日", "（盖章处）",
        squeezed("以上内容已阅，与实际情况一致。签字只确认本次服务情况，不影响今后提出意见和投诉。"),
    ):  # fmt: skip
        assert wanted in shown, wanted
    assert all(fonts_of(pdf).values())


def test_a_filled_sheet_leaves_no_room_above_the_signature(
    fonts: FontBook, paper: Translator
) -> None:
    """What has no data takes no place, so that nothing can be added later."""
    content = sample_sheets.content(parts=(), new_requests="")
    shown = text(render_blank_sheet(content, QR, fonts, paper, by_hand=False))
    assert squeezed("以上内容已阅，与实际情况一致。") in shown
    assert "电子签名" not in shown
    assert "更换配件" not in shown
    assert "新提需求" not in shown
    assert squeezed(content.problem) in shown
    assert "部门/职务" in shown


def test_long_work_keeps_its_end_with_the_signature_lines(
    fonts: FontBook, paper: Translator
) -> None:
    """The same rule as for a sheet signed on the screen."""
    content = sample_sheets.content(result_text=sample_sheets.long_text(6000))
    pdf = render_blank_sheet(content, QR, fonts, paper, by_hand=False)
    assert page_count(pdf) > 2
    assert squeezed(sample_sheets.long_text(6000))[-20:] in text(pdf)


def test_the_same_sheet_twice_is_the_same_file(fonts: FontBook, paper: Translator) -> None:
    """Printing again changes nothing."""
    content = sample_sheets.empty_content()
    first, second = (render_blank_sheet(content, QR, fonts, paper, by_hand=True) for _ in range(2))
    assert first == second


def test_a_character_without_font_is_refused(fonts: FontBook, paper: Translator) -> None:
    """Before anything is printed."""
    with pytest.raises(UserError):
        render_blank_sheet(
            sample_sheets.content(customer="\ue000"), QR, fonts, paper, by_hand=False
        )


def test_what_is_known_of_the_satisfaction_is_ticked(fonts: FontBook, paper: Translator) -> None:
    """A sheet begun on the computer and finished by hand."""
    empty, begun = (
        render_blank_sheet(
            sample_sheets.content(satisfaction=known), QR, fonts, paper, by_hand=True
        )
        for known in ("", "很满意")
    )
    assert "满意度很满意满意一般" in text(begun)
    (box,) = places(empty, 0, "很满意")
    before = Place(box.left - 4.5, box.top, box.left - 0.5, box.bottom)
    unticked, ticked = (
        dark_pixels(PageSource(pdf).picture(0, 200), 200, before) for pdf in (empty, begun)
    )
    assert ticked > unticked + 20
