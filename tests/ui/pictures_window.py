# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Pictures of the window's frame: shell with a list page, privacy mask, palette, lock, signing."""

from PySide6.QtWidgets import QApplication, QWidget

from branchdesk.domain.text import T
from branchdesk.ui.lock_screen import LockPerson, LockScreen
from branchdesk.ui.main_window import MainWindow
from branchdesk.ui.navigation import NavigationItem
from branchdesk.ui.page import Page
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.card import Banner, KeyValueGrid, Legend, SectionHeader
from branchdesk.ui.widgets.command_palette import CommandPalette, FindAnything, Finding
from branchdesk.ui.widgets.controls import Chip, button, label
from branchdesk.ui.widgets.list_panel_page import ListPanelPage, SidePanel
from branchdesk.ui.widgets.search_box import FilterButton
from branchdesk.ui.widgets.table import DataTable
from branchdesk.ui.widgets.table_model import StaticProvider
from branchdesk.ui.widgets.timeline import Timeline, TimelineEntry
from tests.pictures import picture
from tests.ui.pictures_toolkit import sample_columns, sample_rows
from tests.ui.scenes import SceneTasks


def list_page(toolkit: Toolkit) -> Page:
    look = toolkit.look
    table = DataTable(look, toolkit.tasks, sample_columns(), name="records", title="服务记录")
    table.set_provider(StaticProvider(sample_rows()[:9]))
    table.select(0)
    panel = SidePanel(look)
    header = SectionHeader(look, "FW-GZ-2611-L03-0042")
    header.set_chips([("处理中 · 超时 12 分", "red")])
    header.add_trailing(Chip(look, "待发出"))
    panel.content.addWidget(header)
    facts = KeyValueGrid(look)
    facts.set_facts(
        [
            ("客户", "粤岭公路建设"),
            ("联系人", "何工 154 0000 4217"),
            ("产品/版本", "路易计价 8.3.1"),
            ("首问责任人", "陈亮（当前处理人：周倩）"),
        ]
    )
    panel.content.addWidget(facts)
    problem = "计量支付导出第三期报表时提示“列不存在”，第二期正常。客户下午 3 点要报审。"
    panel.add_text("问题", problem)
    banner = Banner(look)
    banner.set_message(
        "承诺 10:30 答复，已过 12 分钟",
        "09:30 来电，无法当场答复，约定 1 小时内。",
        tone="red",
        link="为什么是这个时间？",
    )
    banner.set_actions(
        [("改期并说明原因", "promise", table.refresh), ("现在答复", "answer", table.refresh)]
    )
    panel.content.addWidget(banner)
    panel.content.addWidget(label(look, "处理过程", "label"))
    log = Timeline(look)
    log.set_entries(
        [
            TimelineEntry("09:31", "陈亮：复现。第三期新增“暂估”列未建索引。"),
            TimelineEntry("09:58", "陈亮：发总部确认补丁，等回复。"),
        ]
    )
    panel.content.addWidget(log)
    steps = ["记录进展", "转给同事", "约上门", "求助总部"]
    panel.set_steps(
        [button(look, step, f"step_{i}") for i, step in enumerate(steps)]
        + [button(look, "填写解决方案", "solve", role="primary")]
    )
    page = ListPanelPage(look, T("服务记录"), table, panel, name="records_page")
    states = FilterButton(look, [("open", "未办结"), ("all", "全部")], name="state", title="状态")
    states.set_count(12)
    page.header.add_leading(states)
    page.header.add_action(button(look, "导出 Excel", "export"))
    page.header.add_action(
        button(look, "新建记录", "new", role="primary", icon="plus", shortcut="Ctrl+N")
    )
    legend = [("red", "超时/待处理"), ("amber", "等待"), ("green", "已办结"), ("blue", "建议")]
    page.insert(Legend(look, [*legend, ("grey", "已转出")]))
    return page


