# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Sections about the desk: exchange folder, rules, printing."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout

from branchdesk.domain.errors import UserError
from branchdesk.domain.policy import PRESETS
from branchdesk.domain.text import T, Text
from branchdesk.services.desk_settings import COPIES_SETTING, POLICY_SETTING
from branchdesk.services.printing import COPY_LABELS, Copy
from branchdesk.ui.around import Around
from branchdesk.ui.settings.section import Section
from branchdesk.ui.widgets.card import Card, KeyValueGrid
from branchdesk.ui.widgets.controls import button, label

PRESET_NAMES: dict[str, Text] = {
    "default": T("Recommended", "policy preset"),
    "tongwang": T("Software service", "policy preset"),
    "muye": T("Quick response", "policy preset"),
    "aftersales_level": T("By response level", "policy preset"),
    "aftersales_severity": T("By severity", "policy preset"),
    "compendium": T("Comprehensive", "policy preset"),
    "crm": T("Customer relations", "policy preset"),
}
"""Plain names; the companies the numbers come from are never shown."""


class ExchangeSection(Section):
    """Where files for other desks are put and found, and the way to the enrolment."""

    def __init__(self, around: Around) -> None:
        """Show folder and enrolment."""
        super().__init__(around, T("Exchange", "settings"), name="exchange")
        folder = Card(self.look, T("Exchange folder"), name="mailbox")
        self._place = label(self.look, "", "body", wrap=True, selectable=True, name="mailbox_place")
        folder.body.addWidget(self._place)
        folder.body.addWidget(
            label(
                self.look,
                T(
                    "A USB stick or a shared folder that both sides reach. Without one, single "
                    "files can be exchanged."
                ),
                "hint",
                wrap=True,
            )
        )
        row = QHBoxLayout()
        choose = button(self.look, T("Choose folder…"), "mailbox_choose", icon="folder-open")
        choose.clicked.connect(self._on_choose)
        row.addWidget(choose)
        row.addStretch(1)
        folder.body.addLayout(row)
        self.column.addWidget(folder)
        joined = Card(self.look, T("Enrolment", "page"), name="joined")
        joined.body.addWidget(
            label(
                self.look,
                T("Join the parent desk, take in computers, stop one that was lost."),
                "second",
                wrap=True,
            )
        )
        line = QHBoxLayout()
        go = button(self.look, T("Open enrolment"), "open_enrolment")
        go.clicked.connect(lambda: around.go_to("enrolment"))
        line.addWidget(go)
        line.addStretch(1)
        joined.body.addLayout(line)
        self.column.addWidget(joined)

    def load(self) -> None:
        """Show the folder in force."""

        def place() -> str:
            try:
                return self.desk.exchange.mailbox()
            except UserError:
                return ""

        self.run(place, self._show)

    def _show(self, place: str) -> None:
        self._place.setText(place or self.look.words(T("No folder chosen yet")))

    def _on_choose(self) -> None:
        chosen: Path | None = self.around.files.folder(T("Choose folder"), self._place.text())
        if chosen is not None:
            self.run(partial(self.desk.exchange.set_mailbox, str(chosen)), lambda _: self.load())


class RulesSection(Section):
    """Which preset of times is in force, and what it says."""

    def __init__(self, around: Around) -> None:
        """Only a head of the desk may choose."""
        super().__init__(around, T("Times and rules"), name="rules")
        card = Card(self.look, T("Times and rules"), name="policy")
        self._preset = QComboBox()
        self._preset.setObjectName("policy_preset")
        self._preset.setAccessibleName(self.look.words(T("Preset")))
        for key in PRESETS:
            self._preset.addItem(self.look.words(PRESET_NAMES[key]), key)
        self._preset.setEnabled(self.desk.people.may_manage())
        self._preset.activated.connect(self._on_chosen)
        card.body.addWidget(self.labelled(T("Preset"), self._preset))
        self._facts = KeyValueGrid(self.look, columns=2, beside=True)
        card.body.addWidget(self._facts)
        self.column.addWidget(card)

    def load(self) -> None:
        """Show the preset in force."""
        self.run(lambda: self.desk.session.policy().preset, self._show)

    def _show(self, preset: str) -> None:
        self._preset.setCurrentIndex(max(self._preset.findData(preset), 0))
        policy = PRESETS[preset]
        self._facts.set_facts(
            [
                (T("First response by phone"), _minutes(policy.first_response_phone)),
                (T("First response"), _minutes(policy.first_response_primary)),
                (T("Promised answer"), _minutes(policy.promised_answer_maximum)),
                (T("Take over"), _minutes(policy.assignment_acknowledgement)),
                (T("Give a plan"), _minutes(policy.plan_ready)),
                (T("Solve (general)"), _minutes(policy.solve_general)),
                (T("Solve (complex)"), _minutes(policy.solve_complex)),
                (T("Arrive on site"), _minutes(policy.onsite_arrival)),
                (T("Cut-off day"), T("day {day} of the month", day=policy.cutoff_day)),
            ]
        )

    def _on_chosen(self) -> None:
        chosen = str(self._preset.currentData())

        def done(_: None) -> None:
            self.load()
            self.around.idle_changed()

        self.run(partial(self.desk.set_setting, POLICY_SETTING, chosen), done)


class PrintingSection(Section):
    """Which copies come out unless chosen otherwise."""

    def __init__(self, around: Around) -> None:
        """Show a box per copy."""
        super().__init__(around, T("Printing"), name="printing")
        card = Card(self.look, T("Copies of a visit sheet"), name="copies")
        self._boxes: dict[Copy, QCheckBox] = {}
        for copy, words in COPY_LABELS.items():
            box = QCheckBox(self.look.words(words))
            box.setObjectName(f"copy_{copy.value}")
            box.clicked.connect(self._on_changed)
            self._boxes[copy] = box
            card.body.addWidget(box)
        card.body.addWidget(
            label(self.look, T("At each printing other copies can be chosen."), "hint")
        )
        self.column.addWidget(card)

    def load(self) -> None:
        """Show the copies in force."""
        self.run(partial(self.desk.setting, COPIES_SETTING), self._show)

    def _show(self, stored: str) -> None:
        chosen = stored.split(",") if stored else [Copy.CUSTOMER.value, Copy.COMPANY.value]
        for copy, box in self._boxes.items():
            box.setChecked(copy.value in chosen)

    def _on_changed(self) -> None:
        chosen = ",".join(copy.value for copy, box in self._boxes.items() if box.isChecked())
        self.run(partial(self.desk.set_setting, COPIES_SETTING, chosen), lambda _: None)


def _minutes(minutes: int) -> Text:
    if minutes % 1440 == 0:
        return T("{days} d", "duration", days=minutes // 1440)
    if minutes % 60 == 0:
        return T("{hours} h", "duration", hours=minutes // 60)
    return T("{minutes} min", minutes=minutes)
