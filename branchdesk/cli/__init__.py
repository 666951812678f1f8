# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The command line: the same services as the window, one JSON value or a text for people."""

from branchdesk.cli.program import has_command, main, run

__all__ = ["has_command", "main", "run"]
