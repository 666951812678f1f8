# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""One window per desk: a second start of the program brings the first window to the front.

The two programs meet at a socket of the operating system that only the same person may use; no
network is involved. What really keeps two programs from one desk is its lock.
"""

import hashlib
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QWidget

PATIENCE = 10_000
"""Milliseconds the first window has to answer; one that hangs cannot come to the front."""

_DONE = b"shown\n"


class Doorbell(QObject):
    """Answers when another start asks for the desk that is open, or asked for, in this window."""

    rung = Signal()

    def __init__(self, parent: QObject) -> None:
        """Answer for no desk yet."""
        super().__init__(parent)
        self._desk = ""
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_rung)

    @property
    def desk(self) -> str:
        """The desk this window answers for; empty for none."""
        return self._desk

    def answer_for(self, desk: str) -> None:
        """Answer for this desk from now on, and for no other one; empty for none."""
        if desk == self._desk:
            return
        self._server.close()
        self._desk = desk
        if desk:
            # Nobody answered there, so what may lie there is left of a program that was killed.
            QLocalServer.removeServer(_name(desk))
            self._server.listen(_name(desk))

    def _on_rung(self) -> None:
        while (visitor := self._server.nextPendingConnection()) is not None:
            visitor.disconnected.connect(visitor.deleteLater)
            self.rung.emit()
            visitor.write(_DONE)  # the visitor goes by itself once it has read that
            visitor.flush()


class Ring(QObject):
    """Asks whoever has a desk in a window to come to the front; forgets itself afterwards."""

    told = Signal(bool)
    """whether a window has come to the front; emitted once, never before ask() returned"""

    def __init__(self, parent: QObject) -> None:
        """Ask nobody yet."""
        super().__init__(parent)
        self._socket = QLocalSocket(self)
        self._socket.readyRead.connect(partial(self._end, True))
        self._socket.errorOccurred.connect(lambda _: self._end(False))
        self._end_of_patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._end_of_patience.timeout.connect(partial(self._end, False))
        self._ended = False

    def ask(self, desk: str) -> None:
        """Ask for this desk."""
        self._end_of_patience.start()
        self._socket.connectToServer(_name(desk))

    def _end(self, shown: bool) -> None:
        if not self._ended:
            self._ended = True
            self._end_of_patience.stop()
            QTimer.singleShot(0, self, partial(self.told.emit, shown))
            self.told.connect(self.deleteLater)


def bring_to_front(window: QWidget) -> None:
    """Show a window before all others, as far as the system lets a program do so."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


def _name(desk: str) -> str:
    """The same folder has one name, however it was written down."""
    place = str(Path(desk).resolve())
    return f"branchdesk-{hashlib.sha256(place.encode()).hexdigest()[:24]}"
