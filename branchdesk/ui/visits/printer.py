# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Putting a PDF on paper: the print system takes the file, or the pages go as pictures.

CUPS (Linux, macOS) takes the PDF itself through ``lp`` and names its printers through ``lpstat``.
Windows has no such door, so the pages are painted as pictures at up to 300 dots per inch.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QMarginsF, QObject, QRectF, QSizeF, Signal
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T, Text
from branchdesk.services.open_desk import PagePictures
from branchdesk.ui.tasks import Report, TaskRunner

HIGHEST_DOTS = 300
"""Dots per inch of a painted page: an A4 page then takes 26 MB."""

LP_SECONDS = 60
LPSTAT_SECONDS = 10

OpenPictures = Callable[[bytes], PagePictures]


class PrintRun(QObject):
    """One job on its way. Exactly one of taken and failed is emitted."""

    progress = Signal(int, int)
    """pages done, pages in all"""
    taken = Signal()
    """the print system has the whole job"""
    failed = Signal(object)


class PrintPort(Protocol):
    """Where a finished PDF can be printed."""

    def printers(self) -> Sequence[str]:
        """Return the names of the printers, the default one first."""
        ...

    def print_pdf(self, pdf: bytes, title: str, printer: str, parent: QObject) -> PrintRun:
        """Start to print; the run lives as long as its parent."""
        ...


def printer_names() -> list[str]:
    """Return the printers this computer knows, the default one first."""
    default = QPrinterInfo.defaultPrinterName()
    names = list(QPrinterInfo.availablePrinterNames())
    return sorted(names, key=lambda name: (name != default, name))


def print_port(tasks: TaskRunner, pictures: OpenPictures) -> PrintPort:
    """Return the way this computer prints."""
    if sys.platform != "win32" and shutil.which("lp"):
        return CupsPort(tasks)
    return PicturePort(tasks, pictures)


class CupsPort:
    """Hands the PDF to CUPS."""

    def __init__(self, tasks: TaskRunner, command: str = "lp", listing: str = "lpstat") -> None:
        """``command`` takes ``-d printer -t title`` and the PDF as its input.

        ``listing`` answers to ``-e`` with a name per line, to ``-d`` with the default one.
        """
        self._tasks = tasks
        self._command = command
        self._listing = listing

    def printers(self) -> Sequence[str]:
        """Return the names ``lp`` knows, the default one first."""
        names = _ask_cups(self._listing, "-e").split("\n")
        default = _ask_cups(self._listing, "-d").rpartition(":")[2].strip()
        return sorted(filter(None, names), key=lambda name: (name != default, name))

    def print_pdf(self, pdf: bytes, title: str, printer: str, parent: QObject) -> PrintRun:
        """Start to print."""
        run = PrintRun(parent)
        command = self._command

        def work(_: Report) -> None:
            hand_to_cups(command, pdf, title, printer)

        task = self._tasks.run(work, lane="files")
        task.finished.connect(lambda _: run.taken.emit())
        task.failed.connect(run.failed)
        return run


