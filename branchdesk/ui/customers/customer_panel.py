# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""One customer file at the right of the list: facts, people, products, what was done."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from branchdesk.domain.clock import local_date
from branchdesk.domain.day_words import full_day_text
from branchdesk.domain.identifiers import short_number, shown_phone
from branchdesk.domain.kinds.customer import CUSTOMER, CUSTOMER_STATES
from branchdesk.domain.kinds.record_steps import RECORD_MACHINE
from branchdesk.domain.kinds.values import CONFIDENTIALITY_LEVELS, VALUE_CLASSES
from branchdesk.domain.kinds.visit import VISIT_STATES
from branchdesk.domain.text import T, Text
from branchdesk.services.customers import CustomerView
from branchdesk.ui.described_facts import filled_facts
from branchdesk.ui.look import Look
from branchdesk.ui.moments import moment_text
from branchdesk.ui.records.words import exchange_words, record_tone
from branchdesk.ui.tokens import Tone
from branchdesk.ui.widgets.card import Banner, KeyValueGrid
from branchdesk.ui.widgets.controls import Chip, ElidedLabel, button, label, line
from branchdesk.ui.widgets.flow import FlowLayout
from branchdesk.ui.widgets.list_panel_page import SidePanel

SHOWN_HISTORY = 20
"""Records and visits shown in the panel; the list of records finds the rest."""

_GROUPS = (
    ("basics", T("Basics", "group")),
    ("address", T("Phone and address", "group")),
    ("protection", T("Care and protection", "group")),
)
_IN_HEADER = frozenset({"name", "value_class", "confidentiality"})


