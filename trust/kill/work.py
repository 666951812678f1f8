# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A process of its own that walks some acts and prints a row as JSON for each way."""

import argparse
import logging
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec

from tests.companies import Company
from trust.frame import Scale
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
                    sys.stdout.write(msgspec.json.encode(way(scale)).decode() + "\n")
                    sys.stdout.flush()
            walk.close()


if __name__ == "__main__":
    main()
