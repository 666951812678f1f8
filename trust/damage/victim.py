# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""One kind of file under damage: how it is laid out, and how a person would come to look at it."""

import random
import traceback
from collections import Counter
from pathlib import Path
from typing import Protocol

from branchdesk.domain.errors import UserError
from trust.frame import Row

HARMLESS = "harmless (nothing reads it, every value is the same)"
MOST_FLIPS = 3


class Victim(Protocol):
    """A kind of file."""

    name: str
    """What the table calls it."""

    file: Path
    """The file that is damaged."""

    slack: bool
    """Whether there are bytes nobody reads; elsewhere every change must be noticed."""

    def lay(self, content: bytes) -> None:
        """Put everything as it was, with this content in place of the file's."""
        ...

    def look(self) -> str:
        """Use the file as the program does.

        Returns the name of a finding, or HARMLESS after every value was read and is the same.
        Raises UserError, which names what is wrong, or WrongValueError.
        """
        ...


class WrongValueError(Exception):
    """Something was read that was never written, and nothing was said."""


def harm(whole: bytes, noise: random.Random) -> tuple[bytes, str]:
    """Return the content with one to three bits flipped or cut off, and what was done."""
    if noise.random() < 0.25:
        length = noise.randrange(len(whole))
        return whole[:length], f"cut at {length}"
    harmed = bytearray(whole)
    places = [noise.randrange(len(whole) * 8) for _ in range(noise.randint(1, MOST_FLIPS))]
    for place in dict.fromkeys(places):
        harmed[place // 8] ^= 1 << place % 8
    return bytes(harmed), "flipped " + ", ".join(f"{p // 8}.{p % 8}" for p in places)


def try_out(victim: Victim, rounds: int, check: str, seed: int = 1) -> Row:
    """Damage a kind of file again and again and count how each ended."""
    noise = random.Random(f"{victim.name} {seed}")
    whole = victim.file.read_bytes()
    findings: Counter[str] = Counter()
    failures: list[str] = []
    for _ in range(rounds):
        harmed, what = harm(whole, noise)
        victim.lay(harmed)
        try:
            ending = victim.look()
            findings[ending] += 1
            if ending == HARMLESS and not victim.slack:
                failures.append(f"{what}: nobody noticed, though the values are the same")
        except UserError as told:
            if not str(told.hint):
                failures.append(f"{what}: “{told.title}” offers no way out")
            findings[str(told.title)] += 1
        except WrongValueError as wrong:
            failures.append(f"{what}: {wrong}")
        except Exception as crash:  # noqa: BLE001 - what no person should see is counted
            place = traceback.extract_tb(crash.__traceback__)[-1]
            kind = type(crash).__name__
            failures.append(f"{what}: {kind} in {Path(place.filename).name}:{place.lineno}")
    victim.lay(whole)
    return Row(
        check=check,
        subject=victim.name,
        cases=rounds,
        findings=dict(findings.most_common()),
        failures=tuple(failures),
    )
