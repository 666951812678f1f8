# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Generated triggers that write every change of a synced row into the journal.

SQLAlchemy events miss bulk statements; triggers miss nothing. They are held against the tables at
every opening and made anew when they differ, so that opening an unchanged desk writes nothing. The
functions they call are registered per connection.
"""

import json
from collections.abc import Callable
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Table

from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.kinds.together import TOGETHER
from branchdesk.domain.versions import CREATION
from branchdesk.store.tables import SYNCED
from branchdesk.store.tables.columns import LOCAL_COLUMNS, Identity

SCHEMA_VERSION = 1
"""The version of the record kinds that operations are written with."""


class Capture(msgspec.Struct):
    """What the triggers of one connection need to know; the unit of work sets it per transaction.

    ``wall_time`` is in milliseconds since 1970 UTC and is for reading only, never for deciding.
    """

    new_id: Callable[[], UUID]
    tier: int
    node: str
    muted: bool = True
    actor: bytes | None = None
    wall_time: int = 0

    def creation_versions(self) -> str:
        """Return the version map of a row this desk creates now."""
        return json.dumps({CREATION: [1, self.tier, self.node]}, separators=(",", ":"))


def register_functions(raw_connection: object, capture: Capture) -> None:
    """Give the connection the functions its triggers call."""
    create = raw_connection.create_function  # type: ignore[attr-defined]
    create("journal_on", 0, lambda: 0 if capture.muted else 1)
    create("journal_op_id", 0, lambda: capture.new_id().bytes)
    create("journal_actor", 0, lambda: capture.actor)
    create("journal_time", 0, lambda: capture.wall_time)
    create("journal_tier", 0, lambda: capture.tier)
    create("journal_node", 0, lambda: capture.node)


def captured_columns(table: Table) -> list[str]:
    """Return the columns of a synced table that are journalled."""
    return [c.name for c in table.columns if c.name not in LOCAL_COLUMNS and c.name != "uuid"]


def root_expression(name: str, alias: str) -> str:
    """Return SQL for the UUID of the row that a row of this kind belongs to."""
    parent = KINDS[name].parent
    if parent is not None:
        return f"{alias}.{parent.field}"
    if "owner" in SYNCED[name].columns:
        return f"coalesce({alias}.owner, {alias}.uuid)"
    return f"{alias}.uuid"


def triggers_are_current(connection: Connection) -> bool:
    """Tell whether the triggers of the file are word for word those of this version."""
    rows = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'journal_%'"
    )
    return {name: _folded(sql) for name, sql in rows} == {
        trigger: _folded(sql)
        for name, table in SYNCED.items()
        for trigger, sql in _triggers(name, table).items()
    }


def install_triggers(connection: Connection) -> None:
    """Replace the journal triggers of every synced table."""
    for name, table in SYNCED.items():
        for trigger, statement in _triggers(name, table).items():
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {trigger}")
            connection.exec_driver_sql(statement)


def _folded(statement: str) -> str:
    return " ".join(statement.split())


def _value(table: Table, column: str, alias: str) -> str:
    reference = f"{alias}.{column}"
    if isinstance(table.columns[column].type, Identity):
        return f"iif({reference} IS NULL, NULL, lower(hex({reference})))"
    return reference


def _any_change(columns: list[str]) -> str:
    return " OR ".join(f"NEW.{c} IS NOT OLD.{c}" for c in columns)


def _triggers(name: str, table: Table) -> dict[str, str]:
    columns = captured_columns(table)
    pairs = ", ".join(f"'{c}', {_value(table, c, 'NEW')}" for c in columns)
    unpack = _unpack_statement(name)
    insert = f"""
        CREATE TRIGGER journal_insert_{name} AFTER INSERT ON {name} WHEN journal_on()
        BEGIN
          INSERT INTO journal (op_id, entity, row_id, root, action, changes, old, base, versions,
                               schema_version, actor, wall_time, origin)
          VALUES (journal_op_id(), '{name}', NEW.uuid, {root_expression(name, "NEW")}, 'insert',
                  json_patch('{{}}', json_object({pairs})), '{{}}', '{{}}', NEW.versions,
                  {SCHEMA_VERSION}, journal_actor(), journal_time(), '');
          {unpack}
        END"""
    group = sorted(TOGETHER.get(name, ()))
    changed = " UNION ALL ".join(
        f"SELECT '{c}' AS k, json_quote({_value(table, c, 'NEW')}) AS n,"
        f" json_quote({_value(table, c, 'OLD')}) AS o"
        f" WHERE {_any_change(group if c in group else [c])}"
        for c in columns
    )
    any_change = _any_change(columns)
    base = (
        "coalesce(json_extract(OLD.versions, '$.\"' || k || '\"'),"
        f" json_extract(OLD.versions, '$.\"{CREATION}\"'))"
    )
    update = f"""
        CREATE TRIGGER journal_update_{name} AFTER UPDATE OF {", ".join(columns)} ON {name}
        WHEN journal_on() AND ({any_change})
        BEGIN
          INSERT INTO journal (op_id, entity, row_id, root, action, changes, old, base, versions,
                               schema_version, actor, wall_time, origin)
          SELECT journal_op_id(), '{name}', NEW.uuid, {root_expression(name, "NEW")}, 'update',
                 json_group_object(k, json(n)), json_group_object(k, json(o)),
                 json_group_object(k, json({base})),
                 json_group_object(k, json_array(
                   json_extract({base}, '$[0]') + 1, journal_tier(), journal_node())),
                 {SCHEMA_VERSION}, journal_actor(), journal_time(), ''
          FROM ({changed});
          UPDATE {name} SET versions = json_patch(
            OLD.versions, (SELECT versions FROM journal WHERE seq = last_insert_rowid()))
          WHERE id = NEW.id;
          {unpack}
        END"""
    delete = f"""
        CREATE TRIGGER journal_delete_{name} BEFORE DELETE ON {name} WHEN journal_on()
        BEGIN
          SELECT RAISE(ABORT, 'rows are marked deleted, never removed');
        END"""
    return {
        f"journal_insert_{name}": insert,
        f"journal_update_{name}": update,
        f"journal_delete_{name}": delete,
    }


def mark_unpacked(connection: Connection, name: str, uuid: UUID) -> None:
    """Mark the record a row belongs to as not yet sent, as the triggers do."""
    for target, column in _unpacked(name):
        connection.exec_driver_sql(
            f"UPDATE {target} SET exchange = 'unpacked' WHERE exchange <> 'unpacked'"
            f" AND uuid = (SELECT {column} FROM {name} WHERE uuid = ?)",
            (uuid.bytes,),
        )


def _unpack_statement(name: str) -> str:
    """Return SQL that marks the root record as not yet sent."""
    return "".join(
        f"UPDATE {target} SET exchange = 'unpacked'"
        f" WHERE uuid = NEW.{column} AND exchange <> 'unpacked';"
        for target, column in _unpacked(name)
    )


def _unpacked(name: str) -> list[tuple[str, str]]:
    """Return which rows a change of this kind leaves unsent: their kind, and what names them."""
    kind = KINDS[name]
    target = kind.parent.kind if kind.parent is not None else name
    if "exchange" in SYNCED[target].columns:
        return [(target, kind.parent.field if kind.parent is not None else "uuid")]
    if "owner" in SYNCED[name].columns:
        return [(owner, "owner") for owner in ("service_record", "visit", "customer")]
    return []
