# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The QR code as rectangles, one for each run of dark modules in a row."""

import re

import zxingcpp

from branchdesk.reports.pen import Pen

_MASK = 4
"""A fixed mask: the search for the best one takes six times as long, and any mask can be read."""

_DARK_RUN = re.compile(b"\0+")
"""The library's picture has a byte for each module, zero where it is dark."""


def draw_qr_code(pen: Pen, content: str, x: float, top: float, side: float) -> None:
    """Draw the dark square of ``side`` points; the caller leaves its quiet zone white around it.

    Four modules must stay white on every side, a sixth of the side for the smallest codes. A
    seventh of the code may be unreadable.
    """
    code = zxingcpp.create_barcode(
        content, zxingcpp.BarcodeFormat.QRCode, ec_level="M", data_mask=_MASK
    )
    image = code.to_image(scale=1, add_quiet_zones=False)
    count = image.shape[0]
    picture = bytes(memoryview(image))  # type: ignore[arg-type] # its stubs forget the buffer
    runs: list[int] = []
    for row in range(count):
        dark = _DARK_RUN.finditer(picture, row * count, (row + 1) * count)
        for start, end in map(re.Match.span, dark):
            runs += (start - row * count, row, end - start)
    pen.grid_runs(x, top, side / count, runs)
