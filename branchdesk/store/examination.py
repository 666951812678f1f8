# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What ``doctor`` looks at inside the database once its pages are known to be intact."""

from collections.abc import Iterator
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from branchdesk.domain.kinds.registry import KINDS
from branchdesk.store.journal import HeadFile, verify_chain
from branchdesk.store.losses import Loss, noted_loss
from branchdesk.store.tables import SYNCED
from branchdesk.store.witness import contradicted

MOST_NAMED = 5
"""How many dangling references a finding names; the rest is counted."""


class Finding(msgspec.Struct, frozen=True):
    """One line of ``doctor``; ``detail`` is for support and not translated."""

    check: str
    ok: bool
    detail: str


def examine(connection: Connection, head_file: HeadFile) -> Iterator[Finding]:
    """Yield the findings on references, the journal's chain, its end and its witnesses."""
    dangling = list(dangling_references(connection))
    named = "; ".join(dangling[:MOST_NAMED])
    more = f" and {len(dangling) - MOST_NAMED} more" if len(dangling) > MOST_NAMED else ""
    yield Finding("references", not dangling, named + more)
    wrong = verify_chain(connection)
    yield Finding(
        "journal_chain", not wrong, f"{len(wrong)} entries from {wrong[0]}" if wrong else ""
    )
    tail, loss = head_file.tail(connection), noted_loss(connection) or Loss()
    missing = tail.missing + loss.missing
    lost = [f"{missing} missing"] if missing else []
    lost += ["side file missing or damaged"] if tail.unknown or loss.unknown else []
    yield Finding("journal_tail", not lost, ", ".join(lost))
    peers = sorted({*contradicted(connection), *loss.peers})
    yield Finding("journal_witness", not peers, ", ".join(peers))


def dangling_references(connection: Connection) -> Iterator[str]:
    """Yield every reference to a row that is not here, as ``visit 0190….customer → 0190…``."""
    for kind, field, targets in references():
        absent = " AND ".join(
            f"NOT EXISTS (SELECT 1 FROM {target} t WHERE t.uuid = r.{field})" for target in targets
        )
        rows = connection.exec_driver_sql(
            f"SELECT r.uuid, r.{field} FROM {kind} r WHERE r.{field} IS NOT NULL AND {absent}"
        )
        for uuid, target in rows:
            yield f"{kind} {UUID(bytes=bytes(uuid))}.{field} → {UUID(bytes=bytes(target))}"


def references() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield kind, field and the kinds the field may point to, as the descriptions say."""
    numbered = tuple(name for name in SYNCED if not KINDS[name].parent)
    for name, kind in KINDS.items():
        if name not in SYNCED:
            continue
        for field in kind.fields.values():
            if field.facts.refers:
                yield name, field.name, (field.facts.refers,)
            elif field.name == "owner":
                yield name, field.name, numbered
