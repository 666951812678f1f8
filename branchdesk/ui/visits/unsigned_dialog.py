# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Leaving without the customer's signature: one dialog, one decision (wording §5.4)."""

from collections.abc import Mapping
from datetime import timedelta

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from branchdesk.domain.clock import local_date
from branchdesk.domain.signature import Ink
from branchdesk.domain.text import T, Text, Translator
from branchdesk.services.statements import SignedBy, Unsigned
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.controls import button, label
from branchdesk.ui.widgets.field_description import FormField
from branchdesk.ui.widgets.flow import FlowLayout
from branchdesk.ui.widgets.form import Form, required_error
from branchdesk.ui.widgets.signature_pad import SignaturePad

TITLES: Mapping[str, Text] = {
    "later": T("Sign later", "unsigned"),
    "refused": T("The customer does not sign", "unsigned"),
    "absent": T("The customer is absent", "unsigned"),
    "phone": T("Confirmed by phone", "unsigned"),
}

ACTIONS: Mapping[str, Text] = {
    "later": T("Lock the sheet, sign later"),
    "refused": T("Lock the sheet, ask for approval"),
    "absent": T("Lock the sheet, ask for approval"),
    "phone": T("Lock the sheet, ask for approval"),
}

REASONS: Mapping[str, tuple[Text, ...]] = {
    "later": (
        T("The head of department has to sign", "reason"),
        T("The company's seal is needed", "reason"),
        T("The person in charge is away", "reason"),
    ),
    "refused": (
        T("Objects to the result", "reason"),
        T("Has to ask the superior", "reason"),
        T("The company does not allow signing on other people's devices", "reason"),
        T("Gave no reason", "reason"),
    ),
    "absent": (
        T("Did not answer two calls", "reason"),
        T("Was told by phone and will sign later", "reason"),
    ),
    "phone": (
        T("agrees", "reason"),
        T("agrees with reservations", "reason"),
    ),
}

WAYS: tuple[Text, ...] = (
    T("another visit", "way to sign"),
    T("scan", "way to sign"),
    T("paper by mail", "way to sign"),
)


class UnsignedDialog(QDialog):
    """Reason, who was spoken to, witness, and the engineer's own signature."""

    def __init__(
        self,
        toolkit: Toolkit,
        kind: str,
        *,
        paper: Translator,
        engineer: str,
        spoken_with: str,
        ink: Ink,
        needs_ink: bool,
        window: QWidget,
    ) -> None:
        """Ask for one ``kind``: later, refused, absent or phone.

        ``ink`` is what the engineer wrote already; a sheet that is locked needs none again.
        """
        super().__init__(window)
        look = toolkit.look
        self._toolkit = toolkit
        self._kind = kind
        self._engineer = engineer
        self._needs_ink = needs_ink
        self.setObjectName("unsigned_dialog")
        self.setWindowTitle(look.words(TITLES[kind]))
        self.setProperty("touch", True)
        self.setMinimumWidth(720)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(look, TITLES[kind], "title"))
        self._add_choices(column, "reason", [paper.render(r) for r in REASONS[kind]])
        self.form = Form(
            look,
            self._fields(kind),
            clock=toolkit.clock,
            tasks=toolkit.tasks,
            columns=2,
            name="unsigned_form",
            touch=True,
        )
        values: dict[str, object] = {"spoken_with": spoken_with}
        if kind == "later":
            values["due"] = local_date(toolkit.clock.now()) + timedelta(days=3)
        column.addWidget(self.form)
        if kind == "later":
            self._add_choices(column, "way", [paper.render(w) for w in WAYS])
        self.form.set_values(values)
        self.form.focus_field("reason")
        caption = T("Signature of the service engineer · {name}", name=engineer)
        self.pad = SignaturePad(look, caption, name="unsigned_pad")
        self.pad.set_ink(ink)
        self.pad.setVisible(needs_ink)
        self.pad.changed.connect(lambda: self._say(None))
        column.addWidget(self.pad, 1)
        self._error = label(look, "", "error", wrap=True, name="unsigned_error")
        self._error.hide()
        column.addWidget(self._error)
        column.addLayout(self._buttons(kind))

    def unsigned(self) -> Unsigned:
        """Return what was entered."""
        values = self.form.values()
        return Unsigned(
            kind=self._kind,
            reason=values["reason"],
            engineer=SignedBy(name=self._engineer, ink=self.pad.ink()),
            due=values.get("due"),
            way=values.get("way", ""),
            spoken_with=values.get("spoken_with", ""),
            witness=values.get("witness", ""),
            oral_approval=values.get("oral_approval", ""),
        )

    def _fields(self, kind: str) -> list[FormField]:
        asked = T("What the customer says", "unsigned") if kind == "phone" else T("Reason")
        fields = [FormField(key="reason", label=asked, required=True, wide=True)]
        fields.append(FormField(key="spoken_with", label=T("Spoken with")))
        if kind == "later":
            fields.append(
                FormField(key="due", label=T("To be signed by"), kind="date", required=True)
            )
            fields.append(FormField(key="way", label=T("How it will be signed"), wide=True))
        else:
            if kind != "phone":
                fields.append(FormField(key="witness", label=T("Who else was there (optional)")))
            help_text = T("Name of the manager who agreed by phone; confirmed later.")
            fields.append(
                FormField(
                    key="oral_approval",
                    label=T("Agreed by phone (optional)"),
                    help=help_text,
                    wide=True,
                )
            )
        return fields

    def _add_choices(self, column: QVBoxLayout, key: str, phrases: list[str]) -> None:
        flow = FlowLayout(spacing=8)
        column.addLayout(flow)
        for place, words in enumerate(phrases):
            made = button(self._toolkit.look, words, f"{key}_{place}", touch=True)
            made.setAutoDefault(False)
            made.clicked.connect(lambda _=False, words=words: self._choose(key, words))
            flow.addWidget(made)

    def _buttons(self, kind: str) -> QHBoxLayout:
        look = self._toolkit.look
        row = QHBoxLayout()
        row.addStretch(1)
        back = button(look, T("Back"), "unsigned_back", touch=True)
        back.setAutoDefault(False)
        back.clicked.connect(self.reject)
        action = button(look, ACTIONS[kind], "unsigned_action", role="primary", touch=True)
        action.clicked.connect(self._accept_when_complete)
        action.setAutoDefault(False)
        row.addWidget(back)
        row.addWidget(action)
        return row

    def _choose(self, key: str, words: str) -> None:
        self.form.set_values({key: words})
        self.form.set_errors({})

    def _accept_when_complete(self) -> None:
        values = self.form.values()
        errors = dict(self.form.unreadable())
        for key in ("reason", "due"):
            if key in values and not values[key]:
                errors.setdefault(key, required_error())
        self.form.set_errors(errors)
        if errors:
            self.form.focus_first_error()
        elif self._needs_ink and not self.pad.ink().is_signature():
            self._say(T("The service engineer has to sign as well."))
        else:
            self.accept()

    def _say(self, text: Text | None) -> None:
        self._error.setText("" if text is None else self._toolkit.words(text))
        self._error.setVisible(text is not None)
