# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Branches, staff, products and the working calendar."""

from sqlalchemy import Boolean, Column, Date, Index, String, Table

from branchdesk.store.tables.columns import metadata, synced_columns

branch = Table(
    "branch",
    metadata,
    *synced_columns(),
    Column("code", String, nullable=False),
    Column("name", String, nullable=False),
    Column("company", String, nullable=False),
    Column("address", String, nullable=False),
    Column("service_phone", String, nullable=False),
    Column("complaint_phone", String, nullable=False),
)

staff = Table(
    "staff",
    metadata,
    *synced_columns(),
    Column("name", String, nullable=False),
    Column("branch_code", String, nullable=False),
    Column("roles", String, nullable=False),
    Column("phone", String, nullable=False),
    Column("active", Boolean, nullable=False),
)

product = Table(
    "product",
    metadata,
    *synced_columns(),
    Column("code", String, nullable=False),
    Column("name", String, nullable=False),
    Column("current_version", String, nullable=False),
)

calendar_day = Table(
    "calendar_day",
    metadata,
    *synced_columns(),
    Column("day", Date),
    Column("working", Boolean, nullable=False),
    Column("note", String, nullable=False),
    Index("calendar_day_day", "day"),
)
