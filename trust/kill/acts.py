# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What is done on the desks while the program is stopped: one act per class of write.

An act is prepared once, done in a process that is stopped on the way, and finished afterwards
as the person would who finds the desk in whatever state it is.
"""

import abc
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import ClassVar

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T
from branchdesk.services.sign_visit import ScreenSigning
from branchdesk.services.statements import SignedBy, Unsigned
from branchdesk.store import upgrade
from branchdesk.store.backup import inspect_backup
from branchdesk.wiring.desk import Desk
from tests.companies import NOW, Company
from tests.services.conftest import call, filled_sheet, signature

PERIOD = "2026-11"
CLOSING_DAY = datetime(2026, 11, 27, 16, 0, tzinfo=BRANCH_ZONE)
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 600
"""A photo of 150 KB as far as its first bytes tell."""

Told = Callable[[], None]


class Act(abc.ABC):
    """Something a person does on one desk."""

    name: ClassVar[str]
    desk: ClassVar[str] = "GZ"
    """The desk that is stopped."""

    others: ClassVar[tuple[str, ...]] = ()
    """The desks that take part."""

    moment: ClassVar[datetime] = NOW

    @abc.abstractmethod
    def prepare(self, company: Company) -> None:
        """Bring the company to where the act begins; once."""

    def arrange(self, company: Company) -> None:
        """Open what the act needs; in the process that is stopped, before it can be."""
        company.open([self.desk])

    def reopen(self, company: Company) -> None:
        """Start the program again after the interruption."""
        company.open([self.desk])

    @abc.abstractmethod
    def do(self, company: Company, told: Told) -> None:
        """Act; ``told`` is called when the person has been told that it is done."""

    @abc.abstractmethod
    def is_done(self, company: Company) -> bool:
        """Tell whether what the person was told is there."""

    def finish(self, company: Company) -> None:
        """Go on as the person does who finds the desk after the interruption."""
        if not self.is_done(company):
            self.do(company, lambda: None)
            assert self.is_done(company), "it cannot be done again"


class Saving(Act):
    """A problem is saved whose draft lies on the disk, as the editor does it."""

    name = "saving a record"

    def prepare(self, company: Company) -> None:
        """Keep the draft."""
        customer = company.add_customer("GZ").number
        company.branch.drafts.save("record", {"customer": customer, **call()})

    def do(self, company: Company, told: Told) -> None:
        """Save under the identity the draft reserves, then forget the draft."""
        desk = company.branch
        draft = desk.drafts.load("record")
        assert draft is not None
        desk.records.add(draft, identity=desk.drafts.becomes("record", "service_record"))
        told()
        desk.drafts.discard("record")

    def is_done(self, company: Company) -> bool:
        """Look for the record; a draft that is offered again would be saved again."""
        return company.branch.drafts.load("record") is None and bool(
            company.rows("GZ", "service_record")
        )


class Answering(Act):
    """A call is answered and closed at once: several steps, one press of a button."""

    name = "answering at once"

    def prepare(self, company: Company) -> None:
        """Know the customer."""
        company.add_customer("GZ")

    def do(self, company: Company, told: Told) -> None:
        """Take, solve and close."""
        (customer,) = company.rows("GZ", "customer")
        company.branch.records.answer_at_once(
            call(customer=customer.number),  # type: ignore[attr-defined]
            "重新安装驱动后正常",
            {"confirmed_by": "张工"},
        )
        told()

    def is_done(self, company: Company) -> bool:
        """Look for the record."""
        return bool(company.rows("GZ", "service_record"))


class Drafting(Act):
    """What is being typed is kept every second, in place of what was kept before."""

    name = "autosaving a draft"

    def prepare(self, company: Company) -> None:
        """Keep an older draft."""
        company.branch.drafts.save("record", call())

    def do(self, company: Company, told: Told) -> None:
        """Keep a longer one."""
        company.branch.drafts.save("record", call(problem_description="合计不符" * 2_000))
        told()

    def is_done(self, company: Company) -> bool:
        """Compare; raises when neither the older nor the newer one is offered."""
        kept = company.branch.drafts.load("record")
        assert len(company.branch.drafts.waiting().drafts) == 1, "no draft is offered"
        assert kept is not None
        assert len(kept["problem_description"]) in (len("计量支付第 8 期合计不符"), 8_000)
        return len(kept["problem_description"]) == 8_000


class Visiting(Act):
    """A sheet at the customer's that is ready to be signed."""

    desk = "GZ-L01"

    def prepare(self, company: Company) -> None:
        """Fill in the sheet."""
        customer = company.add_customer("GZ-L01")
        record = company.add_record("GZ-L01", customer.number, **call())
        visits = company.laptop.visits
        visit = visits.plan(
            record.number, {"appointment_at": NOW.isoformat(), "agreed_with": "张工"}
        ).uuid
        visits.step(visit, "arrive", {"location": "一号路 1 号 3 楼"})
        visits.edit(visit, filled_sheet())

    def visit(self, company: Company) -> str:
        """Return the visit's number."""
        (visit,) = company.rows("GZ-L01", "visit")
        return str(visit.number)  # type: ignore[attr-defined]

    def is_done(self, company: Company) -> bool:
        """Look whether the sheet is frozen."""
        (visit,) = company.rows("GZ-L01", "visit")
        return bool(visit.sheet_content)  # type: ignore[attr-defined]


