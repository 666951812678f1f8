# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The form: values in and out, keys, errors under the fields, compositions left alone."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QLabel, QListWidget, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T
from branchdesk.ui.look import Look
from branchdesk.ui.widgets.field_description import FormField
from branchdesk.ui.widgets.form import Form
from branchdesk.ui.widgets.form_inputs import TextArea
from branchdesk.ui.widgets.moment_field import parse_moment
from branchdesk.ui.widgets.reference_field import Reference

KINDS = [("operation", T("操作问题")), ("software", T("软件错误"))]
FIELDS = [
    FormField(key="customer", label=T("客户"), kind="reference", required=True),
    FormField(key="contact", label=T("联系人"), max_length=5),
    FormField(key="category", label=T("类别"), kind="segments", choices=KINDS),
    FormField(key="channel", label=T("方式"), kind="choice", choices=KINDS),
    FormField(key="problem", label=T("问题"), kind="text", max_length=20),
    FormField(key="when", label=T("时间"), kind="date-time"),
    FormField(key="day", label=T("日期"), kind="date"),
    FormField(key="explained", label=T("已说明"), kind="bool"),
    FormField(key="hours", label=T("工时"), kind="number"),
    FormField(key="charge", label=T("金额"), kind="money"),
]


def commit(widget: QWidget, words: str) -> None:
    event = QInputMethodEvent("", [])
    event.setCommitString(words)
    QCoreApplication.sendEvent(widget, event)


@pytest.fixture
def form(look, tasks, clock, window: QWidget) -> Form:
    found = [Reference(1, "粤岭公路建设", "广州"), Reference(2, "粤路桥梁")]
    made = Form(
        look,
        FIELDS,
        clock=clock,
        tasks=tasks,
        sources={"customer": lambda text: found if text.startswith("yl") else []},
        columns=2,
    )
    made.setParent(window)
    made.show()
    return made


def test_values_go_in_and_come_out(form: Form):
    values = {
        "customer": Reference(9, "珠桥建筑"),
        "contact": "何工",
        "category": "software",
        "channel": "operation",
        "problem": "导出报错",
        "when": datetime(2026, 11, 22, 9, 30, tzinfo=BRANCH_ZONE),
        "day": date(2026, 12, 1),
        "explained": True,
        "hours": Decimal("1.5"),
        "charge": Decimal("300.00"),
    }
    changed = []
    form.changed.connect(changed.append)
    form.set_values(values)
    assert form.values() == values
    assert changed == []


def test_an_empty_form_has_empty_values(form: Form):
    values = form.values()
    assert values["contact"] == values["problem"] == ""
    assert values["explained"] is False
    rest = ("customer", "category", "channel", "when", "day", "hours", "charge")
    assert all(values[key] is None for key in rest)


def test_one_key_chooses_a_category_only_while_it_has_the_focus(form: Form, qtbot: QtBot):
    segments = form.control("category")
    segments.setFocus()
    with qtbot.waitSignal(form.changed) as changed:
        qtbot.keyClick(segments, Qt.Key.Key_2)
    assert changed.args == ["category"]
    assert form.values()["category"] == "software"
    qtbot.keyClicks(form.control("contact"), "1")
    assert form.values()["category"] == "software"
    assert form.values()["contact"] == "1"


def test_a_customer_is_found_by_initials_and_chosen_by_keys(form: Form, qtbot: QtBot):
    field = form.control("customer")
    field.line.setFocus()
    qtbot.keyClicks(field.line, "yl")
    choices = field.findChild(QListWidget, "field_customer_choices")
    qtbot.waitUntil(choices.isVisible)
    qtbot.keyClick(field.line, Qt.Key.Key_Down)
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert form.values()["customer"] == Reference(2, "粤路桥梁")
    assert not choices.isVisible()
    qtbot.keyClicks(field.line, "x")
    assert form.values()["customer"] is None


