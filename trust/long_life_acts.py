# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Everything the long life opens and leaves again: pages, panels, forms, sheets, dialogs."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QToolButton, QWidget

from branchdesk.ui.page import Errand
from branchdesk.ui.visits.sheet_progress import SIGNING_STEP
from branchdesk.ui.widgets.moment_field import MomentField
from branchdesk.ui.widgets.table import DataTable
from tests.companies import PASSPHRASE
from trust.long_life_hand import CUSTOMER, EARLIER, Hand

Act = Callable[[], None]

PAGES = ("workbench", "records", "visits", "customers", "month", "exchange", "settings")
SECTIONS = (
    "people", "office", "exchange", "display", "rules",
    "printing", "backup", "check", "privacy", "about", "sign_in",
)  # fmt: skip


def acts_of(hand: Hand) -> dict[str, Act]:
    """Return every way through the window by name; the hand counts what they open."""
    rows = hand.work
    pages = {f"page {key}": partial(hand.go, key) for key in PAGES}
    sections = {f"settings {key}": partial(_section, hand, key) for key in SECTIONS}
    rest: dict[str, Act] = {
        "record": lambda: _record(hand),
        "editor": lambda: _editor(hand),
        "visit": lambda: hand.go("visits", rows.begun),
        "sheet": lambda: _sheet(hand),
        "ways out of a sheet": lambda: _ways_out(hand),
        "locked sheet": lambda: _locked(hand),
        "customer": lambda: _customer(hand),
        "month": lambda: _month(hand),
        "people": lambda: _people(hand),
        "boxes": lambda: _boxes(hand),
        "recovery": lambda: _recovery(hand),
        "search": lambda: _search(hand),
        "mask": lambda: _mask(hand),
        "sign out": lambda: _sign_out(hand),
    }
    # First, so that every round ends at a desk whose connections and pages are all there.
    return {"headquarters": lambda: _headquarters(hand)} | pages | sections | rest


def _section(hand: Hand, key: str) -> None:
    hand.go("settings")
    hand.open("section", f"show_section_{key}")


def _record(hand: Hand) -> None:
    table = hand.go("records", hand.work.record).findChildren(DataTable)[0]
    hand.answer("menu", hand.see(QPushButton, "step_more").click)
    hand.answer("menu", table.show_column_menu)
    hand.go("records", hand.work.record, Errand("note"))
    hand.opened["form"] += 1
    hand.click("step_back")


def _editor(hand: Hand) -> None:
    hand.desk.new_record()
    hand.opened["form"] += 1
    hand.settle()
    field = next(f for f in hand.window.findChildren(MomentField) if f.isVisible())
    hand.answer("menu", field.findChildren(QToolButton)[0].click)
    hand.click("record_editor_back")


def _sheet(hand: Hand) -> None:
    """Write on the sheet, hand it to the customer, and take it back with the passphrase."""
    hand.go("visits", hand.work.begun, Errand("arrive"))
    hand.opened["sheet"] += 1
    hand.click("hand_over")
    hand.open("dialog", "customer_leave")
    hand.write("exit_passphrase", PASSPHRASE)
    hand.click("exit_leave", "sheet_back")


def _ways_out(hand: Hand) -> None:
    page = hand.go("visits", hand.work.begun, Errand("arrive"))
    hand.opened["sheet"] += 1
    page.flow.sheet.go_to_step(SIGNING_STEP)
    hand.settle()
    for way in ("later", "refused", "absent", "phone"):
        hand.open("dialog", f"way_{way}", "unsigned_back")
    hand.open("dialog", "way_paper", "paper_dialog_back")
    hand.click("sheet_back")
    hand.open("dialog", "visit_blank", "print_close")


def _locked(hand: Hand) -> None:
    hand.go("visits", hand.work.signed)
    hand.open("dialog", "visit_print", "print_close")
    hand.open("dialog", "visit_addendum", "addendum_dialog_back")
    hand.answer("menu", hand.see(QPushButton, "visit_when_button").click)


def _customer(hand: Hand) -> None:
    hand.go("customers", hand.work.customer)
    hand.open("form", "customer_edit", "customer_editor_back")
    hand.open("form", "customer_lost", "lost_back")
    hand.open("form", "new_customer", "customer_editor_back")


def _month(hand: Hand) -> None:
    page = hand.go("month")
    hand.open("form", "summary_edit", "summary_back")
    now = page.periods.value()
    page.show_period(EARLIER)
    hand.opened["page"] += 1
    hand.settle()
    hand.answer("dialog", lambda: hand.click("month_lock"), "confirm_back")
    page.show_period(now)
    hand.opened["page"] += 1
    hand.settle()


def _people(hand: Hand) -> None:
    _section(hand, "people")
    hand.open("form", "add_person", "person_cancel")


def _boxes(hand: Hand) -> None:
    """Let the program ask for a file, and say an error and a bug."""
    hand.go("exchange")
    hand.answer("dialog", lambda: hand.click("import_files"))
    _section(hand, "sign_in")
    hand.write("old_passphrase", "not this one")
    for name in ("own_new", "own_repeat"):
        hand.write(name, PASSPHRASE)
    hand.answer("dialog", lambda: hand.click("change_passphrase_save"), "error_close")
    hand.answer("dialog", lambda: hand.program.crashed.emit(Path("report.json")))


def _recovery(hand: Hand) -> None:
    _section(hand, "sign_in")
    hand.answer("dialog", lambda: hand.click("renew_recovery"), "confirm_action")
    hand.opened["sheet"] += 1
    hand.see(QCheckBox, "recovery_saved").click()
    hand.click("recovery_continue")


def _search(hand: Hand) -> None:
    hand.window.search_requested.emit()
    hand.opened["dialog"] += 1
    hand.settle()
    palette = hand.see(QWidget, "command_palette")
    palette.findChildren(QLineEdit)[0].setText(CUSTOMER[:2])
    hand.settle()
    palette.leave()
    hand.settle()


def _mask(hand: Hand) -> None:
    hand.opened["sheet"] += 1
    for private in (True, False):
        hand.window.set_private(private=private)
        hand.settle()


def _sign_out(hand: Hand) -> None:
    hand.go("settings")
    hand.open("sheet", "settings_switch")
    hand.unlock()


def _headquarters(hand: Hand) -> None:
    """Sit down at headquarters, read what a branch has reported, and come back."""
    hand.sit_down("HQ")
    hand.go("board").table.select("BJ")
    hand.settle()
    hand.open("form", "board_return", "return_back")
    for key in ("records", "customers", "exchange", "workbench"):
        hand.go(key)
    hand.sit_down("GZ")
