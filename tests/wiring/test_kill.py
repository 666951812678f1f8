# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""kill -9 in the middle of closing, sending and taking in: nothing is lost, nothing doubled."""

import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.wiring.founding import NewDesk, found_desk
from tests.companies import PASSPHRASE, Company

PERIOD = "2026-11"
CLOSING_DAY = datetime(2026, 11, 27, 16, 0, tzinfo=BRANCH_ZONE)
DIED = -signal.SIGKILL if hasattr(signal, "SIGKILL") else None


def kill_while(company: Company, code: str, act: str, point: int) -> bool:
    """Let another process act on the desk and die at the point; returns whether it died."""
    company[code].close()
    del company.desks[code]
    arguments = [str(company.root), code, act, company.clock.moment.isoformat(), str(point)]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.wiring.act_until_killed", *arguments],
        cwd=Path(__file__).parents[2],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode in (0, DIED), done.stderr
    company.open([code])
    assert all(finding.ok for finding in company[code].database.doctor())
    return done.returncode == DIED


def prepared(company: Company) -> str:
    customer = company.add_customer("GZ-L01")
    record = company.add_record("GZ-L01", customer.number)
    company.close_record("GZ-L01", record.number)
    company.clock.moment = CLOSING_DAY
    company.exchange("GZ-L01", "GZ", "GZ-L01", "GZ")
    company.finish_summary(PERIOD)
    return record.number


def deliver(company: Company, number: str) -> None:
    """Finish what was interrupted and look at the result."""
    closes = company.rows("GZ", "month_close")
    if not closes:
        company.branch.close_month.close(PERIOD)
    company.exchange("GZ", "HQ")
    line = next(x for x in company.hq.headquarters.board(PERIOD) if x.code == "GZ")
    assert (line.state, line.revision, line.records) == ("verified", 1, 1)
    assert [r.number for r in company.rows("HQ", "service_record")] == [number]  # type: ignore[attr-defined]
    assert len(company.rows("GZ", "month_close")) == 1
    company.exchange("HQ", "GZ")
    assert company.exchange_states("GZ") == {number: "receipted"}


@pytest.mark.parametrize("point", [1, 2, 4, 6, 9])
def test_closing_and_sending(company: Company, point: int) -> None:
    number = prepared(company)
    assert kill_while(company, "GZ", "close", point)
    deliver(company, number)


@pytest.mark.parametrize("point", [1, 2, 3])
def test_taking_in(company: Company, point: int) -> None:
    number = prepared(company)
    company.branch.close_month.close(PERIOD)
    company.exchange("GZ")
    assert kill_while(company, "HQ", "exchange", point)
    deliver(company, number)


@pytest.mark.parametrize("act", ["certify", "accept"])
@pytest.mark.parametrize("point", [1, 2, 3, 4])
def test_enrolling(tmp_path: Path, act: str, point: int) -> None:
    company = Company(tmp_path / "desks")
    company.found(["HQ"])
    company.desks["GZ"], _ = found_desk(
        company.root / "GZ",
        NewDesk(
            role=DeskRole.BRANCH,
            code="GZ",
            name="广州分公司",
            person_name="王敏",
            passphrase=PASSPHRASE,
        ),
        company.surroundings,
    )
    request, answer = company.root / f"{act}.request", company.root / f"{act}.answer"
    company.branch.enrolment.request(request)
    for desk in company.desks.values():
        desk.exchange.set_mailbox(str(company.mailbox))
    if act == "accept":
        company.hq.enrolment.certify(request, answer)
    kill_while(company, "HQ" if act == "certify" else "GZ", act, point)

    company.hq.enrolment.certify(request, answer)
    company.branch.enrolment.accept(answer)
    company.settle()
    company.settle()
    assert company.branch.enrolment.is_enrolled()
    assert [link.peer for link in company.hq.exchange.links()] == ["GZ"]
    assert company.branch.exchange.run().problems == company.hq.exchange.run().problems == ()
    company.close()
