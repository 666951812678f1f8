# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Builds the demo: real desks, enrolled and exchanged with the real code, from an invented year."""

import random
import uuid
from contextlib import ExitStack
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

import msgspec

from branchdesk.domain.clock import BRANCH_ZONE, FixedClock
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.domain.period import parse_period
from branchdesk.domain.queries import Filter
from branchdesk.domain.text import T, Text
from branchdesk.runtime.atomic import write_atomic
from branchdesk.runtime.desk_keys import PersonEntry
from branchdesk.runtime.fonts import ensure_fonts
from branchdesk.services.demo.freezing import sheet_freezer
from branchdesk.services.demo.plan import plan_demo
from branchdesk.services.demo.plan_types import DemoDesk, DemoPlan
from branchdesk.sync.identity import DeskKeys
from branchdesk.wiring.demo_year import DemoYear, Report, insert_rows
from branchdesk.wiring.desk import Desk
from branchdesk.wiring.founding import NewDesk, found_desk
from branchdesk.wiring.surroundings import Surroundings

PASSPHRASE = "demo-2026"
"""Opens every demo desk; it is written beside them and protects nothing."""

PAPERS = 4
"""How many sheets are printed for looking at."""


class DemoResult(msgspec.Struct, frozen=True, kw_only=True):
    """Where everything lies. ``desks`` maps a code to its path, role and people."""

    desks: dict[str, dict[str, object]]
    passphrase_file: str
    mailbox: str
    papers: str
    period: str
    today: str


def _silent(done: int, total: int, text: Text) -> None:
    del done, total, text


def build_demo(
    root: Path,
    *,
    branches: int = 1,
    engineers: int = 1,
    records: int = 300,
    seed: int = 1,
    today: date | None = None,
    surroundings: Surroundings,
    report: Report = _silent,
) -> DemoResult:
    """Make the demo desks under a new folder; equal seed and date give equal data.

    Past months are closed, exchanged and accepted; the last ended one is left open and clean.
    Raises UserError when the folder cannot be written or holds desks already; Cancelled when the
    report says so.
    """
    day = today or surroundings.clock.now().date()
    builder = _Builder(root, day, seed, surroundings, report)
    return builder.build(branches, engineers, records)


