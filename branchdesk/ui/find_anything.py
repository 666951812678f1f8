# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What Ctrl+K finds: customers, records and visits of the desk, and the window's own commands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from branchdesk.domain.text import T, Text
from branchdesk.services.search_desk import SearchDesk
from branchdesk.services.session import Session
from branchdesk.ui.look import Look
from branchdesk.ui.widgets.command_palette import Finding

MOST = 24

GROUPS: dict[str, tuple[Text, str]] = {
    "customer": (T("Customer files", "page"), "customers"),
    "service_record": (T("Service records", "page"), "records"),
    "visit": (T("Visits", "page"), "visits"),
}
"""Kind → the group it is shown under and the page that opens it."""


@dataclass(frozen=True)
class Command:
    """Something the window can do; ``words`` are what it is found by."""

    words: Text
    act: Callable[[], None]
    keys: str = ""


@dataclass(frozen=True)
class RowTarget:
    """A row and the page that shows it."""

    page: str
    row: UUID


class FindAnything:
    """Answers the palette; called on the database lane."""

    def __init__(self, look: Look, session: Session, commands: Sequence[Command]) -> None:
        """Offer the commands of this desk."""
        self._look = look
        self._session = session
        self._commands = commands

    def __call__(self, text: str) -> list[Finding]:
        """Return what fits: rows first, then commands; every command when nothing is typed."""
        found = self._rows(text) if text else []
        wanted = text.casefold()
        for command in self._commands:
            words = self._look.words(command.words)
            if wanted in words.casefold():
                found.append(Finding(T("Commands"), words, command.keys, command))
        return found

    def _rows(self, text: str) -> list[Finding]:
        hits = SearchDesk(self._session).find(text, MOST)
        findings = []
        for kind, (group, page) in GROUPS.items():
            for hit in hits:
                if hit.kind == kind:
                    subtitle = " · ".join(part for part in (hit.number, hit.match) if part)
                    findings.append(Finding(group, hit.title, subtitle, RowTarget(page, hit.uuid)))
        return findings
