# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What goes from desk to desk."""

from datetime import datetime
from pathlib import Path

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.wiring.desk import Desk
from tests.companies import Company
from trust.kill.act import PICTURE, Act, Told

PERIOD = "2026-11"
CLOSING_DAY = datetime(2026, 11, 27, 16, 0, tzinfo=BRANCH_ZONE)


class Reporting(Act):
    """A branch whose month can be closed."""

    others = ("HQ", "GZ", "GZ-L01")
    moment = CLOSING_DAY

    def prepare(self, company: Company) -> None:
        """Bring a closed record to the branch and write the summary."""
        customer = company.add_customer("GZ-L01")
        record = company.add_record("GZ-L01", customer.number)
        company.laptop.attachments.add("service_record", record.number, "原件.png", [PICTURE])
        company.close_record("GZ-L01", record.number)
        company.clock.moment = CLOSING_DAY
        company.exchange("GZ-L01", "GZ", "GZ-L01", "GZ", "HQ", "GZ")
        company.finish_summary(PERIOD)

    def settle(self, company: Company) -> None:
        """Exchange between branch and headquarters until nothing moves."""
        company.open([code for code in ("HQ", "GZ") if code not in company.desks])
        for _ in range(3):
            company.exchange("GZ", "HQ")

    def finish(self, company: Company) -> None:
        """Do what is missing, then let the month arrive."""
        super().finish(company)
        self.settle(company)

    def is_verified(self, company: Company) -> bool:
        """Tell whether headquarters has the month as the branch stated it."""
        line = next(x for x in company.hq.headquarters.board(PERIOD) if x.code == "GZ")
        assert line.state in ("missing", "verified", "accepted"), line.state
        return line.state != "missing"


class Closing(Reporting):
    """The month is closed: frozen, stated, released, packed."""

    name = "closing"
    printing = True

    def do(self, company: Company, told: Told) -> None:
        """Close."""
        company.branch.close_month.close(PERIOD)
        told()

    def is_done(self, company: Company) -> bool:
        """Look for the statement."""
        return bool(company.rows("GZ", "month_close"))


class Building(Act):
    """A laptop's news with an attachment become a file on a stick."""

    name = "building a bundle"
    desk = "GZ-L01"
    others = ("GZ",)

    def prepare(self, company: Company) -> None:
        """Have news, and a stick."""
        self._stick(company).mkdir()
        customer = company.add_customer("GZ-L01")
        record = company.add_record("GZ-L01", customer.number)
        company.laptop.attachments.add("service_record", record.number, "原件.png", [PICTURE])

    def do(self, company: Company, told: Told) -> None:
        """Write the file."""
        company.laptop.exchange.export_files(self._stick(company), "GZ")
        told()

    def is_done(self, company: Company) -> bool:
        """Take the file in at the branch."""
        company.open([code for code in ("GZ",) if code not in company.desks])
        for file in sorted(self._stick(company).iterdir()):
            if not file.name.startswith("."):
                company.branch.exchange.import_file(file)
        return bool(company.rows("GZ", "service_record"))

    def finish(self, company: Company) -> None:
        """Write it again in any case: the person was not told that the file is whole."""
        self.do(company, lambda: None)
        assert self.is_done(company)

    def _stick(self, company: Company) -> Path:
        return company.root / "stick"


class Sending(Reporting):
    """A closed month goes into the mailbox."""

    name = "sending"

    def prepare(self, company: Company) -> None:
        """Close the month."""
        super().prepare(company)
        company.branch.close_month.close(PERIOD)

    def do(self, company: Company, told: Told) -> None:
        """Exchange."""
        company.branch.exchange.run()
        told()

    def is_done(self, company: Company) -> bool:
        """Take it in at headquarters."""
        company.open([code for code in ("HQ",) if code not in company.desks])
        company.hq.exchange.run()
        return self.is_verified(company)


class Importing(Reporting):
    """Headquarters takes a month in."""

    name = "importing"
    desk = "HQ"

    def prepare(self, company: Company) -> None:
        """Deliver the month."""
        super().prepare(company)
        company.branch.close_month.close(PERIOD)
        company.exchange("GZ")

    def do(self, company: Company, told: Told) -> None:
        """Exchange."""
        company.hq.exchange.run()
        told()

    def is_done(self, company: Company) -> bool:
        """Look at the board."""
        return self.is_verified(company)


class Receipting(Importing):
    """Headquarters accepts a month, and the receipt goes out."""

    name = "writing a receipt"

    def prepare(self, company: Company) -> None:
        """Take the month in."""
        super().prepare(company)
        company.exchange("HQ")

    def do(self, company: Company, told: Told) -> None:
        """Accept and send."""
        if not company.rows("HQ", "month_receipt"):
            company.hq.headquarters.accept(PERIOD, "GZ")
        told()
        company.hq.exchange.run()

    def is_done(self, company: Company) -> bool:
        """Look for the receipt."""
        return bool(company.rows("HQ", "month_receipt"))


class Enrolling(Act):
    """A branch that joins headquarters."""

    others = ("HQ", "BJ")

    def prepare(self, company: Company) -> None:
        """Write the request."""
        self.desk_of(company, "BJ").enrolment.request(company.root / "BJ.request")

    def desk_of(self, company: Company, code: str) -> Desk:
        """Return a desk, opened if it is not."""
        company.open([c for c in (code,) if c not in company.desks])
        return company[code]


class Certifying(Enrolling):
    """Headquarters answers a request."""

    name = "certifying"
    desk = "HQ"

    def do(self, company: Company, told: Told) -> None:
        """Answer."""
        company.hq.enrolment.certify(company.root / "BJ.request", company.root / "BJ.answer")
        told()

    def is_done(self, company: Company) -> bool:
        """Let the branch read the answer."""
        branch = self.desk_of(company, "BJ")
        if (company.root / "BJ.answer").exists():
            branch.enrolment.accept(company.root / "BJ.answer")
        return branch.enrolment.is_enrolled()


class Joining(Enrolling):
    """The branch takes the answer in."""

    name = "joining"
    desk = "BJ"

    def prepare(self, company: Company) -> None:
        """Have the answer."""
        super().prepare(company)
        company.hq.enrolment.certify(company.root / "BJ.request", company.root / "BJ.answer")

    def do(self, company: Company, told: Told) -> None:
        """Take it in."""
        self.desk_of(company, "BJ").enrolment.accept(company.root / "BJ.answer")
        told()

    def is_done(self, company: Company) -> bool:
        """Ask the desk."""
        return self.desk_of(company, "BJ").enrolment.is_enrolled()
