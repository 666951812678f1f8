# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Which controls the Tab key reaches inside a part of the window.

Not by ``findChildren(QWidget)``: PySide ties a wrapper of everything it finds to the widget that
was asked, also of the hidden parts of Qt's own boxes, and keeps them after those are gone. On a
widget that lives as long as the window that grows for ever (decision 134).
"""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def tab_stops(area: QWidget) -> Iterator[QWidget]:
    """Yield the controls inside ``area`` that take the Tab key, in its order."""
    control = area.nextInFocusChain()
    while control is not None and control is not area:
        takes = control.focusPolicy() & Qt.FocusPolicy.TabFocus and control.focusProxy() is None
        if takes and area.isAncestorOf(control):
            yield control
        control = control.nextInFocusChain()
