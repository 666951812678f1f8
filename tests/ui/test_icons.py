# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Every icon the window names is in the icon font."""

import re
from pathlib import Path

import pytest
import qtawesome
from PySide6.QtWidgets import QApplication

SOURCES = Path(__file__).parents[2] / "branchdesk" / "ui"
NAMED = re.compile(r'(?:icon=|set_icon\([^,()]+, |Place\("\w+", T\([^)]*\), )"([a-z0-9-]+)"')


def names() -> list[str]:
    found = (NAMED.findall(f.read_text(encoding="utf-8")) for f in SOURCES.rglob("*.py"))
    return sorted({name for file in found for name in file})


@pytest.mark.parametrize("name", names())
def test_the_icon_exists(qapp: QApplication, name: str) -> None:
    del qapp
    assert not qtawesome.icon(f"ph.{name}").isNull()


def test_icons_are_named_at_all() -> None:
    assert {"phone", "plus"} <= set(names())
