# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the window says in between: boxes, the toast, work that nothing may go beside."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QMessageBox, QWidget

from branchdesk.domain.text import T
from branchdesk.ui.messages import Messages
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.task_progress import TaskProgressDialog
from tests.pictures import picture
from tests.ui.pictures_window import shell
from tests.ui.scenes import SceneTasks

LONG_ERROR = (
    "粤北山区高速公路建设工程施工总承包第十七合同段项目经理部的“支付证书合计与监理的表.xlsx”"
    "正在别的程序里打开。\n请先在那个程序里保存并关闭它，再试一次；已填的内容都还在。"
)
REPORT = Path("/home/user/.local/state/BranchDesk/diagnosis-20261124-152000.zip")


def error_box(messages: Messages) -> QMessageBox:
    return messages.error_box("文件正在使用", LONG_ERROR)


def bug_box(messages: Messages) -> QMessageBox:
    return messages.bug_box(REPORT)[0]


def confirm_box(messages: Messages) -> QMessageBox:
    return messages.confirm_box(
        T("Make a new recovery code?"),
        T("The printed one cannot be used any more."),
        T("Make a new code"),
    )[0]


def danger_box(messages: Messages) -> QMessageBox:
    return messages.confirm_box(
        T("Shut {name} out?", name="欧阳上官慕容"),
        T("The name and the records stay; signing in here is not possible any more."),
        T("Shut out"),
        danger=True,
    )[0]


BOXES: dict[str, Callable[[Messages], QMessageBox]] = {
    "message-error": error_box,
    "message-bug": bug_box,
    "message-confirm": confirm_box,
    "message-danger": danger_box,
}


def progress_dialog(toolkit: Toolkit) -> TaskProgressDialog:
    """Show the dialog of long work, somewhere in the middle."""
    tasks = toolkit.tasks
    assert isinstance(tasks, SceneTasks)
    tasks.hold()
    task = tasks.run(lambda _: None, lane="files")
    dialog = TaskProgressDialog(toolkit.look, task, T("Preparing the demo data"), None)
    task.progress.emit(41, 100, T("Look at demo data first"))
    return dialog


def _box(name: str) -> Callable[[Toolkit], QWidget]:
    return lambda toolkit: BOXES[name](toolkit.messages)


for _name in BOXES:
    picture(_name, 520, 240)(_box(_name))
picture("message-progress", 460, 140)(progress_dialog)


@picture("message-toast")
def toast(toolkit: Toolkit) -> QWidget:
    window = shell(toolkit)
    window.show()
    Messages(toolkit.look, window).toast(
        T("Record {number} is saved", number="D01-0007"), action=T("Undo"), on_action=window.update
    )
    return window
