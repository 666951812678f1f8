# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the page of records asks of the desk, as plain functions for the database lane."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from branchdesk.domain.changes import Changes
from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.customer import CUSTOMER
from branchdesk.domain.kinds.description import Problem, Stage
from branchdesk.domain.kinds.record_inputs import Confirmation, Promise, Solution
from branchdesk.domain.kinds.record_steps import RECORD_MACHINE
from branchdesk.domain.kinds.roles import AGENTS
from branchdesk.domain.kinds.service_record import SERVICE_RECORD, ServiceRecord
from branchdesk.domain.kinds.steps import Situation
from branchdesk.domain.kinds.validation import payload_problems, problems_of, raise_problems
from branchdesk.domain.queries import Filter
from branchdesk.domain.text import T, Text
from branchdesk.services.attachments import Attachments
from branchdesk.services.customers import Customers
from branchdesk.services.drafts import Drafts
from branchdesk.services.exchange import Exchange
from branchdesk.services.records import Records, RecordView
from branchdesk.services.secrecy import without_secrets
from branchdesk.services.session import Outcome, Session
from branchdesk.services.visits import Visits
from branchdesk.ui.forms_from_kinds import values_of
from branchdesk.ui.records.record_list import row_id_of
from branchdesk.ui.widgets.reference_field import Reference

FOUND = 40
"""Hits asked of the one search; only the customers among them are offered."""

PROMISE = "promise"
SOLVED = "solved"
LATER = "later"


@dataclass(frozen=True)
class RecordServices:
    """The use cases the page of records works with."""

    session: Session
    records: Records
    customers: Customers
    visits: Visits
    attachments: Attachments
    drafts: Drafts
    exchange: Exchange


@dataclass(frozen=True)
class Shown:
    """A record with what the panel needs beside its view."""

    row_id: int | None
    view: RecordView
    colleagues: Sequence[tuple[UUID, str]]
    undecided: Sequence[Text] = ()
    """the fields with two values"""


@dataclass(frozen=True)
class CustomerFacts:
    """What a chosen customer fills in: contacts (name, phone) and products (name, version)."""

    customer: UUID
    contacts: Sequence[tuple[str, str]] = ()
    products: Sequence[tuple[str, str]] = ()
    address: str = ""


@dataclass(frozen=True)
class NewRecord:
    """What the editor of a new record holds: the document and how the call ended."""

    document: Mapping[str, object]
    ending: str
    promise: Promise
    solution: Solution
    confirmation: Confirmation | None


def load_record(services: RecordServices, key: UUID | int) -> Shown:
    """Return a record by its UUID or by the row id of the list."""
    session = services.session
    with session.store.read() as reader:
        if isinstance(key, int):
            lines = reader.record_lines([key])
            if not lines:
                raise UserError(
                    T("This record is not here any more"),
                    T("It was deleted on another computer."),
                    T("Choose another record from the list."),
                )
            key = lines[0].uuid
        row_id = row_id_of(reader, "service_record", key)
        own = (
            Filter("active", "=", True),
            Filter("branch_code", "=", session.desk.branch_code),
        )
        colleagues = [(p.uuid, p.name) for p in reader.find("staff", own, order="name")]
    view = services.records.view(key)
    return Shown(row_id, view, colleagues, services.exchange.fields_in_conflict(key))


def find_customers(session: Session, text: str) -> list[Reference]:
    """Return the customers that fit a name, short name, pinyin initials, number or phone."""
    with session.store.read() as reader:
        found = without_secrets(session, reader, text, reader.search(text, FOUND))
        hits = [hit for hit in found if hit.kind == "customer"]
        return [Reference(hit.uuid, hit.title, hit.number) for hit in hits]


def customer_facts(services: RecordServices, customer: UUID) -> CustomerFacts:
    """Return what a customer's file fills in; a file too secret to read fills in nothing."""
    view = services.customers.view(customer)
    if view.masked:
        return CustomerFacts(customer)
    contacts = sorted(view.contacts, key=lambda c: not c.is_key)
    return CustomerFacts(
        customer,
        [(c.name or c.salutation, c.mobile or c.landline or view.customer.phone) for c in contacts],
        [(p.product, p.version) for p in view.products],
        view.customer.address,
    )


