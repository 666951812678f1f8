# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The visit sheet as its receiver sees it: text, pages, ink, and the same bytes every time."""

import hashlib
import io
import os
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import msgspec
import pikepdf
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from branchdesk.domain.errors import UserError
from branchdesk.domain.sheet import FrozenSheet, SheetSignature, WorkLine
from branchdesk.domain.text import Translator
from branchdesk.reports.fonts import FontBook, FontFiles
from branchdesk.reports.raster import PageSource, page_count
from branchdesk.reports.visit_sheet import render_visit_sheet, require_glyphs
from tests.reports import sample_sheets
from tests.reports.reading import (
    Place,
    dark_pixels,
    drawn_box,
    fonts_of,
    page_texts,
    places,
    squeezed,
    text,
)


def test_the_sheet_says_what_was_signed(fonts: FontBook, paper: Translator) -> None:
    """Every text of the content can be found and copied (R-076, R-078)."""
    sheet = sample_sheets.full()
    shown = text(render_visit_sheet(sheet, fonts, paper))
    content = sheet.content
    for wanted in (
        "现场服务记录单", content.number, content.record_number, content.company, content.branch,
        content.service_phone, "监督电话" + content.complaint_phone,
        content.check_code(), content.customer, content.contact, content.contact_phone,
        content.address, content.product, content.serial, content.problem, content.category,
        content.appointment, content.departed, content.arrived, content.left, content.engineers,
        content.present_people, content.location, content.diagnosis_text, content.new_requests,
        content.result_text, content.follow_up, content.data_taken, content.data_consent,
        content.data_return, content.opinion, content.opinion_source, content.satisfaction,
        content.statement, content.privacy_notice, sheet.customer.name, sheet.customer.role,
        "李建国", sheet.review, sheet.content_hash[:16], "（盖章处）", "演示",
        *content.photos, *(line.text for line in content.work),
        *(choice.label for choice in content.results), *(part.new_serial for part in content.parts),
    ):  # fmt: skip
        assert squeezed(wanted) in shown, wanted


def test_amounts_stand_in_digits_and_capitals(fonts: FontBook, paper: Translator) -> None:
    """人民币大写 beside the digits; nothing to pay is said in words (R-081)."""
    paid = text(render_visit_sheet(sample_sheets.full(), fonts, paper))
    assert squeezed("人民币（大写）：壹仟陆佰捌拾元叁角贰分　¥1,680.32") in paid
    assert "280.00" in paid
    free = text(render_visit_sheet(sample_sheets.frozen(), fonts, paper))
    assert "本次服务不收费" in free
    assert "人民币" not in free


def test_an_ordinary_sheet_is_one_page(fonts: FontBook, paper: Translator) -> None:
    """So is the shortest, and blocks without data leave no trace."""
    assert page_count(render_visit_sheet(sample_sheets.frozen(), fonts, paper)) == 1
    shortest = text(render_visit_sheet(sample_sheets.shortest(), fonts, paper))
    assert "第1页共1页" in shortest
    for absent in ("更换配件", "带回数据", "现场照片", "满意度", "客户意见", "预约", "地址",
                   "检查结论", "部分解决", "关联", "发票号", "免签审批", "演示"):  # fmt: skip
        assert absent not in shortest, absent


@pytest.mark.parametrize("length", [700, 1500, 2100, 2160, 2300, 2500, 5000])
def test_signatures_share_a_page_with_the_end_of_the_work(
    fonts: FontBook, paper: Translator, length: int
) -> None:
    """A signature is never alone: last lines of work, result and opinion stand above it."""
    ending = "以上全部核对完毕，客户在场。"
    work = (WorkLine("13:45", sample_sheets.long_text(length) + ending),)
    pdf = render_visit_sheet(sample_sheets.frozen(sample_sheets.content(work=work)), fonts, paper)
    last = page_texts(pdf)[-1]
    for wanted in (ending[-8:], "处理结果", "客户意见", "客户签字", "服务工程师签字"):
        assert wanted in last, wanted
    for earlier in page_texts(pdf)[:-1]:
        assert "客户签字" not in earlier


