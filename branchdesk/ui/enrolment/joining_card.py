# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Joining the parent desk: a request goes out, an answer comes back, both with a code."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from branchdesk.domain.exchange import Link
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.domain.text import T
from branchdesk.services.open_desk import EnrolmentStep
from branchdesk.ui.around import Around
from branchdesk.ui.enrolment.code_card import CodeCard
from branchdesk.ui.enrolment.desk_work import ask_desk
from branchdesk.ui.enrolment.drop_area import DropArea
from branchdesk.ui.theme import mark
from branchdesk.ui.widgets.card import Card
from branchdesk.ui.widgets.controls import Chip, button, label


class JoiningCard(Card):
    """For a laptop or a branch."""

    joined = Signal()

    def __init__(self, around: Around) -> None:
        """Show both halves of the way."""
        look = around.toolkit.look
        laptop = around.desk.facts.role is DeskRole.ENGINEER
        title = T("Join the branch") if laptop else T("Join headquarters")
        super().__init__(look, title, name="upwards")
        self._around = around
        self._desk = around.desk
        self._answered: Path | None = None
        self._state = Chip(look)
        if self.heading is not None:
            self.heading.add_trailing(self._state)
        self._state.hide()  # until it is known
        self.body.addWidget(
            label(
                look,
                T(
                    "1. Save the request file and send it to the other side. Read the code to "
                    "each other on the phone."
                ),
                wrap=True,
            )
        )
        row = QHBoxLayout()
        self._save = button(look, T("Save request file…"), "save_request", role="primary")
        self._save.clicked.connect(self._on_save_request)
        row.addWidget(self._save)
        row.addStretch(1)
        self.body.addLayout(row)
        self._request_code = CodeCard(look, name="request_code")
        self.body.addWidget(self._request_code)
        self.body.addWidget(label(look, T("2. Drop the file that comes back here."), wrap=True))
        drop = DropArea(
            look,
            around.files,
            T("Drop the answer file here"),
            T("Open answer file…"),
            name="answer_drop",
        )
        drop.chosen.connect(self.look_at_answer)
        self.body.addWidget(drop)
        self._answer_code = CodeCard(
            look,
            name="answer_code",
            same=T("The same: finish"),
            different=T("Not the same"),
        )
        self._answer_code.same.connect(self._on_accept)
        self._answer_code.different.connect(self._on_different_answer)
        self.body.addWidget(self._answer_code)

    def show_parent(self, parent: Link | None) -> None:
        """Say whether this desk has joined already."""
        # Joining again is possible, but no longer what the page is for.
        mark(self._save, role="secondary" if parent else "primary")
        if parent is None:
            self._state.set_status(T("Not joined yet"), "amber")
        else:
            self._state.set_status(T("Joined: {name}", name=parent.name), "green")
        self._state.show()

    def _on_save_request(self) -> None:
        code = self._desk.facts.code
        words = self._around.toolkit.words(T("Enrolment request {code}", code=code))
        target = self._around.files.save_file(T("Save request file"), f"{words}.json")
        if target is None:
            return

        def show(step: EnrolmentStep) -> None:
            self._request_code.show_code(
                T("Check code of this request. Does the other side see the same?"),
                step.short_code,
            )

        ask_desk(self._around, partial(self._desk.enrolment.request, target), show)

    def look_at_answer(self, file: Path) -> None:
        """Read an answer and show its code; the person compares it before it is taken in."""

        def show(step: EnrolmentStep) -> None:
            self._answered = file
            self._answer_code.show_code(
                T("Answer of {name}. Does the other side read out the same code?", name=step.name),
                step.confirm_code,
            )

        ask_desk(self._around, partial(self._desk.enrolment.look_at_answer, file), show)

    def _on_accept(self) -> None:
        if self._answered is None:
            return

        def done(step: EnrolmentStep) -> None:
            self._answer_code.hide()
            self._request_code.hide()
            self._around.toolkit.messages.toast(
                T("Joined {name}. Files can be exchanged now.", name=step.name)
            )
            self.joined.emit()

        ask_desk(self._around, partial(self._desk.enrolment.accept, self._answered), done)

    def _on_different_answer(self) -> None:
        self._answered = None
        self._answer_code.hide()
        self._around.toolkit.messages.toast(
            T("Nothing was taken in. Ask the other side for a new file.")
        )
