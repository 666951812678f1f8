# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Pictures of the page of visits, every step of the on-site sheet, and its dialogs."""

from functools import cache
from uuid import UUID

from PySide6.QtCore import QDeadlineTimer, QEventLoop
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QWidget

from branchdesk.domain.clock import FixedClock
from branchdesk.services.statements import SignedBy, Unsigned
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.visits.on_site import OnSiteSheet
from branchdesk.ui.visits.page import VisitsPage
from branchdesk.wiring.desk import Desk
from tests.builders import signed_ink
from tests.pictures import picture
from tests.reports.sample_sheets import handwriting
from tests.temporary import temporary_folder
from tests.ui.pages.sample_desk import NOW
from tests.ui.visits.visit_scenes import (
    OneWidget,
    PdfPrinter,
    filled,
    found,
    long_texts,
    manager_of,
    plan,
    write_name,
)

PAGE_WIDTH, PAGE_HEIGHT = 1170, 720


@cache
def empty_desk() -> Desk:
    return found(temporary_folder(), FixedClock(NOW))


@cache
def told_desk() -> tuple[Desk, dict[str, UUID]]:
    """A desk with a visit in every state that looks different."""

    desk = found(temporary_folder(), FixedClock(NOW))
    by = SignedBy(name="何工", position="造价工程师", ink=signed_ink())
    told = {"planned": plan(desk), "filled": filled(desk), "long": long_texts(desk)}
    told["open"] = filled(desk, opinion="", result="")
    told["pending"] = filled(desk)
    desk.signing.leave_unsigned(
        told["pending"],
        Unsigned(
            kind="later",
            reason="需部门负责人签字",
            engineer=by,
            due=NOW.date().replace(day=25),
            spoken_with="李婷（预算员）",
        ),
    )
    return desk, told


def settle(toolkit: Toolkit) -> None:
    """Let the lanes answer before the next step of a scene."""
    deadline = QDeadlineTimer(8000)
    for _ in range(4):
        while toolkit.tasks.is_busy and not deadline.hasExpired():
            QEventLoop().processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        QEventLoop().processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def sheet_of(toolkit: Toolkit, desk: Desk, visit: UUID, step: int) -> OnSiteSheet:
    sheet = OnSiteSheet(toolkit, desk, lambda _: None)
    sheet.resize(1366, 768)
    sheet.show()
    sheet.open(visit)
    settle(toolkit)
    sheet.go_to_step(step)
    settle(toolkit)
    return sheet


def page_of(toolkit: Toolkit, desk: Desk) -> VisitsPage:
    stage = OneWidget()
    port = PdfPrinter(toolkit.tasks, desk, temporary_folder() / "printed.pdf")
    page = VisitsPage(toolkit, desk, stage=stage, verify=lambda _: None, port=port)
    page.resize(PAGE_WIDTH, PAGE_HEIGHT)
    page.show()
    settle(toolkit)
    return page


@picture("visits-page-list", PAGE_WIDTH, PAGE_HEIGHT)
def list_and_panel(toolkit: Toolkit) -> QWidget:
    desk, told = told_desk()
    page = page_of(toolkit, desk)
    page.open_visit(told["pending"])
    settle(toolkit)
    return page


@picture("visits-page-empty", PAGE_WIDTH, PAGE_HEIGHT)
def empty_list(toolkit: Toolkit) -> QWidget:
    return page_of(toolkit, empty_desk())


@picture("visits-page-reschedule", PAGE_WIDTH, PAGE_HEIGHT)
def reschedule(toolkit: Toolkit) -> QWidget:
    desk, told = told_desk()
    page = page_of(toolkit, desk)
    page.open_visit(told["planned"], "reschedule")
    settle(toolkit)
    return page


@picture("visits-sheet-1-arrival")
def arrival(toolkit: Toolkit) -> QWidget:
    desk, told = told_desk()
    return sheet_of(toolkit, desk, told["planned"], 0)


@picture("visits-sheet-2-work")
def work(toolkit: Toolkit) -> QWidget:
    desk, told = told_desk()
    return sheet_of(toolkit, desk, told["filled"], 1)


@picture("visits-sheet-2-work-long")
def work_long(toolkit: Toolkit) -> QWidget:
    desk, told = told_desk()
    return sheet_of(toolkit, desk, told["long"], 1)


@picture("visits-sheet-3-parts-long")
def parts(toolkit: Toolkit) -> QWidget:
    desk, told = told_desk()
    return sheet_of(toolkit, desk, told["long"], 2)


@picture("visits-sheet-4-opinion")
def opinion(toolkit: Toolkit) -> QWidget:
    desk, told = told_desk()
    return sheet_of(toolkit, desk, told["filled"], 3)


