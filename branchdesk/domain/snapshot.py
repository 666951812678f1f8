# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The frozen snapshot of a branch's month and its digest (architecture §4.9, R-112, R-117, R-120).

Branch and headquarters compute the same digest, each from its own store, so nothing here may depend
on the desk, on the order of rows or on columns that do not travel. The digest is taken after the
close has marked its records as frozen, because that mark is part of the row.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from branchdesk.domain.kinds.description import Row
from branchdesk.domain.kinds.service_record import UNFINISHED
from branchdesk.domain.kinds.visit import BEFORE_SITE
from branchdesk.domain.period import Period

ROOT_KINDS = ("service_record", "visit")
"""The kinds whose rows make up a month; everything else hangs on them or is counted only."""

CARRIED_STATES = UNFINISHED - {"draft"}
"""States in which a record goes on into the next period (R-117)."""


class Entry(msgspec.Struct, frozen=True):
    """One root row of the snapshot; ``content`` is what ``document`` returned."""

    kind: str
    uuid: UUID
    content: bytes


def is_member(kind: str, row: Row, period: Period) -> bool:
    """Tell whether a root row of the branch belongs to the month.

    A service record belongs to its own period and, while it is unfinished, to every later one.
    A visit belongs to its own period once the engineer has been on site: a visit that is only
    planned has no sheet yet, and a cancelled one never gets one. Drafts and deleted rows never
    belong. Other kinds are not part of the snapshot.
    """
    state, own = getattr(row, "state", ""), getattr(row, "period", "")
    if row.deleted or not own:
        return False
    if kind == "service_record":
        if state == "draft":
            return False
        return own == str(period) or is_carried_over(row, period)
    if kind == "visit":
        return own == str(period) and state not in BEFORE_SITE and state != "cancelled"
    return False


def is_carried_over(row: Row, period: Period) -> bool:
    """Tell whether a record of an earlier period is still unfinished in this one."""
    own: str = getattr(row, "period", "")
    return bool(own) and own < str(period) and getattr(row, "state", "") in CARRIED_STATES


def document(kind: str, row: Row, children: Mapping[str, Sequence[Row]]) -> bytes:
    """Return the canonical JSON of a root row with the rows that hang on it.

    ``{"children":{kind:[row…]},"kind":…,"row":{…}}`` in UTF-8 without blanks, all keys sorted, the
    rows of a child kind sorted by their UUID, child kinds without rows left out. Deleted children
    are left out. Moments are UTC with milliseconds and ``Z``, dates ISO 8601, identities and
    amounts plain text.
    """
    hanging = {
        name: [_plain_row(child) for child in sorted(rows, key=_uuid_text) if not child.deleted]
        for name, rows in children.items()
    }
    whole = {
        "kind": kind,
        "row": _plain_row(row),
        "children": {name: rows for name, rows in hanging.items() if rows},
    }
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def digest(entries: Iterable[Entry]) -> str:
    """Return the lower-case hexadecimal SHA-256 of the snapshot.

    What is hashed is one line of ASCII per entry, the lines sorted: its UUID, a blank, the SHA-256
    of its content in lower-case hexadecimal, a line feed. An empty snapshot hashes the empty text.
    """
    lines = sorted(f"{e.uuid} {hashlib.sha256(e.content).hexdigest()}\n" for e in entries)
    return hashlib.sha256("".join(lines).encode("ascii")).hexdigest()


def check_code(full_digest: str) -> str:
    """Return the eight digits two people compare by phone: ``7F3A-91C2``."""
    short = full_digest[:8].upper()
    return f"{short[:4]}-{short[4:]}"


def _uuid_text(row: Row) -> str:
    return str(row.uuid)


def _plain_row(row: Row) -> dict[str, object]:
    return {name: _plain(getattr(row, name)) for name in row.__struct_fields__}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        moment = value.astimezone(UTC).isoformat(timespec="milliseconds")
        return moment.replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, UUID):
        return str(value)
    return value
