# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Buttons side by side that wrap, and what is left of them when they are gone."""

import gc

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget, QWidgetItem
from pytestqt.qtbot import QtBot

from branchdesk.ui.widgets.flow import FlowLayout


def _items() -> int:
    gc.collect()
    return sum(type(thing) is QWidgetItem for thing in gc.get_objects())


def test_what_does_not_fit_goes_to_the_next_line(qtbot: QtBot):
    area = QWidget()
    qtbot.addWidget(area)
    flow = FlowLayout(area)
    buttons = [QPushButton("回访客户") for _ in range(3)]
    for made in buttons:
        flow.addWidget(made)
    area.resize(2 * buttons[0].sizeHint().width() + 8, 200)
    area.show()
    first, second, third = (made.geometry() for made in buttons)
    assert (first.top(), first.left()) == (second.top(), third.left())
    assert third.top() >= first.bottom()


def test_nothing_is_left_of_a_row_inside_another_layout(qtbot: QtBot):
    before = _items()
    area = QWidget()
    column = QVBoxLayout(area)
    flow = FlowLayout()
    column.addLayout(flow)
    flow.addWidget(QPushButton("知识库"))
    area.show()
    assert _items() > before
    area.deleteLater()
    del area, column, flow
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert _items() == before


def test_a_row_without_a_place_is_not_filled(qtbot: QtBot):
    made = QPushButton()
    qtbot.addWidget(made)
    with pytest.raises(ValueError, match="place"):
        FlowLayout().addWidget(made)
