# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The page of customer files: list, panel and the forms in its place."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal

from branchdesk.domain.changes import Changes
from branchdesk.domain.kinds.customer import CONTACT, CUSTOMER, CUSTOMER_PRODUCT
from branchdesk.domain.kinds.description import Kind
from branchdesk.domain.text import T, Text
from branchdesk.services.customers import (
    ADDERS,
    FILE_KEEPERS,
    CustomerView,
    DuplicateError,
)
from branchdesk.services.drafts import WaitingDraft
from branchdesk.services.session import Outcome
from branchdesk.ui.customers import customer_forms as forms
from branchdesk.ui.customers.customer_drafts import (
    CONTACT_DRAFT,
    FILE,
    LOST,
    PRODUCT_DRAFT,
    line_draft,
)
from branchdesk.ui.customers.customer_list import (
    ACTIVE,
    COLUMNS,
    CustomerProvider,
    CustomerQuery,
    state_choices,
)
from branchdesk.ui.customers.customer_panel import CustomerPanel
from branchdesk.ui.customers.customer_services import (
    CustomerServices,
    load_customer,
    save_child,
)
from branchdesk.ui.entry_page import EDITOR_WIDTH, EntryPage
from branchdesk.ui.entry_panel import EntryPanel
from branchdesk.ui.page import DELIVERY
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.controls import button
from branchdesk.ui.widgets.empty_state import EmptyState
from branchdesk.ui.widgets.search_box import FilterButton, SearchBox
from branchdesk.ui.widgets.table import ColumnLayout, DataTable

_KINDS = ("customer", "contact", "customer_product", "service_record", "visit", *DELIVERY)


