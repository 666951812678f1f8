# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Asking for files and folders; handed in, so that a test can answer."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from branchdesk.domain.text import T, Text
from branchdesk.ui.look import Look

_KINDS = {
    ".xlsx": T("Excel files"),
    ".pdf": T("PDF files"),
    ".json": T("Joining files"),
    ".zip": T("Diagnosis files"),
}
"""What files of an ending are called in the list of kinds."""


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
        """Ask where to write, with the ending of the suggestion; None when left."""
        return ask_where_to_save(self._window, self._look, title, Path.home() / suggestion)

    def folder(self, title: Text, start: str = "") -> Path | None:
        """Ask for a folder; None when left."""
        chosen = QFileDialog.getExistingDirectory(self._window, self._look.words(title), start)
        return Path(chosen) if chosen else None


def ask_where_to_save(window: QWidget, look: Look, title: Text, suggestion: Path) -> Path | None:
    """Ask where to write a file of the suggestion's kind; None when the question is left.

    The ending is added to a name without it, and a file that is there under the whole name is
    asked about before it is replaced.
    """
    ending = suggestion.suffix
    while True:
        chosen = _ask_once(window, look, title, suggestion)
        if chosen is None or chosen.suffix.lower() == ending.lower():
            return chosen
        # A dot within the name ("2026.11") passes for an ending; the dialog adds none then.
        suggestion = chosen.with_name(f"{chosen.name}{ending}")
        if not suggestion.exists():
            return suggestion


def _ask_once(window: QWidget, look: Look, title: Text, suggestion: Path) -> Path | None:
    dialog = QFileDialog(window, look.words(title), str(suggestion.parent))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    kind = _KINDS.get(suggestion.suffix)
    if kind is not None:
        dialog.setNameFilter(f"{look.words(kind)} (*{suggestion.suffix})")
    dialog.setDefaultSuffix(suggestion.suffix)
    dialog.selectFile(suggestion.name)
    accepted = dialog.exec() == QFileDialog.DialogCode.Accepted
    chosen = dialog.selectedFiles()
    dialog.deleteLater()
    return Path(chosen[0]) if accepted and chosen else None
