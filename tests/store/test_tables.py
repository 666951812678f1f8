# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Kinds, tables and migrations say the same."""

from typing import Any

import pytest
from sqlalchemy import (
    Boolean,
    Connection,
    Date,
    Integer,
    String,
    Text,
    create_engine,
)

from branchdesk.domain.kinds.description import FieldType
from branchdesk.domain.kinds.registry import KINDS
from branchdesk.store.database import Database
from branchdesk.store.tables import SYNCED, metadata
from branchdesk.store.tables.columns import LOCAL_COLUMNS, Amount, Identity, Moment
from branchdesk.store.upgrade import HEAD, MIGRATIONS

COLUMN_TYPES: dict[FieldType, type[Any]] = {
    FieldType.LINE: String,
    FieldType.CHOICE: String,
    FieldType.TEXT: Text,
    FieldType.BOOLEAN: Boolean,
    FieldType.INTEGER: Integer,
    FieldType.DECIMAL: Amount,
    FieldType.DATE: Date,
    FieldType.MOMENT: Moment,
    FieldType.REFERENCE: Identity,
}


@pytest.mark.parametrize("name", KINDS)
def test_a_table_has_the_fields_of_its_kind_and_nothing_else(name: str) -> None:
    columns = {column.name for column in SYNCED[name].columns}
    assert columns - LOCAL_COLUMNS == set(KINDS[name].struct.__struct_fields__)


@pytest.mark.parametrize("name", KINDS)
def test_every_column_has_the_type_of_its_field(name: str) -> None:
    for field in KINDS[name].fields.values():
        column = SYNCED[name].columns[field.name]
        assert type(column.type) is COLUMN_TYPES[field.type], field.name
        # A child's parent is known when it is made; other references may be empty for a while.
        assert column.nullable is field.optional, field.name


@pytest.mark.parametrize("name", KINDS)
def test_numbered_kinds_know_whether_they_were_sent(name: str) -> None:
    assert ("exchange" in SYNCED[name].columns) is KINDS[name].numbered


def _shape(connection: Connection) -> dict[str, Any]:
    """Return tables and indexes as SQLite itself understood them."""
    execute = connection.exec_driver_sql
    tables = {
        row[0]
        for row in execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_text%'"
            " AND name NOT LIKE 'sqlite_%' AND name <> 'alembic_version'"
        )
    }
    shape: dict[str, Any] = {}
    for table in tables:
        columns = [tuple(row)[1:] for row in execute(f"PRAGMA table_info({table})")]
        indexes = set()
        for row in execute(f"PRAGMA index_list({table})").all():
            parts = tuple(r[2] for r in execute(f"PRAGMA index_info({row[1]})"))
            named = "" if row[1].startswith("sqlite_") else row[1]
            indexes.add((named, row[2], row[4], parts))
        shape[table] = (columns, indexes)
    return shape


def test_the_migrations_make_the_tables_of_the_program(desk_database: Database) -> None:
    with desk_database.read() as reader:
        migrated = _shape(reader.connection)
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        metadata.create_all(connection)
        declared = _shape(connection)
    engine.dispose()
    assert set(migrated) == set(declared)
    for table, shape in declared.items():
        assert migrated[table] == shape, table


def test_the_newest_revision_is_the_last_script(desk_database: Database) -> None:
    scripts = sorted(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert scripts[-1] == HEAD
    with desk_database.read() as reader:
        stored = reader.connection.exec_driver_sql("SELECT version_num FROM alembic_version")
        assert stored.scalar() == HEAD


def test_every_synced_table_has_its_three_triggers(desk_database: Database) -> None:
    with desk_database.read() as reader:
        found = reader.connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        )
        assert set(found.scalars()) == {
            f"journal_{event}_{name}" for name in KINDS for event in ("insert", "update", "delete")
        }
