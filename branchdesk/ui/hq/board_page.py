# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Headquarters' board: who has delivered, what it says, accept or return."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from branchdesk.domain.day_words import period_text
from branchdesk.domain.text import T, Text
from branchdesk.services.headquarters import Decided
from branchdesk.services.open_desk import OpenDesk
from branchdesk.ui.exchange.exchanging_page import ExchangingPage
from branchdesk.ui.exchange.result_card import ResultCard
from branchdesk.ui.file_questions import FileQuestions
from branchdesk.ui.hq.board import (
    BOARD_COLUMNS,
    Board,
    Delivery,
    all_reminders,
    board_rows,
    gather,
    period_to_show,
    read_delivery,
)
from branchdesk.ui.hq.delivery_card import DeliveryCard
from branchdesk.ui.hq.reading_card import ReadingCard
from branchdesk.ui.loader import Loader
from branchdesk.ui.month.overview import period_choices
from branchdesk.ui.shortcuts import SingleKeys
from branchdesk.ui.theme import ROW_HEIGHT
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.controls import button
from branchdesk.ui.widgets.search_box import FilterButton
from branchdesk.ui.widgets.table import DataTable
from branchdesk.ui.widgets.table_model import StaticProvider

SIDE_WIDTH = 440
SHOWN_BRANCHES = 8
"""Branches the board shows without scrolling."""

LEAST_BRANCHES = 3
"""Branches it shows in a low window."""


