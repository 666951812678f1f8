# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What stands in the way at the start: each trouble is named and has a way out."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from branchdesk.domain.clock import FixedClock
from branchdesk.runtime.paths import find_paths
from branchdesk.ui.other_window import Ring
from branchdesk.wiring.founding import unlock_desk
from branchdesk.wiring.surroundings import make_surroundings
from tests.builders import NOW
from tests.small_disks import small_disk
from tests.ui.desks import CHEAP, PASSPHRASE, Hand, new_program

NewHand = Callable[[], Hand]
NOBODY = 65534


def desk_folder() -> Path:
    return find_paths().desks / "BJ"


def trouble(hand: Hand) -> str:
    """Return title and words of the card."""
    return f"{hand.reads('trouble_title')}\n{hand.reads('trouble_lead')}"


def make_newer() -> None:
    """Let a program of the future have written the closed desk."""
    surroundings = make_surroundings(find_paths(), FixedClock(NOW), cost=CHEAP)
    with (
        unlock_desk(desk_folder(), "王敏", PASSPHRASE, surroundings) as desk,
        desk.database.write(None, NOW, journal=False) as writer,
    ):
        writer.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")


def read_only(folder: Path, *, yes: bool) -> None:
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            path.chmod(0o555 if yes else 0o777)
        else:
            path.chmod(0o444 if yes else 0o666)


@contextmanager
def without_rights() -> Iterator[None]:
    """Be nobody in particular: root may write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder anybody may reach; those of tests are closed to others."""
    place = Path(tempfile.mkdtemp(prefix="branchdesk-open-"))
    place.chmod(0o755)
    yield place
    read_only(place, yes=False)
    shutil.rmtree(place)


