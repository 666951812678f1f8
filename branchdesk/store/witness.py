# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What other desks remember of this desk's journal.

Every bundle states the journal's count and head, and the receiver repeats both in its receipts.
Whoever holds the desk's key could rewrite journal, chain and side file; what the other desk has
seen he cannot. A stream that began anew (a restore) begins without witnesses.
"""

import msgspec
from sqlalchemy import Connection

from branchdesk.store.losses import note_peer

_PREFIX = "witness:"


class Witness(msgspec.Struct, frozen=True):
    """The newest entry of this desk's journal that a peer knows, within one epoch."""

    epoch: str
    count: int
    head: str


def remember(connection: Connection, peer: str, witness: Witness) -> None:
    """Keep what a receipt of the present epoch says unless more is known of it.

    A receipt that does not fit the journal is noted as a loss: the stream may begin anew at once.
    """
    if not witness.count:
        return
    if not has_entry(connection, witness.count, witness.head):
        note_peer(connection, peer)
    known = _known(connection, peer)
    if known is not None and known.epoch == witness.epoch and known.count >= witness.count:
        return
    connection.exec_driver_sql(
        "INSERT INTO setting (key, value) VALUES (?, ?)"
        " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (_PREFIX + peer, msgspec.json.encode(witness).decode()),
    )


def contradicted(connection: Connection) -> list[str]:
    """Return the peers that know another journal than the one that is here."""
    found = []
    for peer, epoch in connection.exec_driver_sql("SELECT peer, out_epoch FROM link ORDER BY peer"):
        witness = _known(connection, peer)
        if witness is None or witness.epoch != epoch:
            continue
        if not has_entry(connection, witness.count, witness.head):
            found.append(peer)
    return found


def has_entry(connection: Connection, count: int, head: str) -> bool:
    """Tell whether the journal's chain has this value after so many entries."""
    chain = connection.exec_driver_sql("SELECT chain FROM journal WHERE seq = ?", (count,)).scalar()
    return chain is not None and bytes(chain).hex() == head


def _known(connection: Connection, peer: str) -> Witness | None:
    stored = connection.exec_driver_sql(
        "SELECT value FROM setting WHERE key = ?", (_PREFIX + peer,)
    ).scalar()
    return msgspec.json.decode(stored, type=Witness) if stored else None
