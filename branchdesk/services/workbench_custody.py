# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The lines of the start page that come from customer data taken away (R-087, R-088, R-090)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from branchdesk.domain.kinds.service_record import RecordProgress, ServiceRecord
from branchdesk.domain.kinds.visit import Visit
from branchdesk.domain.queries import Filter
from branchdesk.domain.tasks_due import DueItem
from branchdesk.domain.text import T
from branchdesk.services.ports import Reader
from branchdesk.services.session import Session
from branchdesk.services.workbench_records import customer_names, running


def custody_items(session: Session, reader: Reader, *, everybody: bool) -> list[DueItem]:
    """Return one line for each record whose customer data is with us.

    The customer is to be contacted within the time of the policy (BR-036); after that the data is
    to be returned when it was promised.
    """
    own = () if everybody else (Filter("handler", "=", session.actor.staff),)
    records: list[ServiceRecord] = reader.find(
        "service_record", (Filter("state", "=", "data_in_custody"), *own)
    )
    if not records:
        return []
    names = customer_names(reader, [r.customer for r in records])
    of_records = Filter("record", "in", tuple(r.uuid for r in records))
    took = Filter("result", "=", "data_to_take")
    visits: Mapping[UUID | None, Visit] = {
        visit.record: visit for visit in reader.find("visit", (of_records, took))
    }
    contacts: Sequence[RecordProgress] = reader.find(
        "record_progress", (of_records, Filter("kind", "=", "contact"))
    )
    items = []
    for record in records:
        visit = visits.get(record.uuid)
        taken = _taken_at(record, visit)
        contacted = any(c.record == record.uuid and c.at and c.at >= taken for c in contacts)
        promised = visit.data_return_at if visit else None
        contact_due = taken + timedelta(minutes=session.policy().custody_contact)
        name = names.get(record.customer, "") if record.customer else ""
        if promised is not None and (contacted or promised <= contact_due):
            items.append(_return(session, record, name, promised))
        elif not contacted:
            items.append(_contact(session, record, name, contact_due))
    return items


def _taken_at(record: ServiceRecord, visit: Visit | None) -> datetime:
    if visit is None:
        return record.occurred_at or record.created_at
    return visit.left_at or visit.arrived_at or visit.created_at


def _contact(session: Session, record: ServiceRecord, name: str, due: datetime) -> DueItem:
    return running(
        session,
        record,
        name,
        due,
        kind="data_contact",
        label=T("Data taken away", "due.kind"),
        subtitle=T("Tell the customer how the data is getting on"),
        action=T("Note the contact", "due.action"),
        event="note",
    )


def _return(session: Session, record: ServiceRecord, name: str, due: datetime) -> DueItem:
    return running(
        session,
        record,
        name,
        due,
        kind="data_return",
        label=T("Return the data", "due.kind"),
        subtitle=T("The customer waits for the data that was taken away"),
        action=T("Returned", "due.action"),
        event="return_data",
    )
