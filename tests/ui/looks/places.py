# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Every page with what stands on it, and how its controls are found and read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractScrollArea, QComboBox, QScrollArea, QScrollBar, QWidget


def _nothing(page: Any, record: UUID) -> None:
    del page, record


@dataclass(frozen=True)
class Scene:
    """A page of the navigation, and what was done on it."""

    name: str
    page: str
    act: Callable[[Any, UUID], None] = _nothing
    headquarters: bool = False

    def __str__(self) -> str:
        return self.name


def _section(name: str) -> Scene:
    return Scene(f"settings-{name}", "settings", lambda page, _: page.show_section(name))


SECTIONS = (
    "people", "office", "exchange", "display", "rules", "printing", "backup", "check", "privacy",
    "about",
)  # fmt: skip

SCENES = (
    Scene("workbench", "workbench"),
    Scene("records", "records", lambda page, record: page.open_record(record)),
    Scene("records-new", "records", lambda page, _: page.new_record()),
    Scene("records-step", "records", lambda page, record: page.open_record(record, "escalate")),
    Scene("customers", "customers", lambda page, _: page.table.select_first()),
    Scene("customers-new", "customers", lambda page, _: page.new_customer()),
    Scene("visits", "visits"),
    Scene("month", "month"),
    Scene("exchange", "exchange"),
    Scene("enrolment", "enrolment"),
    Scene("settings-sign-in", "settings"),
    *(_section(name) for name in SECTIONS),
    Scene("board", "board", headquarters=True),
)


def controls(page: QWidget) -> list[QWidget]:
    """Return what Tab can reach on a page, in the order it was made."""
    return [
        widget
        for widget in page.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and widget.isVisible()
        and widget.isEnabled()
        and not isinstance(widget, QScrollBar)
    ]


def spoken(widget: QWidget) -> str:
    """Return what a screen reader calls it.

    Of a choice Qt tells here what is chosen (on Linux, where the label beside it is told apart).
    """
    if isinstance(widget, QComboBox):
        return widget.accessibleName()
    interface = QAccessible.queryAccessibleInterface(widget)
    return str(interface.text(QAccessible.Text.Name)) if interface else ""


def described(widget: QWidget) -> str:
    """Name a widget in a message of a test."""
    name = widget.objectName() or type(widget).__name__
    return f"{name} “{spoken(widget)[:40]}”"


def place(widget: QWidget) -> QRect:
    """Return where it stands in the window."""
    return QRect(widget.mapTo(widget.window(), widget.rect().topLeft()), widget.size())


def scrolls(widget: QWidget, page: QWidget) -> bool:
    """Tell whether it stands in something that is scrolled."""
    parent = widget.parentWidget()
    while parent is not None and parent is not page.parentWidget():
        if isinstance(parent, QScrollArea | QAbstractScrollArea):
            return True
        parent = parent.parentWidget()
    return False
