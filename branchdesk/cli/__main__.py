# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Runs the command line: ``python -m branchdesk.cli COMMAND …``."""

import sys

from branchdesk.cli.program import main

if __name__ == "__main__":
    sys.exit(main())
