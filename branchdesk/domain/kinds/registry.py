# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""All record kinds by name, and their state machines."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from branchdesk.domain.kinds import customer, month, organisation, service_record, visit
from branchdesk.domain.kinds.description import Kind
from branchdesk.domain.kinds.record_steps import RECORD_MACHINE
from branchdesk.domain.kinds.steps import StateMachine
from branchdesk.domain.kinds.visit_steps import VISIT_MACHINE

KINDS: Mapping[str, Kind[Any]] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            organisation.BRANCH,
            organisation.STAFF,
            organisation.PRODUCT,
            organisation.CALENDAR_DAY,
            customer.CUSTOMER,
            customer.CONTACT,
            customer.CUSTOMER_PRODUCT,
            service_record.SERVICE_RECORD,
            service_record.RECORD_PROGRESS,
            service_record.RECORD_HANDOVER,
            service_record.RECORD_PROMISE,
            service_record.RECORD_OPTION,
            visit.VISIT,
            visit.VISIT_WORK_LINE,
            visit.VISIT_PART,
            visit.VISIT_RESCHEDULE,
            visit.VISIT_SIGNATURE,
            visit.VISIT_ADDENDUM,
            month.MONTH_CLOSE,
            month.MONTH_SUMMARY,
            month.MONTH_EXPLANATION,
            month.MONTH_RECEIPT,
            month.ATTACHMENT,
            month.AMENDMENT,
        )
    }
)
"""Every synced kind."""

MACHINES: Mapping[str, StateMachine] = MappingProxyType(
    {"service_record": RECORD_MACHINE, "visit": VISIT_MACHINE}
)

COMMANDS: Mapping[str, Kind[Any]] = MappingProxyType(
    {kind.command: kind for kind in KINDS.values() if kind.command}
)
"""The kinds the command line knows, by their word."""


def child_kinds(name: str) -> tuple[Kind[Any], ...]:
    """Return the kinds whose rows hang on rows of the named kind."""
    return tuple(k for k in KINDS.values() if k.parent is not None and k.parent.kind == name)
