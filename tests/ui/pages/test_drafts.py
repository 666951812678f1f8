# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What is typed into any form of the pages survives the end of the program without a word."""

from collections.abc import Callable
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from branchdesk.ui.customers import customer_drafts
from branchdesk.ui.customers.customers_page import CustomersPage
from branchdesk.ui.entry_page import EntryPage
from branchdesk.ui.records.records_page import STEP_DRAFT
from branchdesk.wiring.desk import Desk
from tests.ui.pages.driving import Open, click, compose, entry, state_of

Idle = Callable[[], None]
WORDS = "写到一半"
PATIENCE = 20_000  # milliseconds; a draft is written one second after the first key


def write(qtbot: QtBot, page: EntryPage, field: str, desk: Desk, kept: tuple[str, UUID | None]):
    """Type words and wait until they lie on the disk."""
    entry(page).form.focus_field(field)
    compose(QApplication.focusWidget(), WORDS)
    qtbot.waitUntil(lambda: desk.drafts.load(*kept) is not None, timeout=PATIENCE)


def go_on(qtbot: QtBot, page: EntryPage, idle: Idle) -> None:
    """Follow the words of the page that something was begun."""
    assert page.findChild(QWidget, "waiting_draft").isVisible()
    click(qtbot, page, "waiting_continue")
    idle()


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ("hand_over", "brief"),
        ("promise", "reason"),
        ("escalate", "operation_steps"),
        ("resolve", "solution"),
        ("plan_visit", "tools"),
        ("note", "text"),
    ],
)
def test_a_step_goes_on_where_the_program_ended(
    desk: Desk,
    open_page: Open,
    qtbot: QtBot,
    idle: Idle,
    told: dict[str, UUID],
    event: str,
    field: str,
) -> None:
    page = open_page(desk)
    page.open_record(told["open"], event)
    idle()
    write(qtbot, page, field, desk, (f"{STEP_DRAFT}{event}", told["open"]))
    # The program ends here: nothing of this page is told to leave.
    again = open_page(desk)
    go_on(qtbot, again, idle)
    assert entry(again).form.values()[field].endswith(WORDS)
    assert entry(again).findChild(QWidget, "step_banner" if event != "plan_visit" else
                                  "plan_visit_banner").isVisible()  # fmt: skip
    page.hide()
    idle()


def test_a_step_carried_out_leaves_no_draft(
    desk: Desk, open_page: Open, qtbot: QtBot, idle: Idle, told: dict[str, UUID]
) -> None:
    page = open_page(desk)
    page.open_record(told["open"], "resolve")
    idle()
    kept = (f"{STEP_DRAFT}resolve", told["open"])
    write(qtbot, page, "solution", desk, kept)
    click(qtbot, page, "step_submit")
    idle()
    assert state_of(desk, told["open"]) == "resolved"
    assert desk.drafts.load(*kept) is None
    assert not open_page(desk).findChild(QWidget, "waiting_draft").isVisible()


def test_a_note_that_was_added_before_a_kill_is_not_offered_again(
    desk: Desk,
    open_page: Open,
    qtbot: QtBot,
    idle: Idle,
    told: dict[str, UUID],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = open_page(desk)
    page.open_record(told["open"], "note")
    idle()
    kept = (f"{STEP_DRAFT}note", told["open"])
    write(qtbot, page, "text", desk, kept)

    def notes() -> list[str]:
        with desk.database.read() as reader:
            return [row.text for row in reader.children("record_progress", told["open"])]

    before = notes()
    with monkeypatch.context() as killed:
        killed.setattr(desk.drafts, "discard", lambda *_: None)
        click(qtbot, page, "step_submit")
        idle()
    assert notes() == [*before, WORDS]
    # The program starts again; the draft still lies on the disk.
    assert not open_page(desk).findChild(QWidget, "waiting_draft").isVisible()
    assert desk.drafts.load(*kept) is None


def test_a_refused_step_keeps_its_draft_and_back_does_too(
    desk: Desk, open_page: Open, qtbot: QtBot, idle: Idle, told: dict[str, UUID]
) -> None:
    page = open_page(desk)
    page.open_record(told["open"], "hand_over")
    idle()
    kept = (f"{STEP_DRAFT}hand_over", told["open"])
    write(qtbot, page, "brief", desk, kept)
    click(qtbot, page, "step_submit")
    idle()
    assert entry(page).form.values()["brief"] == WORDS
    click(qtbot, page, "step_back")
    idle()
    assert desk.drafts.load(*kept) is not None
    page.open_record(told["open"], "hand_over")
    idle()
    assert entry(page).form.values()["brief"] == WORDS
    click(qtbot, page, "draft_restart")
    idle()
    assert entry(page).form.values()["brief"] == ""
    assert desk.drafts.load(*kept) is None


def test_what_waits_can_be_thrown_away_unseen(
    desk: Desk, open_page: Open, qtbot: QtBot, idle: Idle, told: dict[str, UUID]
) -> None:
    """A draft whose step is no longer possible would wait for ever."""
    page = open_page(desk)
    page.open_record(told["open"], "resolve")
    idle()
    kept = (f"{STEP_DRAFT}resolve", told["open"])
    write(qtbot, page, "solution", desk, kept)
    again = open_page(desk)
    click(qtbot, again, "waiting_discard")
    idle()
    assert desk.drafts.load(*kept) is None
    assert not again.findChild(QWidget, "waiting_draft").isVisible()
    page.hide()
    idle()


def test_a_new_customer_file_goes_on(
    desk: Desk,
    open_customers: Callable[[Desk], CustomersPage],
    qtbot: QtBot,
    idle: Idle,
) -> None:
    page = open_customers(desk)
    page.new_customer()
    idle()
    write(qtbot, page, "name", desk, (customer_drafts.FILE, None))
    again = open_customers(desk)
    go_on(qtbot, again, idle)
    assert entry(again).form.values()["name"] == WORDS
    click(qtbot, again, "customer_editor_submit")
    idle()
    assert desk.drafts.load(customer_drafts.FILE) is None
    page.hide()
    idle()


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (customer_drafts.FILE, "address"),
        (customer_drafts.LOST, "lost_reason"),
        (customer_drafts.CONTACT_DRAFT, "name"),
        (customer_drafts.PRODUCT_DRAFT, "version"),
        ("first contact", "position"),
    ],
)
def test_every_form_of_a_customer_goes_on(
    desk: Desk,
    open_customers: Callable[[Desk], CustomersPage],
    qtbot: QtBot,
    idle: Idle,
    told: dict[str, UUID],
    form: str,
    field: str,
) -> None:
    customer = desk.records.view(told["open"]).record.customer
    assert customer is not None
    if form == "first contact":
        contact = desk.customers.view(customer).contacts[0]
        form = f"{customer_drafts.CONTACT_DRAFT}_{contact.uuid.hex}"
    page = open_customers(desk)
    page.open_customer(customer, form)
    idle()
    write(qtbot, page, field, desk, (form, customer))
    again = open_customers(desk)
    go_on(qtbot, again, idle)
    assert entry(again).form.values()[field].endswith(WORDS)
    page.hide()
    idle()
