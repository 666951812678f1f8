# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Unsaved editors survive a crash, each person's own."""

from datetime import timedelta
from pathlib import Path

from branchdesk.services.drafts import Drafts, WaitingDraft
from branchdesk.store.drafts import DraftStore
from tests.services.conftest import AGENT, ENGINEER, KEY, START, Desk


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
