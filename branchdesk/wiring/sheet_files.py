# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Checks a visit sheet that came as a PDF file against the frozen sheet of the desk."""

import msgspec

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T, Text
from branchdesk.reports.sheet_reading import added_lines, read_number
from branchdesk.wiring.desk import Desk

_MOST_MARKS = 5
"""Lines of a copy that are tried as its mark."""


class SheetCheck(msgspec.Struct, frozen=True):
    """What was found: whether it holds, whether it is a marked copy, and why (not)."""

    ok: bool
    copy: bool
    reasons: tuple[Text, ...]


def check_sheet(desk: Desk, pdf: bytes) -> SheetCheck:
    """Render the original again and compare; marks of copies are looked through.

    Raises UserError when the file cannot be read, names no sheet, or one this desk has not.
    """
    number = read_number(pdf)
    if not number:
        raise UserError(
            T("This is no visit sheet"),
            T("The file names no number of a visit sheet."),
            T("A scan or a photo cannot be checked this way."),
        )
    original = desk.paper.sheet(number)
    if pdf == original:
        text = T("{number} is the original, byte for byte.", number=number)
        return SheetCheck(ok=True, copy=False, reasons=(text,))
    for mark in added_lines(pdf, original)[:_MOST_MARKS]:
        # Making the same copy again leaves no room for anything else that was laid over it.
        if desk.paper.mark(original, mark) == pdf:
            text = T("{number} is a copy of the original, marked {mark}.", number=number, mark=mark)
            return SheetCheck(ok=True, copy=True, reasons=(text,))
    text = T("{number} differs from the sheet that was signed.", number=number)
    return SheetCheck(ok=False, copy=False, reasons=(text,))
