# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Pictures of customer files and of the start page."""

from PySide6.QtWidgets import QPushButton, QWidget

from branchdesk.ui.customers.customer_services import CustomerServices
from branchdesk.ui.customers.customers_page import CustomersPage
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.workbench.workbench_page import WorkbenchPage
from branchdesk.wiring.desk import Desk
from tests.pictures import picture
from tests.ui.pages.pictures_records import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    empty_desk,
    settle,
    told_desk,
)


def customers_of(toolkit: Toolkit, desk: Desk) -> CustomersPage:
    page = CustomersPage(toolkit, CustomerServices(desk.session, desk.customers, desk.drafts))
    page.resize(PAGE_WIDTH, PAGE_HEIGHT)
    page.show()
    settle(toolkit)
    return page


@picture("customers-list", PAGE_WIDTH, PAGE_HEIGHT)
def customers(toolkit: Toolkit) -> QWidget:
    page = customers_of(toolkit, told_desk()[0])
    page.table.select_first()
    return page


@picture("customers-empty", PAGE_WIDTH, PAGE_HEIGHT)
def customers_empty(toolkit: Toolkit) -> QWidget:
    return customers_of(toolkit, empty_desk())


@picture("customers-duplicate", PAGE_WIDTH, PAGE_HEIGHT)
def customers_duplicate(toolkit: Toolkit) -> QWidget:
    page = customers_of(toolkit, told_desk()[0])
    page.new_customer()
    form = page.findChild(QWidget, "customer_editor_form")
    form.set_values({"name": "粤岭公路建设有限公司"})
    page.findChild(QPushButton, "customer_editor_submit").click()
    return page


def workbench_of(toolkit: Toolkit, desk: Desk) -> WorkbenchPage:
    page = WorkbenchPage(toolkit, desk.workbench, "王敏", may_take=True)
    page.on_shown()
    return page


@picture("workbench-due", PAGE_WIDTH, PAGE_HEIGHT)
def workbench(toolkit: Toolkit) -> QWidget:
    return workbench_of(toolkit, told_desk()[0])


@picture("workbench-empty", PAGE_WIDTH, PAGE_HEIGHT)
def workbench_empty(toolkit: Toolkit) -> QWidget:
    return workbench_of(toolkit, empty_desk())
