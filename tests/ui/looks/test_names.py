# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A screen reader can name every control of every page, and tell it from the others."""

import re
from collections import Counter
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget

from tests.ui.looks.places import SCENES, Scene, controls, described, spoken

CHINESE = re.compile(r"[\u3400-\u9fff]")
NUMBERS = re.compile(r"[A-Z]{2}-[A-Z]+-\d{4}-\w+-\d+")
"""A record is called by its number in any language."""


@pytest.mark.parametrize("scene", SCENES, ids=str)
def test_every_control_has_a_name_of_its_own_in_chinese(
    scene: Scene, show: Callable[[Scene, str], QWidget]
) -> None:
    page = show(scene, "zh_CN")
    found = controls(page.window())
    names = [spoken(widget) for widget in found]
    strange = [
        described(widget)
        for widget, name in zip(found, names, strict=True)
        if not CHINESE.search(name) and not NUMBERS.fullmatch(name)
    ]
    assert strange == []
    # A place of the navigation and the list it leads to may be called the same.
    kinds = [type(widget).__name__ for widget in found]
    twice = {who: n for who, n in Counter(zip(kinds, names, strict=True)).items() if n > 1}
    assert twice == {}
