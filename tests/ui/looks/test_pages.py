# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Every page at 1366×768 with the longest texts: no words cut, Tab as one reads, all named.

Opening a page costs most, so that everything is looked at while it is open.
"""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget

from tests.ui.looks import cut_words, reading_order, spoken_names
from tests.ui.looks.places import SCENES, Scene, controls

Show = Callable[[Scene, str], QWidget]


@pytest.mark.parametrize("scene", SCENES, ids=str)
def test_a_page_can_be_read_heard_and_walked_in_chinese(scene: Scene, show: Show) -> None:
    page = show(scene, "zh_CN")
    assert cut_words.faults(page) == []
    assert spoken_names.faults(page) == []
    assert reading_order.faults(page) == []


@pytest.mark.parametrize("scene", SCENES, ids=str)
def test_no_words_are_cut_off_in_english(scene: Scene, show: Show) -> None:
    assert cut_words.faults(show(scene, "en")) == []


def test_what_is_cut_skipped_or_nameless_is_found(show: Show) -> None:
    page = show(SCENES[0], "zh_CN")
    button = page.findChild(QWidget, "workbench_new")
    button.setAccessibleName("")
    button.setText("Take a call")
    button.resize(20, button.height())
    upper, lower = [w for w in controls(page) if w.objectName().startswith("act_")][:2]
    QWidget.setTabOrder(lower, upper)
    assert any("workbench_new" in fault for fault in cut_words.faults(page))
    assert any("workbench_new" in fault for fault in spoken_names.faults(page))
    assert any(" → act_" in fault for fault in reading_order.faults(page))
