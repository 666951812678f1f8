# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The desks this one is linked with, and stopping one of them."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from branchdesk.domain.errors import UserError
from branchdesk.domain.exchange import Link
from branchdesk.domain.kinds.roles import HEADQUARTERS, MANAGERS
from branchdesk.domain.text import T, Text
from branchdesk.ui.around import Around
from branchdesk.ui.enrolment.desk_work import ask_desk
from branchdesk.ui.moments import moment_text
from branchdesk.ui.widgets.card import Card
from branchdesk.ui.widgets.controls import Chip, button, label
from branchdesk.ui.widgets.empty_state import EmptyState

LINE_HEIGHT = 32


class LinksCard(Card):
    """One line per desk with the times of the last exchange."""

    stopped = Signal()

    def __init__(self, around: Around) -> None:
        """Start without lines."""
        look = around.toolkit.look
        super().__init__(look, T("Linked desks"), name="links")
        self._around = around
        self._desk = around.desk
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        self.body.addLayout(self._lines)
        self._state = EmptyState(look, name="links_state")
        self._state.show_loading(T("Loading…"))
        self.body.addWidget(self._state)

    def show_error(self, error: UserError, retry: Callable[[], None]) -> None:
        """Say why the desks are not shown, with a button that tries again."""
        self._clear()
        self._state.show_error(error, retry)
        self._state.show()

    def show_links(self, links: Sequence[Link]) -> None:
        """Show these desks in place of the former ones."""
        self._clear()
        self._state.hide()
        if not links:
            self._lines.addWidget(label(self._look, T("None yet."), "second"))
        for link in links:
            self._lines.addWidget(self._line(link))

    def _clear(self) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()

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
            ask_desk(
                self._around,
                partial(self._desk.enrolment.revoke, link.peer),
                lambda _: self.stopped.emit(),
            )


def _times(link: Link, now_words: Callable[..., Text | str]) -> Text:
    never = T("never", "exchange")
    return T(
        "received {received} · sent {sent}",
        received=now_words(link.last_received_at) or never,
        sent=now_words(link.last_sent_at) or never,
    )
