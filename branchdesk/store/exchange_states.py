# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The exchange state of rows towards the parent: unpacked, sent, receipted."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection

from branchdesk.domain.exchange import Link
from branchdesk.store.tables import SYNCED

PACKED = tuple(name for name, table in SYNCED.items() if "exchange" in table.columns)
"""The kinds whose rows show an exchange state."""

_RANGE = (
    "SELECT j.root FROM outbox o JOIN journal j ON j.seq = o.journal_seq"
    " WHERE o.peer = :peer AND o.epoch = :epoch AND o.seq BETWEEN :first AND :last"
)
_SENT_THROUGH = (
    "min(:bundled, (SELECT coalesce(max(b.last_seq), 0) FROM bundle b WHERE b.peer = :peer"
    " AND b.epoch = :epoch AND b.direction = 'out' AND b.delivered_at IS NOT NULL))"
)
_NUMBER = (
    "(SELECT o.seq FROM outbox o WHERE o.peer = :peer AND o.journal_seq = j.seq"
    " AND o.epoch = :epoch)"
)
_AT_ONCE = 500


def refresh_range(connection: Connection, parent: Link, first: int, last: int) -> None:
    """Compute the states of the rows that a range of the stream to the parent is about."""
    _refresh(connection, parent, f"uuid IN ({_RANGE})", {"first": first, "last": last})


def refresh_rows(connection: Connection, parent: Link, roots: Collection[bytes]) -> None:
    """Compute the states of some rows."""
    wanted = sorted(roots)
    for start in range(0, len(wanted), _AT_ONCE):
        part = {f"r{i}": root for i, root in enumerate(wanted[start : start + _AT_ONCE])}
        _refresh(connection, parent, f"uuid IN ({', '.join(f':{name}' for name in part)})", part)


def _refresh(
    connection: Connection, parent: Link, which: str, parameters: Mapping[str, object]
) -> None:
    """Set every row to the state of its least advanced change.

    What came from the parent is receipted by nature; a change without a number in the stream was
    not released yet.
    """
    for kind in PACKED:
        numbers = (
            f"SELECT coalesce({_NUMBER}, 9223372036854775807) AS number FROM journal j"
            f" WHERE j.root = {kind}.uuid AND j.origin <> :peer"
        )
        connection.exec_driver_sql(
            f"UPDATE {kind} SET exchange = (SELECT CASE"
            " WHEN coalesce(max(number), 0) <= :acknowledged THEN 'receipted'"
            f" WHEN max(number) <= {_SENT_THROUGH} THEN 'sent' ELSE 'unpacked' END"
            f" FROM ({numbers}))"
            f" WHERE {which}",
            {
                "peer": parent.peer,
                "epoch": parent.out_epoch,
                "bundled": parent.out_bundled,
                "acknowledged": parent.peer_ack,
                **parameters,
            },
        )
