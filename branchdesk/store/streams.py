# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The streams to other desks: numbering, reading for a bundle, receipts, exchange states."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, insert, select, update

from branchdesk.domain.exchange import (
    BundleEntry,
    Conflict,
    Link,
    Operation,
    Scope,
    StreamReceipt,
)
from branchdesk.store.rows import canonical_value
from branchdesk.store.tables import SYNCED
from branchdesk.store.tables.columns import from_milliseconds
from branchdesk.store.tables.local import bundle, conflict, link, month_snapshot

PACKED = tuple(name for name, table in SYNCED.items() if "exchange" in table.columns)
"""The kinds whose rows show an exchange state."""

_JOURNAL = (
    "j.op_id, j.entity, j.row_id, j.action, j.changes, j.base, j.versions, j.schema_version,"
    " j.actor, j.wall_time, j.origin"
)


class Streams:
    """The links and streams as one transaction sees them."""

    def __init__(self, connection: Connection) -> None:
        """Work inside the caller's transaction."""
        self._connection = connection

    # -- links --------------------------------------------------------------------------------

    def links(self) -> list[Link]:
        """Return all links, the parent first."""
        rows = self._connection.execute(
            select(link).order_by(link.c.relation.desc(), link.c.peer)
        ).mappings()
        return [Link(**row) for row in rows]

    def link(self, peer: str) -> Link | None:
        """Return the link to a peer by its code."""
        row = self._connection.execute(select(link).where(link.c.peer == peer)).mappings().first()
        return None if row is None else Link(**row)

    def parent(self) -> Link | None:
        """Return the link to the parent desk."""
        return next((entry for entry in self.links() if entry.relation == "parent"), None)

    def save_link(self, entry: Link) -> None:
        """Add a link or replace the one to the same peer."""
        values = msgspec.structs.asdict(entry)
        if self.link(entry.peer) is None:
            self._connection.execute(insert(link).values(**values))
        else:
            self._connection.execute(update(link).where(link.c.peer == entry.peer).values(**values))

    def change_link(self, peer: str, **values: Any) -> None:
        """Change facts of a link."""
        self._connection.execute(update(link).where(link.c.peer == peer).values(**values))

    # -- sending ------------------------------------------------------------------------------

    def release(self, peer: str, scope: Scope) -> int:
        """Number the changes that may go to the peer and were not numbered yet.

        Returns how many. Changes that came from the peer are not sent back.
        """
        entry = self._require(peer)
        tail = entry.out_tail
        candidates = self._connection.exec_driver_sql(
            "SELECT seq, entity, root FROM journal WHERE origin <> ? AND NOT EXISTS"
            " (SELECT 1 FROM outbox WHERE peer = ? AND epoch = ? AND journal_seq = journal.seq)"
            " ORDER BY seq",
            (peer, peer, entry.out_epoch),
        ).all()
        numbered = []
        for seq, entity, root in candidates:
            if scope.covers(entity, bytes(root)):
                tail += 1
                numbered.append((peer, entry.out_epoch, tail, seq))
        if numbered:
            self._connection.exec_driver_sql(
                "INSERT INTO outbox (peer, epoch, seq, journal_seq) VALUES (?, ?, ?, ?)", numbered
            )
            self.change_link(peer, out_tail=tail)
        return len(numbered)

    def operations(self, peer: str, first: int, last: int) -> Iterator[bytes]:
        """Yield the operations of a range of the stream as JSON lines without line breaks."""
        entry = self._require(peer)
        rows = self._connection.exec_driver_sql(
            f"SELECT {_JOURNAL} FROM outbox o JOIN journal j ON j.seq = o.journal_seq"
            " WHERE o.peer = ? AND o.epoch = ? AND o.seq BETWEEN ? AND ? ORDER BY o.seq",
            (peer, entry.out_epoch, first, last),
        )
        for row in rows:
            yield msgspec.json.encode(_operation(row))

    def blobs(self, peer: str, first: int, last: int) -> list[str]:
        """Return the SHA-256 names of the attachments introduced by a range of the stream."""
        entry = self._require(peer)
        rows = self._connection.exec_driver_sql(
            "SELECT DISTINCT a.sha256 FROM outbox o JOIN journal j ON j.seq = o.journal_seq"
            " JOIN attachment a ON a.uuid = j.row_id"
            " WHERE j.entity = 'attachment' AND o.peer = ? AND o.epoch = ?"
            " AND o.seq BETWEEN ? AND ? ORDER BY a.sha256",
            (peer, entry.out_epoch, first, last),
        )
        return [row[0] for row in rows]

    def add_bundle(self, entry: BundleEntry) -> None:
        """Note a bundle in the diary; an outgoing one moves the stream's bundled mark."""
        self._connection.execute(insert(bundle).values(**msgspec.structs.asdict(entry)))
        if entry.direction == "out":
            self.change_link(
                entry.peer,
                out_bundled=entry.last_seq,
                last_bundle_hash=entry.sha256,
                receipt_due=False,
            )

    def mark_delivered(self, bundle_id: str, at: datetime) -> None:
        """Note that a bundle was written to its mailbox; its rows now show ``sent``."""
        entry = self.bundle(bundle_id)
        if entry is None:
            raise KeyError(bundle_id)
        self._connection.execute(
            update(bundle)
            .where(bundle.c.bundle_id == bundle_id)
            .values(delivered_at=at, state="sent")
        )
        self.change_link(entry.peer, last_sent_at=at)
        self.refresh_exchange(entry.peer, self._roots(entry.peer, entry.first_seq, entry.last_seq))

    def bundle(self, bundle_id: str) -> BundleEntry | None:
        """Return a bundle of the diary."""
        row = (
            self._connection.execute(select(bundle).where(bundle.c.bundle_id == bundle_id))
            .mappings()
            .first()
        )
        return None if row is None else BundleEntry(**row)

    def bundles(self, direction: str = "", state: str = "") -> list[BundleEntry]:
        """Return the diary, newest first."""
        query = select(bundle).order_by(bundle.c.built_at.desc(), bundle.c.bundle_id)
        if direction:
            query = query.where(bundle.c.direction == direction)
        if state:
            query = query.where(bundle.c.state == state)
        return [BundleEntry(**row) for row in self._connection.execute(query).mappings()]

    # -- receiving ----------------------------------------------------------------------------

    def take_receipt(self, peer: str, receipt: StreamReceipt) -> None:
        """Obey a receipt: what is covered is receipted, what is not covered is sent again.

        A receipt for another epoch or beyond what was ever sent is not about this stream.
        """
        entry = self._require(peer)
        if receipt.epoch != entry.out_epoch or receipt.applied_through > entry.out_tail:
            return
        low = min(entry.peer_ack, receipt.applied_through)
        high = max(entry.peer_ack, receipt.applied_through)
        bundled = entry.out_bundled
        if receipt.applied_through < entry.peer_ack:
            bundled = receipt.applied_through
        self.change_link(peer, peer_ack=receipt.applied_through, out_bundled=bundled)
        self._connection.execute(
            update(bundle)
            .where(
                bundle.c.peer == peer,
                bundle.c.direction == "out",
                bundle.c.epoch == entry.out_epoch,
                bundle.c.last_seq <= receipt.applied_through,
            )
            .values(state="receipted")
        )
        self.refresh_exchange(peer, self._roots(peer, low + 1, high))

    def advance(self, peer: str, epoch: str, applied: int, at: datetime, *, receipt: bool) -> None:
        """Store how far the peer's stream was applied, in the transaction that applied it."""
        values: dict[str, Any] = {
            "in_epoch": epoch,
            "in_applied": applied,
            "last_received_at": at,
        }
        if receipt:
            values["receipt_due"] = True
        self.change_link(peer, **values)

    # -- exchange states ----------------------------------------------------------------------

    def refresh_exchange(self, peer: str, roots: Iterable[bytes]) -> None:
        """Compute the exchange state of rows towards the parent anew.

        Only the parent's word counts; towards children nothing is shown.
        """
        entry = self._require(peer)
        if entry.relation != "parent":
            return
        for root in set(roots):
            state = self._connection.exec_driver_sql(
                "SELECT CASE"
                " WHEN EXISTS (SELECT 1 FROM journal j WHERE j.root = ?1 AND j.origin <> ?2"
                "   AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.peer = ?2 AND o.epoch = ?3"
                "     AND o.journal_seq = j.seq AND o.seq <= ?4)) THEN 'unpacked'"
                " WHEN EXISTS (SELECT 1 FROM journal j JOIN outbox o ON o.journal_seq = j.seq"
                "   WHERE j.root = ?1 AND o.peer = ?2 AND o.epoch = ?3 AND o.seq > ?5) THEN 'sent'"
                " ELSE 'receipted' END",
                (root, peer, entry.out_epoch, entry.out_bundled, entry.peer_ack),
            ).scalar()
            for kind in PACKED:
                self._connection.exec_driver_sql(
                    f"UPDATE {kind} SET exchange = ? WHERE uuid = ?", (state, root)
                )

    def _roots(self, peer: str, first: int, last: int) -> list[bytes]:
        entry = self._require(peer)
        rows = self._connection.exec_driver_sql(
            "SELECT DISTINCT j.root FROM outbox o JOIN journal j ON j.seq = o.journal_seq"
            " WHERE o.peer = ? AND o.epoch = ? AND o.seq BETWEEN ? AND ?",
            (peer, entry.out_epoch, first, last),
        )
        return [bytes(row[0]) for row in rows]

    def _require(self, peer: str) -> Link:
        entry = self.link(peer)
        if entry is None:
            raise KeyError(f"no link to {peer}")
        return entry

    # -- conflicts and snapshots --------------------------------------------------------------

    def conflicts(self, *, open_only: bool = True) -> list[Conflict]:
        """Return the conflicts that wait for a person."""
        query = select(conflict).order_by(conflict.c.id)
        if open_only:
            query = query.where(~conflict.c.closed)
        return [
            Conflict(
                kind=row["entity"],
                row=UUID(bytes=bytes(row["row_id"])),
                field=row["field"],
                kept=row["kept"],
                other=row["other"],
                base=row["base"],
                kept_actor=row["kept_actor"],
                other_actor=row["other_actor"],
                at=row["at"],
            )
            for row in self._connection.execute(query).mappings()
        ]

    def save_snapshot(
        self, branch: str, period: str, revision: int, entries: Iterable[tuple[str, UUID, bytes]]
    ) -> None:
        """Keep the frozen content of a month's rows: (kind, UUID, canonical JSON)."""
        values = [
            {
                "branch_code": branch,
                "period": period,
                "revision": revision,
                "entity": kind,
                "row_id": uuid.bytes,
                "content": content,
            }
            for kind, uuid, content in entries
        ]
        if values:
            self._connection.execute(insert(month_snapshot), values)

    def snapshot(self, branch: str, period: str, revision: int) -> list[tuple[str, UUID, bytes]]:
        """Return the frozen content of a month's rows."""
        rows = self._connection.execute(
            select(
                month_snapshot.c.entity, month_snapshot.c.row_id, month_snapshot.c.content
            ).where(
                month_snapshot.c.branch_code == branch,
                month_snapshot.c.period == period,
                month_snapshot.c.revision == revision,
            )
        )
        return [(kind, UUID(bytes=bytes(row_id)), bytes(content)) for kind, row_id, content in rows]


def _operation(row: Any) -> Operation:
    op_id, entity, row_id, action, changes, base, versions, schema, actor, wall_time, origin = row
    table = SYNCED[entity]
    values = {
        name: canonical_value(table, name, raw) if name in table.c else raw
        for name, raw in json.loads(changes).items()
    }
    return Operation(
        op=UUID(bytes=bytes(op_id)),
        entity=entity,
        row=UUID(bytes=bytes(row_id)),
        action=action,
        set=values,
        base=json.loads(base),
        versions=json.loads(versions),
        schema=schema,
        actor=None if actor is None else UUID(bytes=bytes(actor)),
        at=from_milliseconds(wall_time),
        origin=origin,
    )
