# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Visits: planning, appointment, and filling in the sheet on site (R-060 to R-070, R-081)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

import msgspec

from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.description import Problem, Stage
from branchdesk.domain.kinds.registry import KINDS, MACHINES, child_kinds
from branchdesk.domain.kinds.roles import AGENTS, PRINTERS, VISITORS
from branchdesk.domain.kinds.steps import Step
from branchdesk.domain.kinds.validation import problems_of, require
from branchdesk.domain.kinds.visit import EDITABLE, FOLLOW_UP_RESULTS, FROZEN, VISIT, Visit
from branchdesk.domain.kinds.visit_steps import progressed_state
from branchdesk.domain.period import period_of
from branchdesk.domain.queries import Filter
from branchdesk.domain.sheet import SheetContent
from branchdesk.domain.text import T
from branchdesk.services import rights, rows
from branchdesk.services.compose_sheet import SheetSources, compose_sheet, ordered
from branchdesk.services.ports import Reader, Writer
from branchdesk.services.session import Outcome, Session

LISTED = frozenset({"visit_work_line", "visit_part"})
"""The child kinds a person fills in as a list; signatures and supplement pages are not."""


class VisitView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the panel and the on-site sheet show."""

    visit: Visit
    exchange: str
    record: Any
    customer: Any
    contacts: tuple[Any, ...]
    products: tuple[Any, ...]
    people: Mapping[UUID, str]
    children: Mapping[str, tuple[Any, ...]]
    attachments: tuple[Any, ...]
    steps: tuple[Step, ...]
    may_fill: bool
    may_print: bool
    missing_to_sign: tuple[Problem, ...]


class Visits:
    """The use cases around one visit until it is signed."""

    def __init__(self, session: Session) -> None:
        """Work for the person of the session."""
        self._session = session

    def plan(
        self,
        record_key: str | UUID,
        document: Mapping[str, object],
        *,
        identity: UUID | None = None,
    ) -> Outcome:
        """Plan a visit for a record; the record becomes ``visit_planned``.

        With an appointment that was agreed the visit is ``confirmed`` at once. After a visit that
        needs another one the new visit is linked to it and takes over the time agreed on its sheet
        (R-067, R-082). A visit under ``identity`` is not planned again (see Drafts.enter).
        """
        session = self._session
        rights.require_roles(session, AGENTS)
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            planned = rows.entered(writer, VISIT.name, identity)
            if planned is not None:
                return planned
            record = rows.get_row(writer, "service_record", record_key)
            step = rows.find_step(
                session, writer, "service_record", record, "plan_visit", internal=True
            )
            values = rows.read_values(VISIT, dict(document))
            for name, value in _agreed_on_site(writer, record.uuid, session.clock.now()).items():
                values[name] = values.get(name) or value
            agreed = values.get("appointment_at") and values.get("agreed_with")
            at = values.get("appointment_at") or session.clock.now()
            values = {
                "number": rows.new_number(session, writer, VISIT),
                "branch_code": session.desk.branch_code,
                "record": record.uuid,
                "customer": record.customer,
                "engineer": record.handler,
                "purpose": record.problem_description,
                "location": record.address,
                "period": str(period_of(at, session.policy().cutoff_day)),  # type: ignore[arg-type]
                **values,
                "state": "confirmed" if agreed else "planned",
            }
            if agreed and not values.get("agreed_by"):
                values["agreed_by"] = "phone"
            visit = rows.insert_row(session, writer, VISIT, rows.under(identity, values))
            rows.carry_out(session, writer, "service_record", record, step, None)
            return Outcome(visit.number, visit.uuid, visit.state, writer.changes)

    def edit(self, key: str | UUID, document: Mapping[str, object]) -> Outcome:
        """Fill in the sheet; its on-site state follows from what is filled in.

        Raises UserError once the sheet is frozen: then only a supplement page helps (R-009).
        """
        session = self._session
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            visit = self.editable(writer, key)
            rights.require(session, writer, VISIT.name, visit, VISITORS)
            values = rows.clean_values(VISIT, rows.read_values(VISIT, document))
            changed = msgspec.structs.replace(visit, **values)
            require(VISIT, changed, Stage.SAVE)
            if "arrived_at" in values and changed.arrived_at is not None:
                values["period"] = str(period_of(changed.arrived_at, session.policy().cutoff_day))
            values["state"] = progressed_state(changed)
            writer.update(VISIT.name, visit.uuid, values)
            return Outcome(visit.number, visit.uuid, str(values["state"]), writer.changes)

    def set_lines(
        self, key: str | UUID, kind: str, lines: Sequence[Mapping[str, object]]
    ) -> Outcome:
        """Replace the work lines or parts of a sheet; ``kind`` is the child kind's name.

        Rows keep their identity by position; the charge follows the parts' amounts.
        """
        session = self._session
        if kind not in LISTED:
            raise ValueError(f"{kind} is not a list of the sheet")
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            visit = self.editable(writer, key)
            rights.require(session, writer, VISIT.name, visit, VISITORS)
            present = ordered(writer.children(kind, visit.uuid))
            rows.replace_children(session, writer, KINDS[kind], visit.uuid, present, lines)
            if kind == "visit_part":
                self._charge(writer, visit)
            return Outcome(visit.number, visit.uuid, visit.state, writer.changes)

    def _charge(self, writer: Writer, visit: Visit) -> None:
        try:
            total = sum((p.amount for p in writer.children("visit_part", visit.uuid)), Decimal())
        except InvalidOperation as error:
            raise UserError(
                T("This amount is out of range"),
                T("An amount cannot be added up."),
                T("Check the amounts of the parts."),
            ) from error
        writer.update(VISIT.name, visit.uuid, {"charge": total})

    def step(
        self,
        key: str | UUID,
        event: str,
        document: "Mapping[str, object] | msgspec.Struct" = rows.NOTHING,
        *,
        identity: UUID | None = None,
    ) -> Outcome:
        """Do a step of the visit's life other than signing.

        What it added under ``identity`` already is not added again (see Drafts.enter).
        """
        session = self._session
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            changed: Visit = rows.do_step(
                session, writer, VISIT.name, key, event, document, identity
            )
            if changed.state in EDITABLE and changed.arrived_at is not None:
                period = period_of(changed.arrived_at, session.policy().cutoff_day)
                changes = {"state": progressed_state(changed), "period": str(period)}
                writer.update(VISIT.name, changed.uuid, changes)
            if changed.state == "cancelled":
                self.release_record(writer, changed)
            changed = rows.get_row(writer, VISIT.name, changed.uuid)
            return Outcome(changed.number, changed.uuid, changed.state, writer.changes)

    def release_record(self, writer: Writer, visit: Visit) -> None:
        """Give the record back to its handler when no other visit is pending."""
        if visit.record is None:
            return
        record = writer.get("service_record", visit.record)
        if record is None or record.state != "visit_planned":
            return
        event = "take_data" if visit.result == "data_to_take" else "visit_done"
        step = MACHINES["service_record"].step(event)
        if step is not None:
            rows.carry_out(self._session, writer, "service_record", record, step, None)

    def editable(self, reader: Reader, key: str | UUID) -> Visit:
        """Return a visit whose sheet may still change."""
        visit: Visit = rows.get_row(reader, VISIT.name, key)
        if visit.state not in EDITABLE:
            raise UserError(
                T("This sheet is signed and locked"),
                T("{number} cannot be changed any more.", number=visit.number),
                T("To correct it write a supplement page and let the customer sign anew."),
            )
        return visit

    def view(self, key: str | UUID) -> VisitView:
        """Return everything the panel shows; reading confidential fields is logged (R-276)."""
        session = self._session
        rights.require_reading(session, VISIT.name)
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            visit = rows.get_row(writer, VISIT.name, key)
            writer.log_reading(VISIT.name, visit.uuid, VISIT.confidential_fields())
        with session.store.read() as reader:
            customer = reader.get("customer", visit.customer)
            return VisitView(
                visit=visit,
                exchange=reader.exchange_state(VISIT.name, visit.uuid),
                record=reader.get("service_record", visit.record),
                customer=customer,
                contacts=reader.children("contact", visit.customer),
                products=reader.children("customer_product", visit.customer),
                people={p.uuid: p.name for p in reader.find("staff")},
                children={
                    k.name: reader.children(k.name, visit.uuid) for k in child_kinds(VISIT.name)
                },
                attachments=tuple(reader.find("attachment", (Filter("owner", "=", visit.uuid),))),
                steps=rights.offered(session, reader, VISIT.name, visit, MACHINES[VISIT.name]),
                may_fill=rights.may_change(session, reader, VISIT.name, visit, VISITORS),
                may_print=session.may(PRINTERS),
                missing_to_sign=tuple(problems_of(VISIT, visit, Stage.SIGN)),
            )

    def summary(self, key: str | UUID) -> SheetContent:
        """Return the sheet's content as it would be signed now."""
        rights.require_reading(self._session, VISIT.name)
        with self._session.store.read() as reader:
            visit = rows.get_row(reader, VISIT.name, key)
            return self.compose(reader, visit)

    def compose(self, reader: Reader, visit: Visit) -> SheetContent:
        """Compose the content from the rows as the reader sees them."""
        session = self._session
        record = rows.get_row(reader, "service_record", visit.record or "")
        customer = rows.get_row(reader, "customer", visit.customer or "")
        contacts = reader.children("contact", customer.uuid)
        products = reader.children("customer_product", customer.uuid)
        named = [c for c in contacts if record.contact_person in (c.name, c.salutation)]
        owned = [p for p in products if p.product == record.product]
        branch = reader.find("branch", (Filter("code", "=", visit.branch_code),))
        photos = reader.find(
            "attachment", (Filter("owner", "=", visit.uuid), Filter("purpose", "=", "photo"))
        )
        sources = SheetSources(
            visit=visit,
            record=record,
            customer=customer,
            contact=named[0] if named else None,
            product=owned[0] if owned else None,
            branch=branch[0]
            if branch
            else KINDS["branch"].struct(uuid=visit.uuid, created_at=visit.created_at),
            engineer=rows.get_row(reader, "staff", visit.engineer or ""),
            work=ordered(reader.children("visit_work_line", visit.uuid)),
            parts=ordered(reader.children("visit_part", visit.uuid)),
            photos=tuple(p.caption or p.file_name for p in photos),
            demo=session.desk.demo,
            privacy_years=session.policy().privacy_years,
        )
        return compose_sheet(sources, session.paper, session.count_pages)


def _agreed_on_site(reader: Reader, record: UUID, now: datetime) -> dict[str, object]:
    """Return what the last sheet of the record says about its next visit; empty without one."""
    visits: list[Visit] = [
        v for v in reader.find("visit", (Filter("record", "=", record),)) if v.state in FROZEN
    ]
    if not visits or visits[-1].result not in FOLLOW_UP_RESULTS:
        return {}
    first = visits[-1]
    agreed: dict[str, object] = {"follow_up_of": first.uuid}
    if first.follow_up_at is not None and first.follow_up_at > now:
        agreed["appointment_at"] = first.follow_up_at
    return agreed
