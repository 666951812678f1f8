# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Which words of a page cannot be read to their end."""

from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLabel, QPushButton, QRadioButton, QWidget

from tests.ui.looks.places import scrolls

SLACK = 1
"""Pixels lost to rounding."""


def is_cut(widget: QWidget) -> bool:
    """Tell whether some of its words cannot be seen."""
    if isinstance(widget, QLabel):
        return _label_is_cut(widget)
    if isinstance(widget, QCheckBox | QRadioButton):
        return widget.width() + SLACK < widget.sizeHint().width()
    assert isinstance(widget, QPushButton)
    words = widget.fontMetrics().horizontalAdvance(widget.text().replace("&", ""))
    return widget.width() + SLACK < words


def _label_is_cut(label: QLabel) -> bool:
    room = label.contentsRect()
    if label.wordWrap():
        return label.height() + SLACK < label.heightForWidth(label.width())
    lines = label.text().split("\n")
    return room.width() + SLACK < max(label.fontMetrics().horizontalAdvance(e) for e in lines)


def is_hidden_behind_an_edge(widget: QWidget, page: QWidget) -> bool:
    """Tell whether it reaches beyond something that does not scroll."""
    if scrolls(widget, page):
        return False
    parent, at = widget.parentWidget(), widget.geometry()
    while parent is not None and parent is not page.parentWidget():
        if not parent.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(at):
            return True
        at, parent = parent.geometry().translated(0, 0), parent.parentWidget()
    return False


def faults(page: QWidget) -> list[str]:
    """Tell which words are cut off without a tip that says them whole."""
    worded = [
        widget
        for widget in page.window().findChildren(QWidget)
        if isinstance(widget, QLabel | QAbstractButton)
        and widget.isVisible()
        and getattr(widget, "text", str)()
        and widget.width() > 0
    ]
    assert worded
    return sorted(
        f"{w.objectName()}: {w.text()} ({w.width()}×{w.height()})"
        for w in worded
        if not w.toolTip() and (is_cut(w) or is_hidden_behind_an_edge(w, page))
    )
