# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Checks a row against its description and its rules at a stage."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.description import Field, FieldType, Kind, Problem, Stage
from branchdesk.domain.text import T, Text

_AMOUNTS_END = Decimal(1_000_000_000)


def problems_of(kind: "Kind[Any]", row: Any, stage: Stage) -> list[Problem]:
    """Return what keeps the row from passing the stage; an empty list when it may."""
    found = [
        p for f in kind.fields.values() for p in field_problems(f, getattr(row, f.name), stage)
    ]
    found += [
        Problem(rule.number, rule.field, message)
        for rule in kind.rules
        if stage in rule.stages and (message := rule.check(row)) is not None
    ]
    return found


def field_problems(field: Field, value: object, stage: Stage) -> list[Problem]:
    """Return the problems of one value: missing, not in its list, too long, out of range."""
    if field.is_empty(value):
        if stage in field.facts.required:
            return [Problem("required", field.name, T("“{field}” is missing.", field=field.label))]
        return []
    message = _value_problem(field, value)
    return [Problem("value", field.name, message)] if message else []


def _value_problem(field: Field, value: object) -> Text | None:
    if field.facts.values is not None and value not in field.facts.values.labels:
        return T("“{value}” is not in the list; choose one from it.", value=str(value)[:40])
    if isinstance(value, str) and field.facts.values is None and len(value) > field.limit:
        if not field.facts.editable and field.type is FieldType.TEXT:
            return None
        return T("At most {limit} characters fit here.", limit=field.limit)
    if isinstance(value, Decimal) and not (value.is_finite() and abs(value) < _AMOUNTS_END):
        return T("This amount is out of range.")
    return None


def require(kind: "Kind[Any]", row: Any, stage: Stage) -> None:
    """Raise UserError naming every problem of the row at the stage."""
    raise_problems(problems_of(kind, row, stage), kind.label)


def payload_problems(payload: msgspec.Struct, fields: Mapping[str, Field]) -> list[Problem]:
    """Check what a step asked for."""
    return [
        p for f in fields.values() for p in field_problems(f, getattr(payload, f.name), Stage.SAVE)
    ]


class ProblemsError(UserError):
    """A row or a step was refused; carries each problem with its field."""

    def __init__(self, subject: Text, problems: list[Problem]) -> None:
        """Join the messages into one that a command line can print."""
        self.problems = tuple(problems)
        joined: Text = problems[0].message
        for problem in problems[1:]:
            joined = T("{first} {second}", first=joined, second=problem.message)
        super().__init__(
            T("“{subject}” cannot be saved like this", subject=subject),
            joined,
            T("Please complete it and try again."),
        )


def raise_problems(problems: list[Problem], subject: Text) -> None:
    """Raise ProblemsError when there are any problems."""
    if problems:
        raise ProblemsError(subject, problems)
