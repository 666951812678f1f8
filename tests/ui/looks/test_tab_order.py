# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Tab reaches every control of every page once, as one reads: down a column, along a line."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.looks.places import SCENES, Scene, controls, described, place


def walk(page: QWidget) -> list[QWidget]:
    """Press Tab from the page until the keyboard comes back to where it began."""
    window = page.window()
    page.setFocus()
    met: list[QWidget] = []
    for _ in range(300):
        focused = QApplication.focusWidget() or window
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        assert now is not None
        assert now is not focused, f"trapped in {described(focused)}"
        if met and now is met[0]:
            return met
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


@pytest.mark.parametrize("scene", SCENES, ids=str)
def test_tab_reaches_everything_in_reading_order(
    scene: Scene, show: Callable[[Scene, str], QWidget]
) -> None:
    page = show(scene, "zh_CN")
    met = walk(page)
    inside = [widget for widget in met if page.isAncestorOf(widget)]
    skipped = [described(w) for w in controls(page) if w not in met]
    assert skipped == []
    back = [f"{described(a)} → {described(b)}" for a, b in pairwise(inside) if goes_back(a, b)]
    assert back == []
