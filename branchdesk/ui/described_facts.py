# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What is filled in of a row, told by the descriptions of its fields: nothing is named twice."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from branchdesk.domain.day_words import full_day_text
from branchdesk.domain.kinds.description import Field, FieldType
from branchdesk.domain.text import T, Text
from branchdesk.ui.moments import moment_text

Fact = tuple[Text, Text | str]


def filled_facts(row: object, fields: Iterable[Field], now: datetime) -> list[Fact]:
    """Return label and value of the fields that hold something, in their order."""
    return [
        (field.label, shown)
        for field in fields
        if (shown := value_words(field, getattr(row, field.name), now))
    ]


def value_words(field: Field, value: object, now: datetime) -> Text | str:
    """Return a stored value as people read it; empty for nothing and for what only refers."""
    if value in (None, "") or field.type is FieldType.REFERENCE:
        return ""
    if field.facts.values is not None:
        return field.facts.values.label(str(value))
    if isinstance(value, bool):
        return T("yes", "value") if value else T("no", "value")
    if isinstance(value, datetime):
        return moment_text(value, now)
    if isinstance(value, date):
        return full_day_text(value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
