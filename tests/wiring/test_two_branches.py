# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Two branches and headquarters: nothing of one reaches the other, each month is its own."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.errors import UserError
from tests.companies import Company, copy_company, found_company

CODES = ("HQ", "GZ", "BJ", "GZ-L01")
PERIOD = "2026-11"


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    founded = found_company(tmp_path / "founded", CODES)
    copied = copy_company(founded, tmp_path / "desks", CODES)
    yield copied
    copied.close()


def test_two_branches_report_beside_each_other(company: Company, tmp_path: Path) -> None:
    for code, records in (("GZ", 1), ("BJ", 2)):
        customer = company.add_customer(code, f"{code}路桥工程有限公司")
        for _ in range(records):
            company.close_record(code, company.add_record(code, customer.number).number)
    company.settle()
    company.clock.moment = datetime(2026, 11, 27, 16, 0, tzinfo=BRANCH_ZONE)
    company.settle()
    digests = {}
    for code in ("GZ", "BJ"):
        company.finish_summary(PERIOD, code)
        digests[code] = company[code].close_month.close(PERIOD).digest
    foreign = company["BJ"].exchange.export_files(tmp_path / "BJ")
    with pytest.raises(UserError, match="not sent to this desk"):
        company.branch.exchange.import_file(foreign[0])
    company.settle()
    company.hq.headquarters.accept(PERIOD, "BJ")
    company.settle()

    lines = {x.code: x for x in company.hq.headquarters.board(PERIOD)}
    assert {c: lines[c].digest for c in digests} == digests
    assert (lines["GZ"].state, lines["GZ"].records) == ("verified", 1)
    assert (lines["BJ"].state, lines["BJ"].records) == ("accepted", 2)
    assert company["BJ"].month.status(PERIOD).state == "acknowledged"
    assert company.branch.month.status(PERIOD).state == "sent"
    for code in ("GZ", "GZ-L01"):
        for kind in ("customer", "service_record", "month_close", "month_receipt"):
            branches = {row.branch_code for row in company.rows(code, kind)}  # type: ignore[attr-defined]
            assert branches <= {"GZ"}
