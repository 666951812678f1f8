# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The check: shares the acts among as many processes as the machine has cores."""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from trust.frame import Row, Scale
from trust.kill.acts import ACTS
from trust.kill.calls import why_not

ROOT = Path(__file__).resolve().parents[2]


class KillCheck:
    """Kill, full disk and lost rights at every write of every act."""

    name = "kill"

    def run(self, scale: Scale, workdir: Path) -> Iterable[Row]:
        """Yield a row for each act and way."""
        reason = why_not()
        if reason:
            yield Row(check=self.name, subject="every act", cases=0, not_run=reason)
            return
        del workdir  # closed to others, and some acts are done as nobody
        names = [act.name for act in ACTS]
        if scale is Scale.QUICK:
            # Founding the desks takes longer than one point of every act.
            yield from _walk(names, scale)
            return
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for rows in pool.map(lambda n: list(_walk([n], scale)), names):
                yield from rows


def _walk(names: Sequence[str], scale: Scale) -> Iterator[Row]:
    # A process of its own: forking is safe only where no other threads run.
    command = [sys.executable, "-m", "trust.kill.work", "--scale", scale, *names]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for text in process.stdout:
            yield msgspec.json.decode(text, type=Row)
    if process.returncode:
        raise RuntimeError(f"walking {', '.join(names)} ended with {process.returncode}")