def _ask_cups(command: str, option: str) -> str:
    """Return what the list of printers says; nothing when there is no print system."""
    plain = os.environ | {"LC_ALL": "C"}
    try:
        done = subprocess.run(
            [command, option],
            # The program's own input is nobody else's to read.
            stdin=subprocess.DEVNULL,
            check=False,
            capture_output=True,
            text=True,
            errors="replace",
            env=plain,
            timeout=LPSTAT_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


def hand_to_cups(command: str, pdf: bytes, title: str, printer: str) -> None:
    """Pour the PDF into ``lp``; raises UserError when it does not take it.

    A temporary file would stay on the disk, readable, when the program is killed meanwhile.
    """
    try:
        done = subprocess.run(
            [command, "-d", printer, "-t", title],
            input=pdf,
            check=False,
            capture_output=True,
            timeout=LP_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _no_answer(printer) from error
    if done.returncode:
        raise _no_answer(printer)


def _no_answer(printer: str) -> UserError:
    return UserError(
        T("The printer does not answer"),
        T("{printer} did not take the job.", printer=printer),
        T("Check cable, paper and power, or choose another printer."),
    )


class PicturePort:
    """Paints the pages as pictures through Qt, one page at a time."""

    def __init__(
        self,
        tasks: TaskRunner,
        pictures: OpenPictures,
        make_printer: Callable[[str], QPrinter] | None = None,
    ) -> None:
        """``make_printer`` opens a printer by its name (tests print into a PDF file)."""
        self._tasks = tasks
        self._pictures = pictures
        self._make = make_printer or _open_printer

    def printers(self) -> Sequence[str]:
        """Return the names of the printers."""
        return printer_names()

    def print_pdf(self, pdf: bytes, title: str, printer: str, parent: QObject) -> PrintRun:
        """Start to print."""
        device = self._make(printer)
        device.setDocName(title)
        run = _PictureRun(self._tasks, self._pictures, pdf, device, printer, parent)
        run.begin()
        return run


def _open_printer(name: str) -> QPrinter:
    device = QPrinter(QPrinter.PrinterMode.HighResolution)
    device.setPrinterName(name)
    return device


class _PictureRun(PrintRun):
    """Asks the lane for one page, paints it, asks for the next."""

    def __init__(
        self,
        tasks: TaskRunner,
        pictures: OpenPictures,
        pdf: bytes,
        device: QPrinter,
        name: str,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._pictures = pictures
        self._pdf = pdf
        self._device = device
        self._name = name
        self._painter: QPainter | None = None
        self._dots = min(device.resolution(), HIGHEST_DOTS)

    def begin(self) -> None:
        """Ask for the first page."""
        self._ask(0)

    def _ask(self, index: int) -> None:
        pictures, pdf, dots = self._pictures, self._pdf, self._dots

        def work(_: Report) -> Any:
            with pictures(pdf) as source:
                return source.page_count, source.size_mm(index), source.picture(index, dots)

        task = self._tasks.run(work, lane="files", owner=self)
        task.finished.connect(lambda page: self._paint(index, *page))
        task.failed.connect(self._fail)

    def _paint(self, index: int, pages: int, size_mm: tuple[float, float], picture: Any) -> None:
        layout = QPageLayout(
            QPageSize(QSizeF(*size_mm), QPageSize.Unit.Millimeter),
            QPageLayout.Orientation.Portrait,
            QMarginsF(0, 0, 0, 0),
        )
        self._device.setPageLayout(layout)
        if self._painter is None:
            self._device.setFullPage(True)
            painter = QPainter()
            if not painter.begin(self._device):
                self._fail(_no_answer(self._name))
                return
            self._painter = painter
        elif not self._device.newPage():
            self._fail(_no_answer(self._name))
            return
        image = QImage(
            picture.pixels,
            picture.width,
            picture.height,
            3 * picture.width,
            QImage.Format.Format_RGB888,
        )
        whole = QRectF(self._device.paperRect(QPrinter.Unit.DevicePixel))
        self._painter.drawImage(QRectF(0, 0, whole.width(), whole.height()), image)
        self.progress.emit(index + 1, pages)
        if index + 1 < pages:
            self._ask(index + 1)
            return
        ended = self._painter.end()
        self._painter = None
        if ended:
            self.taken.emit()
        else:
            self._fail(_no_answer(self._name))

    def _fail(self, error: object) -> None:
        if self._painter is not None:
            self._painter.end()
            self._painter = None
        self.failed.emit(error)


def job_title(words: Callable[[Text], str], count: int, number: str = "") -> str:
    """Return the name of a job in the printer's queue; it holds nothing private."""
    title = words(T("Visit sheet", "paper"))
    return f"{title} {number}" if number else f"{title} × {count}"
