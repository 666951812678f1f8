# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the window says in between: the only message boxes, and the toast that needs no answer."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QMessageBox,
    QPushButton,
    QWidget,
)
from shiboken6 import isValid

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T, Text
from branchdesk.ui.look import Look
from branchdesk.ui.theme import mark
from branchdesk.ui.widgets.controls import button, label

SIGN = 28
"""Pixels of the sign in a box."""

TOAST_MILLISECONDS = 6000
TOAST_LOOK_MILLISECONDS = 200
TOAST_MARGIN = 24
TOAST_GAP = 8
"""Pixels to the lower edge of the window and to buttons it must not cover."""


class Messages(QObject):
    """Boxes and toasts of one window."""

    def __init__(self, look: Look, window: QWidget) -> None:
        """Everything is shown over this window."""
        super().__init__(window)
        self._look = look
        self._window = window
        self._toast: _Toast | None = None
        self._told: set[tuple[str, str]] = set()
        """title and words of the errors on the screen now"""

    def show_error(self, error: BaseException) -> None:
        """Show an error of the world; anything else is a bug and is raised again here."""
        if not isinstance(error, UserError):
            raise error
        title, message, hint = error.render(self._look.translator)
        words = f"{message}\n{hint}".strip()
        if (title, words) in self._told:
            return  # several pages met the same trouble: one box says it
        box = self.error_box(title, words)
        self._told.add((title, words))
        try:
            box.exec()
        finally:
            self._told.discard((title, words))

    def error_box(self, title: str, words: str) -> QMessageBox:
        """Make the box of an error of the world."""
        box = self._box("error_box", ("warning-circle", "red"), title, words)
        self._add(box, T("Got it"), "error_close", QMessageBox.ButtonRole.RejectRole, "primary")
        return box

    def show_bug(self, report: Path) -> None:
        """Say that the program failed and where the diagnosis file (without customer data) is."""
        box, folder = self.bug_box(report)
        box.exec()
        if box.clickedButton() is folder:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(report.parent)))

    def bug_box(self, report: Path) -> tuple[QMessageBox, QPushButton]:
        """Make the box of a bug; and its button that opens the folder of the diagnosis file."""
        words = self._look.words(
            T(
                "Everything was saved, nothing is lost. The diagnosis file has no customer "
                "data and may be sent to headquarters."
            )
        )
        box = self._box(
            "bug_box",
            ("warning-octagon", "red"),
            self._look.words(T("Something went wrong in the program")),
            f"{words}\n{report.name}",
        )
        folder = self._add(
            box, T("Open folder"), "bug_folder", QMessageBox.ButtonRole.ActionRole, "secondary"
        )
        close = self._add(
            box, T("Continue"), "bug_close", QMessageBox.ButtonRole.RejectRole, "primary"
        )
        box.setDefaultButton(close)
        return box, folder

    def confirm(
        self,
        title: Text | str,
        text: Text | str,
        action: Text | str,
        *,
        danger: bool = False,
        back: Text | str | None = None,
    ) -> bool:
        """Ask for one decision; the buttons carry the action's verb and “Back”.

        Escape and closing mean no; a dangerous action is not the default of Enter.
        """
        box, accept = self.confirm_box(title, text, action, danger=danger, back=back)
        box.exec()
        return box.clickedButton() is accept

    def confirm_box(
        self,
        title: Text | str,
        text: Text | str,
        action: Text | str,
        *,
        danger: bool = False,
        back: Text | str | None = None,
    ) -> tuple[QMessageBox, QPushButton]:
        """Make the box of a decision; and its button that carries it out."""
        box = self._box(
            "confirm_box",
            ("warning", "red") if danger else ("question", "accent"),
            self._look.words(title),
            self._look.words(text),
        )
        refuse = self._add(
            box,
            T("Go back") if back is None else back,
            "confirm_back",
            QMessageBox.ButtonRole.RejectRole,
            "secondary",
        )
        accept = self._add(
            box,
            action,
            "confirm_action",
            QMessageBox.ButtonRole.AcceptRole,
            "danger" if danger else "primary",
        )
        box.setDefaultButton(refuse if danger else accept)
        box.setEscapeButton(refuse)
        return box, accept

    def toast(
        self,
        text: Text | str,
        *,
        action: Text | str = "",
        on_action: Callable[[], None] | None = None,
    ) -> None:
        """Say shortly that something is done, with an undo where there is one; goes by itself."""
        if self._toast is not None and isValid(self._toast):
            self._toast.leave()
        self._toast = _Toast(self._look, self._window, text, action, on_action)

    def _box(self, name: str, sign: tuple[str, str], title: str, text: str) -> QMessageBox:
        box = QMessageBox(self._window)
        box.setWindowTitle(title)
        box.setText(title)
        icon = self._look.theme.icon(*sign)
        if not icon.isNull():
            box.setIconPixmap(icon.pixmap(SIGN, SIGN))
        box.setObjectName(name)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText(text)
        box.setAccessibleName(title)
        box.setAccessibleDescription(text)
        layout = box.layout()  # made anew with every part
        assert layout is not None
        layout.setContentsMargins(20, 20, 20, 16)
        return box

    def _add(
        self,
        box: QMessageBox,
        words: Text | str,
        name: str,
        place: QMessageBox.ButtonRole,
        role: str,
    ) -> QPushButton:
        made = box.addButton(self._look.words(words), place)
        made.setObjectName(name)
        made.setAccessibleName(self._look.words(words))
        mark(made, role=role)
        # The box measured the button before it was dressed, and would cut its words off.
        made.ensurePolished()
        made.setMinimumWidth(max(88, made.sizeHint().width()))
        return made


