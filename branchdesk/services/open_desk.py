# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the pages of the window need of an open, unlocked desk; wiring's Desk fulfils it."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self
from uuid import UUID

import msgspec

from branchdesk.domain.kinds.roles import Role
from branchdesk.domain.tables import WriteWorkbook
from branchdesk.services.attachments import Attachments
from branchdesk.services.close_month import CloseMonth
from branchdesk.services.customers import Customers
from branchdesk.services.desk_care import BackupDesk, CheckLine, Trouble
from branchdesk.services.drafts import Drafts
from branchdesk.services.exchange import Exchange
from branchdesk.services.headquarters import Headquarters
from branchdesk.services.month import Month
from branchdesk.services.offices import Offices
from branchdesk.services.printing import Printing
from branchdesk.services.records import Records
from branchdesk.services.session import DeskFacts, Session
from branchdesk.services.sign_visit import SignVisit
from branchdesk.services.staff import StaffDesk
from branchdesk.services.visits import Visits
from branchdesk.services.workbench import Workbench


class EnrolmentStep(Protocol):
    """The result of one of the three steps of an enrolment; both people see the same codes."""

    @property
    def file(self) -> str:
        """The file that was written or taken in."""
        ...

    @property
    def short_code(self) -> str:
        """The code of the request."""
        ...

    @property
    def confirm_code(self) -> str:
        """The code of the answer, empty before there is one."""
        ...

    @property
    def code(self) -> str:
        """The desk at the other end (of a request: the one that asks)."""
        ...

    @property
    def name(self) -> str:
        """What people call that desk."""
        ...


class EnrolmentDesk(Protocol):
    """Joining a parent desk, taking in children."""

    def is_enrolled(self) -> bool:
        """Tell whether the desk has a parent; headquarters needs none."""
        ...

    def request(self, target: Path) -> EnrolmentStep:
        """Write this desk's request file. Raises UserError."""
        ...

    def look_at(self, request: Path) -> EnrolmentStep:
        """Read a child's request without answering it. Raises UserError."""
        ...

    def certify(self, request: Path, target: Path) -> EnrolmentStep:
        """Answer a child's request. Raises UserError."""
        ...

    def look_at_answer(self, answer: Path) -> EnrolmentStep:
        """Check the parent's answer without taking it in. Raises UserError."""
        ...

    def accept(self, answer: Path) -> EnrolmentStep:
        """Take in the parent's answer. Raises UserError."""
        ...

    def revoke(self, peer: str) -> None:
        """Stop trusting a child desk. Raises UserError."""
        ...


class PaperDesk(Protocol):
    """Sheets and slips as PDF."""

    def sheet(self, key: str | UUID) -> bytes:
        """Return the original PDF of a visit's frozen sheet."""
        ...

    def blank(self, key: str | UUID, *, by_hand: bool) -> bytes:
        """Return a numbered sheet to be signed on paper."""
        ...

    def require_glyphs(self, key: str | UUID) -> None:
        """Raise UserError when a character of the sheet cannot be printed."""
        ...

    def pages(self, pdf: bytes) -> int:
        """Return the number of pages."""
        ...

    def pictures(self, pdf: bytes) -> "PagePictures":
        """Return the pages as pictures for preview and raster printing."""
        ...

    def slip(self, title: str, lines: Sequence[str], code: str = "", caption: str = "") -> bytes:
        """Return a small page: recovery code, report slip."""
        ...


class PagePicture(Protocol):
    """A page in pixels: rows from the top, three bytes (red, green, blue) each."""

    @property
    def width(self) -> int:
        """Pixels."""
        ...

    @property
    def height(self) -> int:
        """Pixels."""
        ...

    @property
    def pixels(self) -> bytes:
        """The bytes."""
        ...


class PagePictures(Protocol):
    """The pages of a PDF for preview and raster printing; a context manager."""

    def __enter__(self) -> Self:
        """Return itself."""
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the document."""
        ...

    @property
    def page_count(self) -> int:
        """The number of pages."""
        ...

    def size_mm(self, index: int) -> tuple[float, float]:
        """Return width and height of a page in mm."""
        ...

    def picture(self, index: int, dpi: float) -> PagePicture:
        """Return a page on white; ``index`` counts from 0."""
        ...


class DeskPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of the desk: what they may do, and whether they can unlock this computer."""

    id: UUID
    name: str
    roles: frozenset[Role]
    active: bool
    unlocks: bool


