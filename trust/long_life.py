# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The check: whoever leaves the window open for a year loses neither memory nor handles.

The real program runs in a process of its own, offscreen, so that nothing of the checker is
measured. It goes round through pages, panels, editors, sheets and dialogs; what it holds is
counted after warming up and at the end.
"""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import msgspec

from trust.frame import Row, Scale

OPENS = {Scale.QUICK: 150, Scale.WHOLE: 10_000}
GROWTH_BYTES = 10_000_000
GROWTH_OBJECTS = 1_000
"""Of Python's collector: some hundreds come and go with what a page last showed."""


class Held(msgspec.Struct, frozen=True):
    """What a process holds: widgets, threads, open files, objects, its own memory in bytes."""

    widgets: int
    threads: int
    files: int
    objects: int
    memory: int


class Life(msgspec.Struct, frozen=True):
    """What the child tells: how often each thing was opened, and what it held."""

    opened: dict[str, int]
    before: Held
    after: Held


class LongLifeCheck:
    """Opening everything again and again leaves nothing behind."""

    name = "long_life"

    def run(self, scale: Scale, workdir: Path) -> Iterable[Row]:
        """Yield the one row."""
        if not sys.platform.startswith("linux"):
            yield Row(
                check=self.name,
                subject="pages, sheets and dialogs",
                cases=0,
                not_run="threads, files and memory are counted in /proc",
            )
            return
        child = subprocess.run(
            [sys.executable, "-m", "trust.long_life_child", str(workdir), str(OPENS[scale])],
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "BRANCHDESK_HOME": str(workdir)},
            cwd=Path(__file__).parents[1],
            stdout=subprocess.PIPE,
            check=True,
        )
        life = msgspec.json.decode(child.stdout.splitlines()[-1], type=Life)
        yield Row(
            check=self.name,
            subject="pages, sheets and dialogs",
            cases=sum(life.opened.values()),
            findings=life.opened | {"grown by kB": _grown(life) // 1000},
            failures=tuple(failures(life)),
        )


def _grown(life: Life) -> int:
    return life.after.memory - life.before.memory


def failures(life: Life) -> Iterable[str]:
    """Yield a sentence for everything there is more of than after warming up."""
    for what in ("widgets", "threads", "files"):
        before, after = getattr(life.before, what), getattr(life.after, what)
        if after > before:
            yield f"{what}: {before} after warming up, {after} at the end"
    if life.after.objects > life.before.objects + GROWTH_OBJECTS:
        yield f"objects: {life.before.objects} after warming up, {life.after.objects} at the end"
    if _grown(life) > GROWTH_BYTES:
        yield f"memory grew by {_grown(life) / 1e6:.1f} MB"
