# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Cards of a few big buttons: which desk, which place of the demo, what to do first, what now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout

from branchdesk.domain.text import Text
from branchdesk.ui.centered_card import CenteredCard
from branchdesk.ui.look import Look
from branchdesk.ui.widgets.controls import FROM_THE_LEFT, ButtonRole, button, label


@dataclass(frozen=True)
class Choice:
    """A button: words, a quiet line under them, a Phosphor icon, what happens."""

    name: str
    words: Text | str
    act: Callable[[], None]
    detail: Text | str = ""
    icon: str = ""


class ChoiceCard(CenteredCard):
    """One sentence, big buttons below each other, quiet links at the end."""

    def __init__(
        self,
        look: Look,
        title: Text,
        lead: Text | str,
        choices: Sequence[Choice],
        links: Sequence[Choice] = (),
        *,
        name: str,
        first_is_primary: bool = False,
    ) -> None:
        """The first choice takes Enter."""
        super().__init__(look, title, lead, name=name, width=480)
        signs = any(choice.icon for choice in choices)
        for place, choice in enumerate(choices):
            made = _big_button(look, choice, signs=signs)
            made.clicked.connect(lambda _=False, act=choice.act: act())
            if place == 0:
                made.setDefault(True)
                made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
                self.begin_with(made)
                if first_is_primary:
                    made.setProperty("role", "primary")
            self.body.addWidget(made)
        if links:
            row = QHBoxLayout()
            for choice in links:
                role: ButtonRole = "link"
                made = button(look, choice.words, choice.name, role=role)
                made.clicked.connect(lambda _=False, act=choice.act: act())
                row.addWidget(made)
            row.addStretch(1)
            self.body.addLayout(row)


def _big_button(look: Look, choice: Choice, *, signs: bool) -> QPushButton:
    made = button(look, choice.words, choice.name, icon=choice.icon, touch=True)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    if not choice.detail:
        made.setMinimumHeight(44)
        made.setStyleSheet(FROM_THE_LEFT)
        return made
    words = look.words(choice.words)
    made.setText("")
    made.setAccessibleName(f"{words} {look.words(choice.detail)}")
    made.setIconSize(QSize(20, 20))
    column = QVBoxLayout(made)
    column.setContentsMargins(52 if signs else 20, 8, 20, 8)
    column.setSpacing(2)
    title = label(look, words, "heading")
    detail = label(look, choice.detail, "second")
    for part in (title, detail):
        part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        column.addWidget(part)
    # With a selector: without one the height would hold for the two labels as well.
    made.setStyleSheet("QPushButton { text-align: left; min-height: 52px; max-height: 52px; }")
    return made
