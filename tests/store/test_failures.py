# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the world does to a desk file ends in words a person can act on, and loses nothing."""

import errno
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3

from branchdesk.domain.errors import UserError
from branchdesk.store.database import Database, require_free_space
from branchdesk.store.engine import convert
from tests.builders import NOW, build
from tests.small_disks import small_disk
from tests.store.desks import ACTOR, customers, insert, open_desk, raw_connection, refusal

ROOT = Path(__file__).resolve().parents[2]


def check(folder: Path) -> None:
    database = open_desk(folder)
    try:
        database.check_integrity()
    finally:
        database.close()


def test_a_wrong_key(filled_folder: Path) -> None:
    assert refusal(filled_folder, key=bytes(32)) == "The data cannot be opened"
    assert customers(filled_folder) == 30


def test_a_key_of_the_wrong_length_is_a_bug(desk_folder: Path) -> None:
    with pytest.raises(ValueError, match="length"):
        open_desk(desk_folder, key=b"short")


@pytest.mark.parametrize(
    "content", [b"not a database" * 1000, b"SQLite format 3\0" * 4096, b"x", b""]
)
def test_a_file_of_something_else(filled_folder: Path, content: bytes) -> None:
    (filled_folder / "desk.db").write_bytes(content)
    assert refusal(filled_folder) == "The data cannot be opened"
    assert (filled_folder / "desk.db").read_bytes() == content


def test_a_desk_that_was_hardly_begun_begins_anew(desk_folder: Path) -> None:
    (desk_folder / "desk.db").write_bytes(b"")
    assert customers(desk_folder) == 0


def test_a_changed_page_is_found(filled_folder: Path) -> None:
    path = filled_folder / "desk.db"
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes(whole)
    database = open_desk(filled_folder)
    with pytest.raises(UserError) as caught:
        database.check_integrity()
    assert str(caught.value.title) == "The data of this computer is damaged"
    findings = database.doctor()
    assert [(f.check, f.ok) for f in findings] == [("pages", False)]
    database.close()


def test_reading_a_changed_page_ends_in_words(filled_folder: Path) -> None:
    path = filled_folder / "desk.db"
    whole = bytearray(path.read_bytes())
    for page in range(40, len(whole) // 4096):
        whole[page * 4096 + 100] ^= 1
    path.write_bytes(whole)
    with pytest.raises(UserError) as caught:
        customers(filled_folder)
    assert str(caught.value.title) == "The data of this computer is damaged"


def test_a_file_that_was_cut_off(filled_folder: Path) -> None:
    path = filled_folder / "desk.db"
    os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(UserError) as caught:
        check(filled_folder)
    assert str(caught.value.title) == "The data of this computer is damaged"


def test_data_of_a_newer_version(filled_folder: Path) -> None:
    raw = raw_connection(filled_folder / "desk.db")
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    assert refusal(filled_folder) == "The data was saved by a newer version"
    raw = raw_connection(filled_folder / "desk.db")
    assert raw.execute("SELECT count(*) FROM customer").fetchone() == (30,)
    raw.close()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere") == "Not found: file or folder"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights on folders")
@pytest.mark.parametrize("existing", [True, False])
def test_a_folder_that_cannot_be_written(filled_folder: Path, existing: bool) -> None:
    # The folders of tests are closed to other people, and root may write everywhere.
    reachable = Path(tempfile.mkdtemp(prefix="branchdesk-read-only-"))
    try:
        if existing:
            shutil.copytree(filled_folder, reachable, dirs_exist_ok=True)
        for path in reachable.iterdir():
            path.chmod(0o444)
        reachable.chmod(0o555)
        result = subprocess.run(
            [sys.executable, "-m", "tests.store.open_without_rights", str(reachable)],
            check=False,
            capture_output=True,
            text=True,
            cwd=ROOT,
        )
        assert result.stdout.strip() == "Cannot save: the folder is not writable", result.stderr
    finally:
        reachable.chmod(0o755)
        shutil.rmtree(reachable)


