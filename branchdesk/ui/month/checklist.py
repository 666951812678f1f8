# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The check before reporting: what must be done, what needs a word, what is good to know."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from branchdesk.domain.month_check import Finding, FindingGroup, Level, MonthFindings, MonthRule
from branchdesk.domain.text import T, Text
from branchdesk.services.drafts import Drafts
from branchdesk.ui.month.explain_form import ExplainForm
from branchdesk.ui.month.overview import explainable
from branchdesk.ui.theme import ROW_HEIGHT
from branchdesk.ui.tokens import Tone
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.card import Banner, Card
from branchdesk.ui.widgets.controls import Chip, button, label, line
from branchdesk.ui.widgets.tab_stops import tab_stops

LEVELS: tuple[tuple[Level, Text, Tone], ...] = (
    (Level.BLOCK, T("Must do", "month.level"), "red"),
    (Level.EXPLAIN, T("To explain", "month.level"), "amber"),
    (Level.INFO, T("Notes", "month.level"), "grey"),
)

SHOWN_AT_ONCE = 30
"""Findings of one rule that are shown before “Show more”."""

CHIP_WIDTH = 72
"""Pixels of the chips at the left, in a language of longer words more."""


class Checklist(Card):
    """Lines grouped by rule; each leads to the field, or opens the sentence to be written."""

    target_requested = Signal(str, object, str)
    """kind, UUID (or None), field"""
    summary_requested = Signal()
    explained = Signal(str, object, str)
    """rule, subjects (tuple of str), text"""
    nudge_requested = Signal()

    def __init__(self, toolkit: Toolkit, drafts: Drafts) -> None:
        """Start empty."""
        super().__init__(toolkit.look, T("Checks", "month"), name="checklist")
        self._toolkit = toolkit
        self.body.setContentsMargins(0, 10, 0, 0)
        self.body.setSpacing(0)
        assert self.heading is not None
        self.heading.setContentsMargins(16, 0, 12, 8)
        self._nudge = button(
            toolkit.look, T("Copy the reminders"), "month_nudge", role="link", icon="copy"
        )
        self._nudge.setToolTip(self._nudge.text())
        self._nudge.clicked.connect(self.nudge_requested)
        self.heading.add_trailing(self._nudge)
        self.banner = Banner(toolkit.look, name="month_banner")
        holder = QWidget()
        inset = QVBoxLayout(holder)
        inset.setContentsMargins(12, 0, 12, 8)
        inset.addWidget(self.banner)
        self._banner_holder = holder
        self.body.addWidget(holder)
        self.body.addWidget(line())
        self.form = ExplainForm(toolkit, drafts)
        self.form.submitted.connect(self.explained)
        self.form.left.connect(self._on_form_left)
        self._content = QWidget()
        self._content.setProperty("role", "scroll")
        self._content.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        # A stretch and no alignment, which would cut words that wrap in a narrow window.
        around = QVBoxLayout(self._content)
        around.setContentsMargins(0, 0, 0, 8)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        around.addLayout(self._column)
        around.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._content)
        self._scroll = scroll
        self.body.addWidget(scroll, 1)
        chips = (Chip(toolkit.look, words).sizeHint().width() for _, words, _ in LEVELS)
        self.chip_width = max(CHIP_WIDTH, *chips)
        self._open: set[MonthRule] = set()
        self._findings: MonthFindings | None = None
        self._writable = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the counts whole in a narrow window."""
        super().resizeEvent(event)
        self._fit_heading()

    def _fit_heading(self) -> None:
        """Let the link be its sign alone where its words would cut the counts off."""
        assert self.heading is not None
        self._nudge.setText(self._nudge.toolTip())
        if self.heading.sizeHint().width() > self.width():
            self._nudge.setText("")

    def show_findings(self, findings: MonthFindings, *, writable: bool) -> None:
        """Show the outcome of a check.

        While somebody writes an explanation only the counts follow; the lines do when it is left.
        """
        self._findings, self._writable = findings, writable
        self._show_counts(findings)
        if not self.form.is_open or not self.form.text.hasFocus():
            self._fill(findings)

    def _fill(self, findings: MonthFindings) -> None:
        offset = self._scroll.verticalScrollBar().value()
        self.form.setParent(self)
        self.form.hide()
        _empty(self._column)
        for level, _, tone in LEVELS:
            for group in findings.groups(level):
                self._add_group(level, group, tone)
        self._order_links()
        if self.form.is_open and self.form.isHidden():
            self.form.forget()
        self._scroll.verticalScrollBar().setValue(offset)

    def hide_banner(self) -> None:
        """Take the banner away with the space around it."""
        self._banner_holder.hide()

    def show_banner(self) -> None:
        """Give the banner its place; its words are set by the page."""
        self._banner_holder.show()

    def begin_explaining(
        self, period: str, rule: str, subjects: tuple[str, ...], text: str
    ) -> None:
        """Open the sentence for these findings and put the cursor into it."""
        self.form.open(period, rule, subjects, text)
        if self._findings is not None:
            self._fill(self._findings)
        if self.form.is_open:
            self.form.text.setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(self.form)

    def focus_first(self) -> bool:
        """Put the keyboard on the first line's link; tell whether there is one."""
        links = self._links()
        if links:
            links[0].setFocus(Qt.FocusReason.OtherFocusReason)
        return bool(links)

    def _links(self) -> list[QWidget]:
        """Return what Tab reaches in the lines, and in the form where it stands among them."""
        items = (self._column.itemAt(place) for place in range(self._column.count()))
        rows = [row for item in items if item is not None and (row := item.widget()) is not None]
        return [stop for row in rows for stop in tab_stops(row)]

    def _order_links(self) -> None:
        """Let Tab go through the lines from above, the form among them, before what is beside."""
        before: QWidget = self._nudge
        for link in self._links():
            QWidget.setTabOrder(before, link)
            before = link

    def _show_counts(self, findings: MonthFindings) -> None:
        counts = {
            Level.BLOCK: len(findings.block),
            Level.EXPLAIN: len(findings.unexplained),
            Level.INFO: len(findings.info),
        }
        chips: list[tuple[Text | str, Tone]] = [
            (
                T("{level} {count}", "month.level", level=words, count=counts[level]),
                tone if counts[level] else "grey",
            )
            for level, words, tone in LEVELS
        ]
        assert self.heading is not None
        self.heading.set_chips(chips)
        self._nudge.setVisible(any(f.task and not f.explained for f in findings.all()))
        self._fit_heading()

    def _add_group(self, level: Level, group: FindingGroup, tone: Tone) -> None:
        findings = group.findings
        if len(findings) == 1:
            self._column.addWidget(_Line(self, level, findings[0], tone, indent=False))
        else:
            unfolded = group.rule in self._open or (level is Level.BLOCK and len(findings) <= 6)
            self._column.addWidget(_GroupLine(self, level, group, tone, unfolded=unfolded))
            if unfolded:
                for finding in findings[:SHOWN_AT_ONCE]:
                    self._column.addWidget(_Line(self, level, finding, tone, indent=True))
                if len(findings) > SHOWN_AT_ONCE:
                    rest = T("and {count} more", count=len(findings) - SHOWN_AT_ONCE)
                    more = label(self._look, rest, "second")
                    more.setContentsMargins(self.chip_width + 28, 4, 0, 4)
                    self._column.addWidget(more)
        subjects = {f.subject for f in findings}
        if self.form.rule == group.rule.value and subjects.issuperset(self.form.subjects):
            holder = QWidget()
            inset = QVBoxLayout(holder)
            inset.setContentsMargins(12, 6, 12, 8)
            inset.addWidget(self.form)
            self._column.addWidget(holder)
            self.form.show()

    def fold(self, rule: MonthRule, *, unfolded: bool) -> None:
        """Show or hide the lines of a rule."""
        (self._open.add if unfolded else self._open.discard)(rule)
        if self._findings is not None:
            self._fill(self._findings)

    def _on_form_left(self) -> None:
        if self._findings is not None:
            self._fill(self._findings)

    def explain(self, findings: Sequence[Finding]) -> None:
        """Open the sentence for these findings."""
        if self._findings is None:
            return
        subjects = explainable(findings) or (findings[0].subject,)
        text = findings[0].explained if len(findings) == 1 else ""
        period = str(self._findings.period)
        self.begin_explaining(period, findings[0].rule.value, subjects, text)

    @property
    def writable(self) -> bool:
        """Tell whether the person may write explanations."""
        return self._writable


