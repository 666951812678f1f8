# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Starts the window, or the command line when a command is given."""

import sys

from branchdesk.cli import has_command
from branchdesk.cli import main as run_command


def main() -> int:
    """Return the exit code of the window or of the command."""
    if has_command(sys.argv[1:]):
        return run_command()
    from branchdesk.app import main as start_window  # Qt only when a window is wanted

    return start_window()


if __name__ == "__main__":
    sys.exit(main())
