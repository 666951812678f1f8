# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""How a record kind is described: the one place editor, list, search, paper and schema read.

A kind is a frozen msgspec struct whose fields are ``Annotated`` with what ``describe`` returns,
together with its states, steps and rules.
"""

import types
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

import msgspec

from branchdesk.domain.text import Text


class Stage(StrEnum):
    """When a field must be filled or a rule must hold."""

    SAVE = "save"
    CLOSE = "close"
    SIGN = "sign"
    MONTH = "month"


class Confidentiality(StrEnum):
    """The three grades of business secrecy of a field or a customer file (BR-074)."""

    CONFIDENTIAL = "confidential"
    SECRET = "secret"
    TOP_SECRET = "top_secret"


class FieldType(StrEnum):
    """The shape of a value; everything that stores or shows a field switches on this."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    MOMENT = "moment"
    REFERENCE = "reference"


LINE_LIMIT = 500
"""Characters a one-line field holds."""

TEXT_LIMIT = 20_000
"""Characters a long text holds."""

COLUMNS_LISTED = 6
"""Columns of a list of a kind that does not say which fields people look for first."""


class ValueList(msgspec.Struct, frozen=True):
    """The codes a choice may take, with their labels, in the order they are offered."""

    name: str
    labels: Mapping[str, Text]

    def label(self, code: str) -> Text:
        """Return the label of a code; a code from a newer version shows as itself."""
        return self.labels.get(code, Text(code))


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What ``describe`` attaches to a field."""

    label: Text
    group: str
    required: frozenset[Stage]
    values: ValueList | None
    refers: str
    long: bool
    search: int
    column: int
    listed: int
    confidential: bool
    editable: bool
    unit: str
    phone: bool


def describe(
    label: Text,
    *,
    group: str = "",
    required: tuple[Stage, ...] = (),
    values: ValueList | None = None,
    refers: str = "",
    long: bool = False,
    search: int = 0,
    column: int = 0,
    listed: int = 0,
    confidential: bool = False,
    editable: bool = True,
    unit: str = "",
    phone: bool = False,
) -> msgspec.Meta:
    """Describe a field for ``Annotated``.

    ``search`` weighs the field in full-text search (0: not searched), ``column`` orders it in
    spreadsheets (0: left out), ``listed`` orders it in lists for people (0: left out; a kind that
    lists none shows its first columns), ``refers`` names the kind a UUID points to,
    ``confidential`` marks personal data whose reading is logged and which never leaves in logs,
    ``editable`` is off for what only steps and services set, ``phone`` marks a number that is
    stored half-width.
    """
    facts = Facts(
        label=label,
        group=group,
        required=frozenset(required),
        values=values,
        refers=refers,
        long=long,
        search=search,
        column=column,
        listed=listed,
        confidential=confidential,
        editable=editable,
        unit=unit,
        phone=phone,
    )
    return msgspec.Meta(title=label.source, extra={"facts": facts})


def as_in(
    struct: type[msgspec.Struct], name: str, *, required: tuple[Stage, ...] = ()
) -> msgspec.Meta:
    """Describe the input of a step as the field of the kind it is kept in.

    Label, values and form are those of the field; the step says when it must be filled.
    """
    facts = describe_fields(struct)[name].facts
    asked = msgspec.structs.replace(facts, required=frozenset(required), editable=True)
    return msgspec.Meta(title=facts.label.source, extra={"facts": asked})


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A described field of a kind."""

    name: str
    type: FieldType
    optional: bool
    facts: Facts
    default: object

    @property
    def label(self) -> Text:
        """The label shown beside the field."""
        return self.facts.label

    @property
    def limit(self) -> int:
        """The number of characters a text value may have."""
        return TEXT_LIMIT if self.type is FieldType.TEXT else LINE_LIMIT

    def is_empty(self, value: object) -> bool:
        """Tell whether a value counts as not filled in."""
        if isinstance(value, str):
            return not value.strip()
        return value is None


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What every synced row has. ``created_at`` is aware; ``deleted`` is a tombstone, never a
    removal.
    """

    uuid: UUID
    created_at: datetime
    created_by: UUID | None = None
    deleted: bool = False


class NumberedRow(Row, frozen=True, kw_only=True):
    """A row people speak of by its number."""

    number: str
    state: str
    branch_code: str


RowType = TypeVar("RowType", bound=Row)

SYSTEM_FIELDS = frozenset(
    {"uuid", "created_at", "created_by", "deleted", "number", "state", "branch_code"}
)


class Problem(msgspec.Struct, frozen=True):
    """Something that keeps a row from being saved, closed, signed or reported."""

    rule: str
    field: str
    message: Text


class Rule(msgspec.Struct, frozen=True):
    """A check over one row at the given stages; returns a Problem message or None."""

    number: str
    field: str
    stages: frozenset[Stage]
    check: Callable[[Any], Text | None]


class ParentLink(msgspec.Struct, frozen=True):
    """Which field of a child row holds the UUID of its parent, and the parent's kind."""

    field: str
    kind: str


