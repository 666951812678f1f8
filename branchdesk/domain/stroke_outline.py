# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2021 Stephen Ruiz Ltd
# SPDX-FileCopyrightText: 2022 Calvin Walton
# SPDX-License-Identifier: MIT
"""The outline of a stroke as `perfect-freehand` draws it, to the last bit, in a third of its time.

The library makes a function call of every addition of two vectors; a sheet has two signatures and
they were a quarter of its time. Here the same sums stand in the same order, for the few settings
signatures are drawn with. The tests compare it with the library (decision 0142), which is under
the MIT licence:

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions: The above copyright notice and this
permission notice shall be included in all copies or substantial portions of the Software.
THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT
OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""

import math
from collections.abc import Sequence

Corner = tuple[float, float]
Sample = tuple[float, float, float]
"""Position in mm and pressure 0..1."""

_Followed = tuple[float, float, float, float, float, float, float]
"""A point that is kept: position, pressure, direction back, distance back, length up to it."""

_THINNING = 0.6
_SMOOTHING = 0.5
_STREAMLINE = 0.35
_FOLLOWING = 0.15 + (1.0 - _STREAMLINE) * 0.85
_PRESSURE_CHANGE = 0.275
_NOISE_AT_END = 3.0
_LEAST_RADIUS = 0.01
_HALF_TURN = math.pi + 0.0001
"""A little more than half, as the library has it."""


def _turns(total: float, first: int, steps: int) -> tuple[tuple[float, float], ...]:
    """Return sine and cosine of the steps on the way through an angle."""
    angles = [total * (step / (steps - 1.0)) for step in range(first, steps)]
    return tuple((math.sin(angle), math.cos(angle)) for angle in angles)


_START_CAP = _turns(_HALF_TURN, 1, 14)
_END_CAP = _turns(_HALF_TURN * 3, 1, 30)
_DOT = _turns(_HALF_TURN * 2, 1, 14)
_CORNER_LEFT = _turns(_HALF_TURN, 0, 14)
_CORNER_RIGHT = tuple((-sine, cosine) for sine, cosine in _CORNER_LEFT)


def stroke_outline(samples: Sequence[Sample], width: float, *, simulated: bool) -> list[Corner]:
    """Return the closed outline of a line ``width`` mm wide at medium pressure.

    ``simulated`` makes it thinner where it was drawn fast, whatever pressures were told.
    """
    if not samples:
        return []
    line = _followed(_at_least_two(samples), width)
    if len(line) == 1:
        return _dot(line[0], width)
    left, right, radius = _sides(line, width, simulated=simulated)
    x, y = line[0][:2]
    start = _turned(right[0][0] - x, right[0][1] - y, x, y, _START_CAP)
    x, y, _, back_x, back_y, _, _ = line[-1]
    end = _turned((x - back_y * radius) - x, (y + back_x * radius) - y, x, y, _END_CAP)
    right.reverse()
    return [*left, *end, *right, *start]


def _at_least_two(samples: Sequence[Sample]) -> Sequence[Sample]:
    """Put points between two that are alone, and one beside a single one."""
    x, y, _ = samples[0]
    if len(samples) == 1:
        return [samples[0], (x + 1.0, y + 1.0, 0.5)]
    if len(samples) > 2:
        return samples
    dx, dy = samples[1][0] - x, samples[1][1] - y
    return [samples[0], *((x + dx * (i / 4.0), y + dy * (i / 4.0), 0.5) for i in range(1, 5))]


def _followed(samples: Sequence[Sample], width: float) -> list[_Followed]:
    """Return the points a line keeps that follows the samples without every tremble."""
    x, y, first_pressure = samples[0]
    line: list[_Followed] = [(x, y, first_pressure, 0.0, 0.0, 0.0, 0.0)]
    last = len(samples) - 1
    length = 0.0
    begun = False
    for index in range(1, len(samples)):
        sample_x, sample_y, pressure = samples[index]
        next_x = x + (sample_x - x) * _FOLLOWING
        next_y = y + (sample_y - y) * _FOLLOWING
        dx, dy = x - next_x, y - next_y
        if next_x == x and next_y == y:
            continue
        distance = math.hypot(dy, dx)
        length += distance
        if not begun and index < last:
            if length < width:
                continue
            begun = True
        x, y = next_x, next_y
        size = math.hypot(dx, dy)
        line.append((x, y, pressure, dx / size, dy / size, distance, length))
    if len(line) > 1:
        line[0] = (*line[0][:3], *line[1][3:5], 0.0, 0.0)
    return line


def _sides(
    line: Sequence[_Followed], width: float, *, simulated: bool
) -> tuple[list[Corner], list[Corner], float]:
    """Return the edges on the left and on the right, both forwards, and the last radius."""
    left: list[Corner] = []
    right: list[Corner] = []
    least = (width * _SMOOTHING) ** 2
    last = len(line) - 1
    straight_end = line[-1][6]
    before = _first_pressure(line, width, simulated=simulated)
    before_x, before_y = line[0][3:5]
    left_x, left_y = right_x, right_y = line[0][:2]
    turned = False
    radius = 0.0
    for index, (x, y, pressure, back_x, back_y, distance, length) in enumerate(line):
        if index < last and straight_end - length < _NOISE_AT_END:
            continue
        if simulated:
            pressure = _slowed(before, distance, width)  # noqa: PLW2901 - nobody told one
        radius = width * (0.5 - _THINNING * (0.5 - pressure))
        radius = max(radius, _LEAST_RADIUS)
        next_x, next_y = line[index + 1][3:5] if index < last else (back_x, back_y)
        ahead = back_x * next_x + back_y * next_y if index < last else 1.0
        if ahead < 0 or (not turned and back_x * before_x + back_y * before_y < 0):
            side_x, side_y = before_y * radius, -before_x * radius
            left += _turned((x - side_x) - x, (y - side_y) - y, x, y, _CORNER_LEFT)
            right += _turned((x + side_x) - x, (y + side_y) - y, x, y, _CORNER_RIGHT)
            left_x, left_y = left[-1]
            right_x, right_y = right[-1]
            turned = turned or ahead < 0
            continue
        turned = False
        # At the very end the direction ahead is the one back, so the side is square to it.
        side_x = (next_y + (back_y - next_y) * ahead) * radius
        side_y = -(next_x + (back_x - next_x) * ahead) * radius
        edge_x, edge_y = x - side_x, y - side_y
        dx, dy = left_x - edge_x, left_y - edge_y
        if index <= 1 or index == last or dx * dx + dy * dy > least:
            left_x, left_y = edge_x, edge_y
            left.append((edge_x, edge_y))
        edge_x, edge_y = x + side_x, y + side_y
        dx, dy = right_x - edge_x, right_y - edge_y
        if index <= 1 or index == last or dx * dx + dy * dy > least:
            right_x, right_y = edge_x, edge_y
            right.append((edge_x, edge_y))
        before, before_x, before_y = pressure, back_x, back_y
    return left, right, radius


def _dot(point: _Followed, width: float) -> list[Corner]:
    x, y, pressure = point[:3]
    radius = width * (0.5 - _THINNING * (0.5 - pressure))
    away_x, away_y = y - (y + 1.0), -(x - (x + 1.0))
    size = math.hypot(away_x, away_y)
    start_x, start_y = x + away_x / size * -radius, y + away_y / size * -radius
    return _turned(start_x - x, start_y - y, x, y, _DOT)


def _first_pressure(line: Sequence[_Followed], width: float, *, simulated: bool) -> float:
    """Return the average of the first pressures: nearly every line begins slowly."""
    average = line[0][2]
    for _, _, pressure, _, _, distance, _ in line[:10]:
        here = _slowed(average, distance, width) if simulated else pressure
        average = (average + here) / 2
    return average


def _slowed(before: float, distance: float, width: float) -> float:
    """Return a pressure that falls where the points lie far apart."""
    speed = min(1.0, distance / width)
    return min(1.0, before + (min(1.0, 1.0 - speed) - before) * (speed * _PRESSURE_CHANGE))


def _turned(
    dx: float, dy: float, x: float, y: float, turns: Sequence[tuple[float, float]]
) -> list[Corner]:
    """Return the point at a distance from (x, y) after each turn around it."""
    return [(dx * cosine - dy * sine + x, dx * sine + dy * cosine + y) for sine, cosine in turns]
