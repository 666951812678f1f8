# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the window asks of a page."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtWidgets import QWidget

from branchdesk.domain.changes import Changes
from branchdesk.domain.text import Text

BUNDLE = "bundle"
"""The name under which bundles sent and taken in stand among the changes of an exchange."""

DELIVERY = (BUNDLE, "month_close")
"""What moves a row on its way (packed, sent, receipted) without changing the row itself."""


@dataclass(frozen=True)
class Errand:
    """Why somebody is led to a row."""

    event: str = ""
    """the step whose form is to be opened"""
    known: Mapping[str, str] = field(default_factory=dict)
    """what the step's form begins with, by field"""
    place: str = ""
    """the field the cursor is to stand in"""


NO_ERRAND = Errand()
"""Only to look at it."""


class Page(QWidget):
    """One place of the navigation, made when it is first shown."""

    def __init__(self, title: Text, *, name: str) -> None:
        """Name the page for the window's title and for tests."""
        super().__init__()
        self.title = title
        self.setObjectName(name)
        self.setProperty("role", "page")

    def refresh(self, changes: Changes) -> None:
        """Show again what these changes touch; the default shows nothing that could change."""

    def on_shown(self) -> None:
        """Do what is due each time the page comes to the front."""