@pytest.mark.parametrize("field", ["problem", "work", "opinion", "data_taken", "customer",
                                   "statement", "privacy_notice", "result_text"])  # fmt: skip
def test_twenty_thousand_characters_lose_none(
    fonts: FontBook, paper: Translator, field: str
) -> None:
    """Any text may be that long; it flows over pages with a short head on each."""
    long = sample_sheets.long_text(20_000)
    value = (WorkLine("", long),) if field == "work" else long
    sheet = sample_sheets.frozen(sample_sheets.content(**{field: value}))
    pdf = render_visit_sheet(sheet, fonts, paper)
    pages = page_texts(pdf)
    assert len(pages) > 5
    # A page's foot and head stand inside the text, so the characters are counted.
    assert Counter(squeezed(long)) <= Counter("".join(pages))
    for number, page in enumerate(pages, 1):
        assert f"第{number}页共{len(pages)}页" in page
    for page in pages[1:]:
        assert "现场服务记录单（续）" in page
        assert sheet.content.number in page
    _assert_inside_margins(pdf)


def _statements() -> list[tuple[str, SheetSignature]]:
    return [
        ("later", sample_sheets.unsigned(
            "经办人 李婷（预算员）已查看本单并认可服务内容。因需加盖公章，当场未签，"
            "约定 11月27日 前补签，方式：再次上门。", "李婷")),
        ("refused", sample_sheets.unsigned(
            "本单已于 11月25日 16:40 向 李科长（计财科）出示并逐项说明，对方表示暂不签字。"
            "原因：需领导确认。客户意见（工程师转述）：先用着看看。在场人员：无。\n"
            "不签字不影响我们继续为您服务。对结果有异议，可致电 026-55500315。", "李科长")),
        ("absent", sample_sheets.unsigned(
            "服务完成时（16:40）经办人 张工 不在现场，16:45、16:52 两次致电未接通。"
            "现场由王某（资料员）陪同。", "张工")),
        ("phone", sample_sheets.unsigned(
            "已于 11月25日 17:05 致电 手机尾号 0032 与 张工（造价工程师）通话 3 分钟，"
            "逐项说明处理内容和结果，对方表示认可。未录音。", "张工")),
        ("paper", sample_sheets.unsigned("客户已在打印的服务单上签字盖章，扫描件见附件。")),
        ("long", sample_sheets.unsigned(sample_sheets.long_text(3000))),
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "signature"), _statements())
def test_what_stands_where_nobody_signed(
    fonts: FontBook, paper: Translator, name: str, signature: SheetSignature
) -> None:
    """The statement is whole and legible, and no ink stands in the box."""
    pdf = render_visit_sheet(
        sample_sheets.frozen(customer=signature, waiver="同意本单免客户签字归档。"), fonts, paper
    )
    shown = text(pdf)
    if name == "long":
        assert squeezed("见附页") in shown
        assert squeezed(signature.statement)[-40:] in shown
    else:
        assert squeezed(signature.statement) in shown
    assert "免签审批同意本单免客户签字归档。" in shown


def test_ink_is_drawn_inside_its_box(fonts: FontBook, paper: Translator) -> None:
    """Dark pixels between the title and the note of the box, none without strokes (R-071)."""
    empty = SheetSignature("黄志强", "", "", "屏幕签字 2026-11-22 14:53", None, "")
    signed = sample_sheets.frozen()
    blank = msgspec.structs.replace(signed, customer=empty)
    dpi = 100
    counts = []
    for sheet in (signed, blank):
        pdf = render_visit_sheet(sheet, fonts, paper)
        title = places(pdf, 0, "客户签字")[-1]
        note = places(pdf, 0, "屏幕签字")[0]
        with PageSource(pdf) as source:
            picture = source.picture(0, dpi)
        box = Place(16.5, title.bottom + 0.8, 104, note.top - 0.5)
        counts.append(dark_pixels(picture, dpi, box))
    assert counts[0] > 150
    assert counts[1] == 0


