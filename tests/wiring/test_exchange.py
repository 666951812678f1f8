# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Laptop, branch and headquarters exchange through a real mailbox."""

import random
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.errors import UserError
from branchdesk.domain.queries import Filter
from tests.companies import Company

PERIOD = "2026-11"
CLOSING_DAY = datetime(2026, 11, 27, 16, 0, tzinfo=BRANCH_ZONE)


def work(company: Company) -> str:
    """Let the laptop take and close a problem and deliver it; returns the record's number."""
    customer = company.add_customer("GZ-L01")
    record = company.add_record("GZ-L01", customer.number)
    company.close_record("GZ-L01", record.number)
    company.exchange("GZ-L01", "GZ", "GZ-L01")
    return record.number


def close(company: Company) -> str:
    """Close the branch's month and return its digest."""
    company.clock.moment = CLOSING_DAY
    company.exchange("GZ-L01", "GZ")
    company.finish_summary(PERIOD)
    return company.branch.close_month.close(PERIOD).digest


def test_a_laptop_brings_its_work_to_the_branch(company: Company) -> None:
    number = work(company)

    with company.branch.database.read() as reader:
        record = reader.by_number("service_record", number)
        assert record.state == "closed"
        assert [p.kind for p in reader.children("record_progress", record.uuid)] == []
    assert company.exchange_states("GZ-L01") == {number: "receipted"}
    assert company.exchange_states("GZ") == {number: "unpacked"}


def test_a_month_goes_to_headquarters_and_its_receipt_comes_back(company: Company) -> None:
    number = work(company)
    digest = close(company)
    assert company.exchange_states("GZ")[number] == "unpacked"
    company.exchange("GZ")
    assert company.exchange_states("GZ")[number] == "sent"

    company.exchange("HQ")
    line = next(x for x in company.hq.headquarters.board(PERIOD) if x.code == "GZ")
    assert (line.state, line.digest, line.records) == ("verified", digest, 1)
    company.hq.headquarters.accept(PERIOD, "GZ")
    company.exchange("HQ", "GZ")

    assert company.exchange_states("GZ")[number] == "receipted"
    assert company.branch.month.status(PERIOD).state == "acknowledged"
    assert company.rows("HQ", "service_record") == company.rows("GZ", "service_record")


def test_nothing_reaches_headquarters_before_the_close(company: Company) -> None:
    work(company)
    company.exchange("GZ", "HQ", "GZ")

    assert company.rows("HQ", "service_record") == []
    assert company.rows("HQ", "customer") == []


def test_records_of_the_running_period_stay_until_their_own_close(company: Company) -> None:
    first = work(company)
    company.clock.moment = datetime(2026, 11, 30, 9, 0, tzinfo=BRANCH_ZONE)
    customer = company.rows("GZ", "customer")[0]
    later = company.add_record("GZ", customer.number)  # type: ignore[attr-defined]
    company.exchange("GZ-L01", "GZ")
    company.finish_summary(PERIOD)
    company.branch.close_month.close(PERIOD)
    company.exchange("GZ", "HQ")

    assert [r.number for r in company.rows("HQ", "service_record")] == [first]  # type: ignore[attr-defined]
    assert company.exchange_states("GZ")[later.number] == "unpacked"


def test_a_returned_month_is_reported_again_as_revision_two(company: Company) -> None:
    number = work(company)
    close(company)
    company.exchange("GZ", "HQ")
    company.hq.headquarters.return_(PERIOD, "GZ", "解决方案太简略，请补充操作步骤。")
    company.exchange("HQ", "GZ")
    assert company.branch.month.status(PERIOD).state == "returned"

    company.branch.records.edit(number, {"region": "清远"}, reason="总部退回更正")
    again = company.branch.close_month.close(PERIOD)
    company.exchange("GZ", "HQ")

    line = next(x for x in company.hq.headquarters.board(PERIOD) if x.code == "GZ")
    assert (again.revision, line.revision, line.state) == (2, 2, "verified")
    assert line.digest == again.digest
    amendment = company.rows("HQ", "amendment")[0]
    assert (amendment.field, amendment.new) == ("region", "清远")  # type: ignore[attr-defined]