class CustomersPage(EntryPage):
    """List at the left; at the right the file or a form."""

    record_opened = Signal(object)
    """UUID of a service record to be opened on its page"""
    visit_opened = Signal(object)
    record_wanted = Signal(object, str)
    """UUID and name of a customer a new record is wanted for"""

    def __init__(
        self, toolkit: Toolkit, services: CustomerServices, layout: ColumnLayout | None = None
    ) -> None:
        """Show the active customers by name first."""
        self._services = services
        self._query = CustomerQuery()
        self._view: CustomerView | None = None
        self._asked: object = None
        self._wanted = ""
        look, session = toolkit.look, services.session
        self._may_add = session.may(ADDERS)
        self._may_keep = session.may(FILE_KEEPERS)
        title = T("Customers", "page")
        table = DataTable(
            look, toolkit.tasks, COLUMNS, name="customers", title=title, layout=layout
        )
        empty = EmptyState(look, name="customer_none")
        empty.show_empty(
            T("No customer chosen"), T("Choose one from the list to see the file here.")
        )
        super().__init__(
            toolkit, title, table, empty, services.drafts,
            name="customers_page", side="customer_side",
        )  # fmt: skip
        self.customer_panel = CustomerPanel(look)
        # At once, not with the first file: of a page that goes before, it would be left behind.
        self._side.addWidget(self.customer_panel)
        self._make_header()
        self._connect()
        self._load_list()
        self._look_for_drafts()

    def new_customer(self) -> None:
        """Open the form of a new file."""
        if not self._may_add:
            return
        panel = forms.customer_panel(self._toolkit, None)
        panel.submitted.connect(lambda values: self._add(panel, values, anyway=False))
        self._open_entry(panel, EDITOR_WIDTH, draft=FILE)

    def open_customer(self, customer: UUID, form: str = "") -> None:
        """Show a file, and the form whose draft has this name."""
        self._wanted = form
        self._leave_entry()
        self._show_key(customer)

    def refresh(self, changes: Changes) -> None:
        """Show list and file again when anything they show was changed."""
        if changes.touches(*_KINDS):
            self.table.refresh()
            if self._view is not None:
                self._show_key(self._view.customer.uuid)

    # -- header and list ------------------------------------------------------------------------

    def _make_header(self) -> None:
        look = self._toolkit.look
        self._states = FilterButton(
            look, state_choices(), name="customer_filter", title=T("Filter by state")
        )
        self._search = SearchBox(
            look, T("Filter by name, short name, pinyin, phone"), name="customer_search", width=260
        )
        self._filters = self._add_filters(
            self._states, self._search, name="customer_filters", cleared=self._on_cleared
        )
        new = button(look, T("New customer"), "new_customer", role="primary", icon="plus")
        new.clicked.connect(self.new_customer)
        self.header.add_action(new)
        new.setVisible(self._may_add)

    def _connect(self) -> None:
        panel = self.customer_panel
        self._states.chosen.connect(lambda state: self._set_query(state=state))
        self._search.searched.connect(lambda text: self._set_query(text=text))
        self.table.selected.connect(self._on_selected)
        self.table.sort_requested.connect(
            lambda order, descending: self._set_query(order=order, descending=descending)
        )
        self.table.counted.connect(self._on_counted)
        panel.edit_chosen.connect(self._on_edit)
        panel.record_wanted.connect(self._on_record_wanted)
        panel.contact_edited.connect(
            lambda row: self._edit_child(CONTACT, row, forms.contact_panel)
        )
        panel.product_edited.connect(
            lambda row: self._edit_child(CUSTOMER_PRODUCT, row, forms.product_panel)
        )
        panel.contact_removed.connect(lambda row: self._remove_child(CONTACT, row))
        panel.product_removed.connect(lambda row: self._remove_child(CUSTOMER_PRODUCT, row))
        panel.record_chosen.connect(self.record_opened)
        panel.visit_chosen.connect(self.visit_opened)
        panel.lost_chosen.connect(self._on_lost)
        panel.won_back.connect(self._on_won_back)

    def _load_list(self) -> None:
        query = self._query
        self._filters.set_active(query.narrowed)
        if query.narrowed:
            self.table.set_empty(
                T("No customer fits the filter"),
                T("Try a short name, pinyin initials or the last digits of a phone."),
                [(T("Clear filters"), "empty_clear", self._on_cleared)],
            )
        else:
            self.table.set_empty(
                T("No customers yet"),
                T("The first call brings the first one; or enter it here."),
                [(T("New customer"), "empty_new", self.new_customer)] if self._may_add else (),
            )
        self.table.set_provider(CustomerProvider(self._services.session, query))

    def _on_counted(self, count: int) -> None:
        self._states.set_count(count)
        shown = self._view is not None or self._entry is not None
        self.set_panel_shown(shown or count > 0)

    def _set_query(self, **parts: Any) -> None:
        wanted = replace(self._query, **parts)
        if wanted != self._query:
            self._query = wanted
            self._load_list()

    def _on_cleared(self) -> None:
        self._search.clear()
        self._states.set_value(ACTIVE)
        self._set_query(state=ACTIVE, text="")

    # -- the file --------------------------------------------------------------------------------

    def _on_selected(self, row_id: object) -> None:
        if isinstance(row_id, int):
            self._leave_entry()
            self._show_key(row_id)

    def _show_key(self, key: UUID | int) -> None:
        services = self._services
        self._asked = key
        task = self._toolkit.tasks.run(
            lambda _: load_customer(services, key), lane="database", owner=self
        )
        task.finished.connect(lambda found: self._take(key, *found))
        task.failed.connect(self._toolkit.messages.show_error)

    def _take(self, key: UUID | int, row_id: int | None, view: CustomerView) -> None:
        if key != self._asked:
            return
        self._view = view
        self.customer_panel.render_customer(
            view,
            self._toolkit.clock.now(),
            me=self._services.session.actor.staff,
            may_add=self._may_add,
            may_keep=self._may_keep,
        )
        if row_id is not None and self.table.current_id() != row_id:
            self.table.select(row_id)
        self._rest_on(self.customer_panel)
        wanted, self._wanted = self._wanted, ""
        self._open_form(wanted, view)

    def _open_form(self, wanted: str, view: CustomerView) -> None:
        """Open the form a draft belongs to, if it is still possible."""
        if wanted == FILE and self._may_add:
            self._on_edit()
        elif wanted == LOST and self._may_keep:
            self._on_lost()
        for kind, name, rows, make in (
            (CONTACT, CONTACT_DRAFT, view.contacts, forms.contact_panel),
            (CUSTOMER_PRODUCT, PRODUCT_DRAFT, view.products, forms.product_panel),
        ):
            row = next((row for row in rows if wanted == line_draft(name, row)), None)
            if row is not None or wanted == name:
                self._edit_child(kind, row, make)

    def _way_back(self, draft: WaitingDraft) -> tuple[Text, Callable[[], None]] | None:
        at = self._kept_at(draft)
        if draft.page == FILE and draft.target is None:
            return T("A customer file was begun and not saved ({at})", at=at), self.new_customer
        if draft.target is None or not draft.page.startswith(FILE):
            return None
        words = T("Something about a customer was begun and not saved ({at})", at=at)
        return words, partial(self.open_customer, draft.target, draft.page)

    def _on_record_wanted(self) -> None:
        if self._view is not None:
            customer = self._view.customer
            self.record_wanted.emit(customer.uuid, customer.name)

    # -- forms -----------------------------------------------------------------------------------

    def _add(self, panel: EntryPanel, values: dict[str, Any], *, anyway: bool) -> None:
        customers = self._services.customers
        document, contacts = forms.customer_document(values), forms.first_contacts(values)
        self._run(
            panel.entered_once(
                lambda identity: customers.add(
                    document, contacts=contacts, even_if_similar=anyway, identity=identity
                ),
                CUSTOMER.name,
            ),
            self._on_added,
            panel,
            lambda error: self._on_add_refused(panel, values, error),
        )

    def _on_add_refused(
        self, panel: EntryPanel, values: dict[str, Any], error: BaseException
    ) -> None:
        if not isinstance(error, DuplicateError) or panel is not self._entry:
            self._on_refused(panel, error)
            return
        panel.set_busy(busy=False)
        title, message, hint = error.render(self._toolkit.look.translator)
        panel.banner.set_message(title, self._toolkit.look.sentences(message, hint), tone="amber")
        use = [
            (
                T("Use {name} ({number})", "duplicate", name=d.name, number=d.number),
                f"use_{d.number}",
                partial(self.open_customer, d.uuid),
            )
            for d in error.candidates[:3]
        ]
        again = (
            T("Add all the same"),
            "add_anyway",
            lambda: self._add(panel, values, anyway=True),
        )
        panel.banner.set_actions([*use, again])

    def _on_added(self, outcome: Outcome) -> None:
        self._leave_entry()
        self._toolkit.messages.toast(T("Customer file {number} is open", number=outcome.number))
        self._after(outcome.changes, outcome.uuid)

    def _on_edit(self) -> None:
        if self._view is None:
            return
        customer = self._view.customer
        panel = forms.customer_panel(self._toolkit, customer)
        customers = self._services.customers
        panel.submitted.connect(
            lambda values: self._run(
                lambda: customers.edit(customer.uuid, forms.customer_document(values)),
                lambda outcome: self._done(outcome.changes, customer.uuid),
                panel,
            )
        )
        self._open_entry(panel, EDITOR_WIDTH, draft=FILE, target=customer.uuid)

    def _on_lost(self) -> None:
        if self._view is None:
            return
        customer, customers = self._view.customer, self._services.customers
        panel = forms.lost_panel(self._toolkit, customer)

        def mark_lost(values: dict[str, Any]) -> None:
            day = values["lost_at"] or self._toolkit.clock.now().date()
            self._run(
                lambda: customers.mark_lost(customer.uuid, values["lost_reason"], day),
                lambda outcome: self._done(outcome.changes, customer.uuid),
                panel,
            )

        panel.submitted.connect(mark_lost)
        self._open_entry(panel, draft=LOST, target=customer.uuid)

    def _on_won_back(self) -> None:
        if self._view is None:
            return
        customer, customers = self._view.customer.uuid, self._services.customers
        self._run(
            lambda: customers.win_back(customer),
            lambda outcome: self._done(outcome.changes, customer),
        )

    # -- contacts and products -------------------------------------------------------------------

    def _edit_child(self, kind: Kind[Any], row: Any, make: Callable[..., EntryPanel]) -> None:
        if self._view is None:
            return
        customer = self._view.customer
        panel = make(self._toolkit, customer, row)
        services = self._services
        panel.submitted.connect(
            lambda values: self._run(
                panel.entered_once(
                    partial(save_child, services, customer.uuid, kind, row, values), kind.name
                ),
                lambda changes: self._done(changes, customer.uuid),
                panel,
            )
        )
        name = CONTACT_DRAFT if kind is CONTACT else PRODUCT_DRAFT
        self._open_entry(panel, draft=line_draft(name, row), target=customer.uuid)

    def _remove_child(self, kind: Kind[Any], row: Any) -> None:
        if self._view is None:
            return
        services, customer = self._services, self._view.customer.uuid
        remove = (
            services.customers.remove_contact
            if kind is CONTACT
            else services.customers.remove_product
        )
        self._run(
            lambda: remove(row.uuid), lambda changes: self._on_removed(kind, row, customer, changes)
        )

    def _on_removed(self, kind: Kind[Any], row: Any, customer: UUID, changes: Changes) -> None:
        services = self._services
        values = {f.name: getattr(row, f.name) for f in kind.editable_fields()}

        def restore() -> None:
            self._run(
                lambda: save_child(services, customer, kind, None, values),
                lambda made: self._done(made, customer),
            )

        self._toolkit.messages.toast(
            T("Removed from the file"), action=T("Undo"), on_action=restore
        )
        self._done(changes, customer)

    def _done(self, changes: Changes, customer: UUID) -> None:
        self._leave_entry()
        self._after(changes, customer)

    def _after(self, changes: Changes, customer: UUID) -> None:
        self.changed.emit(changes)
        self.table.refresh()
        self._show_key(customer)
