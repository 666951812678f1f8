# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Runs all figures and prints one table, or JSON with ``--json``."""

import argparse
import sys
import tempfile
from pathlib import Path

import msgspec

from benchmarks import bundle_figures, paper_figures, store_figures, window_figures
from benchmarks.figures import Figure

GROUPS = {
    "window": window_figures.measure,
    "store": store_figures.measure,
    "bundle": bundle_figures.measure,
    "paper": paper_figures.measure,
}


def main() -> int:
    """Measure the chosen groups, all by default."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("groups", nargs="*", choices=[*GROUPS, []], default=[])
    options = parser.parse_args()
    figures: list[Figure] = []
    for name in options.groups or GROUPS:
        with tempfile.TemporaryDirectory() as folder:
            figures += GROUPS[name](Path(folder))
    if options.json:
        sys.stdout.write(msgspec.json.encode(figures).decode() + "\n")
        return 0
    print(f"{'figure':30}{'value':>12}{'baseline':>12}{'ratio':>8}{'goal':>8}")
    for f in figures:
        print(f"{f.name:30}{f.value:>12.2f}{f.baseline:>12.2f}{f.ratio:>8}{f.goal:>8}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
