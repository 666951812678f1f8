# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A page of the list of records as the window reads it, against the bare query of the page."""

from pathlib import Path

from benchmarks.desks import filled_desk, open_database
from benchmarks.figures import Figure, figure, interleaved_ms
from branchdesk.store.database import Database

PAGE = 50
TIMES = 41

BARE = (
    "SELECT * FROM service_record WHERE deleted = 0 ORDER BY occurred_at DESC, id DESC"
    " LIMIT ? OFFSET ?"
)
"""Every column of one table; the window's page asks for the names of customer and people, too."""


def measure_hundred_thousand(folder: Path) -> list[Figure]:
    """Measure the first page of 100,000 records."""
    del folder
    return [_measure(100_000, "list_first_page_100k", 0)]


def measure_million(folder: Path) -> list[Figure]:
    """Measure the first page and one in the middle of a million records."""
    del folder
    return [
        _measure(1_000_000, "list_first_page_1m", 0),
        _measure(1_000_000, "list_middle_1m", 500_000),
    ]


def _measure(records: int, name: str, offset: int) -> Figure:
    database = open_database(filled_desk(records))
    try:
        return page_figure(database, name, offset)
    finally:
        database.close()


def page_figure(database: Database, name: str, offset: int) -> Figure:
    """Measure one page of a desk that is open."""

    def page() -> None:
        with database.read() as reader:
            ids = reader.line_ids(
                "service_record", (), "occurred_at", True, limit=PAGE, offset=offset
            )
            assert len(reader.record_lines(ids)) == PAGE

    def bare() -> None:
        with database.read() as reader:
            rows = reader.connection.exec_driver_sql(BARE, (PAGE, offset)).all()
            assert len(rows) == PAGE

    page(), bare()
    value, baseline = interleaved_ms(page, bare, TIMES)
    return figure(name, value, baseline, 1.5)
