# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The real program with eyes and hands: orders come on standard input, answers go out.

It only clicks, types and reads what is in sight. An order that cannot be carried out yet (the
widget is not there, covered, grey) is tried again until its time is over; then the answer says
what is in the way and what stands on the screen.
"""

import faulthandler
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QWidget,
)

from branchdesk import app
from tests.end_to_end.eyes import (
    NotYetError,
    cells_of,
    cursor_in,
    find,
    find_all,
    reach,
    require_free,
    row_of,
    table,
    visible,
    words_of,
    words_on_screen,
)

AGAIN_MILLISECONDS = 25
SHOWN_WORDS = 3000
"""Characters of the screen's words that an answer quotes."""

LEFT = Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier

Act = Callable[[], object]


class Hands(QObject):
    """Carries out orders in the thread of the window."""

    ordered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.ordered.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def listen(self) -> None:
        """Read orders until whoever gives them is gone."""
        for line in sys.stdin:
            self.ordered.emit(line)
        os._exit(3)

    def _take(self, line: str) -> None:
        order = json.loads(line)
        patience = order.pop("timeout")
        self._try(order.pop("do"), order, time.monotonic() + patience)

    def _try(self, name: str, given: dict[str, Any], end: float) -> None:
        _manage_windows()
        try:
            done = getattr(self, f"do_{name}")(**given)
        except NotYetError as reason:
            trouble = _trouble(given)
            if not trouble and time.monotonic() < end:
                QTimer.singleShot(AGAIN_MILLISECONDS, self, lambda: self._try(name, given, end))
            else:
                shown = words_on_screen()[:SHOWN_WORDS]
                _answer(error=f"{reason}\n{trouble}\non the screen: {shown}")
            return
        except Exception as error:
            _answer(error=f"{type(error).__name__}: {error}")
            raise
        if callable(done):
            # Told at the next turn of the loop, which may be that of a dialog the act opens.
            QTimer.singleShot(0, self, lambda: _answer(value=True))
            done()
        else:
            _answer(value=done)

    # -- looking --------------------------------------------------------------------------------

    def do_wait(self, name: str, within: str = "", words: str = "", gone: bool = False) -> object:
        """Wait until a widget is in sight and shows these words, or until it is gone."""
        shown = find_all(name, within)
        if gone:
            if any(words in words_of(widget) for widget in shown):
                raise NotYetError(f"{name} still shows {words!r}")
            return True
        for widget in shown:
            if words in words_of(widget):
                return words_of(widget)
        seen = [words_of(widget) for widget in shown]
        raise NotYetError(f"{name} does not show {words!r} but {seen}")

    def do_read(self, name: str, within: str = "") -> object:
        """Return the words of a widget."""
        words = words_of(find(name, within))
        if not words:
            raise NotYetError(f"{name} shows no words")
        return words

    def do_sees(self, name: str, within: str = "") -> object:
        """Tell whether a widget is in sight now."""
        return bool(find_all(name, within))

    def do_rows(self, name: str, words: str = "") -> object:
        """Wait for a row with these words in a list; return its cells."""
        view = table(name)
        return cells_of(view, row_of(view, words))

    def do_screen(self) -> object:
        """Return every word in sight."""
        return words_on_screen()

    def do_picture(self, path: str) -> object:
        """Photograph the whole screen, with everything painted that was changed."""
        for window in QApplication.topLevelWidgets():
            if window.isVisible():
                window.repaint()
        return QApplication.primaryScreen().grabWindow(0).save(path)

    # -- hands ----------------------------------------------------------------------------------

    def do_click(self, name: str, within: str = "") -> Act:
        """Click with the left button."""
        widget = find(name, within)
        at = reach(widget)
        return lambda: QTest.mouseClick(widget, LEFT, NO_KEY, at)

    def do_click_row(self, name: str, words: str) -> Act:
        """Click on the row of a list that holds these words."""
        view = table(name)
        index = view.model().index(row_of(view, words), 0)
        view.scrollTo(index)
        at = view.visualRect(index).center()
        require_free(view.viewport(), at)
        return lambda: QTest.mouseClick(view.viewport(), LEFT, NO_KEY, at)

    def do_fill(self, name: str, words: str, within: str = "") -> Act:
        """Click into a field and replace what stands there."""
        widget = find(name, within)
        if isinstance(widget, (QLineEdit, QPlainTextEdit)) and widget.isReadOnly():
            raise NotYetError(f"{name} is for reading only")
        at = reach(widget)

        def act() -> None:
            QTest.mouseClick(widget, LEFT, NO_KEY, at)
            QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            _write(widget, words)

        return act

    def do_write(self, words: str, into: str) -> Act:
        """Type where the cursor is, which must be the field ``into``."""
        focused = cursor_in(into)
        return lambda: _write(focused, words)

    def do_press(self, keys: str, into: str = "") -> Act:
        """Press keys such as Ctrl+N where the cursor is, or in the window."""
        target = cursor_in(into) if into else QApplication.focusWidget()
        widget = target or QApplication.activeWindow()
        if widget is None:
            raise NotYetError("no window has the keyboard")
        combination = QKeySequence(keys)[0]  # type: ignore[index]
        return lambda: QTest.keyClick(widget, combination.key(), combination.keyboardModifiers())

    def do_choose(self, name: str, words: str, within: str = "") -> Act:
        """Choose an entry of a drop-down list with the arrow keys."""
        combo = find(name, within)
        reach(combo)
        if not isinstance(combo, QComboBox) or combo.findText(words) < 0:
            raise NotYetError(f"{name} does not offer {words}")

        def act() -> None:
            combo.setFocus()
            QTest.keyClick(combo, Qt.Key.Key_Home)
            while combo.currentText() != words:
                QTest.keyClick(combo, Qt.Key.Key_Down)

        return act

    def do_pick(self, item: str) -> Act:
        """Click on an entry of the open menu."""
        menu = QApplication.activePopupWidget()
        if not isinstance(menu, QMenu):
            raise NotYetError("no menu is open")
        action = menu.findChild(QAction, item) or next(
            (a for a in menu.actions() if a.objectName() == item or a.text() == item), None
        )
        if action is None or not action.isEnabled():
            raise NotYetError(f"the menu does not offer {item}")
        at = menu.actionGeometry(action).center()
        return lambda: QTest.mouseClick(menu, LEFT, NO_KEY, at)

    def do_draw(self, name: str) -> Act:
        """Write something like a name with the mouse."""
        pad = find(name, "")
        reach(pad)
        width, height = pad.width(), pad.height()

        def act() -> None:
            for stroke in range(3):
                left = round(width * (0.2 + 0.2 * stroke))
                QTest.mousePress(pad, LEFT, NO_KEY, QPoint(left, round(height * 0.45)))
                for step in range(1, 9):
                    across = left + step * width // 70
                    QTest.mouseMove(pad, QPoint(across, round(height * (0.45 + 0.2 * (step % 2)))))
                end = QPoint(left + width // 8, round(height * 0.7))
                QTest.mouseRelease(pad, LEFT, NO_KEY, end)

        return act

    def do_answer_file(self, path: str) -> Act:
        """Type a path into the open file dialog and take it."""
        dialog = next((w for w in visible(QFileDialog)), None)
        if not isinstance(dialog, QFileDialog):
            raise NotYetError("no file dialog is open")
        line = dialog.findChild(QLineEdit, "fileNameEdit")
        assert line is not None

        def act() -> None:
            _type_path(line, path)
            _accept(dialog)

        return act

    def do_file_taken(self, path: str) -> object:
        """Take the path again while the dialog stays: it reads folders beside us, and a click
        before it is through goes nowhere, or to the folder it was about to show, without the path.
        """
        for dialog in visible(QFileDialog):
            line = dialog.findChild(QLineEdit, "fileNameEdit")
            if line is not None:
                if line.text() != path:
                    _type_path(line, path)
                _accept(dialog)
                raise NotYetError(f"the file dialog does not take {path}")
        return True

    def do_close(self) -> object:
        """Close the window as its frame's button does; after that there is nobody to answer."""
        window = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "main_window")
        QTimer.singleShot(0, self, window.close)
        return True


