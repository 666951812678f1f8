# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Random months: early closes, late entries, returns, carried records; both sides always agree."""

import csv
import io
import random
from datetime import datetime, timedelta

import pytest

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.description import FieldType
from branchdesk.domain.kinds.service_record import SERVICE_RECORD
from branchdesk.domain.period import period_of
from branchdesk.services.exporting import Exporting
from branchdesk.services.headquarters import BoardLine
from branchdesk.services.month_bundle import month_contents
from tests.companies import Company

PERIODS = ("2026-11", "2026-12", "2027-01")
CLOSING = {
    "2026-11": datetime(2026, 11, 27, 16, 0, tzinfo=BRANCH_ZONE),
    "2026-12": datetime(2026, 12, 28, 17, 0, tzinfo=BRANCH_ZONE),
    "2027-01": datetime(2027, 1, 28, 17, 0, tzinfo=BRANCH_ZONE),
}


def line(company: Company, period: str) -> BoardLine:
    return next(x for x in company.hq.headquarters.board(period) if x.code == "GZ")


def take(company: Company, code: str, *, close: bool = True) -> str:
    customers = company.rows(code, "customer")
    customer = customers[0].number if customers else company.add_customer(code).number  # type: ignore[attr-defined]
    company.clock.advance(timedelta(minutes=3))
    record = company.add_record(code, customer)
    if close:
        company.close_record(code, record.number)
    return record.number


def report(company: Company, period: str) -> str:
    """Explain what the check asks for and close the month; returns the digest."""
    branch = company.branch
    for finding in branch.month.check(period).all():
        if finding.explainable and not finding.explained:
            branch.month.explain(period, finding.rule, [finding.subject], "已联系客户，见记录。")
    if branch.month.status(period).summary is None:
        company.finish_summary(period)
    return branch.close_month.close(period).digest


def periods(company: Company, code: str) -> dict[str, str]:
    return {r.number: r.period for r in company.rows(code, "service_record")}  # type: ignore[attr-defined]


def test_what_comes_after_an_early_close_goes_into_the_next_month(company: Company) -> None:
    first = take(company, "GZ-L01")
    company.clock.moment = CLOSING["2026-11"]
    company.exchange("GZ-L01", "GZ")
    late = take(company, "GZ-L01")  # on the laptop, which never hears of the close
    report(company, "2026-11")
    on_the_28th = take(company, "GZ")
    company.settle()

    expected = {first: "2026-11", late: "2026-12", on_the_28th: "2026-12"}
    assert periods(company, "GZ") == expected
    assert periods(company, "GZ-L01")[late] == "2026-12"
    assert line(company, "2026-11").records == 1
    company.clock.moment = CLOSING["2026-12"]
    company.exchange("GZ-L01", "GZ")
    digest = report(company, "2026-12")
    company.settle()
    december = line(company, "2026-12")
    assert (december.state, december.records, december.digest) == ("verified", 2, digest)


def test_an_edit_after_the_close_is_an_amendment_of_the_next_report(company: Company) -> None:
    number = take(company, "GZ")
    company.clock.moment = CLOSING["2026-11"]
    company.exchange("GZ-L01", "GZ")
    digest = report(company, "2026-11")
    with pytest.raises(UserError, match="already reported"):
        company.branch.records.edit(number, {"region": "清远"})
    company.branch.records.edit(number, {"region": "清远"}, reason="客户更正")
    company.settle()
    assert [r.region for r in company.rows("HQ", "service_record")] == [""]  # type: ignore[attr-defined]
    assert company.exchange_states("GZ")[number] == "unpacked"

    company.clock.moment = CLOSING["2026-12"]
    company.exchange("GZ-L01", "GZ")
    report(company, "2026-12")
    company.settle()
    assert [r.region for r in company.rows("HQ", "service_record")] == ["清远"]  # type: ignore[attr-defined]
    assert (line(company, "2026-11").state, line(company, "2026-11").digest) == ("verified", digest)


