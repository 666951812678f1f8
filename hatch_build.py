# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Pack ``resources/`` into the wheel as ``branchdesk/resources``, catalogues compiled."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PackResources(BuildHookInterface):  # type: ignore[type-arg]
    """Add every resource file to the wheel; a catalogue goes in compiled, not as its source."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fill ``force_include`` before the wheel is written; an editable install needs nothing."""
        if version == "editable":
            return
        root = Path(self.root)
        compiled = Path(self.directory) / "catalogues"
        for file in sorted((root / "resources").rglob("*")):
            if not file.is_file() or file.suffix == ".mo":
                continue
            place = Path("branchdesk") / file.relative_to(root)
            packed = file
            if file.suffix == ".po":
                place = place.with_suffix(".mo")
                packed = compiled / place
                packed.parent.mkdir(parents=True, exist_ok=True)
                with file.open("rb") as source, packed.open("wb") as destination:
                    write_mo(destination, read_po(source))
            build_data["force_include"][str(packed)] = str(place)
