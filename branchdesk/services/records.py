# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Service records: taking a problem, working on it, closing it (R-015 to R-034)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from branchdesk.domain.calendar import Deadline
from branchdesk.domain.changes import Changes
from branchdesk.domain.clocks import promise_deadline, response_deadline
from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.description import Row, Stage
from branchdesk.domain.kinds.registry import KINDS, MACHINES, child_kinds
from branchdesk.domain.kinds.roles import AGENTS, AUDITORS, WORKERS
from branchdesk.domain.kinds.service_record import SERVICE_RECORD, ServiceRecord, is_late_entry
from branchdesk.domain.kinds.steps import StateMachine, Step
from branchdesk.domain.kinds.validation import require
from branchdesk.domain.period import period_of
from branchdesk.domain.queries import Filter, HistoryEntry
from branchdesk.domain.text import T
from branchdesk.services import rights, rows
from branchdesk.services.ports import Reader, Writer
from branchdesk.services.session import Outcome, Session


class RecordView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the panel of a record shows; ``history`` is for those who audit alone."""

    record: ServiceRecord
    exchange: str
    customer_name: str
    customer_class: str
    people: Mapping[UUID, str]
    children: Mapping[str, tuple[Any, ...]]
    visits: tuple[Any, ...]
    attachments: tuple[Any, ...]
    steps: tuple[Step, ...]
    may_edit: bool
    may_plan: bool
    deadline: Deadline | None
    history: tuple[HistoryEntry, ...]


class Records:
    """The use cases around one service record."""

    def __init__(self, session: Session) -> None:
        """Work for the person of the session."""
        self._session = session

    def add(
        self,
        document: Mapping[str, object],
        *,
        draft: bool = False,
        steps: Sequence[tuple[str, "Mapping[str, object] | msgspec.Struct"]] = (),
        identity: UUID | None = None,
    ) -> Outcome:
        """Take a problem: number, first-contact owner and period are filled in.

        ``document`` holds the record's fields; ``customer`` may be a UUID or a customer number.
        With ``draft`` it may be incomplete and goes nowhere until it is saved. ``steps`` are what
        was agreed or told in the same call: they are stored with the record or it is not stored.
        What lies under ``identity`` already is not stored again (see Drafts.enter).
        """
        session = self._session
        rights.require_roles(session, AGENTS)
        now = session.clock.now()
        with session.store.write(session.actor.staff, now) as writer:
            stored = rows.entered(writer, SERVICE_RECORD.name, identity)
            if stored is not None:
                return stored
            values = self._values(writer, document)
            occurred = values.get("occurred_at") or now
            if not isinstance(occurred, datetime) or occurred.tzinfo is None:
                raise UserError(
                    T("This time has no zone"),
                    T("The time of receipt does not say its zone."),
                    T("Write it with its zone, such as 2026-11-28T17:30+08:00."),
                )
            values |= {
                "number": rows.new_number(session, writer, SERVICE_RECORD),
                "state": "draft" if draft else "open",
                "branch_code": session.desk.branch_code,
                "device": session.desk.device,
                "occurred_at": occurred,
                "recorded_at": now,
                "late_entry": is_late_entry(occurred, now),
                "period": self._period(writer, occurred),
                "first_contact_owner": session.actor.staff,
                "handler": session.actor.staff,
            }
            record = rows.build_row(session, SERVICE_RECORD, rows.under(identity, values))
            if not draft:
                require(SERVICE_RECORD, record, Stage.SAVE)
            writer.insert(SERVICE_RECORD.name, record)
            for event, payload in steps:
                record = self._do_step(writer, record.uuid, event, payload)
            return Outcome(record.number, record.uuid, record.state, writer.changes)

    def edit(self, key: str | UUID, document: Mapping[str, object], reason: str = "") -> Outcome:
        """Change the entered fields of a record.

        What a month close froze is not changed silently: the change is kept as an amendment with
        who, when and why (R-009), so ``reason`` is required then.
        """
        session = self._session
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            record: ServiceRecord = rows.get_row(writer, SERVICE_RECORD.name, key)
            rights.require(session, writer, SERVICE_RECORD.name, record, WORKERS)
            values = rows.clean_values(SERVICE_RECORD, self._values(writer, document))
            if record.frozen:
                self._amend(writer, record, values, reason)
            if record.state != "draft":
                changed = msgspec.structs.replace(record, **values)
                require(SERVICE_RECORD, changed, Stage.SAVE)
            writer.update(SERVICE_RECORD.name, record.uuid, values)
            return Outcome(record.number, record.uuid, record.state, writer.changes)

    def step(
        self,
        key: str | UUID,
        event: str,
        document: "Mapping[str, object] | msgspec.Struct" = rows.NOTHING,
        *,
        identity: UUID | None = None,
    ) -> Outcome:
        """Do a step of the record's life; guards refuse what requirements §4.1 forbids.

        What it added under ``identity`` already is not added again (see Drafts.enter).
        """
        session = self._session
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            changed = self._do_step(writer, key, event, document, identity)
            return Outcome(changed.number, changed.uuid, changed.state, writer.changes)

    def _do_step(
        self,
        writer: Writer,
        key: str | UUID,
        event: str,
        document: "Mapping[str, object] | msgspec.Struct",
        identity: UUID | None = None,
    ) -> ServiceRecord:
        changed: ServiceRecord = rows.do_step(
            self._session, writer, SERVICE_RECORD.name, key, event, document, identity
        )
        if event == "save":
            require(SERVICE_RECORD, changed, Stage.SAVE)
        if changed.state == "closed":
            require(SERVICE_RECORD, changed, Stage.CLOSE)
        return changed

    def answer_at_once(
        self,
        document: Mapping[str, object],
        solution: str,
        confirmation: Mapping[str, object] | None = None,
        *,
        identity: UUID | None = None,
    ) -> Outcome:
        """Take a problem and solve it in the same call; with a confirmation it is closed too."""
        resolved = ("resolve", {"solution": solution})
        closed = () if confirmation is None else (("confirm_close", confirmation),)
        return self.add(document, steps=(resolved, *closed), identity=identity)

    def discard_draft(self, key: str | UUID) -> Changes:
        """Mark a draft as deleted; anything else is never deleted."""
        session = self._session
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            record = rows.get_row(writer, SERVICE_RECORD.name, key)
            rights.require(session, writer, SERVICE_RECORD.name, record, WORKERS)
            if record.state != "draft":
                raise UserError(
                    T("Only drafts can be deleted"),
                    T("{number} is already in the ledger.", number=record.number),
                    T("Finish it and close it; write in the progress why it is not needed."),
                )
            writer.update(SERVICE_RECORD.name, record.uuid, {"deleted": True})
            return writer.changes

    def view(self, key: str | UUID) -> RecordView:
        """Return everything the panel shows; reading confidential fields is logged (R-276)."""
        session = self._session
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            record = rows.get_row(writer, SERVICE_RECORD.name, key)
            writer.log_reading(
                SERVICE_RECORD.name, record.uuid, SERVICE_RECORD.confidential_fields()
            )
        with session.store.read() as reader:
            return self._view(reader, record)

    def _view(self, reader: Reader, record: ServiceRecord) -> RecordView:
        children = {
            k.name: reader.children(k.name, record.uuid) for k in child_kinds(SERVICE_RECORD.name)
        }
        customer = reader.get("customer", record.customer) if record.customer else None
        machine = MACHINES[SERVICE_RECORD.name]
        promises = children["record_promise"]
        policy, calendar = self._session.policy(), self._session.calendar()
        deadline = promise_deadline(record, promises, calendar) or response_deadline(
            record, calendar, policy
        )
        return RecordView(
            record=record,
            exchange=reader.exchange_state(SERVICE_RECORD.name, record.uuid),
            customer_name=customer.name if customer else "",
            customer_class=customer.value_class if customer else "",
            people={p.uuid: p.name for p in reader.find("staff")},
            children=children,
            visits=tuple(reader.find("visit", (Filter("record", "=", record.uuid),))),
            attachments=tuple(reader.find("attachment", (Filter("owner", "=", record.uuid),))),
            steps=self._offered(reader, machine, record, children["record_handover"]),
            may_edit=rights.may_change(self._session, reader, SERVICE_RECORD.name, record, WORKERS),
            may_plan=self._may_plan(reader, machine, record),
            deadline=deadline,
            history=tuple(reader.history(SERVICE_RECORD.name, record.uuid))
            if self._session.may(AUDITORS)
            else (),
        )

    def _offered(
        self,
        reader: Reader,
        machine: StateMachine,
        record: ServiceRecord,
        handovers: tuple[Any, ...],
    ) -> tuple[Step, ...]:
        me = self._session.actor.staff
        waiting = any(h.to_staff == me and h.acknowledged_at is None for h in handovers)
        steps = rights.offered(self._session, reader, SERVICE_RECORD.name, record, machine)
        return tuple(s for s in steps if s.event != "acknowledge" or waiting)

    def _may_plan(self, reader: Reader, machine: StateMachine, record: ServiceRecord) -> bool:
        plan = machine.step("plan_visit")
        return (
            plan is not None
            and record.state in plan.sources
            and rights.may_change(self._session, reader, SERVICE_RECORD.name, record, plan.roles)
        )

    def _values(self, reader: Reader, document: Mapping[str, object]) -> dict[str, object]:
        document = dict(document)
        customer = document.get("customer")
        if isinstance(customer, str) and customer:
            document["customer"] = str(rows.get_row(reader, "customer", customer).uuid)
        values = rows.read_values(KINDS[SERVICE_RECORD.name], document)
        if values.get("customer"):
            rows.get_row(reader, "customer", values["customer"])  # type: ignore[arg-type]
        return values

    def _period(self, reader: Reader, occurred: datetime) -> str:
        cutoff = self._session.policy().cutoff_day
        period = period_of(occurred, cutoff)
        while reader.count(
            "month_close",
            (
                Filter("branch_code", "=", self._session.desk.branch_code),
                Filter("period", "=", str(period)),
            ),
        ):
            period = period.next()
        return str(period)

    def _amend(
        self, writer: Writer, record: Row, values: Mapping[str, object], reason: str
    ) -> None:
        if not reason.strip():
            raise UserError(
                T("This month was already reported"),
                T("The record was frozen with the report; a change needs its reason."),
                T("Write an amendment; it goes to headquarters with the next report."),
            )
        for name, value in values.items():
            old = getattr(record, name)
            if old == value:
                continue
            rows.insert_row(
                self._session,
                writer,
                KINDS["amendment"],
                {
                    "owner_kind": SERVICE_RECORD.name,
                    "owner": record.uuid,
                    "field": name,
                    "old": "" if old is None else str(old),
                    "new": "" if value is None else str(value),
                    "reason": reason,
                    "at": self._session.clock.now(),
                    "written_by": self._session.actor.staff,
                },
            )


def record_filters(
    states: Sequence[str] = (), handler: UUID | None = None, period: str = ""
) -> list[Filter]:
    """Return the filters of the usual record lists."""
    filters = []
    if states:
        filters.append(Filter("state", "in", tuple(states)))
    if handler is not None:
        filters.append(Filter("handler", "=", handler))
    if period:
        filters.append(Filter("period", "=", period))
    return filters
