# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A step of the on-site sheet: cards with forms, laid out for a finger."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from branchdesk.domain.kinds.description import Stage
from branchdesk.domain.kinds.visit import VISIT, Visit
from branchdesk.domain.text import Text
from branchdesk.services.visits import VisitView
from branchdesk.ui.forms_from_kinds import document_of, form_field
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.card import Card
from branchdesk.ui.widgets.field_description import FormField
from branchdesk.ui.widgets.form import Form
from branchdesk.ui.widgets.moment_field import MomentField
from branchdesk.ui.widgets.touch_scroll import scroll_by_finger

WIDTH = 1180
"""Pixels beyond which a step does not grow: lines stay readable on a wide screen."""


def visit_fields(
    names: Iterable[str],
    *,
    segmented: Collection[str] = (),
    required: Collection[str] = (),
    help_texts: Mapping[str, Text] | None = None,
) -> list[FormField]:
    """Return controls for fields of a visit; a star stands where a signature needs them."""
    helps = help_texts or {}
    return [
        form_field(
            VISIT.fields[name],
            segmented=name in segmented,
            required=Stage.SIGN in VISIT.fields[name].facts.required or name in required,
            help_text=helps.get(name),
        )
        for name in names
    ]


class SheetStep(QScrollArea):
    """One step; subclasses fill two columns with cards."""

    edited = Signal(str, object)
    """name of a visit's field and its new value"""
    misread = Signal(str, str)
    """name of a field whose words are no number or date, and the words"""
    lines_edited = Signal(str, object)
    """name of a child kind and its lines"""

    def __init__(self, toolkit: Toolkit, *, name: str) -> None:
        """Start without cards."""
        super().__init__()
        self.toolkit = toolkit
        self.setObjectName(name)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll_by_finger(self)
        content = QWidget()
        content.setProperty("role", "scroll")
        content.setProperty("touch", True)
        outer = QHBoxLayout(content)
        outer.setContentsMargins(20, 16, 20, 16)
        self._column = QWidget()
        self._column.setMaximumWidth(WIDTH)
        self._rows = QVBoxLayout(self._column)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(16)
        self.columns = QHBoxLayout()
        self.columns.setSpacing(16)
        self._rows.addLayout(self.columns)
        self._rows.addStretch(1)
        outer.addWidget(self._column)
        self.setWidget(content)
        self._forms: list[Form] = []
        self._holders: list[QWidget] = []

    def show_view(self, view: VisitView) -> None:
        """Show a visit that was just opened."""
        self.show_visit(view.visit)

    def show_visit(self, visit: Visit) -> None:
        """Show the fields of the visit; emits nothing."""
        for form in self._forms:
            form.set_values({name: getattr(visit, name) for name in form.values()})

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show some values again, such as what a draft held."""
        for form in self._forms:
            form.set_values(values)

    def show_words(self, name: str, words: str) -> None:
        """Show words that are no value yet."""
        line = self._line(name)
        if line is not None:
            line.setText(words)

    def set_errors(self, errors: Mapping[str, Text]) -> None:
        """Show a sentence under each of these fields."""
        for form in self._forms:
            form.set_errors({n: t for n, t in errors.items() if n in form.values()})

    def focus_field(self, name: str) -> bool:
        """Put the cursor into a field and scroll to it; tell whether it is here."""
        for form in self._forms:
            if name in form.values():
                form.focus_field(name)
                self.ensureWidgetVisible(form.control(name), 50, 120)
                return True
        return False

    def set_read_only(self, read_only: bool) -> None:
        """Show only."""
        for form in self._forms:
            form.set_read_only(read_only)

    def show_column(self, place: int, *, shown: bool) -> None:
        """Show a column (from 0) or give its room to the others."""
        self._holders[place].setVisible(shown)

    def add_column(self, stretch: int = 1) -> QVBoxLayout:
        """Add a column for cards."""
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        # An alignment would give a column no more height than it has before its texts wrap.
        column.addStretch(1)
        self._holders.append(holder)
        self.columns.addWidget(holder, stretch)
        return column

    def add_wide_row(self) -> QVBoxLayout:
        """Add room for cards as wide as the step, above the columns."""
        row = QVBoxLayout()
        row.setSpacing(16)
        row.addStretch(1)
        self._rows.insertLayout(self._rows.indexOf(self.columns), row)
        return row

    def add_card(self, column: QVBoxLayout, title: Text, name: str) -> Card:
        """Add a card to a column or wide row, below those it holds."""
        card = Card(self.toolkit.look, title, name=name)
        card.body.setSpacing(12)
        column.insertWidget(column.count() - 1, card)
        return card

    def add_form(self, card: Card, fields: list[FormField], *, columns: int = 1) -> Form:
        """Add fields of the visit to a card."""
        form = Form(
            self.toolkit.look,
            fields,
            clock=self.toolkit.clock,
            tasks=self.toolkit.tasks,
            columns=columns,
            name=f"{card.objectName()}_form",
            touch=True,
        )
        form.changed.connect(lambda name, form=form: self._on_changed(form, name))
        card.body.addWidget(form)
        self._forms.append(form)
        return form

    def _on_changed(self, form: Form, name: str) -> None:
        line = self._line(name)
        if name in form.unreadable() and line is not None:
            self.misread.emit(name, line.text())
            return
        value = document_of({name: form.values()[name]}, VISIT.fields)[name]
        self.edited.emit(name, value)

    def _line(self, name: str) -> QLineEdit | None:
        for form in self._forms:
            if name in form.values():
                control = form.control(name)
                if isinstance(control, MomentField):
                    return control.line
                return control if isinstance(control, QLineEdit) else None
        return None
