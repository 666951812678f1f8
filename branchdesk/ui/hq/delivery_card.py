# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A branch's delivery: what it says, whether it matches, and headquarters' word on it."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from branchdesk.domain.kinds.month import BOARD_STATES
from branchdesk.domain.kinds.roles import ACCEPTERS, VERIFIERS, role_words
from branchdesk.domain.snapshot import check_code
from branchdesk.domain.text import T, Text
from branchdesk.services.drafts import Drafts
from branchdesk.services.headquarters import BoardLine
from branchdesk.ui.entry_panel import EntryPanel
from branchdesk.ui.exchange.words import revision_text
from branchdesk.ui.hq.board import Board, totals
from branchdesk.ui.moments import moment_text
from branchdesk.ui.tokens import Tone
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.card import Banner, Card, KeyValueGrid, SectionHeader
from branchdesk.ui.widgets.controls import button, label, line
from branchdesk.ui.widgets.field_description import FormField
from branchdesk.ui.widgets.scroll_body import EDGE, ScrollBody

STATE_TONES: dict[str, Tone] = {
    "received": "amber",
    "verified": "blue",
    "mismatch": "red",
    "accepted": "green",
    "returned": "red",
}


REASON = FormField(
    key="reason",
    label=T("What the branch has to correct"),
    kind="text",
    required=True,
    max_length=500,
    wide=True,
)


AROUND_SCROLLED, AROUND_FORM = (16, 14, EDGE, 14), (16, 14, 16, 14)
"""Margins of the card: what scrolls has its bar at the edge."""


