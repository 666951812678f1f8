# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The on-site sheet, its dialogs and the papers': no words cut, Tab as one reads, all named."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget

from branchdesk.domain.clock import FixedClock
from branchdesk.domain.kinds.roles import Role
from branchdesk.runtime.i18n import load_translator
from branchdesk.services.statements import SignedBy, Unsigned
from branchdesk.ui.look import Look
from branchdesk.ui.messages import Messages
from branchdesk.ui.theme import Theme
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.visits.on_site import OnSiteSheet
from branchdesk.ui.visits.page import VisitsPage
from branchdesk.wiring.desk import Desk
from tests.builders import signed_ink
from tests.ui.conftest import RESOURCES
from tests.ui.looks import cut_words, reading_order, spoken_names
from tests.ui.looks.places import controls, described, place
from tests.ui.pages.sample_desk import NOW
from tests.ui.scenes import SceneTasks, open_page, settle
from tests.ui.visits.visit_scenes import (
    filled,
    found,
    long_texts,
    plan,
    write_name,
)

SIZES = {"100%": (1366, 768), "200%": (960, 640)}


@dataclass(frozen=True)
class Visited:
    """A desk with a visit in every state that looks different."""

    desk: Desk
    planned: UUID
    long: UUID
    open: UUID
    waiting: UUID


class Site:
    """The page of visits in the real window, and the sheet that fills it."""

    def __init__(self, toolkit: Toolkit, visited: Visited, size: tuple[int, int]) -> None:
        self.toolkit = toolkit
        self.visited = visited
        self.window: QWidget | None = None
        self._size = size

    def page(self) -> VisitsPage:
        """Open the desk at the page."""
        page = open_page(self.toolkit, self.visited.desk, "visits")
        assert isinstance(page, VisitsPage)
        self.window = page.window()
        self.window.resize(*self._size)
        self.window.activateWindow()
        assert QTest.qWaitForWindowActive(self.window)
        settle(self.toolkit.tasks)
        return page

    def sheet(self, visit: UUID, step: int) -> OnSiteSheet:
        """Show a step (from 0) of a visit's sheet."""
        page = self.page()
        page.open_sheet(visit)
        settle(self.toolkit.tasks)
        page.flow.sheet.go_to_step(step)
        settle(self.toolkit.tasks)
        return page.flow.sheet

    def dialog(self, owner: QWidget, press: str = "") -> QDialog:
        """Press a button and return the dialog that opens."""
        if press:
            button = next(b for b in owner.findChildren(QPushButton, press) if b.isVisible())
            button.click()
        settle(self.toolkit.tasks)
        opened = [d for d in owner.window().findChildren(QDialog) if d.isVisible()]
        assert len(opened) == 1
        opened[0].activateWindow()
        assert QTest.qWaitForWindowActive(opened[0])
        settle(self.toolkit.tasks)
        return opened[0]

    def sign(self, sheet: OnSiteSheet) -> None:
        """Let both sides sign."""
        write_name(sheet.signing.customer_pad)
        write_name(sheet.signing.engineer_pad)
        sheet.signing.privacy.set_ticked(True)
        sheet.sign(sheet.signing.signing())
        settle(self.toolkit.tasks)


Act = Callable[[Site], QWidget]


def _step(place: int) -> Act:
    return lambda site: site.sheet(site.visited.long, place)


def _way(way: str) -> Act:
    return lambda site: site.dialog(_step(4)(site), f"way_{way}")


def _customer(place: int) -> Act:
    def show(site: Site) -> QWidget:
        sheet = site.sheet(site.visited.long, 4)
        # Without the full screen, which has a size of its own here.
        sheet._set_customer_alone(alone=True)
        sheet.go_to_step(place)
        settle(site.toolkit.tasks)
        return sheet

    return show


def _exit(site: Site) -> QWidget:
    sheet = site.sheet(site.visited.long, 4)
    sheet.ask_to_leave()
    return site.dialog(sheet)


def _after(site: Site) -> QWidget:
    sheet = site.sheet(filled(site.visited.desk), 4)
    site.sign(sheet)
    return sheet


def _print(site: Site) -> QWidget:
    page = site.page()
    page.paper.print_signed((site.visited.waiting,), number="XC-GZ-2611-L03-0042")
    return site.dialog(page)


def _addendum(site: Site) -> QWidget:
    page = site.page()
    page.flow.write_addendum(site.visited.desk.visits.view(site.visited.waiting))
    return site.dialog(page)


