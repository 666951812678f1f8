# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What was typed survives."""

import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from branchdesk.domain.clock import BRANCH_ZONE, FixedClock
from branchdesk.domain.errors import UserError
from branchdesk.store.drafts import DraftLine, DraftStore

ROOT = Path(__file__).resolve().parents[2]
KEY = bytes(range(32))
EVENING = datetime(2026, 11, 24, 18, 2, tzinfo=BRANCH_ZONE)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(EVENING)


@pytest.fixture
def drafts(tmp_path: Path, clock: FixedClock) -> DraftStore:
    return DraftStore(tmp_path / "drafts", KEY, clock)


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"problem": "第 3 期打不开", "minutes": 45, "tags": ["𠮷", None, True], "more": {"a": 1.5}},
        {"odd": "half \ud83d of a character, \x00, \u202e", "long": "长" * 20_000},
    ],
    ids=["empty", "usual", "odd"],
)
def test_a_document_comes_back_as_it_was_typed(
    document: dict[str, Any], tmp_path: Path, clock: FixedClock, drafts: DraftStore
) -> None:
    drafts.save("service_record-1", document)
    again = DraftStore(tmp_path / "drafts", KEY, clock)
    assert again.load("service_record-1") == document


def test_nothing_of_it_can_be_read_on_the_disk(tmp_path: Path, drafts: DraftStore) -> None:
    drafts.save("visit-1", {"customer": "plain words"})
    for path in (tmp_path / "drafts").iterdir():
        assert b"plain words" not in path.read_bytes()


def test_the_list_is_newest_first_with_times(clock: FixedClock, drafts: DraftStore) -> None:
    drafts.save("visit-1", {})
    clock.advance(timedelta(minutes=5))
    drafts.save("visit-2", {})
    later = EVENING + timedelta(minutes=5)
    assert drafts.list().lines == (DraftLine("visit-2", later), DraftLine("visit-1", EVENING))
    drafts.discard("visit-2")
    drafts.discard("visit-2")
    assert [line.name for line in drafts.list().lines] == ["visit-1"]
    assert drafts.load("visit-2") is None


def test_a_damaged_draft_is_set_aside_and_named(tmp_path: Path, drafts: DraftStore) -> None:
    folder = tmp_path / "drafts"
    for name in ("visit-1", "visit-2", "visit-3"):
        drafts.save(name, {"text": name})
    (folder / "visit-1.draft").write_bytes(b"")
    content = bytearray((folder / "visit-2.draft").read_bytes())
    content[-1] ^= 1
    (folder / "visit-2.draft").write_bytes(content)
    with pytest.raises(UserError) as caught:
        drafts.load("visit-2")
    assert "visit-2.draft.damaged" in str(caught.value.message)
    found = drafts.list()
    assert [line.name for line in found.lines] == ["visit-3"]
    assert found.damaged == ("visit-1", "visit-2")
    assert drafts.load("visit-1") is None
    # A new draft of the same thing works; discarding it ends the matter.
    drafts.save("visit-1", {"text": "again"})
    assert drafts.load("visit-1") == {"text": "again"}
    drafts.discard("visit-1")
    drafts.discard("visit-2")
    assert drafts.list().damaged == ()


def test_every_cut_and_every_flipped_byte_is_noticed(tmp_path: Path, drafts: DraftStore) -> None:
    path = tmp_path / "drafts" / "visit-1.draft"
    drafts.save("visit-1", {"text": "x"})
    whole = path.read_bytes()
    for place in range(len(whole)):
        for damaged in (
            whole[:place],
            whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1 :],
        ):
            path.write_bytes(damaged)
            with pytest.raises(UserError):
                drafts.load("visit-1")


def test_a_draft_under_another_name_does_not_open(tmp_path: Path, drafts: DraftStore) -> None:
    drafts.save("visit-1", {"text": "of visit 1"})
    folder = tmp_path / "drafts"
    os.replace(folder / "visit-1.draft", folder / "visit-2.draft")
    with pytest.raises(UserError):
        drafts.load("visit-2")


def test_another_desk_cannot_read_it(tmp_path: Path, clock: FixedClock, drafts: DraftStore) -> None:
    drafts.save("visit-1", {})
    with pytest.raises(UserError):
        DraftStore(tmp_path / "drafts", bytes(32), clock).load("visit-1")


def test_strange_files_are_left_alone(tmp_path: Path, drafts: DraftStore) -> None:
    folder = tmp_path / "drafts"
    for name in ("Thumbs.db", "说明.draft", "UPPER.draft"):
        (folder / name).write_bytes(b"mine")
    assert drafts.list().lines == ()
    assert {p.name for p in folder.iterdir()} == {"Thumbs.db", "说明.draft", "UPPER.draft"}


@pytest.mark.parametrize("name", ["", "../keys", "a/b", "上门", "x" * 121, "visit\n"])
def test_a_name_is_never_a_way_out_of_the_folder(name: str, drafts: DraftStore) -> None:
    with pytest.raises(ValueError, match="not a name"):
        drafts.save(name, {})


def test_a_stick_that_is_gone_is_told(tmp_path: Path, drafts: DraftStore) -> None:
    (tmp_path / "drafts").rmdir()
    with pytest.raises(UserError, match="Not found"):
        drafts.save("visit-1", {})


@pytest.mark.skipif(os.name == "nt", reason="kills with a POSIX signal")
@pytest.mark.parametrize(
    ("point", "kept"),
    [("fsync", "old"), ("replace", "old"), ("sync_folder", "new")],
)
def test_a_kill_in_the_middle_leaves_the_old_or_the_new(
    point: str, kept: str, tmp_path: Path, clock: FixedClock, drafts: DraftStore
) -> None:
    drafts.save("visit-1", {"text": "old"})
    script = (
        "import os, sys\nfrom pathlib import Path\n"
        "from branchdesk.domain.clock import SystemClock\n"
        "from branchdesk.store import part_file\n"
        "from branchdesk.store.drafts import DraftStore\n"
        "store = DraftStore(Path(sys.argv[1]), bytes(range(32)), SystemClock())\n"
        "place = part_file if sys.argv[2] == 'sync_folder' else os\n"
        "setattr(place, sys.argv[2], lambda *given: os.kill(os.getpid(), 9))\n"
        "store.save('visit-1', {'text': 'new'})\n"
    )
    killed = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "drafts"), point], check=False, cwd=ROOT
    )
    assert killed.returncode == -signal.SIGKILL
    again = DraftStore(tmp_path / "drafts", KEY, clock)
    assert again.load("visit-1") == {"text": kept}
    assert [path.name for path in (tmp_path / "drafts").iterdir()] == ["visit-1.draft"]
