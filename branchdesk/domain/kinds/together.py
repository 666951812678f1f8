# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Fields that travel and merge as one: a state and what its steps write beside it (§4.10)."""

from collections.abc import Mapping
from types import MappingProxyType

TOGETHER: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "service_record": frozenset(
            {
                "state",
                "solution",
                "result",
                "open_ended",
                "recurrence",
                "response_ended_at",
                "confirmed_by",
                "confirmed_at",
                "verification_method",
                "confirmation_text",
                "satisfaction_score",
                "complaint_text",
            }
        ),
        "visit": frozenset(
            {
                "state",
                "signature_kind",
                "signature_statement",
                "signature_due",
                "privacy_consent",
                "dynamics_consent",
                "waiver_reason",
                "waiver_by",
                "waiver_at",
                "waiver_oral",
                "sheet_content",
                "content_hash",
                "frozen_at",
                "qr",
            }
        ),
    }
)
"""By kind: a change of one of these fields is written as a change of all, with one version each.

Versions then rise together, so that a concurrent edit wins or loses with the whole group and no
desk shows a record as closed without the solution it was closed with.
"""
