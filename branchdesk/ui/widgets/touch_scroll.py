# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Scrolling with a finger on what is read at the customer's desk."""

from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QScroller


def scroll_by_finger(area: QAbstractScrollArea) -> None:
    """Let the content follow a finger; the mouse and a pen keep their ways."""
    viewport = area.viewport()
    viewport.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
    QScroller.scroller(viewport)
    viewport.grabGesture(_pull())


@cache
def _pull() -> Qt.GestureType:
    """Return the gesture, which is Qt's own and the same for all areas.

    Asked for each area it would be another one each time, and PySide keeps a class for each.
    """
    application = QApplication.instance()
    assert application is not None
    return QScroller.grabGesture(application, QScroller.ScrollerGestureType.TouchGesture)
