# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Photos of a visit: chosen, dropped or pasted; stored at once, shown small."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QImageReader,
    QImageWriter,
    QKeySequence,
    QPixmap,
    QShortcut,
)
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from branchdesk.domain.changes import Changes
from branchdesk.domain.os_errors import translate_os_error
from branchdesk.domain.text import T, Text
from branchdesk.services.attachments import Attachments
from branchdesk.ui.tasks import Report
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.controls import button, label
from branchdesk.ui.widgets.flow import FlowLayout

THUMBNAIL = QSize(112, 84)
CHUNK = 1 << 20
LARGEST_PICTURE = 64_000_000
"""Bytes of a decoded picture a thumbnail is made of."""


def file_chunks(path: Path) -> Iterator[bytes]:
    """Yield the content of a file; raises UserError when it cannot be read."""
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except OSError as error:
        raise translate_os_error(error, path, reading=True) from error


def local_files(data: QMimeData) -> list[Path]:
    """Return the files that were dropped or copied in a file manager."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [path for path in paths if path.is_file()]


def png_of(image: QImage) -> bytes:
    """Return a picture from the clipboard as a PNG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    return bytes(buffer.data().data())


class PhotoStrip(QFrame):
    """Takes pictures for one purpose and shows those that are there."""

    added = Signal(object)
    """Changes of one more picture (or of one taken away)"""

    def __init__(
        self,
        toolkit: Toolkit,
        attachments: Attachments,
        *,
        purpose: str = "photo",
        add: Text | None = None,
        name: str = "photos",
    ) -> None:
        """Keep pictures as attachments of this purpose."""
        super().__init__()
        self._toolkit = toolkit
        self._attachments = attachments
        self._purpose = purpose
        self._visit: UUID | None = None
        self._shown: dict[UUID, QWidget] = {}
        self._read_only = False
        self.setObjectName(name)
        self.setAcceptDrops(True)
        look = toolkit.look
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._holder = QWidget()
        self._flow = FlowLayout(self._holder)
        column.addWidget(self._holder)
        row = QHBoxLayout()
        row.setSpacing(12)
        self._choose = button(
            look, add or T("Add photos…"), f"{name}_choose", icon="camera", touch=True
        )
        self._choose.clicked.connect(self._on_choose)
        self._paste = button(look, T("Paste"), f"{name}_paste", touch=True)
        self._paste.clicked.connect(self.paste)
        row.addWidget(self._choose)
        row.addWidget(self._paste)
        hint = T("Or drop files here; PNG, JPEG or WebP.")
        row.addWidget(label(look, hint, "hint", wrap=True), 1)
        column.addLayout(row)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.paste)

    def show_photos(self, visit: UUID, attachments: Sequence[Any]) -> None:
        """Show the pictures of a visit; their contents follow from the lane."""
        self._visit = visit
        wanted = {a.uuid: a for a in attachments if a.purpose == self._purpose}
        for uuid in self._shown.keys() - wanted.keys():
            gone = self._shown.pop(uuid)
            gone.hide()
            gone.deleteLater()
        for uuid, attachment in wanted.items():
            if uuid not in self._shown:
                self._show(uuid, attachment)
        self._holder.setVisible(bool(self._shown))

    def count(self) -> int:
        """Return how many pictures are shown."""
        return len(self._shown)

    def set_read_only(self, read_only: bool) -> None:
        """Show only."""
        self._read_only = read_only
        for widget in (self._choose, self._paste):
            widget.setVisible(not read_only)

    def add_files(self, paths: Sequence[Path]) -> None:
        """Store these files, one after the other."""
        for path in paths:
            self._add(path.name, partial(file_chunks, path))

    def paste(self) -> None:
        """Store what lies in the clipboard: files, or a picture."""
        data = QGuiApplication.clipboard().mimeData()
        if self._read_only:
            return
        if paths := local_files(data):
            self.add_files(paths)
        elif data.hasImage():
            image = QImage(data.imageData())
            content, now = png_of(image), self._toolkit.clock.now()
            self._add(f"photo-{now:%Y%m%d-%H%M%S}.png", lambda: iter((content,)))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files only."""
        if not self._read_only and local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Store the dropped files."""
        self.add_files(local_files(event.mimeData()))
        event.acceptProposedAction()

    def _on_choose(self) -> None:
        words = self._toolkit.words(T("Pictures"))
        chosen, _ = QFileDialog.getOpenFileNames(
            self, words, "", f"{words} (*.png *.jpg *.jpeg *.webp *.pdf *.heic)"
        )
        self.add_files([Path(name) for name in chosen])

    def _add(self, name: str, chunks: Any) -> None:
        visit, service, purpose = self._visit, self._attachments, self._purpose
        if visit is None:
            return

        def work(_: Report) -> Changes:
            return service.add("visit", visit, name, chunks(), purpose=purpose).changes

        task = self._toolkit.tasks.run(work, lane="files")
        task.finished.connect(self.added)
        task.failed.connect(self._toolkit.messages.show_error)

    def _show(self, uuid: UUID, attachment: Any) -> None:
        look = self._toolkit.look
        tile = QFrame()
        tile.setProperty("role", "card")
        column = QVBoxLayout(tile)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(2)
        picture = QLabel()
        picture.setObjectName(f"photo_{uuid.hex}")
        picture.setFixedSize(THUMBNAIL)
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        picture.setAccessibleName(attachment.caption or attachment.file_name)
        column.addWidget(picture)
        name = look.theme.font(11)
        words = label(look, attachment.caption or attachment.file_name, "hint")
        words.setFont(name)
        words.setMaximumWidth(THUMBNAIL.width())
        column.addWidget(words)
        remove = button(look, T("Remove"), f"photo_remove_{uuid.hex}", role="link", touch=True)
        remove.clicked.connect(lambda: self._remove(uuid))
        remove.setVisible(not self._read_only)
        column.addWidget(remove)
        self._shown[uuid] = tile
        self._flow.addWidget(tile)
        service = self._attachments

        def work(_: Report) -> bytes:
            return b"".join(service.read(uuid)[1])

        if attachment.media_type.startswith("image/"):
            task = self._toolkit.tasks.run(work, lane="files", owner=picture)
            task.finished.connect(lambda content: _draw(picture, content))
            task.failed.connect(lambda _: picture.setText("…"))
        else:
            picture.setText("PDF")

    def _remove(self, uuid: UUID) -> None:
        service = self._attachments
        task = self._toolkit.tasks.run(lambda _: service.remove(uuid).changes, lane="database")
        task.finished.connect(self.added)
        task.failed.connect(self._toolkit.messages.show_error)


def _draw(target: QLabel, content: bytes) -> None:
    """Show a picture small; a damaged or huge one stays a name."""
    buffer = QBuffer()
    buffer.setData(content)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and size.width() * size.height() * 4 <= LARGEST_PICTURE * 4:
        reader.setScaledSize(size.scaled(THUMBNAIL, Qt.AspectRatioMode.KeepAspectRatio))
        image = reader.read()
        if not image.isNull():
            target.setPixmap(QPixmap.fromImage(image))
            return
    target.setText("…")
