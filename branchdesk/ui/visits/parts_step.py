# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Step 3 of the on-site sheet: changed parts, hours, charge, data taken away."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from branchdesk.domain.kinds.visit import Visit
from branchdesk.domain.money import capital_amount, yuan
from branchdesk.domain.text import T, Text
from branchdesk.services.compose_sheet import ordered
from branchdesk.services.visits import VisitView
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.visits.line_list import LineColumn, LineList
from branchdesk.ui.visits.sheet_step import SheetStep, visit_fields
from branchdesk.ui.widgets.controls import label

PARTS = "visit_part"


class PartsStep(SheetStep):
    """Parts above, the charge at the left, data at the right."""

    def __init__(self, toolkit: Toolkit) -> None:
        """Lay out the cards."""
        super().__init__(toolkit, name="step_parts")
        left, right = self.add_column(3), self.add_column(2)
        parts = self.add_card(self.add_wide_row(), T("Changed parts"), "card_parts")
        columns = (
            LineColumn("name", T("Part")),
            LineColumn("old_serial", T("Old serial number"), width=184),
            LineColumn("new_serial", T("New serial number"), width=184),
            LineColumn("quantity", T("Quantity"), width=60, number=True, empty=1),
            LineColumn("amount", T("Amount"), width=100, number=True, empty="0"),
        )
        self.lines = LineList(toolkit.look, columns, add=T("Add a part"), name="parts")
        self.lines.add_button.clicked.disconnect()
        self.lines.add_button.clicked.connect(
            lambda: self.lines.add_row(
                {"name": "", "old_serial": "", "new_serial": "", "quantity": 1, "amount": "0.00"},
                focus=True,
            )
        )
        self.lines.edited.connect(lambda lines: self.lines_edited.emit(PARTS, lines))
        parts.body.addWidget(self.lines)
        charge = self.add_card(left, T("Labour and charge"), "card_charge")
        self._charge = self.add_form(
            charge,
            visit_fields(
                ("labour_hours", "charge", "warranty_status", "invoice_number"),
                segmented=("warranty_status",),
                help_texts={"charge": T("Follows the amounts of the parts; may be changed.")},
            ),
            columns=2,
        )
        self._charge.changed.connect(lambda _: self._say_amount())
        self._capitals = label(toolkit.look, "", "heading", wrap=True, name="charge_capitals")
        charge.body.addWidget(self._capitals)
        data = self.add_card(right, T("Data taken away"), "card_data")
        data.body.addWidget(
            label(
                toolkit.look,
                T("Copy only; the original stays with the customer. Ask before you copy."),
                "second",
                wrap=True,
            )
        )
        self.add_form(
            data,
            visit_fields(
                ("data_description", "data_consent", "data_consent_by", "data_return_at"),
                help_texts={"data_description": T("Files, size, medium")},
            ),
        )

    def show_view(self, view: VisitView) -> None:
        """Show the visit with its parts."""
        super().show_view(view)
        self.lines.set_lines(ordered(view.children[PARTS]))

    def show_visit(self, visit: Visit) -> None:
        """Show the fields."""
        super().show_visit(visit)
        self._say_amount()

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show some values again."""
        super().show_values(values)
        self._say_amount()

    def set_errors(self, errors: Mapping[str, Text]) -> None:
        """Show sentences under the fields and under the parts."""
        super().set_errors(errors)
        self.lines.set_error(errors.get(PARTS))

    def _say_amount(self) -> None:
        charge = self._charge.values()["charge"]
        words: Text | str = ""
        if charge is not None and abs(charge) < Decimal(1_000_000_000):
            words = (
                T(
                    "In capitals: {capitals} {amount}",
                    capitals=capital_amount(charge),
                    amount=yuan(charge),
                )
                if charge
                else T("No charge for this service", "paper")
            )
        self._capitals.setText(self.toolkit.words(words))
