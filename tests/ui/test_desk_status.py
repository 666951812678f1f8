# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The pill and the counts are read every minute; a reading that fails is told once, quietly."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T
from branchdesk.services.workbench import Workbench
from branchdesk.ui.messages import Messages
from tests.ui.desks import Hand

NewHand = Callable[[], Hand]
TITLE = "连不上收发文件夹"


class Reading:
    """Counts of the navigation that cannot be read while it is told so."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.fails = False
        self.asked = 0
        really = Workbench.navigation_counts

        def read(bench: Workbench) -> object:
            self.asked += 1
            if self.fails:
                raise UserError(TITLE, T("Retry"), T("Retry"))
            return really(bench)

        monkeypatch.setattr(Workbench, "navigation_counts", read)


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Reading:
    """Read the status again and again, as a window does that stays open for hours."""
    monkeypatch.setattr("branchdesk.ui.desk_window.STATUS_MILLISECONDS", 250)
    return Reading(monkeypatch)


@pytest.fixture
def boxes(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """What was told in boxes, which nobody closes here."""
    told: list[BaseException] = []
    monkeypatch.setattr(Messages, "show_error", lambda _, error: told.append(error))
    return told


def test_a_status_that_cannot_be_read_is_told_once_in_the_pill(
    new_hand: NewHand, reading: Reading, boxes: list[BaseException], qtbot: QtBot
) -> None:
    hand = new_hand().start().found()
    assert "报" in hand.reads("status_pill")
    reading.fails = True
    before = reading.asked
    qtbot.waitUntil(lambda: reading.asked > before + 3, timeout=30_000)
    qtbot.waitUntil(lambda: hand.reads("status_pill") == TITLE, timeout=30_000)
    assert boxes == []
    # The reason is there for whoever asks, and only then.
    hand.click("status_pill")
    assert [getattr(error, "title", "") for error in boxes] == [TITLE]
    reading.fails = False
    qtbot.waitUntil(lambda: "报" in hand.reads("status_pill"), timeout=30_000)
    hand.click("status_pill")
    assert len(boxes) == 1
    assert hand.program.window.current_key() == "month"
