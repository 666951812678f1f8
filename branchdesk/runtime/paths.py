# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Where things lie on this machine."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

import branchdesk

HOME_VARIABLE = "BRANCHDESK_HOME"


@dataclass(frozen=True)
class Paths:
    """The folders of the program on this machine; none of them need exist yet.

    ``desks`` is only the suggestion for new desks: a desk may lie in any folder.
    """

    config: Path
    cache: Path
    logs: Path
    desks: Path
    resources: Path

    @property
    def settings_file(self) -> Path:
        """The machine's settings (settings.SettingsFile)."""
        return self.config / "settings.json"

    def create(self) -> None:
        """Make the folders the program itself writes to."""
        for folder in (self.config, self.cache, self.logs):
            folder.mkdir(parents=True, exist_ok=True)


def find_paths(environment: Mapping[str, str] = os.environ) -> Paths:
    """Return the system's usual places, or folders under ``BRANCHDESK_HOME`` when it is set."""
    home = environment.get(HOME_VARIABLE)
    if home:
        root = Path(home).absolute()
        return Paths(
            config=root / "config",
            cache=root / "cache",
            logs=root / "logs",
            desks=root / "desks",
            resources=find_resources(),
        )
    # Desks lie in the data folder, not in Documents: that one is often mirrored into a cloud, and
    # a copy taken in the middle of a transaction is a damaged database.
    known = platformdirs.PlatformDirs("BranchDesk", appauthor=False, roaming=False)
    return Paths(
        config=known.user_config_path,
        cache=known.user_cache_path,
        logs=known.user_log_path,
        desks=known.user_data_path / "desks",
        resources=find_resources(),
    )


def find_resources() -> Path:
    """Return the resources folder: inside the installed package, or beside it in a checkout."""
    package = Path(branchdesk.__file__).resolve().parent
    packed = package / "resources"
    return packed if packed.is_dir() else package.parent / "resources"
