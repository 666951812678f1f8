# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages as pictures: what will come out of the printer, from whoever can raster it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from branchdesk.domain.text import T
from branchdesk.ui.look import Look
from branchdesk.ui.tasks import Report, TaskRunner
from branchdesk.ui.widgets.controls import button, label
from branchdesk.ui.widgets.touch_scroll import scroll_by_finger

Raster = tuple[int, int, bytes]
"""width, height in pixels, and 3 bytes RGB per pixel without padding"""

PageRaster = Callable[[int, float], Raster]
"""page from 0 and dots per inch; called on the files lane"""

ZOOM_STEPS = (50, 75, 100, 125, 150, 200, 300)
SCREEN_DOTS = 96


class PdfPreview(QWidget):
    """One page at a time with zoom, at first as wide as there is room for.

    Page Up and Page Down turn it.
    """

    page_changed = Signal(int)
    """page from 0"""

    def __init__(self, look: Look, tasks: TaskRunner, *, name: str = "preview") -> None:
        """Start without pages."""
        super().__init__()
        self._look = look
        self._tasks = tasks
        self.setObjectName(name)
        self._raster: PageRaster | None = None
        self._pages = 0
        self._page = 0
        self._zoom = 100
        self._generation = 0
        self._measured = False
        bar = QHBoxLayout()
        bar.setSpacing(8)
        previous = T("Previous page")
        following = T("Next page")
        self._previous = button(look, "‹", f"{name}_previous")
        self._previous.setAccessibleName(look.words(previous))
        self._next = button(look, "›", f"{name}_next")
        self._next.setAccessibleName(look.words(following))
        self._where = label(look, "", "second", name=f"{name}_where")
        self._smaller = button(look, "−", f"{name}_smaller")
        self._smaller.setAccessibleName(look.words(T("Smaller")))
        self._larger = button(look, "+", f"{name}_larger")
        self._larger.setAccessibleName(look.words(T("Larger")))
        self._percent = label(look, "", "second", name=f"{name}_percent")
        for part in (self._previous, self._where, self._next):
            bar.addWidget(part)
        bar.addStretch(1)
        for part in (self._smaller, self._percent, self._larger):
            bar.addWidget(part)
        self._picture = QLabel()
        self._picture.setObjectName(f"{name}_page")
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._scroll = QScrollArea()
        self._scroll.setWidget(self._picture)
        self._scroll.setWidgetResizable(True)
        self._scroll.setObjectName(f"{name}_scroll")
        self._scroll.setAccessibleName(look.words(T("Print preview")))
        scroll_by_finger(self._scroll)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(bar)
        column.addWidget(self._scroll, 1)
        self._previous.clicked.connect(lambda: self.show_page(self._page - 1))
        self._next.clicked.connect(lambda: self.show_page(self._page + 1))
        self._smaller.clicked.connect(lambda: self._zoom_by(-1))
        self._larger.clicked.connect(lambda: self._zoom_by(1))
        for keys, act in (
            ("PgUp", self._previous.click),
            ("PgDown", self._next.click),
            ("Ctrl++", self._larger.click),
            ("Ctrl+-", self._smaller.click),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self._describe()

    def set_document(self, pages: int, raster: PageRaster) -> None:
        """Show the first of so many pages."""
        self._pages, self._raster = pages, raster
        self._measured = False
        self.show_page(0)

    def show_page(self, page: int) -> None:
        """Turn to a page from 0; one outside the document is not turned to."""
        if not 0 <= page < self._pages:
            return
        self._page = page
        self._draw()
        self.page_changed.emit(page)

    def set_zoom(self, percent: int) -> None:
        """Show the page at this part of its real size."""
        self._zoom = percent
        self._draw()

    def _zoom_by(self, steps: int) -> None:
        place = min(range(len(ZOOM_STEPS)), key=lambda i: abs(ZOOM_STEPS[i] - self._zoom))
        self.set_zoom(ZOOM_STEPS[min(max(place + steps, 0), len(ZOOM_STEPS) - 1)])

    def _draw(self) -> None:
        self._describe()
        raster = self._raster
        if raster is None:
            return
        self._generation += 1
        ratio = self.devicePixelRatioF()
        work = partial(_raster_page, raster, self._page, SCREEN_DOTS * ratio * self._zoom / 100)
        task = self._tasks.run(work, lane="files", owner=self)
        task.finished.connect(partial(self._take, self._generation, ratio))

    def _take(self, generation: int, ratio: float, raster: Any) -> None:
        if not isValid(self) or generation != self._generation:
            return
        width, height, content = raster
        image = QImage(content, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
        image.setDevicePixelRatio(ratio)
        self._picture.setPixmap(QPixmap.fromImage(image))
        if not self._measured:
            self._measured = True
            self._fit(width / ratio)

    def _fit(self, width: float) -> None:
        """Show the first page smaller when its lines would reach beyond the right edge."""
        room = self._scroll.width() - self._scroll.verticalScrollBar().sizeHint().width()
        if 0 < room < width:
            self.set_zoom(max(ZOOM_STEPS[0], int(self._zoom * room / width)))

    def _describe(self) -> None:
        where = T("Page {page} of {pages}", page=self._page + 1, pages=self._pages)
        words = self._look.words(where) if self._pages else ""
        self._where.setText(words)
        self._picture.setAccessibleName(words)
        self._percent.setText(f"{self._zoom} %")
        self._previous.setEnabled(self._page > 0)
        self._next.setEnabled(self._page + 1 < self._pages)


def _raster_page(raster: PageRaster, page: int, dots: float, report: Report) -> Raster:
    report(0, 0, T("Preparing the page…"))
    return raster(page, dots)
