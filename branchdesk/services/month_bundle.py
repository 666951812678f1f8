# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The frozen content of a month: taken by the branch at its close and again by headquarters."""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

import msgspec

from branchdesk.domain import snapshot
from branchdesk.domain.kinds.month import MonthClose
from branchdesk.domain.kinds.registry import KINDS, child_kinds
from branchdesk.domain.period import parse_period
from branchdesk.domain.queries import Filter
from branchdesk.domain.tables import csv_cell, csv_line
from branchdesk.services.exchange_ports import StreamsPort
from branchdesk.services.ports import Reader

MEMBERS = ("service_record", "visit")
"""The kinds a month consists of."""

TABLES = ("customer", "service_record", "visit")
"""The kinds that lie beside the operations as spreadsheets people can read."""


def take_snapshot(reader: Reader, branch: str, period: str) -> list[tuple[str, UUID, bytes]]:
    """Return the canonical content of every row that belongs to a branch's month.

    The branch takes it inside the closing transaction, headquarters inside the one that applies
    the delivered operations; both from their own rows.
    """
    month = parse_period(period)
    own = (Filter("branch_code", "=", branch), Filter("period", "<=", period))
    entries = []
    for kind in MEMBERS:
        for row in reader.find(kind, own):
            if snapshot.is_member(kind, row, month):
                children = {
                    child.name: reader.children(child.name, row.uuid) for child in child_kinds(kind)
                }
                entries.append((kind, row.uuid, snapshot.document(kind, row, children)))
    return entries


def snapshot_digest(entries: Iterable[tuple[str, UUID, bytes]]) -> str:
    """Return the digest of a month's content (architecture §4.9)."""
    return snapshot.digest(snapshot.Entry(kind, uuid, content) for kind, uuid, content in entries)


def month_contents(
    reader: Reader, streams: StreamsPort, close: MonthClose
) -> tuple[bytes, Mapping[str, Iterable[bytes]]]:
    """Return ``data/month.json`` and the tables of a closed month."""
    entries = streams.snapshot(close.branch_code, close.period, close.revision)
    month = {
        "branch": close.branch_code,
        "period": close.period,
        "revision": close.revision,
        "counts": {
            "service_record": close.records,
            "visit": close.visits,
            "customer": close.customers,
            "carried_over": close.carried_over,
        },
        "digest": close.digest,
        "entries": len(entries),
    }
    members = {(kind, uuid) for kind, uuid, _ in entries}
    tables = {kind: _table(reader, close.branch_code, kind, members) for kind in TABLES}
    return msgspec.json.encode(month), tables


def _table(
    reader: Reader, branch: str, kind: str, members: set[tuple[str, UUID]]
) -> Iterator[bytes]:
    described = KINDS[kind]
    columns = described.columns()
    yield csv_line(["number", *(f.name for f in columns)])
    for row in reader.find(kind, (Filter("branch_code", "=", branch),)):
        if kind == "customer" or (kind, row.uuid) in members:
            yield csv_line([row.number, *(csv_cell(getattr(row, f.name)) for f in columns)])
