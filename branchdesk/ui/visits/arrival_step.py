# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Step 1 of the on-site sheet: the three times, place, badge, people present."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from branchdesk.domain.identifiers import shown_phone
from branchdesk.domain.kinds.visit import VISIT
from branchdesk.domain.text import T
from branchdesk.services.visits import VisitView
from branchdesk.ui.moments import moment_text
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.visits.sheet_step import SheetStep, visit_fields
from branchdesk.ui.widgets.card import KeyValueGrid
from branchdesk.ui.widgets.controls import button, label

TIMES = ("departed_at", "arrived_at", "left_at")


class ArrivalStep(SheetStep):
    """One tap per time; each can be corrected by hand."""

    now_pressed = Signal(str)
    """name of the time that is now"""

    def __init__(self, toolkit: Toolkit) -> None:
        """Lay out the cards."""
        super().__init__(toolkit, name="step_arrival")
        left, right = self.add_column(1), self.add_column(1)
        times = self.add_card(left, T("Times"), "card_times")
        for field in visit_fields(TIMES):
            row = QHBoxLayout()
            row.setSpacing(12)
            form = self.add_form(times, [field])
            times.body.removeWidget(form)
            row.addWidget(form, 1)
            now = button(toolkit.look, T("Now", "time"), f"now_{field.key}", touch=True)
            words = toolkit.words(VISIT.fields[field.key].label)
            now.setAccessibleName(f"{words} {toolkit.words(T('Now', 'time'))}")
            now.setProperty("role", "cell")
            now.setMinimumWidth(120)
            now.clicked.connect(lambda _=False, key=field.key: self.now_pressed.emit(key))
            row.addWidget(now, 0, Qt.AlignmentFlag.AlignBottom)
            holder = QWidget()
            holder.setLayout(row)
            row.setContentsMargins(0, 0, 0, 0)
            times.body.addWidget(holder)
        place = self.add_card(left, T("On the spot"), "card_place")
        self.add_form(place, visit_fields(("location", "present_people", "badge_shown")))
        plan = self.add_card(right, T("What was agreed"), "card_plan")
        self._plan = KeyValueGrid(toolkit.look, columns=2)
        plan.body.addWidget(self._plan)
        pair = QVBoxLayout()
        pair.setSpacing(2)
        pair.addWidget(label(toolkit.look, VISIT.fields["purpose"].label, "label"))
        self._purpose = label(toolkit.look, "", wrap=True, selectable=True)
        pair.addWidget(self._purpose)
        plan.body.addLayout(pair)
        ready = self.add_card(right, T("Preparation"), "card_preparation")
        self.add_form(ready, visit_fields(("other_engineers", "checklist_done")))

    def show_view(self, view: VisitView) -> None:
        """Show the visit with what was agreed."""
        super().show_view(view)
        visit, record = view.visit, view.record
        now = self.toolkit.clock.now()
        self._purpose.setText(visit.purpose)
        phone = shown_phone(getattr(record, "contact_phone", ""))
        person = getattr(record, "contact_person", "")
        product = " ".join(
            p for p in (getattr(record, "product", ""), getattr(record, "product_version", "")) if p
        )
        self._plan.set_facts(
            [
                (T("Customer"), view.customer.name if view.customer else ""),
                (T("Contact person"), f"{person} {phone}".strip()),
                (VISIT.fields["appointment_at"].label, moment_text(visit.appointment_at, now)),
                (VISIT.fields["agreed_with"].label, visit.agreed_with),
                (T("Product / version"), product),
                (T("Address"), getattr(record, "address", "") or ""),
            ]
        )
