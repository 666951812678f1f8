# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""How the month is laid out: calendar over check (or bundle, or summary) and the side cards."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from branchdesk.domain.snapshot import check_code
from branchdesk.domain.text import T, Text
from branchdesk.services.drafts import Drafts
from branchdesk.ui.exchange.words import revision_text
from branchdesk.ui.moments import moment_text
from branchdesk.ui.month.calendar_strip import CalendarStrip
from branchdesk.ui.month.checklist import Checklist
from branchdesk.ui.month.overview import MonthOverview, calendar_steps
from branchdesk.ui.month.report_card import ReportCard
from branchdesk.ui.month.side_cards import ContentsCard, LaptopsCard, PreviousCard, SummaryCard
from branchdesk.ui.toolkit import Toolkit

SIDE_WIDTH = 428
SIDE_LEAST = 324


class MonthView(QWidget):
    """The parts of the page below its header."""

    def __init__(self, toolkit: Toolkit, drafts: Drafts) -> None:
        """Start empty."""
        super().__init__()
        look = toolkit.look
        self._toolkit = toolkit
        self.strip = CalendarStrip(look)
        self.checklist = Checklist(toolkit, drafts)
        self.report = ReportCard(toolkit)
        self.contents = ContentsCard(look)
        self.summary = SummaryCard(look)
        self.laptops = LaptopsCard(look)
        self.previous = PreviousCard(look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.strip)
        row = QHBoxLayout()
        row.setSpacing(12)
        self._main = QStackedWidget()
        self._main.addWidget(self.checklist)
        self._main.addWidget(self.report)
        row.addWidget(self._main, 61)
        row.addWidget(self._make_side(), 39)
        column.addLayout(row, 1)
        self._below: QWidget = self.checklist

    def show_overview(self, overview: MonthOverview, dry_run: tuple[Text, Text] | None) -> None:
        """Show a period; ``dry_run`` are the sentences a dry run ended with."""
        status = overview.status
        self.strip.show_steps(calendar_steps(overview), overview.today, status.recommended)
        if overview.findings is not None:
            self.checklist.show_findings(overview.findings, writable=overview.may_write)
            self._show_banner(overview, dry_run)
            self._show_main(self.checklist)
        else:
            self.report.show_report(overview)
            self._show_main(self.report)
        self.contents.setVisible(overview.is_open)
        self.contents.show_contents(overview.contents)
        self.summary.show_summary(status, editable=overview.is_open and overview.may_write)
        self.laptops.show_laptops(overview.laptops, overview.now)
        self.previous.show_status(overview.previous)

    def show_editor(self, editor: QWidget) -> None:
        """Put the summary in the place of the check."""
        self._main.addWidget(editor)
        self._main.setCurrentWidget(editor)

    def leave_editor(self, editor: QWidget) -> None:
        """Show again what was there before the summary."""
        self._main.setCurrentWidget(self._below)
        self._main.removeWidget(editor)
        editor.hide()
        editor.deleteLater()

    def _show_main(self, widget: QWidget) -> None:
        editing = self._main.currentWidget() not in (self.checklist, self.report)
        self._below = widget
        if not editing:
            self._main.setCurrentWidget(widget)

    def _show_banner(self, overview: MonthOverview, dry_run: tuple[Text, Text] | None) -> None:
        banner = self.checklist.banner
        receipt = overview.status.receipt
        findings = overview.findings
        assert findings is not None
        refusal = overview.refusal()
        banner.set_actions(())
        if dry_run is not None:
            tone = "amber" if findings.block else "green"
            banner.set_message(*dry_run, tone=tone)  # type: ignore[arg-type]
        elif receipt is not None and receipt.state == "returned":
            banner.set_message(
                T(
                    "Headquarters returned the {report}: {reason}",
                    "month",
                    report=revision_text(receipt.revision),
                    reason=receipt.reason,
                ),
                T(
                    "Correct it, then lock and report again. {who}, {when}; check code {code}.",
                    who=receipt.decided_by,
                    when=moment_text(receipt.decided_at, overview.now),
                    code=check_code(receipt.digest),
                ),
                tone="red",
            )
        elif refusal is None:
            banner.set_message(T("It can be reported now."), tone="green")
        elif findings.ready:
            banner.set_message(T("Nothing stands in the way."), refusal, tone="blue")
        else:
            self.checklist.hide_banner()
            return
        self.checklist.show_banner()

    def _make_side(self) -> QScrollArea:
        side = QWidget()
        side.setProperty("role", "scroll")
        side.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        cards = QVBoxLayout(side)
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(12)
        for card in (self.contents, self.summary, self.laptops, self.previous):
            cards.addWidget(card)
        cards.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setMinimumWidth(SIDE_LEAST)
        scroll.setMaximumWidth(SIDE_WIDTH)
        scroll.setWidget(side)
        return scroll
