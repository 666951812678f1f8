# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The settings: sections at the left, one of them at the right."""

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QVBoxLayout

from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.domain.text import T
from branchdesk.ui.around import Around
from branchdesk.ui.page import Page
from branchdesk.ui.settings.about_sections import AboutSection, PrivacySection
from branchdesk.ui.settings.desk_sections import ExchangeSection, PrintingSection, RulesSection
from branchdesk.ui.settings.machine_sections import BackupSection, CheckSection, DisplaySection
from branchdesk.ui.settings.office_section import OfficeSection
from branchdesk.ui.settings.people_section import PeopleSection
from branchdesk.ui.settings.section import Section
from branchdesk.ui.settings.sign_in_section import SignInSection
from branchdesk.ui.widgets.card import PageHeader
from branchdesk.ui.widgets.controls import button

LIST_WIDTH = 168


def describes_offices(around: Around) -> bool:
    """Tell whether this desk says what stands at the head of sheets; a laptop does not."""
    return around.desk.facts.role is not DeskRole.ENGINEER


class SettingsPage(Page):
    """Everything a person can set, under one roof."""

    def __init__(self, around: Around) -> None:
        """Make every section; each reads its values when it comes to the front."""
        super().__init__(T("Settings", "page"), name="settings")
        look = around.toolkit.look
        self._sections: list[Section] = [
            SignInSection(around),
            PeopleSection(around),
            *([OfficeSection(around)] if describes_offices(around) else []),
            ExchangeSection(around),
            DisplaySection(around),
            RulesSection(around),
            PrintingSection(around),
            BackupSection(around),
            CheckSection(around),
            PrivacySection(around),
            AboutSection(around),
        ]
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 0)
        column.setSpacing(12)
        header = PageHeader(look, self.title)
        switch = button(look, T("Sign in as somebody else"), "settings_switch")
        switch.clicked.connect(around.sign_out)
        header.add_action(switch)
        column.addWidget(header)
        row = QHBoxLayout()
        row.setSpacing(16)
        names = QVBoxLayout()
        names.setSpacing(2)
        self._names = QButtonGroup(self)
        self._stack = QStackedWidget()
        for place, section in enumerate(self._sections):
            name = button(look, section.title, f"show_{section.objectName()}")
            name.setProperty("role", "navigation")
            name.setCheckable(True)
            name.setFixedWidth(LIST_WIDTH)
            self._names.addButton(name, place)
            names.addWidget(name)
            self._stack.addWidget(section)
        names.addStretch(1)
        row.addLayout(names)
        row.addWidget(self._stack, 1)
        column.addLayout(row, 1)
        self._names.idClicked.connect(self._on_chosen)
        self._names.button(0).setChecked(True)

    def show_section(self, name: str) -> None:
        """Bring a section to the front by its object name without ``section_``."""
        for place, section in enumerate(self._sections):
            if section.objectName() == f"section_{name}":
                self._names.button(place).click()

    def on_shown(self) -> None:
        """Read the section at the front anew."""
        self._sections[self._stack.currentIndex()].load()

    def _on_chosen(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        self._sections[place].load()
