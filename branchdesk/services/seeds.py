# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What a new desk starts with: the branches (R-005) and the working calendar (R-013)."""

import uuid
from collections.abc import Mapping
from datetime import date

from branchdesk.domain.kinds.registry import KINDS
from branchdesk.domain.text import T, Text, Translator
from branchdesk.services.ports import Writer
from branchdesk.services.session import Session

_NAMESPACE = uuid.UUID("6f1b0c1e-52b6-5d0a-9f0e-0b7a3a5d9c11")

BRANCHES: Mapping[str, Text] = {
    "HQ": T("Headquarters service centre"),
    "BJ": T("Beijing branch"),
    "XA": T("Xi'an branch"),
    "WH": T("Wuhan branch"),
    "GZ": T("Guangzhou branch"),
    "CD": T("Chengdu branch"),
    "NJ": T("Nanjing branch"),
    "HRB": T("Harbin branch"),
    "SH": T("Shanghai branch"),
}
"""The branches headquarters begins with; it may change them."""


def seed_identity(kind: str, code: str) -> uuid.UUID:
    """Return the same identity for the same code on every desk.

    Code lists are seeded on each new desk before it ever exchanged anything; with equal identities
    headquarters' later word meets the same row instead of doubling it.
    """
    return uuid.uuid5(_NAMESPACE, f"{kind}:{code}")


def seed_branches(session: Session, writer: Writer, translator: Translator) -> None:
    """Insert the branches."""
    for code, name in BRANCHES.items():
        seed_branch(session, writer, code, translator.render(name))


def seed_branch(session: Session, writer: Writer, code: str, name: str) -> None:
    """Insert a branch unless it is there."""
    identity = seed_identity("branch", code)
    if writer.get("branch", identity) is None:
        branch = KINDS["branch"].struct
        writer.insert(
            "branch",
            branch(uuid=identity, created_at=session.clock.now(), code=code, name=name),
        )


def seed_calendar(session: Session, writer: Writer, days: Mapping[date, tuple[bool, str]]) -> None:
    """Insert the days that differ from Monday to Friday: date → (working, note)."""
    struct = KINDS["calendar_day"].struct
    for day, (working, note) in sorted(days.items()):
        identity = seed_identity("calendar_day", day.isoformat())
        if writer.get("calendar_day", identity) is None:
            writer.insert(
                "calendar_day",
                struct(
                    uuid=identity,
                    created_at=session.clock.now(),
                    day=day,
                    working=working,
                    note=note,
                ),
            )
