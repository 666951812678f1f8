# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Taking a branch's records in at headquarters against the bare insert ceiling.

The import checks who may write what, decides field by field, journals and chains each change, and
indexes it for the search. The ceiling is one ``executemany`` of equal rows into the same table of
the same encrypted file, with the same indexes and durability, from values that lie ready.
"""

import random
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.desks import HANDLER, KEY, START, fill, make_records
from benchmarks.figures import Figure, figure, interleaved_ms
from branchdesk.domain.exchange import Operation
from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.domain.kinds.service_record import ServiceRecord
from branchdesk.domain.versions import CREATION, Tier
from branchdesk.store.database import Database
from branchdesk.store.exchange_store import ExchangeStore
from branchdesk.store.rows import canonical_row
from branchdesk.store.tables import SYNCED

PRESENT = 20_000
"""Records that are there before; a month of a branch comes on top each time."""

MONTH = 2_000
TIMES = 5


def measure(folder: Path) -> list[Figure]:
    """Take in months of two thousand records."""
    database = open_headquarters(folder)
    try:
        fill(database, PRESENT)
        return [import_figure(database, MONTH, TIMES)]
    finally:
        database.close()


def open_headquarters(folder: Path) -> Database:
    """Make an empty desk of headquarters."""
    return Database(
        folder / "desk.db",
        KEY,
        role=DeskRole.HQ,
        node="bench/1",
        new_id=uuid.uuid4,
        backup_folder=folder / "backups",
    )


def import_figure(database: Database, month: int, times: int) -> Figure:
    """Measure months taken in by a desk that is open and holds records."""
    with database.read() as reader:
        customers = [row.uuid for row in reader.find("customer")]
    made = make_records(customers, 2 * (times + 1) * month, random.Random(3))
    months = iter([_lines(made, month) for _ in range(times + 1)])
    store = ExchangeStore(database, "HQ", DeskRole.HQ)

    def take_in() -> None:
        with store.applying("GZ", START) as (_, _, apply):
            done = apply(next(months), lambda _: None)
            assert (done.taken, done.rejected) == (month, ())

    columns = [c.name for c in SYNCED["service_record"].columns if c.name != "id"]
    names, marks = ", ".join(columns), ", ".join("?" for _ in columns)
    insertion = f"INSERT INTO service_record ({names}) VALUES ({marks})"
    take_in()
    bare_months = iter([_rows(database, columns, month) for _ in range(times + 1)])

    def bare() -> None:
        with database._engine.connect() as connection, connection.begin():
            connection.exec_driver_sql(insertion, next(bare_months))

    bare()
    value, baseline = interleaved_ms(take_in, bare, times)
    return figure("hq_import", value, baseline, 3.0)


def _lines(records: Iterator[ServiceRecord], count: int) -> list[bytes]:
    """Return the operations with which a branch tells of new records."""
    return [_operation(next(records), number) for number in range(count)]


def _operation(record: ServiceRecord, number: int) -> bytes:
    told = msgspec.structs.replace(record, uuid=uuid.uuid4(), number=f"I-{uuid.uuid4()}")
    values = {k: v for k, v in canonical_row("service_record", told).items() if v is not None}
    del values["uuid"]
    operation = Operation(
        op=uuid.uuid4(),
        entity="service_record",
        row=told.uuid,
        action="insert",
        set=values,
        versions={CREATION: (number + 1, int(Tier.BRANCH), "branch/1")},
        actor=HANDLER,
        at=record.recorded_at,
    )
    return msgspec.json.encode(operation)


def _rows(database: Database, columns: list[str], count: int) -> list[tuple[Any, ...]]:
    """Return rows equal to imported ones but for what must be unique."""
    with database.read() as reader:
        some = reader.connection.exec_driver_sql(
            f"SELECT {', '.join(columns)} FROM service_record ORDER BY id DESC LIMIT {count}"
        ).all()
    identity, number = columns.index("uuid"), columns.index("number")
    rows = []
    for found in some:
        row = list(found)
        row[identity], row[number] = uuid.uuid4().bytes, f"B-{uuid.uuid4()}"
        rows.append(tuple(row))
    return rows
