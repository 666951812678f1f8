# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Sections to read: the privacy statement, the program itself."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout

import branchdesk
from branchdesk.domain.kinds.organisation import Branch
from branchdesk.domain.text import T, Text
from branchdesk.ui.around import Around
from branchdesk.ui.settings.section import Section
from branchdesk.ui.widgets.card import Card, KeyValueGrid
from branchdesk.ui.widgets.controls import button, label

ANSWER_DAYS = 15
"""Working days within which a customer's request about their data is answered."""

BLANK = "＿＿＿＿"


class PrivacySection(Section):
    """What customers may ask to read."""

    def __init__(self, around: Around) -> None:
        """Show the statement with the company's facts."""
        super().__init__(around, T("Privacy statement"), name="privacy")
        card = Card(self.look, T("Privacy statement"), name="privacy")
        self._lines = [
            label(self.look, "", wrap=True, selectable=True) for _ in privacy_lines("", "", 0)
        ]
        for line in self._lines:
            card.body.addWidget(line)
        self.column.addWidget(card)

    def load(self) -> None:
        """Read company and phone of the branch."""
        self.run(self._facts, self._show)

    def _facts(self) -> tuple[str, str, int]:
        session = self.desk.session
        with session.store.read() as reader:
            branches: list[Branch] = reader.find("branch")
        own = next((b for b in branches if b.code == session.desk.branch_code), None)
        company = own.company or own.name if own else ""
        phone = own.complaint_phone or own.service_phone if own else ""
        return company or BLANK, phone or BLANK, session.policy().privacy_years

    def _show(self, facts: tuple[str, str, int]) -> None:
        for shown, text in zip(self._lines, privacy_lines(*facts), strict=True):
            shown.setText(self.look.words(text))


def privacy_lines(company: str, phone: str, years: int) -> Sequence[Text]:
    """Return the statement (wording §5.2); ``years`` is how long the data is kept."""
    return [
        T("1. Who: {company}, customer service, phone {phone}.", company=company, phone=phone),
        T(
            "2. What and why: name, form of address, employer, position, ways to reach you "
            "(contact and call-back); signature or its picture (to confirm the service); photos "
            "on site (to explain a fault); records of service and conversations (to solve "
            "problems, improve products, handle complaints)."
        ),
        T(
            "3. How: encrypted on computers of branch and headquarters, seen only as the post "
            "requires; each look at sensitive content is recorded; sent encrypted between branch "
            "and headquarters."
        ),
        T(
            "4. How long: {years} years from the end of the service; important papers of a "
            "complaint until it is settled. Then deleted or made anonymous.",
            years=years,
        ),
        T(
            "5. To whom: not sold, not published; given to nobody else unless the law asks. When "
            "a partner has to come on site, we ask for your consent first."
        ),
        T(
            "6. Your rights: to see, copy, correct, complete, delete, withdraw consent, ask for "
            "an explanation. Call the number above; answered within {days} working days.",
            days=ANSWER_DAYS,
        ),
        T(
            "7. If you do not agree: the name of the organisation and an office phone are enough, "
            "the service is the same; the signature may be given on paper."
        ),
    ]


class AboutSection(Section):
    """Name, version, and the demo's way out."""

    def __init__(self, around: Around) -> None:
        """Show the facts."""
        super().__init__(around, T("About"), name="about")
        card = Card(self.look, T("BranchDesk", context="app name"), name="about")
        facts = KeyValueGrid(self.look, columns=1, beside=True)
        facts.set_facts(
            [
                (T("English name"), "BranchDesk"),
                (T("Version"), branchdesk.__version__),
                (T("Licence"), "Apache-2.0"),
                (T("Data on this computer"), self.desk.path),
            ]
        )
        card.body.addWidget(facts)
        self.column.addWidget(card)
        if not self.desk.facts.demo:
            return
        demo = Card(self.look, T("Demo data"), name="about_demo")
        demo.body.addWidget(
            label(
                self.look,
                T(
                    "An invented year of a branch. You may change anything; nothing is sent "
                    "anywhere."
                ),
                "second",
                wrap=True,
            )
        )
        row = QHBoxLayout()
        leave = button(
            self.look, T("Leave the demo and begin for real"), "leave_demo", role="primary"
        )
        leave.clicked.connect(around.leave_demo)
        row.addWidget(leave)
        row.addStretch(1)
        demo.body.addLayout(row)
        self.column.addWidget(demo)
