# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the Tab key reaches inside an area, and that asking for it keeps nothing alive."""

import gc
import weakref

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from branchdesk.ui.widgets.flow import FlowLayout
from branchdesk.ui.widgets.tab_stops import tab_stops


def test_the_controls_inside_come_in_the_order_they_were_made(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    area, outside = QWidget(), QLineEdit()
    inside = QVBoxLayout(area)
    first, second, mute = QLineEdit(), QLineEdit(), QLabel()
    mute.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    for control in (first, mute, second):
        inside.addWidget(control)
    column.addWidget(area)
    column.addWidget(outside)
    assert list(tab_stops(area)) == [first, second]


def test_nothing_is_kept_of_boxes_that_are_gone(qtbot: QtBot) -> None:
    """``findChildren(QWidget)`` would keep the hidden parts of every box that ever stood here."""
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)

    def come_and_go() -> int:
        box = QComboBox()
        box.addItem("一")
        column.addWidget(box)
        assert list(tab_stops(window)) == [box]
        box.hide()
        box.deleteLater()
        del box
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        return sum(1 for found in gc.get_objects() if type(found) is QListView)

    assert come_and_go() == come_and_go() == come_and_go()


def test_a_page_that_is_gone_takes_with_it_what_it_held(qtbot: QtBot) -> None:
    """``nextInFocusChain`` would hold a control, and with it all that its slots can reach."""

    class Page(QWidget):
        def __init__(self) -> None:
            super().__init__()
            column = QVBoxLayout(self)
            for _ in range(3):
                field = QLineEdit()
                field.textChanged.connect(self.hear)
                column.addWidget(field)

        def hear(self, _: str) -> None: ...

    page = Page()
    gone = weakref.ref(page)
    assert len(list(tab_stops(page))) == 3
    page.deleteLater()
    del page
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert gone() is None


def test_a_row_that_wraps_lets_go_of_widgets_that_are_deleted(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    row = FlowLayout(window)
    words = [QLabel(text) for text in ("甲", "乙", "丙")]
    for label in words:
        row.addWidget(label)
    window.show()
    words[0].deleteLater()
    words[1].setParent(None)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert row.count() == 1
    assert row.itemAt(0).widget() is words[2]  # type: ignore[union-attr]
    row.clear()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert row.count() == 0
    assert window.findChildren(QLabel) == []
