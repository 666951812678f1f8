# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A list as an Excel workbook: the rows it shows, in its order, every field of them."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from branchdesk.domain.kinds.description import Kind
from branchdesk.domain.tables import TableCell, TableColumn
from branchdesk.domain.text import T
from branchdesk.services.exporting import Exporting
from branchdesk.services.open_desk import OpenDesk
from branchdesk.ui.file_questions import FileQuestions
from branchdesk.ui.tasks import Report
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.controls import button
from branchdesk.ui.widgets.list_panel_page import ListPanelPage
from branchdesk.ui.widgets.table_model import ListProvider
from branchdesk.ui.widgets.task_progress import TaskProgress

SUFFIX = ".xlsx"
ROOM_FOR_WORDS = 900
"""Pixels from which the header of a page has room for the words of the button."""
TOLD_EVERY = 100
"""Rows between two words about the progress."""


class ListExport(QObject):
    """The button in a list's header, and what happens when it is pressed."""

    def __init__(
        self,
        toolkit: Toolkit,
        desk: OpenDesk,
        files: FileQuestions,
        page: ListPanelPage,
        kind: Kind[Any],
    ) -> None:
        """Put the button before the other actions of the page."""
        super().__init__(page)
        self._toolkit = toolkit
        self._desk = desk
        self._files = files
        self._table = page.table
        self._kind = kind
        look = toolkit.look
        self._button = button(look, T("Export to Excel…"), "export_excel", icon="export")
        self._words = self._button.text()
        self._button.setToolTip(self._words)
        self._button.clicked.connect(self._on_pressed)
        page.header.add_action(self._button, first=True)
        self._progress = TaskProgress(look, name="export_progress")
        page.insert(self._progress)
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the width of a narrow page to the filters; the sign stays."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self._button.setText(self._words if watched.width() >= ROOM_FOR_WORDS else "")
        return False

    def _on_pressed(self) -> None:
        provider = self._table.provider
        if provider is None:
            return
        words = self._toolkit.words
        label = words(self._kind.label)
        name = f"{label} {self._toolkit.clock.now():%Y-%m-%d}{SUFFIX}"
        path = self._files.save_file(T("Export to Excel"), name)
        if path is not None:
            self._write(provider, path)

    def _write(self, provider: ListProvider, path: Path) -> None:
        desk, kind = self._desk, self._kind
        task = self._toolkit.tasks.run(
            lambda report: write_list(desk, kind, provider, path, report), lane="files", owner=self
        )
        self._button.setEnabled(False)
        self._progress.follow(task, T("Writing {name}", name=path.name))
        task.finished.connect(lambda count: self._on_written(path, count))
        task.failed.connect(self._toolkit.messages.show_error)
        task.ended.connect(lambda: self._button.setEnabled(True))

    def _on_written(self, path: Path, count: int) -> None:
        self._toolkit.messages.toast(
            T("{count} rows exported: {name}", count=count, name=path.name),
            action=T("Open folder"),
            on_action=partial(_open_folder, path),
        )


def _open_folder(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def write_list(
    desk: OpenDesk, kind: Kind[Any], provider: ListProvider, path: Path, report: Report
) -> int:
    """Write the rows of a list into a workbook and return how many there were.

    Raises UserError when the place cannot be written, Cancelled when the person stopped it; the
    file is then what it was.
    """
    keys = [key for key in provider.ids() if isinstance(key, int)]

    def write(
        path: Path,
        title: str,
        columns: Sequence[TableColumn],
        rows: Iterable[Sequence[TableCell]],
    ) -> int:
        return desk.write_workbook(path, title, columns, told(rows))

    def told(rows: Iterable[Sequence[TableCell]]) -> Iterator[Sequence[TableCell]]:
        for place, row in enumerate(rows):
            if place % TOLD_EVERY == 0:
                report(place, len(keys), T("{done} of {total}", done=place, total=len(keys)))
            yield row

    return Exporting(desk.session).write_workbook(kind, path, write, keys=keys)
