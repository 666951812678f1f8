# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What was found missing stays known until a person has taken note of it.

The side file and the streams go on after a loss; without this note the next commit would be the
last anybody heard of it.
"""

import msgspec
from sqlalchemy import Connection

from branchdesk.store.journal import Tail

_KEY = "loss"


class Loss(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a loss.

    ``missing`` counts commits and entries, ``unknown`` says that the side file could not tell,
    ``peers`` are desks that know newer or other entries of this one.
    """

    missing: int = 0
    unknown: bool = False
    peers: tuple[str, ...] = ()


def noted_loss(connection: Connection) -> Loss | None:
    """Return the loss nobody has taken note of yet."""
    stored = connection.exec_driver_sql("SELECT value FROM setting WHERE key = ?", (_KEY,)).scalar()
    return msgspec.json.decode(stored, type=Loss) if stored else None


def note_tail(connection: Connection, tail: Tail) -> None:
    """Keep what the side file said when the desk was opened."""
    known = noted_loss(connection) or Loss()
    _keep(
        connection,
        Loss(
            missing=known.missing + tail.missing,
            unknown=known.unknown or tail.unknown,
            peers=known.peers,
        ),
    )


def note_peer(connection: Connection, peer: str) -> None:
    """Keep that a desk knows another journal than the one that is here."""
    known = noted_loss(connection) or Loss()
    peers = tuple(sorted({*known.peers, peer}))
    _keep(connection, msgspec.structs.replace(known, peers=peers))


def forget_loss(connection: Connection) -> None:
    """A person has taken note."""
    connection.exec_driver_sql("DELETE FROM setting WHERE key = ?", (_KEY,))


def _keep(connection: Connection, loss: Loss) -> None:
    connection.exec_driver_sql(
        "INSERT INTO setting (key, value) VALUES (?, ?)"
        " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (_KEY, msgspec.json.encode(loss).decode()),
    )
