# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What every section of the settings shares: a title, a column of cards, work off the window."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from branchdesk.domain.text import T, Text
from branchdesk.ui.around import Around
from branchdesk.ui.lock_screen import PassphraseField
from branchdesk.ui.tasks import Lane, Task
from branchdesk.ui.theme import mark
from branchdesk.ui.widgets.controls import label

Result = TypeVar("Result")

SECTION_WIDTH = 720


class Section(QScrollArea):
    """One page of the settings; put cards into ``column``."""

    def __init__(self, around: Around, title: Text, *, name: str) -> None:
        """Start without cards."""
        super().__init__()
        self.title = title
        self.around = around
        self.look = around.toolkit.look
        self.desk = around.desk
        self.setObjectName(f"section_{name}")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setProperty("role", "scroll")
        row = QHBoxLayout(inner)
        row.setContentsMargins(0, 0, 0, 16)
        holder = QWidget()
        holder.setMaximumWidth(SECTION_WIDTH)
        row.addWidget(holder, 1)
        row.addStretch(0)
        around_cards = QVBoxLayout(holder)
        around_cards.setContentsMargins(0, 0, 0, 0)
        self.column = QVBoxLayout()
        self.column.setSpacing(12)
        around_cards.addLayout(self.column)
        around_cards.addStretch(1)
        self.setWidget(inner)

    def load(self) -> None:
        """Read again what the section shows; called each time it comes to the front."""

    def run(
        self,
        work: Callable[[], Result],
        then: Callable[[Result], None],
        *,
        lane: Lane = "database",
    ) -> Task[Result]:
        """Do the work off the window; an error of the world is shown in a box."""
        task = self.around.toolkit.tasks.run(lambda _: work(), lane=lane)
        task.finished.connect(then)
        task.failed.connect(self.around.toolkit.messages.show_error)
        return task

    def say(self, text: Text) -> None:
        """Tell shortly that something is done."""
        self.around.toolkit.messages.toast(text)

    def labelled(self, words: Text, field: QWidget) -> QWidget:
        """Return the field with its label at the left."""
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        name = label(self.look, words, "label", wrap=True)
        name.setFixedWidth(110)
        name.setBuddy(field)
        line.addWidget(name)
        line.addWidget(field, 1)
        return row


class NewPassphrase(QWidget):
    """A new passphrase, typed twice, with one line for what is wrong with it."""

    def __init__(self, section: Section, *, name: str) -> None:
        """Start empty."""
        super().__init__()
        look = section.look
        self._look = look
        self._first = PassphraseField(f"{name}_new", look.words(T("New passphrase")))
        self._again = PassphraseField(f"{name}_repeat", look.words(T("Once more")))
        self._problem: QLabel = label(look, "", "error", wrap=True, name=f"{name}_error")
        self._problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(section.labelled(T("New passphrase"), self._first))
        column.addWidget(section.labelled(T("Once more"), self._again))
        column.addWidget(self._problem)

    def value(self) -> str | None:
        """Return the passphrase, or None after showing why it cannot be taken."""
        problem: Text | None = None
        if len(self._first.text()) < 8:
            problem = T("At least 8 characters, please.")
        elif self._first.text() != self._again.text():
            problem = T("The two passphrases differ.")
        self._problem.setText(self._look.words(problem) if problem else "")
        self._problem.setVisible(problem is not None)
        mark(self._first, invalid=problem is not None)
        return None if problem else self._first.text()

    def clear(self) -> None:
        """Forget what was typed."""
        fields: tuple[QLineEdit, ...] = (self._first, self._again)
        for field in fields:
            field.clear()
        self._problem.hide()
