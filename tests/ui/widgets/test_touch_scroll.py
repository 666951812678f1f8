# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Areas that come and go leave nothing behind for having followed a finger."""

import gc
from enum import EnumType

from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from branchdesk.ui.widgets.touch_scroll import scroll_by_finger


def test_all_areas_follow_by_one_gesture(qtbot: QtBot) -> None:
    def follow() -> int:
        area = QScrollArea()
        qtbot.addWidget(area)
        scroll_by_finger(area)
        return sum(1 for found in gc.get_objects() if isinstance(found, EnumType))

    follow()
    assert follow() == follow()
