# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Where a process may write: below one folder, which is then looked through."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


PLACES = {
    "HOME": "home",
    "USERPROFILE": "home",
    "APPDATA": "home",
    "LOCALAPPDATA": "home",
    "TMPDIR": "temp",
    "TEMP": "temp",
    "TMP": "temp",
    "SQLITE_TMPDIR": "temp",
    "XDG_CACHE_HOME": "home/.cache",
    "XDG_CONFIG_HOME": "home/.config",
    "XDG_DATA_HOME": "home/.local/share",
    "XDG_STATE_HOME": "home/.local/state",
    "XDG_RUNTIME_DIR": "run",
    "BRANCHDESK_HOME": "home/branchdesk",
}


def private_places(folder: Path) -> dict[str, str]:
    """Make the folders and return the variables that send every usual file below the folder."""
    for name in ("home", "temp", "run"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "run").chmod(0o700)
    return {name: str(folder / place) for name, place in PLACES.items()}


def private_environment(folder: Path) -> dict[str, str]:
    """Return the environment of a process that may write below the folder only."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("BRANCHDESK_", "XDG_"))}
    own = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    return kept | private_places(folder) | own
