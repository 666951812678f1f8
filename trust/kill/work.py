# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A process of its own that walks some acts and prints a row as JSON for each way."""

import argparse
import logging
import os
import stat
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec

from tests.companies import Company
from trust.frame import Row, Scale
from trust.kill.acts import ACTS
from trust.kill.walk import Walk


def main() -> None:
    """Arguments: ``--scale``, ``--way`` (repeatable, default all), names of acts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=Scale, default=Scale.WHOLE)
    parser.add_argument("--way", action="append")
    parser.add_argument("acts", nargs="+")
    options = parser.parse_args()
    logging.disable()  # standard error is not part of the program's files
    with tempfile.TemporaryDirectory(prefix="branchdesk-trust-kill-") as folder:
        # Where root gives up its rights, the desks must be in reach of nobody; they are invented.
        Path(folder).chmod(0o755)
        _walk(Path(folder), options.acts, options.scale, options.way)


def _walk(folder: Path, acts: Sequence[str], scale: Scale, ways: Sequence[str] | None) -> None:
    founded = folder / "founded"
    company = Company(founded)
    company.found(["HQ", "GZ", "GZ-L01"])
    company.found_alone("BJ")
    company.close()
    for act in ACTS:
        if act.name in acts:
            walk = Walk(act, founded, folder / act.name.replace(" ", "-"))
            for name, way in walk.ways().items():
                if ways is None or name in ways:
                    reason = out_of_reach() if name == "rights taken" else ""
                    subject = f"{act.name} · {name}"
                    row = (
                        Row(check="kill", subject=subject, cases=0, not_run=reason)
                        if reason
                        else way(scale)
                    )
                    sys.stdout.write(msgspec.json.encode(row).decode() + "\n")
                    sys.stdout.flush()
            walk.close()


def out_of_reach() -> str:
    """Return why nobody, whom root becomes where rights are taken, could not run the program."""
    if os.geteuid() != 0:
        return ""
    for place in (Path(__file__).resolve().parent, Path(sys.prefix).resolve()):
        for folder in (place, *place.parents):
            if not folder.stat().st_mode & stat.S_IXOTH:
                return f"only root may enter {folder}, where the program lies"
    return ""


if __name__ == "__main__":
    main()
