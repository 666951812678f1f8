# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Forms from the descriptions of kinds and steps: one place that turns fields into controls.

What a form gives back becomes the document a use case takes, and what a use case refuses becomes
the sentences under the controls.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from branchdesk.domain.kinds.description import Field, FieldType, Stage
from branchdesk.domain.kinds.validation import ProblemsError
from branchdesk.domain.text import T, Text
from branchdesk.ui.widgets.field_description import FieldKind, FormField
from branchdesk.ui.widgets.reference_field import Reference

Choices = Sequence[tuple[Any, Text | str]]

_KINDS: Mapping[FieldType, FieldKind] = {
    FieldType.LINE: "line",
    FieldType.TEXT: "text",
    FieldType.CHOICE: "choice",
    FieldType.BOOLEAN: "bool",
    FieldType.INTEGER: "number",
    FieldType.DECIMAL: "number",
    FieldType.DATE: "date",
    FieldType.MOMENT: "date-time",
    FieldType.REFERENCE: "reference",
}


def form_field(
    field: Field,
    *,
    choices: Choices = (),
    segmented: bool = False,
    required: bool | None = None,
    help_text: Text | None = None,
) -> FormField:
    """Return the control of a described field.

    ``choices`` turn a reference into a choice (colleagues by name); ``segmented`` shows a choice
    with one key each. ``required`` overrides what saving demands.
    """
    kind = _KINDS[field.type]
    if field.facts.unit == "CNY":
        kind = "money"
    if field.facts.values is not None:
        choices = list(field.facts.values.labels.items())
    demanded = Stage.SAVE in field.facts.required if required is None else required
    if choices:
        kind = "segments" if segmented else "choice"
        if not demanded and not segmented:
            choices = [(None if field.optional else "", T("—", "not stated")), *choices]
    limited = field.type in (FieldType.LINE, FieldType.TEXT)
    return FormField(
        key=field.name,
        label=field.label,
        kind=kind,
        required=demanded,
        choices=choices,
        help=help_text,
        max_length=field.limit if limited else None,
        wide=kind == "text",
    )


def form_fields(
    fields: Iterable[Field],
    *,
    choices: Mapping[str, Choices] | None = None,
    segmented: Collection[str] = (),
) -> list[FormField]:
    """Return the controls of described fields in their order."""
    given = choices or {}
    return [
        form_field(f, choices=given.get(f.name, ()), segmented=f.name in segmented) for f in fields
    ]


def form_values(row: object, names: Iterable[str]) -> dict[str, Any]:
    """Return what a form shows of a row; references are left to the caller, who knows names."""
    return {name: getattr(row, name) for name in names}


def document_of(values: Mapping[str, Any], fields: Mapping[str, Field]) -> dict[str, object]:
    """Return the document of a use case from a form's values; unknown keys stay out."""
    document: dict[str, object] = {}
    for name, value in values.items():
        field = fields.get(name)
        if field is not None:
            document[name] = _plain(value, field)
    return document


def _plain(value: Any, field: Field) -> object:
    if isinstance(value, Reference):
        return value.id
    if isinstance(value, Decimal) and field.type is FieldType.INTEGER:
        # A fraction stays one, so that the use case refuses it by the field's name.
        return int(value) if value == value.to_integral_value() else str(value)
    if value is None and not field.optional:
        return field.default
    return value


def sentences(error: ProblemsError, keys: Collection[str]) -> tuple[dict[str, Text], list[Text]]:
    """Split a refusal into the first sentence per shown field and those that have no field."""
    beside: dict[str, Text] = {}
    rest: list[Text] = []
    for problem in error.problems:
        if problem.field in keys:
            beside.setdefault(problem.field, problem.message)
        else:
            rest.append(problem.message)
    return beside, rest


def draft_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a form's values as JSON values, to be kept on disk."""
    return {name: _encode(value) for name, value in values.items() if value not in (None, "")}


def values_of(draft: Mapping[str, Any]) -> dict[str, Any]:
    """Return the form's values that ``draft_of`` made JSON of."""
    return {name: _decode(value) for name, value in draft.items()}


def _encode(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, Decimal):
        return {"number": str(value)}
    if isinstance(value, Reference):
        return {"reference": [str(value.id), value.words, value.detail]}
    return value if isinstance(value, (bool, int, str)) else {"identity": str(value)}


def _decode(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    match value:
        case {"moment": str(text)}:
            return datetime.fromisoformat(text)
        case {"date": str(text)}:
            return date.fromisoformat(text)
        case {"number": str(text)}:
            return Decimal(text)
        case {"identity": str(text)}:
            return UUID(text)
        case {"reference": [str(key), str(words), str(detail)]}:
            return Reference(UUID(key), words, detail)
    return None
