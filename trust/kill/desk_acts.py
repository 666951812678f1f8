# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What a person does on one desk."""

import hashlib
import json
import shutil
from datetime import date
from uuid import UUID

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T
from branchdesk.services.rows import rows_of_steps
from branchdesk.services.sign_visit import ScreenSigning
from branchdesk.services.statements import SignedBy, Unsigned
from branchdesk.store import upgrade
from branchdesk.store.backup import inspect_backup
from tests.companies import NOW, Company
from tests.services.conftest import call, filled_sheet, signature
from trust.kill.act import PICTURE, Act, Told


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
        desk.drafts.enter(
            "record", lambda identity: desk.records.add(draft, identity=identity), "service_record"
        )
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


class Noting(Act):
    """A note is added to a record, from a form that may be filled in any number of times."""

    name = "adding a note"
    page = "record_step_note"

    def prepare(self, company: Company) -> None:
        """Have a record, and the note as a draft."""
        record = company.add_record("GZ", company.add_customer("GZ").number).uuid
        note = {"kind": "feedback", "text": "已电话告知客户"}
        company.branch.drafts.save(self.page, note, record)

    def do(self, company: Company, told: Told) -> None:
        """Add it, then forget the draft, as the page does."""
        desk, record = company.branch, self._record(company)
        note = desk.drafts.load(self.page, record)
        assert note is not None
        desk.drafts.enter(
            self.page,
            lambda identity: desk.records.step(record, "note", note, identity=identity),
            *rows_of_steps("service_record"),
            target=record,
        )
        told()
        desk.drafts.discard(self.page, record)

    def is_done(self, company: Company) -> bool:
        """Look for the note; a draft that is offered again would be added again."""
        record = self._record(company)
        return company.branch.drafts.load(self.page, record) is None and bool(
            company.rows("GZ", "record_progress")
        )

    def _record(self, company: Company) -> UUID:
        (record,) = company.rows("GZ", "service_record")
        uuid: UUID = record.uuid  # type: ignore[attr-defined]
        return uuid


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
    printing = True

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
    printing = True

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


class MakingFonts(Act):
    """The first page is set on this computer: the fonts are made for it and kept."""

    name = "making the fonts"

    def prepare(self, company: Company) -> None:
        """Have none yet."""

    def do(self, company: Company, told: Told) -> None:
        """Ask for paper."""
        company.branch.paper.slip("首页", ["广州分公司"])
        told()

    def is_done(self, company: Company) -> bool:
        """Compare the fonts that are called whole with what they were made as."""
        folders = list((company.root / "home" / "cache" / "fonts").glob("*/built.json"))
        for manifest in folders:
            for name, built in json.loads(manifest.read_bytes()).items():
                made = hashlib.sha256((manifest.parent / name).read_bytes()).hexdigest()
                assert made == built["sha256"], f"{name} is not whole"
        return bool(folders)
