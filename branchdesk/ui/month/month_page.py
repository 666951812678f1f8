# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The month of a branch on one page: check, explain, lock, send, receipt."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QCursor, QGuiApplication, QHideEvent
from PySide6.QtWidgets import QApplication, QMenu

from branchdesk.domain.changes import Changes
from branchdesk.domain.day_words import day_text, period_text
from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T, Text
from branchdesk.services.close_month import Closed
from branchdesk.services.month_messages import Nudge
from branchdesk.services.open_desk import OpenDesk
from branchdesk.ui.exchange.exchanging_page import ExchangingPage
from branchdesk.ui.exchange.result_card import ResultCard
from branchdesk.ui.file_questions import FileQuestions
from branchdesk.ui.month import month_actions as actions
from branchdesk.ui.month.explain_form import DRAFT
from branchdesk.ui.month.month_view import MonthView
from branchdesk.ui.month.overview import MonthOverview, gather, period_choices, period_to_show
from branchdesk.ui.month.summary_editor import SummaryEditor
from branchdesk.ui.tasks import Report
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.controls import button
from branchdesk.ui.widgets.search_box import FilterButton
from branchdesk.ui.widgets.task_progress import TaskProgress


class MonthPage(ExchangingPage):
    """Everything between the check on the 25th and headquarters' receipt."""

    print_requested = Signal(bytes, str)
    """the slip as PDF and its title"""

    def __init__(self, toolkit: Toolkit, desk: OpenDesk, files: FileQuestions) -> None:
        """Make the page; it reads the desk when it is first shown."""
        super().__init__(
            toolkit, desk, files, T("Month's report", "page"),
            name="month", loading=T("Checking the records of the month…"),
        )  # fmt: skip
        self._period = ""
        self._overview: MonthOverview | None = None
        self._dry = False
        self._moving_on = True
        self._editor: SummaryEditor | None = None
        self._make_header()
        self.progress = TaskProgress(toolkit.look, name="month_progress")
        self._insert(self.progress)
        self.view = MonthView(toolkit, desk.drafts)
        self._set_content(self.view)
        self._connect()

    # -- page ---------------------------------------------------------------------------------

    def show_period(self, period: str) -> None:
        """Show another period, such as ``2026-11``."""
        if period != self._period:
            self._leave_editor()
        self._period = period
        self._dry = False
        self._load()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what is being typed."""
        self.view.checklist.form.flush()
        super().hideEvent(event)

    # -- what a person does -------------------------------------------------------------------

    def dry_run(self) -> None:
        """Check as closing would and say what the bundle would hold."""
        self._dry = True
        self._run(partial(actions.dry_run, self._desk, self._period), self._show, T("Dry run"))

    def lock(self) -> None:
        """Ask once, then lock the period and build the bundle."""
        overview = self._overview
        if overview is None or overview.refusal() is not None:
            return
        title = T("Lock {period} and build the bundle?", period=period_text(overview.period))
        action = T("Lock and build the bundle")
        if self._toolkit.messages.confirm(title, actions.confirmation_words(overview), action):
            period = str(overview.period)
            close = self._desk.close_month.close
            self._run(lambda _: close(period), self._on_closed, T("Building the bundle…"))

    def edit_summary(self) -> None:
        """Open the month's summary in the place of the check."""
        if self._editor is None:
            desk, period = self._desk, self._period
            self._run(lambda _: actions.read_summary(desk, period), self._open_editor)

    def export_to(self, folder: Path) -> None:
        """Write what is due to headquarters as a file into a folder."""
        if self._overview is not None:
            self.runner.export_to(folder, self._overview.parent)

    def copy_slip(self) -> None:
        """Put the slip on the clipboard."""
        month, period = self._desk.month, self._period
        self._run(lambda _: month.slip(period), self._copy)

    # -- inside -------------------------------------------------------------------------------

    def _make_header(self) -> None:
        look = self._toolkit.look
        session = self._desk.session
        choices = period_choices(session.clock.now(), session.policy().cutoff_day)
        self.periods = FilterButton(look, choices, name="month_period", title=T("Period"))
        self.periods.chosen.connect(self.show_period)
        self.header.add_leading(self.periods)
        self._dry_run = button(look, T("Dry run"), "month_dry_run")
        self._dry_run.clicked.connect(self.dry_run)
        self._lock = button(look, T("Lock and build the bundle"), "month_lock", role="primary")
        self._lock.clicked.connect(self.lock)
        for made in (self._dry_run, self._lock):
            made.hide()
            self.header.add_action(made)

    def _connect(self) -> None:
        view = self.view
        view.checklist.target_requested.connect(self.open_target)
        view.checklist.summary_requested.connect(self.edit_summary)
        view.checklist.explained.connect(self._explain)
        view.checklist.nudge_requested.connect(self._on_nudge)
        view.summary.edit_requested.connect(self.edit_summary)
        view.previous.opened.connect(self.show_period)
        view.report.send_requested.connect(self.runner.exchange)
        view.report.export_requested.connect(self._on_export)
        view.report.copy_slip_requested.connect(self.copy_slip)
        view.report.print_slip_requested.connect(self._on_print)

    def _reading(self) -> Callable[[], MonthOverview]:
        desk, period = self._desk, self._period
        return lambda: gather(desk, period or period_to_show(desk))

    def _set_busy(self, *, busy: bool) -> None:
        self.view.report.set_busy(busy=busy)

    def _result_card(self) -> ResultCard:
        return self.view.report.result

    def _show(self, overview: MonthOverview) -> None:
        first = self._overview is None
        self._overview = overview
        self._period = str(overview.period)
        self.periods.set_value(self._period)
        self.header.set_title(
            T("Report of {period}", period=period_text(overview.period)),
            T(
                "{first} to {last}",
                "period",
                first=day_text(overview.period.first_day),
                last=day_text(overview.period.last_day),
            ),
        )
        refusal = overview.refusal()
        self._dry_run.setVisible(overview.is_open)
        self._lock.setVisible(overview.is_open)
        self._lock.setEnabled(refusal is None)
        self._lock.setToolTip(self._toolkit.words(refusal) if refusal else "")
        self._lock.setAccessibleDescription(self._lock.toolTip())
        dry = actions.dry_run_words(overview) if self._dry and overview.is_open else None
        self.view.show_overview(overview, dry)
        self._show_content()
        if self._moving_on:
            self._move_on()
        if first:
            self._restore_explanation()

    def _move_on(self) -> None:
        """Put the keyboard on what is to be done next: a line, closing, or sending."""
        self._moving_on = False
        overview, focused = self._overview, QApplication.focusWidget()
        elsewhere = focused not in (None, self) and not self.isAncestorOf(focused)
        if overview is None or self._editor is not None or elsewhere:
            return
        if not overview.is_open:
            self.view.report.focus_next()
        elif overview.refusal() is None:
            self._lock.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self.view.checklist.focus_first():
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _restore_explanation(self) -> None:
        drafts = self._desk.drafts
        self._run(lambda _: drafts.load(DRAFT), self._on_kept)

    def _on_kept(self, kept: dict[str, Any] | None) -> None:
        if kept is not None and kept["period"] == self._period:
            subjects = tuple(kept["subjects"])
            checklist = self.view.checklist
            checklist.begin_explaining(kept["period"], kept["rule"], subjects, kept["text"])

    def _explain(self, rule: str, subjects: tuple[str, ...], text: str) -> None:
        month, period = self._desk.month, self._period
        task = self._toolkit.tasks.run(
            lambda _: month.explain(period, rule, subjects, text), lane="database"
        )
        task.finished.connect(self._on_explained)
        task.failed.connect(self._on_not_explained)

    def _on_explained(self, changes: Changes) -> None:
        self.view.checklist.form.leave()
        self._moving_on = True
        self._on_changed(changes)

    def _on_not_explained(self, error: BaseException) -> None:
        if not isinstance(error, UserError):
            raise error
        _, message, hint = error.render(self._toolkit.look.translator)
        form = self.view.checklist.form
        form.set_busy(busy=False)
        form.set_problem(self._toolkit.look.sentences(message, hint))

    def _open_editor(self, start: actions.SummaryStart) -> None:
        overview = self._overview
        if overview is None or start.period != self._period:
            return
        editable = overview.is_open and overview.may_write
        editor = SummaryEditor(
            self._toolkit, self._desk.drafts, start.period, start.values, editable=editable
        )
        editor.submitted.connect(self._save_summary)
        editor.left.connect(self._leave_editor)
        self._editor = editor
        self.view.show_editor(editor)
        editor.form.focus_field("summary")

    def _save_summary(self, values: dict[str, Any]) -> None:
        editor = self._editor
        assert editor is not None
        editor.set_busy(busy=True)
        month, period = self._desk.month, self._period
        task = self._toolkit.tasks.run(
            lambda _: month.save_summary(
                period, values["summary"], values["needs_hq_support"], values["support_text"]
            ),
            lane="database",
        )
        task.finished.connect(self._on_summary_saved)
        task.failed.connect(editor.show_error)

    def _on_summary_saved(self, changes: Changes) -> None:
        if self._editor is not None:
            self._editor.forget_draft()
        self._leave_editor()
        self._moving_on = True
        self._toolkit.messages.toast(T("The summary is confirmed."))
        self._on_changed(changes)

    def _leave_editor(self) -> None:
        if self._editor is not None:
            self.view.leave_editor(self._editor)
            self._editor = None

    def _on_closed(self, closed: Closed) -> None:
        self._dry = False
        self._moving_on = True
        self._on_changed(closed.changes)

    def _on_changed(self, changes: Changes) -> None:
        self._load()
        self.changed.emit(changes)

    def _on_export(self) -> None:
        folder = self._files.folder(T("Where to put the files"), str(Path.home()))
        if folder is not None:
            self.export_to(folder)

    def _on_print(self) -> None:
        overview = self._overview
        if overview is not None:
            desk = self._desk
            title = self._toolkit.words(T("Slip"))
            self._run(
                lambda _: actions.slip_page(desk, overview),
                lambda pdf: self.print_requested.emit(pdf, title),
            )

    def _on_nudge(self) -> None:
        month, period = self._desk.month, self._period
        self._run(lambda _: month.nudge_texts(period), self._show_nudges)

    def _show_nudges(self, nudges: tuple[Nudge, ...]) -> None:
        if len(nudges) == 1:
            self._copy(nudges[0].text)
            return
        menu = QMenu(self)
        menu.setObjectName("nudge_menu")
        everybody = "\n".join(nudge.text for nudge in nudges)
        entries = [(T("Everybody"), everybody)] + [(nudge.name, nudge.text) for nudge in nudges]
        for words, text in entries:
            action = QAction(self._toolkit.words(words), menu)
            action.triggered.connect(lambda _=False, text=text: self._copy(text))
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(QCursor.pos())

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._toolkit.messages.toast(T("Copied. Paste it into the chat."))

    def _run(
        self,
        work: Callable[[Report], Any],
        done: Callable[[Any], None],
        title: Text | None = None,
    ) -> None:
        task = self._toolkit.tasks.run(work, lane="database")
        if title is not None:
            self.progress.follow(task, title)
        task.finished.connect(done)
        task.failed.connect(self._toolkit.messages.show_error)
