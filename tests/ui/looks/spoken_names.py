# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What a screen reader calls the controls of a page."""

import re
from collections import Counter

from PySide6.QtWidgets import QWidget

from tests.ui.looks.places import controls, described, spoken

CHINESE = re.compile(r"[\u3400-\u9fff]")
NUMBERS = re.compile(r"[A-Z]{2}-[A-Z]+-\d{4}-\w+-\d+")
"""A record is called by its number in any language."""


def faults(page: QWidget) -> list[str]:
    """Tell which controls have no name in Chinese, or one that another has too."""
    found = controls(page.window())
    names = [spoken(widget) for widget in found]
    strange = [
        f"no name: {described(widget)}"
        for widget, name in zip(found, names, strict=True)
        if not CHINESE.search(name) and not NUMBERS.fullmatch(name)
    ]
    # A place of the navigation and the list it leads to may be called the same.
    kinds = [type(widget).__name__ for widget in found]
    twice = Counter(zip(kinds, names, strict=True))
    return strange + [f"{count} times: {who}" for who, count in twice.items() if count > 1]
