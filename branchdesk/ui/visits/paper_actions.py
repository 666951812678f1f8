# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Everything done with a sheet's paper: print, blank sheets, PDF files, sticks, a whole month."""

import os
import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, QStandardPaths, QStorageInfo, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from branchdesk.domain.day_words import period_words
from branchdesk.domain.os_errors import translate_os_error
from branchdesk.domain.text import T, Text
from branchdesk.services.desk_settings import COPIES_SETTING
from branchdesk.services.open_desk import PagePictures
from branchdesk.services.printing import Copy, PrintJob
from branchdesk.ui.file_questions import ask_where_to_save
from branchdesk.ui.tasks import Report
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.visits.desk import VisitDesk
from branchdesk.ui.visits.print_dialog import PrintDialog
from branchdesk.ui.visits.printer import PrintPort, job_title

COPIES = (Copy.CUSTOMER, Copy.COMPANY, Copy.ARCHIVE)


def write_file(content: bytes, target: Path) -> None:
    """Write a file whole or not at all; raises UserError when it cannot be written."""
    part: Path | None = None
    try:
        descriptor, name = tempfile.mkstemp(prefix=".part-", dir=target.parent)
        part = Path(name)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, target)
    except OSError as error:
        if part is not None:
            part.unlink(missing_ok=True)
        raise translate_os_error(error, target) from error


def sheet_name(title: str, number: str, customer: str) -> str:
    """Return the name of a sheet's PDF file, allowed on every system."""
    name = re.sub(r'[\\/:*?"<>|\x00-\x1f]', " ", f"{title} {number} {customer}")
    return " ".join(name.split())[:120].rstrip(". ") + ".pdf"


def sticks() -> list[Path]:
    """Return the mounted volumes that look like a stick: not the system's, writable."""
    own = {QStorageInfo.root().rootPath(), QStorageInfo(str(Path.home())).rootPath()}
    places = ("/media/", "/run/media/", "/Volumes/", "/mnt/")
    found = []
    for volume in QStorageInfo.mountedVolumes():
        root = volume.rootPath()
        outside = root.startswith(places) or (len(root) <= 3 and root[1:2] == ":")
        if root not in own and outside and volume.isReady() and not volume.isReadOnly():
            found.append(Path(root))
    return found


