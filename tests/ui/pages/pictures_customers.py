# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Pictures of customer files and of the start page."""

from PySide6.QtWidgets import QPushButton, QWidget

from branchdesk.ui.customers.customers_page import CustomersPage
from branchdesk.ui.toolkit import Toolkit
from branchdesk.wiring.desk import Desk
from tests.pictures import picture
from tests.ui.pages.pictures_records import empty_desk, long_desk, told_desk
from tests.ui.scenes import open_page, settle


def customers_of(toolkit: Toolkit, desk: Desk) -> CustomersPage:
    page = open_page(toolkit, desk, "customers")
    assert isinstance(page, CustomersPage)
    return page


@picture("customers-list")
def customers(toolkit: Toolkit) -> QWidget:
    page = customers_of(toolkit, told_desk()[0])
    page.table.select_first()
    return page


@picture("customers-long")
def customers_long(toolkit: Toolkit) -> QWidget:
    page = customers_of(toolkit, long_desk()[0])
    page.table.select_first()
    return page


@picture("customers-new")
def customers_new(toolkit: Toolkit) -> QWidget:
    page = customers_of(toolkit, told_desk()[0])
    page.new_customer()
    return page


@picture("customers-empty")
def customers_empty(toolkit: Toolkit) -> QWidget:
    return customers_of(toolkit, empty_desk())


@picture("customers-duplicate")
def customers_duplicate(toolkit: Toolkit) -> QWidget:
    page = customers_of(toolkit, told_desk()[0])
    page.new_customer()
    settle(toolkit.tasks)
    form = page.findChild(QWidget, "customer_editor_form")
    form.set_values({"name": "粤岭公路建设有限公司"})
    page.findChild(QPushButton, "customer_editor_submit").click()
    return page


@picture("workbench-due")
def workbench(toolkit: Toolkit) -> QWidget:
    page: QWidget = open_page(toolkit, told_desk()[0], "workbench")
    return page


@picture("workbench-long")
def workbench_long(toolkit: Toolkit) -> QWidget:
    page: QWidget = open_page(toolkit, long_desk()[0], "workbench")
    return page


@picture("workbench-empty")
def workbench_empty(toolkit: Toolkit) -> QWidget:
    page: QWidget = open_page(toolkit, empty_desk(), "workbench")
    return page
