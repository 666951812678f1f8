# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The cards at the right of the month: contents, summary, laptops, the month before."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout

from branchdesk.domain.day_words import period_text
from branchdesk.domain.kinds.month import MONTH_STATES
from branchdesk.domain.text import T, Text
from branchdesk.services.month import MonthContents, MonthStatus
from branchdesk.ui.exchange.words import revision_text, size_text
from branchdesk.ui.look import Look
from branchdesk.ui.moments import moment_text
from branchdesk.ui.month.overview import LaptopLine
from branchdesk.ui.tokens import Tone
from branchdesk.ui.widgets.card import Card, KeyValueGrid
from branchdesk.ui.widgets.controls import Chip, ElidedLabel, button, label

STATE_TONES: dict[str, Tone] = {
    "collecting": "grey",
    "pre_checked": "green",
    "frozen": "blue",
    "exported": "amber",
    "sent": "blue",
    "acknowledged": "green",
    "returned": "red",
}

SUMMARY_SHOWN = 90
"""Characters of the summary that are shown beside the check."""


class ContentsCard(Card):
    """How much the report holds."""

    def __init__(self, look: Look) -> None:
        """Start empty."""
        super().__init__(look, T("What this month reports"), name="contents_card")
        self._facts = KeyValueGrid(look, columns=2, figures=True)
        self.body.addWidget(self._facts)

    def show_contents(self, contents: MonthContents) -> None:
        """Show the figures."""
        files: Text | str = "0"
        if contents.attachments:
            files = T(
                "{count} / {size}",
                "attachments",
                count=contents.attachments,
                size=size_text(contents.attachment_bytes),
            )
        self._facts.set_facts(
            [
                (T("Service records"), f"{contents.records:,}"),
                (T("Visit sheets"), f"{contents.visits:,}"),
                (T("Customer files changed"), f"{contents.customers:,}"),
                (T("Photos and attachments"), files),
            ]
        )


class SummaryCard(Card):
    """The month's written summary in short, and the way to its editor."""

    edit_requested = Signal()

    def __init__(self, look: Look) -> None:
        """Start empty."""
        super().__init__(look, T("Month's summary"), name="summary_card")
        self._text = label(look, "", wrap=True, name="summary_text")
        self._support = label(look, "", "label", wrap=True, name="summary_support", tone="amber")
        self._edit = button(look, "", "summary_edit", role="link")
        self._edit.clicked.connect(self.edit_requested)
        assert self.heading is not None
        self.heading.add_trailing(self._edit)
        self.body.addWidget(self._text)
        self.body.addWidget(self._support)

    def show_summary(self, status: MonthStatus, *, editable: bool) -> None:
        """Show the confirmed summary, or that there is only a draft."""
        look = self._look
        assert self.heading is not None
        summary = status.summary
        if summary is None or not summary.summary.strip():
            self.heading.set_chips([(T("not confirmed"), "red")])
            self._text.setText(look.words(T("A draft was made from the data; please check it.")))
            self._support.hide()
            words = T("Open the draft")
        else:
            self.heading.set_chips([(T("confirmed", "summary"), "green")])
            text = " ".join(summary.summary.split())
            shown = text if len(text) <= SUMMARY_SHOWN else text[:SUMMARY_SHOWN] + "…"
            self._text.setText(shown)
            support = T("Support needed: {text}", text=summary.support_text)
            self._support.setText(look.words(support))
            self._support.setVisible(summary.needs_hq_support)
            words = T("Edit") if editable else T("Read", "summary")
        self._edit.setText(look.words(words))
        self._edit.setAccessibleName(f"{self._edit.text()} {self.accessibleName()}")


class LaptopsCard(Card):
    """The laptops of the branch, each with its last delivery."""

    def __init__(self, look: Look) -> None:
        """Start empty."""
        super().__init__(look, T("Laptops"), name="laptops_card")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)

    def show_laptops(self, laptops: Sequence[LaptopLine], now: datetime) -> None:
        """Show these laptops."""
        while (item := self._grid.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        look = self._look
        if not laptops:
            empty = label(look, T("No laptop is enrolled at this branch."), "second", wrap=True)
            self._grid.addWidget(empty, 0, 0, 1, 3)
        for row, laptop in enumerate(laptops):
            self._grid.addWidget(label(look, f"{laptop.code} {laptop.name}"), row, 0)
            last = look.words(moment_text(laptop.last, now)) or "—"
            self._grid.addWidget(ElidedLabel(last, "second"), row, 1)
            chip = Chip(look, laptop.state, laptop.tone)
            self._grid.addWidget(chip, row, 2, Qt.AlignmentFlag.AlignRight)


class PreviousCard(Card):
    """How the month before ended."""

    opened = Signal(str)
    """period"""

    def __init__(self, look: Look) -> None:
        """Start empty."""
        super().__init__(look, T("The month before"), name="previous_card")
        row = QHBoxLayout()
        row.setSpacing(8)
        self._chip = Chip(look)
        self._text = ElidedLabel()
        self._open = button(look, T("Look", "month.link"), "previous_open", role="link")
        self._period = ""
        self._open.clicked.connect(lambda: self.opened.emit(self._period))
        row.addWidget(self._chip)
        row.addWidget(self._text, 1)
        row.addWidget(self._open)
        self.body.addLayout(row)

    def show_status(self, status: MonthStatus) -> None:
        """Show state, report and number of records."""
        self._period = str(status.period)
        words: Text
        if status.close is None:
            self._chip.set_status(T("not reported", "month"), "grey")
            words = period_text(status.period)
        else:
            self._chip.set_status(MONTH_STATES.label(status.state), STATE_TONES[status.state])
            words = T(
                "{period} · {report} · {count} records",
                "month",
                period=period_text(status.period),
                report=revision_text(status.revision),
                count=status.close.records,
            )
        self._text.set_whole_text(self._look.words(words))
