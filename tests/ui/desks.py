# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Real desks in temporary folders for tests of the window, with cheap keys."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from branchdesk.app.opening import Opening
from branchdesk.app.program import Program
from branchdesk.domain.clock import FixedClock
from branchdesk.runtime.key_wrapping import Cost
from branchdesk.runtime.paths import find_paths
from branchdesk.ui.other_window import Ring
from branchdesk.ui.tasks import TaskRunner
from tests.builders import NOW

CHEAP = Cost(64, 1, 1)
PASSPHRASE = "kapok-2026"


class Answers:
    """Answers the questions for files, in turn."""

    def __init__(self) -> None:
        self.files: list[Path | None] = []
        self.asked: list[str] = []

    def open_file(self, title: object, patterns: str = "") -> Path | None:
        return self._next(title)

    def save_file(self, title: object, suggestion: str) -> Path | None:
        return self._next(title)

    def folder(self, title: object, start: str = "") -> Path | None:
        return self._next(title)

    def _next(self, title: object) -> Path | None:
        self.asked.append(str(title))
        return self.files.pop(0)


class Hand:
    """A person at one window: sees what is visible, clicks, types, waits for work to end."""

    def __init__(self, qtbot: QtBot, program: Program) -> None:
        self._qtbot = qtbot
        self.program = program
        self.answers = Answers()
        program.answer_file_questions(self.answers)

    def start(self, desk: str = "") -> "Hand":
        self.program.window.show()
        self.program.begin(desk)
        self.settle()
        return self

    def settle(self) -> None:
        """Wait until nothing runs and everything that followed is shown."""
        QApplication.sendPostedEvents()
        QApplication.processEvents()
        self._qtbot.waitUntil(lambda: not self._is_busy(), timeout=60_000)
        QApplication.processEvents()
        if self._is_busy():
            self.settle()

    def _is_busy(self) -> bool:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return self.program.tasks.is_busy or bool(self.program.flow.findChildren(Ring))

    def sees(self, name: str, kind: type[QWidget] = QWidget) -> bool:
        return any(w.isVisible() for w in self.program.window.findChildren(kind, name))

    def find(self, kind: type, name: str):
        found = [w for w in self.program.window.findChildren(kind, name) if w.isVisible()]
        assert found, f"{name} is not visible"
        return found[0]

    def click(self, name: str) -> "Hand":
        self.find(QPushButton, name).click()
        self.settle()
        return self

    def tick(self, name: str) -> "Hand":
        self.find(QCheckBox, name).click()
        self.settle()
        return self

    def write(self, name: str, words: str) -> "Hand":
        self.find(QLineEdit, name).setText(words)
        return self

    def reads(self, name: str) -> str:
        return str(self.find(QWidget, name).text())

    def found(self, post: str = "branch_manager", name: str = "王敏") -> "Hand":
        """Go through the first start up to the pages."""
        self.click(f"post_{post}").write("person_name", name)
        self.write("passphrase", PASSPHRASE).write("repeat_passphrase", PASSPHRASE)
        self.click("begin").tick("recovery_saved").click("recovery_continue")
        return self.click("ready_later")

    def close(self) -> None:
        if self.program.window.isVisible():
            self.program.window.close()
        self.program.finish(0)


def new_program(application: QApplication, cache: Path, moment: datetime = NOW) -> Program:
    """Build the program on the test's home; fonts and translations come from a shared cache."""
    paths = replace(find_paths(), cache=cache)
    paths.create()
    opening = Opening(application, paths, FixedClock(moment))
    return Program(opening, TaskRunner(), CHEAP)
