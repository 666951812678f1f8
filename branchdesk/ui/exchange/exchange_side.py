# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The cards beside the diary: linked desks and what waits for people."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout

from branchdesk.domain.exchange import Link
from branchdesk.domain.text import T, Text
from branchdesk.ui.exchange.exchange_facts import LeftToPeople
from branchdesk.ui.exchange.words import partner_text
from branchdesk.ui.look import Look
from branchdesk.ui.moments import moment_text
from branchdesk.ui.tokens import Tone
from branchdesk.ui.widgets.card import Card
from branchdesk.ui.widgets.controls import Chip, ElidedLabel, button, label


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


class DecisionsCard(Card):
    """What an exchange left to people, and the way to it."""

    wanted = Signal()

    def __init__(self, look: Look) -> None:
        """Start hidden."""
        super().__init__(look, T("Waits for people"), name="decisions_card")
        self._words = label(look, "", "second", wrap=True, name="decisions_words")
        self._open = button(look, T("Look and choose"), "decisions_open")
        self._open.clicked.connect(self.wanted)
        self.body.addWidget(self._words)
        self.body.addWidget(self._open, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_left(self, left: LeftToPeople) -> None:
        """Tell how much waits; nothing hides the card."""
        told = (
            (
                left.conflicts,
                T("Conflicting edits not decided yet: {count}.", count=left.conflicts),
            ),
            (left.refused, T("Changes that others did not take: {count}.", count=left.refused)),
            (left.waiting, T("Changes that cannot be taken in yet: {count}.", count=left.waiting)),
        )
        self._words.setText("\n".join(self._look.words(text) for count, text in told if count))
        assert self.heading is not None
        count = T("{count} open", "conflicts", count=left.conflicts)
        self.heading.set_chips([(count, "amber")] if left.conflicts else ())
        self.setVisible(any(count for count, _ in told))


def _clear(grid: QGridLayout) -> None:
    while (item := grid.takeAt(0)) is not None:
        old = item.widget()
        if old is not None:
            old.hide()
            old.deleteLater()
