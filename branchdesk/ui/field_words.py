# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What people read for a value of a described field."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from branchdesk.domain.day_words import full_day_text
from branchdesk.domain.identifiers import shown_phone
from branchdesk.domain.kinds.registry import KINDS, MACHINES
from branchdesk.domain.text import T, Text
from branchdesk.ui.moments import moment_text


def value_words(
    kind: str, field: str, value: Any, people: Mapping[UUID, str], now: datetime
) -> Text | str:
    """Say a typed value of a kind's field as forms and panels do."""
    described = KINDS[kind].fields.get(field)
    if value is None or value == "":
        return T("(empty)", "conflict")
    if field == "state" and kind in MACHINES:
        return MACHINES[kind].label(value)
    if described is not None and described.facts.values is not None:
        return described.facts.values.label(str(value))
    if isinstance(value, bool):
        return T("yes", "value") if value else T("no", "value")
    if isinstance(value, UUID):
        return people.get(value, T("(not here)", "conflict"))
    if isinstance(value, datetime):
        return moment_text(value, now)
    if isinstance(value, date):
        return full_day_text(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    return shown_phone(value) if described is not None and described.facts.phone else str(value)
