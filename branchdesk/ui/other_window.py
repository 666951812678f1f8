# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""One window per desk: a second start of the program brings the first window to the front.

The two programs meet at a socket of the operating system that only the same person may use; no
network is involved. What really keeps two programs from one desk is its lock.
"""

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket
from PySide6.QtWidgets import QWidget

PATIENCE = 3000
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
        if desk and not self._server.listen(_name(desk)):
            # What is left of a program that was killed.
            QLocalServer.removeServer(_name(desk))
            self._server.listen(_name(desk))

    def _on_rung(self) -> None:
        while (visitor := self._server.nextPendingConnection()) is not None:
            visitor.disconnected.connect(visitor.deleteLater)
            self.rung.emit()
            visitor.write(_DONE)
            visitor.disconnectFromServer()


def ring(desk: str) -> bool:
    """Ask whoever has this desk in a window to come to the front; False when nobody does.

    Waits, so it is called in a lane and never in the thread of the window.
    """
    socket = QLocalSocket()
    socket.connectToServer(_name(desk))
    return socket.waitForConnected(PATIENCE) and socket.waitForReadyRead(PATIENCE)


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
