# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The month's written summary: the draft made from the data, to be corrected and confirmed."""

from typing import Any

from branchdesk.domain.kinds.month import MonthSummary
from branchdesk.domain.text import T
from branchdesk.services.drafts import Drafts
from branchdesk.ui.entry_panel import EntryPanel
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.field_description import FormField
from branchdesk.ui.widgets.form_inputs import TextArea

LEAST_LINES = 10

FIELDS = (
    FormField(
        key="summary",
        label=T("Month's summary"),
        kind="text",
        required=True,
        wide=True,
        max_length=4000,
    ),
    FormField(
        key="needs_hq_support", label=T("Needs support of headquarters"), kind="bool", wide=True
    ),
    FormField(key="support_text", label=T("Support needed"), kind="text", wide=True),
)


def draft_page(period: str) -> str:
    """Return the name under which the typed summary of a period is kept."""
    return f"month_summary_{period.replace('-', '_')}"


def summary_values(
    saved: MonthSummary | None, generated: str, kept: dict[str, Any] | None
) -> dict[str, Any]:
    """Return what the editor starts with: what was typed last, else the saved, else the draft."""
    if kept is not None:
        return kept
    if saved is not None and saved.summary.strip():
        return {
            "summary": saved.summary,
            "needs_hq_support": saved.needs_hq_support,
            "support_text": saved.support_text,
        }
    return {"summary": generated, "needs_hq_support": False, "support_text": ""}


class SummaryEditor(EntryPanel):
    """Stands in the place of the checklist until it is confirmed or left."""

    def __init__(
        self,
        toolkit: Toolkit,
        drafts: Drafts,
        period: str,
        values: dict[str, Any],
        *,
        editable: bool,
    ) -> None:
        """Edit the summary of one period; what is typed lies on the disk two seconds later."""
        super().__init__(
            toolkit,
            title=T("Month's summary"),
            action=T("Confirm the summary"),
            fields=FIELDS,
            remark=T("It is sent to headquarters with the report."),
            values=values,
            name="summary",
        )
        text = self.form.control("summary")
        if isinstance(text, TextArea):
            text.set_least_lines(LEAST_LINES)
        self.keep(drafts, draft_page(period))
        self.form.changed.connect(self._on_changed)
        self._show_support()
        if not editable:
            self.form.set_read_only(True)
            self._action.hide()

    def _on_changed(self, key: str) -> None:
        if key == "needs_hq_support":
            self._show_support()

    def _show_support(self) -> None:
        self.form.set_field_visible("support_text", bool(self.form.values()["needs_hq_support"]))
