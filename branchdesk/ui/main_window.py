# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The window: top bar, navigation and one page at a time; lock, privacy and full-screen modes."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QByteArray, QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from branchdesk.domain.changes import Changes
from branchdesk.domain.text import T, Text
from branchdesk.ui.idle_watch import IdleWatch
from branchdesk.ui.keyboard_keeper import stay_near
from branchdesk.ui.look import Look
from branchdesk.ui.navigation import Navigation, NavigationItem
from branchdesk.ui.page import Page
from branchdesk.ui.privacy_mask import PrivacyMask
from branchdesk.ui.tokens import Tone
from branchdesk.ui.top_bar import TopBar

PageFactory = Callable[[], Page]

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

    def __init__(
        self, look: Look, application: QCoreApplication, *, idle_minutes: int = 10
    ) -> None:
        """Make an empty window; ``idle_minutes`` 0 never locks by itself."""
        super().__init__()
        self._look = look
        self._idle_minutes = idle_minutes
        self._factories: dict[str, PageFactory] = {}
        self._pages: dict[str, Page] = {}
        self._current = ""
        self._painted = False
        self._locked = False
        self.setObjectName("main_window")
        self.setWindowTitle(look.words(T("BranchDesk", context="app name")))
        self.setMinimumSize(1024, 640)
        self.resize(1366, 768)
        self.top_bar = TopBar(look)
        self.navigation = Navigation(look)
        self._stack = QStackedWidget()
        self._stack.setObjectName("pages")
        self._modes = QStackedWidget()
        self._modes.addWidget(self._make_shell())
        self.setCentralWidget(self._modes)
        self._mask = PrivacyMask(look, self._modes)
        self._mask.lifted.connect(lambda: self.set_private(private=False))
        self._idle = IdleWatch(application, self)
        self._idle.idle.connect(lambda: self.lock_requested.emit(True))
        self.navigation.chosen.connect(self.show_page)
        self.top_bar.search_requested.connect(self.search_requested)
        self.top_bar.status_clicked.connect(self.status_clicked)
        self.top_bar.lock_requested.connect(self._on_lock)
        self._make_shortcuts()
        self._idle.start(idle_minutes * MINUTE)

    def set_pages(self, factories: Mapping[str, PageFactory]) -> None:
        """Know how to make each page; it is made when it is first shown."""
        self._factories = dict(factories)

    def set_navigation(self, sections: Sequence[Sequence[NavigationItem]]) -> None:
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

    def show_page(self, key: str) -> Page:
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
        self.page_shown.emit(key)
        return page

    def current_key(self) -> str:
        """Return the key of the page at the front, or an empty string."""
        return self._current

    def current_page(self) -> Page | None:
        """Return the page at the front."""
        return self._pages.get(self._current)

    def refresh(self, changes: Changes) -> None:
        """Tell every page made so far what was changed."""
        for page in self._pages.values():
            page.refresh(changes)

    def forget_pages(self) -> None:
        """Delete every page (another person signed in, another desk was opened)."""
        for page in self._pages.values():
            self._stack.removeWidget(page)
            page.hide()
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
        self._modes.removeWidget(widget)
        widget.hide()
        self._modes.setCurrentIndex(self._modes.count() - 1)

    def drop_alone(self, widget: QWidget) -> None:
        """Delete a widget that was shown alone and has been replaced by another one."""
        self._modes.removeWidget(widget)
        widget.hide()
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
        return stay_near(self.focusWidget(), self._stack) or super().focusNextPrevChild(forward)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, and load the icons after the first time."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._look.theme.icons.load)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell the geometry and close; editors keep their drafts themselves."""
        self._idle.stop()
        self.closing.emit(self.saveGeometry().data())
        super().closeEvent(event)

    def _make_shell(self) -> QWidget:
        shell = QWidget()
        shell.setProperty("role", "window")
        column = QVBoxLayout(shell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        below = QHBoxLayout()
        below.setSpacing(0)
        below.addWidget(self.navigation)
        below.addWidget(self._stack, 1)
        column.addLayout(below, 1)
        return shell

    def _make_shortcuts(self) -> None:
        commands: list[tuple[str, Callable[[], None]]] = [
            ("Ctrl+K", self._on_search),
            ("Ctrl+L", self._on_lock),
            ("F12", self._on_privacy),
        ]
        commands += [(f"Ctrl+{n + 1}", partial(self._on_place, n)) for n in range(9)]
        for keys, act in commands:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(act)

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