class _Builder:
    """One demo in the making."""

    def __init__(
        self, root: Path, today: date, seed: int, surroundings: Surroundings, report: Report
    ) -> None:
        self._root = root
        self._today = today
        self._seed = seed
        self._report = report
        self._clock = FixedClock(datetime.combine(today, time(9), BRANCH_ZONE))
        chance = random.Random(f"{seed}/identities")  # noqa: S311 - repeatable on purpose
        self._real = surroundings
        self._surroundings = msgspec.structs.replace(
            surroundings, clock=self._clock, new_id=lambda: _identity(self._clock, chance)
        )
        self._keys: dict[str, DeskKeys] = {}
        self._desks: dict[str, Desk] = {}
        self._mailbox = root / "mailbox"
        self._papers = root / "papers"

    def build(self, branches: int, engineers: int, records: int) -> DemoResult:
        """Plan, found, live through the months, print."""
        # The paper libraries cost a quarter second: only when a demo is really made.
        from branchdesk.wiring.paper import page_counter

        self._report(0, 100, T("Inventing a year of work…"))
        plan = plan_demo(
            self._real.resources / "demo",
            seed=self._seed,
            today=self._today,
            branches=branches,
            engineers=engineers,
            records=records,
            freeze=sheet_freezer(
                self._real.paper,
                page_counter(ensure_fonts(self._real.paths.cache), self._real.paper),
                self._sign,
            ),
        )
        for folder in (self._root, self._mailbox, self._papers):
            folder.mkdir(parents=True, exist_ok=True)
        passphrase_file = self._root / "passphrase.txt"
        write_atomic(passphrase_file, f"{PASSPHRASE}\n".encode())
        with ExitStack() as stack:
            self._found(plan, stack)
            DemoYear(plan, self._desks, self._clock, self._report).live()
            self._clock.moment = plan.now
            self._print(plan)
        self._report(100, 100, T("The demo is ready"))
        return DemoResult(
            desks=self._described(plan),
            passphrase_file=str(passphrase_file),
            mailbox=str(self._mailbox),
            papers=str(self._papers),
            period=plan.period,
            today=str(self._today),
        )

    # -- founding -----------------------------------------------------------------------------

    def _sign(self, code: str, proof: bytes) -> str:
        keys = self._keys.setdefault(code, DeskKeys.generate())
        return keys.sign(proof, "branchdesk visit sheet").decode("ascii").splitlines()[1]

    def _found(self, plan: DemoPlan, stack: ExitStack) -> None:
        staff = {person.uuid: person for person in plan.staff}
        first = plan.offices[0].periods[0].period
        start = parse_period(first).first_day - timedelta(days=3)
        self._clock.moment = datetime.combine(start, time(9), BRANCH_ZONE)
        shift = int((plan.now - self._real.clock.now()).total_seconds())
        for number, described in enumerate(plan.desks):
            self._report(2 + number, 100, T("Setting up {name}…", name=described.name))
            founder = staff[described.users[0]]
            keys = self._keys.setdefault(described.code, DeskKeys.generate())
            desk, _ = found_desk(
                self._root / described.code,
                NewDesk(
                    role=described.role,
                    code=described.code,
                    name=described.name,
                    person_name=founder.name,
                    passphrase=PASSPHRASE,
                    staff=founder,
                    keys=keys.private_bytes(),
                    demo=True,
                ),
                self._surroundings,
            )
            self._desks[described.code] = desk
            stack.callback(desk.close)
            desk.folder.write(msgspec.structs.replace(desk.stored, clock_shift=shift))
            desk.exchange.set_mailbox(str(self._mailbox))
            self._add_people(desk, described, plan)
            if described.role is DeskRole.HQ:
                insert_rows(
                    desk, [*plan.branches, *plan.products, *plan.calendar_days], self._clock
                )
            else:
                self._enrol(desk, self._desks[described.parent])

    def _add_people(self, desk: Desk, described: DemoDesk, plan: DemoPlan) -> None:
        staff = {person.uuid: person for person in plan.staff}
        key_file = desk.key_file()
        for user in described.users[1:]:
            key_file.add_person(desk.key, PersonEntry(user, staff[user].name), PASSPHRASE)
        if described.role is DeskRole.ENGINEER:
            return
        colleagues = [
            person
            for person in plan.staff
            if person.branch_code == described.branch_code and person.uuid != described.users[0]
        ]
        insert_rows(desk, colleagues, self._clock)

    def _enrol(self, child: Desk, parent: Desk) -> None:
        request = self._root / "request.json"
        answer = self._root / "answer.json"
        child.enrolment.request(request)
        parent.enrolment.certify(request, answer)
        child.enrolment.accept(answer)
        request.unlink()
        answer.unlink()
        parent.exchange.run()
        child.exchange.run()

    # -- what people look at ------------------------------------------------------------------

    def _print(self, plan: DemoPlan) -> None:
        for office in plan.offices[:1]:
            desk = self._desks[office.code]
            with desk.database.read() as reader:
                signed = reader.find(
                    "visit",
                    (Filter("content_hash", "!=", ""), Filter("period", "<=", plan.period)),
                    order="created_at",
                    descending=True,
                    limit=PAPERS,
                )
            for visit in signed:
                write_atomic(self._papers / f"{visit.number}.pdf", desk.paper.sheet(visit.uuid))

    def _described(self, plan: DemoPlan) -> dict[str, dict[str, object]]:
        names = {person.uuid: person.name for person in plan.staff}
        return {
            desk.code: {
                "path": str(self._root / desk.code),
                "role": desk.role.value,
                "users": [names[user] for user in desk.users],
            }
            for desk in plan.desks
        }


def _identity(clock: FixedClock, chance: random.Random) -> UUID:
    """Return a UUIDv7 of the clock's time whose random bits follow from the seed."""
    milliseconds = int(clock.now().timestamp() * 1000)
    value = milliseconds << 80 | 0x7 << 76 | chance.getrandbits(12) << 64
    return uuid.UUID(int=value | 0b10 << 62 | chance.getrandbits(62))
