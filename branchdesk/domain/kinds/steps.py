# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Steps: what a person may do with a row in its present state, with guard and effect.

A step changes one row and may add child rows. Guards and effects are pure: they see a Situation
and return problems or an Effect; the services carry it out in one transaction.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from branchdesk.domain.calendar import WorkingCalendar
from branchdesk.domain.kinds.description import Field, Problem, Row, describe_fields
from branchdesk.domain.kinds.roles import OWN_ONLY, Role
from branchdesk.domain.policy import Policy
from branchdesk.domain.text import Text


class Actor(msgspec.Struct, frozen=True):
    """Who does something: a staff row and the roles held on this desk."""

    staff: UUID
    name: str
    roles: frozenset[Role]


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """What a guard or an effect may look at.

    ``children`` holds the live child rows by kind name; ``linked`` rows of other kinds (the
    visits of a record, the record of a visit).
    """

    row: Any
    now: datetime
    actor: Actor
    calendar: WorkingCalendar
    policy: Policy
    children: Mapping[str, tuple[Any, ...]] = {}
    linked: Mapping[str, tuple[Any, ...]] = {}


class NewRow(msgspec.Struct, frozen=True):
    """A child row to be added; identity and creation facts are filled in by the service."""

    kind: str
    values: Mapping[str, object]


class Update(msgspec.Struct, frozen=True):
    """Changes to another row than the one the step is about."""

    kind: str
    uuid: UUID
    changes: Mapping[str, object]


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """What a step does: new field values (the state among them), new child rows, other rows."""

    changes: Mapping[str, object] = {}
    adds: tuple[NewRow, ...] = ()
    updates: tuple[Update, ...] = ()


class NoInput(msgspec.Struct, frozen=True):
    """The payload of a step that asks nothing."""


Guard = Callable[[Situation, Any], list[Problem]]
EffectFunction = Callable[[Situation, Any], Effect]


def no_guard(situation: Situation, payload: Any) -> list[Problem]:
    """Allow always."""
    del situation, payload
    return []


def no_effect(situation: Situation, payload: Any) -> Effect:
    """Change nothing but the state."""
    del situation, payload
    return Effect()


def allows(
    roles: frozenset[Role], actor: Actor, *, own: bool, own_only: frozenset[Role] = OWN_ONLY
) -> bool:
    """Tell whether somebody holds one of the roles that reach a row; ``own``: it is theirs."""
    held = roles & actor.roles
    return bool(held if own else held - own_only)


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One transition: from which states, to which, by whom, asking what.

    ``target`` None keeps the state unless the effect sets it. ``payload`` is a struct with
    described fields: the dialog and the command line are made from it. ``main`` marks the natural
    next step. ``hidden`` steps are done by the program or another page, never offered as a button.
    ``internal`` ones are part of a larger use case (signing, planning a visit) and refused alone.
    The roles in ``own_only`` do it with rows of their own only (requirements §6).
    """

    event: str
    label: Text
    sources: frozenset[str]
    target: str | None
    roles: frozenset[Role]
    payload: type[msgspec.Struct] = NoInput
    guard: Guard = no_guard
    effect: EffectFunction = no_effect
    main: bool = False
    hidden: bool = False
    internal: bool = False
    own_only: frozenset[Role] = OWN_ONLY

    def allows(self, actor: Actor, *, own: bool) -> bool:
        """Tell whether a person may do it; ``own``: the row is one of theirs."""
        return allows(self.roles, actor, own=own, own_only=self.own_only)

    def input_fields(self) -> Mapping[str, Field]:
        """Return the described fields of the payload."""
        return describe_fields(self.payload)


class StateMachine(msgspec.Struct, frozen=True, kw_only=True):
    """The states of a kind with their labels and the steps between them."""

    states: Mapping[str, Text]
    steps: tuple[Step, ...]
    initial: str

    def label(self, state: str) -> Text:
        """Return the label of a state; an unknown one shows as itself."""
        return self.states.get(state, Text(state))

    def step(self, event: str) -> Step | None:
        """Return the step of an event."""
        return next((s for s in self.steps if s.event == event), None)

    def offered(self, row: Row, actor: Actor, *, own: bool) -> tuple[Step, ...]:
        """Return the steps the actor may be offered now, in their declared order.

        ``own`` tells whether the row is one of the actor's.
        """
        state = getattr(row, "state", "")
        return tuple(
            s
            for s in self.steps
            if not s.hidden and state in s.sources and s.allows(actor, own=own)
        )
