# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The streams to other desks: numbering, reading for a bundle, the diary, receipts."""

import json
import secrets
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from branchdesk.domain.exchange import (
    BundleEntry,
    Link,
    Operation,
    Refusal,
    Rejection,
    Scope,
    StreamReceipt,
    next_epoch,
)
from branchdesk.store.conflicts import Undecided
from branchdesk.store.exchange_states import refresh_range, refresh_rows
from branchdesk.store.losses import noted_loss
from branchdesk.store.rows import canonical_value
from branchdesk.store.snapshots import read_snapshot, reported_rows, write_snapshot
from branchdesk.store.tables import SYNCED
from branchdesk.store.tables.columns import from_milliseconds
from branchdesk.store.tables.local import bundle, link, setting
from branchdesk.store.witness import Witness
from branchdesk.store.witness import remember as remember_witness

_JOURNAL = (
    "j.op_id, j.entity, j.row_id, j.action, j.changes, j.base, j.versions, j.schema_version,"
    " j.actor, j.wall_time, j.origin"
)


class Streams(Undecided):
    """The links and streams as one transaction sees them."""

    def __init__(self, connection: Connection) -> None:
        """Work inside the caller's transaction."""
        super().__init__(connection)

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

    def restart(self, peer: str, *, tell_own: bool) -> None:
        """Begin the stream to a peer anew; nothing is lost, as operations are applied once only.

        With ``tell_own`` the peer has lost data and is also told what it once wrote itself.
        """
        entry = self._require(peer)
        self.change_link(
            peer,
            out_epoch=next_epoch(entry.out_epoch, secrets.token_hex(8)),
            out_tail=0,
            out_bundled=0,
            peer_ack=0,
            last_bundle_hash="",
        )
        if tell_own:
            newest = self._connection.exec_driver_sql("SELECT max(seq) FROM journal").scalar()
            self._remember(f"told_through:{peer}", str(newest or 0))

    def roots_known_to(self, peer: str) -> frozenset[bytes]:
        """Return the records, visits … the peer wrote to or was told of; it hears of them on."""
        rows = self._connection.exec_driver_sql(
            "SELECT root FROM journal WHERE origin = ?1 UNION SELECT j.root FROM outbox o"
            " JOIN journal j ON j.seq = o.journal_seq WHERE o.peer = ?1",
            (peer,),
        )
        return frozenset(bytes(row[0]) for row in rows)

    def people_of(self, peer: str) -> tuple[UUID, ...]:
        """Return the people whose staff rows came from the peer: those who work on it."""
        rows = self._connection.exec_driver_sql(
            "SELECT DISTINCT row_id FROM journal"
            " WHERE entity = 'staff' AND action = 'insert' AND origin = ?",
            (peer,),
        )
        return tuple(UUID(bytes=bytes(row[0])) for row in rows)

    # -- sending ------------------------------------------------------------------------------

    def release(self, peer: str, scope: Scope) -> int:
        """Number the changes that may go to the peer and were not numbered yet.

        Returns how many. Changes that came from the peer are not sent back, unless it lost them.
        """
        entry = self._require(peer)
        tail = entry.out_tail
        told_through = int(self._setting(f"told_through:{peer}") or 0)
        candidates = self._connection.exec_driver_sql(
            "SELECT seq, entity, root, origin FROM journal WHERE (origin <> ? OR seq <= ?)"
            " AND seq NOT IN (SELECT journal_seq FROM outbox WHERE peer = ? AND epoch = ?)"
            " ORDER BY seq",
            (peer, told_through, peer, entry.out_epoch),
        ).all()
        numbered = []
        for seq, entity, root, origin in candidates:
            if origin == peer or scope.covers(entity, bytes(root)):
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
        peer = self._require(entry.peer)
        if peer.relation == "parent" and entry.epoch == peer.out_epoch:
            refresh_range(self._connection, peer, entry.first_seq, entry.last_seq)

    def unsettled(self) -> list[BundleEntry]:
        """Return the bundles to put into the mailbox, oldest first: new ones, and those nobody
        has receipted, as they may have been lost on the way.

        A receipt of which nothing came back is among them as long as it is the last word to the
        peer. What was built in a stream that was given up, or for a revoked desk, is not.
        """
        other = bundle.alias()
        newest = (
            select(func.max(other.c.built_at))
            .where(other.c.peer == bundle.c.peer, other.c.direction == "out")
            .scalar_subquery()
        )
        rows = self._connection.execute(
            select(bundle)
            .join(link, (link.c.peer == bundle.c.peer) & (link.c.out_epoch == bundle.c.epoch))
            .where(
                bundle.c.direction == "out",
                bundle.c.state.in_(("built", "sent")),
                ~link.c.revoked,
                (bundle.c.state == "built")
                | (bundle.c.last_seq >= bundle.c.first_seq)
                | (bundle.c.built_at == newest),
            )
            .order_by(bundle.c.peer, bundle.c.first_seq, bundle.c.built_at)
        ).mappings()
        return [BundleEntry(**row) for row in rows]

    def give_up(self, bundle_id: str) -> None:
        """Build a bundle anew whose file is gone or damaged; its range is packed once more."""
        entry = self.bundle(bundle_id)
        if entry is None:
            raise KeyError(bundle_id)
        if entry.delivered_at is None:
            self._connection.execute(delete(bundle).where(bundle.c.bundle_id == bundle_id))
        else:
            self._connection.execute(
                update(bundle).where(bundle.c.bundle_id == bundle_id).values(state="replaced")
            )
        bundled = self._require(entry.peer).out_bundled
        if entry.last_seq >= entry.first_seq:
            bundled = min(bundled, entry.first_seq - 1)
        self.change_link(entry.peer, out_bundled=bundled, receipt_due=True)

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

    def take_receipt(self, peer: str, receipt: StreamReceipt) -> list[Refusal]:
        """Obey a receipt: what is covered is receipted, what is not covered is sent again.

        A peer that speaks of another epoch has nothing of this one. One that has more than was
        ever sent shows that this desk lost data: the stream begins anew. Returns the refusals
        that were not known yet.
        """
        entry = self._require(peer)
        through = receipt.applied_through if receipt.epoch == entry.out_epoch else 0
        if receipt.epoch == entry.out_epoch:
            seen = Witness(receipt.epoch, receipt.journal_count, receipt.journal_head)
            remember_witness(self._connection, peer, seen)
        if through > entry.out_tail:
            self.restart(peer, tell_own=False)
            return []
        low, high = sorted((entry.peer_ack, through))
        bundled = min(entry.out_bundled, through) if through < entry.peer_ack else entry.out_bundled
        self.change_link(peer, peer_ack=through, out_bundled=bundled)
        own = (
            bundle.c.peer == peer,
            bundle.c.direction == "out",
            bundle.c.epoch == entry.out_epoch,
        )
        carried = (bundle.c.last_seq >= bundle.c.first_seq) | bundle.c.delivered_at.is_not(None)
        self._connection.execute(
            update(bundle)
            .where(*own, bundle.c.last_seq <= through, carried)
            .values(
                state="receipted",
                delivered_at=func.coalesce(bundle.c.delivered_at, bundle.c.built_at),
            )
        )
        if entry.relation == "parent" and low < high:
            refresh_range(self._connection, self._require(peer), low + 1, high)
        return self._take_rejections(peer, receipt.rejected)

    def contradicting(self) -> tuple[str, ...]:
        """Return the desks that know another journal than the one that is here."""
        loss = noted_loss(self._connection)
        return loss.peers if loss else ()

    def refusals(self) -> list[Refusal]:
        """Return the changes of this desk that others would not apply."""
        return [r for entry in self.links() for r in self._refusals(entry.peer)]

    def _take_rejections(self, peer: str, rejected: tuple[Rejection, ...]) -> list[Refusal]:
        known = self._refusals(peer)
        found = []
        for rejection in rejected:
            row = self._connection.exec_driver_sql(
                "SELECT entity, row_id FROM journal WHERE op_id = ?", (rejection.op.bytes,)
            ).first()
            kind, identity = (row[0], UUID(bytes=bytes(row[1]))) if row else ("", rejection.op)
            found.append(Refusal(peer=peer, kind=kind, row=identity, reason=rejection.reason))
        if found != known:
            self._remember(f"refused_by:{peer}", msgspec.json.encode(found).decode())
        return [refusal for refusal in found if refusal not in known]

    def _refusals(self, peer: str) -> list[Refusal]:
        stored = self._setting(f"refused_by:{peer}")
        return msgspec.json.decode(stored, type=list[Refusal]) if stored else []

    def refresh_exchange(self, roots: Collection[bytes]) -> None:
        """Compute the exchange state of rows towards the parent anew."""
        if (parent := self.parent()) is not None:
            refresh_rows(self._connection, parent, roots)

    def advance(self, peer: str, epoch: str, applied: int, at: datetime) -> None:
        """Store how far the peer's stream was applied, in the transaction that applied it."""
        self.change_link(peer, in_epoch=epoch, in_applied=applied, last_received_at=at)

    def owe_receipt(self, peer: str) -> None:
        """Let the next exchange tell the peer how far its stream was applied."""
        self.change_link(peer, receipt_due=True)

    def _require(self, peer: str) -> Link:
        entry = self.link(peer)
        if entry is None:
            raise KeyError(f"no link to {peer}")
        return entry

    def _setting(self, key: str) -> str:
        query = select(setting.c.value).where(setting.c.key == key)
        return self._connection.execute(query).scalar() or ""

    def _remember(self, key: str, value: str) -> None:
        statement = upsert(setting).values(key=key, value=value)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=[setting.c.key], set_={"value": value})
        )

    # -- conflicts and snapshots --------------------------------------------------------------

    def save_snapshot(
        self, branch: str, period: str, revision: int, entries: Iterable[tuple[str, UUID, bytes]]
    ) -> None:
        """Keep the frozen content of a month's rows: (kind, UUID, canonical JSON)."""
        write_snapshot(self._connection, branch, period, revision, entries)

    def snapshot(self, branch: str, period: str, revision: int) -> list[tuple[str, UUID, bytes]]:
        """Return the frozen content of a month's rows."""
        return read_snapshot(self._connection, branch, period, revision)

    def reported_rows(self, branch: str) -> frozenset[UUID]:
        """Return the rows that were part of any reported month of a branch."""
        return reported_rows(self._connection, branch)

    def number_of(self, peer: str, row: UUID) -> int:
        """Return the number a row's creation has in the stream to the peer, 0 for none."""
        entry = self._require(peer)
        found = self._connection.exec_driver_sql(
            "SELECT max(o.seq) FROM journal j JOIN outbox o ON o.journal_seq = j.seq"
            " WHERE j.root = ? AND j.row_id = j.root AND j.action = 'insert'"
            " AND o.peer = ? AND o.epoch = ?",
            (row.bytes, peer, entry.out_epoch),
        ).scalar()
        return found or 0


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
