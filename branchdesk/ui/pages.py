# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Which pages there are, for which desk, and how each is made from an open desk.

The modules of the pages are imported when a page is first shown.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from branchdesk.domain.kinds.customer import CUSTOMER
from branchdesk.domain.kinds.description import Kind
from branchdesk.domain.kinds.roles import EXCHANGERS, DeskRole, readers_of
from branchdesk.domain.kinds.service_record import SERVICE_RECORD
from branchdesk.domain.kinds.visit import VISIT
from branchdesk.domain.text import T, Text
from branchdesk.services.session import Session
from branchdesk.ui.around import Around
from branchdesk.ui.navigation import NavigationItem
from branchdesk.ui.page import Errand, Page

if TYPE_CHECKING:
    from branchdesk.ui.widgets.list_panel_page import ListPanelPage


@dataclass(frozen=True)
class Place:
    """A place of the navigation and how its page is made."""

    key: str
    label: Text
    icon: str
    section: int
    desks: frozenset[DeskRole]
    make: Callable[[Around], Page]
    kind: str = ""
    """what the page shows, when not everybody may read it"""


HIDDEN = -1
"""The section of pages that are reached from another page and not by the navigation."""

PAGES_OF_KINDS = {"service_record": "records", "visit": "visits", "customer": "customers"}
"""The page that shows a row of a kind."""

STEPS_OF_FIELDS = {
    ("service_record", "satisfaction_score"): "note",
    ("visit", "signature_kind"): "sign",
    ("visit", "appointment_at"): "confirm",
    ("visit", "waiver_reason"): "review",
}
"""The step that settles what is said of a field; any other field is edited itself."""

EVERYWHERE = frozenset(DeskRole)
BRANCH_ONLY = frozenset({DeskRole.BRANCH})
HEADQUARTERS_ONLY = frozenset({DeskRole.HQ})
IN_A_BRANCH = frozenset({DeskRole.ENGINEER, DeskRole.BRANCH})


def _export(around: Around, page: "ListPanelPage", kind: Kind[Any]) -> None:
    """Let the list of a page leave as a workbook."""
    from branchdesk.ui.list_export import ListExport

    ListExport(around.toolkit, around.desk, around.files, page, kind)


def _records(around: Around) -> Page:
    from branchdesk.ui.records.record_services import RecordServices
    from branchdesk.ui.records.records_page import RecordsPage

    desk = around.desk
    page = RecordsPage(
        around.toolkit,
        RecordServices(
            desk.session,
            desk.records,
            desk.customers,
            desk.visits,
            desk.attachments,
            desk.drafts,
            desk.exchange,
        ),
    )
    page.changed.connect(around.changed)
    page.decision_wanted.connect(lambda record: around.go_to("decisions", record))
    page.visit_opened.connect(lambda visit: around.go_to("visits", visit))
    page.customer_opened.connect(lambda customer: around.go_to("customers", customer))
    _export(around, page, SERVICE_RECORD)
    return page


def _workbench(around: Around) -> Page:
    from branchdesk.domain.kinds.roles import AGENTS
    from branchdesk.ui.workbench.workbench_page import WorkbenchPage

    desk = around.desk
    page = WorkbenchPage(
        around.toolkit,
        desk.workbench,
        desk.session.actor.name,
        may_take=desk.facts.role is not DeskRole.HQ and desk.session.may(AGENTS),
    )
    page.open_requested.connect(around.go_to)
    page.record_wanted.connect(around.new_record)
    return page


def _customers(around: Around) -> Page:
    from branchdesk.ui.customers.customer_services import CustomerServices
    from branchdesk.ui.customers.customers_page import CustomersPage

    desk = around.desk
    services = CustomerServices(desk.session, desk.customers, desk.drafts)
    page = CustomersPage(around.toolkit, services)
    page.changed.connect(around.changed)
    page.record_opened.connect(lambda record: around.go_to("records", record))
    page.visit_opened.connect(lambda visit: around.go_to("visits", visit))
    page.record_wanted.connect(lambda _customer, _name: around.new_record())
    _export(around, page, CUSTOMER)
    return page


def _visits(around: Around) -> Page:
    from branchdesk.ui.visits.page import VisitsPage
    from branchdesk.ui.visits.printer import print_port

    desk = around.desk

    page = VisitsPage(
        around.toolkit,
        desk,
        stage=around.window,
        verify=desk.people.verify_passphrase,
        port=print_port(around.toolkit.tasks, desk.paper.pictures),
    )
    page.changed.connect(around.changed)
    _export(around, page, VISIT)
    return page


