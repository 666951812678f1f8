# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What a person sets in the settings, on a real desk."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from branchdesk.domain.policy import Policy
from branchdesk.runtime.paths import find_paths
from branchdesk.runtime.settings import SettingsFile
from branchdesk.ui.idle_watch import IdleWatch
from tests.ui.desks import PASSPHRASE, Hand

NewHand = Callable[[], Hand]


@pytest.fixture
def hand(new_hand: NewHand) -> Hand:
    made = new_hand().start().found()
    made.program.window.show_page("settings")
    made.settle()
    return made


def test_the_passphrase_is_changed(hand: Hand, new_hand: NewHand):
    hand.write("old_passphrase", PASSPHRASE)
    hand.write("own_new", "bauhinia-7").write("own_repeat", "bauhinia-7")
    hand.click("change_passphrase_save")
    assert hand.reads("toast_text") == "新密码已设好。"
    again = new_hand().start()
    again.write("passphrase", "bauhinia-7").click("unlock")
    assert again.sees("navigation")


def test_a_second_person_signs_in_with_their_own_passphrase(
    hand: Hand,
    new_hand: NewHand,
):
    hand.click("show_section_people").click("add_person")
    hand.write("new_person_name", "周倩").tick("role_service_agent")
    hand.write("person_new", "jasmine-88").write("person_repeat", "jasmine-88")
    hand.click("person_save")
    assert hand.sees("person_line_周倩")
    again = new_hand().start()
    second = next(
        b for b in again.program.window.findChildren(QPushButton) if b.text().startswith("周倩")
    )
    second.click()
    again.write("passphrase", "jasmine-88").click("unlock")
    assert again.reads("identity") == "北京分公司 · 客服专员（内勤） 周倩"
    again.program.window.show_page("settings")
    again.settle()
    again.click("show_section_people")
    assert not again.sees("add_person")


def test_the_manager_resets_a_forgotten_passphrase(
    hand: Hand,
    new_hand: NewHand,
):
    hand.click("show_section_people").click("add_person")
    hand.write("new_person_name", "周倩").tick("role_service_agent")
    hand.write("person_new", "jasmine-88").write("person_repeat", "jasmine-88")
    hand.click("person_save").click("reset_周倩")
    hand.write("person_new", "magnolia-9").write("person_repeat", "magnolia-9")
    hand.click("person_save")
    people = hand.program.flow._desk.people  # type: ignore[union-attr]
    assert [p.name for p in people.people() if p.unlocks] == ["周倩", "王敏"] or [
        p.name for p in people.people() if p.unlocks
    ] == ["王敏", "周倩"]


def test_a_desk_that_nobody_touches_locks_itself(hand: Hand, qtbot: QtBot):
    watch = hand.program.window.findChild(IdleWatch)
    assert watch is not None
    counting = watch.findChild(QTimer)
    assert counting.isActive()
    assert counting.interval() == Policy().idle_lock * 60_000
    choice = hand.find(QComboBox, "idle_minutes")
    choice.setCurrentIndex(choice.findData("5"))
    choice.activated.emit(choice.currentIndex())
    hand.settle()
    assert counting.interval() == 5 * 60_000
    assert not hand.sees("lock_screen")
    counting.start(1)  # the minutes are over
    qtbot.waitUntil(lambda: hand.sees("lock_screen"), timeout=60_000)
    assert not hand.sees("navigation")


def test_theme_counts_at_once_and_language_from_the_next_start(hand: Hand, qapp: QApplication):
    hand.click("show_section_display")
    light = qapp.palette().window().color()
    hand.click("theme_choice_dark")
    assert qapp.palette().window().color().lightness() < light.lightness()
    hand.click("language_choice_en")
    kept = SettingsFile(find_paths().settings_file).load()
    assert (kept.theme, kept.language) == ("dark", "en")


def test_a_backup_is_made_and_listed(hand: Hand):
    hand.click("show_section_backup")
    folder = find_paths().desks / "BJ" / "backups"
    before = len(list(folder.iterdir()))
    assert before == 1  # today's own
    hand.click("backup_now")
    assert hand.reads("toast_text") == "备份完成，并已核对。"


def test_the_data_check_names_every_part(hand: Hand):
    hand.click("show_section_check").click("check_now")
    for part in ("pages", "references", "journal_chain", "journal_tail", "attachments"):
        assert hand.sees(f"check_{part}")


def test_each_section_can_be_shown(hand: Hand):
    for name in ("exchange", "rules", "printing", "privacy", "about"):
        hand.click(f"show_section_{name}")
        assert hand.sees(f"section_{name}")


def test_company_and_phones_are_entered_for_the_sheets(hand: Hand):
    hand.click("show_section_office")
    hand.write("office_company", "砚衡软件").write("office_complaint_phone", "026-55500315")
    hand.click("office_save")
    assert hand.reads("toast_text") == "已保存，今后签字的服务单都印新内容。"
    hand.click("show_section_about").click("show_section_office")
    assert hand.reads("office_company") == "砚衡软件"
