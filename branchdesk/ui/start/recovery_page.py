# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The recovery code, shown once: print it, keep it elsewhere, and only then go on."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout

from branchdesk.domain.text import T
from branchdesk.ui.centered_card import CenteredCard
from branchdesk.ui.look import Look
from branchdesk.ui.widgets.card import Card
from branchdesk.ui.widgets.controls import button, label

CODE_PIXELS = 24


class RecoveryPage(CenteredCard):
    """Shows one code; it cannot be shown again."""

    print_requested = Signal()
    save_requested = Signal()
    finished = Signal()

    def __init__(self, look: Look, code: str) -> None:
        """Show the code large; ``saved`` must be ticked before it goes on."""
        super().__init__(
            look,
            T("Please keep the recovery code"),
            T(
                "It is needed when the passphrase is forgotten; the company cannot bring it back. "
                "Print it and give it to the branch manager. Do not keep it on this computer."
            ),
            name="recovery",
            width=520,
        )
        frame = Card(look, name="recovery_frame")
        shown = label(look, code, "figure", name="recovery_code_shown", selectable=True)
        shown.setStyleSheet(f"font-size: {CODE_PIXELS}px; letter-spacing: 1px;")
        shown.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        shown.setAccessibleName(f"{look.words(T('Recovery code'))} {code}")
        frame.body.addWidget(shown)
        self.body.addWidget(frame)
        row = QHBoxLayout()
        printing = button(look, T("Print…"), "recovery_print", icon="printer")
        printing.clicked.connect(self.print_requested)
        saving = button(look, T("Save as PDF…"), "recovery_save", icon="file-pdf")
        saving.clicked.connect(self.save_requested)
        row.addWidget(printing)
        row.addWidget(saving)
        row.addStretch(1)
        self.body.addLayout(row)
        saved = QCheckBox(look.words(T("I have kept it")))
        saved.setObjectName("recovery_saved")
        self.body.addWidget(saved)
        self._go_on = button(look, T("Continue"), "recovery_continue", role="primary")
        self._go_on.setEnabled(False)
        self._go_on.clicked.connect(self.finished)
        saved.toggled.connect(self._go_on.setEnabled)
        self.body.addWidget(self._go_on)
        self.begin_with(printing)
