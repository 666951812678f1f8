# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""One branch and one headquarters with the longest texts, for the looks of all pages."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from branchdesk.domain.clock import FixedClock
from branchdesk.runtime.fonts import ensure_fonts
from branchdesk.runtime.i18n import load_translator
from branchdesk.ui.font_files import load_fonts
from branchdesk.ui.look import Look
from branchdesk.ui.messages import Messages
from branchdesk.ui.theme import Theme
from branchdesk.ui.tokens import LIGHT
from branchdesk.ui.toolkit import Toolkit
from branchdesk.wiring.desk import Desk
from tests.companies import Company
from tests.ui.conftest import RESOURCES
from tests.ui.looks.places import Scene
from tests.ui.pages.pictures_records import tell_long
from tests.ui.pages.sample_desk import NOW, found_branch
from tests.ui.scenes import SceneTasks, open_page, settle
from tests.ui.visits.visit_scenes import long_texts

WIDTH, HEIGHT = 1366, 768


@pytest.fixture(scope="session")
def dressed(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theme]:
    """The application in the light palette with the font that is shipped."""
    before = qapp.font(), qapp.palette(), qapp.styleSheet()
    fonts = ensure_fonts(tmp_path_factory.getbasetemp().parent / "fonts")
    theme = Theme(LIGHT, RESOURCES / "styles", load_fonts(fonts.regular, fonts.bold))
    theme.apply(qapp)
    theme.icons.load()
    yield theme
    qapp.setStyleSheet(before[2])
    qapp.setPalette(before[1])
    qapp.setFont(before[0])


@pytest.fixture(scope="session")
def branch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, UUID]]:
    """A branch with a record and a visit in the longest words; and that record."""
    clock = FixedClock(NOW)
    with found_branch(tmp_path_factory.mktemp("looks"), clock) as desk:
        record = tell_long(desk, clock)
        long_texts(desk)
        yield desk, record


@pytest.fixture(scope="session")
def headquarters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Headquarters before the first report."""
    made = Company(tmp_path_factory.mktemp("looks") / "desks")
    made.found(("HQ",))
    yield made.hq
    made.close()


@pytest.fixture
def show(
    dressed: Theme, branch: tuple[Desk, UUID], request: pytest.FixtureRequest
) -> Iterator[Callable[[Scene, str], QWidget]]:
    """Show a scene in the real window at 1366×768 and return its page, at rest."""
    tasks = SceneTasks()
    shown: list[QWidget] = []

    def show_scene(scene: Scene, language: str) -> QWidget:
        look = Look(dressed, load_translator(language, RESOURCES, None))
        toolkit = Toolkit(look, tasks, Messages(look, QWidget()), FixedClock(NOW))
        desk, record = branch
        if scene.headquarters:
            desk = request.getfixturevalue("headquarters")
        page: QWidget = open_page(toolkit, desk, scene.page)
        window = page.window()
        shown.append(window)
        window.resize(WIDTH, HEIGHT)
        window.activateWindow()
        scene.act(page, record)
        settle(tasks)
        return page

    yield show_scene
    for window in shown:
        window.close()
        window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    settle(tasks)
    assert tasks.close()