class _Row(QFrame):
    """Chip, words and links over a hairline."""

    def __init__(self, owner: Checklist, tone: Tone, level: Text | str) -> None:
        super().__init__()
        self.owner = owner
        look = owner._look
        self.look = look
        self._about = ""
        self.setMinimumHeight(ROW_HEIGHT)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.row = QHBoxLayout()
        self.row.setContentsMargins(16, 6, 12, 6)
        self.row.setSpacing(12)
        place = QWidget()
        place.setFixedWidth(owner.chip_width)
        inset = QHBoxLayout(place)
        inset.setContentsMargins(0, 0, 0, 0)
        if level:
            inset.addWidget(Chip(look, level, tone))
        inset.addStretch(1)
        self.row.addWidget(place)
        column.addLayout(self.row)
        column.addWidget(line())

    def add_words(self, text: Text | str, explained: str = "") -> None:
        self._about = self.look.words(text)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(self.look, text, wrap=True, name="finding_text"))
        if explained:
            note = T("Explained: {text}", "month", text=explained)
            words.addWidget(label(self.look, note, "label", wrap=True, name="finding_explained"))
        self.row.addLayout(words, 1)

    def add_link(self, words: Text, name: str) -> QWidget:
        link = button(self.look, T("{words} ›", "link", words=words), name, role="link")
        # Many lines have the same link; whoever hears it has to hear which one it is.
        link.setAccessibleName(f"{self.look.words(words)} {self._about}")
        self.row.addWidget(link)
        return link


