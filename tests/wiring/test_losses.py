# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Lost files, lost outboxes, lost laptops, restored backups: everything is told again."""

import contextlib
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.errors import UserError
from branchdesk.domain.exchange import StreamReceipt
from branchdesk.wiring.founding import NewDesk, found_desk
from tests.companies import PASSPHRASE, PEOPLE, Company

PERIOD = "2026-11"
CLOSING_DAY = datetime(2026, 11, 27, 16, 0, tzinfo=BRANCH_ZONE)


def numbers(company: Company, code: str) -> list[str]:
    return sorted(r.number for r in company.rows(code, "service_record"))  # type: ignore[attr-defined]


def record(company: Company, code: str) -> str:
    customers = company.rows(code, "customer")
    number = customers[0].number if customers else company.add_customer(code).number  # type: ignore[attr-defined]
    company.clock.advance(timedelta(minutes=1))
    return company.add_record(code, number).number


def import_all(company: Company, code: str, files: list[Path]) -> None:
    """Take in those of the files that are for the desk."""
    for file in files:
        with contextlib.suppress(UserError):
            company[code].exchange.import_file(file)


def delivered_month(company: Company) -> str:
    number = record(company, "GZ-L01")
    company.close_record("GZ-L01", number)
    company.clock.moment = CLOSING_DAY
    company.exchange("GZ-L01", "GZ")
    company.finish_summary(PERIOD)
    company.branch.close_month.close(PERIOD)
    return number


def test_desks_that_settled_send_nothing_more(company: Company) -> None:
    record(company, "GZ-L01")
    company.settle()
    for _ in range(2):
        for desk in company.desks.values():
            report = desk.exchange.run()
            assert (report.sent, report.received, report.problems) == ((), (), ())


def test_a_state_is_that_of_its_least_advanced_change(company: Company, tmp_path: Path) -> None:
    number = record(company, "GZ-L01")

    def state() -> str:
        return company.exchange_states("GZ-L01")[number]

    assert state() == "unpacked"
    company.laptop.exchange.build_for("GZ")
    assert state() == "unpacked"  # built, but in nobody's hands
    first = company.laptop.exchange.export_files(tmp_path / "1")
    assert state() == "sent"
    company.clock.advance(timedelta(minutes=1))
    company.laptop.records.edit(number, {"region": "清远"})
    assert state() == "unpacked"
    company.branch.exchange.import_file(first[0])
    back = company.branch.exchange.export_files(tmp_path / "back")
    import_all(company, "GZ-L01", back)
    assert state() == "unpacked"  # the first file is receipted, the edit is not sent yet
    company.settle()
    assert state() == "receipted"


def test_news_of_the_branch_does_not_hide_an_unsent_edit(company: Company) -> None:
    number = record(company, "GZ-L01")
    company.settle()
    company.branch.records.edit(number, {"region": "清远"})
    company.exchange("GZ")
    company.laptop.records.edit(number, {"contact_phone": "026-55500002"})
    for parcel in (company.mailbox / "GZ-L01" / "GZ").iterdir():
        target = company.root / "stick" / "GZ-L01" / "GZ" / parcel.name
        shutil.copytree(parcel, target)
    company.laptop.exchange._receiving.receive_all(str(company.root / "stick"))
    assert company.rows("GZ-L01", "service_record")[0].region == "清远"  # type: ignore[attr-defined]
    assert company.exchange_states("GZ-L01")[number] == "unpacked"


def test_a_receipt_that_went_back_is_obeyed_and_an_old_one_is_not(company: Company) -> None:
    number = record(company, "GZ-L01")
    company.settle()
    with company.laptop.exchange_store.write(None, company.clock.now()) as (_, streams):
        link = streams.parent()
        assert link is not None
        streams.take_receipt("GZ", StreamReceipt(epoch=link.out_epoch, applied_through=1))
    assert company.exchange_states("GZ-L01")[number] == "unpacked"
    company.settle()
    assert company.exchange_states("GZ-L01")[number] == "receipted"


def test_receipt_files_in_the_wrong_order_send_nothing_again(
    company: Company, tmp_path: Path
) -> None:
    receipts = []
    for turn in range(2):
        record(company, "GZ-L01")
        for file in company.laptop.exchange.export_files(tmp_path / f"up{turn}"):
            company.branch.exchange.import_file(file)
        company.clock.advance(timedelta(minutes=1))
        files = company.branch.exchange.export_files(tmp_path / f"down{turn}")
        receipts.append(files)
    import_all(company, "GZ-L01", [*receipts[1], *receipts[0]])
    with company.laptop.exchange_store.read() as (_, streams):
        link = streams.parent()
        assert link is not None
        assert link.peer_ack == link.out_bundled == link.out_tail


def test_a_lost_receipt_is_given_again_with_the_file_it_is_about(
    company: Company, tmp_path: Path
) -> None:
    number = record(company, "GZ-L01")
    (file,) = company.laptop.exchange.export_files(tmp_path)
    company.branch.exchange.import_file(file)
    shutil.rmtree(tmp_path / "lost", ignore_errors=True)
    company.branch.exchange.export_files(tmp_path / "lost")
    (again,) = company.laptop.exchange.export_files(tmp_path / "again")

    assert company.branch.exchange.import_file(again).already
    company.clock.advance(timedelta(minutes=1))
    import_all(company, "GZ-L01", company.branch.exchange.export_files(tmp_path / "receipts"))
    assert company.exchange_states("GZ-L01")[number] == "receipted"


