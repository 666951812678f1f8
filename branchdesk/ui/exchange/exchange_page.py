# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Exchanging: what waits, one button for it, files for a chat, and what went and came."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.domain.text import T, Text
from branchdesk.services.open_desk import OpenDesk
from branchdesk.ui.exchange.exchange_facts import (
    DIARY_COLUMNS,
    ExchangeFacts,
    diary_rows,
    gather,
)
from branchdesk.ui.exchange.exchange_side import DecisionsCard, LinksCard
from branchdesk.ui.exchange.exchanging_page import ExchangingPage
from branchdesk.ui.exchange.file_drop import FileDrop
from branchdesk.ui.exchange.result_card import ResultCard
from branchdesk.ui.file_questions import FileQuestions
from branchdesk.ui.moments import moment_text
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.controls import button, label
from branchdesk.ui.widgets.table import DataTable
from branchdesk.ui.widgets.table_model import StaticProvider

SIDE_WIDTH = 372
SIDE_LEAST = 304


class ExchangePage(ExchangingPage):
    """The same page at a laptop, a branch and headquarters."""

    enrol_requested = Signal()

    def __init__(self, toolkit: Toolkit, desk: OpenDesk, files: FileQuestions) -> None:
        """Make the page; it reads the desk when it is first shown."""
        super().__init__(
            toolkit, desk, files, T("Exchange", "page"),
            name="exchange", loading=T("Reading what was exchanged…"),
        )  # fmt: skip
        self._make_actions()
        self.result = ResultCard(toolkit)
        self._insert(self.result)
        self._set_content(self._make_content())

    # -- what a person does -------------------------------------------------------------------

    def exchange(self) -> None:
        """Exchange now."""
        self.runner.exchange()

    def take(self, path: Path) -> None:
        """Take in one file that was dropped on the window."""
        self.take_in([path])

    def export_to(self, folder: Path) -> None:
        """Write what is due into a folder."""
        self.runner.export_to(folder)

    # -- page ---------------------------------------------------------------------------------

    def on_shown(self) -> None:
        """Let the keyboard go to the diary."""
        self._take_keyboard()
        super().on_shown()

    def _reading(self) -> Callable[[], ExchangeFacts]:
        desk = self._desk
        return lambda: gather(desk)

    def _take_keyboard(self) -> None:
        self.diary.take_keyboard()

    def _result_card(self) -> ResultCard:
        return self.result

    def _make_actions(self) -> None:
        look = self._toolkit.look
        actions: tuple[tuple[QWidget, Callable[[], None]], ...] = (
            (
                button(look, T("Import received files…"), "import_files", icon="download-simple"),
                self._on_import,
            ),
            (
                button(look, T("Make files (for a chat)…"), "export_files", icon="export"),
                self._on_export,
            ),
            (
                button(
                    look,
                    T("Exchange now"),
                    "exchange_now",
                    role="primary",
                    icon="arrows-left-right",
                ),
                self.exchange,
            ),
        )
        self._actions = []
        for made, act in actions:
            made.clicked.connect(lambda _=False, act=act: act())  # type: ignore[attr-defined]
            self.header.add_action(made)
            self._actions.append(made)

    def _make_content(self) -> QWidget:
        look = self._toolkit.look
        content = QWidget()
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.diary = DataTable(
            look, self._toolkit.tasks, DIARY_COLUMNS, name="diary", title=T("Diary of exchanges")
        )
        self.diary.set_empty(
            T("Nothing was exchanged yet."), T("“Exchange now” sends what waits and takes in.")
        )
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(label(look, T("Diary of exchanges"), "heading"))
        left.addWidget(self.diary, 1)
        row.addLayout(left, 66)
        side = QWidget()
        side.setProperty("role", "scroll")
        side.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        cards = QVBoxLayout(side)
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(12)
        self.drop = FileDrop(look)
        self.drop.dropped.connect(self.take_in)
        self.links = LinksCard(look)
        self.decisions = DecisionsCard(look)
        self.decisions.wanted.connect(lambda: self.open_target.emit("decisions", None, ""))
        self._mailbox: QLabel = label(look, "", "second", wrap=True, name="mailbox")
        assert self.links.heading is not None
        cards.addWidget(self.drop)
        cards.addWidget(self.links)
        self.links.body.addWidget(self._mailbox)
        cards.addWidget(self.decisions)
        cards.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setMinimumWidth(SIDE_LEAST)
        scroll.setMaximumWidth(SIDE_WIDTH)
        scroll.setWidget(side)
        row.addWidget(scroll, 34)
        return content

    def _show(self, facts: ExchangeFacts) -> None:
        self.header.set_title(self.title, _state_line(facts))
        for made in self._actions:
            made.setVisible(facts.has_parent)
        if not facts.has_parent:
            self._show_not_enrolled(facts.role)
            return
        self._show_content()
        self.diary.set_provider(StaticProvider(diary_rows(facts)))
        self.links.show_links(facts.links, facts.now)
        self._mailbox.setText(
            self._toolkit.words(
                T("Exchange folder: {place}", place=facts.mailbox)
                if facts.mailbox
                else T("No exchange folder is set; files can always be exchanged one by one.")
            )
        )
        self.decisions.show_left(facts.left)

    def _show_not_enrolled(self, role: DeskRole) -> None:
        action = (T("Enrol this computer"), "enrol", self.enrol_requested.emit)
        if role is DeskRole.ENGINEER:
            title = T("This computer has not joined its branch yet.")
            detail = T(
                "First save a request file and send it to the manager; then open the answer that"
                " comes back."
            )
        else:
            title = T("This branch has not joined headquarters yet.")
            detail = T(
                "First save a request file and send it to headquarters; then open the answer that"
                " comes back."
            )
        self.state.show_empty(title, detail, [action])
        self._show_state()

    def _on_export(self) -> None:
        folder = self._files.folder(T("Where to put the files"), str(Path.home()))
        if folder is not None:
            self.export_to(folder)

    def _set_busy(self, *, busy: bool) -> None:
        for made in self._actions:
            made.setEnabled(not busy)


def _state_line(facts: ExchangeFacts) -> Text:
    last = moment_text(facts.last, facts.now) if facts.last else T("never", "exchange")
    if facts.built:
        return T(
            "{count} to be sent, {built} bundles ready · last exchange {moment}",
            count=facts.waiting,
            built=facts.built,
            moment=last,
        )
    return T("{count} to be sent · last exchange {moment}", count=facts.waiting, moment=last)