class _Toast(QFrame):
    """A dark strip over the lower edge of the window."""

    def __init__(
        self,
        look: Look,
        window: QWidget,
        text: Text | str,
        action: Text | str,
        on_action: Callable[[], None] | None,
    ) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("toast")
        self.setProperty("role", "toast")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 10)
        words = label(look, text, name="toast_text")
        row.addWidget(words)
        self.setAccessibleName(words.text())
        if on_action is not None:
            undo = button(look, action, "toast_action")
            undo.clicked.connect(self.leave)
            undo.clicked.connect(lambda _=False: on_action())
            row.addWidget(undo)
        window.installEventFilter(self)
        self._timer = QTimer(self, singleShot=True, interval=TOAST_MILLISECONDS)
        self._timer.timeout.connect(self.leave)
        self._timer.start()
        # What opens or closes under it is not told to the toast.
        self._look_again = QTimer(self, interval=TOAST_LOOK_MILLISECONDS)
        self._look_again.timeout.connect(self._place)
        self._look_again.start()
        self._place()
        self.show()
        self.raise_()

    def leave(self) -> None:
        """Go away at once."""
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        """Stand at the lower edge, or above the buttons that stand there."""
        self.adjustSize()
        window = self._window
        place = QRect(QPoint(), self.size())
        place.moveTopLeft(
            QPoint(
                (window.width() - self.width()) // 2,
                window.height() - self.height() - TOAST_MARGIN,
            )
        )
        buttons = self._buttons()
        while covered := [b for b in buttons if b.intersects(place)]:
            place.moveBottom(min(b.top() for b in covered) - TOAST_GAP)
        if place.top() >= window.height() // 3:
            self.move(place.topLeft())

    def _buttons(self) -> list[QRect]:
        """Return where buttons can be seen, in coordinates of the window."""
        seen = []
        for other in self._window.findChildren(QAbstractButton):
            if other.isVisible() and not self.isAncestorOf(other):
                region = other.visibleRegion().boundingRect()
                seen.append(region.translated(other.mapTo(self._window, QPoint())))
        return seen
