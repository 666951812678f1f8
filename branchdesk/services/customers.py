# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Customer files with contacts, registered products and history (R-137 to R-139, R-146)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from branchdesk.domain.changes import Changes
from branchdesk.domain.duplicates import Duplicate, Known, find_duplicates
from branchdesk.domain.errors import UserError
from branchdesk.domain.identifiers import phone_digits
from branchdesk.domain.kinds.customer import CONTACT, CUSTOMER, CUSTOMER_PRODUCT, Customer
from branchdesk.domain.kinds.description import Kind, Stage
from branchdesk.domain.kinds.roles import AGENTS, MANAGERS, Role
from branchdesk.domain.kinds.validation import require
from branchdesk.domain.lines import RecordLine, VisitLine
from branchdesk.domain.queries import Filter
from branchdesk.domain.text import T
from branchdesk.services import rights, rows
from branchdesk.services.ports import Reader
from branchdesk.services.session import Outcome, Session

FILE_KEEPERS = MANAGERS | {Role.ARCHIVIST}
"""Who may change any customer file (requirements §6)."""

ADDERS = AGENTS
"""Who adds files and keeps contacts and registered products up to date."""

_READERS = {
    "secret": MANAGERS
    | {Role.ARCHIVIST, Role.HQ_ENGINEER, Role.TECHNICAL_LEADER, Role.HQ_DIRECTOR},
    "top_secret": frozenset({Role.ARCHIVIST, Role.HQ_DIRECTOR}),
}

_SHORTEST_PHONE = 7
_HITS = 200


