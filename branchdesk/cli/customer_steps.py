# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What may be done with customer files, contacts and registered products."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from branchdesk.cli.inputs import Loss, read_input, read_list
from branchdesk.domain.changes import Changes
from branchdesk.domain.clock import local_date
from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T
from branchdesk.services.session import Outcome
from branchdesk.wiring.desk import Desk

Document = dict[str, Any]
StepAction = Callable[[Desk, Any, Document], Outcome]


def _edit(desk: Desk, row: Any, document: Document) -> Outcome:
    return desk.customers.edit(row.uuid, document)


def _mark_lost(desk: Desk, row: Any, document: Document) -> Outcome:
    loss = read_input(document, Loss)
    day = loss.day or local_date(desk.session.clock.now())
    return desk.customers.mark_lost(row.uuid, loss.reason, day)


def _win_back(desk: Desk, row: Any, document: Document) -> Outcome:
    del document
    return desk.customers.win_back(row.uuid)


def _set_contacts(desk: Desk, row: Any, document: Document) -> Outcome:
    return desk.customers.set_contacts(row.uuid, read_list(document, "contacts"))


def _set_products(desk: Desk, row: Any, document: Document) -> Outcome:
    return desk.customers.set_products(row.uuid, read_list(document, "products"))


def add_contact(desk: Desk, document: Document) -> Outcome:
    """Add a contact to the customer the document names by number or UUID."""
    added = desk.customers.add_contact(_customer(document), document)
    return _added("contact", added)


def add_product(desk: Desk, document: Document) -> Outcome:
    """Register a product for the customer the document names by number or UUID."""
    added = desk.customers.add_product(_customer(document), document)
    return _added("customer_product", added)


def _customer(document: Document) -> str:
    customer = document.pop("customer", "")
    if not isinstance(customer, str) or not customer.strip():
        raise UserError(
            T("The customer is missing", "terminal"),
            T("This belongs to a customer file."),
            T("Give the customer's number as “customer”."),
        )
    return customer


def _added(kind: str, uuid: UUID) -> Outcome:
    return Outcome("", uuid, "", Changes({kind: frozenset({uuid})}))


def _changed(row: Any, changes: Changes) -> Outcome:
    return Outcome("", row.uuid, "", changes)


CUSTOMER_STEPS: Mapping[str, StepAction] = {
    "edit": _edit,
    "mark_lost": _mark_lost,
    "win_back": _win_back,
    "set_contacts": _set_contacts,
    "set_products": _set_products,
}

CONTACT_STEPS: Mapping[str, StepAction] = {
    "edit": lambda desk, row, document: _changed(
        row, desk.customers.edit_contact(row.uuid, document)
    ),
    "remove": lambda desk, row, _document: _changed(row, desk.customers.remove_contact(row.uuid)),
}

PRODUCT_STEPS: Mapping[str, StepAction] = {
    "edit": lambda desk, row, document: _changed(
        row, desk.customers.edit_product(row.uuid, document)
    ),
    "remove": lambda desk, row, _document: _changed(row, desk.customers.remove_product(row.uuid)),
}