def fill_up(database: Database, pages: int) -> None:
    """Write until the page limit, which is how SQLite itself says that there is no room."""
    with database.write(ACTOR, NOW) as writer:
        writer.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        writer.insert("customer", build("customer", remarks="备注" * 10_000))


def test_a_full_disk(desk_database: Database) -> None:
    row = build("customer")
    insert(desk_database, "customer", row)
    with desk_database.write(ACTOR, NOW) as writer:
        pages = writer.connection.exec_driver_sql("PRAGMA page_count").scalar()
    with pytest.raises(UserError) as caught:
        fill_up(desk_database, pages + 2)
    assert str(caught.value.title) == "Not enough disk space"
    with desk_database.read() as reader:
        assert reader.find("customer") == [row]
    assert all(f.ok for f in desk_database.doctor())


@pytest.fixture(name="small_disk")
def _small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of three megabytes; needs the right to mount one."""
    with small_disk(tmp_path / "small", megabytes=3) as place:
        yield place


def insert_without_end(database: Database, acknowledged: list[Any]) -> None:
    while True:
        row = build("customer", remarks="备注" * 5_000)
        insert(database, "customer", row)
        acknowledged.append(row)


@pytest.mark.skipif(sys.platform == "win32" or sys.platform == "darwin", reason="tmpfs is Linux")
def test_a_disk_that_becomes_full_keeps_what_was_acknowledged(
    small_disk: Path, empty_desk: Path
) -> None:
    folder = Path(shutil.copytree(empty_desk, small_disk / "desk"))
    ballast = small_disk / "another file"
    ballast.write_bytes(bytes(500_000))
    database = open_desk(folder)
    acknowledged: list[Any] = []
    with pytest.raises(UserError) as caught:
        insert_without_end(database, acknowledged)
    assert str(caught.value.title) == "Not enough disk space"
    assert acknowledged
    with database.read() as reader:
        assert reader.find("customer") == acknowledged
        assert all(reader.get("customer", row.uuid) == row for row in acknowledged)
    database.close()
    ballast.unlink()
    assert customers(folder) == len(acknowledged)


@pytest.mark.skipif(sys.platform == "win32" or sys.platform == "darwin", reason="tmpfs is Linux")
def test_a_desk_on_a_full_disk_is_refused_in_words(small_disk: Path, empty_desk: Path) -> None:
    folder = Path(shutil.copytree(empty_desk, small_disk / "desk"))
    with (small_disk / "another file").open("wb", buffering=0) as ballast, suppress(OSError):
        while ballast.write(bytes(4096)):
            pass
    assert refusal(folder) == "Not enough disk space"
    (small_disk / "another file").unlink()
    assert customers(folder) == 0


@pytest.mark.skipif(sys.platform == "win32" or sys.platform == "darwin", reason="tmpfs is Linux")
def test_a_copy_onto_a_full_disk_ends_in_words(small_disk: Path, desk_database: Database) -> None:
    (small_disk / "another file").write_bytes(bytes(3_000_000))
    with pytest.raises(UserError) as caught:
        desk_database.backup(small_disk / "copy.db")
    assert str(caught.value.title) == "Not enough disk space"
    assert [path.name for path in small_disk.iterdir()] == ["another file"]


def test_a_right_lost_while_the_file_is_opened_does_not_outlast_it(
    desk_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    # SQLite would go on with a connection that only reads.
    may_write = iter((True, False))
    with desk_database.write(ACTOR, NOW) as writer:
        writer.insert("customer", build("customer"))
        with monkeypatch.context() as lost:
            lost.setattr(os, "access", lambda *_: next(may_write))
            with pytest.raises(UserError) as caught, desk_database.read():
                pass
    assert str(caught.value.title) == "Cannot save: the folder is not writable"
    assert list(may_write) == []
    with desk_database.read() as reader:
        assert len(reader.find("customer")) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of file sizes")
def test_a_write_that_the_system_refuses(desk_folder: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "tests.store.open_with_little_room", str(desk_folder)],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    written, title = result.stdout.strip().split("\t")
    assert title == "The file is too large for this disk", result.stderr
    assert int(written) > 0
    assert customers(desk_folder) == int(written)


def test_too_little_room_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_free_space(tmp_path)
    monkeypatch.setattr("branchdesk.store.database.MINIMUM_FREE", 1 << 60)
    with pytest.raises(UserError) as caught:
        require_free_space(tmp_path)
    assert str(caught.value.title) == "Not enough disk space"


def test_a_kill_loses_nothing_that_was_acknowledged(desk_folder: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.store.commit_until_killed", str(desk_folder)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        acknowledged = [process.stdout.readline().strip() for _ in range(25)]
        process.kill()
        acknowledged += process.stdout.read().split()
    database = open_desk(desk_folder)
    with database.read() as reader:
        stored = [row.number for row in reader.find("customer")]
    assert stored[: len(acknowledged)] == acknowledged
    assert len(stored) <= len(acknowledged) + 1  # committed, but killed before it could say so
    assert database.missing_at_start == 0
    assert all(finding.ok for finding in database.doctor())
    database.close()


def test_two_threads_write_at_once(desk_database: Database) -> None:
    numbers: list[int] = []
    failed: list[BaseException] = []
    start = threading.Barrier(3)

    def write() -> None:
        try:
            start.wait()
            for _ in range(20):
                with desk_database.write(ACTOR, NOW) as writer:
                    numbers.append(writer.next_number("FW-"))
                    writer.insert("customer", build("customer"))
        except BaseException as error:  # noqa: BLE001 - told to the test
            failed.append(error)

    def read() -> None:
        try:
            start.wait()
            for _ in range(40):
                with desk_database.read() as reader:
                    assert reader.count("customer") == reader.count("customer")
        except BaseException as error:  # noqa: BLE001
            failed.append(error)

    threads = [threading.Thread(target=work) for work in (write, write, read)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sorted(numbers) == list(range(1, 41))
    assert all(finding.ok for finding in desk_database.doctor())


def test_two_programs_write_at_once(desk_database: Database) -> None:
    other = open_desk(desk_database.path.parent, node="D01/2")
    for i in range(5):
        insert((desk_database, other)[i % 2], "customer", build("customer"))
    with desk_database.read() as reader:
        assert reader.count("customer") == 5
    other.close()
    assert all(finding.ok for finding in desk_database.doctor())


def test_a_program_that_never_lets_go(desk_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("branchdesk.store.engine.CONNECTION_TIMEOUT", 0.05)
    database = open_desk(desk_folder)
    raw = raw_connection(desk_folder / "desk.db")
    raw.execute("BEGIN IMMEDIATE")
    with pytest.raises(UserError) as caught:
        insert(database, "customer", build("customer"))
    assert str(caught.value.title) == "The data is in use"
    raw.execute("ROLLBACK")
    raw.close()
    insert(database, "customer", build("customer"))
    database.close()


@pytest.mark.parametrize("code", [sqlcipher3.SQLITE_IOERR, sqlcipher3.SQLITE_CANTOPEN])
def test_a_disk_that_does_not_answer_is_no_missing_file(
    desk_folder: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """A dying disk refuses even to be asked for the folder, which must not end as a bug."""
    failed = sqlcipher3.OperationalError("disk I/O error")
    failed.sqlite_errorcode = code
    ask = os.stat

    def stat(path: Any, *given: Any, **named: Any) -> os.stat_result:
        if Path(path) == desk_folder:
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
        return ask(path, *given, **named)

    monkeypatch.setattr(os, "stat", stat)
    told = convert(failed, desk_folder / "desk.db")
    monkeypatch.undo()
    assert told is not None
    assert str(told.title) == "The disk reports an error"
