# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Runs the figures and prints one table, or JSON with ``--json``."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec

from benchmarks.figures import Figure, Group

GROUPS = (
    Group(("first_window", "first_window_memory"), "benchmarks.window_figures:measure"),
    Group(("unlock",), "benchmarks.unlock_figures:measure"),
    Group(("save_record",), "benchmarks.save_figures:measure"),
    Group(("list_first_page_100k",), "benchmarks.list_figures:measure_hundred_thousand"),
    Group(("list_first_page_1m", "list_middle_1m"), "benchmarks.list_figures:measure_million"),
    Group(("search_1m_2chars",), "benchmarks.search_figures:measure"),
    Group(("bundle_build", "bundle_open"), "benchmarks.bundle_figures:measure"),
    Group(("bundle_memory_growth",), "benchmarks.bundle_memory:measure"),
    Group(("sheet_batch_300", "sheet_separate_300"), "benchmarks.paper_figures:measure"),
    Group(("hq_import",), "benchmarks.hq_figures:measure"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the named figures, all by default."""
    names = [name for group in GROUPS for name in group.names]
    parser = argparse.ArgumentParser(
        prog="bench", description="Measures each figure beside its baseline, taking turns"
    )
    parser.add_argument("--json", action="store_true", help="one JSON document instead of a table")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(names))
    options = parser.parse_args(arguments)
    if unknown := sorted({*options.names} - {*names}):
        parser.error(f"no such figure: {', '.join(unknown)}")
    figures = measured(options.names or names)
    if options.json:
        sys.stdout.write(msgspec.json.encode(figures).decode() + "\n")
    else:
        sys.stdout.write(table(figures))
    return 0


def measured(names: Sequence[str]) -> list[Figure]:
    """Measure the groups these figures are in and return them alone."""
    figures: list[Figure] = []
    for group in GROUPS:
        if {*names} & {*group.names}:
            with tempfile.TemporaryDirectory(prefix="branchdesk-bench-") as folder:
                figures += [f for f in group.run(Path(folder)) if f.name in names]
    return figures


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as lines of equal columns."""
    lines = [f"{'figure':26}{'value':>12}{'baseline':>12} {'unit':4}{'ratio':>8}{'goal':>8}"]
    lines += [
        f"{f.name:26}{f.value:>12.2f}{f.baseline:>12.2f} {f.unit:4}{f.ratio:>8.2f}{f.goal:>8.2f}"
        + ("" if f.ratio <= f.goal else "  missed")
        for f in figures
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
