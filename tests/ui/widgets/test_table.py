# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The list: pages from the lane, columns as the person likes them, keys and spoken text."""

import threading
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T
from branchdesk.runtime.i18n import load_translator
from branchdesk.runtime.paths import find_resources
from branchdesk.ui.look import Look
from branchdesk.ui.tasks import TaskRunner
from branchdesk.ui.theme import LABEL_PIXELS
from branchdesk.ui.widgets.table import ColumnLayout, DataTable
from branchdesk.ui.widgets.table_model import (
    PAGE_ROWS,
    Column,
    ListRow,
    Mark,
    StaticProvider,
)

COLUMNS = [
    Column(key="number", title=T("编号"), width=120),
    Column(key="customer", title=T("客户"), stretch=True),
    Column(key="state", title=T("状态"), kind="chip"),
    Column(key="phone", title=T("电话"), hidden=True),
]


def row(number: int) -> ListRow:
    cells = {"number": f"N{number}", "customer": "粤岭", "state": Mark("处理中", "red")}
    return ListRow(number, cells, "red")


class CountingProvider:
    """A hundred thousand rows that notes where and how often it is asked."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.fetched: list[int] = []
        self.threads: set[int] = set()

    def first_page(self, limit: int) -> Sequence[ListRow]:
        self.threads.add(threading.get_ident())
        return [row(i) for i in range(min(limit, self.count))]

    def ids(self) -> Sequence[int]:
        self.threads.add(threading.get_ident())
        return range(self.count)

    def rows(self, ids: Sequence[int]) -> Sequence[ListRow]:
        self.threads.add(threading.get_ident())
        self.fetched.append(len(ids))
        return [row(i) for i in ids]


def make_table(look: Look, tasks: TaskRunner, window: QWidget, **options) -> DataTable:
    table = DataTable(look, tasks, COLUMNS, name="records", title="服务记录", **options)
    table.setParent(window)
    table.resize(700, 400)
    table.show()
    return table


def load(qtbot: QtBot, table: DataTable, provider) -> None:
    with qtbot.waitSignal(table.counted):
        table.set_provider(provider)


def test_a_long_list_fetches_only_what_is_looked_at(look, tasks, window, qtbot: QtBot):
    table = make_table(look, tasks, window)
    provider = CountingProvider(100_000)
    load(qtbot, table, provider)
    assert table.model.rowCount() == 100_000
    assert provider.fetched == []
    table.view.scrollToBottom()
    table.view.grab()
    last = table.model.index(99_999, 0)
    qtbot.waitUntil(lambda: last.data() == "N99999")
    assert sum(provider.fetched) <= 2 * PAGE_ROWS
    assert threading.get_ident() not in provider.threads


def test_keys_open_and_move(look, tasks, window, qtbot: QtBot):
    table = make_table(look, tasks, window)
    load(qtbot, table, StaticProvider([row(i) for i in range(5)]))
    table.select_first()
    with qtbot.waitSignal(table.selected) as selected:
        qtbot.keyClick(table.view, Qt.Key.Key_Down)
    assert selected.args == [1]
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table.view, Qt.Key.Key_Return)
    assert opened.args == [1]
    table.step(1)
    assert table.current_id() == 2


def test_selection_stays_on_the_same_record_after_a_refresh(look, tasks, window, qtbot: QtBot):
    table = make_table(look, tasks, window)
    load(qtbot, table, StaticProvider([row(i) for i in range(5)]))
    table.select(3)
    load(qtbot, table, StaticProvider([row(i) for i in (9, 3, 1)]))
    assert table.current_id() == 3


def test_a_cell_is_spoken_with_its_column(look, tasks, window, qtbot: QtBot):
    table = make_table(look, tasks, window)
    load(qtbot, table, StaticProvider([row(7)]))
    spoken = table.model.index(0, 2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "状态 处理中"
    assert table.view.accessibleName() == "服务记录"


def test_columns_are_hidden_moved_and_remembered(look, tasks, window, qtbot: QtBot):
    table = make_table(look, tasks, window)
    assert table.column_layout().hidden == ("phone",)
    layouts: list[ColumnLayout] = []
    table.layout_changed.connect(layouts.append)
    table.view.horizontalHeader().moveSection(2, 0)
    menu = table.show_column_menu()
    next(a for a in menu.actions() if a.objectName() == "column_phone").setChecked(True)
    menu.close()
    assert layouts[-1].order == ("state", "number", "customer", "phone")
    assert layouts[-1].hidden == ()
    again = make_table(look, tasks, window, layout=layouts[-1])
    assert again.column_layout() == layouts[-1]


def test_an_empty_list_offers_the_next_step(look, tasks, window, qtbot: QtBot):
    table = make_table(look, tasks, window)
    pressed = []
    table.set_empty("还没有服务记录。", "", [("新建记录", "new", lambda: pressed.append(1))])
    load(qtbot, table, StaticProvider([]))
    assert table.findChild(QLabel, "records_state_title").text() == "还没有服务记录。"
    table.findChild(QPushButton, "new").click()
    assert pressed == [1]


def test_an_error_is_shown_and_can_be_retried(look, tasks, window, qtbot: QtBot):
    table = make_table(look, tasks, window)

    class Broken(StaticProvider):
        broken = True

        def first_page(self, limit):
            if self.broken:
                raise UserError(T("本机数据有损坏"), T("读不出来。"), T("请从备份恢复。"))
            return super().first_page(limit)

    provider = Broken([row(1)])
    with qtbot.waitSignal(table.model.load_failed):
        table.set_provider(provider)
    assert table.findChild(QLabel, "records_state_title").text() == "本机数据有损坏"
    provider.broken = False
    with qtbot.waitSignal(table.counted):
        table.findChild(QPushButton, "retry").click()
    assert table.model.rowCount() == 1


def test_changed_rows_are_fetched_again_in_place(look, tasks, window, qtbot: QtBot):
    table = make_table(look, tasks, window)
    provider = StaticProvider([row(1), row(2)])
    load(qtbot, table, provider)
    provider._rows[2] = ListRow(2, {"number": "changed"}, None)
    with qtbot.waitSignal(table.model.dataChanged):
        table.refresh_rows([2, 77])
    assert table.model.index(1, 0).data() == "changed"
    assert QApplication.activeModalWidget() is None


def test_spare_columns_give_way_in_a_narrow_list_and_come_back(
    look: Look, tasks: TaskRunner, window: QWidget
):
    columns = [
        Column(key="number", title=T("编号"), width=100),
        Column(key="customer", title=T("客户"), stretch=True),
        Column(key="mode", title=T("方式"), width=100, spare=2),
        Column(key="person", title=T("负责人"), width=100, spare=1),
    ]
    table = DataTable(look, tasks, columns, name="narrow", title="记录")
    table.setParent(window)
    table.show()
    header = table.view.horizontalHeader()

    def shown(width: int) -> list[str]:
        table.resize(width, 200)
        QApplication.processEvents()
        return [c.key for i, c in enumerate(columns) if not header.isSectionHidden(i)]

    assert shown(600) == ["number", "customer", "mode", "person"]
    assert shown(350) == ["number", "customer", "person"]
    assert shown(250) == ["number", "customer"]
    kept = table.column_layout()
    assert kept.hidden == ()
    assert dict(kept.widths or {})["mode"] == 100
    assert shown(600) == ["number", "customer", "mode", "person"]


def test_title_and_words_of_a_column_are_read_whole_in_every_language(
    look: Look, tasks, window, qtbot: QtBot
):
    """A column knows the words it can show; their longest decides, not the Chinese width."""
    english = Look(look.theme, load_translator("en", find_resources(), None))
    table = DataTable(
        english,
        tasks,
        [
            Column(key="open", title=T("Not answered by anybody yet"), width=62, kind="number"),
            Column(key="customer", title=T("Customer"), stretch=True),
            Column(
                key="state",
                title=T("State"),
                width=60,
                kind="chip",
                words=(T("open"), T("waiting for headquarters")),
            ),
        ],
        name="records",
        title="records",
    )
    table.setParent(window)
    header = table.view.horizontalHeader()
    metrics = QFontMetrics(english.theme.font(LABEL_PIXELS))
    for place, words in ((0, "Not answered by anybody yet"), (2, "waiting for headquarters")):
        assert header.sectionSize(place) >= metrics.horizontalAdvance(words) + 20


def test_the_row_the_keyboard_arrives_at_is_chosen(
    look: Look, tasks: TaskRunner, window: QWidget, qtbot: QtBot
):
    table = make_table(look, tasks, window)
    table.set_provider(StaticProvider([row(1), row(2)]))
    qtbot.waitUntil(lambda: table.model.rowCount() == 2)
    chosen = table.view.selectionModel()
    chosen.setCurrentIndex(table.model.index(1, 0), chosen.SelectionFlag.NoUpdate)
    assert [index.row() for index in chosen.selectedRows()] == [1]
