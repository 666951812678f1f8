# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Turns told stories into entries: numbers without gaps, frozen sheets, bound signatures."""

from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

import msgspec

from branchdesk.domain.identifiers import format_number, number_prefix
from branchdesk.domain.kinds.customer import CUSTOMER
from branchdesk.domain.kinds.description import Row
from branchdesk.domain.kinds.organisation import Branch
from branchdesk.domain.kinds.service_record import SERVICE_RECORD
from branchdesk.domain.kinds.visit import VISIT, VisitAddendum, VisitSignature
from branchdesk.domain.signature import Device, canonical_json, encode_ink, sha256_hex
from branchdesk.services.demo.chance import Chance
from branchdesk.services.demo.customers import Unit
from branchdesk.services.demo.handwriting import write_name
from branchdesk.services.demo.plan_types import Entry, Freeze, SheetContext
from branchdesk.services.demo.stories import PlannedSignature, RecordStory, VisitStory
from branchdesk.services.frozen_sheet import bind


class _Numbered(msgspec.Struct, frozen=True):
    """A row waiting for its number."""

    made: datetime
    uuid: UUID
    desk_code: str
    prefix: str
    give: Callable[[str], None]


class Ledger:
    """The books of one branch."""

    def __init__(self, branch: Branch, chance: Chance, clerk: UUID, freeze: Freeze) -> None:
        """``freeze`` closes a sheet's content as the program itself does."""
        self._branch = branch
        self._chance = chance
        self._clerk = clerk
        self._freeze = freeze
        self.last_numbers: dict[str, dict[str, int]] = {}

    def number(self, units: list[Unit], stories: list[RecordStory]) -> None:
        """Give every customer, record and visit its number, in the order they were made."""
        code = self._branch.code
        waiting = []
        for unit in units:
            made = unit.customer.created_at
            prefix = number_prefix(CUSTOMER.letters, code, "D01", made)
            waiting.append(
                _Numbered(made, unit.customer.uuid, code, prefix, _customer_number(unit))
            )
        for story in stories:
            prefix = number_prefix(
                SERVICE_RECORD.letters, code, story.place.device, story.row.created_at
            )
            waiting.append(_waiting(story, prefix))
            for visit in story.visits:
                prefix = number_prefix(
                    VISIT.letters, code, visit.place.device, visit.row.created_at
                )
                waiting.append(_waiting(visit, prefix))
        for one in sorted(waiting, key=lambda one: (one.made, one.uuid)):
            used = self.last_numbers.setdefault(one.desk_code, {})
            used[one.prefix] = used.get(one.prefix, 0) + 1
            one.give(format_number(one.prefix, used[one.prefix]))

    def customer_entries(self, units: list[Unit]) -> tuple[Entry, ...]:
        """Return the customer files, oldest first, each followed by what belongs to it."""
        entries = []
        for unit in sorted(units, key=lambda u: (u.customer.created_at, u.customer.uuid)):
            rows: list[tuple[str, Row]] = [("customer", unit.customer)]
            rows += [("contact", contact) for contact in unit.contacts]
            rows += [("customer_product", product) for product in unit.products]
            entries += [
                Entry(row.created_at, self._branch.code, self._clerk, kind, row)
                for kind, row in rows
            ]
        return tuple(entries)

    def entries(self, stories: list[RecordStory]) -> list[Entry]:
        """Return everything told, oldest first, parents before children."""
        told: list[Entry] = []
        for story in stories:
            told += _rows_of(story)
            for visit in story.visits:
                if visit.row.frozen_at is not None:
                    visit.row = self._freeze(visit.row, self._context(visit))
                told += _rows_of(visit)
                told += self._signatures(visit)
        return sorted(told, key=lambda entry: entry.at)

    def _context(self, visit: VisitStory) -> SheetContext:
        record = visit.record
        return SheetContext(
            desk_code=visit.place.desk_code,
            record=record.row,
            customer=record.unit.customer,
            contact=visit.contact,
            registered=record.unit.registered(record.row.product),
            branch=self._branch,
            engineer=visit.place.person,
            work_lines=tuple(visit.children.get("visit_work_line", ())),
            parts=tuple(visit.children.get("visit_part", ())),
            attachments=tuple(visit.attachments),
        )

    def _signatures(self, visit: VisitStory) -> Iterator[Entry]:
        for signature in visit.signatures:
            yield self._sign(visit, signature, visit.row.content_hash, None)
        for ordinal, supplement in enumerate(visit.supplements, start=1):
            parts = [visit.row.content_hash, supplement.reason, supplement.text]
            page = VisitAddendum(
                uuid=self._chance.new_id(supplement.at),
                created_at=supplement.at,
                created_by=visit.place.person.uuid,
                visit=visit.row.uuid,
                ordinal=ordinal,
                reason=supplement.reason,
                text=supplement.text,
                written_at=supplement.at,
                written_by=visit.place.person.uuid,
                content_hash=sha256_hex(canonical_json(parts)),
            )
            yield _entry_of(visit, "visit_addendum", page)
            for signature in supplement.signatures:
                yield self._sign(visit, signature, page.content_hash, page.uuid)

    def _sign(
        self, visit: VisitStory, signature: PlannedSignature, digest: str, addendum: UUID | None
    ) -> Entry:
        ink = ""
        if signature.kind == "screen":
            device: Device = "pen" if signature.party == "engineer" else "touch"
            strokes = write_name(signature.name, f"{signature.name} {digest}", device)
            ink = encode_ink(strokes if signature.dynamics else strokes.without_dynamics())
        row = VisitSignature(
            uuid=self._chance.new_id(signature.at),
            created_at=signature.at,
            created_by=visit.place.person.uuid,
            visit=visit.row.uuid,
            addendum=addendum,
            party=signature.party,
            kind=signature.kind,
            name=signature.name,
            position=signature.position,
            phone=signature.phone,
            ink=ink,
            content_hash=digest,
            binding=bind(digest, ink),
            signed_at=signature.at,
        )
        return _entry_of(visit, "visit_signature", row)


def _entry_of(visit: VisitStory, kind: str, row: Row) -> Entry:
    person = visit.place.person.uuid
    return Entry(row.created_at, visit.place.desk_code, person, kind, row)


def _customer_number(unit: Unit) -> Callable[[str], None]:
    def give(number: str) -> None:
        unit.customer = msgspec.structs.replace(unit.customer, number=number)

    return give


def _waiting(story: RecordStory | VisitStory, prefix: str) -> _Numbered:
    def give(number: str) -> None:
        story.change({"number": number})

    row = story.row
    return _Numbered(row.created_at, row.uuid, story.place.desk_code, prefix, give)


def _rows_of(story: RecordStory | VisitStory) -> list[Entry]:
    desk = story.place.desk_code
    owner = story.place.person.uuid
    entries = [Entry(story.row.created_at, desk, owner, story.kind, story.row)]
    entries += [
        Entry(row.created_at, desk, row.created_by, kind, row)
        for kind, rows in story.children.items()
        for row in rows
    ]
    entries += [Entry(row.created_at, desk, owner, "attachment", row) for row in story.attachments]
    return entries
