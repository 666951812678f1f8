# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the page of customers asks of the desk, as plain functions for the database lane."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from branchdesk.domain.changes import Changes
from branchdesk.domain.kinds.customer import CONTACT
from branchdesk.domain.kinds.description import Kind
from branchdesk.services.customers import Customers, CustomerView
from branchdesk.services.drafts import Drafts
from branchdesk.services.session import Session
from branchdesk.ui.customers import customer_forms as forms
from branchdesk.ui.records.record_list import row_id_of


@dataclass(frozen=True)
class CustomerServices:
    """The use cases the page of customers works with."""

    session: Session
    customers: Customers
    drafts: Drafts


def load_customer(services: CustomerServices, key: UUID | int) -> tuple[int | None, CustomerView]:
    """Return a file with its row id, by its UUID or the row id of the list."""
    with services.session.store.read() as reader:
        if isinstance(key, int):
            key = reader.customer_lines([key])[0].uuid
        row_id = row_id_of(reader, "customer", key)
    return row_id, services.customers.view(key)


def save_child(
    services: CustomerServices,
    customer: UUID,
    kind: Kind[Any],
    row: Any,
    values: dict[str, Any],
    identity: UUID | None = None,
) -> Changes:
    """Change a contact or a registered product, or add one, with ``identity`` once."""
    document = forms.child_document(kind, values)
    customers = services.customers
    if row is None:
        add = customers.add_contact if kind is CONTACT else customers.add_product
        return Changes({kind.name: frozenset({add(customer, document, identity=identity)})})
    edit = customers.edit_contact if kind is CONTACT else customers.edit_product
    return edit(row.uuid, document)
