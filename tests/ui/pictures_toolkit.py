# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Pictures of the toolkit: list with panel, form, states."""

from decimal import Decimal

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from branchdesk.domain.text import T
from branchdesk.ui.tokens import TONES
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.card import Banner, Card, KeyValueGrid, Legend, PageHeader
from branchdesk.ui.widgets.controls import Chip, button
from branchdesk.ui.widgets.empty_state import EmptyState
from branchdesk.ui.widgets.field_description import FormField
from branchdesk.ui.widgets.form import Form
from branchdesk.ui.widgets.reference_field import Reference
from branchdesk.ui.widgets.table import DataTable
from branchdesk.ui.widgets.table_model import Column, ListRow, Mark, StaticProvider
from tests.pictures import picture


def sample_columns() -> list[Column]:
    return [
        Column(key="number", title=T("编号"), width=76),
        Column(key="customer", title=T("客户"), width=100),
        Column(key="channel", title=T("方式"), width=72),
        Column(key="category", title=T("类别"), width=72),
        Column(key="problem", title=T("问题"), stretch=True),
        Column(key="person", title=T("负责人"), width=62),
        Column(key="promise", title=T("承诺"), width=84, kind="time"),
        Column(key="state", title=T("状态"), width=84, kind="chip"),
    ]


def sample_rows() -> list[ListRow]:
    states = [
        ("red", "处理中", Mark("超时 12 分", "red")),
        ("red", "未处理", Mark("剩 18 分", "red")),
        ("amber", "等上门", "约好上门"),
        ("blue", "处理中", "—"),
        ("green", "已办结", "—"),
        ("grey", "已转投诉", "—"),
    ]
    rows = []
    for i in range(40):
        tone, state, promise = states[i % len(states)]
        cells = {
            "number": f"L03-{42 + i:04}",
            "customer": "粤岭公路建设",
            "channel": "电话",
            "category": "软件错误",
            "problem": "计量支付导出第三期报表时提示“列不存在”，第二期正常",
            "person": "陈亮",
            "promise": promise,
            "state": Mark(state, tone),
        }
        rows.append(ListRow(i, cells, tone))
    return rows


@picture("toolkit-table", 900, 560)
def table(toolkit: Toolkit) -> QWidget:
    page = QWidget()
    page.setProperty("role", "page")
    column = QVBoxLayout(page)
    header = PageHeader(toolkit.look, "服务记录")
    header.add_action(button(toolkit.look, "导出 Excel", "export"))
    header.add_action(button(toolkit.look, "新建记录", "new", role="primary", icon="plus"))
    column.addWidget(header)
    column.addWidget(Legend(toolkit.look, [("red", "超时/待处理"), ("amber", "等待")]))
    list_ = DataTable(
        toolkit.look, toolkit.tasks, sample_columns(), name="records", title="服务记录"
    )
    list_.set_provider(StaticProvider(sample_rows()))
    list_.select(1)
    column.addWidget(list_)
    return page


@picture("toolkit-form", 900, 700)
def form(toolkit: Toolkit) -> QWidget:
    page = QWidget()
    page.setProperty("role", "page")
    row = QHBoxLayout(page)
    card = Card(toolkit.look, "新建服务记录")
    kinds = [("operation", "操作问题"), ("software", "软件错误"), ("business", "业务问题")]
    fields = [
        FormField(key="customer", label=T("客户"), kind="reference", required=True),
        FormField(key="phone", label=T("电话"), help=T("来电号码")),
        FormField(key="category", label=T("类别"), kind="segments", choices=kinds),
        FormField(key="channel", label=T("方式"), kind="choice", choices=[("phone", "电话")]),
        FormField(key="when", label=T("受理时间"), kind="date-time"),
        FormField(key="problem", label=T("问题"), kind="text", required=True),
        FormField(key="charge", label=T("金额"), kind="money"),
        FormField(key="explained", label=T("已向客户说明"), kind="bool"),
    ]
    made = Form(
        toolkit.look,
        fields,
        clock=toolkit.clock,
        tasks=toolkit.tasks,
        sources={"customer": lambda text: [Reference(1, text)]},
        columns=2,
    )
    made.set_values(
        {
            "customer": Reference(1, "粤岭公路建设"),
            "category": "software",
            "channel": "phone",
            "when": toolkit.clock.now(),
            "charge": Decimal(300),
            "explained": True,
        }
    )
    made.set_errors({"problem": T("Please fill this in")})
    card.body.addWidget(made)
    card.body.addStretch(1)
    row.addWidget(card)
    return page


@picture("toolkit-parts", 900, 700)
def parts(toolkit: Toolkit) -> QWidget:
    look = toolkit.look
    page = QWidget()
    page.setProperty("role", "page")
    column = QVBoxLayout(page)
    buttons = QHBoxLayout()
    for role in ("secondary", "primary", "link", "danger", "flat"):
        buttons.addWidget(button(look, role, role, role=role))
    disabled = button(look, "primary off", "off", role="primary")
    disabled.setEnabled(False)
    buttons.addWidget(disabled)
    buttons.addWidget(button(look, "签字", "touch", touch=True))
    column.addLayout(buttons)
    chips = QHBoxLayout()
    for tone in TONES:
        chips.addWidget(Chip(look, f"状态 {tone}", tone))
    chips.addStretch(1)
    column.addLayout(chips)
    card = Card(look, "本月上报内容")
    grid = KeyValueGrid(look, figures=True)
    grid.set_facts([("服务记录", "318"), ("现场服务单", "41"), ("客户回访", "57"), ("投诉", "")])
    card.body.addWidget(grid)
    facts = KeyValueGrid(look)
    facts.set_facts([("客户", "粤岭公路建设"), ("联系人", "何工 154 0000 4217")])
    card.body.addWidget(facts)
    column.addWidget(card)
    for tone in TONES:
        banner = Banner(look)
        banner.set_message(
            "承诺 10:30 答复，已过 12 分钟",
            "09:30 来电，无法当场答复，约定 1 小时内。",
            tone=tone,
            link="为什么是这个时间？",
        )
        if tone == "red":
            banner.set_actions([("现在答复", "answer", page.update)])
        column.addWidget(banner)
    state = EmptyState(look)
    state.show_empty(
        "还没有服务记录。", "接到电话按 Ctrl+N 登记。", [("新建记录", "new", page.update)]
    )
    column.addWidget(state, 1)
    return page
