# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Taking in a child desk: its request comes, an answer goes back, both with a code."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal

from branchdesk.domain.kinds.roles import HEADQUARTERS, MANAGERS, DeskRole
from branchdesk.domain.text import T
from branchdesk.services.open_desk import EnrolmentStep
from branchdesk.ui.around import Around
from branchdesk.ui.enrolment.code_card import CodeCard
from branchdesk.ui.enrolment.desk_work import ask_desk
from branchdesk.ui.enrolment.drop_area import DropArea
from branchdesk.ui.widgets.card import Card


class TakingInCard(Card):
    """For a branch or headquarters."""

    taken_in = Signal()

    def __init__(self, around: Around) -> None:
        """Show where the request goes."""
        look = around.toolkit.look
        branch = around.desk.facts.role is DeskRole.BRANCH
        title = T("Take in a laptop") if branch else T("Take in a branch")
        super().__init__(look, title, name="down")
        self._around = around
        self._desk = around.desk
        self._asked: Path | None = None
        drop = DropArea(
            look,
            around.files,
            T("Drop the request file of the other computer here"),
            T("Open request file…"),
            name="request_drop",
        )
        drop.chosen.connect(self._on_request)
        self.body.addWidget(drop)
        self._asking_code = CodeCard(
            look,
            name="asking_code",
            same=T("The same: save answer file…"),
            different=T("Not the same"),
        )
        self._asking_code.same.connect(self._on_certify)
        self._asking_code.different.connect(self._on_different_request)
        self.body.addWidget(self._asking_code)
        self._given_code = CodeCard(look, name="given_code")
        self.body.addWidget(self._given_code)
        self.setEnabled(self._desk.session.may(MANAGERS | HEADQUARTERS))

    def _on_request(self, file: Path) -> None:
        ask_desk(
            self._around,
            partial(self._desk.enrolment.look_at, file),
            partial(self.show_request, file),
        )

    def show_request(self, file: Path, step: EnrolmentStep) -> None:
        """Show who asks and the code; the person compares it before anything is granted."""
        self._asked = file
        self._given_code.hide()
        self._asking_code.show_code(
            T(
                "{name} ({code}) wants to join. Does the other side read out the same code?",
                name=step.name,
                code=step.code,
            ),
            step.short_code,
        )

    def _on_certify(self) -> None:
        asked = self._asked
        if asked is None:
            return
        suggestion = self._around.toolkit.words(T("Enrolment answer"))
        target = self._around.files.save_file(
            T("Save answer file"), f"{suggestion} {asked.stem[-8:]}.json"
        )
        if target is None:
            return

        def show(step: EnrolmentStep) -> None:
            self._asked = None
            self._asking_code.hide()
            self._given_code.show_code(
                T(
                    "Saved. Send the file to {name} and read this code out to them.",
                    name=step.name,
                ),
                step.confirm_code,
            )
            self.taken_in.emit()

        ask_desk(self._around, partial(self._desk.enrolment.certify, asked, target), show)

    def _on_different_request(self) -> None:
        self._asked = None
        self._asking_code.hide()
        self._around.toolkit.messages.toast(
            T("Nothing was granted. Ask the other side for a new file.")
        )