def test_the_tables_of_a_month_are_written_as_the_export_is(company: Company) -> None:
    number = take(company, "GZ")
    company.clock.moment = CLOSING["2026-11"]
    company.exchange("GZ-L01", "GZ")
    report(company, "2026-11")
    branch = company.branch
    exported = io.BytesIO()
    Exporting(branch.session).write_csv(SERVICE_RECORD, exported)
    with branch.exchange_store.read() as (reader, streams):
        (close,) = reader.find("month_close")
        _, tables = month_contents(reader, streams, close)
        lines = b"".join(tables["service_record"])
    (known,) = csv.DictReader(io.StringIO(lines.decode()))
    _, row = csv.reader(io.StringIO(exported.getvalue().decode("utf-8-sig")))
    assert (known["number"], row[0]) == (number, number)
    for field, cell in zip(SERVICE_RECORD.columns(), row[1:], strict=True):
        if field.type in (FieldType.BOOLEAN, FieldType.MOMENT):
            assert known[field.name] == cell, field.name
    assert known["late_entry"] == "false"


def test_two_closes_that_travel_at_once_are_two_months(company: Company) -> None:
    carried = take(company, "GZ", close=False)
    digests = []
    for period in PERIODS[:2]:
        company.clock.moment = CLOSING[period]
        company.exchange("GZ-L01", "GZ-L01")
        digests.append(report(company, period))
        if period == PERIODS[0]:
            company.branch.records.step(carried, "note", {"text": "继续跟进", "kind": "note"})
    company.settle()

    found = [line(company, period) for period in PERIODS[:2]]
    assert [(x.state, x.digest, x.records) for x in found] == [
        ("verified", digests[0], 1),
        ("verified", digests[1], 1),
    ]


@pytest.mark.parametrize("seed", range(4))
def test_branch_and_headquarters_agree_in_random_months(company: Company, seed: int) -> None:
    chance = random.Random(seed)
    reported: dict[str, str] = {}
    unfinished: list[tuple[str, str]] = []
    for period in PERIODS:
        company.clock.moment = CLOSING[period] - timedelta(days=12)
        for _ in range(chance.randrange(2, 5)):
            code = chance.choice(["GZ", "GZ-L01"])
            done = chance.random() < 0.6
            number = take(company, code, close=done)
            if not done:
                unfinished.append((code, number))
        if unfinished and chance.random() < 0.7:
            company.close_record(*unfinished.pop())
        if chance.random() < 0.5:
            visit(company, chance)
        company.clock.moment = CLOSING[period]
        company.exchange("GZ-L01", "GZ", "GZ-L01")
        if chance.random() < 0.6:
            take(company, "GZ-L01")
        reported[period] = report(company, period)
        if chance.random() < 0.5:
            take(company, "GZ")
        if chance.random() < 0.7:
            company.settle()
            if chance.random() < 0.5:
                company.hq.headquarters.return_(period, "GZ", "请补充。")
                company.settle()
                amend(company, period)
                reported[period] = report(company, period)
    company.settle()
    company.settle()

    for period, digest in reported.items():
        found = line(company, period)
        assert (found.state, found.digest) == ("verified", digest), period
    everything = {r.uuid for r in company.rows("GZ", "service_record")}  # type: ignore[attr-defined]
    with company.hq.exchange_store.read() as (_, streams):
        in_reports = streams.reported_rows("GZ")
    open_period = {
        r.uuid  # type: ignore[attr-defined]
        for r in company.rows("GZ", "service_record")
        if r.period not in PERIODS  # type: ignore[attr-defined]
    }
    assert everything - open_period <= in_reports


def amend(company: Company, period: str) -> None:
    frozen = [r for r in company.rows("GZ", "service_record") if r.frozen and r.period == period]  # type: ignore[attr-defined]
    for row in frozen[:1]:
        number = row.number  # type: ignore[attr-defined]
        company.branch.records.edit(number, {"region": "清远"}, reason="总部退回更正")


def visit(company: Company, chance: random.Random) -> None:
    """Plan a visit that may end in another month than it began in."""
    number = take(company, "GZ", close=False)
    planned = company.branch.visits.plan(number, {"purpose": "检查打印设置"})
    arrived = company.clock.now() + timedelta(days=chance.choice([0, 3, 17]))
    filed = {"state": "filed", "arrived_at": arrived, "period": str(period_of(arrived))}
    with company.branch.database.write(None, company.clock.now()) as writer:
        writer.update("visit", planned.uuid, filed)
        record = writer.by_number("service_record", number)
        assert record is not None
        writer.update("service_record", record.uuid, {"state": "in_progress"})


def test_a_laptop_is_not_asked_about_a_month(company: Company) -> None:
    month = company["GZ-L01"].month
    for ask in (month.check, month.status, month.draft_summary):
        with pytest.raises(UserError, match="Only a branch reports its month"):
            ask(PERIODS[0])
