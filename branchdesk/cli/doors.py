# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What may be added to and done with each kind, mapped onto the use cases of the services."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import msgspec

from branchdesk.cli import customer_steps, staff_steps
from branchdesk.cli.inputs import read_list
from branchdesk.cli.visit_steps import VISIT_STEPS
from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.registry import KINDS, MACHINES
from branchdesk.domain.text import T
from branchdesk.services import rights, rows
from branchdesk.services.registers import Registers
from branchdesk.services.session import Outcome
from branchdesk.wiring.desk import Desk

Document = dict[str, Any]
Add = Callable[[Desk, Document], Outcome]
StepAction = Callable[[Desk, Any, Document], Outcome]
MachineStep = Callable[[Desk, UUID, str, Document], Outcome]

ENTERED_ON_SITE = frozenset({"diagnose"})
"""Hidden steps that ask for something: the window has them on its sheet."""


class Door(msgspec.Struct, frozen=True, kw_only=True):
    """How the command line adds a row of a kind and steps it.

    ``steps`` are the events that are no plain steps of the kind's machine; ``machine`` carries
    out those that are.
    """

    kind: str
    add: Add | None = None
    steps: Mapping[str, StepAction] = {}
    machine: MachineStep | None = None

    def offered(self, desk: Desk, row: Any) -> list[str]:
        """Return the steps of the machine that are possible now for this person."""
        if self.machine is None:
            return []
        with desk.session.store.read() as reader:
            steps = rights.offered(desk.session, reader, self.kind, row, MACHINES[self.kind])
        return [step.event for step in steps]

    def step(self, desk: Desk, key: str, event: str, document: Document) -> Outcome:
        """Carry out an event; raises UserError with the possible ones when it is unknown."""
        with desk.session.store.read() as reader:
            row = rows.get_row(reader, self.kind, key)
        if event in self.steps:
            return self.steps[event](desk, row, document)
        if self.machine is not None and self._is_plain(event):
            return self.machine(desk, row.uuid, event, document)
        possible = dict.fromkeys([*self.offered(desk, row), *self.steps])
        raise UserError(
            T("Unknown step"),
            T(
                "There is no step “{event}” for {kind}.",
                event=event[:40],
                kind=KINDS[self.kind].label,
            ),
            T("Possible here: {events}.", events=", ".join(possible) or "—"),
        )

    def _is_plain(self, event: str) -> bool:
        step = MACHINES[self.kind].step(event)
        return step is not None and (not step.hidden or event in ENTERED_ON_SITE)


def _add_record(desk: Desk, document: Document) -> Outcome:
    draft = document.pop("draft", False) is True
    return desk.records.add(document, draft=draft)


def _edit_record(desk: Desk, row: Any, document: Document) -> Outcome:
    reason = str(document.pop("reason", ""))
    return desk.records.edit(row.uuid, document, reason)


def _discard_record(desk: Desk, row: Any, document: Document) -> Outcome:
    del document
    return Outcome(row.number, row.uuid, row.state, desk.records.discard_draft(row.uuid))


def _plan_visit(desk: Desk, row: Any, document: Document) -> Outcome:
    planned = desk.visits.plan(row.uuid, document)
    with desk.session.store.read() as reader:
        record = rows.get_row(reader, "service_record", row.uuid)
    return Outcome(record.number, record.uuid, record.state, planned.changes)


def _add_visit(desk: Desk, document: Document) -> Outcome:
    record = document.pop("record", "")
    if not isinstance(record, str) or not record.strip():
        raise UserError(
            T("The service record is missing"),
            T("A visit is planned for a service record."),
            T("Give its number as “record”."),
        )
    return desk.visits.plan(record, document)


def _add_customer(desk: Desk, document: Document) -> Outcome:
    contacts, products = read_list(document, "contacts"), read_list(document, "products")
    similar = document.pop("even_if_similar", False) is True
    return desk.customers.add(
        document, contacts=contacts, products=products, even_if_similar=similar
    )


def _code_list(name: str) -> Door:
    kind = KINDS[name]
    return Door(
        kind=name,
        add=lambda desk, document: Registers(desk.session).add(kind, document),
        steps={
            "edit": lambda desk, row, document: Registers(desk.session).edit(
                kind, row.uuid, document
            )
        },
    )


DOORS: Mapping[str, Door] = {
    door.kind: door
    for door in (
        Door(
            kind="service_record",
            add=_add_record,
            steps={
                "edit": _edit_record,
                "discard": _discard_record,
                "plan_visit": _plan_visit,
            },
            machine=lambda desk, uuid, event, document: desk.records.step(uuid, event, document),
        ),
        Door(
            kind="visit",
            add=_add_visit,
            steps=VISIT_STEPS,
            machine=lambda desk, uuid, event, document: desk.visits.step(uuid, event, document),
        ),
        Door(kind="customer", add=_add_customer, steps=customer_steps.CUSTOMER_STEPS),
        Door(
            kind="contact",
            add=customer_steps.add_contact,
            steps=customer_steps.CONTACT_STEPS,
        ),
        Door(
            kind="customer_product",
            add=customer_steps.add_product,
            steps=customer_steps.PRODUCT_STEPS,
        ),
        Door(kind="staff", add=staff_steps.add_person, steps=staff_steps.STAFF_STEPS),
        _code_list("branch"),
        _code_list("product"),
        Door(kind="month_close"),
    )
}
"""The door of every kind that has a word on the command line."""