def shell(toolkit: Toolkit) -> MainWindow:
    application = QApplication.instance()
    assert application is not None
    window = MainWindow(toolkit.look)
    window.furnish(application, idle_minutes=0)
    window.set_identity("广州分公司", "分公司经理", "王敏")
    window.set_status("距 28 日上报还有 6 天")
    window.set_demo(True)
    item = NavigationItem
    window.set_navigation(
        [
            [
                item("workbench", T("工作台"), "squares-four"),
                item("records", T("服务记录"), "phone", 12),
                item("visits", T("上门服务"), "house-line", 3),
                item("custody", T("带回数据"), "briefcase", 1),
                item("callbacks", T("客户回访"), "clock-clockwise", 5),
                item("complaints", T("客户投诉"), "warning", 1, "red"),
            ],
            [
                item("customers", T("客户档案"), "user"),
                item("knowledge", T("知识库"), "book-open"),
            ],
            [
                item("month", T("月度上报"), "arrows-left-right"),
                item("reports", T("统计报表"), "chart-bar"),
                item("settings", T("设置"), "gear"),
            ],
        ]
    )
    window.set_pages({"records": lambda: list_page(toolkit)})
    window.show_page("records")
    return window


@picture("window-records")
def window_records(toolkit: Toolkit) -> QWidget:
    return shell(toolkit)


@picture("window-private")
def window_private(toolkit: Toolkit) -> QWidget:
    window = shell(toolkit)
    window.show()
    window.set_private(private=True)
    return window


@picture("window-palette")
def window_palette(toolkit: Toolkit) -> QWidget:
    window = shell(toolkit)

    def find(text: str) -> list[Finding]:
        return [
            Finding("客户", "粤岭公路建设有限公司", "广州 · 何工 154 0000 4217"),
            Finding("客户", "粤路桥梁", "深圳"),
            Finding("服务记录", "FW-GZ-2611-L03-0042", "计量支付导出第三期报表时提示“列不存在”"),
            Finding("命令", "新建服务记录"),
        ]

    window.show()
    palette = CommandPalette(toolkit.look, toolkit.tasks, find, window)
    palette.open("yl")
    palette._query._timer.setInterval(0)
    palette._query.ask("yl")
    return window


@picture("window-lock")
def window_lock(toolkit: Toolkit) -> QWidget:
    window = shell(toolkit)
    lock = LockScreen(toolkit.look)
    lock.set_persons(
        [LockPerson("1", "陈亮", "服务工程师"), LockPerson("2", "王敏", "分公司经理")], "1"
    )
    window.show_lock(lock)
    lock.show_error("密码不对。还可再试 4 次，请检查大写锁定。")
    return window


@picture("window-lock-recovery")
def window_recovery(toolkit: Toolkit) -> QWidget:
    lock = LockScreen(toolkit.look)
    lock.set_persons([LockPerson("1", "陈亮", "服务工程师")], "1")
    lock._show_recovery()
    return lock


@picture("window-lock-persons")
def window_persons(toolkit: Toolkit) -> QWidget:
    lock = LockScreen(toolkit.look)
    lock.set_persons([LockPerson("1", "陈亮", "服务工程师"), LockPerson("2", "王敏", "分公司经理")])
    return lock


def with_palette(toolkit: Toolkit, find: FindAnything, text: str) -> QWidget:
    """Show the window with the palette over it, right after these words were typed."""
    window = shell(toolkit)
    window.show()
    palette = CommandPalette(toolkit.look, toolkit.tasks, find, window)
    palette._query._timer.setInterval(0)
    palette._waiting.setInterval(0)
    palette.open(text)
    return window


@picture("window-palette-empty")
def palette_empty(toolkit: Toolkit) -> QWidget:
    return with_palette(toolkit, lambda _: [], "没有这家")


@picture("window-palette-error")
def palette_error(toolkit: Toolkit) -> QWidget:
    assert isinstance(toolkit.tasks, SceneTasks)
    toolkit.tasks.fail()
    return with_palette(toolkit, lambda _: [], "yl")


@picture("window-palette-busy")
def palette_busy(toolkit: Toolkit) -> QWidget:
    assert isinstance(toolkit.tasks, SceneTasks)
    toolkit.tasks.hold()
    return with_palette(toolkit, lambda _: [], "yl")
