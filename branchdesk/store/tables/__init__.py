# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The tables of a desk, written out; a test holds them against the kinds."""

from collections.abc import Mapping

from sqlalchemy import Table

from branchdesk.domain.kinds.registry import KINDS
from branchdesk.store.tables import customer, local, month, organisation, service_record, visit
from branchdesk.store.tables.columns import metadata

__all__ = [
    "SYNCED",
    "customer",
    "local",
    "metadata",
    "month",
    "organisation",
    "service_record",
    "visit",
]

SYNCED: Mapping[str, Table] = {name: metadata.tables[name] for name in KINDS}
"""The tables whose changes are journalled and exchanged, by kind name."""
