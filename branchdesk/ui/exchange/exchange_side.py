# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The cards beside the diary: linked desks and edits that contradict each other."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from branchdesk.domain.exchange import Link
from branchdesk.domain.text import T, Text
from branchdesk.ui.exchange.exchange_facts import ConflictLine
from branchdesk.ui.exchange.words import partner_text
from branchdesk.ui.look import Look
from branchdesk.ui.moments import moment_text
from branchdesk.ui.tokens import Tone
from branchdesk.ui.widgets.card import Card
from branchdesk.ui.widgets.controls import Chip, ElidedLabel, button, label, line

SHOWN_CONFLICTS = 20


class LinksCard(Card):
    """The desks this one exchanges with, each with its last exchange."""

    def __init__(self, look: Look) -> None:
        """Start empty."""
        super().__init__(look, T("Linked desks"), name="links_card")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)

    def show_links(self, links: Sequence[Link], now: datetime) -> None:
        """Show these desks, the parent first."""
        _clear(self._grid)
        for place, link in enumerate(sorted(links, key=lambda e: (e.relation != "parent", e.peer))):
            moments = [m for m in (link.last_sent_at, link.last_received_at) if m]
            last = moment_text(max(moments), now) if moments else T("not exchanged yet")
            name = label(self._look, partner_text(link.peer, {link.peer: link.name}))
            self._grid.addWidget(name, place, 0)
            self._grid.addWidget(ElidedLabel(self._look.words(last), "second"), place, 1)
            chip = Chip(self._look, *_link_state(link))
            self._grid.addWidget(chip, place, 2, Qt.AlignmentFlag.AlignRight)


def _link_state(link: Link) -> tuple[Text, Tone]:
    if link.revoked:
        return T("stopped", "link"), "grey"
    if link.out_tail > link.peer_ack:
        return T("not confirmed yet", "link"), "amber"
    return T("up to date", "link"), "green"


class ConflictsCard(Card):
    """Open conflicts to read: both values are kept, and who wrote which."""

    opened = Signal(str, object)
    """kind and UUID of the row"""

    def __init__(self, look: Look) -> None:
        """Start hidden."""
        super().__init__(look, T("Conflicting edits"), name="conflicts_card")
        self._list = QVBoxLayout()
        self._list.setSpacing(10)
        self.body.addLayout(self._list)
        self.hide()

    def show_conflicts(self, conflicts: Sequence[ConflictLine], now: datetime) -> None:
        """Show these conflicts; none hides the card."""
        while (item := self._list.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        assert self.heading is not None
        self.heading.set_chips([(T("{count} open", "conflicts", count=len(conflicts)), "amber")])
        for place, conflict in enumerate(conflicts[:SHOWN_CONFLICTS]):
            if place:
                self._list.addWidget(line())
            self._list.addWidget(self._entry(conflict, now))
        self.setVisible(bool(conflicts))

    def _entry(self, conflict: ConflictLine, now: datetime) -> QWidget:
        look = self._look
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        top = QHBoxLayout()
        link = button(look, conflict.about, "conflict_open", role="link")
        link.setStyleSheet("padding: 0;")
        link.clicked.connect(lambda: self.opened.emit(conflict.kind, conflict.row))
        top.addWidget(link)
        top.addStretch(1)
        top.addWidget(label(look, moment_text(conflict.at, now), "label"))
        column.addLayout(top)
        column.addWidget(label(look, conflict.field, "label"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setColumnStretch(1, 1)
        values = (
            (T("In force", "conflict"), conflict.kept, conflict.kept_by),
            (T("The other", "conflict"), conflict.other, conflict.other_by),
        )
        for row, (title, value, who) in enumerate(values):
            top_left = Qt.AlignmentFlag.AlignTop
            grid.addWidget(label(look, title, "label"), row, 0, top_left)
            grid.addWidget(label(look, value, wrap=True, selectable=True), row, 1)
            grid.addWidget(label(look, who, "second"), row, 2, top_left)
        column.addLayout(grid)
        return holder


def _clear(grid: QGridLayout) -> None:
    while (item := grid.takeAt(0)) is not None:
        old = item.widget()
        if old is not None:
            old.hide()
            old.deleteLater()
