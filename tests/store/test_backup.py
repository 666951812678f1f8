# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A desk becomes one file and comes back."""

import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.organisation import Staff
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.store.backup import back_up, inspect_backup, restore
from branchdesk.store.blobs import EncryptedBlobs
from branchdesk.store.database import Database

ROOT = Path(__file__).resolve().parents[2]
KEY = bytes(range(32))
EVENING = datetime(2026, 11, 24, 18, 2, tzinfo=BRANCH_ZONE)
LATER = EVENING + timedelta(days=3)
KEYS = '{"version": 1, "wrapped": "密文"}'.encode()


def _open(folder: Path) -> Database:
    return Database(
        folder / "desk.db",
        KEY,
        role=DeskRole.BRANCH,
        node="gz/1",
        new_id=uuid4,
        backup_folder=folder / "upgrades",
    )


def _add_staff(database: Database, name: str) -> UUID:
    person = Staff(uuid=uuid4(), created_at=EVENING, name=name)
    with database.write(None, EVENING) as writer:
        writer.insert("staff", person)
    return person.uuid


def _names(database: Database) -> list[str]:
    with database.read() as reader:
        return [person.name for person in reader.find("staff")]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "desk.json").write_text(json.dumps({"code": "GZ", "name": "广州分公司"}))
    (folder / "keys.json").write_bytes(KEYS)
    return folder


@pytest.fixture
def database(desk: Path) -> Iterator[Database]:
    opened = _open(desk)
    yield opened
    opened.close()


@pytest.fixture
def backup(tmp_path: Path, desk: Path, database: Database) -> Path:
    _add_staff(database, "陈亮")
    EncryptedBlobs(desk / "attachments", KEY).put([b"a photo" * 20_000])
    target = tmp_path / "stick" / "广州 备份.deskbackup"
    target.parent.mkdir()
    back_up(database, desk, target, EVENING)
    return target


def _refused(action: Callable[[], object]) -> str:
    with pytest.raises(UserError) as caught:
        action()
    return str(caught.value.title)


def test_a_restored_desk_has_everything_and_says_that_it_was_restored(
    tmp_path: Path, database: Database, backup: Path
) -> None:
    _add_staff(database, "周倩，后来的")
    restored = restore(backup, tmp_path / "new" / "desk", LATER)
    assert restored.folder == tmp_path / "new" / "desk"
    assert (restored.restored_at, restored.backup.created_at) == (LATER, EVENING)
    assert restored.backup.attachments == 1
    assert restored.backup.journal.count == 1
    facts = json.loads((restored.folder / "desk.json").read_bytes())
    assert facts == {
        "code": "GZ",
        "name": "广州分公司",
        "restored": {"restored_at": "2026-11-27T18:02:00+08:00"},
    }
    assert (restored.folder / "keys.json").read_bytes() == KEYS
    blobs = EncryptedBlobs(restored.folder / "attachments", KEY)
    assert [b"".join(blobs.open(name)) for name in blobs.names()] == [b"a photo" * 20_000]
    again = _open(restored.folder)
    try:
        assert _names(again) == ["陈亮"]
        assert again.missing_at_start == 0
        assert [finding.check for finding in again.doctor() if not finding.ok] == []
        assert again.head() == restored.backup.journal
        _add_staff(again, "新来的")
    finally:
        again.close()
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["desk"]


def test_the_desk_goes_on_and_nothing_is_left_beside_it(desk: Path, backup: Path) -> None:
    assert inspect_backup(backup).created_at == EVENING
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]
    names = {path.name for path in desk.iterdir()} - {"desk.db-wal", "desk.db-shm"}
    assert names == {"desk.db", "desk.head", "desk.json", "keys.json", "attachments"}


def test_nothing_private_can_be_read_in_it(backup: Path) -> None:
    content = backup.read_bytes()
    assert "陈亮".encode() not in content
    assert b"a photo" not in content


def test_an_older_backup_is_replaced_only_by_a_whole_one(
    desk: Path, database: Database, backup: Path
) -> None:
    before = backup.read_bytes()
    (desk / "keys.json").unlink()
    assert "Not found" in _refused(lambda: back_up(database, desk, backup, LATER))
    assert backup.read_bytes() == before
    (desk / "keys.json").write_bytes(KEYS)
    back_up(database, desk, backup, LATER)
    assert inspect_backup(backup).created_at == LATER


