# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""From a new computer to an open desk, and every start after that; on real folders."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QPushButton

from branchdesk.runtime.paths import find_paths
from branchdesk.runtime.single_instance import DeskLock
from tests.ui.desks import PASSPHRASE, Hand

NewHand = Callable[[], Hand]


def desk_folder(code: str) -> Path:
    return find_paths().desks / code


def test_four_answers_lead_to_the_workbench(new_hand: NewHand):
    hand = new_hand().start()
    assert hand.sees("first_start")
    hand.found()
    assert hand.reads("identity") == "北京分公司 · 分公司经理 王敏"
    assert hand.program.window.current_key() == "workbench"
    assert (desk_folder("BJ") / "desk.json").is_file()


def test_an_engineer_is_asked_for_the_laptop(new_hand: NewHand):
    hand = new_hand().start()
    assert hand.sees("laptop")
    hand.find(QComboBox, "branch").setCurrentIndex(3)
    hand.find(QComboBox, "laptop").setCurrentIndex(2)
    hand.found("field_engineer", "陈亮")
    assert hand.reads("identity").endswith("服务工程师 陈亮")
    assert (desk_folder("GZ-L03") / "desk.json").is_file()


def test_headquarters_has_no_branch_to_choose(new_hand: NewHand):
    hand = new_hand().start().click("post_headquarters")
    assert not hand.sees("branch")
    assert not hand.sees("laptop")


@pytest.mark.parametrize(
    ("name", "first", "second", "field", "words"),
    [
        ("", "kapok-2026", "kapok-2026", "person_name", "请填写这一项"),
        ("王敏", "short", "short", "passphrase", "密码至少 8 位。"),
        ("王敏", "kapok-2026", "kapok-2027", "passphrase", "两次输入的密码不一样。"),
    ],
)
def test_an_answer_that_does_not_do_is_named(
    new_hand: NewHand, name: str, first: str, second: str, field: str, words: str
):
    hand = new_hand().start()
    hand.write("person_name", name).write("passphrase", first).write("repeat_passphrase", second)
    hand.click("begin")
    assert hand.reads(f"error_{field}") == words
    assert not find_paths().desks.exists()


def test_it_does_not_go_on_before_the_recovery_code_is_kept(new_hand: NewHand):
    hand = new_hand().start()
    hand.write("person_name", "王敏").write("passphrase", PASSPHRASE)
    hand.write("repeat_passphrase", PASSPHRASE).click("begin")
    assert len(hand.reads("recovery_code_shown").replace("-", "")) == 20
    assert not hand.find(QPushButton, "recovery_continue").isEnabled()
    hand.tick("recovery_saved")
    assert hand.find(QPushButton, "recovery_continue").isEnabled()


def test_the_recovery_code_is_saved_as_a_pdf(new_hand: NewHand, tmp_path: Path):
    hand = new_hand().start()
    hand.write("person_name", "王敏").write("passphrase", PASSPHRASE)
    hand.write("repeat_passphrase", PASSPHRASE).click("begin")
    hand.answers.files = [tmp_path / "code.pdf"]
    hand.click("recovery_save")
    assert (tmp_path / "code.pdf").read_bytes().startswith(b"%PDF")


def test_the_next_start_asks_for_the_passphrase_and_remembers_the_page(new_hand: NewHand):
    hand = new_hand().start().found()
    hand.program.window.show_page("customers")
    hand.settle()
    hand = new_hand().start()
    assert hand.reads("lock_screen_title") == "王敏，请输入密码"
    hand.write("passphrase", PASSPHRASE).click("unlock")
    assert hand.program.window.current_key() == "customers"


def test_a_wrong_passphrase_tells_how_many_tries_are_left(new_hand: NewHand):
    new_hand().start().found()
    hand = new_hand().start()
    hand.write("passphrase", "wrong-word").click("unlock")
    assert "还可再试 4 次" in hand.reads("lock_error")
    for _ in range(4):
        hand.write("passphrase", "wrong-word").click("unlock")
    assert "1 分钟" in hand.reads("lock_error")


def test_the_recovery_code_sets_a_new_passphrase_and_offers_a_new_code(new_hand: NewHand):
    hand = new_hand().start()
    hand.write("person_name", "王敏").write("passphrase", PASSPHRASE)
    hand.write("repeat_passphrase", PASSPHRASE).click("begin")
    code = hand.reads("recovery_code_shown")
    hand = new_hand().start().click("forgot")
    hand.write("recovery_code", code.lower().replace("-", " "))
    hand.write("new_passphrase", "bauhinia-7").write("repeat_passphrase", "bauhinia-7")
    hand.click("recovery_reset").click("renew_code")
    assert hand.reads("recovery_code_shown") != code
    hand.tick("recovery_saved").click("recovery_continue")
    assert hand.sees("navigation")
    hand = new_hand().start()
    hand.write("passphrase", "bauhinia-7").click("unlock")
    assert hand.sees("navigation")


