# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Which controls the Tab key reaches inside a part of the window.

Not by ``findChildren(QWidget)``, which keeps the hidden parts of Qt's own boxes after those are
gone, and not by ``nextInFocusChain``, which keeps what it returns out of the collector's sight
(decision 134).
"""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def tab_stops(area: QWidget) -> Iterator[QWidget]:
    """Yield the controls inside ``area`` that take the Tab key, in the order they were made.

    Boxes in windows of their own, like the list of a choice, are not inside.
    """
    for child in area.children():
        if not isinstance(child, QWidget) or child.isWindow():
            continue
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.focusProxy() is None:
            yield child
        yield from tab_stops(child)
