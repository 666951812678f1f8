# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What a check is, and what it tells."""

import enum
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import msgspec


class Scale(enum.StrEnum):
    """How much of a check is done."""

    QUICK = "quick"
    """One case of each class, within seconds: what every change must pass."""

    WHOLE = "whole"
    """Every point, every flip, every leaf through the pages."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the table: a class of writes or of damage, and how all its cases ended."""

    check: str
    subject: str
    """What was done or damaged, for example ``closing · kill``."""

    cases: int
    """Points walked, flips made, pages opened."""

    findings: dict[str, int] = msgspec.field(default_factory=dict)
    """How often each kind of ending was seen, for example a named finding of ``doctor``."""

    recovered: int = 0
    """Cases in which the program said what it recovered."""

    lost: int = 0
    """Cases in which something acknowledged was gone."""

    doubled: int = 0
    """Cases in which something was there twice."""

    failures: tuple[str, ...] = ()
    """One sentence for each case that ended otherwise than it may, also lost and doubled ones."""

    not_run: str = ""
    """Why this machine could not try it; empty when it did."""

    @property
    def ok(self) -> bool:
        """Whether it was tried and every case ended as it may."""
        tried = self.cases > 0 and not self.not_run
        return tried and not (self.lost or self.doubled or self.failures)


class Check(Protocol):
    """Something that is tried out."""

    name: str
    """One lower-case word for the command line."""

    def run(self, scale: Scale, workdir: Path) -> Iterable[Row]:
        """Try it in an empty folder of its own and yield a row as soon as it is known.

        What ends otherwise than it may is told in the row's ``failures``; an exception is a bug
        of the check itself.
        """
        ...
