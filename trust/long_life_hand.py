# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A hand at the real window for the long life, and the company whose desks it opens."""

import os
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import UUID

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QWidget

from branchdesk.app.opening import Opening
from branchdesk.app.program import Program
from branchdesk.runtime.paths import find_paths
from branchdesk.services.sign_visit import ScreenSigning
from branchdesk.services.statements import SignedBy
from branchdesk.ui.desk_window import DeskWindow
from branchdesk.ui.other_window import Ring
from branchdesk.ui.page import NO_ERRAND, Errand
from branchdesk.ui.tasks import TaskRunner
from tests.companies import CHEAP, PASSPHRASE, Company
from tests.services.conftest import filled_sheet, signature

PERIOD = "2026-11"
EARLIER = "2026-10"
"""A month of which nothing was entered and only closing it is left."""

CUSTOMER = "栩川路桥工程有限公司"
CODES = ("HQ", "BJ", "GZ")


class Work(msgspec.Struct, frozen=True):
    """Rows of the branch that are opened again and again."""

    customer: UUID
    record: UUID
    begun: UUID
    """a visit whose sheet is complete and not signed"""
    signed: UUID
    """a visit whose sheet is locked"""


def make_company(root: Path) -> tuple[Company, Work]:
    """Found headquarters and two branches; one has reported its month, one is in the middle."""
    company = Company(root)
    company.found(CODES)
    company.close()
    company.open(CODES)
    company.clock.advance(timedelta(days=7, hours=6))
    other = company.add_customer("BJ", "砺峤公路建设集团有限公司")
    for _ in range(3):
        company.close_record("BJ", company.add_record("BJ", other.number).number)
    company.finish_summary(PERIOD, "BJ")
    company["BJ"].close_month.close(PERIOD)
    company.exchange("BJ", "HQ")
    company.finish_summary(EARLIER)
    desk = company.branch
    customer = desk.customers.add({"name": CUSTOMER}).uuid
    company.close_record("GZ", company.add_record("GZ", str(customer)).number)
    record = company.add_record("GZ", str(customer), address="一号路 1 号").uuid
    visits = []
    for _ in range(2):
        agreed = {"appointment_at": company.clock.now().isoformat(), "agreed_with": "张工"}
        visit = desk.visits.plan(record, agreed).uuid
        desk.visits.step(visit, "arrive", {"location": "一号路 1 号"})
        desk.visits.edit(visit, filled_sheet())
        visits.append(visit)
    by = SignedBy(name="张工", ink=signature())
    desk.signing.sign(visits[1], ScreenSigning(customer=by, engineer=by, privacy_consent=True))
    company.close()
    return company, Work(customer, record, visits[0], visits[1])


class Hand:
    """Clicks what is visible and waits until everything that followed is shown."""

    def __init__(self, application: QApplication, folder: Path) -> None:
        """Start the program and sit down at the branch's desk."""
        self.company, self.work = make_company(folder / "company")
        paths = find_paths({"BRANCHDESK_HOME": str(folder)})
        paths.create()
        self.tasks = TaskRunner()
        opening = Opening(application, paths, self.company.clock)
        self.program = Program(opening, self.tasks, CHEAP)
        self.window = self.program.window
        self.window.show()
        self.opened: Counter[str] = Counter()
        """page, panel, section, form, sheet, dialog, menu: how often each was opened"""
        self._answers: list[str] = []
        self._answering = QTimer(interval=0)
        self._answering.timeout.connect(self._answer)
        self.program.begin(self._path("GZ"))
        sys.excepthook = _end  # nobody is there to read the message box of a bug
        self.settle()
        self.unlock()

    def sit_down(self, code: str) -> None:
        """Leave the open desk and open another one of the company."""
        self.program.flow.forget_desk()
        self.program.flow.begin(self._path(code))
        self.opened["sheet"] += 1
        self.settle()
        self.unlock()

    def _path(self, code: str) -> str:
        return str(self.company.root / code)

    @property
    def desk(self) -> DeskWindow:
        """The open desk."""
        assert self.program.desk_window is not None
        return self.program.desk_window

    def settle(self) -> None:
        """Wait until nothing runs and what was given up is gone."""
        while True:
            QCoreApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            if self._is_busy():
                # Sleeps until the lane tells of its end, instead of taking its turns away.
                QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
                continue
            QCoreApplication.processEvents()
            if not self._is_busy():
                return

    def _is_busy(self) -> bool:
        return self.tasks.is_busy or bool(self.program.flow.findChildren(Ring))

    def rest(self) -> None:
        """Wait until also what goes by itself (a toast) is gone."""
        self.settle()
        while self.find(QWidget, "toast"):
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        self.settle()

    def find(self, kind: type[QWidget], name: str) -> list[Any]:
        """Return what is visible by this name."""
        return [w for w in self.window.findChildren(kind, name) if w.isVisible()]

    def see(self, kind: type[QWidget], name: str) -> Any:
        """Return what must be visible by this name."""
        found = self.find(kind, name)
        if not found:
            raise LookupError(f"{name} is not visible")
        return found[0]

    def click(self, *names: str) -> None:
        """Click buttons that must be there, one after the other."""
        for name in names:
            made = self.see(QPushButton, name)
            if not made.isEnabled():
                raise LookupError(f"{name} cannot be pressed")
            made.click()
            self.settle()

    def open(self, what: str, opener: str, *names: str) -> None:
        """Click the button that opens something, and those after it that close it again."""
        self.opened[what] += 1
        self.click(opener, *names)

    def write(self, name: str, words: str) -> None:
        """Type into a field."""
        self.see(QLineEdit, name).setText(words)

    def answer(self, what: str, act: Callable[[], object], answer: str = "") -> None:
        """Do something that asks; the answer is a button's name, or empty for leaving it."""
        self.opened[what] += 1
        self._answers = [answer]
        self._answering.start()
        act()
        self.settle()
        while self._answers:
            QCoreApplication.processEvents()
        self._answering.stop()
        self.settle()

    def _answer(self) -> None:
        asking = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if asking is None or not asking.isVisible() or not self._answers:
            return
        answer = self._answers.pop(0)
        if answer:
            next(b for b in asking.findChildren(QPushButton, answer)).click()
        elif isinstance(asking, QDialog):
            asking.reject()
        else:
            asking.close()

    def unlock(self) -> None:
        """Type the passphrase."""
        self.write("passphrase", PASSPHRASE)
        self.click("unlock")

    def go(self, key: str, row: UUID | None = None, errand: Errand = NO_ERRAND) -> Any:
        """Go to a page, with a row when one is named; returns the page."""
        self.desk.go_to(key, row, errand)
        self.opened["page"] += 1
        self.opened["panel"] += row is not None
        self.settle()
        return self.window.current_page()

    def finish(self) -> None:
        """Close the window."""
        self.window.close()
        self.program.finish(0)


def _end(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    sys.__excepthook__(kind, error, traceback)
    os._exit(1)
