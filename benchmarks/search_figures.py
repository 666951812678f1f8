# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The one search box over a million records against LIKE over their problems alone.

A word in every few rows is LIKE's best case, a rare one the search's. The figure is one search of
each, so that neither side is measured on its best word alone.
"""

from pathlib import Path

from benchmarks.desks import FREQUENT, RARE, filled_desk, open_database
from benchmarks.figures import Figure, figure, interleaved_ms
from branchdesk.store.database import Database

HITS = 50
TIMES = 5

LIKE = (
    "SELECT id, number FROM service_record WHERE problem_description LIKE ? AND deleted = 0"
    " ORDER BY id DESC LIMIT ?"
)


def measure(folder: Path) -> list[Figure]:
    """Search a million records."""
    del folder
    database = open_database(filled_desk(1_000_000))
    try:
        return [search_figure(database, "search_1m_2chars", (FREQUENT, RARE))]
    finally:
        database.close()


def search_figure(database: Database, name: str, words: tuple[str, ...]) -> Figure:
    """Measure one search of each word in a desk that is open."""

    def search() -> None:
        with database.read() as reader:
            for word in words:
                assert reader.search(word, HITS)

    def like() -> None:
        with database.read() as reader:
            for word in words:
                assert reader.connection.exec_driver_sql(LIKE, (f"%{word}%", HITS)).all()

    value, baseline = interleaved_ms(search, like, TIMES)
    return figure(name, value, baseline, 1.0)