class PaperActions(QObject):
    """Carries out what the buttons of page, panel and sheet ask for."""

    counted = Signal()
    """copies were printed and counted"""

    def __init__(
        self,
        toolkit: Toolkit,
        desk: VisitDesk,
        port: PrintPort,
        window: QWidget,
        *,
        find_sticks: Callable[[], list[Path]] = sticks,
    ) -> None:
        """Dialogs are shown over the window."""
        super().__init__(window)
        self._toolkit = toolkit
        self._desk = desk
        self._port = port
        self._window = window
        self._find_sticks = find_sticks

    def print_signed(
        self, keys: Sequence[UUID], *, number: str = "", title: Text | None = None
    ) -> None:
        """Open the print dialog for signed sheets; what was printed is counted.

        The copies that are printed here by custom (a setting of the desk) are ticked.
        """
        session = self._desk.session

        def work(_: Report) -> str:
            with session.store.read() as reader:
                return reader.setting(COPIES_SETTING)

        task = self._toolkit.tasks.run(work, lane="database", owner=self)
        shown = title or T("Print the visit sheet")
        task.finished.connect(lambda custom: self._open_signed(keys, number, shown, custom))
        task.failed.connect(self._toolkit.messages.show_error)

    def _open_signed(self, keys: Sequence[UUID], number: str, title: Text, custom: str) -> None:
        desk, made = self._desk, []

        def make(copies: Sequence[Copy], report: Report) -> bytes:
            def progress(done: int, total: int) -> None:
                report(done, total, T("Drawing sheet {done} of {total}…", done=done, total=total))

            job = desk.printing.prepare(keys, copies, progress)
            made.append(job)
            return job.pdf

        usual = tuple(copy for copy in COPIES if copy in custom.split(","))
        job_name = job_title(self._toolkit.words, len(keys), number)
        dialog = self._open(title, job_name, make, usual or (Copy.CUSTOMER,))
        dialog.printed.connect(lambda: self._count(made[-1]))

    def print_month(self, period: str) -> None:
        """Print every signed sheet of a period in one job."""
        desk = self._desk
        task = self._toolkit.tasks.run(
            lambda _: desk.printing.month(period), lane="database", owner=self
        )
        task.finished.connect(lambda keys: self._print_month(period, keys))
        task.failed.connect(self._toolkit.messages.show_error)

    def print_unsigned(self, key: UUID, number: str, *, by_hand: bool) -> PrintDialog:
        """Open the print dialog for a numbered sheet that will be signed on paper."""
        desk = self._desk

        def make(_: Sequence[Copy], report: Report) -> bytes:
            report(0, 0, T("Preparing the paper…"))
            return desk.paper.blank(key, by_hand=by_hand)

        title = T("Print a blank sheet") if by_hand else T("Print for signing on paper")
        return self._open(title, job_title(self._toolkit.words, 1, number), make, ())

    def save_pdf(self, key: UUID, number: str, customer: str) -> None:
        """Ask where, and save the signed sheet there."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = sheet_name(self._title(), number, customer)
        chosen = ask_where_to_save(
            self._window, self._toolkit.look, T("Save as PDF"), Path(folder) / name
        )
        if chosen is not None:
            self.write_pdf(key, chosen)

    def copy_to_stick(self, key: UUID, number: str, customer: str) -> None:
        """Copy the signed sheet to the one stick there is, or ask which folder."""
        found = self._find_sticks()
        folder = found[0] if len(found) == 1 else None
        if folder is None:
            chosen = QFileDialog.getExistingDirectory(
                self._window,
                self._toolkit.words(T("Choose the USB stick")),
                str(found[0]) if found else "",
            )
            folder = Path(chosen) if chosen else None
        if folder is not None:
            self.write_pdf(key, folder / sheet_name(self._title(), number, customer))

    def write_pdf(self, key: UUID, target: Path) -> None:
        """Write the signed sheet into a file and say so."""
        desk = self._desk

        def work(_: Report) -> None:
            write_file(desk.paper.sheet(key), target)

        task = self._toolkit.tasks.run(work, lane="files", owner=self)
        task.finished.connect(
            lambda _: self._toolkit.messages.toast(T("Saved: {name}", name=target.name))
        )
        task.failed.connect(self._toolkit.messages.show_error)

    def _title(self) -> str:
        return self._desk.session.paper.render(T("Visit sheet", "paper"))

    def _print_month(self, period: str, keys: Sequence[UUID]) -> None:
        if not keys:
            self._toolkit.messages.toast(T("No signed sheets in this month yet."))
            return
        title = T(
            "Print {count} visit sheets of {period}", count=len(keys), period=period_words(period)
        )
        self.print_signed(keys, title=title)

    def _open(
        self,
        title: Text,
        job: str,
        make: Callable[[Sequence[Copy], Report], bytes],
        ticked: Sequence[Copy],
    ) -> PrintDialog:
        dialog = PrintDialog(
            self._toolkit,
            title=title,
            job=job,
            make=make,
            pictures=self._pictures,
            port=self._port,
            copies=COPIES if ticked else (),
            ticked=ticked,
            window=self._window,
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _pictures(self, pdf: bytes) -> PagePictures:
        # Asked for on the lane: the desk loads the fonts of the paper when it is first needed.
        return self._desk.paper.pictures(pdf)

    def _count(self, job: PrintJob) -> None:
        desk = self._desk
        task = self._toolkit.tasks.run(
            lambda _: desk.printing.printed(job), lane="database", owner=self
        )
        task.finished.connect(lambda _: self._on_counted())
        task.failed.connect(self._toolkit.messages.show_error)

    def _on_counted(self) -> None:
        self._toolkit.messages.toast(T("Sent to the printer"))
        self.counted.emit()
