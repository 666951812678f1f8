# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Files dragged onto the window and out of it, whatever a chat made of their names."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDrag, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from tests.companies import PASSPHRASE, Company
from tests.ui.desks import Hand

NewHand = Callable[[], Hand]
LEFT = Qt.MouseButton.LeftButton
CUSTOMER = "栩川路桥工程有限公司"
NO_KEY = Qt.KeyboardModifier.NoModifier


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A branch and its laptop, closed, and the file the laptop made for the branch."""
    root = tmp_path_factory.mktemp("dropped")
    company = Company(root / "desks")
    company.found(("HQ", "GZ", "GZ-L01"))
    customer = company.add_customer("GZ-L01", CUSTOMER)
    company.add_record("GZ-L01", customer.number)
    company.laptop.exchange.export_files(root / "out")
    company.close()
    return root


@pytest.fixture
def packet(template: Path, tmp_path: Path) -> Path:
    """A copy of the file; copies of the desks lie beside it."""
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    (file,) = (tmp_path / "out").iterdir()
    return file


def sit_down(new_hand: NewHand, desk: Path) -> Hand:
    hand = new_hand().start(str(desk))
    return hand.write("passphrase", PASSPHRASE).click("unlock")


def drop(hand: Hand, *files: Path) -> bool:
    """Drag files onto the window and let go; tell whether it took them."""
    window = hand.program.window
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    over = QPoint(500, 300)
    enter = QDragEnterEvent(over, Qt.DropAction.CopyAction, data, LEFT, NO_KEY)
    QApplication.sendEvent(window, enter)
    if not enter.isAccepted():
        return False
    let_go = QDropEvent(over.toPointF(), Qt.DropAction.CopyAction, data, LEFT, NO_KEY)
    QApplication.sendEvent(window, let_go)
    hand.settle()
    return let_go.isAccepted()


def toast(hand: Hand) -> str:
    return hand.find(QLabel, "toast_text").text()


def customers(hand: Hand) -> list[str]:
    assert hand.program.desk_window is not None
    desk = hand.program.flow._desk
    assert desk is not None
    with desk.session.store.read() as reader:
        return [row.name for row in reader.find("customer")]


@pytest.mark.parametrize("name", ["{stem}(1){suffix}", "下载.zip", "没有后缀"])
def test_a_file_is_taken_in_under_any_name(
    new_hand: NewHand, packet: Path, tmp_path: Path, name: str
):
    renamed = tmp_path / name.format(stem=packet.stem, suffix=packet.suffix)
    shutil.copy(packet, renamed)
    hand = sit_down(new_hand, tmp_path / "desks" / "GZ")
    assert drop(hand, renamed)
    assert toast(hand).startswith("已从 GZ-L01 导入")
    assert customers(hand) == [CUSTOMER]


def test_a_read_only_copy_and_its_double_are_one(new_hand: NewHand, packet: Path, tmp_path: Path):
    folder = tmp_path / "stick"
    folder.mkdir()
    copies = [folder / packet.name, folder / f"{packet.stem}(1){packet.suffix}"]
    for copy in copies:
        shutil.copy(packet, copy)
        copy.chmod(0o444)
    folder.chmod(0o555)
    hand = sit_down(new_hand, tmp_path / "desks" / "GZ")
    assert drop(hand, *copies)
    assert toast(hand) == "这份已经收过了，不会重复。"
    assert customers(hand) == [CUSTOMER]
    assert all(copy.read_bytes() == packet.read_bytes() for copy in copies)
    folder.chmod(0o755)


def test_nothing_is_taken_while_the_desk_is_locked(new_hand: NewHand, packet: Path, tmp_path: Path):
    hand = sit_down(new_hand, tmp_path / "desks" / "GZ")
    hand.program.window.lock_requested.emit(False)
    hand.settle()
    assert not drop(hand, packet)
    hand.write("passphrase", PASSPHRASE).click("unlock")
    assert customers(hand) == []


def test_a_request_to_join_is_shown_and_never_taken_in_by_itself(
    new_hand: NewHand, packet: Path, tmp_path: Path
):
    hand = sit_down(new_hand, tmp_path / "desks" / "GZ")
    request = shutil.copy(tmp_path / "desks" / "GZ-L01.request", tmp_path / "请求(1).json")
    assert drop(hand, Path(request))
    assert hand.program.window.current_key() == "enrolment"
    assert hand.sees("asking_code_code")


def test_what_was_made_is_dragged_out_as_files(
    new_hand: NewHand, packet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    dragged: list[Path] = []

    def let_go_elsewhere(drag: QDrag, *_: object) -> Qt.DropAction:
        dragged.extend(Path(url.toLocalFile()) for url in drag.mimeData().urls())
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(QDrag, "exec", let_go_elsewhere)  # there is no other program to drop on
    hand = sit_down(new_hand, tmp_path / "desks" / "GZ-L01")
    hand.program.window.show_page("exchange")
    hand.settle()
    hand.answers.files = [tmp_path / "chat"]
    hand.click("export_files")
    label = next(w for w in hand.program.window.findChildren(QLabel) if ".bdx" in w.text())
    _drag(label)
    assert dragged == [*(tmp_path / "chat").iterdir()]
    assert [file.suffix for file in dragged] == [".bdx"]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in dragged[0].name)


def _drag(widget: QWidget) -> None:
    QTest.mousePress(widget, LEFT, NO_KEY, QPoint(4, 4))
    QTest.mouseMove(widget, QPoint(60, 4))
    QTest.mouseRelease(widget, LEFT, NO_KEY, QPoint(60, 4))
