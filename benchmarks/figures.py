# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What a figure is, how times are taken, and how a group of figures is announced."""

import statistics
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import msgspec


class Figure(msgspec.Struct, frozen=True):
    """A measured value beside its baseline from the same run; ``goal`` is the largest ratio."""

    name: str
    value: float
    unit: str
    baseline: float
    ratio: float
    goal: float


class Group(msgspec.Struct, frozen=True):
    """Figures that are measured together.

    ``measure`` names a function as ``module:function``; it is imported when its turn comes and
    gets an empty folder of its own.
    """

    names: tuple[str, ...]
    measure: str

    def run(self, folder: Path) -> list[Figure]:
        """Measure all figures of the group."""
        module, function = self.measure.split(":")
        measured: list[Figure] = getattr(import_module(module), function)(folder)
        return measured


def figure(name: str, value: float, baseline: float, goal: float, unit: str = "ms") -> Figure:
    """Make a figure with its ratio."""
    return Figure(name, round(value, 3), unit, round(baseline, 3), round(value / baseline, 2), goal)


def median_ms(work: Callable[[], object], times: int) -> float:
    """Return the median time of one call in milliseconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def interleaved_ms(
    first: Callable[[], object], second: Callable[[], object], times: int
) -> tuple[float, float]:
    """Return the medians of two works whose calls take turns, so that load hits both alike."""
    one, other = [], []
    for _ in range(times):
        one.append(median_ms(first, 1))
        other.append(median_ms(second, 1))
    return statistics.median(one), statistics.median(other)
