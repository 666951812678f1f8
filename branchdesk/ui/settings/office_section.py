# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Section with what stands at the head of every sheet: company, branch, phones."""

from functools import partial

from PySide6.QtWidgets import QComboBox, QHBoxLayout

from branchdesk.domain.kinds.organisation import BRANCH, Branch
from branchdesk.domain.kinds.roles import role_words
from branchdesk.domain.text import T
from branchdesk.services.session import Outcome
from branchdesk.ui.around import Around
from branchdesk.ui.settings.section import Section
from branchdesk.ui.widgets.card import Card
from branchdesk.ui.widgets.controls import LineEdit, button, label

FIELDS = ("company", "name", "address", "service_phone", "complaint_phone")


class OfficeSection(Section):
    """Describes the offices this desk may describe."""

    def __init__(self, around: Around) -> None:
        """Show a field for each fact and, at headquarters, a choice of the office."""
        super().__init__(around, T("Company and branch", "settings"), name="office")
        self._offices: dict[str, Branch] = {}
        card = Card(self.look, T("At the head of every sheet"), name="office")
        self._choice = QComboBox()
        self._choice.setObjectName("office_choice")
        self._choice.setAccessibleName(self.look.words(BRANCH.label))
        self._choice.currentIndexChanged.connect(self._on_chosen)
        card.body.addWidget(self.labelled(BRANCH.label, self._choice))
        self._fields: dict[str, LineEdit] = {}
        for name in FIELDS:
            words = BRANCH.fields[name].label
            field = LineEdit(f"office_{name}", self.look.words(words))
            self._fields[name] = field
            card.body.addWidget(self.labelled(words, field))
        self._hint = label(
            self.look,
            T("Customers read the company, the hotline and the complaint phone on the sheet."),
            "hint",
            wrap=True,
        )
        card.body.addWidget(self._hint)
        row = QHBoxLayout()
        self._save = button(self.look, T("Save", "office"), "office_save", role="primary")
        self._save.clicked.connect(self._on_save)
        row.addWidget(self._save)
        row.addStretch(1)
        if not self.desk.offices.may_save:
            self._save.hide()
            keepers = T("Kept by: {roles}.", roles=role_words(self.desk.offices.savers))
            card.body.addWidget(label(self.look, keepers, "hint", name="office_keepers"))
        card.body.addLayout(row)
        self.column.addWidget(card)

    def load(self) -> None:
        """Read the offices."""
        self.run(self.desk.offices.mine, self._show)

    def _show(self, offices: list[Branch]) -> None:
        chosen = self._choice.currentData()
        self._offices = {office.code: office for office in offices}
        self._choice.blockSignals(True)
        self._choice.clear()
        for office in offices:
            self._choice.addItem(f"{office.name} {office.code}", office.code)
        self._choice.setCurrentIndex(max(0, self._choice.findData(chosen)))
        self._choice.blockSignals(False)
        self._choice.setEnabled(len(offices) > 1)
        self._save.setEnabled(bool(offices) and self.desk.offices.may_save)
        self._on_chosen()

    def _on_chosen(self) -> None:
        office = self._offices.get(self._choice.currentData() or "")
        for name, field in self._fields.items():
            field.setText("" if office is None else getattr(office, name))
            field.setEnabled(office is not None)
            field.setReadOnly(not self.desk.offices.may_save)

    def _on_save(self) -> None:
        values = {name: field.text() for name, field in self._fields.items()}
        work = partial(self.desk.offices.save, self._choice.currentData(), values)
        self.run(work, self._saved)

    def _saved(self, outcome: Outcome) -> None:
        self.around.changed(outcome.changes)
        self.say(T("Saved. It stands on every sheet that is signed from now on."))
        self.load()
