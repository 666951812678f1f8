# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The window's own fonts, loaded after the first paint."""

from pathlib import Path

from PySide6.QtGui import QFontDatabase


def load_fonts(regular: Path, bold: Path) -> str:
    """Load the two static font files and return their family; empty when they cannot be read."""
    family = ""
    for path in (regular, bold):
        number = QFontDatabase.addApplicationFont(str(path))
        names = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
        family = names[0] if names else family
    return family