def test_a_stick_that_is_gone_is_told(desk: Path, database: Database, tmp_path: Path) -> None:
    target = tmp_path / "gone" / "a.deskbackup"
    assert "Not found" in _refused(lambda: back_up(database, desk, target, EVENING))
    assert not (desk / ".backup").exists()


def test_a_restore_overwrites_nothing(tmp_path: Path, backup: Path, desk: Path) -> None:
    assert _refused(lambda: restore(backup, desk, LATER)) == "This folder is not empty"
    file = tmp_path / "a file"
    file.write_bytes(b"mine")
    assert _refused(lambda: restore(backup, file, LATER)) == "This folder is not empty"
    assert file.read_bytes() == b"mine"
    empty = tmp_path / "空的"
    empty.mkdir()
    assert (restore(backup, empty, LATER).folder / "desk.db").exists()


def _assert_refused_without_a_trace(file: Path, folder: Path) -> None:
    assert _refused(lambda: inspect_backup(file)) == "The backup cannot be used"
    assert _refused(lambda: restore(file, folder / "new", LATER)) == "The backup cannot be used"
    assert [path.name for path in folder.iterdir()] == []


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "place"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("content", [b"", b"\0" * 20_000, b"PK\x03\x04" + b"x" * 9_000, b"x"])
def test_something_else_is_refused(content: bytes, tmp_path: Path, place: Path) -> None:
    file = tmp_path / "照片.jpg"
    file.write_bytes(content)
    _assert_refused_without_a_trace(file, place)


def test_a_missing_backup_is_told(tmp_path: Path) -> None:
    assert "Not found" in _refused(lambda: restore(tmp_path / "no", tmp_path / "new", LATER))
    assert list(tmp_path.iterdir()) == []


def test_cut_backups_are_refused(backup: Path, place: Path) -> None:
    whole = backup.read_bytes()
    end = len(whole.rstrip(b"\0"))
    for length in (1, 511, 512, 513, 1024, end // 3, end // 2, end - 513, end - 1):
        backup.write_bytes(whole[:length])
        _assert_refused_without_a_trace(backup, place)


def test_flipped_bits_in_every_part_are_refused(backup: Path, place: Path) -> None:
    whole = backup.read_bytes()
    with tarfile.open(backup) as archive:
        members = [(m.offset, m.offset_data, m.size) for m in archive]
    places = [
        at for start, data, size in members for at in (start, start + 124, data, data + size - 1)
    ]
    for number, at in enumerate(places):
        backup.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << number % 7]) + whole[at + 1 :])
        _assert_refused_without_a_trace(backup, place)


def _rewritten(backup: Path, change: Callable[[list[tuple[tarfile.TarInfo, bytes]]], None]) -> None:
    with tarfile.open(backup) as archive:
        members = [(m, (archive.extractfile(m) or io.BytesIO()).read()) for m in archive]
    change(members)
    with tarfile.open(backup, "w") as archive:
        for member, content in members:
            archive.addfile(member, io.BytesIO(content))


@pytest.mark.parametrize(
    "name",
    [
        "../outside.json",
        "/etc/outside",
        "attachments/../../outside",
        "attachments/aa/" + "b" * 64,
        "attachments/aa/" + "a" * 63,
        "desk.db\n",
        "C:\\outside",
        "autostart.desktop",
    ],
)
def test_a_name_that_leads_out_is_refused(name: str, backup: Path, place: Path) -> None:
    extra = tarfile.TarInfo(name)
    extra.size = 4
    _rewritten(backup, lambda members: members.insert(0, (extra, b"evil")))
    _assert_refused_without_a_trace(backup, place)


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE]
)
def test_links_and_devices_are_refused(kind: bytes, backup: Path, place: Path) -> None:
    extra = tarfile.TarInfo("desk.head")
    extra.type, extra.linkname = kind, "/etc/passwd"
    _rewritten(backup, lambda members: members.insert(0, (extra, b"")))
    _assert_refused_without_a_trace(backup, place)


