# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Hands a desk operations as another one would deliver them, whatever they say."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import msgspec

from branchdesk.domain.exchange import Applied
from tests.companies import NOW, Company


def operation(kind: str, row: UUID, action: str, values: Mapping[str, Any], **facts: Any) -> bytes:
    """Make one line of ``ops.jsonl``, written by a laptop unless ``versions`` says otherwise."""
    written = {"*": [1, 1, "f00d/1"]}
    if action == "update":
        written = {name: [9, 1, "f00d/1"] for name in values}
    document = {
        "op": str(uuid4()),
        "entity": kind,
        "row": str(row),
        "action": action,
        "set": values,
        "versions": written,
        "at": NOW.isoformat(),
    }
    return msgspec.json.encode(document | facts)


def new_row(kind: str, **values: Any) -> tuple[UUID, bytes]:
    """Make the creation of a row."""
    uuid = uuid4()
    created = {"created_at": NOW.isoformat(), "deleted": False}
    return uuid, operation(kind, uuid, "insert", created | values)


def deliver(company: Company, receiver: str, sender: str, *lines: bytes) -> Applied:
    """Apply lines on a desk as if the sender's bundle had brought them."""
    store = company[receiver].exchange_store
    with store.applying(sender, company.clock.now()) as (_, _, apply):
        return apply(lines, lambda _: None)