def _form(event: str) -> Act:
    def show(site: Site) -> QWidget:
        page = site.page()
        chosen = site.visited.waiting if event == "waive" else site.visited.planned
        page.open_visit(chosen, event)
        settle(site.toolkit.tasks)
        return page

    return show


def _panel(site: Site) -> QWidget:
    page = site.page()
    page.open_visit(site.visited.waiting)
    settle(site.toolkit.tasks)
    return page


SCENES: dict[str, Act] = {
    "panel": _panel,
    "reschedule": _form("reschedule"),
    "cancel": _form("cancel"),
    "waive": _form("waive"),
    **{f"step {place + 1}": _step(place) for place in range(5)},
    "what is missing": lambda site: site.sheet(site.visited.open, 4),
    "waiting for the signature": lambda site: site.sheet(site.visited.waiting, 4),
    "the customer's opinion": _customer(3),
    "the customer's signature": _customer(4),
    "back to the engineer": _exit,
    "after signing": _after,
    **{way: _way(way) for way in ("later", "refused", "absent", "phone", "paper")},
    "print": _print,
    "supplement page": _addendum,
}
FILLS_THE_WINDOW = [name for name in SCENES if name.startswith(("step", "the customer", "after"))]


@pytest.fixture(scope="session")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visited]:
    """The desk of an engineer who also stands in for the manager."""
    roles = (Role.FIELD_ENGINEER, Role.BRANCH_MANAGER)
    with found(tmp_path_factory.mktemp("on-site"), FixedClock(NOW), roles) as desk:
        waiting = filled(desk)
        unsigned = Unsigned(
            kind="refused",
            reason="单位规定不在外部设备上签字，需由使用部门负责人与信息中心共同确认后统一盖章",
            engineer=SignedBy(name="陈亮", ink=signed_ink()),
            spoken_with="李婷（预算员）",
        )
        desk.signing.leave_unsigned(waiting, unsigned)
        yield Visited(
            desk, plan(desk), long_texts(desk), filled(desk, opinion="", result=""), waiting
        )


@pytest.fixture
def site(dressed: Theme, visited: Visited) -> Iterator[Callable[..., Site]]:
    """Set the window up in a language."""
    tasks = SceneTasks()
    sites: list[Site] = []

    def begin(language: str, size: str = "100%") -> Site:
        look = Look(dressed, load_translator(language, RESOURCES, None))
        toolkit = Toolkit(look, tasks, Messages(look, QWidget()), FixedClock(NOW))
        sites.append(Site(toolkit, visited, SIZES[size]))
        return sites[-1]

    yield begin
    for made in sites:
        if made.window is not None:
            for dialog in made.window.findChildren(QDialog):
                dialog.reject()
            settle(tasks)
            made.window.close()
            made.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    settle(tasks)
    assert tasks.close()


Begin = Callable[..., Site]


def faults_of_walk(shown: QWidget) -> list[str]:
    """Tell what Tab skips and where it goes back, wherever the keyboard was first."""
    met = [w for w in reading_order.walk(shown) if shown is w or shown.isAncestorOf(w)]
    first = met.index(min(met, key=lambda w: (place(w).top(), place(w).left())))
    met = met[first:] + met[:first]
    back = [(a, b) for a, b in pairwise(met) if reading_order.goes_back(a, b)]
    skipped = [f"skipped: {described(w)}" for w in controls(shown) if w not in met]
    return skipped + [f"{described(a)} → {described(b)}" for a, b in back]


@pytest.mark.parametrize("name", SCENES)
def test_it_can_be_read_heard_and_walked_in_chinese(name: str, site: Begin) -> None:
    shown = SCENES[name](site("zh_CN"))
    if isinstance(shown, QDialog):
        focused = QApplication.focusWidget()
        assert focused is not None
        assert shown.isAncestorOf(focused)
    assert cut_words.faults(shown) == []
    assert spoken_names.faults(shown) == []
    assert faults_of_walk(shown) == []


@pytest.mark.parametrize("name", SCENES)
def test_no_words_are_cut_off_in_english(name: str, site: Begin) -> None:
    assert cut_words.faults(SCENES[name](site("en"))) == []


@pytest.mark.parametrize("name", FILLS_THE_WINDOW)
def test_no_words_are_cut_off_on_a_small_screen(name: str, site: Begin) -> None:
    assert cut_words.faults(SCENES[name](site("zh_CN", "200%"))) == []
