# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Between structs, table rows and the canonical values of bundles."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Boolean, Column, Date, Table
from sqlalchemy.engine import RowMapping

from branchdesk.domain.kinds.registry import KINDS
from branchdesk.store.capture import captured_columns
from branchdesk.store.tables import SYNCED
from branchdesk.store.tables.columns import (
    Amount,
    Identity,
    Moment,
    from_milliseconds,
    to_milliseconds,
)

_IDENTITIES_KEPT = 4096
"""Identities whose bytes are remembered: the same customers and people come with every record."""


@cache
def struct_fields(kind: str) -> tuple[str, ...]:
    """Return the field names of a kind's struct."""
    names: tuple[str, ...] = KINDS[kind].struct.__struct_fields__
    return names


def to_struct(kind: str, row: RowMapping) -> Any:
    """Make the frozen struct of a table row."""
    return KINDS[kind].struct(**{name: row[name] for name in struct_fields(kind)})


def to_columns(kind: str, row: Any) -> dict[str, Any]:
    """Return the column values of a struct."""
    return {name: getattr(row, name) for name in struct_fields(kind)}


def canonical_value(table: Table, column: str, raw: Any) -> Any:
    """Turn a raw journal value into its JSON form in bundles.

    Moments become ISO 8601 in UTC with milliseconds, identities their usual text, booleans true
    and false; amounts and dates stay text.
    """
    if raw is None or column not in table.columns:  # a field of a newer schema stays as it came
        return raw
    kind = table.columns[column].type
    if isinstance(kind, Moment):
        moment = from_milliseconds(raw).astimezone(UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(kind, Identity):
        return str(UUID(hex=raw))
    if isinstance(kind, Boolean):
        return bool(raw)
    return raw


@cache
def cell_readers(kind: str) -> Mapping[str, Callable[[Any], Any]]:
    """Return for each journalled column what turns a bundle's JSON value into its raw table cell.

    They raise ValueError or ArithmeticError for a value that the cell cannot hold.
    """
    table = SYNCED[kind]
    return {name: _cell_reader(table.columns[name]) for name in captured_columns(table)}


@cache
def identity_columns(kind: str) -> frozenset[str]:
    """Return the columns whose cells are bytes and stand in the journal as hex text."""
    return frozenset(c.name for c in SYNCED[kind].columns if isinstance(c.type, Identity))


@cache
def text_columns(kind: str) -> frozenset[str]:
    """Return the journalled columns whose cells are the texts of bundles as they are."""
    table = SYNCED[kind]
    names = captured_columns(table)
    return frozenset(name for name in names if _present_reader(table.columns[name]) is _text)


def _cell_reader(column: Column[Any]) -> Callable[[Any], Any]:
    name, read = column.name, _present_reader(column)

    def read_optional(value: Any) -> Any:
        return None if value is None else read(value)

    def read_required(value: Any) -> Any:
        if value is None:
            raise ValueError(f"{name} may not be empty")
        return read(value)

    return read_optional if column.nullable else read_required


def _present_reader(column: Column[Any]) -> Callable[[Any], Any]:
    kind, name = column.type, column.name

    def boolean(value: Any) -> int:
        if not isinstance(value, bool):
            raise ValueError(f"{name} is neither true nor false")
        return int(value)

    def whole(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(f"{name} is not a whole number")
        return value

    def moment(value: Any) -> int:
        read = datetime.fromisoformat(_text(value))
        if read.tzinfo is None:  # two computers would read two moments
            raise ValueError(f"{name} has no time zone")
        return to_milliseconds(read)

    if isinstance(kind, Moment):
        return moment
    if isinstance(kind, Identity):
        return lambda value: _identity_bytes(_text(value))
    if isinstance(kind, Boolean):
        return boolean
    if isinstance(kind, Amount):
        return lambda value: format(Decimal(_text(value)), "f")
    if isinstance(kind, Date):
        return lambda value: date.fromisoformat(_text(value)).isoformat()
    return whole if kind.python_type is int else _text


@lru_cache(maxsize=_IDENTITIES_KEPT)
def _identity_bytes(text: str) -> bytes:
    return UUID(text).bytes


def raw_value(table: Table, column: str, stored: Any) -> Any:
    """Turn a raw table cell into the form the journal keeps (identities as hex text)."""
    if stored is None:
        return None
    if isinstance(table.columns[column].type, Identity):
        return bytes(stored).hex()
    return stored


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a text was expected")
    return value


def canonical_row(kind: str, row: Any) -> dict[str, Any]:
    """Return a struct as the plain JSON values that are hashed in a month snapshot."""
    return {name: _plain(getattr(row, name)) for name in struct_fields(kind)}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        moment = value.astimezone(UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value) if isinstance(value, UUID | date) else value


def dump_json(document: Mapping[str, Any] | list[Any]) -> str:
    """Return compact JSON text."""
    return msgspec.json.encode(document).decode()


def synced_table(kind: str) -> Table:
    """Return the table of a kind."""
    return SYNCED[kind]
