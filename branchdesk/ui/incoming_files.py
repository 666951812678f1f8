# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Files dropped anywhere on the window: exchanged data is taken in, enrolment files are shown."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from branchdesk.domain.text import T
from branchdesk.services.exchange_report import Received
from branchdesk.services.open_desk import OpenDesk
from branchdesk.ui.main_window import MainWindow
from branchdesk.ui.tasks import Report
from branchdesk.ui.toolkit import Toolkit

LARGEST_ENROLMENT = 256 * 1024
"""Bytes; enrolment files are small JSON documents, bundles begin with a binary header."""


class IncomingFiles(QObject):
    """Listens to the window while a desk is open."""

    changed = Signal(object)
    """Changes that came with a file"""
    enrolment_arrived = Signal(object)
    """Path of a file that belongs to an enrolment"""

    def __init__(self, toolkit: Toolkit, window: MainWindow, desk: OpenDesk) -> None:
        """Accept drops on the whole window; a page with a drop area of its own comes first."""
        super().__init__(window)
        self._toolkit = toolkit
        self._window = window
        self._desk = desk
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def stop(self) -> None:
        """Take nothing more."""
        self._window.removeEventFilter(self)
        self._window.setAcceptDrops(False)
        self.deleteLater()

    def take_in(self, paths: Sequence[Path]) -> None:
        """Take in files one after the other; each says what became of it."""
        for path in paths:
            if is_enrolment_file(path):
                self.enrolment_arrived.emit(path)
                continue
            task = self._toolkit.tasks.run(
                partial(self._import, path),
                lane="database",
            )
            task.finished.connect(self._on_received)
            task.failed.connect(self._toolkit.messages.show_error)

    def _import(self, path: Path, report: Report) -> Received:
        del report
        return self._desk.exchange.import_file(path)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._window.shows_pages():
            return False
        if isinstance(event, QDragEnterEvent) and self._files_of(event):
            event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            event.acceptProposedAction()
            self.take_in(self._files_of(event))
            return True
        return False

    def _files_of(self, event: QDropEvent) -> list[Path]:
        urls = event.mimeData().urls()
        return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]

    def _on_received(self, received: Received) -> None:
        if received.already:
            self._toolkit.messages.toast(T("This one has arrived before; nothing is doubled."))
            return
        self.changed.emit(received.changes)
        self._toolkit.messages.toast(
            T(
                "Taken in from {sender}, changes: {count}",
                sender=received.sender,
                count=received.ops,
            )
        )


def is_enrolment_file(path: Path) -> bool:
    """Tell by size and first byte whether a file can only be one of an enrolment."""
    try:
        with path.open("rb") as file:
            return path.stat().st_size <= LARGEST_ENROLMENT and file.read(1) == b"{"
    except OSError:
        return False
