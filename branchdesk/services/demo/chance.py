# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Seeded chance: the only source of variety in the demo, so that a seed tells the whole story."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random
from typing import TypeVar
from uuid import UUID

Value = TypeVar("Value")


class Chance:
    """Draws from one seeded generator; the same seed text gives the same draws."""

    def __init__(self, seed: str) -> None:
        """Start the generator from a text such as ``7/GZ``."""
        self.random = Random(seed)  # noqa: S311 - repeatable on purpose, never a secret

    def deck(self, shares: Mapping[str, float], size: int) -> list[str]:
        """Return ``size`` values whose shares are met as exactly as whole cards allow, shuffled."""
        cards = [value for value, count in quotas(shares, size).items() for _ in range(count)]
        self.random.shuffle(cards)
        return cards

    def pick(self, shares: Mapping[str, float]) -> str:
        """Return one value by its weight."""
        return self.random.choices(list(shares), weights=list(shares.values()))[0]

    def one(self, values: Sequence[Value]) -> Value:
        """Return one of the values, all equally likely."""
        return self.random.choice(values)

    def sample(self, values: Sequence[Value], count: int) -> list[Value]:
        """Return up to ``count`` different values."""
        return self.random.sample(values, min(count, len(values)))

    def happens(self, percent: float) -> bool:
        """Tell whether something that happens in so many of a hundred cases happens now."""
        return self.random.random() * 100 < percent

    def between(self, least: int, most: int) -> int:
        """Return a whole number from least to most, both included."""
        return self.random.randint(least, most)

    def new_id(self, moment: datetime) -> UUID:
        """Return a UUID in the form of version 7 whose time is the aware moment."""
        milliseconds = round(moment.timestamp() * 1000)
        value = milliseconds << 80 | 7 << 76 | self.random.getrandbits(12) << 64
        return UUID(int=value | 2 << 62 | self.random.getrandbits(62))


def quotas(shares: Mapping[str, float], size: int) -> dict[str, int]:
    """Split ``size`` by shares into whole counts that add up to it (largest remainder)."""
    total = sum(shares.values())
    exact = {value: share * size / total for value, share in shares.items()}
    counts = {value: int(amount) for value, amount in exact.items()}
    remainders = sorted(exact, key=lambda value: counts[value] - exact[value])
    for value in remainders[: size - sum(counts.values())]:
        counts[value] += 1
    return counts
