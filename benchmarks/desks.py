# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Desks of a given size, filled through the store's own door and kept between runs.

The rows go in as rows of another desk do: in large transactions with muted triggers, so that
there is no journal; every index and the full text are what the program would have written. The
texts are those of the demo's recipe, the order of the moments is the order of the rows.
"""

import hashlib
import os
import random
import shutil
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import platformdirs

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.kinds.customer import Customer
from branchdesk.domain.kinds.organisation import Staff
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.domain.kinds.service_record import ServiceRecord
from branchdesk.runtime.paths import find_resources
from branchdesk.store import upgrade
from branchdesk.store.database import Database

CACHE_VARIABLE = "BRANCHDESK_BENCH_CACHE"
"""Names another folder for the desks that are kept between runs."""

BATCH = 50_000
"""Rows of one transaction."""

BUILD_CACHE = 1_000_000
"""KiB of pages in memory while a desk is filled: random keys would read the file all over."""

START = datetime(2016, 1, 5, 9, 0, tzinfo=BRANCH_ZONE)
EVERY = timedelta(minutes=5)

FREQUENT = "清单"
"""Two characters that stand in a tenth of the problems."""

RARE = "枇杷"
"""Two characters that stand in one record of five thousand."""

RARE_EVERY = 5_000
UNFINISHED_SHARE = 0.003
RECIPE = 1
"""Raised when the rows, or their entries in the search, are made in another way."""

HANDLER = uuid.UUID(int=3)
KEY = bytes(range(32))

PLACES = ("栩川", "沛澜", "昉山", "岚溪", "岱宁", "翊州", "钧阳", "禾浦", "澹河", "琅岭")
TRADES = (
    "路桥工程",
    "公路养护",
    "交通勘察",
    "项目管理",
    "工程咨询",
    "高速公路",
    "市政建设",
    "监理",
)


class _Problem(msgspec.Struct):
    say: str
    fix: str


class _Problems(msgspec.Struct):
    problems: list[_Problem]


def open_database(folder: Path) -> Database:
    """Open the desk file of a folder, or make an empty one."""
    return Database(
        folder / "desk.db",
        KEY,
        role=DeskRole.BRANCH,
        node="bench/1",
        new_id=uuid.uuid4,
        backup_folder=folder / "backups",
    )


def filled_desk(records: int) -> Path:
    """Return the folder of a desk with so many records, made at the first time it is asked for."""
    folder = _cache() / f"{records}-{_schema()}"
    if (folder / "complete").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    began = time.perf_counter()
    database = open_database(folder)
    try:
        fill(database, records)
    finally:
        database.close()
    seconds = time.perf_counter() - began
    (folder / "complete").write_text(f"{seconds:.0f}\n", encoding="ascii")
    print(f"made a desk of {records} records in {seconds:.0f} s: {folder}", file=sys.stderr)
    return folder


def fill(database: Database, records: int) -> None:
    """Write customers and records in batches, as rows of another desk are written."""
    chance = random.Random(records)
    customers = [_customer(number, chance) for number in range(max(records // 200, 1))]
    with database.write(None, START, journal=False) as writer:
        writer.insert("staff", Staff(uuid=HANDLER, created_at=START, branch_code="GZ", name="林晓"))
        for customer in customers:
            writer.insert("customer", customer)
    batch: list[ServiceRecord] = []
    for record in make_records([c.uuid for c in customers], records, chance):
        batch.append(record)
        if len(batch) == BATCH:
            _write(database, batch)
            batch = []
    _write(database, batch)


def make_records(
    customers: list[uuid.UUID], count: int, chance: random.Random
) -> Iterator[ServiceRecord]:
    """Make invented records, one every five minutes, the newest last."""
    raw = (find_resources() / "demo" / "problems.json").read_bytes()
    problems = msgspec.json.decode(raw, type=_Problems).problems
    for number in range(count):
        moment = START + number * EVERY
        unfinished = chance.random() < UNFINISHED_SHARE
        problem = chance.choice(problems)
        rare = f"{RARE}项目：" if number % RARE_EVERY == 0 else ""
        yield ServiceRecord(
            uuid=uuid.UUID(int=chance.getrandbits(128)),
            created_at=moment,
            number=f"FW-GZ-{moment:%y%m}-D01-{number:07d}",
            state=chance.choice(["open", "in_progress"]) if unfinished else "closed",
            branch_code="GZ",
            period=f"{moment:%Y-%m}",
            device="D01",
            occurred_at=moment,
            recorded_at=moment,
            category="usage",
            service_mode="phone",
            customer=chance.choice(customers),
            contact_person=chance.choice("何陈李黄梁吴") + "工",
            contact_phone=f"154{chance.randrange(10**8):08d}",
            problem_description=f"{rare}{problem.say}",
            handler=HANDLER,
            first_contact_owner=HANDLER,
            solution="" if unfinished else problem.fix,
            result="" if unfinished else "solved",
            frozen=not unfinished,
        )


def _write(database: Database, batch: list[ServiceRecord]) -> None:
    with database.write(None, START, journal=False) as writer:
        writer.connection.exec_driver_sql(f"PRAGMA cache_size = -{BUILD_CACHE}")
        for record in batch:
            writer.insert("service_record", record)
        # What was reported long ago is not counted as waiting to be sent.
        writer.connection.exec_driver_sql(
            "UPDATE service_record SET exchange = 'receipted'"
            " WHERE exchange = 'unpacked' AND deleted = 0 AND frozen"
        )


def _customer(number: int, chance: random.Random) -> Customer:
    return Customer(
        uuid=uuid.UUID(int=chance.getrandbits(128)),
        created_at=START,
        number=f"KH-GZ-{number:06d}",
        state="active",
        branch_code="GZ",
        name=f"{chance.choice(PLACES)}{chance.choice(TRADES)}第{number}公司",
        phone=f"026-5550{number % 10_000:04d}",
    )


def _cache() -> Path:
    chosen = os.environ.get(CACHE_VARIABLE)
    return Path(chosen) if chosen else platformdirs.user_cache_path("BranchDesk-bench")


def _schema() -> str:
    """Name what the file depends on: the tables and how the rows are made."""
    parts = [file.read_bytes() for file in sorted(upgrade.MIGRATIONS.rglob("*.sql"))]
    return hashlib.sha256(b"\0".join([*parts, str(RECIPE).encode()])).hexdigest()[:12]