def add_customer(
    services: RecordServices,
    name: str,
    contact: str,
    phone: str,
    *,
    even_if_similar: bool,
    record: UUID | None,
) -> tuple[Reference, Changes]:
    """Open a customer file from within a call, once for each name.

    ``record`` is the one that is edited, None for a new call. Raises DuplicateError when the
    customer seems to exist.
    """
    contacts = [{"name": contact, "mobile": phone}] if contact.strip() else []

    def store(identity: UUID) -> Outcome:
        return services.customers.add(
            {"name": name}, contacts=contacts, even_if_similar=even_if_similar, identity=identity
        )

    outcome = services.drafts.enter_within(DRAFT_PAGE, name, store, CUSTOMER.name, record)
    return Reference(outcome.uuid, name, outcome.number), outcome.changes


def load_draft(services: RecordServices, record: UUID | None = None) -> dict[str, Any] | None:
    """Return the form's values that a draft kept, with the customer that was added from within.

    Raises UserError when the draft is damaged.
    """
    added = services.drafts.entered_within(DRAFT_PAGE, record)
    kept = services.drafts.load(DRAFT_PAGE, record)
    if kept is None:
        return None
    values = values_of(kept)
    if added is not None:
        with services.session.store.read() as reader:
            customer: Any = reader.get(CUSTOMER.name, added)
        values["customer"] = Reference(customer.uuid, customer.name, customer.number)
    return values


DRAFT_PAGE = "record"
"""The name of the editor's drafts."""


def save_new(services: RecordServices, entry: NewRecord) -> Outcome:
    """Take the problem and what was agreed in the same call.

    Everything is checked before anything is stored, so a refusal leaves nothing behind.
    """
    raise_problems(_problems(services.session, entry), SERVICE_RECORD.label)

    def store(identity: UUID) -> Outcome:
        if entry.ending == SOLVED:
            confirmation = entry.confirmation
            return services.records.answer_at_once(
                entry.document,
                entry.solution.solution,
                msgspec.structs.asdict(confirmation) if confirmation else None,
                identity=identity,
            )
        agreed = [("promise", entry.promise)] if entry.ending == PROMISE else []
        return services.records.add(entry.document, steps=agreed, identity=identity)

    return services.drafts.enter(DRAFT_PAGE, store, SERVICE_RECORD.name)


def _problems(session: Session, entry: NewRecord) -> list[Problem]:
    """Return everything that speaks against the record and against how the call ended."""
    now = session.clock.now()
    values: dict[str, Any] = {"occurred_at": now} | dict(entry.document)
    record = ServiceRecord(
        uuid=session.actor.staff,
        created_at=now,
        number="",
        state="open",
        branch_code=session.desk.branch_code,
        recorded_at=now,
        **values,
    )
    problems = problems_of(SERVICE_RECORD, record, Stage.SAVE)
    if entry.ending == LATER:
        return problems
    event, payload = (
        ("promise", entry.promise) if entry.ending == PROMISE else ("resolve", entry.solution)
    )
    situation = Situation(
        row=record,
        now=now,
        actor=session.actor,
        calendar=session.calendar(),
        policy=session.policy(),
    )
    step = RECORD_MACHINE.step(event)
    assert step is not None
    problems += payload_problems(payload, dict(step.input_fields()))
    problems += step.guard(situation, payload)
    if entry.ending == SOLVED and entry.confirmation is not None:
        close = RECORD_MACHINE.step("confirm_close")
        assert close is not None
        problems += payload_problems(entry.confirmation, dict(close.input_fields()))
    return problems


def usual_promise(session: Session) -> Any:
    """Return the moment an answer is promised for when nothing else is said."""
    minutes = session.policy().promised_answer_maximum
    return session.clock.now().replace(second=0, microsecond=0) + timedelta(minutes=minutes)


def may_take(session: Session) -> bool:
    """Tell whether the person may take service records."""
    return session.may(AGENTS)
