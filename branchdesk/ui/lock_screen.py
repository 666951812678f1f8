# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Unlocking the desk: who, which passphrase, and what to do when it is forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from branchdesk.domain.text import T, Text
from branchdesk.ui.centered_card import CenteredCard
from branchdesk.ui.look import Look
from branchdesk.ui.theme import mark
from branchdesk.ui.widgets.controls import FROM_THE_LEFT, LineEdit, button, label


@dataclass(frozen=True)
class LockPerson:
    """Somebody who can unlock this desk."""

    id: str
    name: str
    role: Text | str


class PassphraseField(LineEdit):
    """Hidden words without an input method; tells when caps lock seems to be on."""

    caps_lock_seen = Signal(bool)

    def __init__(self, name: str, accessible_name: str) -> None:
        """Hide what is typed."""
        super().__init__(name, accessible_name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Compare the case of a letter with the shift key; Qt does not tell the lock itself."""
        words = event.text()
        if len(words) == 1 and words.isascii() and words.isalpha():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps_lock_seen.emit(words.isupper() != shifted)
        super().keyPressEvent(event)


class LockScreen(CenteredCard):
    """A dumb view: persons and errors in by setters, wishes out by signals."""

    unlock_requested = Signal(str, str)
    """person's id, passphrase"""
    recovery_requested = Signal(str, str, str)
    """person's id, recovery code, new passphrase"""
    restore_requested = Signal()
    """a backup is to be restored beside this desk"""

    def __init__(self, look: Look) -> None:
        """Start without persons."""
        super().__init__(look, T("Unlock"), name="lock_screen", width=400)
        self._persons: tuple[LockPerson, ...] = ()
        self._person: LockPerson | None = None
        self._forms = QStackedWidget()
        self._unlock = self._make_unlock()
        self._choose = QWidget()
        self._choices = QVBoxLayout(self._choose)
        self._choices.setContentsMargins(0, 0, 0, 0)
        self._group = QButtonGroup(self)
        self._recover = self._make_recovery()
        for form in (self._unlock, self._choose, self._recover):
            self._forms.addWidget(form)
        self._message = label(look, "", "error", wrap=True, name="lock_error")
        self.body.addWidget(self._message)
        self.body.addWidget(self._forms)
        self._message.hide()
        self._restore = button(look, T("Restore from backup…"), "lock_restore", role="link")
        self._restore.clicked.connect(self.restore_requested)
        self._restore.hide()
        self.body.addWidget(self._restore, 0, Qt.AlignmentFlag.AlignLeft)

    def set_persons(self, persons: Sequence[LockPerson], last_id: str = "") -> None:
        """Offer these persons; the one who was here last is asked for the passphrase."""
        self._persons = tuple(persons)
        while (item := self._choices.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for person in self._persons:
            words = f"{person.name}    {self._look.words(person.role)}"
            made = button(self._look, words, f"person_{person.id}", touch=True)
            made.setStyleSheet(FROM_THE_LEFT)
            made.clicked.connect(lambda _=False, person=person: self._ask(person))
            self._choices.addWidget(made)
        self._switch.setVisible(len(self._persons) > 1)
        last = next((p for p in self._persons if p.id == last_id), None)
        if last is None and len(self._persons) == 1:
            last = self._persons[0]
        if last is not None:
            self._ask(last)
        else:
            self._show_choices()

    def offer_restore(self) -> None:
        """Lead to a backup, for somebody whose desk opens but misses what a backup has."""
        self._restore.show()

    def show_locked_by_itself(self) -> None:
        """Say that the desk locked itself and that drafts are kept."""
        self._show_message(T("Locked. What was not finished is kept as a draft."), error=False)

    def show_error(self, text: Text | str) -> None:
        """Say why it did not open (``还可再试 4 次``) and let the person type again."""
        self.set_busy(busy=False)
        self._show_message(text, error=True)
        self._passphrase.clear()
        mark(self._passphrase, invalid=True)
        self._passphrase.setFocus()

    def set_busy(self, *, busy: bool) -> None:
        """Take no input while the key is being derived."""
        self._forms.setEnabled(not busy)
        self._restore.setEnabled(not busy)
        if busy:
            self._show_message(T("Opening this desk's data…"), error=False)

    def reset(self) -> None:
        """Forget everything typed."""
        for field in (self._passphrase, self._code, self._new, self._repeat):
            field.clear()
        self._message.hide()
        self.set_busy(busy=False)
        self._message.hide()

    def _make_unlock(self) -> QWidget:
        look = self._look
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._passphrase = PassphraseField("passphrase", look.words(T("Passphrase")))
        self._passphrase.setPlaceholderText(look.words(T("Passphrase")))
        self._passphrase.returnPressed.connect(self._on_unlock)
        self._passphrase.textEdited.connect(lambda _: mark(self._passphrase, invalid=False))
        column.addWidget(self._passphrase)
        caps = label(look, T("Caps lock is on"), "label", name="caps_lock", tone="amber")
        caps.hide()
        self._passphrase.caps_lock_seen.connect(caps.setVisible)
        column.addWidget(caps)
        self._open = button(look, T("Unlock"), "unlock", role="primary")
        self._open.clicked.connect(self._on_unlock)
        column.addWidget(self._open)
        links = QHBoxLayout()
        self._switch = button(look, T("Sign in as somebody else"), "switch_person", role="link")
        self._switch.clicked.connect(self._show_choices)
        forgot = button(look, T("Forgot the passphrase"), "forgot", role="link")
        forgot.clicked.connect(self._show_recovery)
        links.addWidget(self._switch)
        links.addStretch(1)
        links.addWidget(forgot)
        column.addLayout(links)
        return form

    def _make_recovery(self) -> QWidget:
        look = self._look
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._code = LineEdit("recovery_code", look.words(T("Recovery code")))
        self._code.setPlaceholderText("XXXX-XXXX-XXXX-XXXX-XXXX")
        self._new = PassphraseField("new_passphrase", look.words(T("New passphrase")))
        self._repeat = PassphraseField("repeat_passphrase", look.words(T("Once more")))
        for words, field in (
            (T("Recovery code"), self._code),
            (T("New passphrase"), self._new),
            (T("Once more"), self._repeat),
        ):
            name = label(look, words, "label")
            name.setBuddy(field)
            pair = QVBoxLayout()
            pair.setSpacing(3)
            pair.addWidget(name)
            pair.addWidget(field)
            column.addLayout(pair)
        column.addSpacing(4)
        row = QHBoxLayout()
        back = button(look, T("Go back"), "recovery_back")
        back.clicked.connect(self._on_back)
        self._reset = button(look, T("Set new passphrase"), "recovery_reset", role="primary")
        self._reset.clicked.connect(self._on_recover)
        self._repeat.returnPressed.connect(self._on_recover)
        row.addWidget(back)
        row.addWidget(self._reset, 1)
        column.addLayout(row)
        return form

    def _ask(self, person: LockPerson) -> None:
        self._person = person
        self.set_title(T("{name}, please enter your passphrase", name=person.name))
        self._show_form(self._unlock)
        self._passphrase.clear()
        mark(self._passphrase, invalid=False)
        self._passphrase.setFocus()

    def _show_choices(self) -> None:
        self.set_title(T("Who are you?"))
        self._show_form(self._choose)

    def _show_recovery(self) -> None:
        self.set_title(
            T("Set a new passphrase with the recovery code"),
            T(
                "The recovery code was printed at the first start; usually the branch manager "
                "keeps it. Somebody else who can sign in on this computer can also reset it. "
                "Without either the data cannot be opened."
            ),
        )
        self._show_form(self._recover)
        self._code.setFocus()

    def _show_form(self, form: QWidget) -> None:
        for other in (self._unlock, self._choose, self._recover):
            other.setVisible(other is form)
        self._forms.setCurrentWidget(form)
        choice = self._choices.itemAt(0)
        first = choice.widget() if form is self._choose and choice is not None else None
        self.begin_with(first or (self._code if form is self._recover else self._passphrase))
        self._forms.setFixedHeight(form.sizeHint().height())
        self._message.hide()

    def _show_message(self, text: Text | str, *, error: bool) -> None:
        self._message.setText(self._look.words(text))
        mark(self._message, role="error" if error else "label")
        self._message.show()

    def _on_back(self) -> None:
        if self._person is not None:
            self._ask(self._person)
        else:
            self._show_choices()

    def _on_unlock(self) -> None:
        if self._person is not None and self._passphrase.text():
            self.unlock_requested.emit(self._person.id, self._passphrase.text())

    def _on_recover(self) -> None:
        if self._person is None or not self._code.text().strip():
            return
        if self._new.text() != self._repeat.text():
            self._show_message(T("The two passphrases differ."), error=True)
            self._repeat.setFocus()
            return
        self.recovery_requested.emit(self._person.id, self._code.text().strip(), self._new.text())