def test_doubled_missing_and_late_parts_are_refused(backup: Path, place: Path) -> None:
    whole = backup.read_bytes()

    def double(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        members.insert(0, members[0])

    def without_keys(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        members[:] = [entry for entry in members if entry[0].name != "keys.json"]

    def after_the_list(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        members.append(members.pop(0))

    def deep_list(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        member = members[-1][0]
        member.size = 100_000
        members[-1] = (member, b'{"x":' + b"[" * 99_995)

    for change in (double, without_keys, after_the_list, deep_list):
        backup.write_bytes(whole)
        _rewritten(backup, change)
        _assert_refused_without_a_trace(backup, place)


@pytest.mark.skipif(os.name == "nt", reason="kills with a POSIX signal")
@pytest.mark.parametrize("point", ["fsync", "replace"])
def test_a_kill_while_backing_up_keeps_the_older_backup(
    point: str, desk: Path, database: Database, backup: Path
) -> None:
    before = backup.read_bytes()
    script = (
        "import os, sys\nfrom pathlib import Path\nfrom uuid import uuid4\n"
        "from branchdesk.domain.clock import SystemClock\n"
        "from branchdesk.domain.kinds.roles import DeskRole\n"
        "from branchdesk.store.backup import back_up\n"
        "from branchdesk.store.database import Database\n"
        "desk, target = Path(sys.argv[1]), Path(sys.argv[2])\n"
        "database = Database(desk / 'desk.db', bytes(range(32)), role=DeskRole.BRANCH,\n"
        "                    node='gz/1', new_id=uuid4, backup_folder=desk)\n"
        "setattr(os, sys.argv[3], lambda *given: os.kill(os.getpid(), 9))\n"
        "back_up(database, desk, target, SystemClock().now())\n"
    )
    killed = subprocess.run(
        [sys.executable, "-c", script, str(desk), str(backup), point], check=False, cwd=ROOT
    )
    assert killed.returncode == -signal.SIGKILL
    assert backup.read_bytes() == before
    # The next one clears up: neither stick nor desk fills with halves.
    back_up(database, desk, backup, LATER)
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]
    assert not (desk / ".backup").exists()


@pytest.mark.skipif(os.name == "nt", reason="kills with a POSIX signal")
def test_a_kill_while_restoring_leaves_no_half_desk(backup: Path, place: Path) -> None:
    script = (
        "import os, sys\nfrom pathlib import Path\n"
        "from branchdesk.domain.clock import SystemClock\n"
        "from branchdesk.store.backup import restore\n"
        "synced = []\n"
        "def kill_at_the_third(descriptor):\n"
        "    synced.append(descriptor)\n"
        "    if len(synced) == 3:\n"
        "        os.kill(os.getpid(), 9)\n"
        "os.fsync = kill_at_the_third\n"
        "restore(Path(sys.argv[1]), Path(sys.argv[2]), SystemClock().now())\n"
    )
    killed = subprocess.run(
        [sys.executable, "-c", script, str(backup), str(place / "new")], check=False, cwd=ROOT
    )
    assert killed.returncode == -signal.SIGKILL
    assert not (place / "new").exists()
    restore(backup, place / "new", LATER)
    assert [path.name for path in place.iterdir()] == ["new"]


def test_a_backup_while_others_write_is_the_desk_at_one_moment(
    tmp_path: Path, desk: Path, database: Database
) -> None:
    for number in range(10):
        _add_staff(database, f"员工 {number}")
    before = database.head().count
    finished = threading.Event()
    writing = threading.Event()

    def write_on() -> None:
        while not finished.is_set():
            _add_staff(database, "同时登记的人")
            writing.set()

    writer = threading.Thread(target=write_on)
    writer.start()
    try:
        assert writing.wait(60)
        facts = back_up(database, desk, tmp_path / "a.deskbackup", EVENING)
    finally:
        finished.set()
        writer.join()
    assert before < facts.journal.count <= database.head().count
    restored = restore(tmp_path / "a.deskbackup", tmp_path / "new", LATER)
    again = _open(restored.folder)
    try:
        assert again.head().count >= facts.journal.count
        assert len(_names(again)) == again.head().count
        assert again.missing_at_start == 0
        assert [finding.check for finding in again.doctor() if not finding.ok] == []
    finally:
        again.close()
