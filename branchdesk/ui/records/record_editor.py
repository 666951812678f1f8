# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The editor of a record: a call is taken with the keyboard alone, in the order people speak."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from branchdesk.domain.kinds.description import Field, describe_fields
from branchdesk.domain.kinds.record_inputs import Confirmation, Promise, Solution
from branchdesk.domain.kinds.service_record import SERVICE_RECORD, ServiceRecord
from branchdesk.domain.kinds.values import CATEGORIES
from branchdesk.domain.text import T
from branchdesk.services.customers import DuplicateError
from branchdesk.ui.entry_panel import EntryPanel
from branchdesk.ui.forms_from_kinds import document_of, form_field, form_values
from branchdesk.ui.records.record_services import (
    LATER,
    PROMISE,
    SOLVED,
    CustomerFacts,
    NewRecord,
)
from branchdesk.ui.shortcuts import SingleKeys
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.completing import complete
from branchdesk.ui.widgets.controls import button
from branchdesk.ui.widgets.field_description import FormField
from branchdesk.ui.widgets.reference_field import Reference, ReferenceField, ReferenceSource
from branchdesk.ui.widgets.segmented import Segmented

FIRST = (
    "customer",
    "contact_person",
    "contact_phone",
    "service_mode",
    "category",
    "product",
    "product_version",
    "problem_description",
)
"""What a call always asks, in the order people speak."""

ASKED = ("contact_person", "contact_phone", "category", "problem_description")
"""Where the cursor goes on while it is empty, once the customer or the category is chosen.

Not to the product: fingers learn that the problem follows the category.
"""

ENDING = "ending"
CLOSED = "confirmed"
AMENDMENT = "amendment_reason"

_ENDINGS = (
    (PROMISE, T("Promise an answer", "ending")),
    (SOLVED, T("Solved on the spot", "ending")),
    (LATER, T("Only record it", "ending")),
)
_OF_ENDING = {
    PROMISE: ("promised_answer_at", "reason"),
    SOLVED: ("solution", CLOSED, "confirmed_by"),
    LATER: (),
}
_DIGITS = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4)


