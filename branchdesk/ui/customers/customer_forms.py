# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The forms of a customer file, its contacts and its products, made from their descriptions."""

from collections.abc import Mapping
from typing import Any

from branchdesk.domain.kinds.customer import CONTACT, CUSTOMER, CUSTOMER_PRODUCT, Customer
from branchdesk.domain.kinds.description import Field, Kind
from branchdesk.domain.text import T, Text
from branchdesk.ui.entry_panel import EntryPanel
from branchdesk.ui.forms_from_kinds import document_of, form_field, form_values
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.field_description import FormField

NEW_CONTACT = ("contact_name", "contact_mobile")

_HELP: Mapping[str, Text] = {
    "aliases": T("What colleagues call it; several with blanks between them."),
    "initials": T("Only when the program reads a character differently."),
    "credit_code": T("18 characters; helps to find duplicates."),
    "salutation": T("When the name is not known, such as the family name and the trade."),
    "phone_note": T("Anything beside the digits belongs here."),
}


def customer_panel(toolkit: Toolkit, customer: Customer | None) -> EntryPanel:
    """Return the form of a new file (with a first contact) or of an existing one."""
    fields = [_with_help(field) for field in CUSTOMER.editable_fields()]
    values = {f.name: f.default for f in CUSTOMER.editable_fields()}
    if customer is None:
        fields[1:1] = [
            FormField(key="contact_name", label=T("Contact")),
            FormField(key="contact_mobile", label=T("Mobile phone")),
        ]
    else:
        values = form_values(customer, values)
    return EntryPanel(
        toolkit,
        title=T("New customer") if customer is None else T("Edit the file"),
        remark=customer.number if customer else "",
        action=T("Save", "record"),
        fields=fields,
        values=values,
        columns=2,
        name="customer_editor",
    )


def customer_document(values: Mapping[str, Any]) -> dict[str, object]:
    """Return the document of a customer file."""
    return document_of(values, CUSTOMER.fields)


def first_contacts(values: Mapping[str, Any]) -> list[dict[str, object]]:
    """Return the contact that was entered with a new file, if any."""
    name, mobile = (str(values.get(key) or "") for key in NEW_CONTACT)
    return [{"name": name, "mobile": mobile, "is_key": True}] if name or mobile else []


def contact_panel(toolkit: Toolkit, customer: Customer, contact: Any) -> EntryPanel:
    """Return the form of a contact; None for a new one."""
    title = T("Add a contact") if contact is None else T("Edit the contact")
    return _child_panel(toolkit, CONTACT, customer, contact, title, "contact_editor")


def product_panel(toolkit: Toolkit, customer: Customer, product: Any) -> EntryPanel:
    """Return the form of a registered product; None for a new one."""
    title = T("Register a product") if product is None else T("Edit the product")
    return _child_panel(toolkit, CUSTOMER_PRODUCT, customer, product, title, "product_editor")


def child_document(kind: Kind[Any], values: Mapping[str, Any]) -> dict[str, object]:
    """Return the document of a contact or product."""
    return document_of(values, kind.fields)


def lost_panel(toolkit: Toolkit, customer: Customer) -> EntryPanel:
    """Return the form that asks since when and why a customer is lost."""
    fields = [
        form_field(CUSTOMER.fields["lost_at"], required=True),
        FormField(
            key="lost_reason",
            label=CUSTOMER.fields["lost_reason"].label,
            kind="text",
            required=True,
        ),
    ]
    return EntryPanel(
        toolkit,
        title=T("Mark as lost"),
        remark=customer.number,
        context=customer.name,
        action=T("Mark as lost"),
        fields=fields,
        values={"lost_at": toolkit.clock.now().date()},
        name="lost",
    )


def _child_panel(
    toolkit: Toolkit, kind: Kind[Any], customer: Customer, row: Any, title: Text, name: str
) -> EntryPanel:
    editable = kind.editable_fields()
    values = (
        {f.name: f.default for f in editable}
        if row is None
        else form_values(row, [f.name for f in editable])
    )
    return EntryPanel(
        toolkit,
        title=title,
        context=customer.name,
        action=T("Save", "record"),
        fields=[_with_help(field) for field in editable],
        values=values,
        columns=2,
        name=name,
    )


def _with_help(field: Field) -> FormField:
    return form_field(field, help_text=_HELP.get(field.name))
