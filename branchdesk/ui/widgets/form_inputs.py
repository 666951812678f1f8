# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The controls of a form, one small adapter per kind of field."""

from decimal import Decimal, InvalidOperation
from math import ceil
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QInputMethodEvent, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from branchdesk.domain.clock import Clock
from branchdesk.domain.text import T, Text
from branchdesk.ui.look import Look
from branchdesk.ui.tasks import TaskRunner
from branchdesk.ui.theme import mark
from branchdesk.ui.widgets.controls import LineEdit, is_of_composition
from branchdesk.ui.widgets.field_description import FieldDescription
from branchdesk.ui.widgets.moment_field import MomentField
from branchdesk.ui.widgets.reference_field import Reference, ReferenceField, ReferenceSource
from branchdesk.ui.widgets.segmented import Segmented

TEXT_LINES = 3
MOST_LINES = 8
LEAST_HEIGHT = 44
"""Pixels of a single line, which a finger hits."""


class Input(QObject):
    """A control with a value."""

    changed = Signal()

    def __init__(self, widget: QWidget) -> None:
        """Adapt this control."""
        super().__init__(widget)
        self.widget = widget

    def value(self) -> Any:
        """Return the value as the form describes it."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a value without a signal."""
        raise NotImplementedError

    def problem(self) -> Text | None:
        """Return why the words cannot be read, or None."""
        return None

    def focus_widget(self) -> QWidget:
        """Return what takes the cursor."""
        return self.widget.focusProxy() or self.widget

    def set_invalid(self, invalid: bool) -> None:
        """Show or take away the red border."""
        mark(self.focus_widget(), invalid=invalid)

    def set_read_only(self, read_only: bool) -> None:
        """Make it readable only."""
        target = self.focus_widget()
        if isinstance(target, (QLineEdit, QPlainTextEdit)):
            target.setReadOnly(read_only)
        else:
            self.widget.setEnabled(not read_only)


class _LineInput(Input):
    widget: LineEdit

    def __init__(self, widget: LineEdit) -> None:
        super().__init__(widget)
        widget.textEdited.connect(lambda _: self.changed.emit())

    def value(self) -> Any:
        return self.widget.text().strip()

    def set_value(self, value: Any) -> None:
        self.widget.setText("" if value is None else str(value))


class _DecimalInput(_LineInput):
    def __init__(self, widget: LineEdit, places: int | None) -> None:
        super().__init__(widget)
        widget.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._places = places

    def value(self) -> Any:
        words = self.widget.text().strip().replace(",", "").lstrip("¥￥")
        try:
            number = Decimal(words) if words else None
            if number is None or not number.is_finite():
                return None
            return number.quantize(Decimal(1).scaleb(-self._places)) if self._places else number
        except InvalidOperation:
            return None

    def set_value(self, value: Any) -> None:
        if value is not None and self._places:
            value = f"{Decimal(value):.{self._places}f}"
        super().set_value(value)

    def problem(self) -> Text | None:
        if self.widget.text().strip() and self.value() is None:
            return T("Write a number such as 300 or 1.5")
        return None


