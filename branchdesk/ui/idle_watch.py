# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Notices when nobody has touched keyboard, mouse, pen or screen for some minutes."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

_TOUCHED = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TabletPress,
    QEvent.Type.TabletMove,
    QEvent.Type.TouchBegin,
    QEvent.Type.TouchUpdate,
    QEvent.Type.InputMethod,
}


class IdleWatch(QObject):
    """Counts from the last touch."""

    idle = Signal()

    def __init__(self, application: QCoreApplication, parent: QObject) -> None:
        """Watch all input of the application; start() begins to count."""
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.idle)
        application.installEventFilter(self)

    def start(self, milliseconds: int) -> None:
        """Count this long from each touch; 0 never ends."""
        self._timer.stop()
        self._timer.setInterval(milliseconds)
        if milliseconds > 0:
            self._timer.start()

    def stop(self) -> None:
        """Do not count (the desk is locked)."""
        self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Start counting anew at each touch."""
        if event.type() in _TOUCHED and self._timer.isActive():
            self._timer.start()
        return False
