# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What a list shows leaves as a workbook, by the button in its header."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from branchdesk.ui.messages import Messages
from branchdesk.ui.widgets.search_box import SearchBox
from branchdesk.ui.widgets.table import DataTable
from tests.ui.desks import Hand
from tests.ui.use.conftest import CUSTOMERS, Take


def sheet(path: Path) -> list[list[Any]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def column(rows: list[list[Any]], heading: str) -> list[Any]:
    place = rows[0].index(heading)
    return [row[place] for row in rows[1:]]


def show(hand: Hand, page: str) -> DataTable:
    hand.program.window.show_page(page)
    hand.settle()
    return hand.find(DataTable, page)


def shown_numbers(table: DataTable) -> list[str]:
    model = table.model
    titles = [
        model.headerData(place, Qt.Orientation.Horizontal) for place in range(model.columnCount())
    ]
    whole = titles.index("完整编号")
    return [model.index(row, whole).data() for row in range(model.rowCount())]


def press_heading(hand: Hand, qtbot: QtBot, table: DataTable, heading: str) -> None:
    header = table.view.horizontalHeader()
    model = table.view.model()
    place = next(
        place
        for place in range(model.columnCount())
        if model.headerData(place, Qt.Orientation.Horizontal) == heading
    )
    middle = header.sectionViewportPosition(place) + header.sectionSize(place) // 2
    spot = QPoint(middle, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    hand.settle()


def test_the_rows_leave_in_the_order_of_the_list(
    sit_down: Callable[[], Hand], take: Take, qtbot: QtBot, tmp_path: Path
) -> None:
    numbers = [take() for _ in range(3)]
    hand = sit_down()
    table = show(hand, "records")
    file = tmp_path / "记录.xlsx"
    hand.answers.files = [file]
    hand.click("export_excel")
    assert hand.answers.asked[-1] == "Export to Excel"
    whole = column(sheet(file), "编号")
    assert whole == shown_numbers(table)
    assert hand.find(QLabel, "toast_text").text() == f"已导出 {len(whole)} 条：记录.xlsx"
    press_heading(hand, qtbot, table, "编号")
    hand.answers.files = [file]
    hand.click("export_excel")
    turned = column(sheet(file), "编号")
    assert turned == shown_numbers(table) == sorted(whole)
    assert turned != whole
    assert set(numbers) <= set(whole)


def test_what_the_filter_hides_does_not_leave(
    sit_down: Callable[[], Hand], take: Take, qtbot: QtBot, tmp_path: Path
) -> None:
    take(problem_description="安装后找不到定额库")
    wanted = take(problem_description="导出时提示列不存在")
    hand = sit_down()
    show(hand, "records")
    search = hand.find(SearchBox, "record_search")
    with qtbot.waitSignal(search.searched):
        search.setText("列不存在")
    hand.settle()
    file = tmp_path / "记录.xlsx"
    hand.answers.files = [file]
    hand.click("export_excel")
    assert column(sheet(file), "编号") == [wanted]


def test_the_visits_have_the_button_too_and_leaving_the_question_writes_nothing(
    sit_down: Callable[[], Hand], tmp_path: Path
) -> None:
    hand = sit_down()
    show(hand, "visits")
    hand.answers.files = [None]
    hand.click("export_excel")
    assert not list(tmp_path.glob("*.xlsx"))
    hand.answers.files = [tmp_path / "visits.xlsx"]
    hand.click("export_excel")
    assert len(sheet(tmp_path / "visits.xlsx")) == 1


def test_a_place_that_cannot_be_written_is_told(
    sit_down: Callable[[], Hand], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[BaseException] = []
    monkeypatch.setattr(Messages, "show_error", lambda _, error: told.append(error))
    hand = sit_down()
    show(hand, "customers")
    hand.answers.files = [tmp_path / "gone" / "a.xlsx"]
    hand.click("export_excel")
    (error,) = told
    assert str(error.title) == "Not found: file or folder"  # type: ignore[attr-defined]
    hand.answers.files = [tmp_path / "a.xlsx"]
    hand.click("export_excel")
    assert len(sheet(tmp_path / "a.xlsx")) == len(CUSTOMERS) + 1
