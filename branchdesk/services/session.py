# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Who is at the desk, and what every use case works with."""

from collections.abc import Callable
from uuid import UUID

import msgspec

from branchdesk.domain.calendar import WorkingCalendar
from branchdesk.domain.changes import Changes
from branchdesk.domain.clock import Clock
from branchdesk.domain.kinds.roles import DeskRole, Role
from branchdesk.domain.kinds.steps import Actor
from branchdesk.domain.policy import Policy
from branchdesk.domain.text import Translator
from branchdesk.services.compose_sheet import CountPages
from branchdesk.services.ports import IdFactory, Store


class DeskFacts(msgspec.Struct, frozen=True):
    """What a desk is: its code (``GZ``, ``GZ-L01``, ``HQ``), its role and the branch it belongs to.

    ``device`` stands in the numbers of its records: ``D01``, ``L03``, ``H01``.
    """

    code: str
    role: DeskRole
    branch_code: str
    device: str
    node: str
    demo: bool = False


class Outcome(msgspec.Struct, frozen=True):
    """What a use case did to its main row."""

    number: str
    uuid: UUID
    state: str
    changes: Changes


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """An unlocked desk and the person in front of it; handed to every service.

    ``calendar`` and ``policy`` are read when asked, as an exchange may bring new ones. ``paper`` is
    the language of the paper, which does not depend on the window's; ``count_pages`` tells how many
    pages a sheet has; ``sign`` signs with the desk's key and returns base64.
    """

    desk: DeskFacts
    actor: Actor
    store: Store
    clock: Clock
    new_id: IdFactory
    calendar: Callable[[], WorkingCalendar]
    policy: Callable[[], Policy]
    paper: Translator
    count_pages: CountPages
    sign: Callable[[bytes], str]

    def may(self, roles: frozenset[Role]) -> bool:
        """Tell whether the person holds one of the roles."""
        return not roles.isdisjoint(self.actor.roles)