class RecordEditor(EntryPanel):
    """New records and existing ones in the same form; the page decides what happens with it."""

    customer_chosen = Signal(object)
    """UUID of the customer, whose contacts and products are then handed to fill_customer"""
    customer_wanted = Signal(str, bool)
    """name of a customer that is not on file; True: add it although a similar one is there"""

    def __init__(
        self,
        toolkit: Toolkit,
        source: ReferenceSource,
        *,
        record: ServiceRecord | None = None,
        customer: Reference | None = None,
        promise_at: datetime | None = None,
    ) -> None:
        """Edit ``record``, or take a new one with the usual promise."""
        self.record = record
        fields = SERVICE_RECORD.fields
        more = [
            f
            for f in SERVICE_RECORD.editable_fields()
            if f.name not in FIRST and f.facts.group != "escalation"
        ]
        self._more = [f.name for f in more]
        shown = [_control(fields[name]) for name in FIRST]
        shown += _ending_fields() if record is None else []
        shown += _amendment_field() if record is not None and record.frozen else []
        shown += [form_field(f, required=False) for f in more]
        super().__init__(
            toolkit,
            title=T("New service record") if record is None else T("Edit the record"),
            remark=record.number if record else "",
            action=T("Save", "record"),
            fields=shown,
            sources={"customer": source},
            columns=2,
            name="record_editor",
        )
        self._facts: CustomerFacts | None = None
        self._facts_awaited = False
        self._make_extras()
        self._promise_at = promise_at
        self._customer_before = customer
        self.show_record()
        self._show_more(shown=False)
        self.form.changed.connect(self._on_changed)

    def show_record(self) -> None:
        """Show the record as it is stored, or the usual beginning of a new one."""
        fields = SERVICE_RECORD.fields
        start: dict[str, Any] = {name: fields[name].default for name in (*FIRST, *self._more)}
        if self.record is not None:
            names = [name for name in start if name != "customer"]
            start |= form_values(self.record, names) | {"customer": self._customer_before}
        else:
            start |= {ENDING: PROMISE, "promised_answer_at": self._promise_at}
        self.form.set_values(start)
        self.banner.hide()
        self._show_ending()

    # -- values ---------------------------------------------------------------------------------

    def new_record(self) -> NewRecord:
        """Return what is to be stored of a new record."""
        values = self.form.values()
        confirmation = None
        if values[CLOSED]:
            confirmation = Confirmation(
                confirmed_by=values["confirmed_by"] or values["contact_person"]
            )
        document = document_of(values, SERVICE_RECORD.fields)
        for name in ("solution", "confirmed_by", "promised_answer_at"):
            document.pop(name, None)
        return NewRecord(
            {name: value for name, value in document.items() if value not in (None, "")},
            values[ENDING] or LATER,
            Promise(promised_answer_at=values["promised_answer_at"], reason=values["reason"]),
            Solution(solution=values["solution"]),
            confirmation,
        )

    def changes(self) -> tuple[dict[str, object], str]:
        """Return only what differs from the record, and the reason of an amendment."""
        values = self.form.values()
        document = document_of(values, SERVICE_RECORD.fields)
        changed = {n: v for n, v in document.items() if v != getattr(self.record, n)}
        return changed, str(values.get(AMENDMENT) or "")

    def restore(self, values: Mapping[str, Any]) -> None:
        """Show what a draft kept, and what belongs to how the call ended."""
        super().restore(values)
        self._show_ending()
        chosen = values.get("customer")
        if isinstance(chosen, Reference):
            self._ask_for_facts(chosen)

    def fill_customer(self, facts: CustomerFacts) -> None:
        """Offer the customer's contacts and products, and take the first where nothing stands."""
        self._facts = facts
        self._facts_awaited = False
        self._contacts.setStringList([_pair(*c) for c in facts.contacts])
        self._products.setStringList([_pair(*p) for p in facts.products])
        values = self.form.values()
        if self.record is None:
            if facts.contacts and not values["contact_person"]:
                name, phone = facts.contacts[0]
                self.form.set_values({"contact_person": name, "contact_phone": phone})
            if facts.products and not values["product"]:
                product, version = facts.products[0]
                self.form.set_values({"product": product, "product_version": version})
            if facts.address and not values["address"]:
                self.form.set_values({"address": facts.address})
            if self._category.hasFocus() and not values["category"]:
                self._go_on()

    def take_customer(self, customer: Reference) -> None:
        """Show this customer as the chosen one, after it was added or found as a duplicate."""
        self.form.set_values({"customer": customer})
        self.form.set_errors({})
        self._new_customer.hide()
        self.banner.hide()
        self._on_customer_settled()
        self._ask_for_facts(customer)

    def warn_of_duplicates(self, name: str, error: DuplicateError) -> None:
        """Show the customers that may be meant, each one key away, and “add all the same”."""
        title, message, _ = error.render(self.toolkit.look.translator)
        self.banner.set_message(title, message, tone="amber")
        use = [
            (
                T("Use {name} ({number})", "duplicate", name=d.name, number=d.number),
                f"use_{d.number}",
                lambda d=d: self.take_customer(Reference(d.uuid, d.name, d.number)),
            )
            for d in error.candidates[:3]
        ]
        again = (T("Add all the same"), "add_anyway", lambda: self.customer_wanted.emit(name, True))
        self.banner.set_actions([*use, again])

    def focus_first(self) -> None:
        """Put the cursor where the call begins."""
        self.form.focus_field("customer" if self.record is None else "problem_description")

    def focus_field(self, name: str) -> None:
        """Put the cursor into a field, wherever it stands; an unknown one is ignored."""
        if name in self._more:
            self._show_more(shown=True)
        if name in self.form.values():
            self.form.focus_field(name)

    # -- parts ----------------------------------------------------------------------------------

    def _make_extras(self) -> None:
        look = self.toolkit.look
        field = self.form.control("customer")
        assert isinstance(field, ReferenceField)
        self._customer = field
        self._new_customer = button(look, "", "new_customer", role="link")
        self._new_customer.clicked.connect(
            lambda: self.customer_wanted.emit(self._customer.typed_text(), False)
        )
        self._new_customer.hide()
        layout = field.layout()
        assert layout is not None
        layout.addWidget(self._new_customer)
        field.text_edited.connect(self._on_customer_typed)
        field.settled.connect(self._on_customer_settled)
        category = self.form.control("category")
        assert isinstance(category, Segmented)
        self._category = category
        self._category.settled.connect(self._go_on)
        self._contacts = self._complete("contact_person", self._on_contact)
        self._products = self._complete("product", self._on_product)
        self._more_button = button(look, T("More details"), "more_details", role="link")
        self._more_button.clicked.connect(lambda: self._show_more(shown=True))
        row = QHBoxLayout()
        row.addWidget(self._more_button)
        row.addStretch(1)
        self.content.insertLayout(1, row)
        categories = zip(_DIGITS, CATEGORIES.labels, strict=True)
        SingleKeys(self, {key: _choose(self, value) for key, value in categories})

    def _complete(self, key: str, chosen: Any) -> QStringListModel:
        line = self.form.control(key)
        assert isinstance(line, QLineEdit)
        return complete(line, chosen)

    def _show_more(self, *, shown: bool) -> None:
        self._more_button.setVisible(not shown)
        for name in self._more:
            self.form.set_field_visible(name, shown)

    def _show_ending(self) -> None:
        if self.record is not None:
            return
        values = self.form.values()
        ending = values[ENDING]
        for other, names in _OF_ENDING.items():
            for name in names:
                self.form.set_field_visible(name, other == ending)
        later = bool(
            self._promise_at
            and values["promised_answer_at"]
            and values["promised_answer_at"] > self._promise_at
        )
        self.form.set_field_visible(
            "reason", ending == PROMISE and (later or values["reason"] != "")
        )
        self.form.set_field_visible("confirmed_by", ending == SOLVED and bool(values[CLOSED]))

    def show_error(self, error: BaseException) -> None:
        """Show a refusal; the fields it speaks of come into view."""
        super().show_error(error)
        problems = getattr(error, "problems", ())
        named = {problem.field for problem in problems}
        if named & set(self._more):
            self._show_more(shown=True)
        if self.record is None and "reason" in named:
            self.form.set_field_visible("reason", True)
        if "customer" in named and self._customer.typed_text():
            self._offer_customer(self._customer.typed_text())
        self.form.focus_first_error()

    def _on_changed(self, key: str) -> None:
        if key == "customer":
            chosen = self.form.values()["customer"]
            if chosen is not None:
                self._new_customer.hide()
                self._ask_for_facts(chosen)
        elif key in (ENDING, CLOSED, "promised_answer_at"):
            self._show_ending()
            if key == ENDING:
                first = _OF_ENDING[self.form.values()[ENDING]][:1]
                for name in first:
                    self.form.focus_field(name)
            values = self.form.values()
            if key == CLOSED and values[CLOSED] and not values["confirmed_by"]:
                self.form.set_values({"confirmed_by": values["contact_person"]})

    def _on_customer_settled(self) -> None:
        # Not after the customer's facts have come: a digit pressed meanwhile must find the
        # category. When the facts leave a gap before it, the cursor goes there.
        self.form.focus_field("category" if self.record is None else "contact_person")

    def _ask_for_facts(self, customer: Reference) -> None:
        self._facts_awaited = True
        self.customer_chosen.emit(customer.id)

    def _go_on(self) -> None:
        if self.record is None:
            values = self.form.values()
            # On a slow machine fingers are faster than the contact: the problem must not be
            # typed into its empty field.
            asked = ASKED[-1:] if self._facts_awaited else ASKED
            self.form.focus_field(next((n for n in asked if not values[n]), ASKED[-1]))

    def _on_customer_typed(self, text: str) -> None:
        if text.strip():
            self._offer_customer(text.strip())
        else:
            self._new_customer.hide()

    def _offer_customer(self, name: str) -> None:
        words = self.toolkit.words(T("New customer “{name}”", name=name[:40]))
        self._new_customer.setText(words)
        self._new_customer.setAccessibleName(words)
        self._new_customer.show()

    def _on_contact(self, words: str) -> None:
        for name, phone in self._facts.contacts if self._facts else ():
            if _pair(name, phone) == words:
                self.form.set_values({"contact_person": name, "contact_phone": phone})

    def _on_product(self, words: str) -> None:
        for product, version in self._facts.products if self._facts else ():
            if _pair(product, version) == words:
                self.form.set_values({"product": product, "product_version": version})


def _control(field: Field) -> FormField:
    return form_field(field, segmented=field.name == "category")


def _ending_fields() -> list[FormField]:
    promise, solution, confirmation = (
        describe_fields(Promise),
        describe_fields(Solution),
        describe_fields(Confirmation),
    )
    return [
        FormField(key=ENDING, label=T("How the call ends"), kind="segments", choices=_ENDINGS),
        form_field(promise["promised_answer_at"], required=False),
        form_field(promise["reason"]),
        form_field(solution["solution"], required=False),
        FormField(key=CLOSED, label=T("The customer confirmed it, close"), kind="bool", wide=True),
        form_field(confirmation["confirmed_by"], required=False),
    ]


def _amendment_field() -> list[FormField]:
    return [
        FormField(
            key=AMENDMENT,
            label=T("Reason of the amendment"),
            kind="text",
            required=True,
            help=T("The month was reported; headquarters sees the change with its reason."),
            wide=True,
        )
    ]


def _pair(first: str, second: str) -> str:
    return f"{first}  {second}".strip()


def _choose(editor: RecordEditor, value: str) -> Any:
    def choose() -> None:
        editor.form.set_values({"category": value})
        editor.form.changed.emit("category")
        editor._go_on()

    return choose
