# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A handwritten signature as ink: strokes of points, never a picture (R-071, R-072).

The strokes are the truth; the outline that is drawn on screen and on paper is computed from them.
Stroke timing and pressure count as biometric data and are kept only with the signer's separate
consent; without it the same strokes are stored as positions alone.
"""

import base64
import hashlib
import json
import math
import zlib
from typing import Literal

import msgspec

from branchdesk.domain.errors import UserError
from branchdesk.domain.stroke_outline import stroke_outline
from branchdesk.domain.text import T

MINIMUM_INK_LENGTH_MM = 12.0
"""Shorter ink than this is a dot or a slip of the hand, not a signature."""

MINIMUM_INK_EXTENT_MM = 4.0
"""The larger side of the box around the ink must reach this."""

PEN_WIDTH_MM = 0.85
"""Full width of the drawn line at medium pressure."""

Device = Literal["pen", "touch", "mouse"]


class Point(msgspec.Struct, frozen=True, array_like=True):
    """One sample: position in mm from the pad's top left, time in ms since the first sample of
    the stroke, pressure 0..1 or -1 where the device tells none.
    """

    x: float
    y: float
    time: int = 0
    pressure: float = -1.0


class Stroke(msgspec.Struct, frozen=True):
    """The ink between putting the pen down and lifting it."""

    device: Device
    points: tuple[Point, ...]


class Ink(msgspec.Struct, frozen=True):
    """All strokes of one signature on a pad of the given size in mm."""

    width_mm: float
    height_mm: float
    strokes: tuple[Stroke, ...] = ()

    def without_dynamics(self) -> "Ink":
        """Return the same ink as positions alone (no time, no pressure)."""
        bare = tuple(
            Stroke(s.device, tuple(Point(p.x, p.y) for p in s.points)) for s in self.strokes
        )
        return Ink(self.width_mm, self.height_mm, bare)

    def length_mm(self) -> float:
        """Return the length of all strokes together."""
        return sum(
            math.hypot(b.x - a.x, b.y - a.y)
            for stroke in self.strokes
            for a, b in zip(stroke.points, stroke.points[1:], strict=False)
        )

    def extent_mm(self) -> tuple[float, float, float, float]:
        """Return the box around the ink: left, top, right, bottom; zeros when there is none."""
        points = [p for stroke in self.strokes for p in stroke.points]
        if not points:
            return (0.0, 0.0, 0.0, 0.0)
        xs, ys = [p.x for p in points], [p.y for p in points]
        return (min(xs), min(ys), max(xs), max(ys))

    def is_signature(self) -> bool:
        """Tell whether the ink is more than nothing, a dot or a slip."""
        left, top, right, bottom = self.extent_mm()
        return (
            self.length_mm() >= MINIMUM_INK_LENGTH_MM
            and max(right - left, bottom - top) >= MINIMUM_INK_EXTENT_MM
        )

    def require_signature(self) -> None:
        """Raise UserError when the ink is empty or a dot (R-071)."""
        if not self.is_signature():
            raise UserError(
                T("No signature seen"),
                T("There is too little ink."),
                T("Please let the customer sign with the whole name."),
            )


NO_INK = Ink(0.0, 0.0)
"""An untouched pad."""


def outline(stroke: Stroke) -> list[tuple[float, float]]:
    """Return the closed outline of a stroke in mm; fill it with the winding rule."""
    if not stroke.points:
        return []
    simulated = stroke.device != "pen" or all(p.pressure < 0 for p in stroke.points)
    samples = [(p.x, p.y, 0.5 if simulated else max(p.pressure, 0.0)) for p in stroke.points]
    return stroke_outline(samples, PEN_WIDTH_MM, simulated=simulated)


def encode_ink(ink: Ink) -> str:
    """Return the stored form: base64 of deflated JSON with delta-coded integers.

    Positions are in 1/100 mm, times in ms, pressures 0..1023 (-1: none told).
    """
    strokes = []
    for stroke in ink.strokes:
        numbers: list[int] = []
        last = (0, 0, 0)
        for p in stroke.points:
            x, y, t = round(p.x * 100), round(p.y * 100), p.time
            pressure = round(p.pressure * 1023) if p.pressure >= 0 else -1
            numbers += [x - last[0], y - last[1], t - last[2], pressure]
            last = (x, y, t)
        strokes.append([stroke.device, numbers])
    size = [round(ink.width_mm * 100), round(ink.height_mm * 100)]
    document = {"version": 1, "unit": "0.01mm", "size": size, "strokes": strokes}
    return base64.b64encode(zlib.compress(canonical_json(document), 9)).decode("ascii")


def decode_ink(stored: str) -> Ink:
    """Read what encode_ink wrote; raises UserError when it is damaged."""
    try:
        document = json.loads(zlib.decompress(base64.b64decode(stored, validate=True)))
        width, height = document["size"]
        strokes = []
        for device, numbers in document["strokes"]:
            x = y = t = 0
            points = []
            for i in range(0, len(numbers), 4):
                dx, dy, dt, pressure = numbers[i : i + 4]
                x, y, t = x + dx, y + dy, t + dt
                points.append(Point(x / 100, y / 100, t, pressure / 1023 if pressure >= 0 else -1))
            strokes.append(Stroke(device, tuple(points)))
        return Ink(width / 100, height / 100, tuple(strokes))
    except (ValueError, KeyError, TypeError, zlib.error) as error:
        raise UserError(
            T("The signature is damaged"),
            T("The stored strokes of a signature cannot be read."),
            T("Restore from a backup or ask for the sheet again."),
        ) from error


def canonical_json(document: object) -> bytes:
    """Return the one JSON form that is hashed: sorted keys, no blanks, UTF-8."""
    return json.dumps(
        document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode("utf-8")


def sha256_hex(content: bytes) -> str:
    """Return the SHA-256 of the content as 64 lower-case hex digits."""
    return hashlib.sha256(content).hexdigest()


def check_code(digest_hex: str) -> str:
    """Return the eight-digit code people compare by eye, as on paper: ``7F3A-91C2``."""
    return f"{digest_hex[:4]}-{digest_hex[4:8]}".upper()
