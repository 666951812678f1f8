# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages over real, enrolled desks; founding them is done once and copied."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from branchdesk.domain.changes import Changes
from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.ui.page import Page
from branchdesk.ui.toolkit import Toolkit
from tests.companies import Company, copy_company, found_company
from tests.ui.desks import Answers

CODES = ("HQ", "GZ", "GZ-L01")
PERIOD = "2026-11"
FRIDAY = datetime(2026, 11, 27, 16, 0, tzinfo=BRANCH_ZONE)
"""The last working day before the cut-off, which is a Saturday."""


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Headquarters, a branch and a laptop, enrolled, nothing entered yet."""
    return found_company(tmp_path_factory.mktemp("company") / "desks", CODES)


@pytest.fixture
def laptop_delivered() -> bool:
    """Whether the laptop delivers on the Friday; a test may parametrize it away."""
    return True


@pytest.fixture
def company(founded: Path, tmp_path: Path, laptop_delivered: bool) -> Iterator[Company]:
    """The three desks with a closed record of the laptop at the branch, on the Friday."""
    copied = copy_company(founded, tmp_path / "desks", CODES)
    customer = copied.add_customer("GZ-L01")
    record = copied.add_record("GZ-L01", customer.number)
    copied.close_record("GZ-L01", record.number)
    copied.exchange("GZ-L01", "GZ", "GZ-L01")
    copied.clock.moment = FRIDAY
    if laptop_delivered:
        copied.exchange("GZ-L01", "GZ")
    yield copied
    copied.close()


class Shown:
    """A page in front of a person."""

    def __init__(self, qtbot: QtBot, toolkit: Toolkit, page: Any, answers: Answers) -> None:
        self._qtbot = qtbot
        self._toolkit = toolkit
        self.page = page
        self.answers = answers
        self.changes = Changes()
        self.targets: list[tuple[str, object, str]] = []
        page.changed.connect(self._on_changed)
        page.open_target.connect(lambda *target: self.targets.append(target))

    def settle(self) -> "Shown":
        """Wait until nothing runs and everything that followed is shown."""
        tasks = self._toolkit.tasks
        self._qtbot.waitUntil(lambda: not tasks.is_busy, timeout=30_000)
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if tasks.is_busy:
            self.settle()
        return self

    def see(self, kind: type, name: str) -> list[Any]:
        return [w for w in self.page.findChildren(kind, name) if w.isVisible()]

    def button(self, name: str) -> QPushButton:
        found = self.see(QPushButton, name)
        assert found, f"{name} is not visible"
        return found[0]

    def click(self, name: str) -> "Shown":
        made = self.button(name)
        assert made.isEnabled(), f"{name} cannot be pressed"
        made.click()
        return self.settle()

    def words(self) -> str:
        """Return everything that can be read on the page."""
        texts = []
        for widget in self.page.findChildren(QWidget):
            text = getattr(widget, "whole_text", None) or getattr(widget, "text", None)
            if widget.isVisible() and callable(text):
                texts.append(text())
        return "\n".join(text for text in texts if isinstance(text, str))

    def again(self) -> "Shown":
        """Look again after other desks have been at work."""
        self.page.refresh(Changes({"service_record": frozenset({FRIDAY})}))  # type: ignore[arg-type]
        return self.settle()

    def _on_changed(self, changes: Changes) -> None:
        self.changes = self.changes.merged(changes)


@pytest.fixture
def show(
    qtbot: QtBot, toolkit: Toolkit, company: Company
) -> Callable[[str, Callable[..., Page]], Shown]:
    """Show a page of a desk."""

    def make(code: str, page_of: Callable[..., Page]) -> Shown:
        own = replace(toolkit, clock=company.clock)
        answers = Answers()
        page = page_of(own, company[code], answers)
        qtbot.addWidget(page)
        page.resize(1170, 720)
        page.show()
        shown = Shown(qtbot, toolkit, page, answers)
        page.on_shown()
        return shown.settle()

    return make
