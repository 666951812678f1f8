# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Where a file is written: the kind by its name, the ending added, what is there asked about."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from branchdesk.domain.text import T
from branchdesk.ui.file_questions import FileQuestions
from branchdesk.ui.look import Look


class Person(QObject):
    """Answers what the dialogs ask, in turn; leaves what was not expected."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[Path | None] = []
        """typed and saved, None: left"""
        self.replace: list[bool] = []
        """whether the file that is there may be replaced"""
        self.kinds: list[str] = []
        self.asked: list[str] = []
        self.saving = self.refused = False
        self.timer = QTimer(self, interval=5, singleShot=True)
        self.timer.timeout.connect(self._act)
        self.timer.start()

    def _act(self) -> None:
        # Begun anew before the click: a question that it raises waits within this very call.
        self.timer.start()
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QMessageBox):
            self.asked.append(dialog.text())
            yes = bool(self.replace) and self.replace.pop(0)
            self.refused = not yes
            kind = QMessageBox.StandardButton.Yes if yes else QMessageBox.StandardButton.No
            dialog.button(kind).click()
        elif isinstance(dialog, QFileDialog) and not self.saving:
            name = self.names[0] if self.names else None
            if name is None:
                self.names[:1] = []
                dialog.reject()
            else:
                self._save(dialog, str(name))

    def _save(self, dialog: QFileDialog, path: str) -> None:
        """Write and save, again and again: while it reads the folder the dialog takes nothing."""
        line = dialog.findChild(QLineEdit, "fileNameEdit")
        box = dialog.findChild(QDialogButtonBox)
        assert line is not None
        assert box is not None
        self.kinds = dialog.nameFilters()
        line.setText(path)
        save = box.button(QDialogButtonBox.StandardButton.Save)
        self.saving, self.refused = True, False
        save.click()
        self.saving = False
        if self.refused or not dialog.isVisible():
            self.names.pop(0)


@pytest.fixture
def person(qapp: QApplication) -> Iterator[Person]:
    made = Person()
    yield made
    made.timer.stop()


Ask = Callable[[str], Path | None]


@pytest.fixture
def ask(look: Look, window: QWidget, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ask:
    """Ask where to write what is suggested under this name."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    files = FileQuestions(look, window)
    return lambda suggestion: files.save_file(T("Export to Excel"), suggestion)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("list", "list.xlsx"),
        ("list.xlsx", "list.xlsx"),
        ("list.XLSX", "list.XLSX"),
        ("list 2026.11", "list 2026.11.xlsx"),
        ("list.xls", "list.xls.xlsx"),
    ],
)
def test_a_name_without_its_ending_gets_it(
    person: Person, ask: Ask, tmp_path: Path, typed: str, written: str
):
    person.names = [tmp_path / typed]
    assert ask("服务记录.xlsx") == tmp_path / written
    assert person.kinds == ["Excel 文件 (*.xlsx)"]
    assert person.asked == []


@pytest.mark.parametrize("typed", ["list", "list.xlsx"])
def test_a_file_that_is_there_is_asked_about_under_its_whole_name(
    person: Person, ask: Ask, tmp_path: Path, typed: str
):
    (tmp_path / "list.xlsx").write_bytes(b"old")
    person.names = [tmp_path / typed, None]
    person.replace = [False]
    assert ask("服务记录.xlsx") is None
    person.names = [tmp_path / typed]
    person.replace = [True]
    assert ask("服务记录.xlsx") == tmp_path / "list.xlsx"
    assert len(person.asked) == 2
    assert all("list.xlsx" in words for words in person.asked)


def test_a_dot_within_the_name_hides_no_file_that_is_there(
    person: Person, ask: Ask, tmp_path: Path
):
    (tmp_path / "list 2026.11.xlsx").write_bytes(b"old")
    person.names = [tmp_path / "list 2026.11", None]
    assert ask("服务记录.xlsx") is None
    person.names = [tmp_path / "list 2026.11", tmp_path / "list 2026.11.xlsx"]
    person.replace = [True]
    assert ask("服务记录.xlsx") == tmp_path / "list 2026.11.xlsx"
    assert len(person.asked) == 1


@pytest.mark.parametrize(
    ("suggestion", "kind"),
    [
        ("单.pdf", "PDF 文件 (*.pdf)"),
        ("接入申请.json", "接入文件 (*.json)"),
        ("branchdesk-diagnosis.zip", "诊断文件 (*.zip)"),
    ],
)
def test_every_file_that_is_written_has_its_kind(
    person: Person, ask: Ask, tmp_path: Path, suggestion: str, kind: str
):
    person.names = [tmp_path / "a"]
    assert ask(suggestion) == tmp_path / f"a{Path(suggestion).suffix}"
    assert person.kinds == [kind]


def test_the_dialog_leaves_nothing_behind(person: Person, ask: Ask, window: QWidget, qtbot: QtBot):
    person.names = [None]
    assert ask("服务记录.xlsx") is None
    qtbot.waitUntil(lambda: not window.findChildren(QFileDialog))
