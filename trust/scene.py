# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A small company in the middle of its work, for the checks that harm it."""

import hashlib
import random
from datetime import datetime, timedelta
from pathlib import Path

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.exchange import BundleEntry
from branchdesk.wiring.desk import Desk
from tests.companies import Company

PERIOD = "2026-11"
LAST_DAY = datetime(2026, 11, 27, 16, 0, tzinfo=BRANCH_ZONE)
PHOTO_BYTES = 90_000


def working_company(root: Path, codes: tuple[str, ...] = ("HQ", "GZ", "GZ-L01")) -> Company:
    """Found desks whose branch has customers, records, attachments and a draft."""
    company = Company(root)
    company.found(codes)
    company.close()
    company.open(codes)
    branch = company.branch
    noise = random.Random(11)
    for number in range(4):
        customer = company.add_customer("GZ", f"栩川路桥工程第{number}项目部")
        branch.attachments.add(
            "customer",
            customer.uuid,
            f"合同{number}.bin",
            [noise.randbytes(PHOTO_BYTES)],
            purpose="original",
        )
        for _ in range(2):
            company.clock.advance(timedelta(minutes=7))
            record = company.add_record("GZ", customer.number)
            company.close_record("GZ", record.number)
    branch.drafts.save("records", {"problem_description": "数据换页还没有保存" * 40})
    return company


def report_month(company: Company) -> BundleEntry:
    """Close the month and put its bundle into the mailbox; returns its entry in the diary."""
    company.clock.moment = LAST_DAY
    company.settle()
    branch = company.branch
    for finding in branch.month.check(PERIOD).all():
        if finding.explainable and not finding.explained:
            branch.month.explain(PERIOD, finding.rule, [finding.subject], "已联系客户，见记录。")
    company.finish_summary(PERIOD)
    branch.close_month.close(PERIOD)
    company.exchange("GZ")
    return next(e for e in branch.exchange.diary() if e.direction == "out" and e.period == PERIOD)


def digest(desk: Desk) -> str:
    """Return a digest of every table of a desk; raises UserError where one cannot be read."""
    total = hashlib.sha256()
    with desk.database.read() as reader:
        names = reader.connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        )
        for (name,) in names.all():
            total.update(str(name).encode())
            for row in reader.connection.exec_driver_sql(f'SELECT * FROM "{name}"'):
                total.update(repr(tuple(row)).encode())
    return total.hexdigest()