@pytest.fixture(name="small_disk")
def _small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of eight megabytes; needs the right to mount one."""
    with small_disk(tmp_path / "small", megabytes=8) as place:
        yield place


def test_data_of_a_newer_program_is_left_alone_until_the_program_is_updated(new_hand: NewHand):
    new_hand().start().found()
    hand = new_hand().start()
    hand.program.flow.show_first_start(back=True)
    hand.found("headquarters", "刘工")
    hand = new_hand()
    make_newer()
    hand.start(str(desk_folder())).write("passphrase", PASSPHRASE).click("unlock")
    assert trouble(hand).startswith("数据由新版本保存")
    assert "请先升级程序，数据没有变动。" in trouble(hand)
    hand.click("trouble_retry").write("passphrase", PASSPHRASE).click("unlock")
    assert hand.reads("trouble_title") == "数据由新版本保存"
    hand.click("trouble_other").click("desk_0").write("passphrase", PASSPHRASE).click("unlock")
    assert hand.reads("identity").endswith("刘工")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights on folders")
def test_a_read_only_folder_is_told_and_opens_once_it_may_be_written(
    new_hand: NewHand, open_place: Path
):
    new_hand().start().found()
    hand = new_hand()
    desk = Path(shutil.copytree(desk_folder(), open_place / "BJ"))
    read_only(desk, yes=True)
    with without_rights():
        hand.start(str(desk))
        assert trouble(hand).startswith("保存不了：文件夹不能写入")
        assert str(desk) in trouble(hand)
        assert "请换一个文件夹，或请管理员放开权限" in trouble(hand)
        hand.click("trouble_retry")
        assert hand.sees("trouble")
    read_only(desk, yes=False)
    hand.click("trouble_retry").write("passphrase", PASSPHRASE).click("unlock")
    assert hand.reads("identity").endswith("王敏")


def fill(disk: Path) -> Path:
    """Leave no byte free; the file that takes the room is returned."""
    ballast = disk / "another file"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while file.write(bytes(size)):
                    pass
            except OSError:
                continue
    return ballast


def test_a_full_disk_is_told_and_the_desk_opens_once_there_is_room(
    new_hand: NewHand, small_disk: Path
):
    new_hand().start().found()
    hand = new_hand()
    desk = Path(shutil.copytree(desk_folder(), small_disk / "BJ"))
    (desk / "desk.lock").unlink()
    ballast = fill(small_disk)
    hand.start(str(desk)).write("passphrase", PASSPHRASE).click("unlock")
    assert trouble(hand).startswith("磁盘空间不足")
    assert "请清理后重试。" in trouble(hand)
    ballast.unlink()
    hand.click("trouble_retry").write("passphrase", PASSPHRASE).click("unlock")
    assert hand.reads("identity").endswith("王敏")


def test_what_is_typed_on_a_full_disk_waits_until_it_can_be_saved(
    new_hand: NewHand, small_disk: Path
):
    new_hand().start().found()
    hand = new_hand()
    desk = Path(shutil.copytree(desk_folder(), small_disk / "BJ"))
    hand.start(str(desk)).write("passphrase", PASSPHRASE).click("unlock")
    hand.program.window.show_page("customers")
    hand.settle()
    hand.click("new_customer").write("field_name", "栩川路桥工程有限公司")
    ballast = fill(small_disk)
    hand.click("customer_editor_submit")
    assert hand.reads("customer_editor_banner_title") == "磁盘空间不足"
    assert "请清理后重试。" in hand.reads("customer_editor_banner_text")
    ballast.unlink()
    hand.click("customer_editor_submit")
    assert not hand.sees("customer_editor")
    assert hand.sees("customer_panel")


def test_a_first_start_without_room_keeps_the_answers(
    new_hand: NewHand, monkeypatch: pytest.MonkeyPatch
):
    hand = new_hand().start()
    hand.write("person_name", "王敏").write("passphrase", PASSPHRASE)
    hand.write("repeat_passphrase", PASSPHRASE)
    with monkeypatch.context() as patched:
        patched.setattr("branchdesk.store.database.MINIMUM_FREE", 1 << 60)
        hand.click("begin")
        assert hand.reads("first_start_error").startswith("磁盘空间不足")
    hand.click("begin")
    assert len(hand.reads("recovery_code_shown").replace("-", "")) == 20


def test_a_second_start_brings_the_first_window_to_the_front(
    new_hand: NewHand, qapp: QApplication, qtbot: QtBot, pytestconfig: pytest.Config
):
    first = new_hand().start().found()
    first.program.window.showMinimized()
    second = Hand(qtbot, new_program(qapp, pytestconfig.cache.mkdir("fonts")))
    second.program.window.show()
    second.program.begin()
    qtbot.waitUntil(lambda: not second.program.window.isVisible(), timeout=60_000)
    qtbot.waitUntil(lambda: not first.program.window.isMinimized(), timeout=60_000)
    second.close()
    assert first.program.window.isActiveWindow()
    assert first.sees("navigation")


def test_it_does_so_before_the_passphrase_was_given(
    new_hand: NewHand, qapp: QApplication, qtbot: QtBot, pytestconfig: pytest.Config
):
    new_hand().start().found()
    first = new_hand().start()
    assert first.sees("lock_screen")
    second = Hand(qtbot, new_program(qapp, pytestconfig.cache.mkdir("fonts")))
    second.program.window.show()
    second.program.begin()
    qtbot.waitUntil(lambda: not second.program.window.isVisible(), timeout=60_000)
    second.close()
    first.write("passphrase", PASSPHRASE).click("unlock")
    assert first.sees("navigation")


def test_what_a_killed_program_left_behind_is_in_nobodys_way(new_hand: NewHand, qtbot: QtBot):
    new_hand().start().found()
    left_behind = (
        "import os, sys\n"
        "from PySide6.QtCore import QCoreApplication\n"
        "from branchdesk.ui.other_window import Doorbell\n"
        "application = QCoreApplication([])\n"
        "Doorbell(application).answer_for(sys.argv[1])\n"
        "os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", left_behind, str(desk_folder())], check=False)
    hand = new_hand().start()
    hand.write("passphrase", PASSPHRASE).click("unlock")
    assert hand.sees("navigation")
    ring = Ring(hand.program)
    with qtbot.waitSignal(ring.told, timeout=60_000) as told:
        ring.ask(str(desk_folder()))
    assert told.args == [True]
