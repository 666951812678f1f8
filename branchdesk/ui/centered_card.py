# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A card in the middle of an empty window: lock screen and first start."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from branchdesk.domain.text import T, Text
from branchdesk.ui.look import Look
from branchdesk.ui.widgets.card import Card
from branchdesk.ui.widgets.controls import label


class CenteredCard(QWidget):
    """App name, a card with a title, a quiet line below; put content into ``body``."""

    def __init__(
        self, look: Look, title: Text | str, lead: Text | str = "", *, name: str, width: int = 440
    ) -> None:
        """Show title and leading sentence in a card of this width."""
        super().__init__()
        self._look = look
        self._first: QWidget | None = None
        self.setObjectName(name)
        self.setProperty("role", "window")
        inner = QWidget()
        inner.setProperty("role", "scroll")
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        column = QVBoxLayout(inner)
        column.setContentsMargins(20, 24, 20, 24)
        column.setSpacing(16)
        column.addStretch(2)
        app_name = label(look, T("BranchDesk", context="app name"), "second")
        column.addWidget(app_name, 0, Qt.AlignmentFlag.AlignHCenter)
        card = Card(look, name=f"{name}_card")
        card.setFixedWidth(width)
        card.body.setContentsMargins(28, 24, 28, 24)
        card.body.setSpacing(12)
        self.body = card.body
        self._title = label(look, title, "title", name=f"{name}_title", wrap=True)
        self._lead = label(look, lead, "second", name=f"{name}_lead", wrap=True)
        self.body.addWidget(self._title)
        self.body.addWidget(self._lead)
        self._lead.setVisible(bool(self._lead.text()))
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(card)
        middle.addStretch(1)
        column.addLayout(middle)
        column.addStretch(3)

    def begin_with(self, control: QWidget) -> None:
        """Let the keyboard begin with this control when the card is given it.

        No focus proxy: Qt would come back to it from the last control and skip what is above it.
        """
        self._first = control

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the keyboard on."""
        super().focusInEvent(event)
        if self._first is not None:
            self._first.setFocus(event.reason())

    def set_title(self, title: Text | str, lead: Text | str = "") -> None:
        """Replace title and leading sentence."""
        self._title.setText(self._look.words(title))
        self._lead.setText(self._look.words(lead))
        self._lead.setVisible(bool(self._lead.text()))
