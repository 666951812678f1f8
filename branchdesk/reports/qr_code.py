# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The QR code as rectangles, one for each run of dark modules in a row."""

import segno

from branchdesk.reports.pen import Pen

_MASK = 4
"""A fixed mask: the search for the best one costs more than the rest of a sheet and any mask can
be read."""


def draw_qr_code(pen: Pen, content: str, x: float, top: float, side: float) -> None:
    """Draw the dark square of ``side`` points; the caller leaves its quiet zone white around it.

    Four modules must stay white on every side, a sixth of the side for the smallest codes.
    """
    code = segno.make(content, error="m", mask=_MASK, micro=False)
    modules = code.symbol_size(border=0)[0]
    runs = []
    for row_index, row in enumerate(code.matrix):
        start: int | None = None
        for column, dark in enumerate([*row, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                runs.append((start, row_index, column - start))
                start = None
    pen.grid_runs(x, top, side / modules, runs)
