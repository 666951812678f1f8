# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The check: planted words are looked for while desks work, after a kill, a month and crashes."""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from trust.frame import Row, Scale
from trust.plaintext.places import private_environment
from trust.plaintext.plants import WORDS
from trust.plaintext.search import search
from trust.plaintext.windows import windows_at_work

PATIENCE = 600
KILLS = {Scale.QUICK: 1, Scale.WHOLE: 10}


class PlaintextCheck:
    """No word of a customer stands anywhere on the disk."""

    name = "plaintext"

    def run(self, scale: Scale, workdir: Path) -> Iterable[Row]:
        """Yield a row for each moment."""
        folder = workdir / "services"
        with Day("work", folder) as day:
            day.wait_for("working")
            # It goes on writing while it is looked at.
            yield self._look(folder, "while the services work", KILLS[scale])
            day.kill()
        yield self._look(folder, "after a kill")
        for kill in range(1, KILLS[scale]):
            with Day("work", workdir / f"kill-{kill}") as day:
                day.wait_for("working")
                day.kill()
            yield self._look(workdir / f"kill-{kill}", f"after a kill, again {kill}")
        with Day("month", folder) as day:
            day.wait_for("reported")
            day.end(0)
        yield self._look(folder, "after the month and its receipt")
        with Day("crash", folder) as day:
            day.end(1)
        with Day("abort", folder) as day:
            day.end(None)
        with Day("crash", folder) as day:  # the native fault is collected at the next start
            day.end(1)
        yield self._crashes(folder)
        if scale is Scale.WHOLE:
            yield from windows_at_work(self.name, workdir / "windows")

    def _look(self, folder: Path, subject: str, times: int = 1) -> Row:
        count, found = 0, []
        for _ in range(times):
            read, told = search(folder, WORDS)
            count += read
            found += told
        return Row(
            check=self.name,
            subject=subject,
            cases=count,
            findings={"files read": count},
            failures=tuple(dict.fromkeys(found)),
        )

    def _crashes(self, folder: Path) -> Row:
        row = self._look(folder, "after crashes, with reports and stderr")
        reports = list((folder / "company" / "home" / "logs" / "crashes").glob("crash-*"))
        said = (folder / "stderr.txt").read_text(encoding="utf-8", errors="replace")
        failures = list(row.failures)
        if len(reports) < 3 or not any(report.suffix == ".txt" for report in reports):
            failures.append(f"only {len(reports)} crash reports were written")
        if "IntegrityError" not in said:
            failures.append("standard error does not tell of the crash")
        return Row(
            check=row.check,
            subject=row.subject,
            cases=row.cases,
            findings={"files read": row.cases, "crash reports": len(reports)},
            failures=tuple(failures),
        )


class Day:
    """A process of ``trust.plaintext.day`` whose every folder lies below one."""

    def __init__(self, stage: str, folder: Path) -> None:
        """Start it; what it says on standard error is a file like every other."""
        environment = private_environment(folder)
        self._stderr = (folder / "stderr.txt").open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "trust.plaintext.day", stage, str(folder)],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            text=True,
        )
        self._folder = folder

    def wait_for(self, word: str) -> None:
        """Wait until it says so; raises RuntimeError when it ends instead."""
        assert self._process.stdout is not None
        said = self._process.stdout.readline().strip()
        if said != word:
            complaints = (self._folder / "stderr.txt").read_text(encoding="utf-8")
            raise RuntimeError(f"the day ended before “{word}”: {complaints[-2000:]}")

    def kill(self) -> None:
        """Pull the plug."""
        self._process.kill()
        self._process.wait(PATIENCE)

    def end(self, code: int | None) -> None:
        """Wait for its end; ``code`` None is any but success."""
        ended = self._process.wait(PATIENCE)
        if ended != code if code is not None else ended == 0:
            complaints = (self._folder / "stderr.txt").read_text(encoding="utf-8")
            raise RuntimeError(f"ended with {ended}: {complaints[-2000:]}")

    def __enter__(self) -> "Day":
        """Use the process."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave nothing running."""
        if self._process.poll() is None:
            self.kill()
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._stderr.close()
