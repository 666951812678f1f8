# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Right after signing: print, PDF, USB stick, how the customer got a copy, the next customer."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from branchdesk.domain.kinds import values
from branchdesk.domain.kinds.visit import Visit
from branchdesk.domain.text import T, Text
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.visits.words import signature_words, state_words
from branchdesk.ui.widgets.card import Card
from branchdesk.ui.widgets.controls import button, label
from branchdesk.ui.widgets.pdf_preview import PdfPreview
from branchdesk.ui.widgets.segmented import Segmented


class AfterSigning(QWidget):
    """The paper at the left, what can be done with it at the right."""

    print_wanted = Signal()
    pdf_wanted = Signal()
    stick_wanted = Signal()
    copy_given = Signal(object)
    """a copy way"""
    next_wanted = Signal()

    def __init__(self, toolkit: Toolkit) -> None:
        """Lay out the page."""
        super().__init__()
        look = toolkit.look
        self._toolkit = toolkit
        self.setObjectName("after_signing")
        self.setProperty("touch", True)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 12, 20, 12)
        row.setSpacing(20)
        self.preview = PdfPreview(look, toolkit.tasks, name="signed_preview")
        row.addWidget(self.preview, 53)
        side = QVBoxLayout()
        side.setSpacing(16)
        side.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._thanks = label(look, "", "title", wrap=True, name="after_title")
        side.addWidget(self._thanks)
        self._detail = label(look, "", "second", wrap=True, name="after_detail")
        side.addWidget(self._detail)
        self._work = QWidget()
        work = QVBoxLayout(self._work)
        work.setContentsMargins(0, 0, 0, 0)
        work.setSpacing(16)
        paper = Card(look, T("The customer's copy"), name="card_copy")
        for words, name, role, signal in (
            (T("Print…"), "after_print", "primary", self.print_wanted),
            (T("Save as PDF…"), "after_pdf", "secondary", self.pdf_wanted),
            (T("Copy to USB stick"), "after_stick", "secondary", self.stick_wanted),
        ):
            made = button(look, words, name, role=role, touch=True)  # type: ignore[arg-type]
            made.clicked.connect(signal)
            paper.body.addWidget(made)
        paper.body.addWidget(label(look, T("How did the customer get it?"), "label"))
        self._ways = Segmented(
            look,
            list(values.COPY_WAYS.labels.items()),
            name="copy_way",
            accessible_name=look.words(T("How did the customer get it?")),
        )
        self._ways.changed.connect(self.copy_given)
        paper.body.addWidget(self._ways)
        self._todo = label(look, "", "second", wrap=True, name="copy_todo")
        paper.body.addWidget(self._todo)
        work.addWidget(paper)
        following = button(look, T("Next customer  ›"), "after_next", touch=True)
        following.clicked.connect(self.next_wanted)
        work.addWidget(following)
        side.addWidget(self._work)
        row.addLayout(side, 47)

    def show_visit(self, visit: Visit, *, customer_alone: bool) -> None:
        """Say how the sheet ended; the customer alone sees thanks only."""
        words = self._toolkit.words
        title: Text = state_words(visit.state)
        if customer_alone:
            title = T("Thank you. Please give the computer back to the engineer.")
        self._thanks.setText(words(title))
        kind = words(signature_words(visit.signature_kind))
        self._detail.setText(f"{visit.number} · {kind}")
        self._work.setVisible(not customer_alone)
        self.show_copy(visit.copy_way)

    def show_copy(self, way: str) -> None:
        """Show how the copy was given, or that it stays a to-do."""
        self._ways.set_value(way or None)
        todo = T("Stays on your list until it is noted.")
        done = T("Noted.", "copy")
        self._todo.setText(self._toolkit.words(done if way else todo))
