# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Search box, command palette, preview and progress: what runs while one types or waits."""

import threading

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T
from branchdesk.ui.widgets.command_palette import CommandPalette, Finding
from branchdesk.ui.widgets.controls import LineEdit
from branchdesk.ui.widgets.pdf_preview import PdfPreview
from branchdesk.ui.widgets.search_box import SearchBox
from branchdesk.ui.widgets.step_bar import StepBar
from branchdesk.ui.widgets.task_progress import TaskProgress

FINDINGS = [
    Finding("客户", "粤岭公路建设", "广州"),
    Finding("客户", "粤路桥梁"),
    Finding("命令", "新建服务记录"),
]


def test_the_palette_is_driven_by_keys(look, tasks, window: QWidget, qtbot: QtBot):
    palette = CommandPalette(look, tasks, lambda text: FINDINGS if text else [], window)
    palette.open()
    line = palette.findChild(LineEdit, "palette_line")
    qtbot.keyClicks(line, "yl")
    qtbot.waitUntil(lambda: palette.findings() == FINDINGS)
    QCoreApplication.sendEvent(line, QInputMethodEvent("gong", []))
    with qtbot.assertNotEmitted(palette.chosen):
        qtbot.keyClick(line, Qt.Key.Key_Return)
    QCoreApplication.sendEvent(line, QInputMethodEvent("", []))
    qtbot.keyClick(line, Qt.Key.Key_Down)
    qtbot.keyClick(line, Qt.Key.Key_Down)
    with qtbot.waitSignal(palette.chosen) as chosen:
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert chosen.args == [FINDINGS[2]]
    assert not palette.isVisible()


def test_the_palette_says_when_nothing_was_found(look, tasks, window: QWidget, qtbot: QtBot):
    palette = CommandPalette(look, tasks, lambda text: [], window)
    palette.open("zz")
    qtbot.waitUntil(palette.findChild(QLabel, "palette_said").isVisible)
    qtbot.keyClick(palette.findChild(LineEdit, "palette_line"), Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_the_palette_says_that_it_searches_and_why_it_cannot(
    look, tasks, window: QWidget, qtbot: QtBot
):
    go_on = threading.Event()
    answers: list[list[Finding] | None] = [None, FINDINGS]

    def find(text: str) -> list[Finding]:
        del text
        go_on.wait(10)
        answer = answers.pop(0)
        if answer is None:
            raise UserError(T("Folder"), T("Open folder"), T("Once more"))
        return answer

    palette = CommandPalette(look, tasks, find, window)
    palette.open("yl")
    said = palette.findChild(QLabel, "palette_said")
    qtbot.waitUntil(lambda: said.isVisible() and said.text() == "正在查找…")
    go_on.set()
    retry = palette.findChild(QPushButton, "palette_retry")
    qtbot.waitUntil(retry.isVisible)
    assert "打开文件夹" in said.text()
    qtbot.keyClick(palette.findChild(LineEdit, "palette_line"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: palette.findings() == FINDINGS)
    assert not said.isVisible()
    assert not retry.isVisible()


def test_the_search_box_waits_for_the_composition(look, window: QWidget, qtbot: QtBot):
    box = SearchBox(look, "搜客户")
    box.setParent(window)
    box.show()
    searched = []
    box.searched.connect(searched.append)
    QCoreApplication.sendEvent(box, QInputMethodEvent("yue", []))
    event = QInputMethodEvent("", [])
    event.setCommitString("粤")
    QCoreApplication.sendEvent(box, event)
    qtbot.waitUntil(lambda: searched == ["粤"])
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: searched == ["粤", ""])


def test_the_preview_turns_and_zooms(look, tasks, window: QWidget, qtbot: QtBot):
    asked = []

    def raster(page: int, dots: float):
        asked.append((page, round(dots)))
        return 4, 2, bytes([page * 50, 0, 0]) * 8

    preview = PdfPreview(look, tasks)
    preview.setParent(window)
    preview.show()
    preview.set_document(2, raster)
    picture = preview.findChild(QLabel, "preview_page")
    qtbot.waitUntil(lambda: picture.pixmap().width() == 4)
    with qtbot.waitSignal(preview.page_changed) as turned:
        preview.findChild(QPushButton, "preview_next").click()
    assert turned.args == [1]
    assert preview.findChild(QLabel, "preview_where").text() == "第 2 / 2 页"
    assert not preview.findChild(QPushButton, "preview_next").isEnabled()
    preview.findChild(QPushButton, "preview_larger").click()
    qtbot.waitUntil(lambda: asked == [(0, 96), (1, 96), (1, 120)])


def test_progress_shows_late_and_stops_the_work(look, tasks, window: QWidget, qtbot: QtBot):
    progress = TaskProgress(look)
    progress.setParent(window)
    go_on = threading.Event()

    def work(report):
        report(3, 10, T("Loading…"))
        go_on.wait(10)
        report(4, 10, T("Loading…"))

    task = tasks.run(work, lane="files")
    progress.follow(task, "正在生成")
    assert not progress.isVisible()
    qtbot.waitUntil(progress.isVisible)
    assert progress.findChild(QLabel, "progress_text").text() == "正在读取…"
    with qtbot.waitSignal(task.cancelled):
        progress.findChild(QPushButton, "progress_stop").click()
        go_on.set()
    assert not progress.isVisible()


def test_steps_show_a_tick_and_can_be_jumped_to(look, window: QWidget, qtbot: QtBot):
    bar = StepBar(look, ["到达", "处理", "签字"])
    bar.setParent(window)
    bar.show()
    bar.set_complete([0])
    assert bar.findChild(QPushButton, "steps_1").text() == "✓ 到达"
    assert bar.findChild(QPushButton, "steps_1").accessibleName() == "1 到达 已完成"
    with qtbot.waitSignal(bar.step_chosen) as chosen:
        qtbot.mouseClick(bar.findChild(QPushButton, "steps_3"), Qt.MouseButton.LeftButton)
    assert chosen.args == [2]
    assert bar.current() == 2
