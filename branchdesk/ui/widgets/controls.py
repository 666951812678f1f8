# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Buttons, labels and lines: the smallest parts, each with a name for tests and screen readers."""

from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton, QSizePolicy, QWidget

from branchdesk.domain.text import Text
from branchdesk.ui.look import Look
from branchdesk.ui.theme import mark
from branchdesk.ui.tokens import Tone

LINK_FRAME = 2
"""Pixels at both sides of a name that leads on, for the ring of the keyboard."""

ICON_SIZE = QSize(20, 16)
"""A sign of 16 pixels with air between it and the words."""

FROM_THE_LEFT = "QPushButton { text-align: left; }"
"""The style of big buttons below each other: their words begin in one line."""

ButtonRole = Literal["secondary", "primary", "link", "danger", "flat"]
LabelRole = Literal["body", "title", "heading", "big", "figure", "label", "hint", "second", "error"]


class PushButton(QPushButton):
    """A button that Enter presses as Space does: once, however long the key is held.

    Enter with Ctrl or another key beside it belongs to what the button stands in.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press with Enter."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        elif not event.isAutoRepeat():
            self.click()


def button(
    look: Look,
    text: Text | str,
    name: str,
    *,
    role: ButtonRole = "secondary",
    icon: str = "",
    shortcut: str = "",
    touch: bool = False,
    parent: QWidget | None = None,
) -> PushButton:
    """Make a push button; ``icon`` is a Phosphor name, ``shortcut`` is shown and bound.

    It takes focus by Tab, not by a click, so that the ring shows for the keyboard only.
    """
    words = look.words(text)
    made = PushButton(words, parent)
    made.setObjectName(name)
    made.setAccessibleName(words.replace("&", ""))
    made.setProperty("role", role)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if touch:
        made.setProperty("touch", True)
    if icon:
        color = {"primary": "on_accent", "danger": "red", "link": "accent"}.get(role, "text")
        made.setIconSize(ICON_SIZE)
        look.theme.set_icon(made, icon, color)
    if shortcut:
        made.setText(f"{words}  {shortcut}")
        made.setShortcut(QKeySequence(shortcut))
    return made


def label(
    look: Look,
    text: Text | str,
    role: LabelRole = "body",
    *,
    name: str = "",
    wrap: bool = False,
    selectable: bool = False,
    tone: Tone | None = None,
) -> QLabel:
    """Make a plain-text label (never rich text: what customers wrote is not markup)."""
    made = QLabel(look.words(text))
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setObjectName(name)
    made.setWordWrap(wrap)
    if tone:
        made.setProperty("tone", tone)
    if selectable:
        made.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
    return made


class ElidedLabel(QLabel):
    """One line that ends in an ellipsis when it is too long and then tells the rest as a tip."""

    def __init__(self, text: str = "", role: LabelRole = "body") -> None:
        """Show the text, already in the reader's language."""
        super().__init__()
        self._whole = text
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._elide()

    def set_whole_text(self, text: str) -> None:
        """Replace the text."""
        self._whole = text
        self._elide()
        self.updateGeometry()

    def whole_text(self) -> str:
        """Return the text without the ellipsis."""
        return self._whole

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        hint.setWidth(self.fontMetrics().horizontalAdvance(self._whole) + 2)
        return hint

    def minimumSizeHint(self) -> QSize:
        return QSize(3 * self.fontMetrics().averageCharWidth(), super().minimumSizeHint().height())

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(
            self._whole, Qt.TextElideMode.ElideRight, max(self.width(), 0)
        )
        self.setText(shown)
        self.setAccessibleName(self._whole)
        self.setToolTip(self._whole if shown != self._whole else "")


class ElidedLink(PushButton):
    """A name that leads on; one that is too long ends in an ellipsis and is told as a tip."""

    def __init__(self, text: str, name: str) -> None:
        """Show the text, already in the reader's language."""
        super().__init__(text)
        self._whole = text
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setProperty("role", "link")
        self.setProperty("inline", True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - 2 * LINK_FRAME
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        self.setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        hint.setWidth(self.fontMetrics().horizontalAdvance(self._whole) + 2 * LINK_FRAME + 2)
        return hint

    def minimumSizeHint(self) -> QSize:
        return QSize(3 * self.fontMetrics().averageCharWidth(), super().minimumSizeHint().height())


class Chip(QLabel):
    """A status in words on a quiet surface of its tone; the colour never stands alone."""

    def __init__(self, look: Look, text: Text | str = "", tone: Tone = "grey") -> None:
        """Show the words in the tone."""
        super().__init__()
        self._look = look
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_status(text, tone)

    def set_status(self, text: Text | str, tone: Tone) -> None:
        """Replace words and tone."""
        self.setText(self._look.words(text))
        mark(self, chip=tone)


def line() -> QFrame:
    """Make a horizontal separator."""
    made = QFrame()
    made.setProperty("role", "line")
    return made


class LineEdit(QLineEdit):
    """A line of text that knows whether an input method is composing.

    While ``composing`` is true, every key belongs to the input method.
    """

    def __init__(self, name: str, accessible_name: str, parent: QWidget | None = None) -> None:
        """Name the field for tests and for screen readers."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self._composing = False

    @property
    def composing(self) -> bool:
        """Tell whether a composition is open."""
        return self._composing

    def event(self, event: QEvent) -> bool:
        """Let no key of a composition become a command."""
        return is_of_composition(event, composing=self._composing) or super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        self._composing = bool(event.preeditString())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Compose no more: the input method commits or drops what it had."""
        super().focusOutEvent(event)
        self._composing = False


def is_of_composition(event: QEvent, *, composing: bool) -> bool:
    """Take a key for the input method while it composes: no field, form or shortcut gets it.

    Input methods let keys through that they have no use for: Ctrl with a letter, on some systems
    Enter and Escape.
    """
    keys = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
    if composing and event.type() in keys:
        event.accept()
        return True
    return False