def test_ink_is_filled_by_winding(fonts: FontBook, paper: Translator) -> None:
    """A stroke that crosses itself has no hole: operator f, not f*."""
    sheet = sample_sheets.frozen()
    strokes = 2 * len(sample_sheets.WRITTEN)
    with pikepdf.open(io.BytesIO(render_visit_sheet(sheet, fonts, paper))) as document:
        operators = [
            str(instruction.operator)
            for instruction in pikepdf.parse_content_stream(document.pages[0])
        ]
    assert operators.count("f") == strokes


def test_no_picture_and_only_embedded_fonts(fonts: FontBook, paper: Translator) -> None:
    """Everything is vectors and letters that travel with the file."""
    pdf = render_visit_sheet(sample_sheets.full(), fonts, paper)
    used = fonts_of(pdf)
    assert used
    assert all(used.values()), used
    assert all("+" in name for name in used), "not a subset"
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert not [page for page in document.pages if page.get_images()]
        assert str(document.docinfo["/Title"]) == "现场服务记录单 XC-GZ-2611-L03-0019"
        assert str(document.docinfo["/Author"]) == "广州分公司"
        assert "FW-GZ-2611-L03-0041" in str(document.docinfo["/Subject"])


@pytest.mark.parametrize(
    "sheet",
    [sample_sheets.frozen(), sample_sheets.full(), sample_sheets.shortest()],
    ids=["ordinary", "full", "shortest"],
)
def test_nothing_leaves_the_margins(fonts: FontBook, paper: Translator, sheet: FrozenSheet) -> None:
    """Printers cannot print to the edge."""
    _assert_inside_margins(render_visit_sheet(sheet, fonts, paper))


def test_supplement_pages_follow_with_their_signatures(fonts: FontBook, paper: Translator) -> None:
    """They say which sheet they belong to, and leave its own pages as the statement counts them."""
    pages = page_texts(render_visit_sheet(sample_sheets.full(), fonts, paper))
    assert "（共1页）" in pages[0]
    assert "第1页共1页，另附1页" in pages[0]
    assert "补充页（接XC-GZ-2611-L03-0019）" in pages[-1]
    assert "客户单位湛海港航工程有限公司" in pages[-1]
    assert "新锁号抄写有误" in pages[-1]
    assert "黄志强" in pages[-1]
    assert "第1页共1页" in pages[-1]
    assert "另附" not in pages[-1]
    assert "补充页（接" not in pages[0]


def test_a_part_with_its_licence_stands_on_one_line(fonts: FontBook, paper: Translator) -> None:
    """Names need the width that numbers leave."""
    pdf = render_visit_sheet(sample_sheets.full(), fonts, paper)
    (name,) = places(pdf, 0, "加密锁（USB，网络版 5 节点）")
    assert name.bottom - name.top < 5


def test_changed_content_is_refused(fonts: FontBook, paper: Translator) -> None:
    """What differs from the stored hash was not signed and is not printed."""
    sheet = sample_sheets.frozen()
    changed = msgspec.structs.replace(sheet.content, charge=Decimal(300))
    with pytest.raises(UserError) as caught:
        render_visit_sheet(msgspec.structs.replace(sheet, content=changed), fonts, paper)
    assert "不一致" in caught.value.render(paper)[0]


def test_a_character_without_font_stops_the_freezing(
    font_files: FontFiles, paper: Translator
) -> None:
    """Asked before signing; also refused when drawn, wherever it stands."""
    poor = FontBook(font_files)
    with pytest.raises(UserError):
        require_glyphs(sample_sheets.content(photos=("😀",)), poor)
    with pytest.raises(UserError):
        render_visit_sheet(sample_sheets.frozen(review="王𠮷审核"), poor, paper)


