# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A populated desk of every released schema opens, is upgraded with every row, and works on."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from branchdesk.store import upgrade
from branchdesk.store.backup import restore
from branchdesk.wiring.desk import Desk
from tests.store.freeze import FROZEN, NOW, rows_of, unlock_frozen

Open = Callable[[], Desk]

FAILING = """
from alembic import op

revision = "{next}"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("CREATE TABLE half (id INTEGER)")
    op.execute("UPDATE customer SET name = 'changed'")
    {end}
"""
ENDS = {
    "exception": "raise ValueError('a bug of the upgrade')",
    "kill": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
}


def released() -> list[str]:
    """Return the schemas that are behind us; the newest may still change."""
    scripts = (upgrade.MIGRATIONS / "versions").glob("[0-9]*.py")
    return sorted(script.name[:4] for script in scripts)


@pytest.fixture(params=[path.stem for path in sorted(FROZEN.glob("*.deskbackup"))])
def schema(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def unlock(schema: str, tmp_path: Path) -> Open:
    """Restore the frozen desk once; every call unlocks it."""
    restore(FROZEN / f"{schema}.deskbackup", tmp_path / "GZ", NOW)
    return lambda: unlock_frozen(tmp_path / "GZ", tmp_path / "home")


def test_every_released_schema_is_frozen() -> None:
    assert {path.stem for path in FROZEN.glob("*.deskbackup")} >= set(released()[:-1])


def test_every_row_is_kept_and_work_goes_on(schema: str, unlock: Open) -> None:
    frozen = json.loads((FROZEN / f"{schema}.json").read_text(encoding="utf-8"))
    with unlock() as desk:
        now = rows_of(desk.database)
        for kind, rows in frozen.items():
            assert [
                {name: row[name] for name in old} for row, old in zip(now[kind], rows, strict=True)
            ] == rows
        assert [finding for finding in desk.check() if not finding.ok] == []
        record = frozen["service_record"][-1]["number"]
        with desk.database.read() as reader:
            assert record in {hit.number for hit in reader.search("计量支付", 20)}
        desk.records.step(record, "note", {"text": "升级后继续处理"})
    with unlock() as desk:
        assert [finding for finding in desk.check() if not finding.ok] == []


@pytest.mark.parametrize("end", ENDS)
def test_an_upgrade_that_fails_leaves_the_old_desk(
    schema: str, unlock: Open, end: str, tmp_path: Path
) -> None:
    scripts = tmp_path / "migrations"
    shutil.copytree(upgrade.MIGRATIONS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    following = f"{int(upgrade.HEAD) + 1:04}"
    (scripts / "versions" / f"{following}_next.py").write_text(
        FAILING.format(next=following, head=upgrade.HEAD, end=ENDS[end])
    )
    tried = subprocess.run(
        [
            *(sys.executable, "-m", "tests.store.open_frozen"),
            *(str(tmp_path / "GZ"), str(tmp_path / "home"), str(scripts), following),
        ],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    if end == "kill":
        assert tried.returncode == -signal.SIGKILL, tried.stderr
    else:
        assert tried.stdout.strip() == "The data could not be prepared for this version"
    frozen = json.loads((FROZEN / f"{schema}.json").read_text(encoding="utf-8"))
    with unlock() as desk:
        with desk.database.read() as reader:
            names = {customer.name for customer in reader.find("customer")}
            tables = reader.connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars()
            assert "half" not in set(tables)
        assert names == {customer["name"] for customer in frozen["customer"]}
        assert [finding for finding in desk.check() if not finding.ok] == []
