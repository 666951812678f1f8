# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""An open, unlocked desk with all its services: the Qt-free composition root."""

import base64
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from branchdesk.domain.calendar import WorkingCalendar
from branchdesk.domain.clock import local_date
from branchdesk.domain.errors import UserError
from branchdesk.domain.exchange import Link
from branchdesk.domain.kinds.steps import Actor
from branchdesk.domain.month_check import DeviceFacts
from branchdesk.domain.policy import PRESETS, Policy
from branchdesk.domain.sheet import SheetContent
from branchdesk.domain.tables import WriteWorkbook
from branchdesk.domain.text import T
from branchdesk.runtime.desk_keys import KeyFile
from branchdesk.runtime.fonts import ensure_fonts
from branchdesk.runtime.single_instance import DeskLock
from branchdesk.services.attachments import Attachments
from branchdesk.services.close_month import CloseMonth
from branchdesk.services.customers import Customers
from branchdesk.services.desk_care import Trouble
from branchdesk.services.desk_settings import BACKUP_FOLDER_SETTING
from branchdesk.services.drafts import Drafts
from branchdesk.services.exchange import Exchange
from branchdesk.services.headquarters import Headquarters
from branchdesk.services.month import Month
from branchdesk.services.offices import Offices
from branchdesk.services.printing import Printing
from branchdesk.services.records import Records
from branchdesk.services.session import Session
from branchdesk.services.sign_visit import SignVisit
from branchdesk.services.staff import StaffDesk, effective_roles
from branchdesk.services.visits import Visits
from branchdesk.services.workbench import Workbench
from branchdesk.store.blobs import EncryptedBlobs
from branchdesk.store.database import Database
from branchdesk.store.drafts import DraftStore
from branchdesk.store.examination import Finding
from branchdesk.store.exchange_store import ExchangeStore
from branchdesk.sync.documents import SignedDocument, decode_document
from branchdesk.sync.header import DeskAddress
from branchdesk.sync.identity import DeskKeys
from branchdesk.wiring.backups import Backups
from branchdesk.wiring.courier import BundleCourier
from branchdesk.wiring.desk_folder import DeskFolder, StoredFacts
from branchdesk.wiring.enrolment import Enrolment
from branchdesk.wiring.examination import Examination
from branchdesk.wiring.people import People
from branchdesk.wiring.setting_keys import (
    CHAIN_SETTING,
    ESCROW_SETTING,
    IDENTITY_SETTING,
    KEYS_SETTING,
    POLICY_SETTING,
    SHEET_STATEMENT,
)
from branchdesk.wiring.surroundings import Surroundings

if TYPE_CHECKING:
    from branchdesk.wiring.paper import Paper


