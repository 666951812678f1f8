# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What belongs to one desk alone: journal, streams, conflicts, settings, search."""

from sqlalchemy import BLOB, Boolean, Column, Index, Integer, String, Table, Text

from branchdesk.store.tables.columns import Identity, Moment, metadata

journal = Table(
    "journal",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("op_id", BLOB, nullable=False, unique=True),
    Column("entity", String, nullable=False),
    Column("row_id", BLOB, nullable=False),
    Column("root", BLOB, nullable=False),
    Column("action", String, nullable=False),
    Column("changes", Text, nullable=False),
    Column("old", Text, nullable=False),
    Column("base", Text, nullable=False),
    Column("versions", Text, nullable=False),
    Column("schema_version", Integer, nullable=False),
    Column("actor", BLOB),
    Column("wall_time", Integer, nullable=False),
    Column("origin", String, nullable=False),
    Column("salt", BLOB),
    Column("value_hash", BLOB),
    Column("chain", BLOB),
    Index("journal_row", "entity", "row_id"),
    Index("journal_root", "root"),
    Index("journal_unchained", "seq", sqlite_where=Column("chain").is_(None)),
)

link = Table(
    "link",
    metadata,
    Column("peer", String, primary_key=True),
    Column("relation", String, nullable=False),
    Column("role", String, nullable=False),
    Column("name", String, nullable=False),
    Column("node", String, nullable=False),
    Column("minisign", String, nullable=False),
    Column("age", String, nullable=False),
    Column("certificate", Text, nullable=False),
    Column("out_epoch", String, nullable=False),
    Column("out_tail", Integer, nullable=False, default=0),
    Column("out_bundled", Integer, nullable=False, default=0),
    Column("peer_ack", Integer, nullable=False, default=0),
    Column("in_epoch", String, nullable=False, default=""),
    Column("in_applied", Integer, nullable=False, default=0),
    Column("receipt_due", Boolean, nullable=False, default=False),
    Column("last_bundle_hash", String, nullable=False, default=""),
    Column("last_sent_at", Moment),
    Column("last_received_at", Moment),
    Column("revoked", Boolean, nullable=False, default=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("peer", String, primary_key=True),
    Column("epoch", String, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("journal_seq", Integer, nullable=False),
    Index("outbox_journal", "peer", "journal_seq"),
)

bundle = Table(
    "bundle",
    metadata,
    Column("bundle_id", String, primary_key=True),
    Column("direction", String, nullable=False),
    Column("peer", String, nullable=False),
    Column("epoch", String, nullable=False),
    Column("first_seq", Integer, nullable=False),
    Column("last_seq", Integer, nullable=False),
    Column("period", String, nullable=False, default=""),
    Column("revision", Integer, nullable=False, default=0),
    Column("size", Integer, nullable=False),
    Column("sha256", String, nullable=False),
    Column("built_at", Moment, nullable=False),
    Column("delivered_at", Moment),
    Column("state", String, nullable=False),
    Column("journal_head", String, nullable=False, default=""),
    Column("journal_count", Integer, nullable=False, default=0),
)

parked_operation = Table(
    "parked_operation",
    metadata,
    Column("op_id", BLOB, primary_key=True),
    Column("peer", String, nullable=False),
    Column("line", BLOB, nullable=False),
    Column("reason", String, nullable=False),
)

conflict = Table(
    "conflict",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entity", String, nullable=False),
    Column("row_id", BLOB, nullable=False),
    Column("field", String, nullable=False),
    Column("kept", Text, nullable=False),
    Column("other", Text, nullable=False),
    Column("base", Text, nullable=False),
    Column("kept_actor", Identity),
    Column("other_actor", Identity),
    Column("at", Moment, nullable=False),
    Column("closed", Boolean, nullable=False, default=False),
    Index("conflict_row", "entity", "row_id"),
)

month_snapshot = Table(
    "month_snapshot",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("branch_code", String, nullable=False),
    Column("period", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("entity", String, nullable=False),
    Column("row_id", BLOB, nullable=False),
    Column("content", BLOB, nullable=False),
    Index("month_snapshot_close", "branch_code", "period", "revision"),
)

setting = Table(
    "setting",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
)

counter = Table(
    "counter",
    metadata,
    Column("prefix", String, primary_key=True),
    Column("value", Integer, nullable=False),
)

reading = Table(
    "reading",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("actor", Identity),
    Column("entity", String, nullable=False),
    Column("row_id", BLOB, nullable=False),
    Column("fields", Text, nullable=False),
)

search_entry = Table(
    "search_entry",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entity", String, nullable=False),
    Column("row_id", BLOB, nullable=False),
    Column("row_key", Integer, nullable=False),
    Column("number", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("subtitle", Text, nullable=False),
    Column("digits", Text, nullable=False),
    Column("initials", Text, nullable=False),
    Index("search_entry_row", "entity", "row_id", unique=True),
)
