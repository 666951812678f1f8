# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Known values offered under a line while somebody types."""

from collections.abc import Callable

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView


def complete(line: QLineEdit, chosen: Callable[[str], object]) -> QStringListModel:
    """Offer under ``line`` what the returned model holds; ``chosen`` gets what somebody takes."""
    model = QStringListModel(line)
    completer = QCompleter(model, line)
    choices = QListView()
    choices.setProperty("role", "popup")
    completer.setPopup(choices)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.activated.connect(chosen, Qt.ConnectionType.QueuedConnection)
    line.setCompleter(completer)
    return model
