# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""One field with two values, side by side, and the buttons that decide."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.text import T, Text
from branchdesk.services.decisions import LeftOver, OpenConflict, Side, Subject, field_label
from branchdesk.ui.field_words import value_words
from branchdesk.ui.look import Look
from branchdesk.ui.moments import moment_text
from branchdesk.ui.widgets.card import Card
from branchdesk.ui.widgets.controls import Chip, ElidedLink, button, label, line


def subject_words(about: Subject) -> Text:
    """Say which record, visit or file something is about."""
    kind = KINDS.get(about.shown_kind)
    words = kind.label if kind else Text(about.shown_kind)
    return T("{kind} {name}", "conflict", kind=words, name=about.name) if about.name else words


class DecisionCard(Card):
    """Both values of one field; choosing one decides."""

    opened = Signal(str, object)
    """kind and UUID of the row"""
    chosen = Signal(int, bool)
    """number of the conflict, whether the other value is taken"""

    def __init__(
        self,
        look: Look,
        conflict: OpenConflict,
        people: Mapping[UUID, str],
        now: datetime,
        *,
        may_decide: bool,
    ) -> None:
        """Show the conflict; ``may_decide`` offers the buttons."""
        super().__init__(look, name="decision")
        self.conflict = conflict
        self._people = people
        self._now = now
        top = QHBoxLayout()
        top.setSpacing(8)
        link = ElidedLink(look.words(subject_words(conflict.about)), "conflict_open")
        about = conflict.about
        link.clicked.connect(lambda: self.opened.emit(about.shown_kind, about.shown))
        top.addWidget(link)
        field = field_label(about.kind, conflict.field)
        top.addWidget(label(look, field, "heading", name="conflict_field"))
        top.addStretch(1)
        self.body.addLayout(top)
        both = QHBoxLayout()
        both.setSpacing(24)
        self.buttons: list[QPushButton] = []
        both.addWidget(self._side(conflict.kept, taken=False, may_decide=may_decide), 1)
        both.addWidget(self._side(conflict.other, taken=True, may_decide=may_decide), 1)
        self.body.addLayout(both)
        self.setAccessibleName(f"{look.words(subject_words(about))} {look.words(field)}")

    def set_busy(self, *, busy: bool) -> None:
        """Let nothing be pressed while a decision is written."""
        for made in self.buttons:
            made.setEnabled(not busy)

    def _side(self, side: Side, *, taken: bool, may_decide: bool) -> QWidget:
        look, conflict = self._look, self.conflict
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(label(look, _whose(side), "label"))
        if not taken:
            top.addWidget(Chip(look, T("In force", "conflict"), "green"))
        top.addStretch(1)
        column.addLayout(top)
        words: Text | str = T("(a business secret)", "conflict")
        if not conflict.hidden:
            words = value_words(
                conflict.about.kind, conflict.field, side.value, self._people, self._now
            )
        column.addWidget(label(look, words, wrap=True, selectable=True, name="conflict_value"))
        told = [side.by, look.words(moment_text(side.at, self._now)), side.desk]
        who = label(look, " · ".join(part for part in told if part), "second", wrap=True)
        column.addWidget(who)
        column.addStretch(1)
        offered = not taken or conflict.written_here
        if may_decide and not conflict.hidden and offered:
            made = button(
                look,
                T("Use the other one", "conflict") if taken else T("Keep this one", "conflict"),
                "take_other" if taken else "keep",
            )
            made.clicked.connect(lambda: self.chosen.emit(conflict.id, taken))
            self.buttons.append(made)
            column.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
        return holder


class LeftOversCard(Card):
    """Changes that were refused elsewhere or wait here, each with its reason and what to do."""

    opened = Signal(str, object)
    """kind and UUID of the row"""

    def __init__(self, look: Look, title: Text, entries: tuple[LeftOver, ...], name: str) -> None:
        """List the entries."""
        super().__init__(look, title, name=name)
        for place, entry in enumerate(entries):
            if place:
                self.body.addWidget(line())
            top = QHBoxLayout()
            top.setSpacing(8)
            about = entry.about
            link = ElidedLink(look.words(subject_words(about)), f"{name}_open")
            link.clicked.connect(lambda _=False, a=about: self.opened.emit(a.shown_kind, a.shown))
            link.setEnabled(bool(about.name))
            top.addWidget(link)
            top.addWidget(label(look, entry.desk, "second"))
            top.addStretch(1)
            self.body.addLayout(top)
            words = T("{reason}. {next}", "left over", reason=entry.reason, next=entry.next)
            self.body.addWidget(label(look, words, wrap=True, selectable=True))


def _whose(side: Side) -> Text:
    return T("This computer's", "conflict") if side.here else T("The other side's", "conflict")
