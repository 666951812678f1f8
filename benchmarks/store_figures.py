# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Saving, listing and searching against the bare statement in the same encrypted database."""

import random
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.figures import Figure, figure, interleaved_ms
from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.kinds.customer import Customer
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.domain.kinds.service_record import ServiceRecord
from branchdesk.store.database import Database

START = datetime(2026, 1, 5, 9, 0, tzinfo=BRANCH_ZONE)
WORDS = list("打不开上一期的文件锁驱动报表合计差一分计量支付证书清单导入取费率")
RECORDS = 20_000


def records(customer: uuid.UUID, count: int, chance: random.Random) -> Iterator[ServiceRecord]:
    """Make invented records."""
    for number in range(count):
        yield ServiceRecord(
            uuid=uuid.UUID(int=chance.getrandbits(128)),
            created_at=START + timedelta(minutes=number),
            number=f"FW-GZ-2601-D01-{number:06d}",
            state=chance.choice(["open", "in_progress", "closed", "closed", "closed"]),
            branch_code="GZ",
            period="2026-01",
            occurred_at=START + timedelta(minutes=number),
            category="usage",
            customer=customer,
            contact_person="何工",
            contact_phone="15400010001",
            problem_description="".join(chance.choices(WORDS, k=24)),
        )


def measure(folder: Path) -> list[Figure]:
    """Fill a desk with records and measure."""
    database = Database(
        folder / "desk.db",
        bytes(32),
        role=DeskRole.BRANCH,
        node="bench/1",
        new_id=uuid.uuid4,
        backup_folder=folder,
    )
    try:
        return _measure(database)
    finally:
        database.close()


def _measure(database: Database) -> list[Figure]:
    chance = random.Random(1)
    customer = uuid.UUID(int=7)
    with database.write(None, START) as writer:
        file = Customer(
            uuid=customer, created_at=START, number="KH-1", branch_code="GZ", name="栩川路桥"
        )
        writer.insert("customer", file)
        for record in records(customer, RECORDS, chance):
            writer.insert("service_record", record)
    return [_save(database, customer), *_lists(database), _search(database)]


def _save(database: Database, customer: uuid.UUID) -> Figure:
    fresh = records(customer, 10_000, random.Random(2))
    bare = iter(range(1_000_000))

    def save() -> None:
        record = next(fresh)
        with database.write(None, START) as writer:
            number = f"X{next(bare)}"
            values = {f: getattr(record, f) for f in record.__struct_fields__} | {"number": number}
            writer.insert("service_record", ServiceRecord(**values))

    def insert() -> None:
        with database._engine.connect() as connection, connection.begin():
            connection.exec_driver_sql(
                "INSERT INTO setting (key, value) VALUES (?, ?)", (f"b{next(bare)}", "x" * 480)
            )

    value, baseline = interleaved_ms(save, insert, 60)
    return figure("save_record", value, baseline, 3.0)


def _lists(database: Database) -> list[Figure]:
    def page() -> None:
        with database.read() as reader:
            ids = reader.line_ids("service_record", (), "occurred_at", True)[:50]
            assert len(reader.record_lines(ids)) == 50

    def middle() -> None:
        with database.read() as reader:
            assert len(reader.record_lines(range(10_000, 10_050))) == 50

    def bare(offset: int) -> None:
        with database.read() as reader:
            rows = reader.connection.exec_driver_sql(
                "SELECT * FROM service_record WHERE NOT deleted ORDER BY occurred_at DESC, id DESC"
                " LIMIT 50 OFFSET ?",
                (offset,),
            ).all()
            assert len(rows) == 50

    first, first_bare = interleaved_ms(page, lambda: bare(0), 9)
    inside, inside_bare = interleaved_ms(middle, lambda: bare(10_000), 9)
    return [
        figure("list_all_ids_and_page_20k", first, first_bare, 1.5),
        figure("list_middle_20k", inside, inside_bare, 1.5),
    ]


def _search(database: Database) -> Figure:
    def search() -> None:
        with database.read() as reader:
            assert reader.search("驱动", 50)

    def like() -> None:
        with database.read() as reader:
            rows = reader.connection.exec_driver_sql(
                "SELECT id FROM service_record WHERE problem_description LIKE '%驱动%'"
                " ORDER BY id DESC LIMIT 50"
            ).all()
            assert rows

    value, baseline = interleaved_ms(search, like, 9)
    return figure("search_20k_2chars", value, baseline, 1.0)