class BoardPage(ExchangingPage):
    """The board over the reading of one branch's records and the decision on it."""

    def __init__(self, toolkit: Toolkit, desk: OpenDesk, files: FileQuestions) -> None:
        """Make the page; it reads the desk when it is first shown."""
        super().__init__(
            toolkit, desk, files, T("Board", "page"),
            name="board", loading=T("Reading the board…"),
        )  # fmt: skip
        self._period = ""
        self._branch = ""
        self._read: tuple[str, str, int] | None = None
        self._board: Board | None = None
        self._arriving = False
        self._delivery_loader = Loader(toolkit.tasks, self)
        self._delivery_loader.loaded.connect(self._show_delivery)
        self._delivery_loader.failed.connect(self._on_failed)
        self._make_header()
        self.result = ResultCard(toolkit)
        self._insert(self.result)
        self._set_content(self._make_content())
        self._keys = SingleKeys(
            self,
            {
                Qt.Key.Key_J: partial(self.reading.step, 1),
                Qt.Key.Key_K: partial(self.reading.step, -1),
            },
        )
        self._keys.watch(self.table.view, self.reading.table.view)

    # -- page ---------------------------------------------------------------------------------

    def on_shown(self) -> None:
        """Let the keyboard go to the branches, as soon as they are there."""
        self._arriving = True
        self._take_keyboard()
        super().on_shown()

    # -- what a person does -------------------------------------------------------------------

    def show_period(self, period: str) -> None:
        """Show another period, such as ``2026-11``."""
        self._period = period
        self._load()

    def show_branch(self, code: str) -> None:
        """Show a branch's delivery and its records."""
        self._branch = code
        board = self._board
        if board is None:
            return
        self.delivery.show_board(board, code)
        line = board.line(code)
        if line is None:
            self._show_no_delivery(T("Choose a branch to read what it delivered."))
        elif line.state == "missing":
            self._show_no_delivery(T("This branch has not delivered yet."))
        elif self._read != (code, self._period, line.revision):
            self._read = (code, self._period, line.revision)
            desk, period = self._desk, self._period
            self.reading.show_loading()
            self._delivery_loader.load(lambda: read_delivery(desk, code, period))

    def accept(self) -> None:
        """Accept the chosen branch's report."""
        period, branch, decide = self._period, self._branch, self._desk.headquarters.accept
        self._decide(lambda: decide(period, branch))

    def return_report(self, reason: str) -> None:
        """Return the chosen branch's report with the reason."""
        period, branch, decide = self._period, self._branch, self._desk.headquarters.return_
        self._decide(lambda: decide(period, branch, reason))

    def copy_reminders(self, code: str = "") -> None:
        """Put the reminder of a branch (or of all that are missing) on the clipboard."""
        if self._board is not None:
            QGuiApplication.clipboard().setText(all_reminders(self._board, code))
            self._toolkit.messages.toast(T("Copied. Paste it into the chat."))

    # -- inside -------------------------------------------------------------------------------

    def _make_header(self) -> None:
        look = self._toolkit.look
        session = self._desk.session
        choices = period_choices(session.clock.now(), session.policy().cutoff_day)
        self.periods = FilterButton(look, choices, name="board_period", title=T("Period"))
        self.periods.chosen.connect(self.show_period)
        self.header.add_leading(self.periods)
        self._remind = button(look, T("Copy reminders", "board"), "board_remind", icon="copy")
        self._remind.clicked.connect(self._on_remind)
        self._import = button(look, T("Import files…"), "board_import", icon="download-simple")
        self._import.clicked.connect(self._on_import)
        self._receive = button(look, T("Receive what has come"), "board_receive", role="primary")
        self._receive.clicked.connect(self.runner.exchange)
        for made in (self._remind, self._import, self._receive):
            self.header.add_action(made)
        for made in (self._import, self._receive):
            made.setVisible(self._desk.headquarters.may_receive)

    def _make_content(self) -> QWidget:
        look = self._toolkit.look
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.table = DataTable(
            look, self._toolkit.tasks, BOARD_COLUMNS, name="board", title=T("Board", "page")
        )
        self.table.set_empty(T("No branch is known yet."))
        self.table.selected.connect(self._on_selected)
        column.addWidget(self.table, 1)
        self.reading = ReadingCard(self._toolkit, self._desk.records)
        self.reading.visit_opened.connect(lambda visit: self.open_target.emit("visit", visit, ""))
        decisions = self._desk.headquarters
        self.delivery = DeliveryCard(
            self._toolkit,
            self._desk.drafts,
            may_accept=decisions.may_accept,
            may_return=decisions.may_return,
        )
        self.delivery.setMaximumWidth(SIDE_WIDTH)
        self.delivery.accepted.connect(self.accept)
        self.delivery.returned.connect(self.return_report)
        self.delivery.reminder_requested.connect(lambda: self.copy_reminders(self._branch))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.reading, 61)
        row.addWidget(self.delivery, 39)
        column.addLayout(row, 1)
        return content

    def _reading(self) -> Callable[[], Board]:
        desk, period = self._desk, self._period
        return lambda: gather(desk, period or period_to_show(desk))

    def _result_card(self) -> ResultCard:
        return self.result

    def _show(self, board: Board) -> None:
        self._board = board
        self._period = str(board.period)
        self.periods.set_value(self._period)
        self.header.set_title(self.title, _remark(board))
        self._remind.setVisible(bool(board.missing))
        shown = min(max(len(board.lines), 3), SHOWN_BRANCHES)
        self.table.setMinimumHeight((min(shown, LEAST_BRANCHES) + 1) * ROW_HEIGHT)
        self.table.setMaximumHeight((shown + 1) * ROW_HEIGHT)
        self.table.set_provider(StaticProvider(board_rows(board)))
        self._show_content()
        self._take_keyboard()
        self.show_branch(self._branch)

    def _take_keyboard(self) -> None:
        if self._arriving and self._board is not None:
            self._arriving = False
            self.table.take_keyboard()

    def _on_selected(self, code: object) -> None:
        if isinstance(code, str):
            self.show_branch(code)

    def _show_delivery(self, delivery: Delivery) -> None:
        if self._read is not None and self._read[:2] == (delivery.branch, delivery.period):
            self.reading.show_delivery(delivery)

    def _show_no_delivery(self, words: Text) -> None:
        self._read = None
        self.reading.show_nothing(words)

    def _decide(self, work: Callable[[], Decided]) -> None:
        self.delivery.set_busy(busy=True)
        task = self._toolkit.tasks.run(lambda _: work(), lane="database")
        task.finished.connect(self._on_decided)
        task.failed.connect(self._toolkit.messages.show_error)
        task.ended.connect(self._on_decision_ended)

    def _on_decided(self, decided: Decided) -> None:
        self.delivery.close_reason()
        words = (
            T("Accepted. The receipt goes out with the next exchange.")
            if decided.state == "accepted"
            else T("Returned. The branch gets the reason with the next exchange.")
        )
        self._toolkit.messages.toast(
            words, action=T("Exchange now"), on_action=self.runner.exchange
        )
        self._load()
        self.changed.emit(decided.changes)

    def _on_decision_ended(self) -> None:
        self.delivery.set_busy(busy=False)

    def _on_remind(self) -> None:
        self.copy_reminders()

    def _set_busy(self, *, busy: bool) -> None:
        self._receive.setEnabled(not busy)
        self._import.setEnabled(not busy)


def _remark(board: Board) -> Text:
    if not board.delivered:
        return T(
            "None of {count} branches has reported. Due on day {day}.",
            count=len(board.lines),
            day=board.period.last_day.day,
        )
    return T(
        "{period}: {delivered} of {count} branches have reported",
        "board",
        period=period_text(board.period),
        delivered=len(board.delivered),
        count=len(board.lines),
    )
