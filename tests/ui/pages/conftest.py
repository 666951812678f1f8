# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages on a real, encrypted desk; founding it is done once and copied."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from branchdesk.domain.clock import FixedClock
from branchdesk.ui.customers.customers_page import CustomersPage
from branchdesk.ui.look import Look
from branchdesk.ui.messages import Messages
from branchdesk.ui.records.records_page import RecordsPage
from branchdesk.ui.tasks import TaskRunner
from branchdesk.ui.toolkit import Toolkit
from branchdesk.wiring.desk import Desk
from tests.ui.pages.driving import Open, OpenCustomers
from tests.ui.pages.sample_desk import (
    NOW,
    Story,
    customers_of,
    found_branch,
    open_copy,
    services_of,
)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("pages")
    found_branch(root, FixedClock(NOW)).close()
    return root


@pytest.fixture(scope="session")
def told_template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, UUID]]:
    root = tmp_path_factory.mktemp("told")
    clock = FixedClock(NOW)
    desk = found_branch(root, clock)
    told = Story(desk, clock).tell()
    desk.close()
    return root, told


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def empty_desk(template: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    """A desk without customers and records."""
    with open_copy(template, tmp_path, clock) as desk:
        yield desk


@pytest.fixture
def told(told_template: tuple[Path, dict[str, UUID]]) -> dict[str, UUID]:
    return told_template[1]


@pytest.fixture
def desk(
    told_template: tuple[Path, dict[str, UUID]], tmp_path: Path, clock: FixedClock
) -> Iterator[Desk]:
    """A desk with a call in every state."""
    with open_copy(told_template[0], tmp_path, clock) as desk:
        yield desk


@pytest.fixture
def toolkit(look: Look, tasks: TaskRunner, window: QWidget, clock: FixedClock) -> Toolkit:
    window.resize(1170, 720)
    return Toolkit(look, tasks, Messages(look, window), clock)


@pytest.fixture
def idle(qtbot: QtBot, tasks: TaskRunner) -> Callable[[], None]:
    """Wait until the lanes have nothing to do and their answers were taken."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not tasks.is_busy, timeout=10_000)
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not tasks.is_busy, timeout=10_000)

    return wait


PutUp = Callable[[Any], Any]
"""Shows a page in the window and gives it back once it is filled."""


@pytest.fixture
def put_up(window: QWidget, idle: Callable[[], None]) -> PutUp:
    """Show a page in the window and wait until it is filled."""

    def put(page: Any) -> Any:
        page.setParent(window)
        page.resize(1170, 720)
        page.show()
        window.activateWindow()
        idle()
        return page

    return put


@pytest.fixture
def open_page(toolkit: Toolkit, put_up: PutUp) -> Open:
    """Show the page of records of a desk."""
    return lambda desk: put_up(RecordsPage(toolkit, services_of(desk)))


@pytest.fixture
def open_customers(toolkit: Toolkit, put_up: PutUp) -> OpenCustomers:
    """Show the page of customers of a desk."""
    return lambda desk: put_up(CustomersPage(toolkit, customers_of(desk)))
