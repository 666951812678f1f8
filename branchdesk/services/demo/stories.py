# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A record or a visit as it comes about: every change goes through the real steps.

So no invented row can be in a state that its machine, its guards or its rules would not allow.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from branchdesk.domain.calendar import WorkingCalendar
from branchdesk.domain.kinds.customer import Contact
from branchdesk.domain.kinds.description import Row
from branchdesk.domain.kinds.month import Attachment
from branchdesk.domain.kinds.organisation import Branch, Staff
from branchdesk.domain.kinds.registry import KINDS, MACHINES
from branchdesk.domain.kinds.roles import parse_roles
from branchdesk.domain.kinds.service_record import ServiceRecord
from branchdesk.domain.kinds.steps import Actor, NewRow, NoInput, Situation
from branchdesk.domain.kinds.validation import payload_problems
from branchdesk.domain.kinds.visit import Visit
from branchdesk.domain.policy import Policy
from branchdesk.services.demo.chance import Chance
from branchdesk.services.demo.customers import Unit
from branchdesk.services.demo.recipe import Recipe


class StoryError(Exception):
    """The tables ask for something the rules of the business forbid: a mistake in the recipe."""


class World(msgspec.Struct, frozen=True):
    """What every story of a branch knows: tables, calendar, the moment of today, its own chance."""

    recipe: Recipe
    calendar: WorkingCalendar
    now: datetime
    chance: Chance
    branch: Branch
    policy: Policy = Policy()


class Place(msgspec.Struct, frozen=True):
    """Who sits at which desk."""

    desk_code: str
    device: str
    person: Staff


class Story:
    """One row with its child rows."""

    kind = ""

    def __init__(self, world: World, place: Place, row: Any) -> None:
        """Start with the row in its first state."""
        self.world = world
        self.place = place
        self.row = row
        self.children: dict[str, list[Any]] = {}

    def step(
        self, event: str, payload: msgspec.Struct | None = None, *, at: datetime, by: Staff
    ) -> None:
        """Carry out a step at an aware moment; raises StoryError when it is not allowed."""
        step = MACHINES[self.kind].step(event)
        if step is None or self.row.state not in step.sources:
            raise StoryError(f"{event} from {self.row.state}")
        roles = parse_roles(by.roles)
        if step.roles.isdisjoint(roles):
            raise StoryError(f"{event} by {by.roles}")
        payload = payload or NoInput()
        situation = Situation(
            row=self.row,
            now=at,
            actor=Actor(by.uuid, by.name, roles),
            calendar=self.world.calendar,
            policy=self.world.policy,
            children={kind: tuple(rows) for kind, rows in self.children.items()},
            linked=self.linked(),
        )
        problems = payload_problems(payload, step.input_fields())
        problems += step.guard(situation, payload)
        if problems:
            raise StoryError(f"{event} at {at}: {'; '.join(str(p.message) for p in problems)}")
        effect = step.effect(situation, payload)
        changes = dict(effect.changes)
        if step.target is not None:
            changes.setdefault("state", step.target)
        self.change(changes)
        for new in effect.adds:
            self.add(new, at=at, by=by)
        for update in effect.updates:
            rows = self.children[update.kind]
            for i, row in enumerate(rows):
                if row.uuid == update.uuid:
                    rows[i] = msgspec.structs.replace(row, **update.changes)

    def change(self, changes: Mapping[str, object]) -> None:
        """Fill in fields of the row."""
        self.row = msgspec.structs.replace(self.row, **changes)

    def add(self, new: NewRow, *, at: datetime, by: Staff) -> Any:
        """Add a child row made at a moment, never before the row itself was entered."""
        made = max(at, self.row.created_at)
        row: Row = KINDS[new.kind].struct(
            uuid=self.world.chance.new_id(made),
            created_at=made,
            created_by=by.uuid,
            **new.values,
        )
        self.children.setdefault(new.kind, []).append(row)
        return row

    def linked(self) -> Mapping[str, tuple[Any, ...]]:
        """Return rows of other kinds that guards look at."""
        return {}


class PlannedSignature(msgspec.Struct, frozen=True):
    """Who signs when; the ink is bound once the sheet has its number and its hash."""

    party: str
    kind: str
    name: str
    position: str
    phone: str
    at: datetime
    dynamics: bool = False


class Supplement(msgspec.Struct, frozen=True):
    """A supplement page to a frozen sheet (R-009)."""

    reason: str
    text: str
    at: datetime
    signatures: tuple[PlannedSignature, ...]


class VisitStory(Story):
    """A visit with its sheet."""

    kind = "visit"
    row: Visit

    def __init__(
        self, world: World, place: Place, visit: Visit, record: "RecordStory", contact: Contact
    ) -> None:
        """``contact`` is whom the engineer meets."""
        super().__init__(world, place, visit)
        self.record = record
        self.contact = contact
        self.signatures: list[PlannedSignature] = []
        self.supplements: list[Supplement] = []
        self.attachments: list[Attachment] = []

    def linked(self) -> Mapping[str, tuple[Any, ...]]:
        """The record of the visit."""
        return {"service_record": (self.record.row,)}


class RecordStory(Story):
    """A service record with its visits."""

    kind = "service_record"
    row: ServiceRecord

    def __init__(
        self, world: World, place: Place, record: ServiceRecord, unit: Unit, contact: Contact
    ) -> None:
        """``contact`` is who asked."""
        super().__init__(world, place, record)
        self.unit = unit
        self.contact = contact
        self.visits: list[VisitStory] = []
        self.attachments: list[Attachment] = []

    def linked(self) -> Mapping[str, tuple[Any, ...]]:
        """The visits of the record."""
        return {"visit": tuple(story.row for story in self.visits)}

    @property
    def caller(self) -> str:
        """What the contact is called: the name, or the form of address when that is all."""
        return self.contact.name or self.contact.salutation