class TextArea(QPlainTextEdit):
    """Several lines; grows with its words up to eight lines; Tab leaves it."""

    committed = Signal()
    """the words changed, outside a composition"""

    def __init__(self, name: str, accessible_name: str, max_length: int | None = None) -> None:
        """Keep at most ``max_length`` characters."""
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._max_length = max_length
        self._least_lines = TEXT_LINES
        self._composing = False
        self._setting = False
        self.textChanged.connect(self._on_changed)
        self._fit()

    def set_least_lines(self, lines: int) -> None:
        """Be at least so many lines high, for a text people write at length."""
        self._least_lines = lines
        self._fit()

    def set_text(self, text: str) -> None:
        """Show a text without a signal."""
        self._setting = True
        self.setPlainText(text)
        self._setting = False
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the height again, as lines wrap at another place."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def event(self, event: QEvent) -> bool:
        """Let no key of a composition become a command."""
        return is_of_composition(event, composing=self._composing) or super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Compose no more: the input method commits or drops what it had."""
        super().focusOutEvent(event)
        self._composing = False

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember whether a composition is open; its words count when they are committed."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def _on_changed(self) -> None:
        if self._setting or self._composing:
            return
        if self._max_length is not None and len(self.toPlainText()) > self._max_length:
            self.textCursor().deletePreviousChar()
            return
        self._fit()
        self.committed.emit()

    def _fit(self) -> None:
        # The layout of a plain text document measures its height in lines.
        shown = round(self.document().documentLayout().documentSize().height())
        lines = max(min(shown, MOST_LINES), self._least_lines)
        # A line is laid out in whole pixels, upwards, and higher where another font helps out;
        # less than that would call up the scroll bar.
        line = QFontMetricsF(self.font()).lineSpacing()
        layout = self.document().firstBlock().layout()
        if layout.lineCount():
            line = max(line, layout.lineAt(0).height())
        self.setFixedHeight(max(lines * ceil(line) + 24, LEAST_HEIGHT))


class _TextInput(Input):
    widget: TextArea

    def __init__(self, widget: TextArea) -> None:
        super().__init__(widget)
        widget.committed.connect(self.changed)

    def value(self) -> Any:
        return self.widget.toPlainText().strip()

    def set_value(self, value: Any) -> None:
        self.widget.set_text(value or "")


class _ComboInput(Input):
    widget: QComboBox

    def __init__(self, widget: QComboBox) -> None:
        super().__init__(widget)
        widget.activated.connect(lambda _: self.changed.emit())

    def value(self) -> Any:
        return self.widget.currentData()

    def set_value(self, value: Any) -> None:
        places = (i for i in range(self.widget.count()) if self.widget.itemData(i) == value)
        self.widget.setCurrentIndex(next(places, -1))


class _BoolInput(Input):
    widget: QCheckBox

    def __init__(self, widget: QCheckBox) -> None:
        super().__init__(widget)
        widget.clicked.connect(lambda _: self.changed.emit())

    def value(self) -> Any:
        return self.widget.isChecked()

    def set_value(self, value: Any) -> None:
        self.widget.setChecked(bool(value))


class _SegmentedInput(Input):
    widget: Segmented

    def __init__(self, widget: Segmented) -> None:
        super().__init__(widget)
        widget.changed.connect(lambda _: self.changed.emit())

    def value(self) -> Any:
        return self.widget.value()

    def set_value(self, value: Any) -> None:
        self.widget.set_value(value)


class _MomentInput(Input):
    widget: MomentField

    def __init__(self, widget: MomentField) -> None:
        super().__init__(widget)
        widget.changed.connect(self.changed)

    def value(self) -> Any:
        return self.widget.value()

    def set_value(self, value: Any) -> None:
        self.widget.set_value(value)

    def problem(self) -> Text | None:
        return None if self.widget.is_readable() else T("Write the date like 2026-11-28 17:30")


class _ReferenceInput(Input):
    widget: ReferenceField

    def __init__(self, widget: ReferenceField) -> None:
        super().__init__(widget)
        widget.changed.connect(lambda _: self.changed.emit())

    def value(self) -> Any:
        return self.widget.reference()

    def set_value(self, value: Any) -> None:
        if value is not None and not isinstance(value, Reference):
            raise TypeError("a reference field takes a Reference")
        self.widget.set_reference(value)


def make_input(
    look: Look,
    field: FieldDescription,
    *,
    clock: Clock,
    tasks: TaskRunner,
    source: ReferenceSource | None,
    numbered: bool = True,
) -> Input:
    """Return the control for a field; a reference field needs its source.

    ``numbered`` choices show the key that takes them.
    """
    name, words = f"field_{field.key}", look.words(field.label)
    match field.kind:
        case "text":
            return _TextInput(TextArea(name, words, field.max_length))
        case "choice":
            combo = QComboBox()
            combo.setObjectName(name)
            combo.setAccessibleName(words)
            for value, shown in field.choices:
                combo.addItem(look.words(shown), value)
            combo.setCurrentIndex(-1)
            return _ComboInput(combo)
        case "segments":
            return _SegmentedInput(
                Segmented(look, field.choices, name=name, accessible_name=words, numbered=numbered)
            )
        case "date" | "date-time":
            with_time = field.kind == "date-time"
            return _MomentInput(
                MomentField(look, clock, name=name, accessible_name=words, with_time=with_time)
            )
        case "bool":
            box = QCheckBox(words)
            box.setObjectName(name)
            box.setAccessibleName(words)
            return _BoolInput(box)
        case "reference":
            if source is None:
                raise ValueError(f"the reference field {field.key} has no source")
            return _ReferenceInput(
                ReferenceField(look, tasks, source, name=name, accessible_name=words)
            )
    line = LineEdit(name, words)
    if field.kind in ("number", "money"):
        return _DecimalInput(line, 2 if field.kind == "money" else None)
    if field.max_length:
        line.setMaxLength(field.max_length)
    return _LineInput(line)
