# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Asking for files and folders; handed in, so that a test can answer."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from branchdesk.domain.text import Text
from branchdesk.ui.look import Look


class FileQuestions:
    """The system's dialogs for files and folders."""

    def __init__(self, look: Look, window: QWidget) -> None:
        """Ask over this window."""
        self._look = look
        self._window = window

    def open_file(self, title: Text, patterns: str = "") -> Path | None:
        """Ask for a file to read; ``patterns`` like ``*.json *.pdf``; None when left."""
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, self._look.words(title), "", f"({patterns})" if patterns else ""
        )
        return Path(chosen) if chosen else None

    def save_file(self, title: Text, suggestion: str) -> Path | None:
        """Ask where to write; None when left."""
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, self._look.words(title), str(Path.home() / suggestion)
        )
        return Path(chosen) if chosen else None

    def folder(self, title: Text, start: str = "") -> Path | None:
        """Ask for a folder; None when left."""
        chosen = QFileDialog.getExistingDirectory(self._window, self._look.words(title), start)
        return Path(chosen) if chosen else None
