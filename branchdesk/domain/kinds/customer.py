# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Customer files with contacts and registered products (R-137, R-138)."""

from datetime import date
from typing import Annotated
from uuid import UUID

from branchdesk.domain.identifiers import credit_code_is_valid
from branchdesk.domain.kinds import values
from branchdesk.domain.kinds.description import (
    Kind,
    NumberedRow,
    ParentLink,
    Row,
    Rule,
    Stage,
    ValueList,
    describe,
)
from branchdesk.domain.kinds.phones import phone_rule
from branchdesk.domain.text import T, Text

SAVE = (Stage.SAVE,)

CUSTOMER_STATES = ValueList(
    "customer.state",
    {"active": T("active", "customer.state"), "lost": T("lost", "customer.state")},
)


class Customer(NumberedRow, frozen=True, kw_only=True):
    """A customer unit. ``aliases`` are what colleagues call it, separated by blanks."""

    state: Annotated[
        str, describe(T("State"), values=CUSTOMER_STATES, editable=False, column=3)
    ] = "active"
    name: Annotated[
        str,
        describe(
            T("Customer"), group="basics", required=SAVE, search=8, column=2, confidential=True
        ),
    ] = ""
    aliases: Annotated[
        str, describe(T("Short names"), group="basics", search=6, confidential=True)
    ] = ""
    initials: Annotated[str, describe(T("Pinyin initials"), group="basics")] = ""
    customer_type: Annotated[
        str,
        describe(
            T("Customer type"),
            group="basics",
            required=SAVE,
            values=values.CUSTOMER_TYPES,
            column=4,
        ),
    ] = "corporate"
    value_class: Annotated[
        str, describe(T("Value class"), group="basics", values=values.VALUE_CLASSES, column=5)
    ] = "ordinary"
    lifecycle_stage: Annotated[
        str, describe(T("Lifecycle stage"), group="basics", values=values.LIFECYCLE_STAGES)
    ] = "new"
    credit_code: Annotated[str, describe(T("Credit code"), group="basics", search=1)] = ""
    phone: Annotated[
        str,
        describe(
            T("Phone number"), group="address", search=4, column=6, confidential=True, phone=True
        ),
    ] = ""
    email: Annotated[str, describe(T("E-mail"), group="address", confidential=True)] = ""
    province: Annotated[str, describe(T("Province"), group="address", column=7)] = ""
    city: Annotated[str, describe(T("City"), group="address", column=8)] = ""
    district: Annotated[str, describe(T("District"), group="address", column=9)] = ""
    address: Annotated[
        str, describe(T("Address"), group="address", search=2, column=10, confidential=True)
    ] = ""
    confidentiality: Annotated[
        str,
        describe(
            T("Confidentiality"),
            group="protection",
            required=SAVE,
            values=values.CONFIDENTIALITY_LEVELS,
            column=11,
        ),
    ] = "confidential"
    confidentiality_until: Annotated[
        date | None, describe(T("Confidential until"), group="protection")
    ] = None
    lost_at: Annotated[date | None, describe(T("Lost on"), group="protection", editable=False)] = (
        None
    )
    lost_reason: Annotated[
        str, describe(T("Reason of loss"), group="protection", editable=False)
    ] = ""
    last_verified_at: Annotated[date | None, describe(T("Last verified"), group="protection")] = (
        None
    )
    remarks: Annotated[str, describe(T("Remarks"), group="protection", long=True, search=1)] = ""


class Contact(Row, frozen=True, kw_only=True):
    """A person at a customer; some are known only by their form of address."""

    customer: Annotated[
        UUID, describe(T("Customer"), required=SAVE, refers="customer", editable=False)
    ]
    name: Annotated[str, describe(T("Name"), search=5, column=1, confidential=True)] = ""
    salutation: Annotated[
        str, describe(T("Form of address"), search=3, column=2, confidential=True)
    ] = ""
    position: Annotated[str, describe(T("Position"), column=3)] = ""
    mobile: Annotated[
        str, describe(T("Mobile phone"), search=4, column=4, confidential=True, phone=True)
    ] = ""
    landline: Annotated[
        str, describe(T("Landline"), search=4, column=5, confidential=True, phone=True)
    ] = ""
    extension: Annotated[str, describe(T("Extension"), column=6, confidential=True)] = ""
    wechat: Annotated[str, describe(T("WeChat"), column=7, confidential=True)] = ""
    email: Annotated[str, describe(T("E-mail"), column=8, confidential=True)] = ""
    is_key: Annotated[bool, describe(T("Key contact"), column=9)] = False
    phone_note: Annotated[str, describe(T("Phone note"), column=10)] = ""


class CustomerProduct(Row, frozen=True, kw_only=True):
    """A product registered for a customer."""

    customer: Annotated[
        UUID, describe(T("Customer"), required=SAVE, refers="customer", editable=False)
    ]
    product: Annotated[str, describe(T("Product"), required=SAVE, search=2, column=1)] = ""
    version: Annotated[str, describe(T("Version"), column=2)] = ""
    serial: Annotated[str, describe(T("Serial number"), search=4, column=3)] = ""
    dongle: Annotated[str, describe(T("Dongle number"), search=4, column=4)] = ""
    order_number: Annotated[str, describe(T("Order number"), column=5)] = ""
    purchased_at: Annotated[date | None, describe(T("Purchased on"), column=6)] = None
    warranty_until: Annotated[date | None, describe(T("Warranty until"), column=7)] = None


def _credit_code(row: Customer) -> Text | None:
    if row.credit_code and not credit_code_is_valid(row.credit_code):
        return T("The check digit of the credit code does not fit; compare it with the licence.")
    return None


def _contact_name(row: Contact) -> Text | None:
    if not row.name.strip() and not row.salutation.strip():
        return T("Enter the name or the form of address.")
    return None


CUSTOMER = Kind(
    name="customer",
    label=T("Customer file"),
    struct=Customer,
    command="customer",
    letters="KH",
    rules=(
        phone_rule("phone"),
        Rule("credit_code", "credit_code", frozenset({Stage.SAVE}), _credit_code),
    ),
)
CONTACT = Kind(
    name="contact",
    label=T("Contact"),
    struct=Contact,
    command="contact",
    parent=ParentLink("customer", "customer"),
    rules=(
        phone_rule("mobile"),
        phone_rule("landline"),
        Rule("contact_name", "name", frozenset({Stage.SAVE}), _contact_name),
    ),
)
CUSTOMER_PRODUCT = Kind(
    name="customer_product",
    label=T("Registered product"),
    struct=CustomerProduct,
    command="customer_product",
    parent=ParentLink("customer", "customer"),
)
