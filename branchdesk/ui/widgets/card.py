# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Cards, headers, facts and banners: the quiet surfaces pages are made of."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from branchdesk.domain.text import T, Text
from branchdesk.ui.look import Look
from branchdesk.ui.theme import mark
from branchdesk.ui.tokens import Tone
from branchdesk.ui.widgets.controls import Chip, ElidedLabel, button, label
from branchdesk.ui.widgets.flow import FlowLayout

LONG_WORD = 18
"""Letters of a word, such as a mail address, that may not fit into a column of facts."""


class Card(QFrame):
    """A raised surface with an optional heading; put content into ``body``."""

    def __init__(self, look: Look, title: Text | str = "", *, name: str = "card") -> None:
        """Show the heading when there is one."""
        super().__init__()
        self._look = look
        self.setObjectName(name)
        self.setProperty("role", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 14, 16, 14)
        self.body.setSpacing(8)
        self.heading: SectionHeader | None = None
        if title:
            self.heading = SectionHeader(look, title)
            self.body.addWidget(self.heading)
            self.setAccessibleName(look.words(title))


class SectionHeader(QWidget):
    """A heading with a quiet remark, chips after it and links at the right end."""

    def __init__(self, look: Look, title: Text | str, remark: Text | str = "") -> None:
        """Show the heading and the remark."""
        super().__init__()
        self._look = look
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._title = label(look, title, "heading")
        self._remark = ElidedLabel(look.words(remark), "second")
        self._remark.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._row.addWidget(self._title)
        self._row.addWidget(self._remark)
        self._row.addStretch(1)
        # An empty label would still take the space on both its sides.
        self._remark.setVisible(bool(self._remark.whole_text()))
        self._chips: list[Chip] = []

    def set_title(self, title: Text | str) -> None:
        """Replace the heading."""
        self._title.setText(self._look.words(title))

    def set_remark(self, remark: Text | str) -> None:
        """Replace the quiet words after the heading."""
        self._remark.set_whole_text(self._look.words(remark))
        self._remark.setVisible(bool(self._remark.whole_text()))

    def set_chips(self, chips: Sequence[tuple[Text | str, Tone]]) -> None:
        """Replace the chips after the heading."""
        for old in self._chips:
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._chips = [Chip(self._look, text, tone) for text, tone in chips]
        for place, chip in enumerate(self._chips, start=2):
            self._row.insertWidget(place, chip)

    def add_trailing(self, widget: QWidget) -> None:
        """Put a link or button at the right end."""
        self._row.addWidget(widget)


class PageHeader(QWidget):
    """Title (18 px), a quiet remark, controls beside it and the actions at the right."""

    def __init__(self, look: Look, title: Text | str, *, name: str = "page_header") -> None:
        """Show the title."""
        super().__init__()
        self._look = look
        self.setObjectName(name)
        self.setMinimumHeight(32)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(20)
        self._title = label(look, title, "title", name="page_title")
        self._remark = ElidedLabel("", "second")
        self._remark.setObjectName("page_remark")
        self._remark.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._leading = QHBoxLayout()
        self._leading.setSpacing(8)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(8)
        row.addWidget(self._title)
        row.addWidget(self._remark)
        row.addLayout(self._leading)
        row.addStretch(1)
        row.addLayout(self._actions)
        self._remark.hide()

    def set_title(self, title: Text | str, remark: Text | str = "") -> None:
        """Replace title and remark."""
        self._title.setText(self._look.words(title))
        self._remark.set_whole_text(self._look.words(remark))
        self._remark.setVisible(bool(self._remark.whole_text()))

    def add_leading(self, widget: QWidget) -> None:
        """Put a filter beside the title."""
        self._leading.addWidget(widget)

    def add_action(self, widget: QWidget, *, first: bool = False) -> None:
        """Put a button at the right, or before the other ones; the primary one last."""
        led = self._actions.itemAt(0) if first else None
        self._actions.insertWidget(0 if first else self._actions.count(), widget)
        if led is not None and (next_one := led.widget()):
            widget.stackUnder(next_one)  # Tab follows the order of the children


