# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Unsaved editors survive a crash, each person's own."""

from datetime import timedelta
from pathlib import Path

from branchdesk.services.drafts import Drafts, WaitingDraft
from branchdesk.services.records import Records
from branchdesk.store.drafts import DraftStore
from tests.services.conftest import AGENT, ENGINEER, KEY, START, Desk, call


def test_drafts_are_there_after_a_crash(desk: Desk, tmp_path: Path) -> None:
    record = desk.record()
    drafts = Drafts(desk.use(ENGINEER), DraftStore(tmp_path / "drafts", KEY, desk.clock))
    drafts.save("record", {"problem_description": "锁 𠮷", "occurred_at": START})
    desk.clock.advance(timedelta(seconds=2))
    drafts.save("record", {"product_version": "8.4"}, record)
    again = Drafts(desk.use(ENGINEER), DraftStore(tmp_path / "drafts", KEY, desk.clock))
    assert again.waiting().drafts == (
        WaitingDraft("record", record, START + timedelta(seconds=2)),
        WaitingDraft("record", None, START),
    )
    assert again.load("record") == {
        "problem_description": "锁 𠮷",
        "occurred_at": START.isoformat(),
    }
    again.discard("record")
    assert again.load("record") is None
    assert len(again.waiting().drafts) == 1


def test_a_colleague_sees_none_of_them(desk: Desk, tmp_path: Path) -> None:
    store = DraftStore(tmp_path / "drafts", KEY, desk.clock)
    Drafts(desk.use(ENGINEER), store).save("customer", {"name": "甲"})
    colleague = Drafts(desk.use(AGENT), store)
    assert (colleague.load("customer"), colleague.waiting().drafts) == (None, ())


def test_a_damaged_draft_is_counted(desk: Desk, tmp_path: Path) -> None:
    drafts = Drafts(desk.use(ENGINEER), DraftStore(tmp_path / "drafts", KEY, desk.clock))
    drafts.save("customer", {"name": "甲"})
    (file,) = (tmp_path / "drafts").glob("*.draft")
    file.write_bytes(file.read_bytes()[:-5] + b"xxxxx")
    waiting = drafts.waiting()
    assert (waiting.drafts, waiting.damaged) == ((), 1)


def test_a_draft_that_was_saved_is_not_offered_again(desk: Desk, tmp_path: Path) -> None:
    session, store = desk.use(ENGINEER), DraftStore(tmp_path / "drafts", KEY, desk.clock)
    drafts, document = Drafts(session, store), call(customer=str(desk.customer()))
    drafts.save("record", document)
    identity = drafts.becomes("record", "service_record")
    drafts.save("record", document | {"product_version": "8.4"})
    assert Drafts(session, store).load("record") == document | {"product_version": "8.4"}
    assert len(Drafts(session, store).waiting().drafts) == 1
    records = Records(session)
    first = records.add(document, identity=identity)
    assert Drafts(session, store).waiting().drafts == ()
    assert Drafts(session, store).load("record") is None
    assert first.uuid == identity
    # The same press of the button again, as after an error that came too late.
    assert records.add(document, identity=identity).number == first.number
    with desk.database.read() as reader:
        assert reader.count("service_record") == 1


def test_the_next_new_row_gets_its_own_identity(desk: Desk, tmp_path: Path) -> None:
    drafts = Drafts(desk.use(ENGINEER), DraftStore(tmp_path / "drafts", KEY, desk.clock))
    first = drafts.becomes("record", "service_record")
    assert drafts.becomes("record", "service_record") == first
    assert drafts.waiting().drafts == ()
    drafts.discard("record")
    assert drafts.becomes("record", "service_record") != first
