# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The program at work for a long time: FOLDER OPENS; prints what it held before and after."""

import gc
import itertools
import os
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType
from uuid import UUID

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from branchdesk.app.opening import Opening
from branchdesk.app.program import Program
from branchdesk.domain.clock import FixedClock
from branchdesk.domain.kinds.roles import DeskRole, Role
from branchdesk.runtime.key_wrapping import Cost
from branchdesk.runtime.paths import find_paths
from branchdesk.ui.desk_window import DeskWindow
from branchdesk.ui.page import NO_ERRAND, Errand
from branchdesk.ui.tasks import TaskRunner
from branchdesk.wiring.founding import NewDesk, found_desk
from branchdesk.wiring.surroundings import make_surroundings
from tests.builders import NOW
from trust.long_life import Held, Life

PASSPHRASE = "kapok-2026"
CHEAP = Cost(64, 1, 1)
ROUNDS_TO_WARM_UP = 4
"""Before these, caches of icons, fonts, statements and modules fill."""

Act = Callable[[], None]


class Window:
    """A hand at the real program."""

    def __init__(self, application: QApplication, folder: Path) -> None:
        """Found a desk with a little work in it and sit down at it."""
        clock = FixedClock(NOW)
        paths = find_paths({"BRANCHDESK_HOME": str(folder)})
        paths.create()
        surroundings = make_surroundings(paths, clock, cost=CHEAP)
        desk, _ = found_desk(
            paths.desks / "GZ",
            NewDesk(
                role=DeskRole.BRANCH,
                code="GZ",
                name="广州分公司",
                person_name="王敏",
                passphrase=PASSPHRASE,
                roles=(Role.FIELD_ENGINEER, Role.SERVICE_AGENT, Role.BRANCH_MANAGER),
            ),
            surroundings,
        )
        with desk:
            self.customer = desk.customers.add({"name": "栩川路桥工程有限公司"}).uuid
            self.record = desk.records.add(
                {
                    "customer": str(self.customer),
                    "contact_person": "张工",
                    "contact_phone": "15400000032",
                    "category": "usage",
                    "problem_description": "计量支付第 8 期合计不符",
                    "address": "一号路 1 号",
                }
            ).uuid
            agreed = {"appointment_at": NOW.isoformat(), "agreed_with": "张工"}
            self.visit = desk.visits.plan(self.record, agreed).uuid
            desk.visits.step(self.visit, "arrive", {"location": "一号路 1 号"})
        self.tasks = TaskRunner()
        self.program = Program(Opening(application, paths, clock), self.tasks, CHEAP)
        self.program.window.show()
        self.program.begin(str(paths.desks / "GZ"))
        sys.excepthook = _end  # nobody is there to read the message box of a bug
        self.settle()
        self.unlock()

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
            if not self.tasks.is_busy:
                QCoreApplication.processEvents()
                if not self.tasks.is_busy:
                    return

    def find(self, kind: type[QWidget], name: str) -> list[QWidget]:
        """Return what is visible by this name."""
        return [w for w in self.program.window.findChildren(kind, name) if w.isVisible()]

    def click(self, name: str) -> None:
        """Click a button that must be there."""
        found = self.find(QPushButton, name)
        if not found:
            raise LookupError(f"{name} is not visible")
        found[0].click()  # type: ignore[attr-defined]
        self.settle()

    def unlock(self) -> None:
        """Type the passphrase."""
        self.find(QLineEdit, "passphrase")[0].setText(PASSPHRASE)  # type: ignore[attr-defined]
        self.click("unlock")

    # -- what is opened -----------------------------------------------------------------------

    def acts(self) -> dict[str, Act]:
        """Return everything that is opened, by name."""
        pages = ("workbench", "records", "visits", "customers", "month", "exchange", "settings")
        acts: dict[str, Act] = {f"page {key}": partial(self._page, key) for key in pages}
        return acts | {
            "record": lambda: self._go("records", self.record),
            "step": lambda: self._go("records", self.record, Errand("note"), "step_back"),
            "editor": self._editor,
            "visit": lambda: self._go("visits", self.visit),
            "sheet": self._sheet,
            "customer": lambda: self._go("customers", self.customer),
            "search": self._search,
            "sign out": self._sign_out,
        }

    def _page(self, key: str) -> None:
        self.desk.go_to(key)
        self.settle()

    def _go(self, key: str, row: UUID, errand: Errand = NO_ERRAND, leave: str = "") -> None:
        self.desk.go_to(key, row, errand)
        self.settle()
        if leave:
            self.click(leave)

    def _editor(self) -> None:
        self.desk.new_record()
        self.settle()
        self.click("record_editor_back")

    def _sheet(self) -> None:
        self.desk.go_to("visits", self.visit, Errand("arrive"))
        self.settle()
        self.click("sheet_back")

    def _search(self) -> None:
        window = self.program.window
        window.search_requested.emit()
        self.settle()
        palette = self.find(QWidget, "command_palette")[0]
        palette.findChildren(QLineEdit)[0].setText("栩川")
        self.settle()
        palette.leave()  # type: ignore[attr-defined]
        self.settle()

    def _sign_out(self) -> None:
        self.desk._around.sign_out()
        self.settle()
        self.unlock()


def _end(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    sys.__excepthook__(kind, error, traceback)
    os._exit(1)


def held() -> Held:
    """Count what this process holds."""
    gc.collect()
    return Held(
        widgets=len(QApplication.allWidgets()),
        threads=_count(Path("/proc/self/task")),
        files=_count(Path("/proc/self/fd")),
        memory=_resident(),
    )


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _count(folder: Path) -> int:
    return sum(1 for _ in folder.iterdir())


def main() -> None:
    """Warm up, count, open, count again."""
    folder, opens = Path(sys.argv[1]), int(sys.argv[2])
    application = QApplication(sys.argv[:1])
    window = Window(application, folder)
    acts = window.acts()
    for _ in range(ROUNDS_TO_WARM_UP):
        for act in acts.values():
            act()
    window.settle()
    before = held()
    opened: Counter[str] = Counter()
    rounds = itertools.cycle(acts.items())
    # Whole rounds, so that the same page is in front at both counts.
    for _ in range(-(-opens // len(acts)) * len(acts)):
        name, act = next(rounds)
        act()
        opened[name.partition(" ")[0]] += 1
    window.settle()
    after = held()
    window.program.window.close()
    window.program.finish(0)
    print(msgspec.json.encode(Life(dict(opened), before, after)).decode())


if __name__ == "__main__":
    main()
