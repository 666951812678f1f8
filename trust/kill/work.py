# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A process of its own that walks some acts and prints a row as JSON for each way."""

import argparse
import contextlib
import logging
import shutil
import sys
import tempfile
from pathlib import Path

import msgspec

from tests.companies import Company
from trust.frame import Scale
from trust.kill.acts import ACTS
from trust.kill.walk import WAYS, Walk

MEMORY = Path("/dev/shm")
ROOM_NEEDED = 256 << 20
"""Bytes the copies of one process may take, generously."""


def main() -> None:
    """Arguments: ``--scale``, ``--share K/N``; ``--way``, ``--act`` (repeatable, default all)."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=Scale, default=Scale.WHOLE)
    parser.add_argument("--share", default="1/1")
    parser.add_argument("--way", action="append", choices=WAYS)
    parser.add_argument("--act", action="append", choices=[act.name for act in ACTS])
    options = parser.parse_args()
    logging.disable()  # standard error is not part of the program's files
    share, shares = map(int, options.share.split("/"))
    with tempfile.TemporaryDirectory(prefix="branchdesk-trust-kill-", dir=_place()) as folder:
        # Where root gives up its rights, the desks must be in reach of nobody; they are invented.
        Path(folder).chmod(0o755)
        founded = _found(Path(folder))
        for act in ACTS:
            if not options.act or act.name in options.act:
                workdir = Path(folder, act.name.replace(" ", "-"))
                walk = Walk(act, founded, workdir, (share - 1, shares))
                for row in walk.rows(options.scale, options.way or WAYS):
                    sys.stdout.write(msgspec.json.encode(row).decode() + "\n")
                    sys.stdout.flush()
                walk.close()


def _place() -> Path | None:
    """Return where copying is cheap, if there is room; a kill is not a power cut."""
    with contextlib.suppress(OSError):
        if shutil.disk_usage(MEMORY).free >= ROOM_NEEDED:
            return MEMORY
    return None


def _found(folder: Path) -> Path:
    founded = folder / "founded"
    company = Company(founded)
    company.found(["HQ", "GZ", "GZ-L01"])
    company.found_alone("BJ")
    # Made and registered once: every forked process has the fonts.
    company.branch.paper.slip("首页", ["广州分公司"])
    company.close()
    return founded


if __name__ == "__main__":
    main()
