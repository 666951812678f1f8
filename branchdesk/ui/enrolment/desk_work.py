# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the cards of the page ask of the desk, off the window's thread."""

from collections.abc import Callable
from typing import TypeVar

from branchdesk.ui.around import Around

Result = TypeVar("Result")


def ask_desk(around: Around, work: Callable[[], Result], then: Callable[[Result], None]) -> None:
    """Run ``work`` on the database lane and hand on what it returned; an error is shown."""
    task = around.toolkit.tasks.run(lambda _: work(), lane="database")
    task.finished.connect(then)
    task.failed.connect(around.toolkit.messages.show_error)