class CustomerView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the panel of a customer shows; records and visits are newest first.

    ``masked`` files are too secret for the person: only number, name and grade are filled.
    """

    customer: Customer
    masked: bool
    exchange: str
    contacts: tuple[Any, ...] = ()
    products: tuple[Any, ...] = ()
    records: tuple[RecordLine, ...] = ()
    visits: tuple[VisitLine, ...] = ()
    may_edit: bool = False


class DuplicateError(UserError):
    """The customer seems to be on file already; ``candidates`` are the likeliest first."""

    def __init__(self, name: str, candidates: tuple[Duplicate, ...]) -> None:
        """Name the likeliest candidate."""
        self.candidates = candidates
        first = candidates[0]
        super().__init__(
            T("This customer may be here already"),
            T(
                "“{name}” and the customer {other} ({number}) are {percent} % alike.",
                name=name[:80],
                other=first.name[:80],
                number=first.number,
                percent=first.percent,
            ),
            T("Use the existing customer, or add it all the same."),
        )


def may_read_file(roles: frozenset[Role], confidentiality: str) -> bool:
    """Tell whether somebody with the roles may read a file of the grade (requirements §6).

    Core business secrets need an approval that only those who keep the files can give themselves.
    """
    readers = _READERS.get(confidentiality)
    return readers is None or not readers.isdisjoint(roles)


def require_file(session: Session, customer: Customer) -> None:
    """Raise UserError when a file is too secret for the person."""
    if not may_read_file(session.actor.roles, customer.confidentiality):
        raise UserError(
            T("This file is a business secret"),
            T("{name} may not open or change it.", name=session.actor.name),
            T("Ask the archivist or the branch manager."),
        )


def masked_customer(customer: Customer) -> Customer:
    """Return the file with nothing but its identity, name, kind and grade."""
    return Customer(
        uuid=customer.uuid,
        created_at=customer.created_at,
        number=customer.number,
        state=customer.state,
        branch_code=customer.branch_code,
        name=customer.name,
        customer_type=customer.customer_type,
        confidentiality=customer.confidentiality,
    )


class Customers:
    """The use cases around one customer file."""

    def __init__(self, session: Session) -> None:
        """Work for the person of the session."""
        self._session = session

    def add(
        self,
        document: Mapping[str, object],
        *,
        contacts: Sequence[Mapping[str, object]] = (),
        products: Sequence[Mapping[str, object]] = (),
        even_if_similar: bool = False,
        identity: UUID | None = None,
    ) -> Outcome:
        """Open a customer file with its contacts and products, all or nothing.

        Raises DuplicateError when a similar customer is on file, unless ``even_if_similar``. What
        lies under ``identity`` already is not stored again (see Drafts.enter).
        """
        session = self._session
        rights.require_roles(session, ADDERS)
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            stored = rows.entered(writer, CUSTOMER.name, identity)
            if stored is not None:
                return stored
            values = rows.clean_values(CUSTOMER, rows.read_values(CUSTOMER, document))
            values |= {
                "number": rows.new_number(session, writer, CUSTOMER),
                "state": "active",
                "branch_code": session.desk.branch_code,
            }
            values.setdefault("last_verified_at", session.clock.now().date())
            customer: Customer = rows.build_row(session, CUSTOMER, rows.under(identity, values))
            require(CUSTOMER, customer, Stage.SAVE)
            if not even_if_similar:
                phones = [str(c.get(f, "")) for c in contacts for f in ("mobile", "landline")]
                similar = _duplicates(session, writer, _known(customer, tuple(phones)))
                if similar:
                    raise DuplicateError(customer.name, similar)
            writer.insert(CUSTOMER.name, customer)
            for kind, documents in ((CONTACT, contacts), (CUSTOMER_PRODUCT, products)):
                rows.replace_children(session, writer, kind, customer.uuid, (), documents)
            return Outcome(customer.number, customer.uuid, customer.state, writer.changes)

    def find_duplicates(self, document: Mapping[str, object]) -> tuple[Duplicate, ...]:
        """Return the customers a document may already be on file as, the likeliest first.

        For a file that exists, its own ``uuid`` in the document keeps it from finding itself.
        """
        own = document.get("uuid")
        asked = Known(
            uuid=own if isinstance(own, UUID) else self._session.new_id(),
            number="",
            name=str(document.get("name") or ""),
            aliases=str(document.get("aliases") or ""),
            credit_code=str(document.get("credit_code") or ""),
            phones=(str(document.get("phone") or ""),),
        )
        with self._session.store.read() as reader:
            return _duplicates(self._session, reader, asked)

    def edit(self, key: str | UUID, document: Mapping[str, object]) -> Outcome:
        """Change a file: managers and archivists any, others the ones they added."""
        session = self._session
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            customer = self._writable(writer, key)
            rights.require(session, writer, CUSTOMER.name, customer, ADDERS | FILE_KEEPERS)
            values = rows.read_values(CUSTOMER, document)
            rows.change_row(session, writer, CUSTOMER, customer, values)
            return Outcome(customer.number, customer.uuid, customer.state, writer.changes)

    def mark_lost(self, key: str | UUID, reason: str, day: date) -> Outcome:
        """Note that a customer was lost, when and why (requirements §2.11)."""
        if not reason.strip():
            raise UserError(
                T("The reason is missing"),
                T("A lost customer needs the reason of the loss."),
                T("Write the reason."),
            )
        if day > self._session.clock.now().date():
            raise UserError(
                T("This day is in the future"),
                T("A customer cannot be lost on a day to come."),
                T("Check the date."),
            )
        return self._change_state(
            key, {"state": "lost", "lost_reason": reason, "lost_at": day}, "lost"
        )

    def win_back(self, key: str | UUID) -> Outcome:
        """Make a lost customer an active one again."""
        return self._change_state(
            key, {"state": "active", "lost_reason": "", "lost_at": None}, "active"
        )

    def _change_state(self, key: str | UUID, changes: Mapping[str, object], state: str) -> Outcome:
        session = self._session
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            customer = self._writable(writer, key)
            rights.require(session, writer, CUSTOMER.name, customer, FILE_KEEPERS)
            rows.change_row(session, writer, CUSTOMER, customer, changes)
            return Outcome(customer.number, customer.uuid, state, writer.changes)

    # -- contacts and products ----------------------------------------------------------------

    def set_contacts(self, key: str | UUID, documents: Sequence[Mapping[str, object]]) -> Outcome:
        """Replace the contacts; rows keep their identity by position."""
        return self._replace(key, CONTACT, documents)

    def set_products(self, key: str | UUID, documents: Sequence[Mapping[str, object]]) -> Outcome:
        """Replace the registered products (R-138); rows keep their identity by position."""
        return self._replace(key, CUSTOMER_PRODUCT, documents)

    def add_contact(
        self, key: str | UUID, document: Mapping[str, object], *, identity: UUID | None = None
    ) -> UUID:
        """Add a contact and return its UUID; with ``identity`` once (see Drafts.enter)."""
        return self._add_child(key, CONTACT, document, identity)

    def add_product(
        self, key: str | UUID, document: Mapping[str, object], *, identity: UUID | None = None
    ) -> UUID:
        """Register a product and return its UUID (R-138); with ``identity`` once."""
        return self._add_child(key, CUSTOMER_PRODUCT, document, identity)

    def edit_contact(self, uuid: UUID, document: Mapping[str, object]) -> Changes:
        """Change a contact."""
        return self._edit_child(uuid, CONTACT, document)

    def edit_product(self, uuid: UUID, document: Mapping[str, object]) -> Changes:
        """Change a registered product."""
        return self._edit_child(uuid, CUSTOMER_PRODUCT, document)

    def remove_contact(self, uuid: UUID) -> Changes:
        """Take a contact off the file; records that name it keep the name."""
        return self._edit_child(uuid, CONTACT, None)

    def remove_product(self, uuid: UUID) -> Changes:
        """Take a registered product off the file."""
        return self._edit_child(uuid, CUSTOMER_PRODUCT, None)

    def _replace(
        self, key: str | UUID, kind: Kind[Any], documents: Sequence[Mapping[str, object]]
    ) -> Outcome:
        session = self._session
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            customer = self._writable(writer, key)
            rights.require(session, writer, CUSTOMER.name, customer, ADDERS | FILE_KEEPERS)
            present = writer.children(kind.name, customer.uuid)
            rows.replace_children(session, writer, kind, customer.uuid, present, documents)
            return Outcome(customer.number, customer.uuid, customer.state, writer.changes)

    def _add_child(
        self,
        key: str | UUID,
        kind: Kind[Any],
        document: Mapping[str, object],
        identity: UUID | None,
    ) -> UUID:
        session = self._session
        rights.require_roles(session, ADDERS | FILE_KEEPERS)
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            customer = self._writable(writer, key)
            if identity is not None and writer.get(kind.name, identity) is not None:
                return identity
            values = rows.read_values(kind, document) | {"customer": customer.uuid}
            added: UUID = rows.insert_row(session, writer, kind, rows.under(identity, values)).uuid
            return added

    def _edit_child(
        self, uuid: UUID, kind: Kind[Any], document: Mapping[str, object] | None
    ) -> Changes:
        session = self._session
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            row = rows.get_row(writer, kind.name, uuid)
            self._writable(writer, row.customer)
            rights.require(session, writer, kind.name, row, ADDERS | FILE_KEEPERS)
            if document is None:
                writer.update(kind.name, row.uuid, {"deleted": True})
            else:
                rows.change_row(session, writer, kind, row, rows.read_values(kind, document))
            return writer.changes

    # -- reading ------------------------------------------------------------------------------

    def view(self, key: str | UUID) -> CustomerView:
        """Return everything the panel shows; reading confidential fields is logged (R-276)."""
        session = self._session
        with session.store.write(session.actor.staff, session.clock.now()) as writer:
            customer: Customer = rows.get_row(writer, CUSTOMER.name, key)
            masked = not may_read_file(session.actor.roles, customer.confidentiality)
            if not masked:
                writer.log_reading(CUSTOMER.name, customer.uuid, CUSTOMER.confidential_fields())
        with session.store.read() as reader:
            exchange = reader.exchange_state(CUSTOMER.name, customer.uuid)
            if masked:
                return CustomerView(
                    customer=masked_customer(customer), masked=True, exchange=exchange
                )
            own = (Filter("customer", "=", customer.uuid),)
            return CustomerView(
                customer=customer,
                masked=False,
                exchange=exchange,
                contacts=reader.children(CONTACT.name, customer.uuid),
                products=reader.children(CUSTOMER_PRODUCT.name, customer.uuid),
                records=tuple(
                    reader.record_lines(
                        reader.line_ids("service_record", own, "occurred_at", descending=True)
                    )
                ),
                visits=tuple(
                    reader.visit_lines(reader.line_ids("visit", own, "created_at", descending=True))
                ),
                may_edit=rights.may_change(
                    session, reader, CUSTOMER.name, customer, ADDERS | FILE_KEEPERS
                ),
            )

    def _writable(self, reader: Reader, key: str | UUID) -> Customer:
        customer: Customer = rows.get_row(reader, CUSTOMER.name, key)
        require_file(self._session, customer)
        return customer


def _duplicates(session: Session, reader: Reader, asked: Known) -> tuple[Duplicate, ...]:
    """Compare with every file; one too secret for the person by its name alone (decision 151)."""
    known = []
    with_phone = _phones_of_hits(reader, asked)
    for customer in reader.find(CUSTOMER.name):
        if may_read_file(session.actor.roles, customer.confidentiality):
            known.append(_known(customer, with_phone.get(customer.uuid, ())))
        else:
            known.append(_known(masked_customer(customer)))
    return find_duplicates(asked, known)


def _known(customer: Customer, phones: tuple[str, ...] = ()) -> Known:
    return Known(
        uuid=customer.uuid,
        number=customer.number,
        name=customer.name,
        aliases=customer.aliases,
        credit_code=customer.credit_code,
        phones=(customer.phone, *phones),
    )


def _phones_of_hits(reader: Reader, asked: Known) -> dict[UUID, tuple[str, ...]]:
    """Return the contacts' phones of the customers found by the asked phones.

    Going through the search index spares reading every contact of the desk.
    """
    found: dict[UUID, tuple[str, ...]] = {}
    for phone in asked.phones:
        digits = phone_digits(phone)
        if len(digits) < _SHORTEST_PHONE:
            continue
        for hit in reader.search(digits, _HITS):
            if hit.kind == CUSTOMER.name and hit.uuid not in found:
                contacts = reader.children(CONTACT.name, hit.uuid)
                found[hit.uuid] = tuple(p for c in contacts for p in (c.mobile, c.landline) if p)
    return found
