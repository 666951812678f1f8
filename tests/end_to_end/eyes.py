# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What a person at the driven program has in sight: widgets, rows, words."""

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QStyle,
    QStyleOptionButton,
    QTableView,
    QWidget,
)


class NotYetError(Exception):
    """The order cannot be carried out now; it may be in a moment."""


def visible(kind: type[QWidget]) -> Iterable[QWidget]:
    return (w for w in QApplication.allWidgets() if isinstance(w, kind) and w.isVisible())


def find_all(name: str, within: str) -> list[QWidget]:
    found = [w for w in visible(QWidget) if w.objectName() == name]
    if within:
        around = find_all(within, "")
        found = [w for w in found if any(a.isAncestorOf(w) for a in around)]
    return found


def find(name: str, within: str) -> QWidget:
    found = find_all(name, within)
    if not found:
        raise NotYetError(f"{name} is not in sight")
    enabled = [w for w in found if w.isEnabled()]
    if not enabled:
        raise NotYetError(f"{name} is grey: {found[0].toolTip()}")
    return enabled[0]


def table(name: str) -> QTableView:
    view = find(f"{name}_view", "")
    assert isinstance(view, QTableView)
    return view


def cells_of(view: QTableView, row: int) -> list[str]:
    model = view.model()
    shown = (model.index(row, column).data() for column in range(model.columnCount()))
    return [str(words) for words in shown if words]


def row_of(view: QTableView, words: str) -> int:
    for row in range(view.model().rowCount()):
        if any(words in cell for cell in cells_of(view, row)):
            return row
    rows = [cells_of(view, row) for row in range(view.model().rowCount())]
    raise NotYetError(f"no row of {view.objectName()} holds {words!r}: {rows}")


def reach(widget: QWidget) -> QPoint:
    """Bring a widget into view and return the point to click, which nothing covers."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget)
        parent = parent.parentWidget()
    seen = widget.visibleRegion().boundingRect()
    if seen.isEmpty():
        raise NotYetError(f"{widget.objectName()} is out of sight")
    at = seen.center()
    if isinstance(widget, QCheckBox):
        option = QStyleOptionButton()
        widget.initStyleOption(option)
        box: QRect = widget.style().subElementRect(
            QStyle.SubElement.SE_CheckBoxIndicator, option, widget
        )
        at = box.center()
    require_free(widget, at)
    return at


def require_free(widget: QWidget, at: QPoint) -> None:
    modal = QApplication.activeModalWidget()
    if modal is not None and modal is not widget and not modal.isAncestorOf(widget):
        raise NotYetError(
            f"{widget.objectName()} is behind {modal.objectName()}: {words_of(modal)}"
        )
    hit = QApplication.widgetAt(widget.mapToGlobal(at))
    if hit is not widget and not (hit is not None and widget.isAncestorOf(hit)):
        cover = hit.objectName() or type(hit).__name__ if hit else "nothing"
        raise NotYetError(f"{widget.objectName()} is covered by {cover}")


def cursor_in(into: str) -> QWidget:
    focused = QApplication.focusWidget()
    if focused is None or focused.objectName() != into:
        at = focused.objectName() if focused else "nowhere"
        raise NotYetError(f"the cursor is not in {into} but {at}")
    return focused


def words_of(widget: QWidget) -> str:
    parts = []
    for shown in (widget, *widget.findChildren(QWidget)):
        if not shown.isVisible():
            continue
        if isinstance(shown, (QLabel, QAbstractButton, QLineEdit)):
            text = shown.text()
            # What is cut off with an ellipsis is told whole to a screen reader.
            parts.append(shown.accessibleName() if text.endswith("…") else text)
        elif isinstance(shown, QPlainTextEdit):
            parts.append(shown.toPlainText())
        elif isinstance(shown, QComboBox):
            parts.append(shown.currentText())
        elif isinstance(shown, QTableView):
            rows = range(shown.model().rowCount())
            parts += [" ".join(cells_of(shown, row)) for row in rows]
    return "\n".join(part for part in parts if part)


def words_on_screen() -> str:
    windows = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    return "\n--\n".join(f"[{w.objectName()}] {words_of(w)}" for w in windows)