def test_the_same_month_is_not_reported_twice(company: Company) -> None:
    work(company)
    close(company)
    with pytest.raises(UserError, match="already reported"):
        company.branch.close_month.close(PERIOD)


def test_it_is_too_early_before_the_last_working_day(company: Company) -> None:
    work(company)
    with pytest.raises(UserError, match="too early"):
        company.branch.close_month.close(PERIOD)


def test_taking_in_twice_changes_nothing(company: Company, tmp_path: Path) -> None:
    work(company)
    close(company)
    files = company.branch.exchange.export_files(tmp_path)
    report = next(f for f in files if "HQ" in f.name or "上报" in f.name)
    renamed = tmp_path / "下载 (1).bdx"
    shutil.copy(report, renamed)

    first = company.hq.exchange.import_file(report)
    before = company.everything("HQ")
    second = company.hq.exchange.import_file(renamed)

    assert first.ops > 0
    assert second.already
    assert company.everything("HQ") == before


def test_a_file_for_somebody_else_is_refused(company: Company, tmp_path: Path) -> None:
    work(company)
    close(company)
    report = next(f for f in company.branch.exchange.export_files(tmp_path) if "上报" in f.name)
    with pytest.raises(UserError, match="not sent to this desk"):
        company.laptop.exchange.import_file(report)


def test_a_later_file_waits_for_the_earlier_one(company: Company, tmp_path: Path) -> None:
    customer = company.add_customer("GZ-L01")
    first = company.laptop.exchange.export_files(tmp_path / "one")
    company.clock.advance(timedelta(minutes=5))
    company.add_record("GZ-L01", customer.number)
    second = company.laptop.exchange.export_files(tmp_path / "two")

    with pytest.raises(UserError, match="earlier file"):
        company.branch.exchange.import_file(second[0])
    assert company.rows("GZ", "service_record") == []
    company.branch.exchange.import_file(first[0])
    company.branch.exchange.import_file(second[0])
    assert len(company.rows("GZ", "service_record")) == 1


def test_two_edits_of_one_field_are_kept_as_a_conflict(company: Company) -> None:
    record = company.add_record("GZ-L01", company.add_customer("GZ-L01").number)
    company.settle()
    company.branch.records.edit(record.number, {"contact_phone": "026-55500001"})
    company.laptop.records.edit(record.number, {"contact_phone": "026-55500002"})
    company.settle()

    conflict = company.branch.exchange.conflicts()[0]
    assert (conflict.field, {conflict.kept, conflict.other}) == (
        "contact_phone",
        {"026-55500001", "026-55500002"},
    )
    rows = [*company.rows("GZ", "service_record"), *company.rows("GZ-L01", "service_record")]
    phones = {row.contact_phone for row in rows}  # type: ignore[attr-defined]
    assert phones == {"026-55500001"}  # the branch outranks the laptop


def test_edits_of_different_fields_merge(company: Company) -> None:
    record = company.add_record("GZ-L01", company.add_customer("GZ-L01").number)
    company.settle()
    company.branch.records.edit(record.number, {"region": "清远"})
    company.laptop.records.edit(record.number, {"contact_phone": "026-55500002"})
    company.settle()

    for code in ("GZ", "GZ-L01"):
        row = company.rows(code, "service_record")[0]
        assert (row.region, row.contact_phone) == ("清远", "026-55500002")  # type: ignore[attr-defined]
    assert company.branch.exchange.conflicts() == []


def test_a_mailbox_that_disappeared_is_named_and_nothing_is_lost(company: Company) -> None:
    number = company.add_record("GZ-L01", company.add_customer("GZ-L01").number).number
    hidden = company.mailbox.rename(company.mailbox.with_name("elsewhere"))
    with pytest.raises(UserError):
        company.laptop.exchange.run()
    hidden.rename(company.mailbox)
    company.settle()

    assert [r.number for r in company.rows("GZ", "service_record")] == [number]  # type: ignore[attr-defined]


