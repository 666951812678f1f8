# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The month at 1920×1280 and 200 %: half as much room, and still no words cut."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from branchdesk.runtime.i18n import load_translator
from branchdesk.ui.look import Look
from branchdesk.ui.messages import Messages
from branchdesk.ui.theme import Theme
from branchdesk.ui.toolkit import Toolkit
from tests.companies import Company
from tests.ui.conftest import RESOURCES
from tests.ui.looks import cut_words
from tests.ui.pictures_month import closed, company
from tests.ui.scenes import SceneTasks, open_page, settle

WIDTH, HEIGHT = 960, 640


@pytest.fixture(scope="module")
def office() -> Iterator[Company]:
    """A branch with a week of work, two laptops and much to settle."""
    made = company()
    yield made
    made.close()


@pytest.fixture
def show(dressed: Theme, office: Company) -> Iterator[Callable[[], Any]]:
    """Open the month in a small window."""
    tasks = SceneTasks()
    look = Look(dressed, load_translator("zh_CN", RESOURCES, None))
    toolkit = Toolkit(look, tasks, Messages(look, QWidget()), office.clock)
    windows: list[QWidget] = []

    def begin() -> Any:
        page = open_page(toolkit, office["GZ"], "month")
        windows.append(page.window())
        page.window().resize(WIDTH, HEIGHT)
        settle(tasks)
        return page

    yield begin
    for window in windows:
        window.close()
        window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    settle(tasks)
    assert tasks.close()


def test_the_check_is_read_whole(show: Callable[[], Any]) -> None:
    assert cut_words.faults(show()) == []


def test_the_bundle_is_read_whole(
    show: Callable[[], Any], office: Company, tmp_path_factory: pytest.TempPathFactory
) -> None:
    closed(office)
    page = show()
    page.export_to(tmp_path_factory.mktemp("files"))
    settle(page._toolkit.tasks)
    assert cut_words.faults(page) == []
