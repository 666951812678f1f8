# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What opens in the month, the exchange, the enrolment and the board, at work.

Forms, boxes, codes, results and conflicts: read whole at both sizes, in both languages and
palettes, heard by name, walked as one reads, and seen where the keyboard is.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget

from branchdesk.domain.clock import FixedClock
from branchdesk.domain.text import T
from branchdesk.runtime.i18n import load_translator
from branchdesk.ui.enrolment.code_card import CodeCard
from branchdesk.ui.look import Look
from branchdesk.ui.messages import Messages
from branchdesk.ui.month import month_actions
from branchdesk.ui.theme import Theme
from branchdesk.ui.tokens import DARK, LIGHT
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.command_palette import CommandPalette
from tests.companies import Company, copy_company
from tests.ui import pictures_month as month
from tests.ui.conftest import RESOURCES
from tests.ui.looks import cut_words, reading_order, spoken_names
from tests.ui.looks.conftest import HEIGHT, WIDTH
from tests.ui.looks.test_around_pages import without_ring, words_too_faint
from tests.ui.pages.sample_desk import NOW
from tests.ui.scenes import SceneTasks, open_page, settle

SMALL = (960, 640)
"""1920×1280 at 200 %."""

LONG_REASON = "解决方案太简略，请补充操作步骤，并核对客户名称与产品版本；" * 4

Build = Callable[[Toolkit, Company], QWidget]


def _page(toolkit: Toolkit, made: Company, code: str, key: str) -> Any:
    page = open_page(toolkit, made[code], key)
    page.window().activateWindow()
    settle(toolkit.tasks)
    return page


def _press(toolkit: Toolkit, page: QWidget, name: str) -> QWidget:
    button = next(b for b in page.findChildren(QPushButton, name) if b.isVisible())
    button.click()
    settle(toolkit.tasks)
    return page


def _explain(toolkit: Toolkit, made: Company) -> QWidget:
    page = _page(toolkit, made, "GZ", "month")
    page.view.checklist.explain(
        [f for f in made.branch.month.check(month.PERIOD).explain if f.rule.value == "BR-020"]
    )
    page.view.checklist.form.text.setPlainText(month.LONG * 5)
    settle(toolkit.tasks)
    return page


def _summary(toolkit: Toolkit, made: Company) -> QWidget:
    page = _page(toolkit, made, "GZ", "month")
    page.edit_summary()
    settle(toolkit.tasks)
    return page


def _dry_run(toolkit: Toolkit, made: Company) -> QWidget:
    month.confirm(made)
    return _press(toolkit, _page(toolkit, made, "GZ", "month"), "month_dry_run")


def _locking(toolkit: Toolkit, made: Company) -> QMessageBox:
    month.confirm(made)
    page = _page(toolkit, made, "GZ", "month")
    words = month_actions.confirmation_words(page._overview)
    action = T("Lock and build the bundle")
    return toolkit.messages.confirm_box(action, words, action)[0]


def _built(toolkit: Toolkit, made: Company) -> QWidget:
    month.closed(made)
    page = _page(toolkit, made, "GZ", "month")
    page.export_to(made.root / "out")
    settle(toolkit.tasks)
    return page


def _delivered(made: Company) -> None:
    month.closed(made)
    made.exchange("GZ", "HQ")


def _returned(toolkit: Toolkit, made: Company) -> QWidget:
    _delivered(made)
    made.hq.headquarters.return_(month.PERIOD, "GZ", LONG_REASON)
    made.exchange("HQ", "GZ")
    return _page(toolkit, made, "GZ", "month")


def _supplement(toolkit: Toolkit, made: Company) -> QWidget:
    _delivered(made)
    made.hq.headquarters.return_(month.PERIOD, "GZ", LONG_REASON)
    made.exchange("HQ", "GZ")
    made.branch.close_month.close(month.PERIOD)
    return _page(toolkit, made, "GZ", "month")


def _reading(toolkit: Toolkit, made: Company) -> QWidget:
    _delivered(made)
    page = _page(toolkit, made, "HQ", "board")
    page.table.select("GZ")
    settle(toolkit.tasks)
    return page


def _returning(toolkit: Toolkit, made: Company) -> QWidget:
    page = _press(toolkit, _reading(toolkit, made), "board_return")
    return _press(toolkit, page, "return_submit")


def _missing(toolkit: Toolkit, made: Company) -> QWidget:
    page = _page(toolkit, made, "HQ", "board")
    page.table.select("CD")
    settle(toolkit.tasks)
    return page


def _files(toolkit: Toolkit, made: Company) -> QWidget:
    page = _page(toolkit, made, "GZ", "exchange")
    garbage = made.root / f"{month.LONG}.jpg"
    garbage.write_bytes(b"\xff\xd8nothing")
    page.take_in([garbage])
    settle(toolkit.tasks)
    page.export_to(made.root / "out")
    settle(toolkit.tasks)
    return page


def _alone(toolkit: Toolkit, made: Company) -> QWidget:
    made["GZ-L01"].exchange.links = list  # type: ignore[method-assign]
    return _page(toolkit, made, "GZ-L01", "exchange")


