# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Joining the parent desk, taking in children, and the desks this one is linked with."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from branchdesk.domain.changes import Changes
from branchdesk.domain.errors import UserError
from branchdesk.domain.exchange import Link
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.domain.text import T
from branchdesk.ui.around import Around
from branchdesk.ui.enrolment.joining_card import JoiningCard
from branchdesk.ui.enrolment.links_card import LinksCard
from branchdesk.ui.enrolment.taking_in_card import TakingInCard
from branchdesk.ui.loader import Loader
from branchdesk.ui.page import Page
from branchdesk.ui.widgets.card import PageHeader


class EnrolmentPage(Page):
    """A card upwards for a laptop or branch, one downwards for a branch or headquarters."""

    def __init__(self, around: Around) -> None:
        """Show what this desk can do."""
        super().__init__(T("Enrolment", "page"), name="enrolment")
        self._around = around
        self._loader = Loader(around.toolkit.tasks, self)
        self._loader.loaded.connect(self._show_links)
        self._loader.failed.connect(self._on_failed)
        inner = QWidget()
        inner.setProperty("role", "scroll")
        column = QVBoxLayout(inner)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(PageHeader(around.toolkit.look, self.title))
        role = around.desk.facts.role
        self._joining = None if role is DeskRole.HQ else JoiningCard(around)
        if self._joining is not None:
            self._joining.joined.connect(self._load)
            column.addWidget(self._joining)
        self._taking_in = None if role is DeskRole.ENGINEER else TakingInCard(around)
        if self._taking_in is not None:
            self._taking_in.taken_in.connect(self._load)
            column.addWidget(self._taking_in)
        self._links = LinksCard(around)
        self._links.stopped.connect(self._load)
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
        joining, taking_in = self._joining, self._taking_in
        if taking_in is None:
            if joining is not None:
                joining.look_at_answer(file)
            return
        task = self._around.toolkit.tasks.run(
            lambda _: self._around.desk.enrolment.look_at(file), lane="database", owner=self
        )
        task.finished.connect(partial(taking_in.show_request, file))
        if joining is not None:
            task.failed.connect(lambda _: joining.look_at_answer(file))
        else:
            task.failed.connect(self._around.toolkit.messages.show_error)

    def _load(self) -> None:
        self._loader.load(self._around.desk.exchange.links)

    def _on_failed(self, error: BaseException) -> None:
        if not isinstance(error, UserError):
            raise error
        self._links.show_error(error, self._load)

    def _show_links(self, links: Sequence[Link]) -> None:
        self._links.show_links(links)
        if self._joining is not None:
            parents = (link for link in links if link.relation == "parent")
            self._joining.show_parent(next(parents, None))
