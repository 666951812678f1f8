# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Saving a record with journal, search and clocks against a bare INSERT of the same row.

The bare one writes the same columns into the same table of the same encrypted file with the same
indexes, muted triggers and the same durability (WAL, synchronous FULL), and commits.
"""

import random
import uuid
from pathlib import Path

import msgspec

from benchmarks.desks import START, fill, make_records, open_database
from benchmarks.figures import Figure, figure, interleaved_ms
from branchdesk.store.database import Database
from branchdesk.store.tables import SYNCED

RECORDS = 20_000
TIMES = 200


def measure(folder: Path) -> list[Figure]:
    """Save records into a desk that holds some."""
    database = open_database(folder)
    try:
        fill(database, RECORDS)
        return [save_figure(database, TIMES)]
    finally:
        database.close()


def save_figure(database: Database, times: int) -> Figure:
    """Measure savings into a desk that is open and holds records."""
    with database.read() as reader:
        customers = [row.uuid for row in reader.find("customer")]
        columns = [c.name for c in SYNCED["service_record"].columns if c.name != "id"]
        row = list(
            reader.connection.exec_driver_sql(
                f"SELECT {', '.join(columns)} FROM service_record LIMIT 1"
            ).one()
        )
    marks = ", ".join("?" for _ in columns)
    insertion = f"INSERT INTO service_record ({', '.join(columns)}) VALUES ({marks})"
    records = iter(
        msgspec.structs.replace(record, number=f"S-{record.number}", frozen=False)
        for record in make_records(customers, 2 * times, random.Random(2))
    )

    def save() -> None:
        with database.write(None, START) as writer:
            writer.insert("service_record", next(records))

    def bare() -> None:
        identity = uuid.uuid4()
        row[columns.index("uuid")] = identity.bytes
        row[columns.index("number")] = f"B-{identity}"
        with database._engine.connect() as connection, connection.begin():
            connection.exec_driver_sql(insertion, tuple(row))

    save(), bare()
    value, baseline = interleaved_ms(save, bare, times)
    return figure("save_record", value, baseline, 3.0)
