# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Questions to the store and the answers that are not rows."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec


class Filter(msgspec.Struct, frozen=True):
    """A condition on one field: ``operator`` is one of = != < <= > >= in like.

    ``customer.customer_type`` is the field ``customer_type`` of the row ``customer`` points to.
    """

    field: str
    operator: str
    value: Any


class HistoryEntry(msgspec.Struct, frozen=True):
    """One change of one field, as kept by the journal."""

    at: datetime
    actor: UUID | None
    field: str
    old: str
    new: str
