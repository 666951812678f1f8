# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The line over the on-site sheet: back, whose sheet it is, when it was saved, hand it over."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy

from branchdesk.domain.day_words import clock_text
from branchdesk.domain.text import T, Text
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.controls import Chip, ElidedLabel, button, label

ROOMY = 1100
"""Pixels from which there is room for what one may know already."""


class SheetHeader(QFrame):
    """One line of 56 pixels."""

    back_pressed = Signal()
    hand_over_pressed = Signal()
    leave_pressed = Signal()

    def __init__(self, toolkit: Toolkit) -> None:
        """Start without a sheet."""
        super().__init__()
        look = toolkit.look
        self._toolkit = toolkit
        self.setObjectName("sheet_header")
        self.setProperty("role", "topbar")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 16, 4)
        row.setSpacing(14)
        self._back = button(look, T("‹ Back"), "sheet_back", touch=True)
        self._back.clicked.connect(self.back_pressed)
        self._title = ElidedLabel("", "big")
        self._title.setObjectName("sheet_title")
        self._title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._title.setMinimumWidth(120)
        self._number = label(look, "", "second", name="sheet_number")
        self._saved = Chip(look)
        self._saved.setObjectName("saved_chip")
        self._offline = Chip(look, T("Works without a network"))
        self._hand_over = button(look, T("Hand to the customer"), "hand_over", touch=True)
        self._hand_over.clicked.connect(self.hand_over_pressed)
        self._leave = button(look, T("Back to the engineer…"), "customer_leave", touch=True)
        self._leave.clicked.connect(self.leave_pressed)
        self._leave.hide()
        self._customer_alone = False
        row.addWidget(self._back)
        row.addWidget(self._title)
        row.addWidget(self._number)
        row.addStretch(1)
        for widget in (self._saved, self._offline, self._hand_over, self._leave):
            row.addWidget(widget)

    def show_sheet(self, customer: str, number: str) -> None:
        """Say whose sheet it is."""
        words = self._toolkit.words(T("On-site service · {customer}", customer=customer))
        self._title.set_whole_text(words)
        self._number.setText(number)

    def show_saved(self) -> None:
        """Say that everything is on the disk as of now."""
        time = clock_text(self._toolkit.clock.now())
        self._saved.set_status(T("Saved {time}", "autosave", time=time), "green")

    def show_held(self) -> None:
        """Say that everything is kept, but something is not complete enough for the sheet."""
        time = clock_text(self._toolkit.clock.now())
        self._saved.set_status(T("Kept as draft {time}", "autosave", time=time), "amber")

    def show_saving(self) -> None:
        """Say that something is on its way."""
        self._saved.set_status(T("Saving…"), "grey")

    def show_failure(self, title: Text) -> None:
        """Say that it could not be saved."""
        self._saved.set_status(title, "red")

    def set_customer_alone(self, alone: bool) -> None:
        """Show the way out for the engineer instead of everything else."""
        self._customer_alone = alone
        for widget in (self._back, self._saved, self._hand_over):
            widget.setVisible(not alone)
        self._leave.setVisible(alone)
        self._show_what_fits()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room of a small window to the customer's name."""
        super().resizeEvent(event)
        self._show_what_fits()

    def _show_what_fits(self) -> None:
        self._offline.setVisible(self.width() >= ROOMY and not self._customer_alone)

    def set_hand_over_offered(self, offered: bool) -> None:
        """Offer to turn the screen round, or not (signed, or nothing to sign)."""
        self._hand_over.setVisible(offered)
