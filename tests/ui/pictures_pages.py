# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Pictures of every page of the navigation: normal, empty, crowded, failing, busy."""

from functools import partial

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from branchdesk.domain.kinds.roles import DeskRole
from branchdesk.ui.main_window import MainWindow
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.table import LOADING_AFTER_MILLISECONDS
from branchdesk.wiring.desk import Desk
from tests.pictures import picture
from tests.ui.scene_desks import crowded_desk, demo_desk, empty_desk
from tests.ui.scenes import SceneTasks, open_page, open_window, settle

PAGES = {
    "workbench": "GZ",
    "records": "GZ",
    "visits": "GZ",
    "customers": "GZ",
    "month": "GZ",
    "exchange": "GZ",
    "settings": "GZ",
    "enrolment": "GZ",
    "board": "HQ",
}
"""Page → the desk of the demo that shows it."""

ROLES = {"HQ": DeskRole.HQ, "GZ": DeskRole.BRANCH, "GZ-L03": DeskRole.ENGINEER}
ELSEWHERE = (
    ("workbench", "GZ-L03"),
    ("exchange", "GZ-L03"),
    ("enrolment", "GZ-L03"),
    ("workbench", "HQ"),
    ("records", "HQ"),
    ("exchange", "HQ"),
    ("enrolment", "HQ"),
)
"""Pages that look different on another desk."""

CROWDED = ("workbench", "records", "customers", "month")


def normal(page: str, code: str, toolkit: Toolkit) -> QWidget:
    """Show a page with a year of work."""
    shown: QWidget = open_page(toolkit, demo_desk(code), page)
    return shown


def empty(page: str, code: str, toolkit: Toolkit) -> QWidget:
    """Show a page on a desk that was founded a moment ago."""
    shown: QWidget = open_page(toolkit, empty_desk(ROLES[code]), page)
    return shown


def crowded(page: str, toolkit: Toolkit) -> QWidget:
    """Show a page on a desk with 100,000 records."""
    shown: QWidget = open_page(toolkit, crowded_desk(), page)
    return shown


def failing(page: str, code: str, toolkit: Toolkit) -> QWidget:
    """Show a page that cannot read its desk."""
    return opened_on(toolkit, demo_desk(code), page, fails=True)


def busy(page: str, code: str, toolkit: Toolkit) -> QWidget:
    """Show a page that still waits for its desk."""
    return opened_on(toolkit, demo_desk(code), page, fails=False)


def opened_on(toolkit: Toolkit, desk: Desk, page: str, *, fails: bool) -> QWidget:
    """Open a page when from then on all work fails, or hangs."""
    tasks = toolkit.tasks
    assert isinstance(tasks, SceneTasks)
    opened = open_window(toolkit, desk, "settings")
    settle(tasks)
    if fails:
        tasks.fail()
    else:
        tasks.hold()
    opened.go_to(page)
    settle(tasks)
    if not fails:
        QTest.qWait(2 * LOADING_AFTER_MILLISECONDS)  # what is quick says nothing of waiting
    window = opened.parent()
    assert isinstance(window, MainWindow)
    return window


for _page, _code in PAGES.items():
    picture(f"{_page}-demo")(partial(normal, _page, _code))
    picture(f"{_page}-founded")(partial(empty, _page, _code))
    picture(f"{_page}-error")(partial(failing, _page, _code))
    picture(f"{_page}-busy")(partial(busy, _page, _code))
for _page, _code in ELSEWHERE:
    picture(f"{_page}-{_code.lower()}-demo")(partial(normal, _page, _code))
    picture(f"{_page}-{_code.lower()}-founded")(partial(empty, _page, _code))
for _page in CROWDED:
    picture(f"{_page}-many")(partial(crowded, _page))