def test_an_emptied_mailbox_is_filled_again(company: Company) -> None:
    number = record(company, "GZ-L01")
    company.exchange("GZ-L01", "GZ")
    shutil.rmtree(company.mailbox)
    company.mailbox.mkdir()
    company.settle()
    assert company.exchange_states("GZ-L01")[number] == "receipted"


@pytest.mark.parametrize("damage", ["missing", "cut", "changed"])
@pytest.mark.parametrize("delivered", [False, True])
def test_a_bundle_whose_file_is_gone_is_built_anew(
    company: Company, damage: str, delivered: bool
) -> None:
    number = delivered_month(company)
    if delivered:
        company.exchange("GZ")
        shutil.rmtree(company.mailbox)
        company.mailbox.mkdir()
    for file in company.branch.folder.outbox.glob("*.age"):
        content = file.read_bytes()
        if damage == "missing":
            file.unlink()
        else:
            file.write_bytes(content[:-9] if damage == "cut" else content[:-1] + b"?")
    company.exchange("GZ", "HQ", "GZ")

    line = next(x for x in company.hq.headquarters.board(PERIOD) if x.code == "GZ")
    assert (line.state, line.records) == ("verified", 1)
    assert company.exchange_states("GZ") == {number: "receipted"}
    assert company.branch.month.status(PERIOD).state == "sent"


def test_a_restored_laptop_gets_back_what_it_delivered_since(
    company: Company, tmp_path: Path
) -> None:
    first = record(company, "GZ-L01")
    company.settle()
    backup = tmp_path / "laptop.backup"
    shutil.copy(company.laptop.backups.back_up(), backup)
    second = record(company, "GZ-L01")
    company.settle()

    restore_desk(company, "GZ-L01", backup)
    assert numbers(company, "GZ-L01") == [first]
    third = record(company, "GZ-L01")
    company.settle()

    for code in ("GZ", "GZ-L01"):
        assert numbers(company, code) == sorted([first, second, third])
    assert set(company.exchange_states("GZ-L01").values()) == {"receipted"}
    company.laptop.records.edit(second, {"region": "清远"})
    company.settle()
    assert {r.region for r in company.rows("GZ", "service_record")} == {"", "清远"}  # type: ignore[attr-defined]
    assert company.laptop.exchange.run().sent == ()


def test_a_restored_branch_is_told_again_by_both_sides(company: Company, tmp_path: Path) -> None:
    record(company, "GZ-L01")
    company.settle()
    backup = tmp_path / "branch.backup"
    shutil.copy(company.branch.backups.back_up(), backup)
    delivered_month(company)
    company.settle()
    company.hq.headquarters.accept(PERIOD, "GZ")
    company.settle()
    before = company.everything("HQ")

    restore_desk(company, "GZ", backup)
    company.settle()
    company.settle()

    assert company.everything("HQ") == before
    assert numbers(company, "GZ") == numbers(company, "HQ")
    assert company.branch.month.status(PERIOD).state == "acknowledged"
    assert set(company.exchange_states("GZ").values()) == {"receipted"}
    assert all(desk.exchange.run().problems == () for desk in company.desks.values())


def restore_desk(company: Company, code: str, backup: Path) -> None:
    from branchdesk.store.backup import restore

    company[code].close()
    del company.desks[code]
    shutil.rmtree(company.root / code)
    restore(backup, company.root / code, company.clock.now())
    company.open([code])


def test_a_reinstalled_laptop_gets_everything_and_no_number_twice(company: Company) -> None:
    first = record(company, "GZ-L01")
    company.settle()
    lost = record(company, "GZ-L01")  # never delivered
    former = company.desks.pop("GZ-L01")
    former.close()
    shutil.rmtree(company.root / "GZ-L01")

    role, name, person = PEOPLE["GZ-L01"]
    new = NewDesk(role=role, code="GZ-L01", name=name, person_name=person, passphrase=PASSPHRASE)
    company.desks["GZ-L01"], _ = found_desk(company.root / "GZ-L01", new, company.surroundings)
    company.enrol("GZ-L01", "GZ")
    company.laptop.exchange.set_mailbox(str(company.mailbox))
    company.settle()

    assert numbers(company, "GZ-L01") == [first]
    again = record(company, "GZ-L01")
    assert again not in (first, lost)
    company.laptop.records.edit(first, {"region": "清远"})
    company.settle()
    assert numbers(company, "GZ") == sorted([first, again])
    assert company.branch.exchange.refusals() == company.laptop.exchange.refusals() == []
    assert {r.region for r in company.rows("GZ", "service_record")} == {"", "清远"}  # type: ignore[attr-defined]


def test_a_copied_back_folder_is_noticed_and_told_again(company: Company, tmp_path: Path) -> None:
    first = record(company, "GZ-L01")
    company.settle()
    company.laptop.close()
    shutil.copytree(company.root / "GZ-L01", tmp_path / "copy")
    company.open(["GZ-L01"])
    second = record(company, "GZ-L01")
    company.settle()
    company.laptop.close()
    shutil.rmtree(company.root / "GZ-L01")
    shutil.copytree(tmp_path / "copy", company.root / "GZ-L01")
    company.open(["GZ-L01"])
    company.clock.advance(timedelta(days=1))
    company.settle()
    company.settle()

    assert numbers(company, "GZ-L01") == sorted([first, second])


def test_receipts_keep_their_types(company: Company) -> None:
    receipt = StreamReceipt(epoch="", applied_through=0)
    assert msgspec.json.decode(msgspec.json.encode(receipt), type=StreamReceipt) == receipt
