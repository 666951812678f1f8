# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A small company of real, enrolled desks for tests: headquarters, a branch, its laptops."""

import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from branchdesk.domain.clock import BRANCH_ZONE, FixedClock
from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.runtime.key_wrapping import Cost
from branchdesk.runtime.paths import find_paths
from branchdesk.services.session import Outcome
from branchdesk.wiring.desk import Desk
from branchdesk.wiring.founding import NewDesk, found_desk, unlock_desk
from branchdesk.wiring.surroundings import Surroundings, make_surroundings

PASSPHRASE = "correct-horse"
CHEAP = Cost(64, 1, 1)
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=BRANCH_ZONE)
"""A Friday inside the period 2026-11."""

PEOPLE = {
    "HQ": (DeskRole.HQ, "总部客服中心", "田野"),
    "GZ": (DeskRole.BRANCH, "广州分公司", "王敏"),
    "BJ": (DeskRole.BRANCH, "北京分公司", "孙洁"),
    "GZ-L01": (DeskRole.ENGINEER, "陈亮", "陈亮"),
    "GZ-L02": (DeskRole.ENGINEER, "周倩", "周倩"),
}
PARENTS = {"GZ": "HQ", "BJ": "HQ", "GZ-L01": "GZ", "GZ-L02": "GZ"}


class Company:
    """Desks in one folder, their clock and their mailbox."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.clock = FixedClock(NOW)
        self.mailbox = root / "mailbox"
        self.surroundings: Surroundings = make_surroundings(
            find_paths({"BRANCHDESK_HOME": str(root / "home")}), self.clock, cost=CHEAP
        )
        self.desks: dict[str, Desk] = {}

    def __getitem__(self, code: str) -> Desk:
        return self.desks[code]

    @property
    def hq(self) -> Desk:
        return self.desks["HQ"]

    @property
    def branch(self) -> Desk:
        return self.desks["GZ"]

    @property
    def laptop(self) -> Desk:
        return self.desks["GZ-L01"]

    def found(self, codes: Iterable[str]) -> None:
        """Found and enrol the desks, parents first."""
        self.mailbox.mkdir(parents=True)
        for code in codes:
            self.found_alone(code)
            if code in PARENTS:
                self.enrol(code, PARENTS[code])

    def found_alone(self, code: str) -> None:
        """Found a desk that has no parent yet."""
        role, name, person = PEOPLE[code]
        self.desks[code], _ = found_desk(
            self.root / code,
            NewDesk(
                role=role,
                code=code,
                name=name,
                person_name=person,
                passphrase=PASSPHRASE,
            ),
            self.surroundings,
        )

    def enrol(self, child: str, parent: str) -> None:
        """Exchange the enrolment files."""
        request, answer = self.root / f"{child}.request", self.root / f"{child}.answer"
        self.desks[child].enrolment.request(request)
        self.desks[parent].enrolment.certify(request, answer)
        self.desks[child].enrolment.accept(answer)

    def open(self, codes: Iterable[str]) -> None:
        """Unlock desks that lie in the folder."""
        for code in codes:
            self.desks[code] = unlock_desk(
                self.root / code, PEOPLE[code][2], PASSPHRASE, self.surroundings
            )
            if self.desks[code].setting("mailbox") != str(self.mailbox):
                self.desks[code].exchange.set_mailbox(str(self.mailbox))

    def reopen(self, code: str) -> Desk:
        """Close and unlock one desk again."""
        self.desks[code].close()
        self.open([code])
        return self.desks[code]

    def close(self) -> None:
        for desk in self.desks.values():
            desk.close()
        self.desks.clear()

    def exchange(self, *codes: str) -> None:
        """Let the desks exchange one after the other."""
        for code in codes:
            self.desks[code].exchange.run()

    def settle(self) -> None:
        """Exchange until nothing moves."""
        for _ in range(4):
            self.exchange(*self.desks)

    def add_customer(self, code: str, name: str = "砺峤公路建设集团有限公司") -> Outcome:
        """Open a customer file on a desk."""
        return self.desks[code].customers.add({"name": name}, even_if_similar=True)

    def add_record(self, code: str, customer: str, **values: object) -> Outcome:
        """Take a problem on a desk."""
        document: dict[str, object] = {
            "customer": customer,
            "contact_person": "何工",
            "contact_phone": "15400010001",
            "category": "usage",
            "problem_description": "打不开上一期的文件",
        }
        return self.desks[code].records.add(document | values)

    def close_record(self, code: str, number: str) -> None:
        """Solve and close a record."""
        records = self.desks[code].records
        records.step(number, "resolve", {"solution": "重新安装驱动后正常"})
        records.step(number, "confirm_close", {"confirmed_by": "何工"})

    def finish_summary(self, period: str, branch: str = "GZ") -> None:
        """Confirm the month's summary of a branch."""
        month = self[branch].month
        month.save_summary(period, month.draft_summary(period), False, "")

    def rows(self, code: str, kind: str) -> list[object]:
        """Return the rows of a kind on a desk, sorted by identity."""
        with self.desks[code].database.read() as reader:
            return sorted(reader.find(kind), key=lambda row: row.uuid)

    def exchange_states(self, code: str) -> dict[str, str]:
        """Return number → exchange state of the records on a desk."""
        with self.desks[code].database.read() as reader:
            return {
                r.number: reader.exchange_state("service_record", r.uuid)
                for r in reader.find("service_record")
            }

    def everything(self, code: str) -> dict[str, list[object]]:
        """Return all rows of the branch's kinds on a desk."""
        kinds = [name for name, kind in KINDS.items() if kind.owner == "branch"]
        return {kind: self.rows(code, kind) for kind in kinds}


def found_company(root: Path, codes: Iterable[str]) -> Path:
    """Found and enrol desks with nothing entered yet, close them and return their folder."""
    company = Company(root)
    company.found(codes)
    company.close()
    return root


def copy_company(template: Path, target: Path, codes: Iterable[str]) -> Company:
    """Copy a founded company's folder and unlock its desks."""
    shutil.copytree(template, target)
    company = Company(target)
    company.open(codes)
    return company
