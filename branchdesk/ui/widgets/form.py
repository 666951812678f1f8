# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""An editor made from field descriptions: labelled controls, values in and out as a mapping."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from branchdesk.domain.clock import Clock
from branchdesk.domain.text import T, Text
from branchdesk.ui.look import Look
from branchdesk.ui.tasks import TaskRunner
from branchdesk.ui.widgets.controls import label
from branchdesk.ui.widgets.field_description import FieldDescription
from branchdesk.ui.widgets.form_inputs import Input, make_input
from branchdesk.ui.widgets.reference_field import ReferenceSource


class Form(QWidget):
    """Labelled controls in tab order, with an error line under each.

    Values: str for line and text, the choice's value or None, aware datetime or None, date or
    None, bool, Decimal or None for number and money, Reference or None.
    """

    changed = Signal(str)
    """key of the field the person changed (never by set_values, never during a composition)"""
    submitted = Signal()
    """Ctrl+Enter anywhere in the form"""

    def __init__(
        self,
        look: Look,
        fields: Sequence[FieldDescription],
        *,
        clock: Clock,
        tasks: TaskRunner,
        sources: Mapping[str, ReferenceSource] | None = None,
        columns: int = 1,
        name: str = "form",
        touch: bool = False,
    ) -> None:
        """Make a control per field; ``sources`` feed the reference fields by key."""
        super().__init__()
        self._look = look
        self.setObjectName(name)
        self.setProperty("touch", touch)
        self._inputs: dict[str, Input] = {}
        self._rows: dict[str, QWidget] = {}
        self._errors: dict[str, QLabel] = {}
        self._fields = {field.key: field for field in fields}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(9)
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        row = column = 0
        for field in fields:
            made = make_input(
                look,
                field,
                clock=clock,
                tasks=tasks,
                source=(sources or {}).get(field.key),
                numbered=not touch,
            )
            self._inputs[field.key] = made
            made.changed.connect(lambda key=field.key: self._on_changed(key))
            whole = columns == 1 or field.wide or field.kind in ("text", "segments")
            if whole and column:
                row, column = row + 1, 0
            cell = self._cell(field, made)
            grid.addWidget(cell, row, column, 1, columns if whole else 1, Qt.AlignmentFlag.AlignTop)
            column = columns if whole else column + 1
            if column >= columns:
                row, column = row + 1, 0
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.submitted)

    def values(self) -> dict[str, Any]:
        """Return all values by key; an unreadable number or date is None (see unreadable)."""
        return {key: made.value() for key, made in self._inputs.items()}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show these values; keys not given are left as they are; emits nothing."""
        for key, value in values.items():
            if key in self._inputs:
                self._inputs[key].set_value(value)

    def unreadable(self) -> dict[str, Text]:
        """Return a text per field whose words are no number or date, to be shown as errors."""
        return {key: text for key, made in self._inputs.items() if (text := made.problem())}

    def set_errors(self, errors: Mapping[str, Text]) -> None:
        """Show an error under each of these fields and none under the others."""
        for key, shown in self._errors.items():
            text = self._look.words(errors[key]) if key in errors else ""
            shown.setText(text)
            shown.setVisible(bool(text))
            self._inputs[key].set_invalid(bool(text))
            self._inputs[key].focus_widget().setAccessibleDescription(text)

    def focus_first_error(self) -> bool:
        """Put the cursor into the first field with an error; tell whether there is one."""
        for key, shown in self._errors.items():
            if shown.text():
                self.focus_field(key)
                return True
        return False

    def focus_field(self, key: str) -> None:
        """Put the cursor into a field."""
        self._inputs[key].focus_widget().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_field_visible(self, key: str, visible: bool) -> None:
        """Show or hide a field with its label."""
        self._rows[key].setVisible(visible)

    def set_read_only(self, read_only: bool) -> None:
        """Make every field readable only, or editable again."""
        for made in self._inputs.values():
            made.set_read_only(read_only)

    def control(self, key: str) -> QWidget:
        """Return the control of a field (object name ``field_<key>``)."""
        return self._inputs[key].widget

    def _cell(self, field: FieldDescription, made: Input) -> QWidget:
        cell = QWidget()
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        if field.kind != "bool":
            words = self._look.words(field.label)
            name = label(self._look, f"{words} *" if field.required else words, "label")
            name.setBuddy(made.focus_widget())
            column.addWidget(name)
        column.addWidget(made.widget)
        if field.help is not None:
            column.addWidget(label(self._look, field.help, "hint", wrap=True))
        error = label(self._look, "", "error", wrap=True, name=f"error_{field.key}")
        error.hide()
        column.addWidget(error)
        self._errors[field.key] = error
        self._rows[field.key] = cell
        return cell

    def _on_changed(self, key: str) -> None:
        shown = self._errors[key]
        if shown.text():
            shown.setText("")
            shown.hide()
            self._inputs[key].set_invalid(False)
        self.changed.emit(key)


def required_error() -> Text:
    """Return the sentence under a field that must not be empty."""
    return T("Please fill this in")
