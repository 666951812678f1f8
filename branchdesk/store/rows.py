# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Between structs, table rows and the canonical values of bundles."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Date, Table
from sqlalchemy.engine import RowMapping

from branchdesk.domain.kinds.registry import KINDS
from branchdesk.store.tables import SYNCED
from branchdesk.store.tables.columns import (
    Amount,
    Identity,
    Moment,
    from_milliseconds,
    to_milliseconds,
)


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


def stored_value(table: Table, column: str, value: Any) -> Any:
    """Turn a bundle's JSON value into what the raw table cell holds; ValueError when it cannot."""
    if value is None:
        if not table.columns[column].nullable:
            raise ValueError(f"{column} may not be empty")
        return None
    kind = table.columns[column].type
    if isinstance(kind, Moment):
        return to_milliseconds(datetime.fromisoformat(_text(value)))
    if isinstance(kind, Identity):
        return UUID(_text(value)).bytes
    if isinstance(kind, Boolean):
        if not isinstance(value, bool):
            raise ValueError(f"{column} is neither true nor false")
        return int(value)
    if isinstance(kind, Amount):
        return format(Decimal(_text(value)), "f")
    if isinstance(kind, Date):
        return date.fromisoformat(_text(value)).isoformat()
    if kind.python_type is int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(f"{column} is not a whole number")
        return value
    return _text(value)


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
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def synced_table(kind: str) -> Table:
    """Return the table of a kind."""
    return SYNCED[kind]