def _open_target(around: Around, kind: str, row: UUID | None, field: str) -> None:
    event = STEPS_OF_FIELDS.get((kind, field), "")
    around.go_to(PAGES_OF_KINDS.get(kind, kind), row, Errand(event, place="" if event else field))


def _month(around: Around) -> Page:
    from branchdesk.ui.month.month_page import MonthPage
    from branchdesk.ui.start.print_pages import print_pages

    def print_slip(pdf: bytes, title: str) -> None:
        del title
        with around.desk.paper.pictures(pdf) as pictures:
            print_pages(pictures, around.window)

    page = MonthPage(around.toolkit, around.desk, around.files)
    page.changed.connect(around.changed)
    page.open_target.connect(partial(_open_target, around))
    page.print_requested.connect(print_slip)
    return page


def _board(around: Around) -> Page:
    from branchdesk.ui.hq.board_page import BoardPage

    page = BoardPage(around.toolkit, around.desk, around.files)
    page.changed.connect(around.changed)
    page.open_target.connect(partial(_open_target, around))
    return page


def _exchange(around: Around) -> Page:
    from branchdesk.ui.exchange.exchange_page import ExchangePage

    page = ExchangePage(around.toolkit, around.desk, around.files)
    page.changed.connect(around.changed)
    page.open_target.connect(partial(_open_target, around))
    page.enrol_requested.connect(lambda: around.go_to("enrolment"))
    return page


def _decisions(around: Around) -> Page:
    from branchdesk.ui.exchange.decisions_page import DecisionsPage

    page = DecisionsPage(around.toolkit, around.desk.exchange)
    page.changed.connect(around.changed)
    page.open_target.connect(partial(_open_target, around))
    return page


def _enrolment(around: Around) -> Page:
    from branchdesk.ui.enrolment.enrolment_page import EnrolmentPage

    return EnrolmentPage(around)


def _settings(around: Around) -> Page:
    from branchdesk.ui.settings.settings_page import SettingsPage

    return SettingsPage(around)


PLACES: tuple[Place, ...] = (
    Place("workbench", T("Workbench", "page"), "squares-four", 0, EVERYWHERE, _workbench),
    Place("board", T("Board", "page"), "table", 0, HEADQUARTERS_ONLY, _board, "month_close"),
    Place("records", T("Service records", "page"), "phone", 0, EVERYWHERE, _records),
    Place("visits", T("Visits", "page"), "house", 0, IN_A_BRANCH, _visits, "visit"),
    Place("customers", T("Customer files", "page"), "user", 1, EVERYWHERE, _customers),
    Place(
        "decisions",
        T("Conflicting edits"),
        "git-merge",
        HIDDEN,
        EVERYWHERE,
        _decisions,
    ),
    Place("enrolment", T("Enrolment", "page"), "link", HIDDEN, EVERYWHERE, _enrolment),
    Place(
        "month",
        T("Month's report", "page"),
        "calendar-check",
        2,
        BRANCH_ONLY,
        _month,
        "month_close",
    ),
    Place("exchange", T("Exchange", "page"), "arrows-left-right", 2, EVERYWHERE, _exchange),
    Place("settings", T("Settings", "page"), "gear", 2, EVERYWHERE, _settings),
)
"""In the order of the navigation; lines stand between the sections."""


def places_of(session: Session) -> tuple[Place, ...]:
    """Return the places of the desk that the person may see (requirements §6)."""
    role = session.desk.role
    return tuple(
        place
        for place in PLACES
        if role in place.desks
        and session.may(readers_of(place.kind))
        and (place.key != "exchange" or session.may(EXCHANGERS[role]))
    )


def sections_of(places: Sequence[Place]) -> list[list[NavigationItem]]:
    """Return the navigation of these places."""
    numbers = sorted({place.section for place in places} - {HIDDEN})
    return [
        [NavigationItem(p.key, p.label, p.icon) for p in places if p.section == number]
        for number in numbers
    ]


def open_row(page: Page, row: UUID, errand: Errand) -> None:
    """Show one row on a page that shows single rows; customer files know no errands."""
    if open_record := getattr(page, "open_record", None):
        open_record(row, errand=errand)
    elif open_visit := getattr(page, "open_visit", None):
        open_visit(row, errand.event)
    elif open_decision := getattr(page, "open_decision", None):
        open_decision(row)
    elif open_customer := getattr(page, "open_customer", None):
        open_customer(row)


def begin_new(page: Page) -> None:
    """Open the editor of a new row on a page that has one."""
    begin = getattr(page, "new_record", None)
    if begin is not None:
        begin()


def take_file(page: Page, file: Path) -> None:
    """Hand a file that was dropped on the window to a page that takes files."""
    take = getattr(page, "take", None)
    if take is not None:
        take(file)
