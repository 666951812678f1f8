# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Invented signatures: strokes that look like a quickly written Chinese name.

A name always gives the same skeleton of strokes; each signing shakes it a little, as a hand does.
"""

import itertools
import math
from random import Random

from branchdesk.domain.signature import Device, Ink, Point, Stroke

PAD_WIDTH_MM = 90.0
PAD_HEIGHT_MM = 32.0
_CELL_MM = 19.0
_SAMPLE_MS = 12
_SLANT = 0.12
_LIFTED = 0.6

# Ends of strokes in a character's square, 0..1: across, down, the two slants, dots, hooks.
_SHAPES = (
    ((0.10, 0.25), (0.90, 0.20)),
    ((0.15, 0.50), (0.85, 0.45)),
    ((0.08, 0.80), (0.92, 0.76)),
    ((0.50, 0.05), (0.48, 0.95)),
    ((0.30, 0.15), (0.28, 0.70)),
    ((0.70, 0.15), (0.74, 0.88), (0.60, 0.80)),
    ((0.55, 0.20), (0.40, 0.60), (0.10, 0.95)),
    ((0.45, 0.40), (0.65, 0.70), (0.95, 0.92)),
    ((0.20, 0.08), (0.30, 0.18)),
    ((0.15, 0.20), (0.80, 0.18), (0.76, 0.55), (0.20, 0.58)),
)


def write_name(name: str, occasion: str, device: Device = "touch") -> Ink:
    """Return the ink of a name on a pad; ``occasion`` makes each signing a little different."""
    hand = Random(occasion)  # noqa: S311 - invented ink, repeatable on purpose
    letters = [ch for ch in name if not ch.isspace() and ch != "·"][:6] or ["x"]
    cell = min(_CELL_MM, (PAD_WIDTH_MM - 10) / len(letters))
    strokes: list[Stroke] = []
    for place, letter in enumerate(letters):
        skeleton = Random(letter)  # noqa: S311 - as above
        left = 5 + place * cell
        top = (PAD_HEIGHT_MM - cell) / 2 + hand.uniform(-1.0, 1.0)
        line: list[tuple[float, float]] = []
        for shape in skeleton.sample(_SHAPES, skeleton.randint(4, 6)):
            line += [
                (
                    left + (x + (0.5 - y) * _SLANT + hand.uniform(-0.04, 0.04)) * cell * 0.92,
                    top + (y + hand.uniform(-0.04, 0.04)) * cell,
                )
                for x, y in shape
            ]
            # A quick hand does not lift the pen after every stroke.
            if skeleton.random() < _LIFTED:
                strokes.append(Stroke(device, _sample(line, hand, pressed=device == "pen")))
                line = []
        if line:
            strokes.append(Stroke(device, _sample(line, hand, pressed=device == "pen")))
    return Ink(PAD_WIDTH_MM, PAD_HEIGHT_MM, tuple(strokes))


def _sample(
    corners: list[tuple[float, float]], hand: Random, *, pressed: bool
) -> tuple[Point, ...]:
    """Return points about every 1.5 mm along the corners, bent like a moving wrist."""
    points: list[Point] = []
    bend = hand.uniform(-0.6, 0.6)
    for (x1, y1), (x2, y2) in itertools.pairwise(corners):
        length = math.hypot(x2 - x1, y2 - y1)
        steps = max(3, round(length / 1.5))
        for step in range(1 if points else 0, steps + 1):
            part = step / steps
            bow = math.sin(part * math.pi) * bend
            points.append(
                Point(
                    round(x1 + (x2 - x1) * part + bow * (y2 - y1) / length, 2),
                    round(y1 + (y2 - y1) * part - bow * (x2 - x1) / length, 2),
                    len(points) * _SAMPLE_MS,
                    round(0.2 + 0.25 * math.sin(part * math.pi), 3) if pressed else -1.0,
                )
            )
    return tuple(points)
