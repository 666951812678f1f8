# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A desk that is not as it was left says so when it is opened, and there is a way on."""

import json
import shutil

import pytest

from branchdesk.domain.errors import UserError
from tests.companies import Company
from tests.wiring.conftest import CODES
from tests.wiring.test_months import CLOSING, report, take


def wrong(company: Company, code: str) -> set[str]:
    return {finding.check for finding in company[code].check() if not finding.ok}


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "别的分公司"), ("code", "BJ"), ("incarnation", "00000000"), ("clock_shift", 86400)],
)
def test_facts_with_a_changed_value_are_refused_before_anybody_unlocks(
    company: Company, field: str, value: object
) -> None:
    company.branch.close()
    file = company.root / "GZ" / "desk.json"
    facts = json.loads(file.read_bytes())
    file.write_text(json.dumps(facts | {field: value}))
    with pytest.raises(UserError, match="is damaged"):
        company.open(["GZ"])
    del company.desks["GZ"]


@pytest.mark.parametrize(("field", "value"), [("name", "别的分公司"), ("node", "0" * 32)])
def test_facts_that_somebody_else_wrote_are_refused(
    company: Company, field: str, value: object
) -> None:
    company.branch.close()
    file = company.root / "GZ" / "desk.json"
    facts = json.loads(file.read_bytes()) | {field: value, "checksum": ""}
    file.write_text(json.dumps(facts))
    with pytest.raises(UserError, match="is damaged"):
        company.open(["GZ"])
    del company.desks["GZ"]


def test_a_lost_tail_is_told_and_comes_back_from_headquarters(company: Company) -> None:
    laptop = company.laptop
    laptop.close()
    before = company.root / "before"
    shutil.copytree(company.root / "GZ-L01", before)
    company.open(["GZ-L01"])
    lost = company.add_customer("GZ-L01", "栩川路桥工程有限公司")
    company.settle()
    company.laptop.close()
    shutil.copy(before / "desk.db", company.root / "GZ-L01" / "desk.db")
    incarnation = json.loads((company.root / "GZ-L01" / "desk.json").read_bytes())["incarnation"]
    company.open(["GZ-L01"])
    trouble = company.laptop.look_for_damage()
    assert str(trouble.error.title) == "The newest entries are missing"  # type: ignore[union-attr]
    assert wrong(company, "GZ-L01") == {"journal_tail"}
    facts = json.loads((company.root / "GZ-L01" / "desk.json").read_bytes())
    assert facts["incarnation"] != incarnation
    assert facts["restored"] is None
    company.settle()
    with company.laptop.database.read() as reader:
        assert reader.get("customer", lost.uuid) is not None
    company.laptop.take_note_of_loss()
    assert company.laptop.look_for_damage() is None
    assert wrong(company, "GZ-L01") == set()
    company.reopen("GZ-L01")
    assert company.laptop.look_for_damage() is None


def test_a_changed_page_is_found_after_unlocking(company: Company) -> None:
    company.branch.close()
    file = company.root / "GZ" / "desk.db"
    content = bytearray(file.read_bytes())
    content[len(content) - 2000] ^= 1  # in a page that opening does not read
    file.write_bytes(content)
    company.open(["GZ"])
    trouble = company.branch.look_for_damage()
    assert str(trouble.error.title) == "The data of this computer is damaged"  # type: ignore[union-attr]
    assert "pages" in wrong(company, "GZ")


def test_an_attachment_whose_file_is_gone_is_named(company: Company) -> None:
    outcome = company.add_customer("GZ")
    company.branch.attachments.add(
        "customer", outcome.uuid, "合同.txt", [b"content"], purpose="original"
    )
    assert wrong(company, "GZ") == set()
    (file,) = (company.root / "GZ" / "attachments").glob("??/*")
    file.unlink()
    assert wrong(company, "GZ") == {"attachments"}


def test_headquarters_receipt_tells_a_rewritten_journal(company: Company) -> None:
    take(company, "GZ")
    company.clock.moment = CLOSING["2026-11"]
    company.exchange("GZ-L01", "GZ")
    report(company, "2026-11")
    company.settle()
    company.hq.headquarters.accept("2026-11", "GZ")
    company.settle()
    assert {code: wrong(company, code) for code in company.desks} == {code: set() for code in CODES}
    # Somebody with the key hashes the journal anew and makes everything on this computer fit.
    database = company.branch.database
    with database.write(None, company.clock.now(), journal=False) as writer:
        writer.connection.exec_driver_sql("UPDATE journal SET wall_time = 1, chain = NULL")
    assert wrong(company, "GZ") == {"journal_witness"}
    with database.write(None, company.clock.now(), journal=False) as writer:
        writer.connection.exec_driver_sql("DELETE FROM setting WHERE key LIKE 'witness:%'")
    (told,) = (f.detail for f in company.branch.check() if not f.ok)
    assert told == "2026-11/1"
    # What headquarters itself holds comes back with its next bundle.
    with database.write(None, company.clock.now(), journal=False) as writer:
        writer.connection.exec_driver_sql("DELETE FROM bundle WHERE direction = 'out'")
    assert wrong(company, "GZ") == set()
    with company.hq.exchange_store.write(None, company.clock.now()) as (_, streams):
        streams.owe_receipt("GZ")
    company.exchange("HQ", "GZ")
    assert wrong(company, "GZ") == {"journal_witness"}
