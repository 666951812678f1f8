# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The screen that nobody reads over one's shoulder (防窥, F12)."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from branchdesk.domain.text import T
from branchdesk.ui.look import Look

BLUR = 40
"""Pixels of the page that become one."""


class PrivacyMask(QWidget):
    """Covers a widget at once with a blur too coarse for any character; takes all its input."""

    lifted = Signal()
    """the person pressed a key or clicked on the mask"""

    def __init__(self, look: Look, covered: QWidget) -> None:
        """Stay hidden until cover()."""
        super().__init__(covered)
        self._look = look
        self._covered = covered
        self._blur = QPixmap()
        self.setObjectName("privacy_mask")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(look.words(T("Hidden from onlookers. F12 shows it again.")))
        covered.installEventFilter(self)
        self.hide()

    def cover(self) -> None:
        """Hide what is below now."""
        picture = self._covered.grab()
        size = self._covered.size() / BLUR
        self._blur = picture.scaled(
            max(size.width(), 1),
            max(size.height(), 1),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        self.setGeometry(self._covered.rect())
        self.show()
        self.raise_()
        self.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as what is covered."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._covered.rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the blur and the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), self._look.theme.color("window"))
        painter.setOpacity(0.6)
        painter.drawPixmap(self.rect(), self._blur)
        painter.setOpacity(1)
        painter.setPen(self._look.theme.color("text"))
        painter.setFont(self._look.theme.font(15, bold=True))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.accessibleName())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show the page again."""
        self.lifted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show the page again by Escape; swallow all other keys."""
        if event.key() == Qt.Key.Key_Escape:
            self.lifted.emit()
