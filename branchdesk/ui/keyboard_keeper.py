# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Keeps the keyboard where somebody works when the button under it vanishes or turns grey.

Qt hands the keyboard to the next control in the order of the whole window, which after the last
control of a page is the search field at the top.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from branchdesk.ui.widgets.tab_stops import tab_stops


def stay_near(focused: QWidget | None, area: QWidget) -> bool:
    """Move the keyboard to a control beside one of ``area`` that cannot have it any more.

    Tells whether it did; False as well when the control still can, as for the Tab key.
    """
    if focused is None or not area.isAncestorOf(focused):
        return False
    if focused.isVisible() and focused.isEnabled():
        return False
    container = focused.parentWidget()
    while container is not None and container is not area:
        control = _first_control(container) if container.isVisible() else None
        if control is not None:
            control.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        container = container.parentWidget()
    return False


def _first_control(container: QWidget) -> QWidget | None:
    """Return the first control inside that takes the Tab key."""
    usable = (c for c in tab_stops(container) if c.isVisible() and c.isEnabled())
    return next(usable, None)
