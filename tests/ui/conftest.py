# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What every test of the window needs: the dressed application, a look and running lanes."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.runtime.i18n import load_translator
from branchdesk.ui.look import Look
from branchdesk.ui.messages import Messages
from branchdesk.ui.tasks import TaskRunner
from branchdesk.ui.theme import STYLE_ARGUMENTS, Theme
from branchdesk.ui.tokens import LIGHT
from branchdesk.ui.toolkit import Toolkit
from tests.ui.desks import Hand, new_program

RESOURCES = Path(__file__).parents[2] / "resources"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the offscreen platform say what it cannot do (it knows no window manager)."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


class FixedClock:
    """A Sunday morning in November 2026."""

    def now(self) -> datetime:
        """Return always the same moment."""
        return datetime(2026, 11, 22, 10, 42, tzinfo=BRANCH_ZONE)


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """The application as the program starts it."""
    return ["pytest", *STYLE_ARGUMENTS]


@pytest.fixture
def look(qapp: QApplication) -> Look:
    """The light theme in Chinese."""
    return Look(Theme(LIGHT, RESOURCES / "styles"), load_translator("zh_CN", RESOURCES, None))


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[TaskRunner]:
    """Two lanes, closed after the test."""
    runner = TaskRunner()
    yield runner
    assert runner.close()


@pytest.fixture
def clock() -> FixedClock:
    """The fixed moment."""
    return FixedClock()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """A shown window to put widgets and messages into."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    return window


@pytest.fixture
def toolkit(look: Look, tasks: TaskRunner, window: QWidget, clock: FixedClock) -> Toolkit:
    """What a page is handed."""
    return Toolkit(look, tasks, Messages(look, window), clock)


@pytest.fixture
def new_hand(
    qapp: QApplication, qtbot: QtBot, pytestconfig: pytest.Config
) -> Iterator[Callable[[], Hand]]:
    """Starts the program, as often as the test wants; earlier windows are closed."""
    hands: list[Hand] = []

    def begin() -> Hand:
        for earlier in hands:
            earlier.close()
        hands.clear()
        hands.append(Hand(qtbot, new_program(qapp, pytestconfig.cache.mkdir("fonts"))))
        return hands[0]

    yield begin
    for hand in hands:
        hand.close()
