# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Signatures beside the sheet: on paper with its photo, and on a supplement page."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T, Text
from branchdesk.services.attachments import Attachments
from branchdesk.services.drafts import Drafts
from branchdesk.services.sign_visit import AddendumText, ScreenSigning
from branchdesk.services.statements import SignedBy
from branchdesk.ui.form_draft import FormDraft
from branchdesk.ui.forms_from_kinds import values_of
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.visits.photo_strip import PhotoStrip
from branchdesk.ui.widgets.controls import button, label
from branchdesk.ui.widgets.field_description import FormField
from branchdesk.ui.widgets.form import Form, required_error
from branchdesk.ui.widgets.signature_pad import SignaturePad

ADDENDUM_DRAFT = "visit_addendum"
"""The name of the drafts of supplement pages."""

SIGNER: tuple[FormField, ...] = (
    FormField(key="name", label=T("Name of the signer"), required=True, max_length=100),
    FormField(key="position", label=T("Department / position"), max_length=100),
    FormField(key="phone", label=T("Phone number"), max_length=100),
)


class _SigningDialog(QDialog):
    """Title, what the subclass puts in, an error line, Back and one action."""

    submitted = Signal(object)
    """what the use case takes, once it is complete enough to try"""

    def __init__(
        self, toolkit: Toolkit, title: Text, action: Text, *, name: str, window: QWidget
    ) -> None:
        super().__init__(window)
        look = toolkit.look
        self._toolkit = toolkit
        self.setObjectName(name)
        self.setWindowTitle(look.words(title))
        self.setProperty("touch", True)
        self.setMinimumWidth(820)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 20)
        outer.setSpacing(12)
        outer.addWidget(label(look, title, "title"))
        self.column = QVBoxLayout()
        self.column.setSpacing(12)
        outer.addLayout(self.column, 1)
        self.column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._error = label(look, "", "error", wrap=True, name=f"{name}_error")
        self._error.hide()
        outer.addWidget(self._error)
        row = QHBoxLayout()
        row.addStretch(1)
        back = button(look, T("Back"), f"{name}_back", touch=True)
        back.setAutoDefault(False)
        back.clicked.connect(self.reject)
        self._action = button(look, action, f"{name}_action", role="primary", touch=True)
        self._action.setAutoDefault(False)
        self._action.clicked.connect(self._on_action)
        row.addWidget(back)
        row.addWidget(self._action)
        outer.addLayout(row)

    def show_error(self, error: object) -> None:
        """Say why it was refused; a bug is raised again."""
        self._action.setEnabled(True)
        if not isinstance(error, UserError):
            raise error if isinstance(error, BaseException) else TypeError(str(error))
        title, message, hint = error.render(self._toolkit.look.translator)
        self._error.setText(f"{title}: {message} {hint}".strip())
        self._error.show()

    def collect(self) -> object | None:
        """Return what the use case takes, or None while something is missing."""
        raise NotImplementedError

    def make_form(self, fields: Sequence[FormField], columns: int, name: str) -> Form:
        """Add a form."""
        form = Form(
            self._toolkit.look,
            fields,
            clock=self._toolkit.clock,
            tasks=self._toolkit.tasks,
            columns=columns,
            name=name,
            touch=True,
        )
        self.column.addWidget(form)
        return form

    def _on_action(self) -> None:
        self._error.hide()
        collected = self.collect()
        if collected is not None:
            self._action.setEnabled(False)
            self.submitted.emit(collected)


def missing_fields(form: Form, keys: Sequence[str]) -> bool:
    """Show which of these fields are empty; tell whether any is."""
    values = form.values()
    errors = {key: required_error() for key in keys if not values[key]}
    form.set_errors(errors)
    return form.focus_first_error()


