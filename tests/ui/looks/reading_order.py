# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Where Tab leads on a page, and whether that is how one reads."""

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.looks.places import controls, described, place


def walk(page: QWidget) -> list[QWidget]:
    """Press Tab from the page until the keyboard comes back to where it began.

    A page that gives the keyboard to one of its controls at once is told from its top on.
    """
    window = page.window()
    page.setFocus()
    start = QApplication.focusWidget()
    met: list[QWidget] = []
    for _ in range(300):
        focused = QApplication.focusWidget() or window
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        assert now is not None
        assert now is not focused, f"trapped in {described(focused)}"
        if met and now is met[0]:
            if start not in met:
                return met
            # It began somewhere in the middle: Tab has to come round to the top.
            top = met.index(min(met, key=lambda w: (place(w).top(), place(w).left())))
            return [*met[top:], *met[:top]]
        met.append(now)
    raise AssertionError("Tab never comes back")


def goes_back(before: QWidget, after: QWidget) -> bool:
    """Tell whether a step of Tab goes up its own column, or back in its own line."""
    one, two = place(before), place(after)
    beside = two.left() < one.right() and one.left() < two.right()
    in_line = two.top() < one.bottom() and one.top() < two.bottom()
    if in_line and not beside:
        return two.right() <= one.left()
    return beside and two.bottom() <= one.top()


def faults(page: QWidget) -> list[str]:
    """Tell which controls Tab does not reach, and where it goes back."""
    met = walk(page)
    inside = [widget for widget in met if page.isAncestorOf(widget)]
    skipped = [f"skipped: {described(w)}" for w in controls(page) if w not in met]
    back = [f"{described(a)} → {described(b)}" for a, b in pairwise(inside) if goes_back(a, b)]
    return skipped + back