class Kind(msgspec.Struct, Generic[RowType], frozen=True, kw_only=True, dict=True):
    """A record kind: its struct and everything that derives from it.

    ``name`` is the identifier in code, database, bundle and documents; ``command`` its word on the
    command line; ``letters`` open its numbers; ``owner`` says whose word counts, ``branch`` or
    ``hq`` (architecture §4.3).
    """

    name: str
    label: Text
    struct: type[RowType]
    command: str = ""
    letters: str = ""
    parent: ParentLink | None = None
    owner: str = "branch"
    rules: tuple[Rule, ...] = ()

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """The described fields by name, in the order they are declared."""
        return describe_fields(self.struct)

    @property
    def numbered(self) -> bool:
        """Tell whether rows of this kind carry a number and a state."""
        return issubclass(self.struct, NumberedRow)

    def editable_fields(self) -> tuple[Field, ...]:
        """Return the fields a person types in."""
        return tuple(f for f in self.fields.values() if f.facts.editable)

    def columns(self) -> tuple[Field, ...]:
        """Return the fields of spreadsheets and of a bundle's tables, in their order."""
        found = [f for f in self.fields.values() if f.facts.column]
        return tuple(sorted(found, key=lambda field: field.facts.column))

    def listed_fields(self) -> tuple[Field, ...]:
        """Return the fields a list for people shows besides number and state, in their order."""
        found = [f for f in self.fields.values() if f.facts.listed]
        if not found:
            return tuple(f for f in self.columns() if f.name != "state")[:COLUMNS_LISTED]
        return tuple(sorted(found, key=lambda field: field.facts.listed))

    def confidential_fields(self) -> frozenset[str]:
        """Return the names of the fields with personal data."""
        return frozenset(n for n, f in self.fields.items() if f.facts.confidential)


def describe_fields(struct: type[msgspec.Struct]) -> Mapping[str, Field]:
    """Read the described fields of a struct from its annotations."""
    hints = typing.get_type_hints(struct, include_extras=True)
    declared = {f.name: f for f in msgspec.structs.fields(struct)}
    described: dict[str, Field] = {}
    for name, declaration in declared.items():
        base, facts = _unpack(hints[name])
        if facts is None:
            continue
        kept, optional = _without_none(base)
        default = declaration.default
        described[name] = Field(
            name=name,
            type=_field_type(kept, facts),
            optional=optional,
            facts=facts,
            default=None if default is msgspec.NODEFAULT else default,
        )
    return types.MappingProxyType(described)


def _unpack(annotation: Any) -> tuple[Any, Facts | None]:
    if typing.get_origin(annotation) is Annotated:
        base, *metadata = typing.get_args(annotation)
        for item in metadata:
            if isinstance(item, msgspec.Meta) and item.extra and "facts" in item.extra:
                return base, item.extra["facts"]
        return base, None
    return annotation, None


def _without_none(base: Any) -> tuple[Any, bool]:
    if typing.get_origin(base) in (types.UnionType, typing.Union):
        kept = [a for a in typing.get_args(base) if a is not type(None)]
        return kept[0], True
    return base, False


_TYPES: Mapping[type, FieldType] = {
    bool: FieldType.BOOLEAN,
    int: FieldType.INTEGER,
    Decimal: FieldType.DECIMAL,
    datetime: FieldType.MOMENT,
    date: FieldType.DATE,
    UUID: FieldType.REFERENCE,
}


def _field_type(base: type, facts: Facts) -> FieldType:
    if facts.values is not None:
        return FieldType.CHOICE
    if base is str:
        return FieldType.TEXT if facts.long else FieldType.LINE
    return _TYPES[base]
