# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The first screen of a new computer: four answers, and it is done in under a minute."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.domain.text import T, Text
from branchdesk.services.desk_door import POSTS, FirstAnswers, Post
from branchdesk.ui.centered_card import CenteredCard
from branchdesk.ui.lock_screen import PassphraseField
from branchdesk.ui.look import Look
from branchdesk.ui.theme import mark
from branchdesk.ui.widgets.controls import LineEdit, button, label
from branchdesk.ui.widgets.segmented import Segmented

SHORTEST_PASSPHRASE = 8
NAMES_WIDTH = 76
"""Pixels of the words before the fields, at least."""

LAPTOPS = 20
"""Laptop codes on offer: L01 to L20."""


class FirstStart(CenteredCard):
    """Takes the answers; what becomes of them is decided elsewhere."""

    answered = Signal(object)
    """FirstAnswers"""
    demo_requested = Signal()
    restore_requested = Signal()
    back_requested = Signal()

    def __init__(self, look: Look, branches: Sequence[tuple[str, Text]]) -> None:
        """``branches`` are code and name."""
        super().__init__(
            look,
            T("Welcome to the branch service desk"),
            T(
                "Fill in four things and begin, in under a minute. The data is kept encrypted on "
                "this computer and needs no network."
            ),
            name="first_start",
            width=600,
        )
        self._post = Segmented(
            look,
            [(post.key, post.label) for post in POSTS],
            name="post",
            accessible_name=look.words(T("Post")),
        )
        self._post.set_value(POSTS[0].key)
        self._post.changed.connect(lambda _: self._show_fields())
        self._branch = QComboBox()
        self._branch.setObjectName("branch")
        self._branch.setAccessibleName(look.words(T("Branch")))
        for code, name in branches:
            self._branch.addItem(look.words(name), code)
        self._laptop = QComboBox()
        self._laptop.setObjectName("laptop")
        self._laptop.setAccessibleName(look.words(T("Number of the laptop")))
        for number in range(1, LAPTOPS + 1):
            self._laptop.addItem(f"L{number:02d}", f"L{number:02d}")
        self._name = LineEdit("person_name", look.words(T("Name")))
        self._name.setMaxLength(40)
        self._passphrase = PassphraseField("passphrase", look.words(T("Passphrase")))
        self._repeat = PassphraseField("repeat_passphrase", look.words(T("Once more")))
        self._repeat.setPlaceholderText(look.words(T("Once more")))
        self._errors: dict[str, QLabel] = {}
        self._names: list[QLabel] = []
        self._lay_out()
        widest = max(NAMES_WIDTH, *(name.sizeHint().width() for name in self._names))
        for words in self._names:
            words.setFixedWidth(widest)
        self._show_fields()
        self.begin_with(self._name)

    def _lay_out(self) -> None:
        look = self._look
        self._row(T("Post"), self._post)
        self._branch_row = self._row(T("Branch"), self._branch)
        self._laptop_row = self._row(
            T("Number of the laptop"),
            self._laptop,
            T("Ask the branch manager; the first laptop of a branch is L01."),
        )
        self._row(T("Name"), self._name, T("Printed on the sheets: please give the real name."))
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._passphrase)
        row.addWidget(self._repeat)
        self._row(
            T("Passphrase"),
            both,
            T("At least 8 characters; it opens the data on this computer and nothing else."),
            key="passphrase",
        )
        caps = label(look, T("Caps lock is on"), "label", name="caps_lock", tone="amber")
        caps.hide()
        for field in (self._passphrase, self._repeat):
            field.caps_lock_seen.connect(caps.setVisible)
        self.body.addWidget(caps)
        self._problem = label(look, "", "error", wrap=True, name="first_start_error")
        self._problem.hide()
        self.body.addWidget(self._problem)
        self.body.addSpacing(4)
        self._begin = button(look, T("Begin"), "begin", role="primary")
        self._begin.clicked.connect(self._on_begin)
        demo = button(look, T("Look at demo data first"), "look_at_demo")
        demo.clicked.connect(self.demo_requested)
        self._repeat.returnPressed.connect(self._on_begin)
        buttons = QHBoxLayout()
        buttons.addWidget(self._begin)
        buttons.addWidget(demo)
        self._back = button(look, T("Go back"), "first_start_back")
        self._back.clicked.connect(self.back_requested)
        self._back.hide()
        buttons.addWidget(self._back)
        buttons.addStretch(1)
        self._already = label(look, T("Data already there?"), "second")
        buttons.addWidget(self._already)
        restore = button(look, T("Restore from backup…"), "restore", role="link")
        restore.clicked.connect(self.restore_requested)
        buttons.addWidget(restore)
        self.body.addLayout(buttons)

    def show_back(self) -> None:
        """Offer the way back to the desks that are here already."""
        self._already.hide()
        self._back.show()

    def show_error(self, text: Text | str) -> None:
        """Say why nothing was founded; everything typed stays."""
        self.set_busy(busy=False)
        self._problem.setText(self._look.words(text))
        self._problem.show()

    def set_busy(self, *, busy: bool) -> None:
        """Take no input while the desk is being made."""
        self._begin.setEnabled(not busy)
        self._begin.setText(self._look.words(T("Setting up…") if busy else T("Begin")))

    def _row(
        self, words: Text, field: QWidget, help_text: Text | None = None, *, key: str = ""
    ) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        name = label(self._look, words, "label")
        name.setFixedHeight(32)
        name.setBuddy(field)
        self._names.append(name)
        right = QVBoxLayout()
        right.setSpacing(3)
        right.addWidget(field)
        if help_text is not None:
            right.addWidget(label(self._look, help_text, "hint", wrap=True))
        error = label(self._look, "", "error", wrap=True)
        error.hide()
        right.addWidget(error)
        self._errors[key or field.objectName()] = error
        error.setObjectName(f"error_{key or field.objectName()}")
        line.addWidget(name)
        line.addLayout(right, 1)
        line.setAlignment(name, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(row)
        return row

    def _chosen(self) -> Post:
        return next(post for post in POSTS if post.key == self._post.value())

    def _show_fields(self) -> None:
        desk = self._chosen().desk
        self._branch_row.setVisible(desk is not DeskRole.HQ)
        self._laptop_row.setVisible(desk is DeskRole.ENGINEER)

    def _on_begin(self) -> None:
        if not self._begin.isEnabled() or not self._is_complete():
            return
        post = self._chosen()
        self._problem.hide()
        self.answered.emit(
            FirstAnswers(
                post=post,
                branch="" if post.desk is DeskRole.HQ else str(self._branch.currentData()),
                laptop=str(self._laptop.currentData()) if post.desk is DeskRole.ENGINEER else "",
                name=self._name.text().strip(),
                passphrase=self._passphrase.text(),
            )
        )

    def _is_complete(self) -> bool:
        problems: dict[str, tuple[QWidget, Text]] = {}
        if not self._name.text().strip():
            problems["person_name"] = (self._name, T("Please fill this in"))
        if len(self._passphrase.text()) < SHORTEST_PASSPHRASE:
            problems["passphrase"] = (self._passphrase, T("At least 8 characters, please."))
        elif self._passphrase.text() != self._repeat.text():
            problems["passphrase"] = (self._repeat, T("The two passphrases differ."))
        for key, shown in self._errors.items():
            found = problems.get(key)
            shown.setText(self._look.words(found[1]) if found else "")
            shown.setVisible(found is not None)
        wrong = [field for field, _ in problems.values()]
        for field in (self._name, self._passphrase, self._repeat):
            mark(field, invalid=field in wrong)
        if wrong:
            wrong[0].setFocus()
        return not problems