def _conflicts(toolkit: Toolkit, made: Company) -> QWidget:
    record = made.add_record("GZ-L01", made.rows("GZ", "customer")[2].number)  # type: ignore[attr-defined]
    made.exchange("GZ-L01", "GZ", "GZ-L01")
    made.branch.records.edit(record.number, {"problem_description": month.PROBLEMS[0]})
    made.laptop.records.edit(record.number, {"problem_description": month.LONG * 4})
    made.exchange("GZ-L01", "GZ")
    return _page(toolkit, made, "GZ", "decisions")


def _codes(toolkit: Toolkit, made: Company) -> QWidget:
    page = _page(toolkit, made, "GZ", "enrolment")
    name = "欧阳上官慕容（粤西片区机电工程项目经理部）"
    words = T("Answer of {name}. Does the other side read out the same code?", name=name)
    for number, card in enumerate(page.findChildren(CodeCard)):
        card.show_code(words, f"7F3A-91C{number}")
    settle(toolkit.tasks)
    return page


def _palette(text: str) -> Build:
    def show(toolkit: Toolkit, made: Company) -> QWidget:
        page = _page(toolkit, made, "GZ", "month")
        tasks = toolkit.tasks
        assert isinstance(tasks, SceneTasks)
        palette: CommandPalette = page.window().findChild(CommandPalette)
        if text == "fails":
            tasks.fail()
        palette._query._timer.setInterval(0)
        palette.open(text)
        settle(tasks)
        return palette

    return show


SCENES: dict[str, Build] = {
    "month, explaining": _explain,
    "month, the summary": _summary,
    "month, a dry run": _dry_run,
    "month, about to lock": _locking,
    "month, files of the bundle": _built,
    "month, returned": _returned,
    "month, the second report": _supplement,
    "board, reading": _reading,
    "board, returning without a reason": _returning,
    "board, not delivered": _missing,
    "exchange, files": _files,
    "exchange, not joined": _alone,
    "conflicts": _conflicts,
    "enrolment, codes": _codes,
    "palette, nothing found": _palette("没有这家"),
    "palette, failing": _palette("fails"),
}


@pytest.fixture(scope="module")
def worked() -> Path:
    """A company after a week of work, to be copied."""
    made = month.company()
    made.close()
    return made.root


@pytest.fixture
def show(
    dressed: Theme, worked: Path, tmp_path: Path, qapp: QApplication
) -> Iterator[Callable[[str, str], QWidget]]:
    """Show a scene on desks of its own in the window at 1366×768."""
    tasks = SceneTasks()
    made = copy_company(worked, tmp_path / "desks", month.CODES)
    made.clock.moment = month.MORNING
    owner = QWidget()
    windows: list[QWidget] = []

    def show_scene(name: str, language: str) -> QWidget:
        look = Look(dressed, load_translator(language, RESOURCES, None))
        toolkit = Toolkit(look, tasks, Messages(look, owner), FixedClock(NOW))
        shown = SCENES[name](toolkit, made)
        window = shown.window()
        windows.append(window)
        if not isinstance(shown, QMessageBox):
            window.resize(WIDTH, HEIGHT)
        window.show()
        window.activateWindow()
        settle(tasks)
        return shown

    yield show_scene
    dressed.set_tokens(LIGHT)
    dressed.apply(qapp)
    for top in [*windows, *(w for w in qapp.topLevelWidgets() if w.isVisible())]:
        top.close()
        top.deleteLater()
    owner.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    settle(tasks)
    assert tasks.close()
    made.close()


Show = Callable[[str, str], QWidget]


def cut_at_both_sizes(shown: QWidget) -> list[str]:
    """Tell what is cut off at 100 % and at 200 %; a box has one size."""
    found = cut_words.faults(shown)
    window = shown.window()
    if not isinstance(shown, QMessageBox):
        window.resize(*SMALL)
        QApplication.processEvents()
        found += [f"200 %: {fault}" for fault in cut_words.faults(shown)]
        window.resize(WIDTH, HEIGHT)
        QApplication.processEvents()
    return found


@pytest.mark.parametrize("name", SCENES)
def test_it_can_be_read_heard_and_walked_in_chinese(
    name: str, show: Show, dressed: Theme, qapp: QApplication
) -> None:
    shown = show(name, "zh_CN")
    window = shown.window()
    area = shown if isinstance(shown, CommandPalette) else window
    assert spoken_names.faults(shown) == []
    assert words_too_faint(area) == []
    assert cut_at_both_sizes(shown) == []
    dressed.set_tokens(DARK)
    dressed.apply(qapp)
    settle_drawing()
    assert words_too_faint(area) == []
    if not name.startswith("palette"):  # it closes when the keyboard leaves it
        assert without_ring(window) == []
        if not isinstance(shown, QMessageBox):
            window.resize(WIDTH, 2 * HEIGHT)  # what is scrolled away stands nowhere
            settle_drawing()
        assert reading_order.faults(shown) == []


@pytest.mark.parametrize("name", SCENES)
def test_no_words_are_cut_off_in_english(name: str, show: Show) -> None:
    assert cut_at_both_sizes(show(name, "en")) == []


def settle_drawing() -> None:
    """Let what was dressed anew be drawn."""
    for _ in range(2):
        QApplication.processEvents()
