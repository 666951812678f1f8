# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A process of its own that walks some acts and prints a row as JSON for each way."""

import argparse
import logging
import sys
from pathlib import Path

import msgspec

from tests.companies import Company
from trust.frame import Scale
from trust.kill.acts import ACTS
from trust.kill.walk import Walk


def main() -> None:
    """Arguments: ``--scale``, ``--way`` (repeatable, default all), a folder, names of acts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=Scale, default=Scale.WHOLE)
    parser.add_argument("--way", action="append")
    parser.add_argument("folder", type=Path)
    parser.add_argument("acts", nargs="+")
    options = parser.parse_args()
    logging.disable()  # standard error is not part of the program's files
    founded = options.folder / "founded"
    company = Company(founded)
    company.found(["HQ", "GZ", "GZ-L01"])
    company.found_alone("BJ")
    company.close()
    for act in ACTS:
        if act.name in options.acts:
            walk = Walk(act, founded, options.folder / act.name.replace(" ", "-"))
            for name, way in walk.ways().items():
                if options.way is None or name in options.way:
                    sys.stdout.write(msgspec.json.encode(way(options.scale)).decode() + "\n")
                    sys.stdout.flush()


if __name__ == "__main__":
    main()