BY_CUSTOMER = SignedBy(name="张工", position="造价工程师", ink=signature())
BY_ENGINEER = SignedBy(name="陈亮", ink=signature(1.0))


class Signing(Visiting):
    """Customer and engineer sign."""

    name = "signing"

    def do(self, company: Company, told: Told) -> None:
        """Show the summary, then sign what was shown."""
        number, signing = self.visit(company), company.laptop.signing
        shown = signing.prepare(number).content_hash()
        signing.sign(
            number,
            ScreenSigning(
                customer=BY_CUSTOMER,
                engineer=BY_ENGINEER,
                privacy_consent=True,
                content_hash=shown,
            ),
        )
        told()


class Freezing(Visiting):
    """The sheet is frozen, the customer signs another day."""

    name = "freezing"

    def do(self, company: Company, told: Told) -> None:
        """Leave with the engineer's signature alone."""
        company.laptop.signing.leave_unsigned(
            self.visit(company),
            Unsigned(
                kind="later",
                reason="需部门负责人签字。",
                engineer=BY_ENGINEER,
                due=date(2026, 11, 24),
                spoken_with="李婷（预算员）",
            ),
        )
        told()


class Attaching(Visiting):
    """A photo is added to a visit."""

    name = "adding a photo"

    def do(self, company: Company, told: Told) -> None:
        """Add it."""
        company.laptop.attachments.add(
            "visit", self.visit(company), "现场.png", [PICTURE], purpose="photo"
        )
        told()

    def is_done(self, company: Company) -> bool:
        """Read it back."""
        rows = company.rows("GZ-L01", "attachment")
        for row in rows:
            _, chunks = company.laptop.attachments.read(row.uuid)  # type: ignore[attr-defined]
            assert b"".join(chunks) == PICTURE
        return bool(rows)


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


NEXT_REVISION = '''"""A version that is one revision newer."""

from alembic import op

revision = "{next}"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("CREATE TABLE newer (id INTEGER PRIMARY KEY)")
    op.execute("UPDATE customer SET remarks = 'upgraded'")
'''


class Upgrading(Act):
    """A newer version opens the desk for the first time."""

    name = "upgrading"

    def prepare(self, company: Company) -> None:
        """Fill the desk; write the newer version's script."""
        for number in range(20):
            company.add_customer("GZ", f"砺峤公路建设集团第{number}分部")
        scripts = company.root / "newer"
        shutil.copytree(upgrade.MIGRATIONS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
        following = f"{int(upgrade.HEAD) + 1:04d}"
        (scripts / "versions" / f"{following}_next.py").write_text(
            NEXT_REVISION.format(next=following, head=upgrade.HEAD)
        )

    def arrange(self, company: Company) -> None:
        """Open nothing: opening is the act."""

    def reopen(self, company: Company) -> None:
        """Open with the older version unless the newer one has finished."""
        try:
            company.open(["GZ"])
        except UserError as error:
            if error.title != T("The data was saved by a newer version"):
                raise
            self._open_newer(company)

    def do(self, company: Company, told: Told) -> None:
        """Open with the newer version."""
        if "GZ" in company.desks:
            company.desks.pop("GZ").close()
        self._open_newer(company)
        told()

    def _open_newer(self, company: Company) -> None:
        older = upgrade.HEAD, upgrade.MIGRATIONS
        upgrade.HEAD = f"{int(upgrade.HEAD) + 1:04d}"
        upgrade.MIGRATIONS = company.root / "newer"
        try:
            company.open(["GZ"])
        finally:
            upgrade.HEAD, upgrade.MIGRATIONS = older

    def is_done(self, company: Company) -> bool:
        """Look into the file."""
        if "GZ" not in company.desks:
            return False
        with company.branch.database.read() as reader:
            return all(row.remarks == "upgraded" for row in reader.find("customer"))


class BackingUp(Act):
    """A backup is made."""

    name = "backing up"
    desk = "GZ-L01"

    def prepare(self, company: Company) -> None:
        """Have something to lose."""
        customer = company.add_customer("GZ-L01")
        record = company.add_record("GZ-L01", customer.number)
        company.laptop.attachments.add("service_record", record.number, "原件.png", [PICTURE])

    def do(self, company: Company, told: Told) -> None:
        """Back up."""
        company.laptop.backups.back_up()
        told()

    def is_done(self, company: Company) -> bool:
        """Read every backup that is listed from end to end."""
        listed = company.laptop.backups.list()
        for file in listed:
            inspect_backup(file.path)
        return bool(listed)


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


ACTS: tuple[Act, ...] = (
    Saving(),
    Answering(),
    Drafting(),
    Signing(),
    Freezing(),
    Attaching(),
    Closing(),
    Building(),
    Sending(),
    Importing(),
    Receipting(),
    Upgrading(),
    BackingUp(),
    Certifying(),
    Joining(),
)
