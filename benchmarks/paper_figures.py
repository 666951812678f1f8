# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Three hundred sheets, as one document and one by one, against typst setting equal sheets.

Both start from the same frozen sheets and end with the same pages: the same texts, font, tables,
QR codes and signatures as outlines, checked before anything is timed. typst gets what it cannot
make, the codes and the outlines, as finished pictures whose making is not in its time.
"""

import shutil
from pathlib import Path
from typing import Any

import msgspec
import pypdfium2
import typst
import zxingcpp

from benchmarks.figures import Figure, figure, interleaved_ms
from branchdesk.domain.sheet import FrozenSheet, SheetSignature
from branchdesk.domain.signature import outline
from branchdesk.domain.text import T, Translator
from branchdesk.reports.fonts import FontBook
from branchdesk.reports.rescue import installed_font_files
from branchdesk.reports.visit_sheet import SheetJob, render_visit_sheet
from branchdesk.runtime.fonts import ensure_fonts
from branchdesk.runtime.i18n import load_translator
from branchdesk.runtime.paths import find_resources
from tests.reports import sample_sheets

SHEETS = 300
TIMES = 3
LABELS = (
    "Visit sheet", "Customer", "Contact", "Address", "Telephone", "Product and version",
    "Serial number", "Kind of service", "Appointment", "Departure", "Arrival", "Leaving", "Labour",
    "Engineers", "Place", "People present", "Problem", "Findings", "Explained to the customer.",
    "Work done", "Changed part", "Old part number", "New part number", "Quantity", "Amount (yuan)",
    "Charge", "No charge for this service", "Result", "The customer agrees that we leave.",
    "Customer's opinion", "Satisfaction",
)  # fmt: skip
TEMPLATE = Path(__file__).with_name("visit_sheet.typ")


def measure(folder: Path) -> list[Figure]:
    """Measure with three hundred sheets, no two of which are equal."""
    files = ensure_fonts(folder / "fonts")
    fonts = FontBook(files, installed_font_files())
    paper = load_translator("zh_CN", find_resources(), folder / "words")
    return sheet_figures(folder, files.regular.parent, fonts, paper, SHEETS)


def sheet_figures(
    folder: Path, font_folder: Path, fonts: FontBook, paper: Translator, count: int
) -> list[Figure]:
    """Measure with so many sheets."""
    # Each turn has sheets of its own, so that nobody remembers what it set the last time.
    turns = [
        [_sheet(turn * count + number) for number in range(count)] for turn in range(TIMES + 1)
    ]
    shutil.copy(TEMPLATE, folder)
    for turn, sheets in enumerate(turns):
        data = [_as_data(sheet, paper) for sheet in sheets]
        (folder / f"{turn}.json").write_bytes(msgspec.json.encode(data))
        for number, sheet in enumerate(data):
            (folder / f"{turn}-{number}.json").write_bytes(msgspec.json.encode([sheet]))
    compiler = typst.Compiler(
        str(folder / TEMPLATE.name),
        root=str(folder),
        font_paths=[str(font_folder)],
        ignore_system_fonts=True,
    )

    def ours_together(turn: int) -> bytes:
        job = SheetJob(fonts, paper)
        for sheet in turns[turn]:
            job.add(sheet, [""])
        return job.finish()

    def ours_apart(turn: int) -> list[bytes]:
        return [render_visit_sheet(sheet, fonts, paper) for sheet in turns[turn]]

    def theirs_together(turn: int) -> bytes:
        return bytes(compiler.compile(sys_inputs={"sheets": f"{turn}.json"}))

    def theirs_apart(turn: int) -> list[bytes]:
        return [
            bytes(compiler.compile(sys_inputs={"sheets": f"{turn}-{number}.json"}))
            for number in range(count)
        ]

    # The first turn loads the fonts and shows that both say the same.
    assert _characters(ours_together(0)) == _characters(theirs_together(0))
    return [
        figure(name, ours / count, theirs / count, goal)
        for name, goal, (ours, theirs) in (
            ("sheet_batch_300", 0.5, _in_turns(ours_together, theirs_together)),
            ("sheet_separate_300", 0.8, _in_turns(ours_apart, theirs_apart)),
        )
    ]


def _in_turns(ours: Any, theirs: Any) -> tuple[float, float]:
    mine, others = iter(range(1, TIMES + 1)), iter(range(1, TIMES + 1))
    return interleaved_ms(lambda: ours(next(mine)), lambda: theirs(next(others)), TIMES)


def _sheet(number: int) -> FrozenSheet:
    """Return an ordinary sheet of one page with its own texts, code and hand."""
    content = sample_sheets.content(
        number=f"XC-GZ-2611-L03-{number:04d}",
        record_number=f"FW-GZ-2611-L03-{number + 7:04d}",
        customer=f"湛海港航工程有限公司第 {number} 项目部",
        contact_phone=f"154-0012-{number:04d}",
        serial=f"DEMO-{number:07d}",
        problem=f"更换办公电脑后加密锁无法注册，打开 {number} 号工程提示“未授权”。"
        f"客户明天上午要提交第 {number % 12 + 1} 期计量。",
    )
    return sample_sheets.frozen(
        content,
        customer=sample_sheets.signed(seed=number),
        engineer=sample_sheets.signed("陈亮", "", seed=number + 1),
        qr="BD1:" + f"{number:04d}k3Jx9_QmT7vW" * 12,
    )


def _as_data(sheet: FrozenSheet, paper: Translator) -> dict[str, Any]:
    """Return what the template reads: what varies, and every fixed word already translated."""

    def word(source: str, /, **values: object) -> str:
        return paper.render(T(source, "paper", **values))

    content = sheet.content
    data = msgspec.to_builtins(content)
    for part in data["parts"]:
        part["amount"] = "0.00"
    service = word("Service line {phone}", phone=content.service_phone)
    complaints = word("Complaints {phone}", phone=content.complaint_phone)
    left = word("telephone {phone} left with the customer", phone=content.engineer_contact)
    remark = word(", ").join([word("service badge shown"), left])
    boxes = (
        ("Customer's signature", sheet.customer, word("(Stamp here)")),
        ("Engineer's signature", sheet.engineer, ""),
    )
    return data | {
        "words": {label: word(label) for label in LABELS},
        "qr": _code(sheet.qr),
        "subline": f"{content.branch} · {service} · {complaints}",
        "record_line": word("Record {number}", number=content.record_number),
        "check_line": word("Check code {code}", code=content.check_code()),
        "labour": word("{hours} h", hours=content.labour_hours),
        "who": word("{text} ({remark})", text=content.engineers, remark=remark),
        "problem": word("[{category}] {text}", category=content.category, text=content.problem),
        "source": word("(Source: {source})", source=content.opinion_source),
        "foot": [
            word("Page {page} of {total}", page=1, total=1),
            word("Template version {version}", version=content.template_version),
            word("Finished {time}", time=sheet.frozen_at),
            word("Content hash {hash}", hash=sheet.content_hash[:16]),
        ],
        "signatures": [_signature(word(title), *box) for title, *box in boxes],
    }


def _signature(title: str, signature: SheetSignature, seal: str) -> dict[str, str]:
    ink = signature.ink
    assert ink is not None
    left, top, right, bottom = ink.extent_mm()
    strokes = " ".join(
        "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in outline(stroke)) + "Z"
        for stroke in ink.strokes
    )
    box = f"{left - 1:.2f} {top - 1:.2f} {right - left + 2:.2f} {bottom - top + 2:.2f}"
    return {
        "title": title,
        "who": " · ".join(part for part in (signature.name, signature.role) if part),
        "note": signature.note,
        "seal": seal,
        "ink": f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">'
        f'<path d="{strokes}" fill="#12141a"/></svg>',
    }


def _code(content: str) -> str:
    code = zxingcpp.create_barcode(
        content, zxingcpp.BarcodeFormat.QRCode, ec_level="M", data_mask=4
    )
    return str(code.to_svg(add_quiet_zones=False))


def _characters(pdf: bytes) -> list[str]:
    """Return the characters of each page in order of the alphabet: lines may break elsewhere."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        texts = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return ["".join(sorted("".join(text.split()))) for text in texts]
