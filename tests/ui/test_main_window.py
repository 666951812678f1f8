# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The window's frame: pages made when shown, shortcuts, privacy, lock and idle time."""

import gc
import weakref
from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from branchdesk.domain.changes import Changes
from branchdesk.domain.text import T
from branchdesk.ui.idle_watch import IdleWatch
from branchdesk.ui.look import Look
from branchdesk.ui.main_window import MainWindow
from branchdesk.ui.navigation import NavigationItem
from branchdesk.ui.page import Page

CONTROL = Qt.KeyboardModifier.ControlModifier


class SamplePage(Page):
    def __init__(self, key: str) -> None:
        super().__init__(T(key), name=key)
        self.line = QLineEdit()
        QVBoxLayout(self).addWidget(self.line)
        self.refreshed = 0

    def refresh(self, changes: Changes) -> None:
        self.refreshed += 1


@pytest.fixture
def main(look: Look, qapp: QApplication, qtbot: QtBot) -> Iterator[MainWindow]:
    window = MainWindow(look)
    window.furnish(qapp, idle_minutes=0)
    qtbot.addWidget(window)
    items = [NavigationItem(key, T(key), "phone", 3) for key in ("records", "visits")]
    window.set_navigation([items])
    window.set_pages({key: lambda key=key: SamplePage(key) for key in ("records", "visits")})
    window.show()
    window.activateWindow()
    yield window
    window.close()


def test_pages_are_made_when_they_are_first_shown(main: MainWindow, qtbot: QtBot):
    first = main.show_page("records")
    assert main.findChild(SamplePage, "visits") is None
    with qtbot.waitSignal(main.page_shown) as shown:
        qtbot.mouseClick(main.findChild(QPushButton, "nav_visits"), Qt.MouseButton.LeftButton)
    assert shown.args == ["visits"]
    assert main.current_page() is main.findChild(SamplePage, "visits")
    assert main.show_page("records") is first


def test_only_pages_that_exist_are_refreshed(main: MainWindow):
    page = main.show_page("records")
    main.refresh(Changes())
    assert page.refreshed == 1
    assert main.findChild(SamplePage, "visits") is None


def test_identity_status_and_demo_are_shown(main: MainWindow):
    main.set_identity("广州分公司", "分公司经理", "王敏")
    main.set_status("还有 6 天")
    main.set_demo(True)
    assert main.findChild(QLabel, "identity").text() == "广州分公司 · 分公司经理 王敏"
    assert main.findChild(QPushButton, "status_pill").text() == "还有 6 天"
    assert main.findChild(QLabel, "demo_badge").text() == "演示数据"
    main.set_counts({"visits": (4, "red")})
    assert main.findChild(QLabel, "count_visits").text() == "4"


def test_shortcuts_work_while_somebody_writes(main: MainWindow, qtbot: QtBot):
    page = main.show_page("records")
    page.line.setFocus()
    with qtbot.waitSignal(main.search_requested):
        qtbot.keyClick(page.line, Qt.Key.Key_K, CONTROL)
    with qtbot.waitSignal(main.lock_requested) as lock:
        qtbot.keyClick(page.line, Qt.Key.Key_L, CONTROL)
    assert lock.args == [False]
    qtbot.keyClick(page.line, Qt.Key.Key_2, CONTROL)
    assert main.current_key() == "visits"


def test_privacy_hides_everything_and_takes_the_keys(main: MainWindow, qtbot: QtBot):
    page = main.show_page("records")
    qtbot.keyClick(page.line, Qt.Key.Key_F12)
    assert main.is_private()
    mask = main.findChild(QWidget, "privacy_mask")
    assert mask.size() == main.centralWidget().size()
    qtbot.keyClicks(mask, "secret")
    assert page.line.text() == ""
    main.resize(1200, 700)
    assert mask.size() == main.centralWidget().size()
    qtbot.keyClick(mask, Qt.Key.Key_F12)
    assert not main.is_private()


def test_behind_the_mask_no_character_can_be_read(main: MainWindow, qtbot: QtBot):
    """Strokes as fine as those of a large character leave no difference between neighbours."""
    fine = "qlineargradient(spread:repeat, x1:0, y1:0, x2:0.02, y2:0, stop:0 {0}, stop:1 {1})"
    page = main.show_page("records")
    page.line.setStyleSheet(f"background: {fine.format('#000000', '#ffffff')}; border: none")
    page.line.setMinimumHeight(300)
    qtbot.waitUntil(lambda: page.line.height() >= 300)
    corner = page.line.mapTo(main, QPoint(20, 20))

    def contrast() -> int:
        """Return the largest step between neighbouring pixels away from the mask's own words."""
        picture = main.grab().toImage()
        greys = [picture.pixelColor(corner.x() + x, corner.y()).lightness() for x in range(100)]
        return max(abs(a - b) for a, b in pairwise(greys))

    assert contrast() > 60
    main.set_private(private=True)
    assert contrast() < 10
    main.set_private(private=False)


def test_the_lock_hides_the_pages_and_returns_to_where_one_was(main: MainWindow, qtbot: QtBot):
    page = main.show_page("records")
    sheet, lock = QWidget(), QWidget()
    main.show_alone(sheet)
    main.show_lock(lock)
    assert not page.isVisible()
    assert not sheet.isVisible()
    with qtbot.assertNotEmitted(main.lock_requested):
        qtbot.keyClick(main, Qt.Key.Key_L, CONTROL)
    main.hide_lock(lock)
    assert sheet.isVisible()
    main.leave_alone(sheet)
    assert page.isVisible()
    for widget in (sheet, lock):
        widget.deleteLater()


def test_nothing_is_left_of_a_lock_in_a_window_that_was_not_active(main: MainWindow, qtbot: QtBot):
    other = QDialog()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is other)
    screen = SamplePage("lock")
    left = weakref.ref(screen)
    main.show_lock(screen)
    screen.setFocus()
    main.hide_lock(screen)
    screen.deleteLater()
    del screen
    main.show_page("records")
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    assert left() is None


def test_idle_time_counts_from_the_last_touch(qapp: QApplication, qtbot: QtBot):
    owner = QLineEdit()
    qtbot.addWidget(owner)
    watch = IdleWatch(qapp, owner)
    with qtbot.waitSignal(watch.idle):
        watch.start(1)
    with qtbot.assertNotEmitted(watch.idle):
        watch.start(0)
        qtbot.keyClick(owner, Qt.Key.Key_A)
    watch.stop()


def test_the_geometry_is_told_when_the_window_closes(main: MainWindow, qtbot: QtBot):
    main.move(40, 30)
    with qtbot.waitSignal(main.closing) as closing:
        main.close()
    main.move(0, 0)
    main.restore_window(closing.args[0])
    restored = main.pos()
    assert restored.y() > 20
    main.restore_window(b"nonsense")
    assert main.pos() == restored
