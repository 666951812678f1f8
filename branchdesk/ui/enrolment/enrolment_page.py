# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Joining the parent desk, taking in children, and the desks this one is linked with."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from branchdesk.domain.changes import Changes
from branchdesk.domain.exchange import Link
from branchdesk.domain.kinds.roles import HEADQUARTERS, MANAGERS, DeskRole
from branchdesk.domain.text import T, Text
from branchdesk.services.open_desk import EnrolmentStep
from branchdesk.ui.around import Around
from branchdesk.ui.enrolment.code_card import CodeCard
from branchdesk.ui.enrolment.drop_area import DropArea
from branchdesk.ui.moments import moment_text
from branchdesk.ui.page import Page
from branchdesk.ui.theme import mark
from branchdesk.ui.widgets.card import Card, PageHeader
from branchdesk.ui.widgets.controls import Chip, button, label

Result = TypeVar("Result")

LINE_HEIGHT = 32


class EnrolmentPage(Page):
    """Two cards: upwards for a laptop or branch, downwards for a branch or headquarters."""

    def __init__(self, around: Around) -> None:
        """Show what this desk can do."""
        super().__init__(T("Enrolment", "page"), name="enrolment")
        self._around = around
        self._desk = around.desk
        self._look = around.toolkit.look
        self._asked: Path | None = None
        self._answered: Path | None = None
        inner = QWidget()
        inner.setProperty("role", "scroll")
        column = QVBoxLayout(inner)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(PageHeader(self._look, self.title))
        role = self._desk.facts.role
        if role is not DeskRole.HQ:
            column.addWidget(self._make_upwards())
        if role is not DeskRole.ENGINEER:
            column.addWidget(self._make_downwards())
        self._links = Card(self._look, T("Linked desks"), name="links")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        self._links.body.addLayout(self._lines)
        column.addWidget(self._links)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def on_shown(self) -> None:
        """Read the links anew."""
        self._load()

    def refresh(self, changes: Changes) -> None:
        """An exchange moves the times."""
        del changes
        if self.isVisible():
            self._load()

    def take(self, file: Path) -> None:
        """Take in a file that was dropped on the window: a child's request or our answer."""
        if self._desk.facts.role is DeskRole.ENGINEER:
            self._look_at_answer(file)
            return
        task = self._around.toolkit.tasks.run(
            lambda _: self._desk.enrolment.look_at(file), lane="database", owner=self
        )
        task.finished.connect(partial(self._show_request, file))
        if self._desk.facts.role is DeskRole.BRANCH:
            task.failed.connect(lambda _: self._look_at_answer(file))
        else:
            task.failed.connect(self._around.toolkit.messages.show_error)

    # -- upwards ------------------------------------------------------------------------------

    def _make_upwards(self) -> Card:
        look = self._look
        laptop = self._desk.facts.role is DeskRole.ENGINEER
        title = T("Join the branch") if laptop else T("Join headquarters")
        card = Card(look, title, name="upwards")
        self._state = Chip(look)
        if card.heading is not None:
            card.heading.add_trailing(self._state)
        card.body.addWidget(
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
        card.body.addLayout(row)
        self._request_code = CodeCard(look, name="request_code")
        card.body.addWidget(self._request_code)
        card.body.addWidget(label(look, T("2. Drop the file that comes back here."), wrap=True))
        drop = DropArea(
            look,
            self._around.files,
            T("Drop the answer file here"),
            T("Open answer file…"),
            name="answer_drop",
        )
        drop.chosen.connect(self._look_at_answer)
        card.body.addWidget(drop)
        self._answer_code = CodeCard(
            look,
            name="answer_code",
            same=T("The same: finish"),
            different=T("Not the same"),
        )
        self._answer_code.same.connect(self._on_accept)
        self._answer_code.different.connect(self._on_different_answer)
        card.body.addWidget(self._answer_code)
        return card

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

        self._run(partial(self._desk.enrolment.request, target), show)

    def _look_at_answer(self, file: Path) -> None:
        def show(step: EnrolmentStep) -> None:
            self._answered = file
            self._answer_code.show_code(
                T("Answer of {name}. Does the other side read out the same code?", name=step.name),
                step.confirm_code,
            )

        self._run(partial(self._desk.enrolment.look_at_answer, file), show)

    def _on_accept(self) -> None:
        if self._answered is None:
            return

        def done(step: EnrolmentStep) -> None:
            self._answer_code.hide()
            self._request_code.hide()
            self._around.toolkit.messages.toast(
                T("Joined {name}. Files can be exchanged now.", name=step.name)
            )
            self._load()

        self._run(partial(self._desk.enrolment.accept, self._answered), done)

    def _on_different_answer(self) -> None:
        self._answered = None
        self._answer_code.hide()
        self._around.toolkit.messages.toast(
            T("Nothing was taken in. Ask the other side for a new file.")
        )

    # -- downwards ----------------------------------------------------------------------------

    def _make_downwards(self) -> Card:
        look = self._look
        branch = self._desk.facts.role is DeskRole.BRANCH
        card = Card(look, T("Take in a laptop") if branch else T("Take in a branch"), name="down")
        drop = DropArea(
            look,
            self._around.files,
            T("Drop the request file of the other computer here"),
            T("Open request file…"),
            name="request_drop",
        )
        drop.chosen.connect(self._on_request)
        card.body.addWidget(drop)
        self._asking_code = CodeCard(
            look,
            name="asking_code",
            same=T("The same: save answer file…"),
            different=T("Not the same"),
        )
        self._asking_code.same.connect(self._on_certify)
        self._asking_code.different.connect(self._on_different_request)
        card.body.addWidget(self._asking_code)
        self._given_code = CodeCard(look, name="given_code")
        card.body.addWidget(self._given_code)
        card.setEnabled(self._desk.session.may(MANAGERS | HEADQUARTERS))
        return card

    def _on_request(self, file: Path) -> None:
        self._run(partial(self._desk.enrolment.look_at, file), partial(self._show_request, file))

    def _show_request(self, file: Path, step: EnrolmentStep) -> None:
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
            self._load()

        self._run(partial(self._desk.enrolment.certify, asked, target), show)

    def _on_different_request(self) -> None:
        self._asked = None
        self._asking_code.hide()
        self._around.toolkit.messages.toast(
            T("Nothing was granted. Ask the other side for a new file.")
        )

    # -- links --------------------------------------------------------------------------------

    def _load(self) -> None:
        self._run(self._desk.exchange.links, self._show_links)

    def _show_links(self, links: Sequence[Link]) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        if not links:
            self._lines.addWidget(label(self._look, T("None yet."), "second"))
        for link in links:
            self._lines.addWidget(self._line(link))
        if self._desk.facts.role is not DeskRole.HQ:
            parent = next((link for link in links if link.relation == "parent"), None)
            # Joining again is possible, but no longer what the page is for.
            mark(self._save, role="secondary" if parent else "primary")
            if parent is None:
                self._state.set_status(T("Not joined yet"), "amber")
            else:
                self._state.set_status(T("Joined: {name}", name=parent.name), "green")

    def _line(self, link: Link) -> QWidget:
        look = self._look
        line = QWidget()
        line.setObjectName(f"link_{link.peer}")
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        line.setMinimumHeight(LINE_HEIGHT)
        name = label(look, f"{link.name}  {link.peer}", "body")
        name.setMinimumWidth(220)
        row.addWidget(name)
        now = self._around.toolkit.clock.now()
        row.addWidget(label(look, _times(link, now_words=partial(moment_text, now=now)), "second"))
        row.addStretch(1)
        if link.revoked:
            row.addWidget(Chip(look, T("Stopped", "link"), "grey"))
        elif link.relation == "child" and self._desk.session.may(MANAGERS | HEADQUARTERS):
            stop = button(look, T("Stop this computer…"), f"revoke_{link.peer}", role="link")
            stop.setAccessibleName(f"{link.name} {stop.text()}")
            stop.setProperty("tone", "red")
            stop.clicked.connect(lambda _=False: self._on_revoke(link))
            row.addWidget(stop)
        return line

    def _on_revoke(self, link: Link) -> None:
        sure = self._around.toolkit.messages.confirm(
            T("Stop {name}?", name=link.name),
            T(
                "Nothing it sends will be taken in any more. What it has delivered stays. It can "
                "be enrolled again."
            ),
            T("Stop this computer"),
            danger=True,
        )
        if sure:
            self._run(partial(self._desk.enrolment.revoke, link.peer), lambda _: self._load())

    def _run(self, work: Callable[[], Result], then: Callable[[Result], None]) -> None:
        task = self._around.toolkit.tasks.run(lambda _: work(), lane="database")
        task.finished.connect(then)
        task.failed.connect(self._around.toolkit.messages.show_error)


def _times(link: Link, now_words: Callable[..., Text | str]) -> Text:
    never = T("never", "exchange")
    return T(
        "received {received} · sent {sent}",
        received=now_words(link.last_received_at) or never,
        sent=now_words(link.last_sent_at) or never,
    )