class _Line(_Row):
    def __init__(
        self, owner: Checklist, level: Level, finding: Finding, tone: Tone, *, indent: bool
    ) -> None:
        chip = "" if indent else next(words for key, words, _ in LEVELS if key is level)
        super().__init__(owner, tone, chip)
        self.add_words(finding.message, finding.explained)
        self.setAccessibleName(owner._look.words(finding.message))
        if finding.rule is MonthRule.SUMMARY:
            self._link(T("Open the draft"), "finding_summary", owner.summary_requested.emit)
            return
        if finding.rule in (MonthRule.LAPTOP, MonthRule.CONFLICTS):
            words = (
                T("Import files") if finding.rule is MonthRule.LAPTOP else T("Look", "month.link")
            )
            self._link(
                words, "finding_open", lambda: owner.target_requested.emit("exchange", None, "")
            )
        elif finding.uuid is not None:
            words = T("Look", "month.link") if level is Level.INFO else T("Settle it", "month.link")
            self._link(words, "finding_open", lambda: self._lead(finding))
        if finding.explainable and owner.writable:
            words = T("Change the explanation") if finding.explained else T("Explain")
            self._link(words, "finding_explain", lambda: owner.explain([finding]))

    def _link(self, words: Text, name: str, act: object) -> None:
        link = self.add_link(words, name)
        link.clicked.connect(lambda _=False: act())  # type: ignore[attr-defined,operator]

    def _lead(self, finding: Finding) -> None:
        self.owner.target_requested.emit(finding.kind, finding.uuid, finding.field)


class _GroupLine(_Row):
    def __init__(
        self, owner: Checklist, level: Level, group: FindingGroup, tone: Tone, *, unfolded: bool
    ) -> None:
        super().__init__(owner, tone, next(words for key, words, _ in LEVELS if key is level))
        self.add_words(group.sentence)
        self.setAccessibleName(owner._look.words(group.sentence))
        if owner.writable and len(explainable(group.findings)) > 1:
            together = self.add_link(T("Explain all together"), "group_explain")
            together.clicked.connect(  # type: ignore[attr-defined]
                lambda: owner.explain([f for f in group.findings if not f.explained])
            )
        fold = self.add_link(T("Fold") if unfolded else T("Unfold"), "group_fold")
        fold.clicked.connect(  # type: ignore[attr-defined]
            lambda: owner.fold(group.rule, unfolded=not unfolded)
        )


def _empty(column: QVBoxLayout) -> None:
    while (item := column.takeAt(0)) is not None:
        old = item.widget()
        if old is not None:
            old.hide()
            old.deleteLater()
