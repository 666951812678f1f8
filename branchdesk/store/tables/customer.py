# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Customer files."""

from sqlalchemy import Boolean, Column, Date, Index, String, Table, Text

from branchdesk.store.tables.columns import Identity, metadata, numbered_columns, synced_columns

customer = Table(
    "customer",
    metadata,
    *numbered_columns(),
    Column("name", String, nullable=False),
    Column("aliases", String, nullable=False),
    Column("initials", String, nullable=False),
    Column("customer_type", String, nullable=False),
    Column("value_class", String, nullable=False),
    Column("lifecycle_stage", String, nullable=False),
    Column("credit_code", String, nullable=False),
    Column("phone", String, nullable=False),
    Column("email", String, nullable=False),
    Column("province", String, nullable=False),
    Column("city", String, nullable=False),
    Column("district", String, nullable=False),
    Column("address", String, nullable=False),
    Column("confidentiality", String, nullable=False),
    Column("confidentiality_until", Date),
    Column("lost_at", Date),
    Column("lost_reason", String, nullable=False),
    Column("last_verified_at", Date),
    Column("remarks", Text, nullable=False),
    Index("customer_name", "name"),
)

contact = Table(
    "contact",
    metadata,
    *synced_columns(),
    Column("customer", Identity, nullable=False),
    Column("name", String, nullable=False),
    Column("salutation", String, nullable=False),
    Column("position", String, nullable=False),
    Column("mobile", String, nullable=False),
    Column("landline", String, nullable=False),
    Column("extension", String, nullable=False),
    Column("wechat", String, nullable=False),
    Column("email", String, nullable=False),
    Column("is_key", Boolean, nullable=False),
    Column("phone_note", String, nullable=False),
    Index("contact_customer", "customer"),
)

customer_product = Table(
    "customer_product",
    metadata,
    *synced_columns(),
    Column("customer", Identity, nullable=False),
    Column("product", String, nullable=False),
    Column("version", String, nullable=False),
    Column("serial", String, nullable=False),
    Column("dongle", String, nullable=False),
    Column("order_number", String, nullable=False),
    Column("purchased_at", Date),
    Column("warranty_until", Date),
    Index("customer_product_customer", "customer"),
)