class Desk:
    """An unlocked desk. Close it, or use it as a context manager."""

    def __init__(
        self, folder: DeskFolder, key: bytes, person: UUID, surroundings: Surroundings
    ) -> None:
        """Take the single-instance lock, open the database and build the services.

        Raises UserError when the desk is open elsewhere, damaged, newer, or on a full disk.
        """
        self.folder = folder
        self.key = key
        self.stored: StoredFacts = folder.read()
        self.surroundings = surroundings.shifted(self.stored.clock_shift)
        self.facts = self.stored.facts
        self._lock = DeskLock(folder.root)
        self._lock.acquire()
        folder.clear_leftovers()
        try:
            self.database = Database(
                folder.database,
                key,
                role=self.facts.role,
                node=self.stored.version_node,
                new_id=surroundings.new_id,
                backup_folder=folder.backups,
            )
        except BaseException:
            self._lock.release()
            raise
        try:
            self._require_own_facts()
            self.keys = self._read_keys()
            self.blobs = EncryptedBlobs(folder.attachments, key)
            self.session = self._session(person)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the database and let others open the desk."""
        self.database.close()
        self._lock.release()

    def __enter__(self) -> "Desk":
        """Use the desk."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    # -- services -----------------------------------------------------------------------------

    @cached_property
    def records(self) -> Records:
        """Service records."""
        return Records(self.session)

    @cached_property
    def visits(self) -> Visits:
        """Visits until they are signed."""
        return Visits(self.session)

    @cached_property
    def signing(self) -> SignVisit:
        """Signing and what follows."""
        return SignVisit(self.session, self.visits)

    @cached_property
    def customers(self) -> Customers:
        """Customer files."""
        return Customers(self.session)

    @cached_property
    def attachments(self) -> Attachments:
        """Photos, scans, originals."""
        return Attachments(self.session, self.blobs)

    @cached_property
    def offices(self) -> Offices:
        """Company, branches and their phones."""
        return Offices(self.session)

    @cached_property
    def staff(self) -> StaffDesk:
        """The people of the desk."""
        return StaffDesk(self.session)

    @cached_property
    def drafts(self) -> Drafts:
        """Unsaved editor contents."""
        return Drafts(
            self.session, DraftStore(self.folder.drafts, self.key, self.surroundings.clock)
        )

    @cached_property
    def exchange_store(self) -> ExchangeStore:
        """Transactions that reach the streams."""
        return ExchangeStore(self.database, self.facts.code, self.facts.role)

    @cached_property
    def courier(self) -> BundleCourier:
        """Bundles and mailboxes."""
        self.folder.outbox.mkdir(parents=True, exist_ok=True)
        self.folder.inbox.mkdir(parents=True, exist_ok=True)
        courier = BundleCourier(
            address=self.address,
            demo=self.facts.demo,
            keys=self.keys,
            escrow=lambda: self.setting(ESCROW_SETTING),
            links=self._links,
            blobs=self.blobs,
            outbox=self.folder.outbox,
            inbox=self.folder.inbox,
            translator=self.surroundings.paper,
        )
        with self.exchange_store.read() as (_, streams):
            courier.clear_leftovers({entry.bundle_id for entry in streams.bundles("out")})
        return courier

    @cached_property
    def exchange(self) -> Exchange:
        """Exchanging with parent and children."""
        return Exchange(self.session, self.exchange_store, self.courier, self.blobs)

    @cached_property
    def month(self) -> Month:
        """Check, explanations and summary of a month."""
        return Month(
            self.session,
            self.devices,
            lambda: len(self.exchange.conflicts()),
            self.exchange.is_delivered,
        )

    @cached_property
    def close_month(self) -> CloseMonth:
        """Freezing a month."""
        return CloseMonth(self.session, self.exchange_store, self.exchange, self.month.check)

    @cached_property
    def headquarters(self) -> Headquarters:
        """Headquarters' board."""
        return Headquarters(self.session, self.exchange_store, self.courier)

    @cached_property
    def workbench(self) -> Workbench:
        """What is due."""
        return Workbench(self.session, self.devices, lambda: len(self.exchange.conflicts()))

    @cached_property
    def enrolment(self) -> Enrolment:
        """Joining a parent, certifying children."""
        return Enrolment(self)

    @cached_property
    def people(self) -> People:
        """Passphrases and the recovery code."""
        return People(self.session, self.staff, self.key_file, self.key)

    @cached_property
    def backups(self) -> Backups:
        """Backups of this desk."""
        return Backups(
            self.database,
            self.folder,
            self.facts.code,
            self.surroundings.clock,
            chosen=lambda: self.setting(BACKUP_FOLDER_SETTING),
            choose=lambda folder: self.set_setting(BACKUP_FOLDER_SETTING, folder),
        )

    @cached_property
    def examination(self) -> Examination:
        """Damage and losses."""
        return Examination(
            self.database,
            self.exchange_store,
            self.blobs,
            self.surroundings.clock,
            branch=self.facts.branch_code,
            courier=lambda: self.courier,
            drafts=lambda: self.drafts,
        )

    @cached_property
    def paper(self) -> "Paper":
        """Sheets and slips as PDF and pictures."""
        # The paper libraries cost a quarter second: only when something is printed.
        from branchdesk.wiring.paper import make_paper

        files = ensure_fonts(self.surroundings.paths.cache)
        return make_paper(files, self.surroundings.paper, self.signing, self.visits)

    @property
    def write_workbook(self) -> WriteWorkbook:
        """Tables as Excel workbooks."""
        from branchdesk.wiring.workbooks import write_workbook  # only when something is exported

        return write_workbook

    @cached_property
    def printing(self) -> Printing:
        """Print jobs with copy marks and counts."""
        return Printing(self.session, self.signing, begin=self.paper.begin_job)

    # -- facts --------------------------------------------------------------------------------

    @property
    def address(self) -> DeskAddress:
        """Who this desk is in bundles."""
        return DeskAddress(self.facts.code, self.facts.node, self.stored.name)

    def _links(self) -> list[Link]:
        with self.exchange_store.read() as (_, streams):
            return streams.links()

    def devices(self) -> Sequence[DeviceFacts]:
        """Return the laptops of this branch with the time of their last delivery."""
        return [
            DeviceFacts(
                code=link.peer.partition("-")[2],
                name=link.name,
                last_received_at=link.last_received_at,
            )
            for link in self._links()
            if link.relation == "child" and not link.revoked and "-" in link.peer
        ]

    def setting(self, key: str) -> str:
        """Return a setting of the desk."""
        with self.database.read() as reader:
            return reader.setting(key)

    def set_setting(self, key: str, value: str) -> None:
        """Store a setting of the desk."""
        with self.database.write(self.session.actor.staff, self.surroundings.clock.now()) as writer:
            writer.set_setting(key, value)

    @property
    def name(self) -> str:
        """What people call the desk."""
        return self.stored.name

    @property
    def path(self) -> str:
        """The folder of the desk."""
        return str(self.folder.root)

    def check(self) -> list[Finding]:
        """Check database, journal, month receipts, attachments and drafts (``doctor``)."""
        return self.examination.check()

    def look_for_damage(self) -> Trouble | None:
        """Check every page and tell of missing entries, for a worker after unlocking."""
        return self.examination.look_for_damage()

    def take_note_of_loss(self) -> None:
        """Stop telling of missing entries: somebody has read it."""
        self.examination.take_note_of_loss(self.session.actor.staff)

    def key_file(self) -> KeyFile:
        """Return the file with the wrapped keys."""
        return KeyFile.load(
            self.folder.keys, clock=self.surroundings.clock, cost=self.surroundings.cost
        )

    def chain(self) -> list[SignedDocument]:
        """Return the certificate chain, the desk's own first; empty before enrolment."""
        stored = self.setting(CHAIN_SETTING)
        return [decode_document(line.encode(), "") for line in stored.splitlines() if line]

    def _require_own_facts(self) -> None:
        """Refuse a ``desk.json`` that names another desk than the database."""
        known = self.setting(IDENTITY_SETTING)
        if not known:  # a desk of the first version
            with self.database.write(None, self.surroundings.clock.now()) as writer:
                writer.set_setting(IDENTITY_SETTING, self.stored.identity)
        elif known != self.stored.identity:
            raise self.folder.unreadable()

    def _read_keys(self) -> DeskKeys:
        stored = self.setting(KEYS_SETTING)
        if not stored:
            raise UserError(
                T("The data of this computer is damaged"),
                T("The desk's own keys are missing."),
                T("Restore from the last backup; nothing is overwritten by that."),
            )
        return DeskKeys.from_private_bytes(base64.b64decode(stored))

    def _session(self, person: UUID) -> Session:
        with self.database.read() as reader:
            staff = reader.get("staff", person)
            today = local_date(self.surroundings.clock.now())
            roles = effective_roles(reader, staff, today) if staff else frozenset()
        if staff is None:
            raise UserError(
                T("This person is not known here"),
                T("The name can unlock the data, but is not among the staff."),
                T("Ask the branch manager to add you again."),
            )
        return Session(
            desk=self.facts,
            actor=Actor(person, staff.name, roles),
            store=self.database,
            clock=self.surroundings.clock,
            new_id=self.surroundings.new_id,
            calendar=self._calendar,
            policy=self._policy,
            paper=self.surroundings.paper,
            count_pages=self._count_pages,
            sign=self._sign,
        )

    def _count_pages(self, content: SheetContent) -> int:
        return self.paper.count(content)

    def _sign(self, content: bytes) -> str:
        signature = self.keys.sign(content, SHEET_STATEMENT).decode("ascii")
        return signature.splitlines()[1]  # the signature proper, short enough for a QR code

    def _policy(self) -> Policy:
        return PRESETS.get(self.setting(POLICY_SETTING), PRESETS["default"])

    def _calendar(self) -> WorkingCalendar:
        with self.database.read() as reader:
            rows = reader.find("calendar_day", order="day")
        exceptions = {row.day: (row.working, row.note) for row in rows if row.day is not None}
        years = frozenset(day.year for day in exceptions)
        return WorkingCalendar(exceptions=exceptions, known_years=years)
