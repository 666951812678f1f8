# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The check: shares the points among as many processes as the machine has cores."""

import contextlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from trust.frame import Row, Scale
from trust.kill.acts import ACTS
from trust.kill.calls import ROOT, why_not
from trust.kill.walk import WAYS


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
        # Founding the desks takes longer than one point of every act.
        shares = 1 if scale is Scale.QUICK else os.cpu_count() or 1
        yield from _walk(scale, shares)


def _walk(scale: Scale, shares: int) -> Iterator[Row]:
    """Walk a share of every act in each process and put the rows together."""
    # Processes of their own: forking is safe only where no other threads run.
    command = [sys.executable, "-m", "trust.kill.work", "--scale", scale, "--share"]
    with contextlib.ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(
                    [*command, f"{share + 1}/{shares}"],
                    cwd=ROOT,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for share in range(shares)
        ]
        outputs = [process.stdout for process in processes if process.stdout is not None]
        for _ in range(len(ACTS) * len(WAYS)):
            texts = [output.readline() for output in outputs]
            if not all(texts):
                raise RuntimeError("a walking process ended before its last row")
            yield together([msgspec.json.decode(text, type=Row) for text in texts])


def together(rows: Sequence[Row]) -> Row:
    """Return the row of several shares of the same points."""
    findings: Counter[str] = Counter()
    for row in rows:
        findings.update(row.findings)
    return msgspec.structs.replace(
        rows[0],
        cases=sum(row.cases for row in rows),
        findings=dict(findings),
        recovered=sum(row.recovered for row in rows),
        lost=sum(row.lost for row in rows),
        doubled=sum(row.doubled for row in rows),
        failures=tuple(failure for row in rows for failure in row.failures),
    )
