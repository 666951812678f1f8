# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What is handed in from outside a desk: paths, clock, translators, fonts, identities."""

import secrets
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import msgspec

from branchdesk.domain.clock import Clock, ShiftedClock
from branchdesk.domain.text import Translator
from branchdesk.runtime.i18n import DEFAULT_LANGUAGE, load_translator
from branchdesk.runtime.key_wrapping import Cost
from branchdesk.runtime.paths import Paths


def new_uuid7() -> UUID:
    """Return a UUIDv7: 48 bits of milliseconds, then random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64
    return uuid.UUID(int=value | 0b10 << 62 | secrets.randbits(62))


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a desk needs of the machine it runs on.

    ``translator`` speaks the window's or command line's language, ``paper`` always Chinese.
    ``cost`` is what unlocking takes; tests make it cheap.
    """

    paths: Paths
    clock: Clock
    translator: Translator
    paper: Translator
    new_id: Callable[[], UUID] = new_uuid7
    cost: Cost = Cost()

    def shifted(self, seconds: int) -> "Surroundings":
        """Return the same with the clock moved (demo desks only)."""
        if not seconds:
            return self
        clock = ShiftedClock(self.clock, timedelta(seconds=seconds))
        return msgspec.structs.replace(self, clock=clock)

    @property
    def resources(self) -> Path:
        """Where the program's own files lie."""
        return self.paths.resources


def make_surroundings(
    paths: Paths, clock: Clock, language: str = DEFAULT_LANGUAGE, cost: Cost | None = None
) -> Surroundings:
    """Load the translators for a language."""
    paper = load_translator(DEFAULT_LANGUAGE, paths.resources, paths.cache)
    translator = (
        paper
        if language == DEFAULT_LANGUAGE
        else load_translator(language, paths.resources, paths.cache)
    )
    return Surroundings(
        paths=paths,
        clock=clock,
        translator=translator,
        paper=paper,
        cost=cost or Cost(),
    )
