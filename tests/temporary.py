# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Folders for what lives longer than one test: desks that pictures share, Qt's own folder."""

import atexit
import shutil
import tempfile
from pathlib import Path


def temporary_folder() -> Path:
    """Return a fresh folder that is removed when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="branchdesk-test-"))
    # Windows keeps what is still open; what cannot be removed must not fail a run that passed.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