def test_a_branch_cannot_write_rows_of_another_branch(company: Company) -> None:
    record = company.add_record("GZ", company.add_customer("GZ").number)
    with company.branch.database.write(None, company.clock.now()) as writer:
        writer.update("service_record", record.uuid, {"branch_code": "BJ"})
    close(company)
    company.exchange("GZ", "HQ")

    with company.hq.database.read() as reader:
        assert reader.count("service_record", (Filter("branch_code", "=", "BJ"),)) == 0


@pytest.mark.parametrize("seed", range(3))
def test_desks_converge_whatever_is_lost_doubled_or_shuffled(
    company: Company, tmp_path: Path, seed: int
) -> None:
    """Files are lost, doubled and shuffled; afterwards all desks agree and nothing is missing."""
    chance = random.Random(seed)
    customer = company.add_customer("GZ").number
    company.settle()
    records: list[str] = []
    flying: list[tuple[str, Path]] = []
    for turn in range(14):
        code = chance.choice(["GZ", "GZ-L01"])
        company.clock.advance(timedelta(minutes=7))
        if not records or chance.random() < 0.4:
            records.append(company.add_record(code, customer).number)
        else:
            with company[code].database.read() as reader:
                here = [r.number for r in reader.find("service_record")]
            if here:
                company[code].records.edit(chance.choice(here), {"region": f"{seed}-{turn}"})
        folder = tmp_path / f"{turn}"
        receiver = "GZ" if code == "GZ-L01" else "GZ-L01"
        files = company[code].exchange.export_files(folder)
        flying += [(receiver, f) for f in files if chance.random() > 0.3]
        flying += [flying[-1]] if flying and chance.random() < 0.3 else []
        chance.shuffle(flying)
        for _ in range(chance.randrange(len(flying) + 1)):
            target, file = flying.pop()
            try:
                company[target].exchange.import_file(file)
            except UserError:
                flying.insert(0, (target, file))  # an earlier one is missing, or it is for HQ
    company.settle()
    company.settle()

    assert [r.number for r in company.rows("GZ", "service_record")] != []
    assert sorted(r.number for r in company.rows("GZ", "service_record")) == sorted(records)  # type: ignore[attr-defined]
    on_laptop = {r.uuid: r for r in company.rows("GZ-L01", "service_record")}  # type: ignore[attr-defined]
    at_branch = {r.uuid: r for r in company.rows("GZ", "service_record")}  # type: ignore[attr-defined]
    assert on_laptop == {uuid: at_branch[uuid] for uuid in on_laptop}
    for desk in company.desks.values():
        assert all(finding.ok for finding in desk.database.doctor())


def test_a_forged_receipt_is_refused(company: Company) -> None:
    work(company)
    close(company)
    company.exchange("GZ", "HQ")
    company.hq.headquarters.accept(PERIOD, "GZ")
    receipt = company.rows("HQ", "month_receipt")[0]
    with company.hq.database.write(None, company.clock.now()) as writer:
        writer.update("month_receipt", receipt.uuid, {"records": 7})  # type: ignore[attr-defined]
    company.exchange("HQ")
    report = company.branch.exchange.run()

    assert [str(p.title) for p in report.problems] == ["A receipt is not signed by headquarters"]
    assert company.rows("GZ", "month_receipt") == []
    assert company.branch.month.status(PERIOD).state == "sent"


def test_one_file_taken_in_by_two_tasks_at_once_counts_once(
    company: Company, tmp_path: Path
) -> None:
    company.add_record("GZ-L01", company.add_customer("GZ-L01").number)
    file = company.laptop.exchange.export_files(tmp_path)[0]
    with ThreadPoolExecutor(2) as tasks:
        results = list(tasks.map(company.branch.exchange.import_file, [file, file]))

    assert sorted(result.already for result in results) == [False, True]
    assert len(company.rows("GZ", "service_record")) == 1
