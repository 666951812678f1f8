# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Upgrades go through whole or not at all; copies are whole; no file tells anything."""

import shutil
from pathlib import Path

import pytest

from branchdesk.store import upgrade
from branchdesk.store.database import Database
from tests.builders import build
from tests.store.desks import insert, open_desk, raw_connection, refusal

NEXT = f"{int(upgrade.HEAD) + 1:04}"

NEXT_REVISION = f"""
from alembic import op

revision = "{NEXT}"
down_revision = "{upgrade.HEAD}"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("CREATE TABLE half (id INTEGER)")
    op.execute("UPDATE customer SET name = 'changed'")
    op.execute("{{last}}")
"""  # noqa: S608 - a script of the test, put together from nothing that came from outside


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The scripts of a program that is one revision newer."""
    scripts = tmp_path / "migrations"
    shutil.copytree(upgrade.MIGRATIONS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(upgrade, "MIGRATIONS", scripts)
    monkeypatch.setattr(upgrade, "HEAD", NEXT)
    return scripts / "versions" / f"{NEXT}_next.py"


@pytest.mark.expected_log("the upgrade failed")
def test_an_upgrade_that_fails_in_the_middle_leaves_the_old_data(
    filled_folder: Path, next_version: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    next_version.write_text(NEXT_REVISION.format(last="INSERT INTO no_such_table VALUES (1)"))
    assert refusal(filled_folder) == "The data could not be prepared for this version"
    monkeypatch.undo()
    database = open_desk(filled_folder)
    with database.read() as reader:
        assert {row.name for row in reader.find("customer")} == {"栩川路桥工程有限公司"}
        tables = reader.connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars()
        assert "half" not in set(tables)
    assert all(finding.ok for finding in database.doctor())
    database.close()
    backup = filled_folder / "backups" / "desk-before-upgrade.db"
    raw = raw_connection(backup)
    assert raw.execute("SELECT count(*) FROM customer").fetchone() == (30,)
    raw.close()


def test_an_upgrade_keeps_a_backup_and_goes_through(
    filled_folder: Path, next_version: Path
) -> None:
    next_version.write_text(NEXT_REVISION.format(last="SELECT 1"))
    database = open_desk(filled_folder)
    with database.read() as reader:
        assert {row.name for row in reader.find("customer")} == {"changed"}
    database.close()
    assert (filled_folder / "backups" / "desk-before-upgrade.db").exists()
    assert list((filled_folder / "backups").glob("*.part")) == []


def test_a_damaged_file_is_not_upgraded(filled_folder: Path, next_version: Path) -> None:
    next_version.write_text(NEXT_REVISION.format(last="SELECT 1"))
    path = filled_folder / "desk.db"
    whole = bytearray(path.read_bytes())
    whole[-2000] ^= 1
    path.write_bytes(whole)
    assert refusal(filled_folder) == "The data of this computer is damaged"
    assert not (filled_folder / "backups" / "desk-before-upgrade.db").exists()


def test_a_backup_is_whole_and_opens_with_the_same_key(
    desk_database: Database, tmp_path: Path
) -> None:
    row = build("customer")
    insert(desk_database, "customer", row)
    folder = tmp_path / "copy"
    desk_database.backup(folder / "desk.db")
    assert sorted(p.name for p in folder.iterdir()) == ["desk.db"]
    insert(desk_database, "customer", build("customer"))
    copy = open_desk(folder)
    with copy.read() as reader:
        assert reader.find("customer") == [row]
    copy.close()


PLANTED = "栩川机密ZXCVBNM"


def test_nothing_is_readable_in_the_files(desk_database: Database, tmp_path: Path) -> None:
    customer = build("customer", name=PLANTED, remarks=PLANTED * 50)
    insert(desk_database, "customer", customer)
    insert(desk_database, "service_record", build("service_record", problem_description=PLANTED))
    desk_database.backup(tmp_path / "backup.db")
    files = [*desk_database.path.parent.iterdir(), tmp_path / "backup.db"]
    assert {"desk.db", "desk.db-wal", "desk.head"} <= {f.name for f in files}
    for text in (PLANTED, PLANTED[:4], PLANTED[4:], "journal_insert_customer", "CREATE TABLE"):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
            for file in files:
                if file.is_file():
                    assert text.encode(encoding) not in file.read_bytes(), (file.name, encoding)
    with desk_database.read() as reader:
        assert customer.uuid in {hit.uuid for hit in reader.search(PLANTED[:2], 5)}
