# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Attachments on their way in from the disk and out to it, in the lane of files."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from branchdesk.domain.os_errors import translate_os_error
from branchdesk.domain.text import T
from branchdesk.services.attachments import Attachments
from branchdesk.services.records import RecordView
from branchdesk.ui.tasks import Report
from branchdesk.ui.toolkit import Toolkit

CHUNK = 256 * 1024


class AttachedFiles(QObject):
    """Asks for files and moves them in and out, without holding up the window."""

    attached = Signal(object)
    """Outcome of an attachment that was added"""

    def __init__(self, toolkit: Toolkit, attachments: Attachments, page: QWidget) -> None:
        """Ask over this page."""
        super().__init__(page)
        self._toolkit = toolkit
        self._attachments = attachments
        self._page = page
        self._view: RecordView | None = None

    def show_record(self, view: RecordView) -> None:
        """Know the record files are added to."""
        self._view = view

    def ask_and_attach(self) -> None:
        """Ask for a file and attach it to the record."""
        title = self._toolkit.words(T("Add a file"))
        path, _ = QFileDialog.getOpenFileName(self._page, title)
        if path and self._view is not None:
            self.attach(self._view.record.uuid, Path(path))

    def attach(self, record: UUID, path: Path) -> None:
        """Attach a file to a record."""
        attachments = self._attachments
        task = self._toolkit.tasks.run(
            lambda report: attachments.add(
                "service_record", record, path.name, file_chunks(path, report)
            ),
            lane="files",
        )
        task.finished.connect(self.attached)
        task.failed.connect(self._toolkit.messages.show_error)

    def ask_and_save(self, attachment: UUID) -> None:
        """Ask where to and write an attachment there."""
        rows = self._view.attachments if self._view is not None else ()
        name = next((row.file_name for row in rows if row.uuid == attachment), "")
        title = self._toolkit.words(T("Save the file as"))
        path, _ = QFileDialog.getSaveFileName(self._page, title, name)
        if path:
            self.save(attachment, Path(path))

    def save(self, attachment: UUID, target: Path) -> None:
        """Write an attachment's content to a file."""
        attachments = self._attachments
        task = self._toolkit.tasks.run(
            lambda report: write_file(attachments, attachment, target, report), lane="files"
        )
        task.finished.connect(
            lambda _: self._toolkit.messages.toast(T("Saved as {name}", name=target.name))
        )
        task.failed.connect(self._toolkit.messages.show_error)


def file_chunks(path: Path, report: Report) -> Iterator[bytes]:
    """Yield a file's content in chunks, telling how far it is. Raises UserError."""
    try:
        total = path.stat().st_size
        done = 0
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
                done += len(chunk)
                report(done, total, T("Reading {name}", name=path.name))
    except OSError as error:
        raise translate_os_error(error, path, reading=True) from error


def write_file(attachments: Attachments, attachment: UUID, target: Path, report: Report) -> None:
    """Write an attachment's content to a file of the person's choice, all or nothing."""
    row, chunks = attachments.read(attachment)
    part = target.with_name(target.name + ".part")
    try:
        done = 0
        with part.open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
                done += len(chunk)
                report(done, row.size, T("Writing {name}", name=target.name))
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        raise translate_os_error(error, target) from error
    finally:
        part.unlink(missing_ok=True)
