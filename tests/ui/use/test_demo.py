# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The demo from the first page: chosen, made, sat down at, left and found again."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from branchdesk.ui.widgets.table import DataTable
from branchdesk.wiring import window_services
from tests.ui.desks import Hand

SMALL = {"branches": 1, "engineers": 1, "records": 40}
MAKING = 600_000
"""Milliseconds the demo may take on the slowest machine."""


def test_the_demo_is_made_once_and_each_of_its_desks_opens(
    new_hand: Callable[[], Hand], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window_services, "DEMO_SIZE", SMALL)
    hand = new_hand().start()
    hand.find(QPushButton, "look_at_demo").click()
    qtbot.waitUntil(lambda: hand.sees("demo"), timeout=MAKING)
    offered = [b for b in hand.program.window.findChildren(QPushButton) if b.isVisible()]
    card = hand.find(QWidget, "demo")
    assert any("demo-2026" in shown.text() for shown in card.findChildren(QLabel))
    places = [b.objectName() for b in offered if b.objectName().startswith("demo_")]
    assert len(places) == 4  # headquarters, branch, laptop, and back
    assert {"demo_HQ", "demo_back"} < set(places)
    branches = [name for name in places if "-" not in name and name[5:].isupper()]
    hand.click(next(name for name in branches if name != "demo_HQ"))
    assert hand.reads("demo_badge") == "演示数据"
    assert hand.program.window.current_key() == "workbench"
    hand.program.window.show_page("records")
    hand.settle()
    assert hand.find(DataTable, "records").model.rowCount() > 0

    again = new_hand().start()
    # Nobody is asked for the passphrase of a desk that nobody founded.
    again.click("look_at_demo")
    qtbot.waitUntil(lambda: again.sees("demo"), timeout=MAKING)
    again.click("demo_HQ")
    assert again.reads("identity").startswith("总部")
    assert again.find(QLabel, "demo_badge").isVisible()
    assert QApplication.activeModalWidget() is None
