# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Small invented files for attachments: plain pictures of screens, machines and signed paper."""

import struct
import zlib
from random import Random

WIDTH = 240
HEIGHT = 320
_PAPER = (250, 249, 244)
_INK = (40, 52, 96)
_GREY = (196, 200, 206)
_SCREEN = (228, 236, 246)
_DARK = (58, 64, 74)


def paper_picture(number: int) -> bytes:
    """Return a PNG that looks like a photographed form with a signature at its foot."""
    marks = Random(f"paper {number}")  # noqa: S311 - repeatable on purpose
    rows = [_line(_PAPER) for _ in range(HEIGHT)]
    for y in range(30, 230, 18):
        _bar(rows, y, 2, 20, 20 + marks.randint(90, 195), _GREY)
    for y in range(255, 300, 3):
        start = 120 + marks.randint(0, 30)
        _bar(rows, y, 2, start, start + marks.randint(12, 50), _INK)
    return _png(rows)


def screen_picture(number: int) -> bytes:
    """Return a PNG that looks like a photographed window with a message in it."""
    marks = Random(f"screen {number}")  # noqa: S311 - repeatable on purpose
    rows = [_line(_DARK) for _ in range(HEIGHT)]
    _bar(rows, 50, 200, 16, 224, _SCREEN)
    top = 90 + marks.randint(0, 50)
    _bar(rows, top, 70, 46, 194, _PAPER)
    for y in range(top + 12, top + 56, 12):
        _bar(rows, y, 3, 58, 58 + marks.randint(50, 120), _GREY)
    return _png(rows)


def _line(colour: tuple[int, int, int]) -> bytearray:
    return bytearray(bytes(colour) * WIDTH)


def _bar(
    rows: list[bytearray],
    top: int,
    height: int,
    left: int,
    right: int,
    colour: tuple[int, int, int],
) -> None:
    for row in rows[top : top + height]:
        row[left * 3 : right * 3] = bytes(colour) * (right - left)


def _png(rows: list[bytearray]) -> bytes:
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    chunks = ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
