# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The published JSON schema of bundles and of what the command line takes, from the kinds."""

from typing import Any

import msgspec

from branchdesk.domain.exchange import Operation, StreamReceipt
from branchdesk.domain.kinds.description import Field, FieldType, Kind
from branchdesk.domain.kinds.registry import KINDS

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_TYPES: dict[FieldType, dict[str, object]] = {
    FieldType.LINE: {"type": "string"},
    FieldType.TEXT: {"type": "string"},
    FieldType.CHOICE: {"type": "string"},
    FieldType.BOOLEAN: {"type": "boolean"},
    FieldType.INTEGER: {"type": "integer"},
    FieldType.DECIMAL: {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"},
    FieldType.DATE: {"type": "string", "format": "date"},
    FieldType.MOMENT: {"type": "string", "format": "date-time"},
    FieldType.REFERENCE: {"type": "string", "format": "uuid"},
}


def field_schema(field: Field) -> dict[str, Any]:
    """Return the schema of one field's canonical value."""
    schema: dict[str, Any] = {"title": field.label.source, **_TYPES[field.type]}
    if field.facts.values is not None:
        schema["enum"] = ["", *field.facts.values.labels]
    elif field.type in (FieldType.LINE, FieldType.TEXT) and field.facts.editable:
        schema["maxLength"] = field.limit
    if field.facts.refers:
        schema["description"] = f"identity of a row of {field.facts.refers}"
    if field.optional:
        schema["type"] = [schema["type"], "null"]
    if field.facts.required:
        schema["x-required-to"] = sorted(stage.value for stage in field.facts.required)
    if not field.facts.editable:
        schema["readOnly"] = True
    return schema


def kind_schema(kind: Kind[Any]) -> dict[str, Any]:
    """Return the schema of a kind's row as operations carry it and ``add -`` takes it.

    Fields marked ``readOnly`` are set by the program or by steps.
    """
    properties = {name: field_schema(field) for name, field in kind.fields.items()}
    return {
        "$schema": DIALECT,
        "$id": f"branchdesk/{kind.name}",
        "title": kind.label.source,
        "type": "object",
        "x-owner": kind.owner,
        "x-letters": kind.letters,
        "x-parent": kind.parent.kind if kind.parent else "",
        "properties": properties,
    }


def bundle_schema() -> dict[str, Any]:
    """Return the schemas of all kinds, of an operation and of a stream receipt."""
    return {
        "$schema": DIALECT,
        "$id": "branchdesk/bundle",
        "title": "BranchDesk bundle, schema version 1",
        "kinds": {name: kind_schema(kind) for name, kind in KINDS.items()},
        "operation": msgspec.json.schema(Operation),
        "receipt": msgspec.json.schema(StreamReceipt),
    }