class PeopleDesk(Protocol):
    """Who unlocks this desk, with which passphrase, and the recovery code."""

    def people(self) -> tuple[DeskPerson, ...]:
        """Return everybody of the desk, those who can unlock it first."""
        ...

    def may_manage(self) -> bool:
        """Tell whether the present person may add people and reset passphrases."""
        ...

    def change_passphrase(self, old: str, new: str) -> None:
        """Give the present person a new passphrase. Raises UserError."""
        ...

    def add(self, name: str, roles: frozenset[Role], passphrase: str) -> UUID:
        """Add a person who can unlock the desk. Raises UserError."""
        ...

    def let_in(self, person: UUID, passphrase: str) -> None:
        """Let somebody unlock the desk, or reset their passphrase. Raises UserError."""
        ...

    def shut_out(self, person: UUID) -> None:
        """Take away that somebody can unlock the desk. Raises UserError for the last one."""
        ...

    def renew_recovery_code(self) -> str:
        """Replace the recovery code and return the new one, shown once."""
        ...

    def verify_passphrase(self, passphrase: str) -> None:
        """Check the present person's passphrase (unlocking again). Raises UserError."""
        ...


class OpenDesk(Protocol):
    """An unlocked desk with its services; the attributes are made when first used."""

    @property
    def session(self) -> Session:
        """Who is at the desk, and its store, clock, calendar and policy."""
        ...

    @property
    def facts(self) -> DeskFacts:
        """What this desk is."""
        ...

    @property
    def records(self) -> Records:
        """Service records."""
        ...

    @property
    def visits(self) -> Visits:
        """Visits until they are signed."""
        ...

    @property
    def signing(self) -> SignVisit:
        """Signing and what follows."""
        ...

    @property
    def customers(self) -> Customers:
        """Customer files."""
        ...

    @property
    def attachments(self) -> Attachments:
        """Photos, scans, originals."""
        ...

    @property
    def offices(self) -> Offices:
        """Company and phones."""

    @property
    def staff(self) -> StaffDesk:
        """The people and their roles."""
        ...

    @property
    def drafts(self) -> Drafts:
        """Unsaved editor contents."""
        ...

    @property
    def exchange(self) -> Exchange:
        """Exchanging with parent and children."""
        ...

    @property
    def month(self) -> Month:
        """Check, explanations and summary of a month."""
        ...

    @property
    def close_month(self) -> CloseMonth:
        """Freezing a month."""
        ...

    @property
    def headquarters(self) -> Headquarters:
        """Headquarters' board."""
        ...

    @property
    def workbench(self) -> Workbench:
        """What is due."""
        ...

    @property
    def printing(self) -> Printing:
        """Print jobs."""
        ...

    @property
    def write_workbook(self) -> WriteWorkbook:
        """Tables as Excel workbooks."""
        ...

    @property
    def paper(self) -> PaperDesk:
        """Sheets and slips."""
        ...

    @property
    def enrolment(self) -> EnrolmentDesk:
        """Joining a parent, taking in children."""
        ...

    @property
    def people(self) -> PeopleDesk:
        """Passphrases and the recovery code."""
        ...

    @property
    def backups(self) -> BackupDesk:
        """Backups."""
        ...

    @property
    def name(self) -> str:
        """What people call the desk."""
        ...

    @property
    def path(self) -> str:
        """The folder of the desk."""
        ...

    def setting(self, key: str) -> str:
        """Return a setting of this desk, empty when it was never set."""
        ...

    def set_setting(self, key: str, value: str) -> None:
        """Store a setting of this desk."""
        ...

    def check(self) -> Sequence[CheckLine]:
        """Check database, journal, receipts, attachments and drafts."""
        ...

    def look_for_damage(self) -> Trouble | None:
        """Check every page, and tell of entries that are missing; None when all is well.

        Takes about a second for each 250 MB; for a worker after unlocking.
        """
        ...

    def take_note_of_loss(self) -> None:
        """Tell no more of entries that were found missing."""
        ...

    def close(self) -> None:
        """Close the database and let others open the desk."""
        ...