def test_equal_sheets_give_equal_bytes_in_every_process(
    font_files: FontFiles, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """Whatever the hash seed of the process, whatever was drawn before in it."""
    program = tmp_path / "render.py"
    program.write_text(
        """
import hashlib, sys
from pathlib import Path
from types import SimpleNamespace
from branchdesk.reports.fonts import FontBook
from branchdesk.reports.rescue import installed_font_files
from branchdesk.reports.visit_sheet import render_visit_sheet
from branchdesk.runtime.i18n import load_translator
from tests.reports import sample_sheets

files = SimpleNamespace(regular=Path(sys.argv[1]), bold=Path(sys.argv[2]))
fonts = FontBook(files, [p for p in installed_font_files() if "justmytype" in str(p)])
paper = load_translator("zh_CN", Path("resources"), None)
for _ in range(int(sys.argv[3])):
    render_visit_sheet(sample_sheets.shortest(), fonts, paper)
sheet = sample_sheets.full()
print(hashlib.sha256(render_visit_sheet(sheet, fonts, paper)).hexdigest())
""",
        encoding="utf-8",
    )
    digests = set()
    for seed in ("1", "2"):
        environment = {
            **os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(pytestconfig.rootpath),
        }  # fmt: skip
        finished = subprocess.run(
            [sys.executable, str(program), str(font_files.regular), str(font_files.bold), seed],
            cwd=pytestconfig.rootpath,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        digests.add(finished.stdout.strip())
    assert len(digests) == 1


def test_equal_sheets_give_equal_bytes_in_one_process(fonts: FontBook, paper: Translator) -> None:
    """The rendering before leaves nothing behind."""
    digests = {
        hashlib.sha256(render_visit_sheet(sample_sheets.full(), fonts, paper)).hexdigest()
        for _ in range(2)
    }
    assert len(digests) == 1


@settings(max_examples=30)
@given(
    problem=st.text(max_size=200),
    work=st.lists(st.tuples(st.text(max_size=8), st.text(max_size=200)), max_size=4),
    customer=st.text(max_size=60),
    role=st.text(max_size=60),
)
def test_any_text_is_printed_or_refused(
    fonts: FontBook,
    paper: Translator,
    problem: str,
    work: list[tuple[str, str]],
    customer: str,
    role: str,
) -> None:
    """No text of a person ends in anything but a paper or a message."""
    content = sample_sheets.content(
        problem=problem, customer=customer, work=tuple(WorkLine(*line) for line in work)
    )
    signature = sample_sheets.signed(customer, role)
    sheet = sample_sheets.frozen(content, customer=signature)
    missing = set().union(*map(fonts.missing_glyphs, _drawn_texts(problem, work, customer, role)))
    if missing:
        with pytest.raises(UserError) as caught:
            render_visit_sheet(sheet, fonts, paper)
        assert f"{len(missing)} 个字无法打印" in caught.value.render(paper)[0]
    else:
        assert page_count(render_visit_sheet(sheet, fonts, paper)) >= 1


def _drawn_texts(problem: str, work: list[tuple[str, str]], customer: str, role: str) -> list[str]:
    return [problem, customer, role, *(part for line in work for part in line)]


def _assert_inside_margins(pdf: bytes) -> None:
    dpi = 40
    with PageSource(pdf) as source:
        for index in sorted({0, 1, source.page_count - 1} & set(range(source.page_count))):
            box = drawn_box(source.picture(index, dpi), dpi)
            assert box.left >= 13.5
            assert box.top >= 9
            assert box.right <= 196
            assert box.bottom <= 289


def test_the_code_on_the_paper_can_be_read_back(fonts: FontBook, paper: Translator) -> None:
    """By any reader, from the pixels of a scan (R-074, R-078)."""
    sheet = sample_sheets.frozen(qr="BD1 XC-GZ-2611-L03-0019 " + "0f3a" * 8 + " " + "Qm" * 43)
    with PageSource(render_visit_sheet(sheet, fonts, paper)) as pages:
        picture = pages.picture(0, 200)
    scan = memoryview(picture.pixels).cast("B", (picture.height, picture.width, 3))
    (code,) = zxingcpp.read_barcodes(scan)
    assert code.text == sheet.qr
    assert code.format == zxingcpp.BarcodeFormat.QRCode
    assert code.ec_level == "M"
