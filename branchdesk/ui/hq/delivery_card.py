# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""A branch's delivery: what it says, whether it matches, and headquarters' word on it."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from branchdesk.domain.kinds.month import BOARD_STATES
from branchdesk.domain.snapshot import check_code
from branchdesk.domain.text import T, Text
from branchdesk.services.headquarters import BoardLine
from branchdesk.ui.exchange.words import revision_text
from branchdesk.ui.hq.board import Board, totals
from branchdesk.ui.look import Look
from branchdesk.ui.moments import moment_text
from branchdesk.ui.tokens import Tone
from branchdesk.ui.widgets.card import Banner, Card, KeyValueGrid, SectionHeader
from branchdesk.ui.widgets.controls import button, label, line
from branchdesk.ui.widgets.form_inputs import TextArea

STATE_TONES: dict[str, Tone] = {
    "missing": "red",
    "received": "amber",
    "verified": "blue",
    "mismatch": "red",
    "accepted": "green",
    "returned": "red",
}


class DeliveryCard(Card):
    """Totals of the month, and of the chosen branch the facts and the two buttons."""

    accepted = Signal()
    returned = Signal(str)
    """the reason"""
    reminder_requested = Signal()

    def __init__(self, look: Look) -> None:
        """Start with nothing chosen."""
        super().__init__(look, name="delivery_card")
        content = QWidget()
        content.setProperty("role", "scroll")
        content.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(8)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
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
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(content)
        self.body.addWidget(scroll, 1)
        self._reason = ReasonForm(look)
        self._reason.submitted.connect(self.returned)
        self.body.addWidget(self._reason)
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addStretch(1)
        self._remind = button(look, T("Copy the reminder"), "board_remind_one", icon="copy")
        self._return = button(look, T("Return…"), "board_return", role="danger")
        self._accept = button(look, T("Accept", "hq"), "board_accept", role="primary")
        self._remind.clicked.connect(self.reminder_requested)
        self._return.clicked.connect(self._reason.open)
        self._accept.clicked.connect(self.accepted)
        for made in (self._remind, self._return, self._accept):
            row.addWidget(made)
        self.body.addWidget(self._buttons)
        self._code = ""

    def show_board(self, board: Board, code: str) -> None:
        """Show the month, and the line of the chosen branch when there is one."""
        self._totals.set_facts(list(totals(board)))
        chosen = board.line(code)
        if code != self._code:
            self._reason.leave()
        self._code = code
        self._branch.setVisible(chosen is not None)
        self._buttons.setVisible(chosen is not None)
        if chosen is not None:
            self._show_line(chosen, board.now)

    def set_busy(self, *, busy: bool) -> None:
        """Refuse a second decision while the first one is stored."""
        self._buttons.setEnabled(not busy)
        self._reason.setEnabled(not busy)

    def close_reason(self) -> None:
        """Take the reason's field away."""
        self._reason.leave()

    def _show_line(self, chosen: BoardLine, now: datetime) -> None:
        self._header.set_title(T("{name} {code}", "branch", name=chosen.name, code=chosen.code))
        self._header.set_chips([(BOARD_STATES.label(chosen.state), STATE_TONES[chosen.state])])
        here = chosen.state != "missing"
        open_ = chosen.state in ("verified", "mismatch")
        self._remind.setVisible(not here)
        self._return.setVisible(open_)
        self._accept.setVisible(open_)
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


class ReasonForm(QWidget):
    """What the branch has to correct, asked where the button stood."""

    submitted = Signal(str)

    def __init__(self, look: Look) -> None:
        """Start hidden."""
        super().__init__()
        self._look = look
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        title = label(look, T("What the branch has to correct"), "heading")
        self.text = TextArea("return_reason", title.text(), 500)
        self._problem = label(look, "", "error", name="return_problem")
        self._problem.hide()
        send = button(look, T("Return the report"), "return_submit", role="danger")
        send.clicked.connect(self.submit)
        back = button(look, T("Back"), "return_back")
        back.clicked.connect(self.leave)
        row = QHBoxLayout()
        row.addWidget(send)
        row.addWidget(back)
        row.addStretch(1)
        row.addWidget(label(look, "Ctrl+Enter", "hint"))
        column.addWidget(title)
        column.addWidget(self.text)
        column.addWidget(self._problem)
        column.addLayout(row)
        self.hide()

    def open(self) -> None:
        """Ask for the reason."""
        self._problem.hide()
        self.show()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Go away and forget what was typed."""
        self.text.set_text("")
        self.hide()

    def submit(self) -> None:
        """Hand over the reason unless it is empty."""
        reason = self.text.toPlainText().strip()
        if reason:
            self.submitted.emit(reason)
            return
        self._problem.setText(self._look.words(T("Write what the branch has to correct.")))
        self._problem.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return with Ctrl+Enter, leave with Escape."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.submit()
        elif event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)
