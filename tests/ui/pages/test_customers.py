# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The page of customer files: new files, duplicates, contacts, products, secrets."""

from collections.abc import Callable

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from branchdesk.domain.kinds.roles import Role
from branchdesk.domain.kinds.steps import Actor
from branchdesk.services.customers import Customers
from branchdesk.ui.customers.customer_services import CustomerServices
from branchdesk.ui.customers.customers_page import CustomersPage
from branchdesk.ui.toolkit import Toolkit
from branchdesk.wiring.desk import Desk
from tests.ui.pages.driving import OpenCustomers, click

LEFT = Qt.MouseButton.LeftButton


def words_in(widget: QWidget) -> str:
    return " ".join(found.text() for found in widget.findChildren(QLabel) if not found.isHidden())


def test_a_new_file_is_opened_with_its_first_contact(
    empty_desk: Desk, open_customers: OpenCustomers, qtbot: QtBot, idle: Callable[[], None]
):
    page = open_customers(empty_desk)
    click(qtbot, page, "empty_new")
    form = page.findChild(QWidget, "customer_editor_form")
    form.set_values(
        {"name": "栩川路桥", "contact_name": "何工", "contact_mobile": "１５４００００４２１７"}
    )
    with qtbot.waitSignal(page.changed):
        click(qtbot, page, "customer_editor_submit")
    idle()
    assert page.table.model.rowCount() == 1
    view = empty_desk.customers.view("KH-GZ-2611-D01-0001")
    assert view.contacts[0].mobile == "15400004217"
    assert "栩川路桥" in words_in(page.customer_panel)


def test_a_similar_file_is_offered_and_may_be_used_or_not(
    desk: Desk, open_customers: OpenCustomers, qtbot: QtBot, idle: Callable[[], None]
):
    page = open_customers(desk)
    page.new_customer()
    page.findChild(QWidget, "customer_editor_form").set_values({"name": "粤岭公路建设有限公司"})
    click(qtbot, page, "customer_editor_submit")
    idle()
    assert page.table.model.rowCount() == 7
    assert page.findChild(QLabel, "customer_editor_banner_title").text() == "可能已有这家客户"
    click(qtbot, page, "add_anyway")
    idle()
    assert page.table.model.rowCount() == 8
    page.new_customer()
    page.findChild(QWidget, "customer_editor_form").set_values({"name": "珠桥建筑公司"})
    click(qtbot, page, "customer_editor_submit")
    idle()
    use = [b for b in page.findChildren(QPushButton) if b.objectName().startswith("use_KH")]
    qtbot.mouseClick(use[0], LEFT)
    idle()
    assert page.table.model.rowCount() == 8
    assert "珠桥建筑" in words_in(page.customer_panel)


def test_a_phone_with_words_in_it_is_refused_beside_the_field(
    desk: Desk, open_customers: OpenCustomers, qtbot: QtBot, idle: Callable[[], None]
):
    page = open_customers(desk)
    page.table.select_first()
    idle()
    click(qtbot, page, "contact_add")
    form = page.findChild(QWidget, "contact_editor_form")
    form.set_values({"name": "李总", "mobile": "154 0000 李总"})
    click(qtbot, page, "contact_editor_submit")
    idle()
    assert "154 0000 李总" in page.findChild(QLabel, "error_mobile").text()
    form.set_values({"mobile": "154 0000 0001"})
    click(qtbot, page, "contact_editor_submit")
    idle()
    assert "李总" in words_in(page.customer_panel)


def test_a_removed_contact_comes_back_with_undo(
    desk: Desk,
    open_customers: OpenCustomers,
    qtbot: QtBot,
    window: QWidget,
    idle: Callable[[], None],
):
    page = open_customers(desk)
    page.table.select_first()
    idle()
    remove = [
        b
        for b in page.findChildren(QPushButton)
        if b.objectName().startswith("contact_") and b.objectName().endswith("_remove")
    ]
    qtbot.mouseClick(remove[0], LEFT)
    idle()
    assert "何工" not in words_in(page.customer_panel)
    click(qtbot, window, "toast_action")
    idle()
    assert "何工" in words_in(page.customer_panel)


