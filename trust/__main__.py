# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Runs the checks and prints one table, or JSON with ``--json``; exit code 1 unless all are ok."""

import argparse
import sys
import tempfile
from pathlib import Path

from trust.checks import CHECKS
from trust.frame import Row, Scale
from trust.table import as_json, heading, line


def main() -> int:
    """Run the chosen checks, all by default."""
    parser = argparse.ArgumentParser(prog="trust", description=__doc__)
    parser.add_argument("--json", action="store_true", help="JSON instead of a table")
    parser.add_argument("--quick", action="store_true", help="one case of each class")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(c.name for c in CHECKS))
    options = parser.parse_args()
    unknown = set(options.names) - {check.name for check in CHECKS}
    if unknown:
        parser.error("no such check: " + ", ".join(sorted(unknown)))
    scale = Scale.QUICK if options.quick else Scale.WHOLE
    rows: list[Row] = []
    if not options.json:
        print(heading())
    for check in CHECKS:
        if options.names and check.name not in options.names:
            continue
        with tempfile.TemporaryDirectory(prefix="branchdesk-trust-") as folder:
            for row in check.run(scale, Path(folder)):
                rows.append(row)
                if not options.json:
                    print(line(row), flush=True)
    if options.json:
        print(as_json(rows))
    return 0 if all(row.ok for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
