# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The window: top bar, navigation and one page at a time; lock, privacy and full-screen modes."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QByteArray, QCoreApplication, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from branchdesk.domain.text import T, Text
from branchdesk.ui.look import Look
from branchdesk.ui.tokens import Tone

if TYPE_CHECKING:  # this module stands before the first paint
    from branchdesk.domain.changes import Changes
    from branchdesk.ui.navigation import NavigationItem
    from branchdesk.ui.page import Page

PageFactory = Callable[[], "Page"]

MINUTE = 60_000


class MainWindow(QMainWindow):
    """The frame of every page. It knows no business; everything comes in by setters."""

    page_shown = Signal(str)
    """key of the page that came to the front, to be remembered"""
    search_requested = Signal()
    """Ctrl+K or the search field: open the command palette"""
    lock_requested = Signal(bool)
    """Ctrl+L or the lock (False), or idle for too long (True)"""
    privacy_changed = Signal(bool)
    status_clicked = Signal()
    closing = Signal(bytes)
    """the window's geometry, to be remembered"""

    painted = Signal()
    """once, after the first paint"""

    def __init__(self, look: Look) -> None:
        """Make the window with nothing but the program's name; furnish() brings the rest."""
        super().__init__()
        self._look = look
        self._factories: dict[str, PageFactory] = {}
        self._pages: dict[str, Page] = {}
        self._current = ""
        self._painted = False
        self._locked = False
        name = look.words(T("BranchDesk", context="app name"))
        self.setObjectName("main_window")
        self.setWindowTitle(name)
        self.setMinimumSize(960, 600)  # 1920×1280 at 200 %, beside a task bar
        self.resize(1366, 768)
        self.setCentralWidget(_opening(look, name))

    def furnish(self, application: QCoreApplication, *, idle_minutes: int = 10) -> None:
        """Bring in bar, navigation and pages; ``idle_minutes`` 0 never locks by itself."""
        # What these modules need of Qt takes longer than the whole first paint.
        from branchdesk.ui.shell import Shell

        shell = Shell(self._look, application, self)
        self._idle_minutes = idle_minutes
        self.top_bar, self.navigation = shell.top_bar, shell.navigation
        self._stack, self._modes, self._mask = shell.pages, shell.modes, shell.mask
        self._idle = shell.idle
        self._keep_keyboard = shell.keep_keyboard
        self.setCentralWidget(shell.modes)
        self._mask.lifted.connect(lambda: self.set_private(private=False))
        self._idle.idle.connect(lambda: self.lock_requested.emit(True))
        self.closing.connect(lambda _: self._idle.stop())
        self.navigation.chosen.connect(self.show_page)
        self.top_bar.search_requested.connect(self.search_requested)
        self.top_bar.status_clicked.connect(self.status_clicked)
        self.top_bar.lock_requested.connect(self._on_lock)
        shell.listen(self, self._shortcuts())
        self._idle.start(idle_minutes * MINUTE)
        QTimer.singleShot(0, self._look.theme.icons.load)

    def set_pages(self, factories: Mapping[str, PageFactory]) -> None:
        """Know how to make each page; it is made when it is first shown."""
        self._factories = dict(factories)

    def set_navigation(self, sections: Sequence[Sequence["NavigationItem"]]) -> None:
        """Show the places this role may use."""
        self.navigation.set_items(sections)

    def set_counts(self, counts: Mapping[str, tuple[int, Tone | None]]) -> None:
        """Replace counts and badge tones by key."""
        self.navigation.set_counts(counts)

    def set_identity(self, branch: Text | str, role: Text | str, person: str) -> None:
        """Show whose desk this is."""
        self.top_bar.set_identity(branch, role, person)

    def set_status(self, text: Text | str, tone: Tone = "amber") -> None:
        """Show what is due in the pill at the top right; no words hide it."""
        self.top_bar.set_status(text, tone)

    def set_demo(self, demo: bool) -> None:
        """Show the badge of demo data."""
        self.top_bar.set_demo(demo)

    def show_page(self, key: str) -> "Page":
        """Bring a page to the front, making it when needed; KeyError for an unknown key."""
        page = self._pages.get(key)
        if page is None:
            page = self._factories[key]()
            self._pages[key] = page
            self._stack.addWidget(page)
        self._current = key
        self._stack.setCurrentWidget(page)
        self.navigation.set_current(key)
        app_name = self._look.words(T("BranchDesk", context="app name"))
        self.setWindowTitle(f"{self._look.words(page.title)} - {app_name}")
        page.on_shown()
        focused = cast("QWidget | None", self.focusWidget())  # Qt's stubs promise one
        if focused is None or not page.isAncestorOf(focused) or not focused.isVisibleTo(page):
            page.setFocus()  # Tab goes on with its first control
        self.page_shown.emit(key)
        return page

    def current_key(self) -> str:
        """Return the key of the page at the front, or an empty string."""
        return self._current

    def current_page(self) -> "Page | None":
        """Return the page at the front."""
        return self._pages.get(self._current)

    def refresh(self, changes: "Changes") -> None:
        """Tell every page made so far what was changed."""
        for page in self._pages.values():
            page.refresh(changes)

    def forget_pages(self) -> None:
        """Delete every page (another person signed in, another desk was opened)."""
        for page in self._pages.values():
            _take_out(self._stack, page)
            page.deleteLater()
        self._pages = {}
        self._current = ""

    def show_alone(self, widget: QWidget) -> None:
        """Show only this widget, without bar and navigation (on-site sheet, lock, first start)."""
        if self._modes.indexOf(widget) < 0:
            self._modes.addWidget(widget)
        self._modes.setCurrentWidget(widget)

    def leave_alone(self, widget: QWidget) -> None:
        """Take this widget away again (it is not deleted) and show the pages."""
        _take_out(self._modes, widget)
        self._modes.setCurrentIndex(self._modes.count() - 1)

    def drop_alone(self, widget: QWidget) -> None:
        """Delete a widget that was shown alone and has been replaced by another one."""
        _take_out(self._modes, widget)
        widget.deleteLater()

    def show_lock(self, screen: QWidget) -> None:
        """Hide everything behind the lock screen and stop counting idle minutes."""
        self.set_private(private=False)
        self._locked = True
        self._idle.stop()
        self.show_alone(screen)

    def hide_lock(self, screen: QWidget) -> None:
        """Show what was there before the lock and count idle minutes again."""
        self._locked = False
        self.leave_alone(screen)
        self._idle.start(self._idle_minutes * MINUTE)

    def set_idle_minutes(self, minutes: int) -> None:
        """Change after how many idle minutes the window asks to be locked; 0 never."""
        self._idle_minutes = minutes
        self._idle.start(minutes * MINUTE)

    def set_private(self, *, private: bool) -> None:
        """Blur customer data at once, or show it again."""
        if private == self._mask.isVisible():
            return
        if private:
            self._mask.cover()
        else:
            self._mask.hide()
        self.privacy_changed.emit(private)

    def is_private(self) -> bool:
        """Tell whether customer data is blurred."""
        return self._mask.isVisible()

    def restore_window(self, geometry: bytes) -> None:
        """Take the remembered geometry; nonsense is ignored."""
        if geometry:
            self.restoreGeometry(QByteArray(geometry))

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Move the keyboard on; when its control vanished, no further than beside it."""
        keep = self.__dict__.get("_keep_keyboard")  # Qt asks before the window is furnished, too
        near = keep is not None and keep(self.focusWidget())
        return near or super().focusNextPrevChild(forward)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, and tell it after the first time."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell the geometry and close; editors keep their drafts themselves."""
        self.closing.emit(self.saveGeometry().data())
        super().closeEvent(event)

    def _shortcuts(self) -> list[tuple[str, Callable[[], None]]]:
        return [
            ("Ctrl+K", self._on_search),
            ("Ctrl+L", self._on_lock),
            ("F12", self._on_privacy),
            *((f"Ctrl+{n + 1}", partial(self._on_place, n)) for n in range(9)),
        ]

    def shows_pages(self) -> bool:
        """Tell whether the pages are at the front: not locked, no sheet alone, no mask."""
        return self._in_shell()

    def _in_shell(self) -> bool:
        return self._modes.currentIndex() == 0 and not self.is_private()

    def _on_search(self) -> None:
        if self._in_shell():
            self.search_requested.emit()

    def _on_lock(self) -> None:
        if not self._locked:
            self.lock_requested.emit(False)

    def _on_privacy(self) -> None:
        self.set_private(private=not self.is_private())

    def _on_place(self, place: int) -> None:
        keys = self.navigation.keys()
        if self._in_shell() and place < len(keys):
            self.show_page(keys[place])


def _opening(look: Look, name: str) -> QWidget:
    """Return what the first paint shows."""
    page = QWidget()
    page.setProperty("role", "window")
    column = QVBoxLayout(page)
    column.setContentsMargins(32, 24, 32, 24)
    column.addStretch(1)
    title = QLabel(name)
    title.setProperty("role", "title")
    column.addWidget(title)
    line = QLabel(look.words(T("Opening this desk's data…")))
    line.setProperty("role", "second")
    column.addWidget(line)
    column.addStretch(1)
    return page


def _take_out(stack: QStackedWidget, widget: QWidget) -> None:
    stack.removeWidget(widget)
    widget.hide()
    # ``focusWidget()`` of a window that is not active would answer with it, and keep it for good.
    widget.clearFocus()
