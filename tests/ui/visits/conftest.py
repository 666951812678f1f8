# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The page of visits and the on-site sheet on a real desk; founding it is done once and copied."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from branchdesk.domain.clock import FixedClock
from branchdesk.ui.look import Look
from branchdesk.ui.messages import Messages
from branchdesk.ui.tasks import TaskRunner
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.visits.desk import VisitDesk
from branchdesk.ui.visits.page import VisitsPage
from branchdesk.wiring.desk import Desk
from branchdesk.wiring.founding import unlock_desk
from tests.ui.pages.sample_desk import NOW, PASSPHRASE, surroundings_of
from tests.ui.visits.visit_scenes import ENGINEER, LEFT, OneWidget, PdfPrinter, found

Wait = Callable[[], None]
OpenPage = Callable[[VisitDesk], VisitsPage]
Click = Callable[[QWidget, str], None]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("visits")
    found(root, FixedClock(NOW)).close()
    return root


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def desk(template: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    """The engineer's desk, without customers."""
    shutil.copytree(template / "GZ", tmp_path / "GZ")
    # One home for all tests: the fonts of the paper are made once.
    surroundings = surroundings_of(template, clock)
    with unlock_desk(tmp_path / "GZ", ENGINEER, PASSPHRASE, surroundings) as opened:
        yield opened


@pytest.fixture
def stage(qtbot: QtBot) -> OneWidget:
    """The window."""
    made = OneWidget()
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    return made


@pytest.fixture
def toolkit(look: Look, tasks: TaskRunner, stage: OneWidget, clock: FixedClock) -> Toolkit:
    return Toolkit(look, tasks, Messages(look, stage), clock)


@pytest.fixture
def idle(qtbot: QtBot, tasks: TaskRunner) -> Wait:
    """Wait until the lanes have nothing to do and their answers were taken."""

    def wait() -> None:
        for _ in range(4):
            qtbot.waitUntil(lambda: not tasks.is_busy, timeout=20_000)
            QApplication.processEvents()

    return wait


@pytest.fixture
def printer(tasks: TaskRunner, desk: Desk, tmp_path: Path) -> PdfPrinter:
    return PdfPrinter(tasks, desk, tmp_path / "printed.pdf")


@pytest.fixture
def open_page(
    toolkit: Toolkit, stage: OneWidget, desk: Desk, printer: PdfPrinter, idle: Wait
) -> OpenPage:
    """Show the page of visits for the person of a desk."""

    verify = desk.people.verify_passphrase

    def show(desk: VisitDesk) -> VisitsPage:
        page = VisitsPage(toolkit, desk, stage=stage, verify=verify, port=printer)
        stage.set_page(page)
        page.show()
        idle()
        return page

    return show


@pytest.fixture
def click(qtbot: QtBot, idle: Wait) -> Click:
    """Press a button by its name and wait for what follows."""

    def press(parent: QWidget, name: str) -> None:
        found = [b for b in parent.findChildren(QPushButton, name) if b.isVisible()]
        assert found, f"no button {name} is in sight"
        assert found[0].isEnabled(), f"{name} cannot be pressed"
        qtbot.mouseClick(found[0], LEFT)
        idle()

    return press


@pytest.fixture
def dialog(idle: Wait) -> Callable[[QWidget, str], QDialog]:
    """Return the open dialog of this name."""

    def find(parent: QWidget, name: str) -> QDialog:
        idle()
        return next(d for d in parent.window().findChildren(QDialog, name) if d.isVisible())

    return find
