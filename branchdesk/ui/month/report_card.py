# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The bundle of a closed month: what is in it, how far it has come, what to do with it now."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from branchdesk.domain.day_words import period_text
from branchdesk.domain.kinds.month import MONTH_STATES, MonthClose
from branchdesk.domain.snapshot import check_code
from branchdesk.domain.text import T, Text
from branchdesk.ui.exchange.result_card import ResultCard
from branchdesk.ui.exchange.words import revision_text, size_text
from branchdesk.ui.moments import moment_text
from branchdesk.ui.month.overview import MonthOverview
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.card import Banner, Card, KeyValueGrid
from branchdesk.ui.widgets.controls import Chip, button, line
from branchdesk.ui.widgets.flow import FlowLayout
from branchdesk.ui.widgets.scroll_body import EDGE, ScrollBody

_WAY = ("exported", "sent", "acknowledged")


class ReportCard(Card):
    """Stands in the place of the checklist while the month is with headquarters."""

    send_requested = Signal()
    export_requested = Signal()
    copy_slip_requested = Signal()
    print_slip_requested = Signal()

    def __init__(self, toolkit: Toolkit) -> None:
        """Start empty."""
        super().__init__(toolkit.look, T("The report's bundle"), name="report_card")
        self._toolkit = toolkit
        look = toolkit.look
        self.body.setSpacing(12)
        self.body.setContentsMargins(16, 14, EDGE, 14)
        scroll = ScrollBody(spacing=12)
        column = scroll.column
        self.result = ResultCard(toolkit, name="report_result")
        self.banner = Banner(look, name="report_banner")
        self._way = QHBoxLayout()
        self._way.setSpacing(8)
        column.addLayout(self._way)
        column.addWidget(self.banner)
        self._facts = KeyValueGrid(look, columns=4, figures=True)
        column.addWidget(self._facts)
        column.addWidget(line())
        self._details = KeyValueGrid(look, columns=2)
        column.addWidget(self._details)
        column.addWidget(self.result)
        self.body.addWidget(scroll, 1)
        holder = QWidget()
        holder.setContentsMargins(0, 0, 16 - EDGE, 0)
        buttons = FlowLayout(holder)
        self._send = button(look, T("Send to headquarters"), "report_send", role="primary")
        self._export = button(look, T("Make files (for a chat)…"), "report_export", icon="export")
        self._copy = button(look, T("Copy the slip"), "report_copy_slip", icon="copy")
        self._print = button(look, T("Print the slip…"), "report_print_slip", icon="printer")
        for made, signal in (
            (self._send, self.send_requested),
            (self._export, self.export_requested),
            (self._copy, self.copy_slip_requested),
            (self._print, self.print_slip_requested),
        ):
            made.clicked.connect(signal)
            buttons.addWidget(made)
        self.body.addWidget(holder)

    def show_report(self, overview: MonthOverview) -> None:
        """Show the newest close and its receipt."""
        close = overview.status.close
        assert close is not None
        self._show_way(overview)
        self._show_banner(overview, close)
        figures: list[tuple[Text | str, Text | str]] = [
            (T("Service records"), f"{close.records:,}"),
            (T("Visit sheets"), f"{close.visits:,}"),
            (T("Customer files"), f"{close.customers:,}"),
            (T("Carried over"), f"{close.carried_over:,}"),
        ]
        self._facts.set_facts(figures)
        now = overview.now
        size = size_text(overview.entry.size) if overview.entry else "—"
        sent: Text | str = T("not sent yet", "month")
        if overview.entry is not None and overview.entry.delivered_at is not None:
            sent = moment_text(overview.entry.delivered_at, now)
        locked = T(
            "{when}, {who}", "month", when=moment_text(close.closed_at, now), who=overview.closed_by
        )
        self._details.set_facts(
            [
                (T("Report", "month"), _report(close)),
                (T("Check code"), check_code(close.digest)),
                (T("Locked", "month"), locked),
                (T("Sent", "month"), sent),
                (T("Size"), size),
                (T("Laptops not merged"), close.missing_devices or T("none", "laptops")),
                (
                    T("Support of headquarters"),
                    close.support_text if close.needs_hq_support else T("none", "support"),
                ),
            ]
        )
        settled = overview.status.state == "acknowledged"
        words = self._toolkit.words(
            T("Exchange now") if overview.status.state == "sent" else T("Send to headquarters")
        )
        self._send.setText(words)
        self._send.setAccessibleName(words)
        self._send.setVisible(not settled)
        self._export.setVisible(not settled)

    def focus_next(self) -> None:
        """Put the keyboard on what is to be done with the bundle."""
        if self._send.isVisible():
            self._send.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_busy(self, *, busy: bool) -> None:
        """Refuse a second exchange while one is running."""
        self._send.setEnabled(not busy)
        self._export.setEnabled(not busy)

    def _show_way(self, overview: MonthOverview) -> None:
        while (item := self._way.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        state = overview.status.state
        reached = _WAY.index(state) if state in _WAY else 0
        assert self.heading is not None
        self.heading.set_remark(period_text(overview.period))
        for place, step in enumerate(_WAY):
            if place:
                arrow = QLabel("→")
                arrow.setProperty("role", "second")
                self._way.addWidget(arrow)
            words = MONTH_STATES.label(step)
            done = place <= reached
            text = T("✓ {step}", "way", step=words) if done else words
            self._way.addWidget(Chip(self._look, text, "green" if done else "grey"))
        self._way.addStretch(1)

    def _show_banner(self, overview: MonthOverview, close: MonthClose) -> None:
        receipt = overview.status.receipt
        if receipt is not None and receipt.state == "accepted":
            self.banner.set_message(
                T("Headquarters has received it"),
                T(
                    "{report}, {count} records, check code {code}. {who}, {when}.",
                    "receipt",
                    report=revision_text(receipt.revision),
                    count=receipt.records,
                    code=check_code(receipt.digest),
                    who=receipt.decided_by,
                    when=moment_text(receipt.decided_at, overview.now),
                ),
                tone="green",
            )
        elif overview.status.state == "sent":
            self.banner.set_message(
                T("Sent, waiting for headquarters"),
                T("Please keep this file until it is received. The slip proves what was sent."),
                tone="blue",
            )
        else:
            self.banner.set_message(
                T("The bundle is ready and not sent yet"),
                T("Send it now, or make a file for a chat."),
                tone="amber",
            )
        self.banner.set_actions(())


def _report(close: MonthClose) -> Text:
    report = revision_text(close.revision)
    if close.late:
        return T("{report} · late", "month", report=report)
    if close.early:
        return T("{report} · early", "month", report=report)
    return report
