# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Month closes, receipts, attachments and amendments."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text

from branchdesk.store.tables.columns import (
    Identity,
    Moment,
    metadata,
    numbered_columns,
    synced_columns,
)

month_close = Table(
    "month_close",
    metadata,
    *numbered_columns(),
    Column("period", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("closed_at", Moment),
    Column("closed_by", Identity),
    Column("records", Integer, nullable=False),
    Column("visits", Integer, nullable=False),
    Column("customers", Integer, nullable=False),
    Column("carried_over", Integer, nullable=False),
    Column("digest", String, nullable=False),
    Column("summary", Text, nullable=False),
    Column("needs_hq_support", Boolean, nullable=False),
    Column("support_text", Text, nullable=False),
    Column("early", Boolean, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("missing_devices", String, nullable=False),
    Column("bundle", String, nullable=False),
    Index("month_close_branch_code_period", "branch_code", "period"),
)

month_summary = Table(
    "month_summary",
    metadata,
    *synced_columns(),
    Column("branch_code", String, nullable=False),
    Column("period", String, nullable=False),
    Column("summary", Text, nullable=False),
    Column("needs_hq_support", Boolean, nullable=False),
    Column("support_text", Text, nullable=False),
)

month_explanation = Table(
    "month_explanation",
    metadata,
    *synced_columns(),
    Column("branch_code", String, nullable=False),
    Column("period", String, nullable=False),
    Column("rule", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("text", Text, nullable=False),
    Index("month_explanation_period", "period"),
)

month_receipt = Table(
    "month_receipt",
    metadata,
    *synced_columns(),
    Column("branch_code", String, nullable=False),
    Column("period", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("records", Integer, nullable=False),
    Column("digest", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_at", Moment),
    Column("decided_by", String, nullable=False),
    Column("journal_head", String, nullable=False),
    Column("journal_count", Integer, nullable=False),
    Column("signature", Text, nullable=False),
    Index("month_receipt_branch_code_period", "branch_code", "period"),
)

attachment = Table(
    "attachment",
    metadata,
    *synced_columns(),
    Column("owner_kind", String, nullable=False),
    Column("owner", Identity),
    Column("purpose", String, nullable=False),
    Column("file_name", String, nullable=False),
    Column("media_type", String, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String, nullable=False),
    Column("caption", String, nullable=False),
    Index("attachment_owner", "owner"),
)

amendment = Table(
    "amendment",
    metadata,
    *synced_columns(),
    Column("owner_kind", String, nullable=False),
    Column("owner", Identity),
    Column("field", String, nullable=False),
    Column("old", Text, nullable=False),
    Column("new", Text, nullable=False),
    Column("reason", String, nullable=False),
    Column("at", Moment),
    Column("written_by", Identity),
    Index("amendment_owner", "owner"),
)
