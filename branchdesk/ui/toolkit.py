# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What every page is handed beside its own services."""

from dataclasses import dataclass

from branchdesk.domain.clock import Clock
from branchdesk.domain.text import Text
from branchdesk.ui.look import Look
from branchdesk.ui.messages import Messages
from branchdesk.ui.tasks import TaskRunner


@dataclass(frozen=True)
class Toolkit:
    """Look, background lanes, message boxes and the desk's clock."""

    look: Look
    tasks: TaskRunner
    messages: Messages
    clock: Clock

    def words(self, text: Text | str) -> str:
        """Return what a person reads."""
        return self.look.words(text)
