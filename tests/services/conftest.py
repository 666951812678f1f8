# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A desk as the services see it: a real encrypted database, real attachments, a clock that stands.

Everything is invented. The database is made once and copied for every test.
"""

import shutil
import uuid
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from branchdesk.domain.calendar import WorkingCalendar
from branchdesk.domain.clock import BRANCH_ZONE, FixedClock
from branchdesk.domain.kinds.organisation import Branch, Staff
from branchdesk.domain.kinds.roles import DeskRole, Role, format_roles
from branchdesk.domain.kinds.steps import Actor
from branchdesk.domain.policy import Policy
from branchdesk.domain.sheet import SheetContent
from branchdesk.domain.signature import Ink, Point, Stroke
from branchdesk.domain.text import Translator
from branchdesk.runtime.i18n import load_translator
from branchdesk.services.compose_sheet import CountPages
from branchdesk.services.customers import Customers
from branchdesk.services.records import Records
from branchdesk.services.session import DeskFacts, Session
from branchdesk.services.sign_visit import SignVisit
from branchdesk.services.visits import Visits
from branchdesk.store.blobs import EncryptedBlobs
from branchdesk.store.database import Database

KEY = bytes(range(32))
START = datetime(2026, 11, 20, 9, 30, tzinfo=BRANCH_ZONE)
"""A Friday morning; the period 2026-11 ends on Saturday the 28th."""

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
ENGINEER, COLLEAGUE, AGENT, MANAGER = (UUID(int=number) for number in (1, 2, 3, 4))
PEOPLE: dict[UUID, tuple[str, frozenset[Role]]] = {
    ENGINEER: ("陈亮", frozenset({Role.FIELD_ENGINEER})),
    COLLEAGUE: ("周倩", frozenset({Role.FIELD_ENGINEER})),
    AGENT: ("何静", frozenset({Role.SERVICE_AGENT})),
    MANAGER: ("王敏", frozenset({Role.BRANCH_MANAGER})),
}


class CountingIds:
    """Identities that are the same in every run."""

    def __init__(self) -> None:
        self._next = 0x1000

    def __call__(self) -> UUID:
        self._next += 1
        return UUID(int=self._next)


class Desk:
    """One unlocked desk; ``use`` puts a person in front of it."""

    def __init__(self, database: Database, blobs: EncryptedBlobs, paper: Translator) -> None:
        self.database = database
        self.blobs = blobs
        self.clock = FixedClock(START)
        self.paper = paper
        self.new_id = CountingIds()
        self.calendar = WorkingCalendar({}, frozenset({2026}))
        self.policy = Policy()
        self.count_pages: CountPages = lambda _: 1
        self.facts = DeskFacts("GZ", DeskRole.BRANCH, "GZ", "D01", "node-1")

    def use(self, person: UUID, *extra: Role) -> Session:
        name, roles = PEOPLE[person]
        return Session(
            desk=self.facts,
            actor=Actor(person, name, roles | frozenset(extra)),
            store=self.database,
            clock=self.clock,
            new_id=self.new_id,
            calendar=lambda: self.calendar,
            policy=lambda: self.policy,
            paper=self.paper,
            count_pages=self._count,
            sign=lambda content: f"signed-{len(content)}",
        )

    def _count(self, content: SheetContent) -> int:
        return self.count_pages(content)

    def become(self, role: DeskRole, code: str, device: str) -> None:
        """Make it another kind of desk with the same data."""
        self.facts = DeskFacts(code, role, code.partition("-")[0], device, "node-1")

    def customer(self, **changes: Any) -> UUID:
        document = {"name": "栩川路桥工程有限公司", "phone": "026-55500100"} | changes
        return Customers(self.use(AGENT)).add(document, even_if_similar=True).uuid

    def record(self, person: UUID = ENGINEER, **changes: Any) -> UUID:
        if "customer" not in changes:
            changes["customer"] = str(self.customer())
        return Records(self.use(person)).add(call(**changes)).uuid

    def visit(self, person: UUID = ENGINEER, **plan: Any) -> UUID:
        """Plan a visit and fill in its sheet until it may be signed."""
        session = self.use(person)
        visits = Visits(session)
        uuid_ = visits.plan(
            self.record(person), {"appointment_at": START.isoformat(), "agreed_with": "张工"} | plan
        ).uuid
        visits.step(uuid_, "arrive", {"location": "一号路 1 号 3 楼"})
        visits.edit(uuid_, filled_sheet())
        return uuid_

    def get(self, kind: str, uuid_: UUID) -> Any:
        with self.database.read() as reader:
            return reader.get(kind, uuid_)

    def children(self, kind: str, parent: UUID) -> tuple[Any, ...]:
        with self.database.read() as reader:
            return reader.children(kind, parent)

    def change(self, kind: str, uuid_: UUID, **changes: object) -> None:
        """Change a row behind the services' back, as an exchange does."""
        with self.database.write(None, self.clock.now()) as writer:
            writer.update(kind, uuid_, changes)


