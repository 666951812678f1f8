# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Workbooks, read back by another program."""

import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.errors import UserError
from branchdesk.domain.tables import ColumnType, TableCell, TableColumn
from branchdesk.wiring.workbooks import SCRATCH, write_workbook

COLUMNS = [
    TableColumn("编号", ColumnType.TEXT, 22),
    TableColumn("说明", ColumnType.TEXT, 40),
    TableColumn("次数", ColumnType.INTEGER, 10),
    TableColumn("金额", ColumnType.DECIMAL, 14),
    TableColumn("日期", ColumnType.DATE, 12),
    TableColumn("时间", ColumnType.MOMENT, 18),
]
MOMENT = datetime(2026, 11, 27, 16, 30, tzinfo=UTC)


def row(number: str = "000123", text: str = "正常", **changes: TableCell) -> list[TableCell]:
    cells: dict[str, TableCell] = {
        "count": 3,
        "amount": Decimal("1280.50"),
        "day": date(2026, 11, 27),
        "at": MOMENT,
    }
    return [number, text, *(cells | changes).values()]


def read(path: Path) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_cells_come_back_as_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "记录.xlsx"
    assert write_workbook(path, "服务记录", COLUMNS, [row()]) == 1
    sheets = read(path)
    assert list(sheets) == ["服务记录"]
    head, line = sheets["服务记录"]
    assert head == [column.title for column in COLUMNS]
    local = MOMENT.astimezone(BRANCH_ZONE).replace(tzinfo=None)
    assert (local.day, local.hour) == (28, 0)
    assert line == ["000123", "正常", 3, 1280.5, date(2026, 11, 27), local]


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x")',
        "+86 154 0000 0032",
        "-1+1",
        "@a",
        "http://example.invalid/",
        "007",
        "第一行\n第二行",
        "\x01\x1f",
        "🀄️𠮷" * 20,
        "x" * 40_000,
    ],
)
def test_text_stays_text(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(path, "表", COLUMNS, [row(text=text)])
    found = read(path)["表"][1][1]
    assert isinstance(found, str)
    assert found == (text if len(text) < 32_768 else "x" * 32_766 + "…")
    with zipfile.ZipFile(path) as parts:
        content = parts.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in content
        assert "hyperlink" not in content


def test_what_a_number_cannot_hold_is_text(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    long = Decimal("12345678901234567.89")
    write_workbook(path, "表", COLUMNS, [row(amount=long, day=date(1899, 12, 31), at=None)])
    line = read(path)["表"][1]
    assert line[3:5] == ["12345678901234567.89", "1899-12-31"]


def test_the_heading_is_frozen_and_filters(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(path, "表", COLUMNS, [row(), row()])
    with zipfile.ZipFile(path) as parts:
        content = parts.read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in content
    assert '<autoFilter ref="A1:F3"' in content


def test_what_does_not_fit_on_a_sheet_goes_on_further_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    rows = [row(str(number)) for number in range(7)]
    title = "名称很长很长的一张表[1/2]:*?" * 3
    assert write_workbook(path, title, COLUMNS, rows, sheet_rows=4) == 7
    sheets = read(path)
    assert len(sheets) == 3
    assert [line[0] for lines in sheets.values() for line in lines[1:]] == [r[0] for r in rows]
    assert all(lines[0][0] == "编号" for lines in sheets.values())


def test_an_empty_table_has_its_heading(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert write_workbook(path, "表", COLUMNS, []) == 0
    assert read(path)["表"] == [[column.title for column in COLUMNS]]


def test_after_an_error_the_file_is_what_it_was_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"before")
    (tmp_path / f"{SCRATCH}killed").mkdir()

    def rows() -> Iterator[Sequence[TableCell]]:
        yield row()
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        write_workbook(path, "表", COLUMNS, rows())
    assert [file.name for file in tmp_path.iterdir()] == ["a.xlsx"]
    assert path.read_bytes() == b"before"


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        write_workbook(tmp_path / "none" / "a.xlsx", "表", COLUMNS, [row()])