class DeliveryCard(Card):
    """Totals of the month, and of the chosen branch the facts and the two buttons."""

    accepted = Signal()
    returned = Signal(str)
    """the reason"""
    reminder_requested = Signal()

    def __init__(
        self, toolkit: Toolkit, drafts: Drafts, *, may_accept: bool, may_return: bool
    ) -> None:
        """Start with nothing chosen; a reason that is being written is kept among the drafts.

        Who may not do one of the two is told who does it where the button would stand.
        """
        look = toolkit.look
        super().__init__(look, name="delivery_card")
        self._toolkit = toolkit
        self._drafts = drafts
        self._may_accept, self._may_return = may_accept, may_return
        self.body.setContentsMargins(*AROUND_SCROLLED)
        self._told = scroll = ScrollBody()
        column = scroll.column
        self._header = SectionHeader(look, "")
        self.banner = Banner(look, name="delivery_banner")
        self._facts = KeyValueGrid(look, columns=2)
        self._branch = QWidget()
        chosen = QVBoxLayout(self._branch)
        chosen.setContentsMargins(0, 0, 0, 0)
        chosen.setSpacing(8)
        chosen.addWidget(self._header)
        chosen.addWidget(self.banner)
        chosen.addWidget(self._facts)
        chosen.addWidget(line())
        column.addWidget(self._branch)
        column.addWidget(SectionHeader(look, T("The whole month", "hq")))
        self._totals = KeyValueGrid(look, columns=3, figures=True)
        column.addWidget(self._totals)
        self.body.addWidget(scroll, 1)
        self._reason: EntryPanel | None = None
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 16 - EDGE, 0)
        row.setSpacing(8)
        self._others = label(look, self._who_decides(), "hint", wrap=True, name="board_others")
        row.addWidget(self._others, 1)
        row.addStretch()
        self._remind = button(look, T("Copy the reminder"), "board_remind_one", icon="copy")
        self._return = button(look, T("Return…"), "board_return", role="danger")
        self._accept = button(look, T("Accept", "hq"), "board_accept", role="primary")
        self._remind.clicked.connect(self.reminder_requested)
        self._return.clicked.connect(self._ask_reason)
        self._accept.clicked.connect(self.accepted)
        for made in (self._remind, self._return, self._accept):
            row.addWidget(made)
        self.body.addWidget(self._buttons)
        self._code = self._period = ""

    def show_board(self, board: Board, code: str) -> None:
        """Show the month, and the line of the chosen branch when there is one."""
        self._totals.set_facts(list(totals(board)))
        chosen = board.line(code)
        if (code, str(board.period)) != (self._code, self._period):
            self._leave_reason()
        self._code, self._period = code, str(board.period)
        self._branch.setVisible(chosen is not None)
        self._buttons.setVisible(chosen is not None and self._reason is None)
        if chosen is not None:
            self._show_line(chosen, board.now)

    def set_busy(self, *, busy: bool) -> None:
        """Refuse a second decision while the first one is stored."""
        self._buttons.setEnabled(not busy)
        if self._reason is not None:
            self._reason.set_busy(busy=busy)

    def close_reason(self) -> None:
        """Take the reason's form away: the report is decided."""
        if self._reason is not None:
            self._reason.forget_draft()
        self._leave_reason()

    def _who_decides(self) -> Text | str:
        """Return who does what this person may not."""
        if self._may_accept:
            return ""
        accepters = role_words(ACCEPTERS)
        if self._may_return:
            return T("Accepted by: {roles}", "hq", roles=accepters)
        return T(
            "Returned by: {verifiers}. Accepted by: {accepters}.",
            "hq",
            verifiers=role_words(VERIFIERS),
            accepters=accepters,
        )

    def _ask_reason(self) -> None:
        """Ask what the branch has to correct, where the button stands."""
        self._leave_reason()
        reason = EntryPanel(
            self._toolkit,
            title=T("Return the report"),
            action=T("Return the report"),
            fields=[REASON],
            name="return",
        )
        reason.submitted.connect(lambda values: self._return_for(reason, values["reason"].strip()))
        reason.left.connect(self._leave_reason)
        self._reason = reason
        self.body.insertWidget(self.body.indexOf(self._buttons), reason, 1)
        self.body.setContentsMargins(*AROUND_FORM)
        self._buttons.hide()
        self._told.hide()  # the form needs the room to show what is missing below its field
        reason.form.focus_field("reason")
        month = self._period.replace("-", "_")
        reason.keep(self._drafts, f"return_{month}_{self._code.lower()}")
        reason.go_on()

    def _return_for(self, form: EntryPanel, reason: str) -> None:
        if reason:
            self.returned.emit(reason)
        else:
            form.form.set_errors({"reason": T("Write what the branch has to correct.")})
            form.form.focus_first_error()

    def _leave_reason(self) -> None:
        reason, self._reason = self._reason, None
        if reason is not None:
            self.body.removeWidget(reason)
            reason.hide()
            reason.deleteLater()
            self.body.setContentsMargins(*AROUND_SCROLLED)
            self._told.show()
            self._buttons.setVisible(bool(self._code))

    def _show_line(self, chosen: BoardLine, now: datetime) -> None:
        self._header.set_title(T("{name} {code}", "branch", name=chosen.name, code=chosen.code))
        tone: Tone = "red" if chosen.late else "amber"
        tone = STATE_TONES.get(chosen.state, tone)
        self._header.set_chips([(BOARD_STATES.label(chosen.state), tone)])
        here = chosen.state != "missing"
        open_ = chosen.state in ("verified", "mismatch")
        self._remind.setVisible(not here)
        self._remind.setAccessibleName(f"{chosen.name} {self._remind.text()}")
        self._return.setVisible(open_ and self._may_return)
        self._accept.setVisible(open_ and self._may_accept)
        self._others.setVisible(open_ and not self._may_accept)
        self._accept.setEnabled(chosen.state == "verified")
        self._show_banner(chosen)
        self._facts.setVisible(here)
        if not here:
            return
        code, stated = check_code(chosen.digest), check_code(chosen.stated_digest)
        codes: Text | str = T("{code} ✓ recomputed here", code=code)
        if code != stated:
            codes = T("stated {stated}, here {code}", stated=stated, code=code)
        timely: Text = T("on time", "board")
        if chosen.late:
            timely = T("late", "board")
        elif chosen.early:
            timely = T("early", "board")
        self._facts.set_facts(
            [
                (T("Report", "month"), revision_text(chosen.revision)),
                (
                    T("Delivered at", "board"),
                    T(
                        "{when}, {timely}",
                        "board",
                        when=moment_text(chosen.delivered_at, now),
                        timely=timely,
                    ),
                ),
                (
                    T("Counts"),
                    T(
                        "{records} records, {visits} visit sheets",
                        "hq",
                        records=chosen.records,
                        visits=chosen.visits,
                    ),
                ),
                (T("Carried over"), str(chosen.carried_over)),
                (T("Check code"), codes),
                (T("Laptops not merged"), chosen.missing_devices or T("none", "laptops")),
                (
                    T("Support of headquarters"),
                    chosen.support_text if chosen.needs_support else T("none", "support"),
                ),
            ]
        )

    def _show_banner(self, chosen: BoardLine) -> None:
        self.banner.set_actions(())
        if chosen.state == "mismatch":
            self.banner.set_message(
                T("The check code differs from what the branch stated"),
                T("Return it and let the branch send it again."),
                tone="red",
            )
        elif chosen.state == "returned":
            self.banner.set_message(
                T("Returned"), T("Reason: {reason}", reason=chosen.reason), tone="red"
            )
        elif chosen.state == "missing":
            title = T("Overdue") if chosen.late else T("Not delivered yet", "board")
            self.banner.set_message(
                title, T("The reminder can be pasted into the chat."), tone="amber"
            )
        else:
            self.banner.hide()