def call(**changes: Any) -> dict[str, Any]:
    """A caller's problem as a document."""
    document = {
        "category": "usage",
        "contact_person": "张工",
        "contact_phone": "15400000032",
        "product": "路桥计量支付",
        "product_version": "8.3.2",
        "problem_description": "计量支付第 8 期合计不符",
        "address": "一号路 1 号",
    }
    return document | changes


def filled_sheet(**changes: Any) -> dict[str, Any]:
    """What an engineer fills in on site until the sheet may be signed."""
    document = {
        "diagnosis": "operation",
        "work_done": "重新关联第 7 期数据并复核合计",
        "result": "solved",
        "opinion": "处理及时",
        "opinion_source": "written",
        "satisfaction": "satisfied",
        "leave_consent": True,
    }
    return document | changes


def signature(offset: float = 0.0) -> Ink:
    """Strokes with time and pressure that pass as a signature."""
    points = tuple(Point(5 + i * 2 + offset, 10 + i % 5, i * 12, 0.5) for i in range(20))
    return Ink(90, 32, (Stroke("pen", points),))


def dot() -> Ink:
    """A single dot."""
    return Ink(90, 32, (Stroke("pen", (Point(5, 5),)),))


@pytest.fixture(scope="session")
def paper() -> Translator:
    """The language of the paper: Chinese."""
    return load_translator("zh_CN", RESOURCES, None)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with a branch and its people."""
    folder = tmp_path_factory.mktemp("template")
    database = open_database(folder)
    with database.write(None, START) as writer:
        writer.insert(
            "branch",
            Branch(
                uuid=UUID(int=900),
                created_at=START,
                code="GZ",
                name="广州分公司",
                company="砚衡软件",
                service_phone="026-55500000",
                complaint_phone="026-55500315",
            ),
        )
    add_people(database)
    database.close()
    return folder


def add_people(database: Database, *, skip: UUID | None = None, branch: str = "GZ") -> None:
    """Add the people to a desk; ``skip`` is there already."""
    with database.write(None, START) as writer:
        for person, (name, roles) in PEOPLE.items():
            if person == skip:
                continue
            writer.insert(
                "staff",
                Staff(
                    uuid=person,
                    created_at=START,
                    name=name,
                    branch_code=branch,
                    roles=format_roles(roles),
                    phone=f"1540000000{person.int}",
                ),
            )


def open_database(folder: Path) -> Database:
    return Database(
        folder / "desk.db",
        KEY,
        role=DeskRole.BRANCH,
        node="node-1",
        new_id=uuid.uuid4,
        backup_folder=folder / "backups",
    )


@pytest.fixture
def desk(template: Path, tmp_path: Path, paper: Translator) -> Iterator[Desk]:
    """A branch's desk on the morning of Friday, 20 November 2026."""
    folder = tmp_path / "desk"
    shutil.copytree(template, folder)
    database = open_database(folder)
    yield Desk(database, EncryptedBlobs(folder / "attachments", KEY), paper)
    database.close()


@pytest.fixture
def records(desk: Desk) -> Records:
    return Records(desk.use(ENGINEER))


@pytest.fixture
def visits(desk: Desk) -> Visits:
    return Visits(desk.use(ENGINEER))


@pytest.fixture
def signing(desk: Desk) -> SignVisit:
    session = desk.use(ENGINEER)
    return SignVisit(session, Visits(session))


def at(hour: int, minute: int = 0, day: date = date(2026, 11, 20)) -> datetime:
    """A moment in the branch's zone."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BRANCH_ZONE)