def test_a_search_that_fails_says_so_under_its_field_and_keeps_the_words(
    look, tasks, clock, window: QWidget, qtbot: QtBot
):
    troubles = [UserError(T("标题"), T("说明"), T("办法"))]

    def find(text: str) -> list[Reference]:
        if troubles:
            raise troubles[0]
        return [Reference(1, text)]

    form = Form(look, FIELDS[:2], clock=clock, tasks=tasks, sources={"customer": find})
    form.setParent(window)
    form.show()
    window.activateWindow()
    field = form.control("customer")
    field.line.setFocus()
    qtbot.keyClicks(field.line, "yl")
    trouble = field.findChild(QLabel, "field_customer_trouble")
    retry = field.findChild(QPushButton, "field_customer_retry")
    qtbot.waitUntil(retry.isVisible)
    assert trouble.text() == field.line.accessibleDescription() == "标题\n说明\n办法"
    assert (field.line.text(), field.line.hasFocus()) == ("yl", True)
    assert retry.text() == "重试  Enter"

    troubles.clear()
    form.focus_field("contact")
    qtbot.mouseClick(retry, Qt.MouseButton.LeftButton)
    choices = field.findChild(QListWidget, "field_customer_choices")
    qtbot.waitUntil(choices.isVisible)
    assert (trouble.isVisible(), retry.isVisible()) == (False, False)
    assert field.line.accessibleDescription() == ""

    troubles.append(UserError(T("标题"), T("说明"), T("")))
    qtbot.keyClicks(field.line, "g")
    qtbot.waitUntil(retry.isVisible)
    assert (trouble.text(), choices.isVisible()) == ("标题\n说明", False)
    troubles.clear()
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    qtbot.waitUntil(choices.isVisible)
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert form.values()["customer"] == Reference(1, "ylg")

    troubles.append(UserError(T("标题"), T("说明"), T("办法")))
    qtbot.keyClicks(field.line, "g")
    qtbot.waitUntil(retry.isVisible)
    field.line.selectAll()
    qtbot.keyClick(field.line, Qt.Key.Key_Delete)
    assert not trouble.isVisible()


def test_a_composition_changes_nothing_until_it_is_committed(form: Form):
    area = form.control("problem")
    changed = []
    form.changed.connect(changed.append)
    QCoreApplication.sendEvent(area, QInputMethodEvent("dao'chu", []))
    assert changed == []
    commit(area, "导出")
    assert changed == ["problem"]
    assert form.values()["problem"] == "导出"


def test_enter_during_a_composition_does_not_choose(form: Form, qtbot: QtBot):
    field = form.control("customer")
    field.line.setFocus()
    qtbot.keyClicks(field.line, "yl")
    choices = field.findChild(QListWidget, "field_customer_choices")
    qtbot.waitUntil(choices.isVisible)
    QCoreApplication.sendEvent(field.line, QInputMethodEvent("gong", []))
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert form.values()["customer"] is None
    QCoreApplication.sendEvent(field.line, QInputMethodEvent("", []))


def test_errors_stand_under_their_fields_and_go_when_one_types(form: Form, qtbot: QtBot):
    form.set_errors({"contact": T("Please fill this in")})
    error = form.findChild(QLabel, "error_contact")
    assert error.text() == "请填写这一项"
    assert form.control("contact").accessibleDescription() == "请填写这一项"
    assert form.focus_first_error()
    commit(form.control("contact"), "何")
    assert error.isHidden()
    assert not form.focus_first_error()


def test_words_that_are_no_number_or_date_are_told(form: Form, qtbot: QtBot):
    commit(form.control("charge"), "三百")
    commit(form.control("when").line, "昨天")
    assert set(form.unreadable()) == {"charge", "when"}
    assert form.values()["charge"] is None


def test_length_is_limited(form: Form, qtbot: QtBot):
    qtbot.keyClicks(form.control("contact"), "1234567")
    qtbot.keyClicks(form.control("problem"), "x" * 30)
    assert form.values()["contact"] == "12345"
    assert form.values()["problem"] == "x" * 20


def test_control_enter_submits_from_any_field(form: Form, window: QWidget, qtbot: QtBot):
    window.activateWindow()
    form.focus_field("problem")
    with qtbot.waitSignal(form.submitted):
        control = Qt.KeyboardModifier.ControlModifier
        qtbot.keyClick(form.control("problem"), Qt.Key.Key_Return, control)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-01 08:05", (date(2026, 12, 1), time(8, 5))),
        ("12-1 8:05", (date(2026, 12, 1), time(8, 5))),
        ("12月1日", (date(2026, 12, 1), None)),
        ("1730", (date(2026, 11, 22), time(17, 30))),
        ("9：05", (date(2026, 11, 22), time(9, 5))),
        ("13-45", None),
        ("2577", None),
        ("明天", None),
        ("", None),
    ],
)
def test_moments_as_people_type_them(text, expected, clock):
    assert parse_moment(text, clock.now()) == expected


@pytest.mark.parametrize("pixels", [13, 15, 17])
def test_a_text_grows_until_all_of_it_is_seen(qtbot: QtBot, look: Look, pixels: int) -> None:
    """Up to eight lines nothing is scrolled away, whatever the size of the letters."""
    area = TextArea("field_problem", "问题")
    qtbot.addWidget(area)
    area.setFont(look.theme.font(pixels))
    area.resize(300, 100)
    area.show()
    area.set_text("\n".join("重新注册后打开" for _ in range(8)))
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0)
    area.set_text("\n".join("重新注册后打开" for _ in range(20)))
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
