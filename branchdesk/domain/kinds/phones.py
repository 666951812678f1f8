# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The rule of every phone number that somebody has to be able to dial."""

from typing import Any

from branchdesk.domain.identifiers import phone_is_plausible
from branchdesk.domain.kinds.description import Rule, Stage
from branchdesk.domain.text import T, Text


def phone_rule(field: str) -> Rule:
    """Return the rule that a field holds a phone number, or nothing, and no notes."""

    def check(row: Any) -> Text | None:
        value: str = getattr(row, field)
        if value and not phone_is_plausible(value):
            return T(
                "“{value}” has characters that are not digits. Notes go into their own field.",
                value=value[:40],
            )
        return None

    return Rule("phone_format", field, frozenset({Stage.SAVE}), check)
