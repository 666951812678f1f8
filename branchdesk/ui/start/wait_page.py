# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Waiting, with what is being done and Stop."""

from typing import Any

from PySide6.QtWidgets import QProgressBar

from branchdesk.domain.text import T, Text
from branchdesk.ui.centered_card import CenteredCard
from branchdesk.ui.look import Look
from branchdesk.ui.tasks import Task
from branchdesk.ui.widgets.controls import button, label


class WaitPage(CenteredCard):
    """Follows one task; whoever made the task listens to its end."""

    def __init__(self, look: Look, title: Text, lead: Text | str = "") -> None:
        """Show a bar without an end until follow()."""
        super().__init__(look, title, lead, name="wait", width=460)
        self._bar = QProgressBar()
        self._bar.setObjectName("wait_bar")
        self._bar.setAccessibleName(look.words(title))
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self.body.addWidget(self._bar)
        self._text = label(look, "", "label", wrap=True, name="wait_text")
        self.body.addWidget(self._text)
        self._stop = button(look, T("Stop"), "wait_stop")
        self._stop.hide()
        self.body.addWidget(self._stop)

    def follow(self, task: Task[Any]) -> None:
        """Show the progress of a task that may be stopped."""
        task.progress.connect(self._on_progress)
        self._stop.clicked.connect(task.cancel)
        self._stop.clicked.connect(self._on_stop)
        self._stop.show()

    def _on_progress(self, done: int, total: int, text: Text) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._text.setText(self._look.words(text))

    def _on_stop(self) -> None:
        self._stop.setEnabled(False)
        self._text.setText(self._look.words(T("Stopping…")))
