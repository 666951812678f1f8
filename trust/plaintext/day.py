# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A process that works with planted words until somebody kills it, or to the end of the month.

``python -m trust.plaintext.day work FOLDER`` founds the desks, enters the words everywhere, says
``working`` and goes on writing until it is killed. ``… month FOLDER`` goes on after that: it
closes the month and exchanges, says ``reported``, then ``… crash FOLDER`` fails in every way.
"""

import faulthandler
import sys
import threading
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from branchdesk.domain.exchange import BundleEntry
from branchdesk.runtime.crash import CrashReporter
from branchdesk.runtime.logs import start_logging
from branchdesk.services.sign_visit import ScreenSigning
from branchdesk.services.statements import SignedBy
from tests.companies import NOW, Company
from tests.services.conftest import call, filled_sheet, signature
from trust.plaintext.plants import DRAFT, FILE, NAME, PERSON, PHONE, PROBLEM
from trust.scene import PERIOD, report_month

CODES = ("HQ", "GZ", "GZ-L01")


def work(folder: Path) -> None:
    """Enter the words everywhere, then go on for ever."""
    company = Company(folder / "company")
    company.found(CODES)
    company.close()
    company.open(CODES)
    _install(company)
    visit = _enter(company)
    _look_at_the_paper(company, visit)
    company.exchange("GZ-L01", "GZ", "GZ-L01")
    company.branch.backups.back_up()
    _say("working")
    while True:
        _write_on(company)


def month(folder: Path) -> None:
    """Open the desks after the kill, report the month, decide it, exchange, export."""
    company = Company(folder / "company")
    company.clock.advance(timedelta(hours=5))
    company.open(CODES)
    _install(company)
    entry: BundleEntry = report_month(company)
    company.exchange("HQ")
    company.hq.headquarters.accept(PERIOD, "GZ")
    company.settle()
    files = folder / "exported"
    files.mkdir()
    company.branch.courier.single_file(entry, files)
    company.branch.backups.back_up()
    for desk in company.desks.values():
        if any(not finding.ok for finding in desk.check()):
            raise AssertionError("the desk is not well after the kill")
    with company.hq.database.read() as reader:
        if not any(NAME in row.name for row in reader.find("customer")):
            raise AssertionError("the words were not planted")
    company.close()
    _say("reported")


def crash(folder: Path) -> None:
    """Fail in a thread, in the database and at the end, each time with the words in hand."""
    company = Company(folder / "company")
    company.open(CODES)
    _install(company)
    thread = threading.Thread(target=_fail, args=(f"{NAME} {PHONE} {PROBLEM}",))
    thread.start()
    thread.join()
    try:
        with company.branch.database.write(None, company.clock.now()) as writer:
            row = reader_row(company)
            writer.connection.exec_driver_sql(
                "INSERT INTO customer (uuid, name) VALUES (?, ?)", (row, f"{NAME} {PHONE}")
            )
    except IntegrityError as error:
        raise RuntimeError(f"{NAME} {PROBLEM}") from error


def abort(folder: Path) -> None:
    """Fail in native code."""
    company = Company(folder / "company")
    company.open(CODES)
    _install(company)
    kept = f"{NAME} {PHONE} {PROBLEM}"
    faulthandler._sigabrt()  # type: ignore[attr-defined]
    _say(kept)


def reader_row(company: Company) -> bytes:
    """Return the identity of a customer that is there already."""
    with company.branch.database.read() as reader:
        return bytes(reader.find("customer")[0].uuid.bytes)


def _fail(words: str) -> None:
    values = {"name": words}
    raise KeyError(values["name"] + values.get("nobody", words))


def _install(company: Company) -> None:
    paths = company.surroundings.paths
    paths.create()
    start_logging(paths.logs)
    CrashReporter(paths.logs / "crashes", company.clock).install()


def _enter(company: Company) -> str:
    """Write the words wherever a person can write."""
    laptop, branch = company.laptop, company.branch
    customer = laptop.customers.add(
        {"name": NAME, "address": f"{PERSON}转", "phone": PHONE}, even_if_similar=True
    )
    words = call(
        contact_person=PERSON, contact_phone=PHONE, problem_description=PROBLEM, address=NAME
    )
    record = company.add_record("GZ-L01", customer.number, **words)
    visit = laptop.visits.plan(
        record.number, {"appointment_at": NOW.isoformat(), "agreed_with": PERSON}
    ).number
    laptop.visits.step(visit, "arrive", {"location": f"{NAME} 3 楼"})
    laptop.visits.edit(visit, filled_sheet(work_done=PROBLEM, opinion=PROBLEM))
    laptop.attachments.add(
        "service_record", record.uuid, f"{PERSON}的来信.txt", [FILE.encode() * 2000], "original"
    )
    for desk in (laptop, branch):
        desk.drafts.save("record", {"problem_description": DRAFT * 50, "contact_phone": PHONE})
    return visit


def _look_at_the_paper(company: Company, visit: str) -> None:
    """Preview a blank sheet, sign, preview the sheet, print the slip; save nothing."""
    laptop = company.laptop
    signing, paper = laptop.signing, laptop.paper
    with paper.pictures(paper.blank(visit, by_hand=False)) as source:
        source.picture(0, 96)
    signing.sign(
        visit,
        ScreenSigning(
            customer=SignedBy(name=PERSON, position="造价工程师", ink=signature()),
            engineer=SignedBy(name="陈亮", ink=signature(1.0)),
            privacy_consent=True,
            content_hash=signing.prepare(visit).content_hash(),
        ),
    )
    with paper.pictures(paper.mark(paper.sheet(visit), "客户联")) as source:
        source.picture(0, 96)
    paper.slip(NAME, [PHONE, PROBLEM])


def _write_on(company: Company) -> None:
    """Keep writing through every door at once, so that a kill finds something half done."""
    laptop = company.laptop
    customer = company.rows("GZ-L01", "customer")[0]
    record = company.add_record(
        "GZ-L01",
        customer.number,  # type: ignore[attr-defined]
        contact_person=PERSON,
        contact_phone=PHONE,
        problem_description=PROBLEM * 20,
    )
    laptop.attachments.add(
        "service_record", record.uuid, "来信.txt", [FILE.encode() * 4000] * 20, "original"
    )
    laptop.drafts.save("record", {"problem_description": DRAFT * 2000})
    company.exchange("GZ-L01", "GZ")
    company.clock.advance(timedelta(minutes=1))
    with suppress(FileExistsError):
        company.branch.backups.back_up()


def _say(what: str) -> None:
    print(what, flush=True)


if __name__ == "__main__":
    {"work": work, "month": month, "crash": crash, "abort": abort}[sys.argv[1]](Path(sys.argv[2]))