@picture("visits-sheet-5-missing")
def missing(toolkit: Toolkit) -> QWidget:
    desk, told = told_desk()
    return sheet_of(toolkit, desk, told["open"], 4)


@picture("visits-sheet-5-signing")
def signing(toolkit: Toolkit) -> QWidget:
    desk, told = told_desk()
    sheet = sheet_of(toolkit, desk, told["filled"], 4)
    sheet.signing.privacy.set_ticked(True)
    sheet.signing.customer_pad.set_ink(handwriting(seed=1))
    sheet.signing.engineer_pad.set_ink(handwriting(seed=4))
    return sheet


@picture("visits-sheet-5-signing-long")
def signing_long(toolkit: Toolkit) -> QWidget:
    desk, told = told_desk()
    return sheet_of(toolkit, desk, told["long"], 4)


@picture("visits-sheet-5-pending")
def pending(toolkit: Toolkit) -> QWidget:
    desk, told = told_desk()
    return sheet_of(toolkit, desk, told["pending"], 4)


@picture("visits-customer-opinion")
def customer_opinion(toolkit: Toolkit) -> QWidget:
    desk, told = told_desk()
    sheet = sheet_of(toolkit, desk, told["filled"], 4)
    sheet._set_customer_alone(alone=True)
    sheet.go_to_step(3)
    settle(toolkit)
    return sheet


@picture("visits-after-signing")
def after(toolkit: Toolkit) -> QWidget:
    desk = empty_desk()
    page = page_of(toolkit, desk)
    uuid = filled(desk)
    sheet = page.flow.sheet
    sheet.resize(1366, 768)
    sheet.show()
    sheet.open(uuid)
    settle(toolkit)
    sheet.go_to_step(4)
    settle(toolkit)
    write_name(sheet.signing.customer_pad)
    write_name(sheet.signing.engineer_pad)
    sheet.signing.privacy.set_ticked(True)
    sheet.sign(sheet.signing.signing())
    settle(toolkit)
    return sheet


def dialog_of(toolkit: Toolkit, way: str) -> QWidget:
    desk, told = told_desk()
    page = page_of(toolkit, desk)
    sheet = page.flow.sheet
    sheet.resize(1366, 768)
    sheet.show()
    sheet.open(told["filled"])
    settle(toolkit)
    sheet.go_to_step(4)
    settle(toolkit)
    button = sheet.findChild(QPushButton, f"way_{way}")
    assert button is not None
    button.click()
    settle(toolkit)
    return next(d for d in sheet.findChildren(QDialog) if d.isVisible())


@picture("visits-dialog-refused", 760, 560)
def refused(toolkit: Toolkit) -> QWidget:
    return dialog_of(toolkit, "refused")


@picture("visits-dialog-later", 760, 560)
def later(toolkit: Toolkit) -> QWidget:
    return dialog_of(toolkit, "later")


@picture("visits-dialog-absent", 760, 560)
def absent(toolkit: Toolkit) -> QWidget:
    return dialog_of(toolkit, "absent")


@picture("visits-dialog-phone", 760, 560)
def by_phone(toolkit: Toolkit) -> QWidget:
    return dialog_of(toolkit, "phone")


@picture("visits-customer-signing")
def customer_signing(toolkit: Toolkit) -> QWidget:
    desk, told = told_desk()
    sheet = sheet_of(toolkit, desk, told["filled"], 4)
    sheet._set_customer_alone(alone=True)
    settle(toolkit)
    return sheet


@picture("visits-dialog-paper", 860, 480)
def paper(toolkit: Toolkit) -> QWidget:
    return dialog_of(toolkit, "paper")


@picture("visits-dialog-print", 1080, 700)
def printing(toolkit: Toolkit) -> QWidget:
    desk, told = told_desk()
    page = page_of(toolkit, desk)
    page.paper.print_signed((told["pending"],), number="XC")
    settle(toolkit)
    return next(d for d in page.findChildren(QDialog) if d.isVisible())


@picture("visits-manager-waiver", PAGE_WIDTH, PAGE_HEIGHT)
def waiver(toolkit: Toolkit) -> QWidget:
    desk, told = told_desk()
    port = PdfPrinter(toolkit.tasks, desk, temporary_folder() / "printed.pdf")
    page = VisitsPage(
        toolkit, manager_of(desk), stage=OneWidget(), verify=lambda _: None, port=port
    )
    page.resize(PAGE_WIDTH, PAGE_HEIGHT)
    page.show()
    settle(toolkit)
    page.open_visit(told["pending"], "waive")
    settle(toolkit)
    first = page.findChild(QLineEdit)
    assert first is not None
    return page
