# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""PDFium serves one thread at a time in a whole process: everything of it goes through one door."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T

# The library's own state is the process's; a lock per object would guard nothing. Re-entrant, as
# closing may be part of what is being done.
_DOOR = threading.RLock()


@contextmanager
def pdfium() -> Iterator[None]:
    """Keep other threads out of PDFium; raises UserError for a document it cannot read."""
    with _DOOR:
        try:
            yield
        except pypdfium2.PdfiumError as error:
            raise UserError(
                T("The PDF file cannot be read"),
                T("The paper is damaged or not a PDF file."),
                T("Please make it again from the record."),
            ) from error


def close(document: pypdfium2.PdfDocument) -> None:
    """Give a document back; a second time does nothing."""
    with pdfium():
        document.close()
