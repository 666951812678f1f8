# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""After unlocking all pages are checked; what is found stands in sight with a way out."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from branchdesk.runtime.paths import find_paths
from tests.ui.desks import PASSPHRASE, Hand

NewHand = Callable[[], Hand]
FOLDER = "BJ"


def answer(qtbot: QtBot, hand: Hand, press: str) -> None:
    """Click on the pill and then on a button of the box that opens."""

    def on_box() -> None:
        box = QApplication.activeModalWidget()
        if box is None:
            QTimer.singleShot(50, on_box)
            return
        box.findChild(QPushButton, press).click()

    QTimer.singleShot(0, on_box)
    hand.click("status_pill")


def unlock(hand: Hand) -> Hand:
    hand.start().write("passphrase", PASSPHRASE)
    return hand.click("unlock")


def test_a_whole_desk_says_nothing(new_hand: NewHand) -> None:
    new_hand().start().found()
    hand = unlock(new_hand())
    assert not hand.sees("toast")
    assert "报" in hand.reads("status_pill")


def test_a_damaged_page_is_told_and_leads_to_the_ways_out(new_hand: NewHand, qtbot: QtBot) -> None:
    new_hand().start().found().close()
    hand = new_hand()
    database = find_paths().desks / FOLDER / "desk.db"
    content = bytearray(database.read_bytes())
    content[len(content) - 2000] ^= 1  # in a page that opening does not read
    database.write_bytes(content)
    unlock(hand)
    assert hand.reads("status_pill") == "本机数据有损坏"
    answer(qtbot, hand, "confirm_back")
    assert hand.sees("navigation")
    assert hand.reads("status_pill") == "本机数据有损坏"
    answer(qtbot, hand, "confirm_action")
    assert hand.reads("trouble_title") == "本机数据有损坏"
    assert hand.sees("trouble_restore")


def test_missing_entries_are_told_until_somebody_has_read_it(
    new_hand: NewHand, qtbot: QtBot
) -> None:
    new_hand().start().found().close()
    (find_paths().desks / FOLDER / "desk.head").unlink()
    hand = unlock(new_hand())
    assert hand.reads("status_pill") == "最新的改动可能不全"
    answer(qtbot, hand, "confirm_back")
    assert "报" in hand.reads("status_pill")
    hand = unlock(new_hand())
    assert "报" in hand.reads("status_pill")