def test_a_product_shows_its_warranty(
    desk: Desk, open_customers: OpenCustomers, qtbot: QtBot, idle: Callable[[], None]
):
    page = open_customers(desk)
    page.table.select_first()
    idle()
    assert "保修期内，至 2027年3月31日" in words_in(page.customer_panel)
    click(qtbot, page, "product_add")
    form = page.findChild(QWidget, "product_editor_form")
    click(qtbot, page, "product_editor_submit")
    idle()
    assert page.findChild(QLabel, "error_product").text()
    form.set_values({"product": "路易结算"})
    click(qtbot, page, "product_editor_submit")
    idle()
    assert "路易结算" in words_in(page.customer_panel)


def test_a_customer_is_lost_with_its_reason_and_won_back(
    desk: Desk, open_customers: OpenCustomers, qtbot: QtBot, idle: Callable[[], None]
):
    page = open_customers(desk)
    page.table.select_first()
    idle()
    click(qtbot, page, "customer_lost")
    click(qtbot, page, "lost_submit")
    idle()
    assert page.findChild(QWidget, "lost_banner").isVisible()
    page.findChild(QWidget, "lost_form").set_values({"lost_reason": "改用别家软件"})
    click(qtbot, page, "lost_submit")
    idle()
    assert page.table.model.rowCount() == 6
    click(qtbot, page, "customer_won_back")
    idle()
    assert page.table.model.rowCount() == 7


def test_pinyin_initials_find_a_customer(desk: Desk, open_customers: OpenCustomers, qtbot: QtBot):
    page = open_customers(desk)
    page.findChild(QWidget, "customer_search").setText("zhgh")
    qtbot.waitUntil(lambda: page.table.model.rowCount() == 1)
    assert page.table.model.index(0, 1).data() == "湛海港航工程"


def test_a_secret_file_shows_its_name_only(
    desk: Desk, toolkit: Toolkit, window: QWidget, idle: Callable[[], None], qtbot: QtBot
):
    with desk.database.write(None, desk.session.clock.now()) as writer:
        secret = writer.find("customer", order="name")[0]
        writer.update("customer", secret.uuid, {"confidentiality": "secret"})
        contacts = writer.children("contact", secret.uuid)
        phone = next("".join(c.mobile.split()) for c in contacts if c.mobile)
    agent = msgspec.structs.replace(
        desk.session, actor=Actor(desk.session.actor.staff, "何静", frozenset({Role.SERVICE_AGENT}))
    )
    page = CustomersPage(toolkit, CustomerServices(agent, Customers(agent), desk.drafts))
    page.setParent(window)
    page.show()
    idle()
    page.open_customer(secret.uuid)
    idle()
    shown = words_in(page.customer_panel)
    assert secret.name in shown
    assert "这份档案受保护" in shown
    assert "154" not in shown
    row = page.table.model.row_at(page.table.view.currentIndex().row())
    assert row.cells["phone"] == "•••"
    search = page.findChild(QWidget, "customer_search")
    for typed, rows in ((phone, 6), (secret.name, 1), (phone[5:], 6)):  # all have this phone
        search.setText(typed)
        qtbot.waitUntil(lambda rows=rows: page.table.model.rowCount() == rows)


def test_the_history_leads_to_the_record(
    desk: Desk, open_customers: OpenCustomers, qtbot: QtBot, idle: Callable[[], None]
):
    page = open_customers(desk)
    page.table.select_first()
    idle()
    link = next(
        b for b in page.findChildren(QPushButton) if b.objectName().startswith("history_FW")
    )
    with qtbot.waitSignal(page.record_opened) as opened:
        qtbot.mouseClick(link, LEFT)
    number = link.objectName().removeprefix("history_")
    assert desk.records.view(number).record.uuid == opened.args[0]
