# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Rows and outcomes as JSON objects and as texts for people."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.kinds.description import Field, FieldType, Kind
from branchdesk.domain.text import T, Translator
from branchdesk.services.session import Outcome

YES, NO = T("yes", "terminal"), T("no", "terminal")


def canonical(value: object) -> Any:
    """Return a value as it stands in JSON: moments with their zone, identities and amounts text."""
    if isinstance(value, datetime):
        return value.astimezone(BRANCH_ZONE).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): canonical(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [canonical(part) for part in value]
    return value


def row_document(kind: Kind[Any], row: Any, exchange: str) -> dict[str, Any]:
    """Return a row with all its described fields; unnumbered kinds have no number and state."""
    return {
        "number": getattr(row, "number", ""),
        "uuid": str(row.uuid),
        "state": getattr(row, "state", ""),
        "exchange": exchange,
        **({"branch_code": row.branch_code} if kind.numbered else {}),
        "created_at": canonical(row.created_at),
        **{name: canonical(getattr(row, name)) for name in kind.fields},
    }


def child_document(kind: Kind[Any], row: Any) -> dict[str, Any]:
    """Return a row that hangs on another one."""
    return {"uuid": str(row.uuid)} | {name: canonical(getattr(row, name)) for name in kind.fields}


def outcome_document(outcome: Outcome) -> dict[str, Any]:
    """Return what a use case did."""
    return {
        "number": outcome.number,
        "uuid": str(outcome.uuid),
        "state": outcome.state,
        "changes": outcome.changes.names(),
    }


def field_text(
    field: Field, value: object, names: Mapping[UUID, str], translator: Translator
) -> str:
    """Return a value as people read it; ``names`` tells what rows are called."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return translator.render(YES if value else NO)
    if field.facts.values is not None:
        return translator.render(field.facts.values.label(str(value)))
    if isinstance(value, UUID):
        return names.get(value, str(value))
    if field.type is FieldType.MOMENT and isinstance(value, datetime):
        return f"{value.astimezone(BRANCH_ZONE):%Y-%m-%d %H:%M}"
    return str(canonical(value))