class KeyValueGrid(QWidget):
    """Facts as label over value (or big figures), in equal columns."""

    def __init__(
        self, look: Look, *, columns: int = 2, figures: bool = False, beside: bool = False
    ) -> None:
        """``figures`` shows values large; ``beside`` puts the label left of the value."""
        super().__init__()
        self._look = look
        self._columns = columns
        self._role = "figure" if figures else "body"
        self._beside = beside
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        for column in range(columns):
            self._grid.setColumnStretch(2 * column + 1 if beside else column, 1)

    def set_facts(
        self, facts: Sequence[tuple[Text | str, Text | str] | tuple[Text | str, QWidget]]
    ) -> None:
        """Show these pairs; a value may be a widget, an empty one is shown as a dash."""
        while (item := self._grid.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for place, (key, value) in enumerate(facts):
            row, column = divmod(place, self._columns)
            name = label(self._look, key, "label")
            shown: QWidget
            if isinstance(value, QWidget):
                shown = value
            else:
                words = self._look.words(value) or "—"
                text = label(self._look, words, wrap=True, selectable=True)
                text.setProperty("role", self._role)
                text.setAccessibleName(f"{name.text()} {words}")
                # Columns stay equal; a single word that is too long is told by the tip.
                text.setMinimumWidth(1)
                if any(len(word) > LONG_WORD and word.isascii() for word in words.split()):
                    text.setToolTip(words)
                shown = text
            if self._beside:
                self._grid.addWidget(name, row, 2 * column, Qt.AlignmentFlag.AlignTop)
                self._grid.addWidget(shown, row, 2 * column + 1, Qt.AlignmentFlag.AlignTop)
            else:
                pair = QVBoxLayout()
                pair.setSpacing(0)
                pair.addWidget(name)
                pair.addWidget(shown)
                holder = QWidget()
                pair.setContentsMargins(0, 0, 0, 0)
                holder.setLayout(pair)
                self._grid.addWidget(holder, row, column, Qt.AlignmentFlag.AlignTop)


class Banner(QFrame):
    """What matters now, in the panel itself: a strong sentence, the reason, and the next steps."""

    link_clicked = Signal()
    closed = Signal()

    def __init__(self, look: Look, *, name: str = "banner") -> None:
        """Start hidden; set_message shows it."""
        super().__init__()
        self._look = look
        self.setObjectName(name)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 9, 12, 9)
        outer.setSpacing(4)
        top = QHBoxLayout()
        self._title = label(look, "", "heading", wrap=True, name=f"{name}_title")
        self._close = button(look, "×", f"{name}_close", role="flat")
        self._close.setAccessibleName(look.words(T("Close")))
        self._close.clicked.connect(self._on_close)
        top.addWidget(self._title, 1)
        top.addWidget(self._close)
        self._text = label(look, "", "second", wrap=True, name=f"{name}_text")
        self._link = button(look, "", f"{name}_link", role="link")
        self._link.clicked.connect(self.link_clicked)
        outer.addLayout(top)
        outer.addWidget(self._text)
        self._buttons = FlowLayout()
        self._buttons.setContentsMargins(0, 4, 0, 0)
        self._actions: tuple[QPushButton, ...] = ()
        outer.addLayout(self._buttons)
        self._buttons.addWidget(self._link)
        self.hide()

    def set_message(
        self,
        title: Text | str,
        text: Text | str = "",
        *,
        tone: Tone = "blue",
        link: Text | str = "",
        closable: bool = False,
    ) -> None:
        """Show the banner; actions are set apart."""
        self._title.setText(self._look.words(title))
        self._text.setText(self._look.words(text))
        self._text.setVisible(bool(self._text.text()))
        words = self._look.words(link)
        self._link.setText(words)
        self._link.setAccessibleName(words)
        self._link.setVisible(bool(words))
        self._close.setVisible(closable)
        mark(self._title, tone=tone)
        mark(self, banner=tone)
        self.setAccessibleName(f"{self._title.text()} {self._text.text()}".strip())
        self.show()

    def set_actions(self, actions: Sequence[tuple[Text | str, str, Callable[[], None]]]) -> None:
        """Show these next steps: words, object name, what happens. The link comes after them."""
        self._buttons.removeWidget(self._link)
        self._buttons.clear()
        made = []
        for words, name, act in actions:
            step = button(self._look, words, name)
            step.clicked.connect(lambda _=False, act=act: act())
            self._buttons.addWidget(step)
            self.setTabOrder(step, self._link)
            made.append(step)
        self._actions = tuple(made)
        self._buttons.addWidget(self._link)

    def actions_shown(self) -> tuple[QPushButton, ...]:
        """Return the buttons of the next steps."""
        return self._actions

    def _on_close(self) -> None:
        self.hide()
        self.closed.emit()


class Legend(QWidget):
    """What the colours of the bars mean, in words."""

    def __init__(self, look: Look, entries: Sequence[tuple[Tone, Text | str]]) -> None:
        """Show a square and words per tone."""
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for tone, words in entries:
            square = QLabel()
            square.setFixedSize(10, 10)
            square.setStyleSheet(f"background: {look.theme.tokens.sign(tone)}; border-radius: 2px;")
            row.addWidget(square)
            row.addWidget(label(look, words, "label"))
            row.addSpacing(8)
        row.addStretch(1)


class LineItem(QWidget):
    """A row of a small list in a card: left words, middle words, a chip at the right."""

    def __init__(
        self,
        look: Look,
        leading: Text | str,
        text: Text | str,
        chip: tuple[Text | str, Tone] | None = None,
        *,
        leading_width: int = 60,
    ) -> None:
        """Show one line."""
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(8)
        first = label(look, leading, "label")
        first.setMinimumWidth(leading_width)
        row.addWidget(first)
        row.addWidget(ElidedLabel(look.words(text)), 1)
        if chip is not None:
            row.addWidget(Chip(look, *chip))