def _type_path(line: QLineEdit, path: str) -> None:
    QTest.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(line, path)


def _accept(dialog: QWidget) -> None:
    box = dialog.findChild(QDialogButtonBox)
    assert box is not None
    accept = next(
        b for b in box.buttons() if box.buttonRole(b) == QDialogButtonBox.ButtonRole.AcceptRole
    )
    QTest.mouseClick(accept, LEFT)


def _manage_windows() -> None:
    """Give the keyboard to the window at the front, as a window manager does; here is none."""
    if QApplication.activeWindow() is not None or QApplication.activePopupWidget() is not None:
        return
    front = QApplication.activeModalWidget()
    if front is None:
        windows = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w.isWindow()]
        front = next((w for w in windows if w.objectName() == "main_window"), None)
    if front is not None:
        front.activateWindow()


def _answer(**answer: object) -> None:
    # Surrogates and line breaks stay inside the one line of JSON.
    print(json.dumps(answer), file=sys.__stdout__, flush=True)


def _write(widget: QWidget, words: str) -> None:
    """Type; Chinese comes committed from an input method."""
    if words.isascii():
        QTest.keyClicks(widget, words)
    else:
        event = QInputMethodEvent("", [])
        event.setCommitString(words)
        QApplication.sendEvent(widget, event)


def _trouble(given: dict[str, Any]) -> str:
    """Return what the program complains of, unless the order is about just that."""
    box = QApplication.activeModalWidget()
    if not isinstance(box, QMessageBox) or box.objectName() not in ("error_box", "bug_box"):
        return ""
    if box.objectName() in given.values():
        return ""
    return f"{box.objectName()}: {box.text()} {box.informativeText()} {box.detailedText()}"


def main() -> int:
    """Run the program with everything after the module's name as its arguments."""
    faulthandler.register(signal.SIGUSR1)
    hands = Hands()
    threading.Thread(target=hands.listen, daemon=True).start()
    return app.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