class CustomerPanel(SidePanel):
    """Renders a customer file; every button only says what was asked for."""

    edit_chosen = Signal()
    record_wanted = Signal()
    """a new service record for this customer"""
    contact_edited = Signal(object)
    """the contact row, or None for a new one"""
    contact_removed = Signal(object)
    product_edited = Signal(object)
    """the registered product's row, or None for a new one"""
    product_removed = Signal(object)
    record_chosen = Signal(object)
    visit_chosen = Signal(object)
    lost_chosen = Signal()
    won_back = Signal()

    def __init__(self, look: Look) -> None:
        """Start empty."""
        super().__init__(look, name="customer_panel")
        self._shown: UUID | None = None
        self._keeps: UUID | None = None
        """whose lines may be changed; None for everybody's"""

    def render_customer(
        self, view: CustomerView, now: datetime, *, me: UUID, may_add: bool, may_keep: bool
    ) -> None:
        """Show a file to a person; ``may_add`` takes problems and adds contacts, ``may_keep``
        changes what others added and marks as lost.
        """
        fresh = view.customer.uuid != self._shown
        self._shown = view.customer.uuid
        self.clear_content()
        self._add_header(view)
        if view.masked:
            self._add_mask(view)
            self.set_steps([])
        else:
            self._add_facts(view, now)
            self._keeps = None if may_keep else me
            may_complete = may_add or may_keep
            self._add_contacts(view, may_add=may_complete)
            self._add_products(view, local_date(now), may_add=may_complete)
            self._add_history(view, now)
            self._show_steps(view, may_add=may_add, may_keep=may_keep)
        if fresh:
            self.scroll_to_top()

    def _add_header(self, view: CustomerView) -> None:
        customer = view.customer
        name = label(self._look, customer.name, "big", wrap=True, selectable=True)
        self.content.addWidget(name)
        holder = QWidget()
        row = FlowLayout(holder, spacing=6)
        row.addWidget(label(self._look, customer.number, "second", selectable=True))
        chips: list[tuple[Text | str, Tone]] = []
        if not view.masked:
            tone: Tone = "blue" if customer.value_class in ("vip", "key") else "grey"
            chips.append((VALUE_CLASSES.label(customer.value_class), tone))
        if customer.confidentiality != "confidential":
            chips.append((CONFIDENTIALITY_LEVELS.label(customer.confidentiality), "amber"))
        if customer.state != "active":
            chips.append((CUSTOMER_STATES.label(customer.state), "grey"))
        chips.append(exchange_words(view.exchange))
        for words, tone_of_chip in chips:
            row.addWidget(Chip(self._look, words, tone_of_chip))
        self.content.addWidget(holder)
        self.setAccessibleName(customer.name)

    def _add_mask(self, view: CustomerView) -> None:
        banner = Banner(self._look, name="masked")
        # It shows itself: without a parent it would open as a window of its own.
        self.content.addWidget(banner)
        banner.set_message(
            T("This file is protected"),
            T(
                "{grade}: your role does not open it. Ask the archivist or the branch manager.",
                grade=CONFIDENTIALITY_LEVELS.label(view.customer.confidentiality),
            ),
            tone="amber",
        )

    def _add_facts(self, view: CustomerView, now: datetime) -> None:
        for group, title in _GROUPS:
            fields = [
                field
                for field in CUSTOMER.fields.values()
                if field.facts.group == group and field.name not in _IN_HEADER
            ]
            if facts := filled_facts(view.customer, fields, now):
                self.content.addWidget(label(self._look, title, "heading"))
                grid = KeyValueGrid(self._look)
                grid.set_facts(facts)
                self.content.addWidget(grid)

    def _add_contacts(self, view: CustomerView, *, may_add: bool) -> None:
        self._add_section(
            T("Contacts"), T("Add a contact…"), "contact_add", may_add, self.contact_edited
        )
        if not view.contacts:
            self.content.addWidget(label(self._look, T("No contact yet."), "second"))
        for contact in view.contacts:
            name = " ".join(p for p in (contact.name, contact.salutation, contact.position) if p)
            phones = "  ".join(
                part
                for part in (
                    shown_phone(contact.mobile),
                    _landline(contact),
                    contact.wechat,
                    contact.email,
                )
                if part
            )
            chips: list[tuple[Text | str, Tone]] = (
                [(T("Key contact"), "blue")] if contact.is_key else []
            )
            note = contact.phone_note
            self._add_row(
                name,
                "  ".join(part for part in (phones, note) if part),
                chips,
                f"contact_{contact.uuid}",
                *self._acts(contact, self.contact_edited, self.contact_removed, may_add=may_add),
            )

    def _add_products(self, view: CustomerView, today: date, *, may_add: bool) -> None:
        self._add_section(
            T("Registered products"),
            T("Register a product…"),
            "product_add",
            may_add,
            self.product_edited,
        )
        if not view.products:
            self.content.addWidget(label(self._look, T("No product yet."), "second"))
        for product in view.products:
            details = [p for p in (product.serial, product.dongle, product.order_number) if p]
            self._add_row(
                f"{product.product} {product.version}".strip(),
                "  ".join(details),
                [warranty_chip(product.warranty_until, today)],
                f"product_{product.uuid}",
                *self._acts(product, self.product_edited, self.product_removed, may_add=may_add),
            )

    def _add_history(self, view: CustomerView, now: datetime) -> None:
        title = T("Service history ({count})", count=len(view.records) + len(view.visits))
        self.content.addWidget(label(self._look, title, "heading"))
        if not view.records and not view.visits:
            self.content.addWidget(label(self._look, T("Nothing was asked for yet."), "second"))
        for record in view.records[:SHOWN_HISTORY]:
            tone = record_tone(record.state, record.category, record.promised_answer_at, now)
            chip = (RECORD_MACHINE.label(record.state), tone)
            text = " ".join(record.problem.split())
            self._add_line(
                record.number,
                record.occurred_at,
                text,
                chip,
                now,
                partial(self.record_chosen.emit, record.uuid),
            )
        for visit in view.visits[:SHOWN_HISTORY]:
            at = visit.arrived_at or visit.appointment_at
            self._add_line(
                visit.number,
                at,
                " ".join(visit.purpose.split()),
                (VISIT_STATES.label(visit.state), "grey"),
                now,
                partial(self.visit_chosen.emit, visit.uuid),
            )

    def _add_section(
        self, title: Text, action: Text, name: str, may_add: bool, signal: Any
    ) -> None:
        row = QHBoxLayout()
        row.addWidget(label(self._look, title, "heading"))
        row.addStretch(1)
        if may_add:
            add = button(self._look, action, name, role="link")
            add.clicked.connect(lambda: signal.emit(None))
            row.addWidget(add)
        self.content.addLayout(row)

    def _acts(
        self, row: Any, edited: Any, removed: Any, *, may_add: bool
    ) -> tuple[partial[None] | None, partial[None] | None]:
        """Return what edits and removes a line, when the person keeps files or added it."""
        if not may_add or self._keeps not in (None, row.created_by):
            return None, None
        return partial(edited.emit, row), partial(removed.emit, row)

    def _add_row(
        self,
        first: str,
        second: str,
        chips: Sequence[tuple[Text | str, Tone]],
        name: str,
        edit: Any,
        remove: Any,
    ) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        words = QVBoxLayout()
        words.setSpacing(0)
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(label(self._look, first, selectable=True))
        for chip in chips:
            top.addWidget(Chip(self._look, *chip))
        top.addStretch(1)
        words.addLayout(top)
        if second:
            words.addWidget(label(self._look, second, "second", wrap=True, selectable=True))
        row.addLayout(words, 1)
        for act, text, what in ((edit, T("Edit"), "edit"), (remove, T("Remove"), "remove")):
            if act is not None:
                made = button(self._look, text, f"{name}_{what}", role="link")
                made.setAccessibleName(f"{made.text()} {first}")
                made.clicked.connect(lambda _=False, act=act: act())
                row.addWidget(made)
        self.content.addLayout(row)
        self.content.addWidget(line())

    def _add_line(
        self,
        number: str,
        at: datetime | None,
        text: str,
        chip: tuple[Text | str, Tone],
        now: datetime,
        act: Any,
    ) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        link = button(self._look, short_number(number), f"history_{number}", role="link")
        link.setToolTip(number)
        link.setAccessibleName(number)
        link.clicked.connect(lambda _=False: act())
        row.addWidget(link)
        row.addWidget(label(self._look, moment_text(at, now), "label"))
        row.addWidget(ElidedLabel(text), 1)
        row.addWidget(Chip(self._look, *chip))
        self.content.addLayout(row)

    def _show_steps(self, view: CustomerView, *, may_add: bool, may_keep: bool) -> None:
        buttons: list[QPushButton] = []
        if view.may_edit:
            edit = button(self._look, T("Edit the file"), "customer_edit")
            edit.clicked.connect(self.edit_chosen)
            buttons.append(edit)
        if may_keep and view.customer.state == "active":
            lost = button(self._look, T("Mark as lost…"), "customer_lost")
            lost.clicked.connect(self.lost_chosen)
            buttons.append(lost)
        elif may_keep:
            back = button(self._look, T("Won back"), "customer_won_back")
            back.clicked.connect(self.won_back)
            buttons.append(back)
        if may_add:
            new = button(self._look, T("New record"), "customer_record", role="primary")
            new.clicked.connect(self.record_wanted)
            buttons.append(new)
        self.set_steps(buttons)


def warranty_chip(until: date | None, today: date) -> tuple[Text | str, Tone]:
    """Return whether a product is in warranty, with the day it ends or ended."""
    if until is None:
        return T("warranty unknown", "warranty"), "grey"
    day = full_day_text(until)
    if until >= today:
        return T("in warranty until {day}", "warranty", day=day), "green"
    return T("out of warranty since {day}", "warranty", day=day), "amber"


def _landline(contact: Any) -> str:
    if not contact.extension:
        return str(contact.landline)
    return f"{contact.landline} - {contact.extension}"
