# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Rows as a list shows them: the few columns of a line with the names already joined in."""

from datetime import datetime
from uuid import UUID

import msgspec


class RecordLine(msgspec.Struct, frozen=True):
    """A service record in a list."""

    uuid: UUID
    number: str
    state: str
    exchange: str
    category: str
    service_mode: str
    customer: str
    contact_person: str
    problem: str
    handler: str
    owner: str
    occurred_at: datetime
    promised_answer_at: datetime | None
    period: str
    late_entry: bool
    recurrence: int
    open_ended: bool
    frozen: bool


class VisitLine(msgspec.Struct, frozen=True):
    """A visit in a list."""

    uuid: UUID
    number: str
    state: str
    exchange: str
    customer: str
    purpose: str
    engineer: str
    engineer_uuid: UUID | None
    appointment_at: datetime | None
    arrived_at: datetime | None
    result: str
    signature_kind: str
    copy_way: str
    signature_due: str
    record_number: str
    period: str
    print_count: int


class CustomerLine(msgspec.Struct, frozen=True):
    """A customer in a list."""

    uuid: UUID
    number: str
    state: str
    exchange: str
    name: str
    customer_type: str
    value_class: str
    contact: str
    phone: str
    city: str
    products: int
    open_records: int


class SearchHit(msgspec.Struct, frozen=True):
    """A result of the one search box; ``score`` is higher for better matches."""

    kind: str
    uuid: UUID
    number: str
    title: str
    match: str
    score: float
