# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Step 2 of the on-site sheet: what was found, what was done, photos."""

from collections.abc import Mapping

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.text import T, Text
from branchdesk.services.attachments import Attachments
from branchdesk.services.compose_sheet import ordered
from branchdesk.services.visits import VisitView
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.visits.line_list import LineColumn, LineList
from branchdesk.ui.visits.photo_strip import PhotoStrip
from branchdesk.ui.visits.sheet_step import SheetStep, visit_fields
from branchdesk.ui.widgets.controls import label

LINES = "visit_work_line"


class WorkStep(SheetStep):
    """Diagnosis at the left, work at the right."""

    def __init__(self, toolkit: Toolkit, attachments: Attachments) -> None:
        """Lay out the cards."""
        super().__init__(toolkit, name="step_work")
        left, right = self.add_column(4), self.add_column(5)
        problem = self.add_card(left, T("What the customer reported"), "card_problem")
        self._problem = label(toolkit.look, "", wrap=True, selectable=True)
        problem.body.addWidget(self._problem)
        found = self.add_card(left, T("Inspection"), "card_found")
        self.add_form(
            found,
            visit_fields(("diagnosis", "diagnosis_text", "explained"), segmented=("diagnosis",)),
        )
        photos = self.add_card(left, T("Photos", "visit"), "card_photos")
        self.photos = PhotoStrip(toolkit, attachments)
        photos.body.addWidget(self.photos)
        work = self.add_card(right, T("Work"), "card_work")
        self.add_form(work, visit_fields(("work_done",), required=("work_done",)))
        work.body.addWidget(label(toolkit.look, T("Course with times (optional)"), "label"))
        columns = (
            LineColumn("time", T("Time"), width=96),
            LineColumn("text", T("What was done"), long=True),
        )
        self.lines = LineList(toolkit.look, columns, add=T("Add a line"), name="work_lines")
        self.lines.add_button.clicked.disconnect()
        self.lines.add_button.clicked.connect(self._add_line)
        self.lines.edited.connect(lambda lines: self.lines_edited.emit(LINES, lines))
        work.body.addWidget(self.lines)

    def show_view(self, view: VisitView) -> None:
        """Show the visit with its lines and photos."""
        super().show_view(view)
        self._problem.setText(getattr(view.record, "problem_description", ""))
        self.lines.set_lines(ordered(view.children[LINES]))
        self.photos.show_photos(view.visit.uuid, view.attachments)

    def set_errors(self, errors: Mapping[str, Text]) -> None:
        """Show sentences under the fields and under the lines."""
        super().set_errors(errors)
        self.lines.set_error(errors.get(LINES))

    def _add_line(self) -> None:
        now = self.toolkit.clock.now().astimezone(BRANCH_ZONE)
        self.lines.add_row({"time": f"{now:%H:%M}", "text": ""}, focus=True)
