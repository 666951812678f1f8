# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Step 4 of the on-site sheet: the result, and what the customer says about it."""

from typing import Any

from branchdesk.domain.text import T, Text, Translator
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.visits.sheet_step import SheetStep, visit_fields
from branchdesk.ui.widgets.card import Card
from branchdesk.ui.widgets.controls import button, label
from branchdesk.ui.widgets.flow import FlowLayout

PHRASES: tuple[Text, ...] = (
    T("Handled promptly, the problem is solved.", "opinion phrase"),
    T("Explained clearly, good attitude.", "opinion phrase"),
    T("We look forward to the next version.", "opinion phrase"),
    T("Please arrange a training for us.", "opinion phrase"),
    T("No further remarks.", "opinion phrase"),
)


class OpinionStep(SheetStep):
    """Result at the left, opinion at the right; the customer alone sees only the opinion."""

    def __init__(self, toolkit: Toolkit, paper: Translator) -> None:
        """Lay out the cards; phrases are in the paper's language, as they are printed."""
        super().__init__(toolkit, name="step_opinion")
        self._customer_alone = False
        left, right = self.add_column(1), self.add_column(1)
        result = self.add_card(left, T("Result"), "card_result")
        self.add_form(
            result,
            visit_fields(
                ("result", "result_text", "follow_up_at", "new_requests"), segmented=("result",)
            ),
        )
        leaving = self.add_card(left, T("Before leaving"), "card_leaving")
        self.add_form(
            leaving,
            visit_fields(("leave_consent", "engineer_contact_left"), required=("leave_consent",)),
            columns=2,
        )
        self._opinion = self.add_card(right, T("Customer's opinion", "visit step"), "card_opinion")
        self.add_form(self._opinion, visit_fields(("satisfaction",), segmented=("satisfaction",)))
        self._words = self.add_form(
            self._opinion, visit_fields(("opinion",), required=("opinion",))
        )
        self._add_phrases(toolkit, self._opinion, paper)
        self._source = self.add_form(
            self._opinion, visit_fields(("opinion_source",), segmented=("opinion_source",))
        )
        self._words.changed.connect(lambda _: self._on_written())

    def set_customer_alone(self, alone: bool) -> None:
        """Show only what the customer writes, or everything again."""
        self._customer_alone = alone
        self.show_column(0, shown=not alone)
        self._source.setVisible(not alone)

    def _add_phrases(self, toolkit: Toolkit, card: Card, paper: Translator) -> None:
        card.body.addWidget(label(toolkit.look, T("Tap a phrase"), "label"))
        flow = FlowLayout(spacing=8)
        card.body.addLayout(flow)
        for place, phrase in enumerate(PHRASES):
            words = paper.render(phrase)
            made = button(toolkit.look, words, f"phrase_{place}", touch=True)
            made.clicked.connect(lambda _=False, words=words: self._add_phrase(words))
            flow.addWidget(made)

    def _add_phrase(self, words: str) -> None:
        present = str(self._words.values()["opinion"])
        if words in present:
            return
        self._put("opinion", present + words)
        if not self._source.values()["opinion_source"]:
            self._put("opinion_source", "phrase")

    def _on_written(self) -> None:
        source = "written" if self._customer_alone else "recorded"
        if self._source.values()["opinion_source"] != source and (
            self._customer_alone or not self._source.values()["opinion_source"]
        ):
            self._put("opinion_source", source)

    def _put(self, name: str, value: Any) -> None:
        self.show_values({name: value})
        self.edited.emit(name, value)
