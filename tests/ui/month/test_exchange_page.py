# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Exchanging: now, by files under any name, what goes wrong, what contradicts."""

import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton

from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.ui.exchange.exchange_page import ExchangePage
from branchdesk.ui.exchange.words import size_text
from branchdesk.wiring.founding import NewDesk, found_desk
from tests.companies import PASSPHRASE, Company
from tests.ui.month.conftest import Shown
from tests.ui.month.test_decisions_page import met_edits

Show = Callable[..., Shown]


def drop(shown: Shown, *files: Path) -> None:
    """Drag files onto the page."""
    area = shown.page.drop
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    nothing = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, *nothing)
    QApplication.sendEvent(area, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(
        area, QDropEvent(QPoint(5, 5).toPointF(), Qt.DropAction.CopyAction, data, *nothing)
    )
    shown.settle()


def packet(company: Company, folder: Path) -> Path:
    """Let the laptop take a call and write what it has for the branch."""
    customer = company.rows("GZ-L01", "customer")[0].number  # type: ignore[attr-defined]
    company.add_record("GZ-L01", customer)
    return company.laptop.exchange.export_files(folder)[0]


def test_exchanging_now_takes_in_and_sends(company: Company, show: Show) -> None:
    customer = company.rows("GZ-L01", "customer")[0].number  # type: ignore[attr-defined]
    record = company.add_record("GZ-L01", customer)
    shown = show("GZ-L01", ExchangePage)
    assert "1 条待发出" in shown.words()
    shown.click("exchange_now")
    assert "已发给广州分公司" in shown.words()
    assert company.exchange_states("GZ-L01")[record.number] == "sent"
    assert "bundle" in shown.changes.rows

    branch = show("GZ", ExchangePage).click("exchange_now")
    assert "来自陈亮 L01" in branch.words()
    assert record.uuid in branch.changes.rows["service_record"]
    assert branch.page.diary.model.rowCount() > 0


def test_nothing_to_do_is_said(company: Company, show: Show) -> None:
    company.settle()
    shown = show("GZ-L01", ExchangePage).click("exchange_now")
    assert "没有要发出的，也没有新到的。" in shown.words()


def test_a_file_is_taken_in_whatever_its_name_and_only_once(
    company: Company, show: Show, tmp_path: Path
) -> None:
    file = packet(company, tmp_path / "out")
    renamed = tmp_path / "下载 (1).tmp"
    shutil.copy(file, renamed)
    shown = show("GZ", ExchangePage)
    drop(shown, renamed)
    assert "已并入" in shown.words()
    before = company.everything("GZ")
    drop(shown, file)
    assert "这份已经收过了" in shown.words()
    assert "今天 16:00 已导入（来自陈亮 L01），不会重复。" in shown.words()
    assert company.everything("GZ") == before


def test_files_may_come_in_any_order(company: Company, show: Show, tmp_path: Path) -> None:
    first = packet(company, tmp_path / "first")
    second = packet(company, tmp_path / "second")
    shown = show("GZ", ExchangePage)
    shown.page.take_in([second, first])
    shown.settle()
    assert shown.words().count("已并入") >= 2
    assert len(company.rows("GZ", "service_record")) == 3


def test_garbage_and_a_file_for_somebody_else(company: Company, show: Show, tmp_path: Path) -> None:
    garbage = tmp_path / "微信图片.jpg"
    garbage.write_bytes(b"\xff\xd8nothing")
    shown = show("HQ", ExchangePage)
    shown.page.take_in([garbage, packet(company, tmp_path / "out")])
    shown.settle()
    assert "微信图片.jpg：这不是服务台的文件" in shown.words()
    assert "这个文件不是发给本机的" in shown.words()
    assert not shown.changes.rows


def test_a_damaged_file_changes_nothing(company: Company, show: Show, tmp_path: Path) -> None:
    file = packet(company, tmp_path / "out")
    content = file.read_bytes()
    file.write_bytes(content[: len(content) - 40])
    before = company.everything("GZ")
    shown = show("GZ", ExchangePage)
    shown.page.take_in([file])
    shown.settle()
    assert "文件不完整" in shown.words()
    assert company.everything("GZ") == before


def test_a_folder_that_is_gone(company: Company, show: Show) -> None:
    company.mailbox.rename(company.mailbox.with_name("elsewhere"))
    shown = show("GZ", ExchangePage).click("exchange_now")
    assert "连不上收发文件夹" in shown.words()
    assert shown.button("exchange_now").isEnabled()


def test_files_are_written_to_the_chosen_folder(
    company: Company, show: Show, tmp_path: Path
) -> None:
    packet(company, tmp_path / "other")
    shown = show("GZ-L01", ExchangePage)
    shown.answers.files.append(tmp_path / "out")
    shown.click("export_files")
    assert {*shown.page.result.files.paths()} == {*(tmp_path / "out").iterdir()}


def test_a_laptop_that_belongs_nowhere_is_told_how_to_join(
    company: Company, show: Show, tmp_path: Path
) -> None:
    company.desks["alone"], _ = found_desk(
        tmp_path / "alone",
        NewDesk(
            role=DeskRole.ENGINEER,
            code="GZ-L09",
            name="周倩",
            person_name="周倩",
            passphrase=PASSPHRASE,
        ),
        company.surroundings,
    )
    shown = show("alone", ExchangePage)
    assert "还没有接入分公司。" in shown.words()
    assert not shown.see(QPushButton, "exchange_now")
    asked: list[bool] = []
    shown.page.enrol_requested.connect(lambda: asked.append(True))
    shown.click("enrol")
    assert asked == [True]


def test_what_waits_for_people_is_counted_and_led_to(company: Company, show: Show) -> None:
    assert "有 1 处修改冲突没有选定。" not in show("GZ", ExchangePage).words()
    met_edits(company)
    shown = show("GZ", ExchangePage)
    assert "有 1 处修改冲突没有选定。" in shown.words()
    shown.click("decisions_open")
    assert shown.targets == [("decisions", None, "")]


def test_sizes_are_said_as_people_say_them() -> None:
    sizes = (840, 61_000, 1_440_000, 61_000_000)
    assert [size_text(size) for size in sizes] == ["840 B", "61 KB", "1.4 MB", "61 MB"]
