# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Prints the pages of a small PDF as pictures at the printer's resolution."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from branchdesk.services.open_desk import PagePictures

DOTS = 300


def print_pages(pages: PagePictures, window: QWidget) -> bool:
    """Ask for the printer and print; tell whether anything was printed."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, window)
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return False
    painter = QPainter(printer)
    for index in range(pages.page_count):
        if index:
            printer.newPage()
        picture = pages.picture(index, DOTS)
        image = QImage(
            picture.pixels,
            picture.width,
            picture.height,
            picture.width * 3,
            QImage.Format.Format_RGB888,
        )
        width_mm, height_mm = pages.size_mm(index)
        dots = printer.resolution() / 25.4
        painter.drawImage(QRectF(0, 0, width_mm * dots, height_mm * dots), image)
    painter.end()
    return True
