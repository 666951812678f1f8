# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What this machine remembers between starts; never a word about customers."""

import logging
import os
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from branchdesk.domain.os_errors import translate_os_error
from branchdesk.runtime.atomic import write_atomic

MOST_KNOWN_DESKS = 20

_log = logging.getLogger(__name__)


class KnownDesk(msgspec.Struct, frozen=True):
    """A desk that was open on this machine: its folder, when (aware) and at which page."""

    path: str
    last_used: datetime
    page: str = ""


class MachineSettings(msgspec.Struct, frozen=True):
    """The settings of this machine and person; every field has a default.

    ``geometry`` is the window's size and place as the window itself describes it (base64).
    """

    language: Literal["zh_CN", "en"] = "zh_CN"
    theme: Literal["system", "light", "dark"] = "system"
    desks: tuple[KnownDesk, ...] = ()
    geometry: str = ""

    def with_desk(self, desk: KnownDesk) -> "MachineSettings":
        """Return settings in which ``desk`` is the most recent one."""
        others = [known for known in self.desks if known.path != desk.path]
        return msgspec.structs.replace(self, desks=(desk, *others)[:MOST_KNOWN_DESKS])

    def without_desk(self, path: str) -> "MachineSettings":
        """Return settings that have forgotten the desk at ``path``."""
        return msgspec.structs.replace(
            self, desks=tuple(known for known in self.desks if known.path != path)
        )


class SettingsFile:
    """Settings as a JSON file that survives damage and half-written saves."""

    def __init__(self, path: Path) -> None:
        """Name the file; it need not exist."""
        self.path = path

    def load(self) -> MachineSettings:
        """Return the settings; defaults when there are none or the file is damaged.

        A damaged file is kept beside as ``….damaged``. Raises UserError when the file exists and
        cannot be read.
        """
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=MachineSettings)
        except FileNotFoundError:
            return MachineSettings()
        except msgspec.MsgspecError:
            self._keep_aside()
        except OSError as error:
            raise translate_os_error(error, self.path, reading=True) from error
        return MachineSettings()

    def save(self, settings: MachineSettings) -> None:
        """Write the settings, all or nothing. Raises UserError."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise translate_os_error(error, self.path) from error
        write_atomic(self.path, msgspec.json.format(msgspec.json.encode(settings)))

    def _keep_aside(self) -> None:
        _log.warning("settings_damaged")
        try:
            os.replace(self.path, self.path.with_name(self.path.name + ".damaged"))
        except OSError as error:
            raise translate_os_error(error, self.path) from error
