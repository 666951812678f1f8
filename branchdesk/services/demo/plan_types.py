# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What a demo plan is made of: desks, rows in the order they are entered, files."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from branchdesk.domain.kinds.customer import Contact, Customer, CustomerProduct
from branchdesk.domain.kinds.description import Row
from branchdesk.domain.kinds.month import Attachment, MonthSummary
from branchdesk.domain.kinds.organisation import Branch, CalendarDay, Product, Staff
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.domain.kinds.service_record import ServiceRecord
from branchdesk.domain.kinds.visit import Visit, VisitPart, VisitWorkLine


class DemoDesk(msgspec.Struct, frozen=True):
    """A desk to be made. ``code`` is ``GZ`` or ``GZ-L01``; ``device`` stands in its numbers.

    ``parent`` is the code of the desk it is enrolled with (empty for headquarters), ``users`` the
    staff who unlock it, the first of them being the one who founded it.
    """

    code: str
    role: DeskRole
    branch_code: str
    device: str
    name: str
    parent: str
    users: tuple[UUID, ...]


class Entry(msgspec.Struct, frozen=True):
    """A row as it stands at the end of the story, with the aware moment and place of its making.

    A row refers only to rows of the same desk, of the branch's own desk, or of the organisation.
    """

    at: datetime
    desk_code: str
    actor: UUID
    kind: str
    row: Row


class MonthTale(msgspec.Struct, frozen=True):
    """A month whose report did not simply go well; ``at`` is an aware moment.

    Of a ``late`` month ``at`` is when it is reported at last (R-111). A ``returned`` one goes back
    with the reason ``text`` and ``corrected`` takes the place of its summary (R-113, R-122). Of a
    ``supplemented`` one the desk ``laptop`` is last heard of at ``at``, the branch reports without
    it for the reason ``text``, and what it brings later goes into the next month (R-106, R-117).
    """

    kind: Literal["late", "returned", "supplemented"]
    at: datetime
    text: str = ""
    corrected: str = ""
    laptop: str = ""


class DemoPeriod(msgspec.Struct, frozen=True):
    """Everything entered within one period, oldest first, and the month's summary."""

    period: str
    records: int
    entries: tuple[Entry, ...]
    summary: MonthSummary
    tale: MonthTale | None


class DisputedPhone(msgspec.Struct, frozen=True):
    """A record whose phone two desks change today, each without knowing of the other."""

    record: UUID
    laptop: str
    at_branch: str
    at_laptop: str


class DemoBranch(msgspec.Struct, frozen=True):
    """A branch's year: customer files first, then twelve past periods and the current one.

    ``last_numbers`` holds, by desk and number prefix, the last running number that was used.
    """

    code: str
    manager: Staff
    clerk: Staff
    engineers: tuple[Staff, ...]
    customers: tuple[Entry, ...]
    periods: tuple[DemoPeriod, ...]
    last_numbers: Mapping[str, Mapping[str, int]]
    disputed: DisputedPhone | None

    def entries(self) -> tuple[Entry, ...]:
        """Return all entries in the order in which they may be inserted."""
        return self.customers + tuple(e for p in self.periods for e in p.entries)


class DemoPlan(msgspec.Struct, frozen=True):
    """Everything the demo desks hold.

    ``now`` is the aware moment the scenes of today are told for, ``period`` the last ended period,
    ``files`` the content of every attachment by its SHA-256, ``explanations`` the invented
    sentences by topic and ``explanation_rules`` the topic of a rule code.
    """

    seed: int
    today: date
    now: datetime
    period: str
    desks: tuple[DemoDesk, ...]
    branches: tuple[Branch, ...]
    staff: tuple[Staff, ...]
    products: tuple[Product, ...]
    calendar_days: tuple[CalendarDay, ...]
    offices: tuple[DemoBranch, ...]
    files: Mapping[str, bytes]
    explanations: Mapping[str, tuple[str, ...]]
    explanation_rules: Mapping[str, str]

    def explanation(self, rule: str, subject: str) -> str:
        """Return the branch's sentence for a finding; the same finding always gets the same."""
        sentences = self.explanations[self.explanation_rules.get(rule, "other")]
        return sentences[sum(subject.encode("utf-8")) % len(sentences)]


class SheetContext(msgspec.Struct, frozen=True):
    """The rows a visit sheet speaks of, besides the visit itself, and the desk that freezes it."""

    desk_code: str
    record: ServiceRecord
    customer: Customer
    contact: Contact
    registered: CustomerProduct | None
    branch: Branch
    engineer: Staff
    work_lines: tuple[VisitWorkLine, ...]
    parts: tuple[VisitPart, ...]
    attachments: tuple[Attachment, ...]


Freeze = Callable[[Visit, SheetContext], Visit]
"""Returns the visit with ``sheet_content``, ``content_hash`` and ``qr`` filled in."""