class PaperDialog(_SigningDialog):
    """The customer signed the printed sheet: its photo, who signed, done."""

    print_wanted = Signal()

    def __init__(
        self,
        toolkit: Toolkit,
        attachments: Attachments,
        *,
        engineer: str,
        content_hash: str,
        signer: SignedBy,
        window: QWidget,
    ) -> None:
        """``content_hash`` is that of the summary that was shown, empty when none was."""
        super().__init__(
            toolkit,
            T("Sign on paper", "dialog"),
            T("Signed on paper, finish"),
            name="paper_dialog",
            window=window,
        )
        look = toolkit.look
        self._engineer = engineer
        self._content_hash = content_hash
        explained = T(
            "Print the sheet, let it be signed and stamped, then take a photo of it. The paper"
            " carries the same number; once the photo is here the sheet counts as signed."
        )
        self.column.addWidget(label(look, explained, "second", wrap=True))
        row = QHBoxLayout()
        printing = button(look, T("Print for signing on paper…"), "paper_print", touch=True)
        printing.setAutoDefault(False)
        printing.clicked.connect(self.print_wanted)
        printing.setFocus()
        row.addWidget(printing)
        row.addStretch(1)
        self.column.addLayout(row)
        self.photos = PhotoStrip(
            toolkit,
            attachments,
            purpose="signed_sheet",
            add=T("Add the photo of the signed sheet…"),
            name="signed_photos",
        )
        self.column.addWidget(self.photos)
        self._form = self.make_form(SIGNER, 3, "paper_form")
        self._form.set_values(
            {"name": signer.name, "position": signer.position, "phone": signer.phone}
        )

    def show_photos(self, visit: UUID, attachments: Sequence[Any]) -> None:
        """Show the photos that are there."""
        self.photos.show_photos(visit, attachments)

    def collect(self) -> ScreenSigning | None:
        """Return the signing on paper."""
        if missing_fields(self._form, ("name",)):
            return None
        values = self._form.values()
        return ScreenSigning(
            customer=SignedBy(
                name=values["name"], position=values["position"], phone=values["phone"]
            ),
            engineer=SignedBy(name=self._engineer),
            content_hash=self._content_hash,
            kind="paper",
        )


class AddendumDialog(_SigningDialog):
    """A supplement page to a locked sheet, with its own two signatures (R-009)."""

    def __init__(self, toolkit: Toolkit, *, number: str, engineer: str, window: QWidget) -> None:
        """Write for the sheet of this number."""
        super().__init__(
            toolkit,
            T("Supplement page to {number}", number=number),
            T("Sign and add the page"),
            name="addendum_dialog",
            window=window,
        )
        look = toolkit.look
        self._engineer = engineer
        self._text = self.make_form(
            (
                FormField(key="reason", label=T("Reason"), required=True, max_length=500),
                FormField(
                    key="text", label=T("What is added"), kind="text", required=True,
                    max_length=20_000,
                ),
            ),
            1,
            "addendum_text",
        )  # fmt: skip
        self._signer = self.make_form(SIGNER, 3, "addendum_signer")
        pads = QHBoxLayout()
        pads.setSpacing(12)
        self.customer_pad = SignaturePad(
            look, T("Customer's signature", "paper"), name="addendum_customer_pad"
        )
        caption = T("Signature of the service engineer · {name}", name=engineer)
        self.engineer_pad = SignaturePad(look, caption, name="addendum_engineer_pad")
        for pad in (self.customer_pad, self.engineer_pad):
            pad.setMinimumHeight(170)
            pad.set_watermark((number,))
            pads.addWidget(pad, 1)
        self.column.addLayout(pads, 1)
        self._text.focus_field("reason")

    def keep(self, drafts: Drafts, visit: UUID) -> None:
        """Go on with what was written for this visit and never signed, and keep what follows."""
        self._draft = FormDraft(self._text, self._toolkit.tasks, drafts, ADDENDUM_DRAFT, visit)
        self._draft.failed.connect(self.show_error)
        self.accepted.connect(self._draft.discard)
        self.rejected.connect(self._draft.flush)
        task = self._draft.load()
        task.finished.connect(self._go_on)
        task.failed.connect(self.show_error)

    def entered_once(self, act: Callable[[UUID], Any], *kinds: str) -> Callable[[], Any]:
        """Return what does ``act`` for a lane and stores its page once."""
        return self._draft.entered_once(act, *kinds)

    def _go_on(self, kept: dict[str, Any] | None) -> None:
        values = values_of(kept or {})
        self._text.set_values({k: v for k, v in values.items() if k not in self._draft.touched})

    def set_signer(self, name: str, position: str, phone: str) -> None:
        """Propose who signs."""
        self._signer.set_values({"name": name, "position": position, "phone": phone})

    def collect(self) -> AddendumText | None:
        """Return the page with its signatures."""
        if missing_fields(self._text, ("reason", "text")) or missing_fields(
            self._signer, ("name",)
        ):
            return None
        text, signer = self._text.values(), self._signer.values()
        return AddendumText(
            reason=text["reason"],
            text=text["text"],
            customer=SignedBy(
                name=signer["name"],
                position=signer["position"],
                phone=signer["phone"],
                ink=self.customer_pad.ink(),
            ),
            engineer=SignedBy(name=self._engineer, ink=self.engineer_pad.ink()),
        )
