# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""One forgery after the other is handed to a desk, which must refuse it and stay as it was."""

import hashlib
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from branchdesk.domain.errors import UserError
from branchdesk.wiring.desk import Desk
from trust.frame import Row
from trust.scene import digest


def state_of(desk: Desk) -> str:
    """Return a digest of everything a desk keeps: all tables and the names of all its files."""
    names = sorted(
        path.relative_to(desk.folder.root).as_posix()
        for path in desk.folder.root.rglob("*")
        if path.is_file() and path.suffix not in {".db-wal", ".db-shm"}
    )
    return digest(desk) + hashlib.sha256("\n".join(names).encode()).hexdigest()


class Trial:
    """Collects what became of the forgeries of one kind."""

    def __init__(self, subject: str) -> None:
        """``subject`` is what the table calls them."""
        self.subject = subject
        self._cases = 0
        self._findings: Counter[str] = Counter()
        self._failures: list[str] = []

    def refused(self, what: str, desk: Desk, act: Callable[[], object], *reasons: str) -> None:
        """Hand a forgery over: a UserError of these titles (any if none), and nothing changed."""
        self._cases += 1
        before = state_of(desk)
        try:
            act()
        except UserError as told:
            title = str(told.title)
            self._findings[title] += 1
            if reasons and title not in reasons:
                self._failures.append(f"{what}: refused as “{title}”")
            if not str(told.hint):
                self._failures.append(f"{what}: “{title}” offers no way out")
        except Exception as crash:  # noqa: BLE001 - what no person should see is counted
            place = traceback.extract_tb(crash.__traceback__)[-1]
            kind = type(crash).__name__
            self._failures.append(f"{what}: {kind} in {Path(place.filename).name}:{place.lineno}")
        else:
            self._failures.append(f"{what}: was accepted")
        if state_of(desk) != before:
            self._failures.append(f"{what}: the desk was changed")

    def found(self, what: str, finding: str | None) -> None:
        """Count something that must have been noticed; None says it was not."""
        self._cases += 1
        if finding is None:
            self._failures.append(f"{what}: nobody noticed")
        else:
            self._findings[finding] += 1

    def row(self, check: str) -> Row:
        """Return the line of the table."""
        return Row(
            check=check,
            subject=self.subject,
            cases=self._cases,
            findings=dict(self._findings.most_common()),
            failures=tuple(self._failures),
        )