def test_several_desks_are_offered(new_hand: NewHand):
    new_hand().start().found()
    hand = new_hand().start()
    hand.program.flow.show_first_start(back=True)
    hand.found("headquarters", "刘工")
    hand = new_hand().start()
    assert hand.sees("chooser")
    assert hand.find(QPushButton, "desk_0").accessibleName() == "总部客服中心 总部客服中心 · HQ"
    hand.click("desk_1")
    assert hand.reads("lock_screen_title") == "王敏，请输入密码"


def test_a_desk_that_is_open_elsewhere_is_said_so_and_can_be_tried_again(new_hand: NewHand):
    new_hand().start().found()
    hand = new_hand()
    with DeskLock(desk_folder("BJ")):
        hand.start()
        assert hand.reads("trouble_title") == "服务台已经打开"
    hand.click("trouble_retry")
    assert hand.sees("lock_screen")


def test_a_damaged_file_leads_to_the_backup(new_hand: NewHand):
    new_hand().start().found()
    hand = new_hand()
    database = desk_folder("BJ") / "desk.db"
    content = bytearray(database.read_bytes())
    content[100:4000] = bytes(3900)
    database.write_bytes(content)
    hand.start()
    hand.write("passphrase", PASSPHRASE).click("unlock")
    assert hand.sees("trouble")
    backup = next((desk_folder("BJ") / "backups").glob("*.deskbackup"))
    hand.answers.files = [backup]
    hand.click("trouble_restore")
    hand.write("passphrase", PASSPHRASE).click("unlock")
    assert hand.reads("identity").endswith("王敏")


def test_the_lock_of_a_whole_desk_leads_to_a_backup_beside_it(new_hand: NewHand):
    new_hand().start().found()
    hand = new_hand().start()
    own = desk_folder("BJ")
    before = {file: file.read_bytes() for file in own.rglob("*") if file.is_file()}
    hand.answers.files = [None]
    hand.click("lock_restore")  # nothing is chosen
    assert hand.sees("lock_screen")
    hand.answers.files = [next((own / "backups").glob("*.deskbackup"))]
    hand.click("lock_restore")
    assert {f: f.read_bytes() for f in own.rglob("*") if f.is_file()} == before
    hand.write("passphrase", PASSPHRASE).click("unlock")
    assert hand.reads("identity").endswith("王敏")
    assert len([folder for folder in own.parent.iterdir() if folder.is_dir()]) == 2


def test_a_file_that_is_no_backup_leads_back_to_the_desk(new_hand: NewHand, tmp_path: Path):
    new_hand().start().found()
    hand = new_hand().start()
    other = tmp_path / "photo.deskbackup"
    other.write_bytes(b"\xff\xd8nothing")
    hand.answers.files = [other]
    hand.click("lock_restore")
    assert hand.sees("trouble")
    hand.click("trouble_retry")
    hand.write("passphrase", PASSPHRASE).click("unlock")
    assert hand.reads("identity").endswith("王敏")


def test_something_else_than_a_desk_has_a_way_out(new_hand: NewHand, tmp_path: Path):
    hand = new_hand().start(str(tmp_path))
    assert hand.sees("trouble")
    hand.answers.files = [tmp_path / "diagnosis.zip"]
    hand.click("trouble_diagnosis")
    assert (tmp_path / "diagnosis.zip").is_file()
    hand.click("trouble_other")
    assert hand.sees("first_start")


def test_locking_hides_the_pages_until_the_passphrase_is_given(new_hand: NewHand):
    hand = new_hand().start().found()
    hand.program.window.lock_requested.emit(True)
    hand.settle()
    assert not hand.sees("navigation")
    assert not hand.sees("lock_restore")
    assert hand.reads("lock_error") == "已锁定，没写完的内容已存为草稿。"
    hand.write("passphrase", "wrong-word").click("unlock")
    assert not hand.sees("navigation")
    hand.write("passphrase", PASSPHRASE).click("unlock")
    assert hand.sees("navigation")


def test_the_search_finds_commands(new_hand: NewHand):
    hand = new_hand().start().found()
    hand.program.window.search_requested.emit()
    hand.settle()
    assert hand.sees("command_palette")
