# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Printing: the paper as it will come out, the printer, whose copy; one button."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T, Text
from branchdesk.services.open_desk import PagePictures
from branchdesk.services.printing import COPY_LABELS, Copy
from branchdesk.ui.tasks import Report
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.visits.printer import PrintPort
from branchdesk.ui.widgets.controls import button, label
from branchdesk.ui.widgets.pdf_preview import PdfPreview
from branchdesk.ui.widgets.task_progress import TaskProgress

MakePdf = Callable[[Sequence[Copy], Report], bytes]
"""Draws the paper with these copies; called on the lane of files."""


def page_raster(
    pictures: Callable[[bytes], PagePictures], pdf: bytes, page: int, dots: float
) -> tuple[int, int, bytes]:
    """Return a page for the preview; called on the lane of files."""
    with pictures(pdf) as source:
        picture = source.picture(page, dots)
    return picture.width, picture.height, picture.pixels


class PrintDialog(QDialog):
    """Preview and printer side by side; choosing another copy draws the preview anew."""

    printed = Signal()
    """the print system has taken the whole job"""

    def __init__(
        self,
        toolkit: Toolkit,
        *,
        title: Text,
        job: str,
        make: MakePdf,
        pictures: Callable[[bytes], PagePictures],
        port: PrintPort,
        copies: Sequence[Copy] = (),
        ticked: Sequence[Copy] = (),
        window: QWidget,
    ) -> None:
        """``copies`` are offered as ticks; none for a sheet that carries no mark."""
        super().__init__(window)
        look = toolkit.look
        self._toolkit = toolkit
        self._job = job
        self._make = make
        self._pictures = pictures
        self._port = port
        self._pdf: bytes | None = None
        self._generation = 0
        self.setObjectName("print_dialog")
        self.setWindowTitle(look.words(title))
        self.setProperty("touch", True)
        self.resize(1080, 700)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 16, 20, 16)
        row.setSpacing(20)
        self.preview = PdfPreview(look, toolkit.tasks, name="print_preview")
        self.preview.set_zoom(75)
        row.addWidget(self.preview, 1)
        row.addLayout(self._make_side(title, copies, ticked))
        self._printers.setFocus(Qt.FocusReason.OtherFocusReason)
        self._draw()

    def _make_side(
        self, title: Text, copies: Sequence[Copy], ticked: Sequence[Copy]
    ) -> QVBoxLayout:
        look = self._toolkit.look
        side = QVBoxLayout()
        side.setSpacing(10)
        side.addWidget(label(look, title, "title", wrap=True))
        side.addWidget(label(look, T("Printer"), "label"))
        self._printers = QComboBox()
        self._printers.setObjectName("printer")
        self._printers.setAccessibleName(look.words(T("Printer")))
        self._printers.setMinimumWidth(300)
        self._printers.addItems(list(self._port.printers()))
        side.addWidget(self._printers)
        self._ticks: dict[Copy, QCheckBox] = {}
        if copies:
            side.addWidget(label(look, T("Copies"), "label"))
        for copy in copies:
            tick = QCheckBox(look.words(COPY_LABELS[copy]))
            tick.setObjectName(f"copy_{copy}")
            tick.setChecked(copy in ticked)
            tick.toggled.connect(lambda _: self._draw())
            self._ticks[copy] = tick
            side.addWidget(tick)
        self._note = label(look, "", "error", wrap=True, name="print_note")
        side.addWidget(self._note)
        self._progress = TaskProgress(look, name="print_progress")
        side.addWidget(self._progress)
        side.addStretch(1)
        self._print = button(look, T("Print"), "print_now", role="primary", touch=True)
        self._print.clicked.connect(self._on_print)
        back = button(look, T("Close"), "print_close", touch=True)
        back.setAutoDefault(False)
        back.clicked.connect(self.reject)
        side.addWidget(self._print)
        side.addWidget(back)
        return side

    def _chosen(self) -> list[Copy]:
        return [copy for copy, tick in self._ticks.items() if tick.isChecked()]

    def _draw(self) -> None:
        self._generation += 1
        self._pdf = None
        self._describe()
        copies = self._chosen()
        if self._ticks and not copies:
            return
        make, pictures, generation = self._make, self._pictures, self._generation

        def work(report: Report) -> Any:
            pdf = make(copies, report)
            with pictures(pdf) as source:
                return pdf, source.page_count

        task = self._toolkit.tasks.run(work, lane="files", owner=self)
        task.finished.connect(lambda found: self._take(generation, *found))
        task.failed.connect(self._failed)
        self._progress.follow(task, T("Preparing the paper…"))

    def _take(self, generation: int, pdf: bytes, pages: int) -> None:
        if generation != self._generation:
            return
        self._pdf = pdf
        self.preview.set_document(pages, partial(page_raster, self._pictures, pdf))
        self._describe()

    def _describe(self, text: Text | str = "") -> None:
        if not text and not self._printers.count():
            text = T("This computer has no printer. Save the sheet as a PDF file instead.")
        self._note.setText(self._toolkit.words(text))
        self._print.setEnabled(self._pdf is not None and bool(self._printers.count()))

    def _on_print(self) -> None:
        if self._pdf is None:
            return
        self._print.setEnabled(False)
        run = self._port.print_pdf(self._pdf, self._job, self._printers.currentText(), self)
        run.taken.connect(self._on_taken)
        run.failed.connect(self._failed)

    def _on_taken(self) -> None:
        self.printed.emit()
        self.accept()

    def _failed(self, error: object) -> None:
        if not isinstance(error, UserError):
            raise error if isinstance(error, BaseException) else TypeError(str(error))
        title, message, hint = error.render(self._toolkit.look.translator)
        self._describe(f"{title}: {message} {hint}".strip())
