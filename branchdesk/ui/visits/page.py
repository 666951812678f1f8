# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The page of visits: who is visited when, what was signed, what is still owed."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication

from branchdesk.domain.changes import Changes
from branchdesk.domain.kinds.roles import AUDITORS, PRINTERS
from branchdesk.domain.kinds.steps import Step
from branchdesk.domain.kinds.visit import VISIT
from branchdesk.domain.period import period_of
from branchdesk.domain.queries import Filter
from branchdesk.domain.text import T, Text
from branchdesk.services.drafts import WaitingDraft
from branchdesk.services.rows import rows_of_steps
from branchdesk.services.session import Outcome
from branchdesk.services.visits import VisitView
from branchdesk.ui.entry_page import EntryPage
from branchdesk.ui.entry_panel import EntryPanel
from branchdesk.ui.forms_from_kinds import document_of, form_fields
from branchdesk.ui.page import DELIVERY
from branchdesk.ui.tasks import Report
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.visits.desk import Stage, VerifyPassphrase, VisitDesk
from branchdesk.ui.visits.paper_actions import PaperActions
from branchdesk.ui.visits.printer import PrintPort
from branchdesk.ui.visits.sheet_flow import SheetFlow
from branchdesk.ui.visits.signed_dialogs import ADDENDUM_DRAFT
from branchdesk.ui.visits.step_form import step_context, step_values
from branchdesk.ui.visits.visit_list import COLUMNS, WHAT, WHEN, VisitLines, filters_of
from branchdesk.ui.visits.visit_panel import ShownVisit, VisitPanel
from branchdesk.ui.visits.words import (
    LEGEND,
    appointment_message,
    reschedule_message,
    state_words,
)
from branchdesk.ui.widgets.card import Legend
from branchdesk.ui.widgets.controls import button
from branchdesk.ui.widgets.search_box import FilterBar, FilterButton, SearchBox
from branchdesk.ui.widgets.table import DataTable

SHEET_EVENTS = frozenset({"arrive", "sign", "sign_later"})
"""Steps that are done on the on-site sheet."""

STEP_DRAFT = "visit_step_"
"""The beginning of the names of drafts of a step, before its event."""


class VisitsPage(EntryPage):
    """List, panel and everything that starts from them."""

    customer_view = Signal(bool)
    """the customer has the screen: reminders stay away until it is over"""

    def __init__(
        self,
        toolkit: Toolkit,
        desk: VisitDesk,
        *,
        stage: Stage,
        verify: VerifyPassphrase,
        port: PrintPort,
    ) -> None:
        """``stage`` is the window that shows the on-site sheet alone."""
        table = DataTable(
            toolkit.look, toolkit.tasks, COLUMNS, name="visits", title=T("Visits", "page")
        )
        self._visit_panel = VisitPanel(toolkit)
        super().__init__(
            toolkit, T("Visits", "page"), table, self._visit_panel, desk.drafts,
            name="visits_page", side="visit_side",
        )  # fmt: skip
        self._desk = desk
        self._current: UUID | None = None
        self._wanted = ""
        self._behind = Changes()
        self._shown: ShownVisit | None = None
        self._order = ("appointment_at", False)
        self._side.setMinimumWidth(320)
        self.paper = PaperActions(toolkit, desk, port, self)
        self.flow = SheetFlow(toolkit, desk, self.paper, stage, verify, self)
        self._visit_panel.show_nothing()
        self._make_filters()
        self._connect()
        self._load()
        self._look_for_drafts()

    def open_sheet(self, uuid: UUID) -> None:
        """Show the on-site sheet of a visit over the whole window."""
        self.flow.open(uuid)

    def keep_now(self) -> None:
        """Store what was typed into an open sheet; call it before the lanes are closed."""
        self.flow.sheet.keep_now()

    def open_visit(self, uuid: UUID, event: str = "") -> None:
        """Show a visit in the list and in the panel, whatever the filters hide.

        ``event`` opens what it needs as well: the form of a step, or the sheet for what is done on
        site.
        """
        self._wanted = event
        self._when.set_value("all")
        self._what.set_value("all")
        self._load()
        self._show(uuid)
        desk = self._desk

        def work(_: Report) -> list[int]:
            with desk.session.store.read() as reader:
                return reader.line_ids("visit", (Filter("uuid", "=", uuid),), "id", False)

        task = self._toolkit.tasks.run(work, lane="database", owner=self)
        task.finished.connect(lambda keys: self.table.select(keys[0] if keys else None))

    def refresh(self, changes: Changes) -> None:
        """Show again what changed."""
        if changes.touches("visit", "customer", "staff", "attachment", *DELIVERY):
            self.table.refresh()
            if self._current is not None and self._entry is None:
                self._show(self._current)

    def _make_filters(self) -> None:
        look = self._toolkit.look
        self._when = FilterButton(look, WHEN, name="visit_when", title=T("When", "visit filter"))
        self._what = FilterButton(look, WHAT, name="visit_what", title=T("State"))
        self._search = SearchBox(look, T("Number, customer, purpose"), name="visit_search")
        bar = FilterBar(look, self._search, name="visit_filters")
        bar.add_filter(self._when)
        bar.add_filter(self._what)
        self._bar = bar
        self.header.add_leading(bar)
        self.insert(self._waiting)
        self.insert(Legend(look, LEGEND))
        if self._desk.session.may(PRINTERS):
            month = button(look, T("Print this month's visit sheets…"), "print_month")
            month.clicked.connect(self._print_month)
            self.header.add_action(month)

    def _connect(self) -> None:
        for widget in (self._when, self._what):
            widget.chosen.connect(lambda _: self._load())
        self._search.searched.connect(lambda _: self._load())
        self._search.left_downwards.connect(self.table.view.setFocus)
        self._bar.cleared.connect(self._clear_filters)
        self.table.selected.connect(self._on_selected)
        self.table.opened.connect(self._on_opened)
        self.table.counted.connect(self._when.set_count)
        self.table.sort_requested.connect(self._on_sort)
        self._visit_panel.action.connect(self._on_action)
        self._visit_panel.step_chosen.connect(self._on_step)
        self.flow.changed.connect(self._on_changed)
        self.flow.left.connect(self._on_left)
        self.flow.sheet.lock.changed.connect(self.customer_view)
        self.paper.counted.connect(self.table.refresh)

    def _load(self) -> None:
        when, what, text = self._when.value(), self._what.value(), self._search.text().strip()
        now = self._toolkit.clock.now()
        self._bar.set_active(bool(text) or what != "all" or when == "all")
        if when == "today" and what == "all" and not text:
            everything = (T("Show all visits"), "show_all", self._show_all)
            how = T("A visit is planned from its service record.")
            self.table.set_empty(T("No visits today."), how, [everything])
        else:
            clear = (T("Clear filters"), "clear_filters", self._clear_filters)
            self.table.set_empty(T("No visit fits these filters."), "", [clear])
        order, descending = self._order
        self.table.set_provider(
            VisitLines(
                self._desk.session,
                filters_of(when, what, now),
                text=text,
                order=order,
                descending=descending,
            )
        )

    def _clear_filters(self) -> None:
        self._search.clear()
        self._when.set_value("today")
        self._what.set_value("all")
        self._load()

    def _show_all(self) -> None:
        self._when.set_value("all")
        self._load()

    def _on_sort(self, key: str, descending: bool) -> None:
        self._order = (key, descending)
        self._load()

    def _on_selected(self, key: Any) -> None:
        if isinstance(key, int):
            self._with_uuid(key, self._show)

    def _on_opened(self, key: Any) -> None:
        if isinstance(key, int):
            self._with_uuid(key, self._show)

    def _with_uuid(self, key: int, use: Any) -> None:
        session = self._desk.session

        def work(_: Report) -> UUID | None:
            with session.store.read() as reader:
                lines = reader.visit_lines([key])
            return lines[0].uuid if lines else None

        task = self._toolkit.tasks.run(work, lane="database", owner=self)
        task.finished.connect(lambda uuid: use(uuid) if uuid is not None else None)

    def _show(self, uuid: UUID) -> None:
        if uuid != self._current:
            self._leave_entry()
        self._current = uuid
        desk = self._desk

        def work(_: Report) -> ShownVisit:
            view = desk.visits.view(uuid)
            if not desk.session.may(AUDITORS):
                return ShownVisit(view, ())
            with desk.session.store.read() as reader:
                return ShownVisit(view, tuple(reader.history("visit", uuid)))

        task = self._toolkit.tasks.run(work, lane="database")
        task.finished.connect(self._take)
        task.failed.connect(self._toolkit.messages.show_error)

    def _take(self, shown: ShownVisit) -> None:
        if shown.view.visit.uuid != self._current:
            return
        before = self._shown
        self._shown = shown
        self._visit_panel.show_visit(shown)
        if before is None or before.view.visit.uuid != self._current:
            self._visit_panel.scroll_to_top()
        wanted, self._wanted = self._wanted, ""
        step = next((s for s in shown.view.steps if s.event == wanted), None)
        if wanted in SHEET_EVENTS:
            self.open_sheet(shown.view.visit.uuid)
        elif wanted == ADDENDUM_DRAFT:
            self.flow.write_addendum(shown.view)
        elif step is not None:
            self._on_step(step)

    def _on_changed(self, changes: Changes) -> None:
        if self.flow.sheet.isVisible():
            # The sheet saves every second; nobody sees the pages behind it.
            self._behind = self._behind.merged(changes)
            return
        self.refresh(changes)
        self.changed.emit(changes)

    def _on_left(self, uuid: UUID) -> None:
        changes, self._behind = self._behind, Changes()
        self._current = None
        self._on_changed(changes)
        self._show(uuid)

    # -- steps --------------------------------------------------------------------------------

    def _on_step(self, step: Step) -> None:
        if self._shown is None:
            return
        view = self._shown.view
        fields = step.input_fields()
        if not fields:
            self._carry_out(step, view.visit.uuid, {})
            return
        verb = self._toolkit.words(step.label).rstrip("…")
        entry = EntryPanel(
            self._toolkit,
            title=verb,
            action=verb,
            fields=form_fields(fields.values()),
            remark=view.visit.number,
            context=step_context(step, view),
            values=step_values(step, view),
            name="visit_step",
        )
        uuid = view.visit.uuid
        entry.submitted.connect(
            lambda values: self._carry_out(step, uuid, document_of(values, fields), entry)
        )
        self._open_entry(entry, draft=f"{STEP_DRAFT}{step.event}", target=uuid)

    def _carry_out(
        self,
        step: Step,
        uuid: UUID,
        document: dict[str, object],
        entry: EntryPanel | None = None,
    ) -> None:
        act = partial(self._desk.visits.step, uuid, step.event, document)
        if entry is None:
            self._run(act, self._stepped)
            return
        kinds = rows_of_steps(VISIT.name)
        once = entry.entered_once(lambda identity: act(identity=identity), *kinds)
        self._run(once, self._stepped, entry)

    def _stepped(self, outcome: Outcome) -> None:
        self._leave_entry()
        done = T("{number}: {state}", number=outcome.number, state=state_words(outcome.state))
        self._toolkit.messages.toast(done)
        self._on_changed(outcome.changes)

    def _way_back(self, draft: WaitingDraft) -> tuple[Text, Callable[[], None]] | None:
        event = draft.page.removeprefix(STEP_DRAFT)
        known = draft.page == ADDENDUM_DRAFT or event != draft.page
        if draft.target is None or not known:
            return None
        words = T("Something about a visit was begun and not saved ({at})", at=self._kept_at(draft))
        return words, partial(self.open_visit, draft.target, event)

    # -- paper and messages -------------------------------------------------------------------

    def _on_action(self, name: str) -> None:
        if self._shown is None:
            return
        view = self._shown.view
        visit = view.visit
        customer = view.customer.name if view.customer else ""
        match name:
            case "sheet":
                self.open_sheet(visit.uuid)
            case "print":
                self.paper.print_signed((visit.uuid,), number=visit.number)
            case "pdf":
                self.paper.save_pdf(visit.uuid, visit.number, customer)
            case "stick":
                self.paper.copy_to_stick(visit.uuid, visit.number, customer)
            case "blank" | "paper":
                self.paper.print_unsigned(visit.uuid, visit.number, by_hand=name == "blank")
            case "upload":
                self.flow.sign_on_paper(view)
            case "addendum":
                self.flow.write_addendum(view)
            case "message" | "moved_message":
                self._copy_message(view, moved=name == "moved_message")

    def _copy_message(self, view: VisitView, *, moved: bool) -> None:
        now = self._toolkit.clock.now()
        person = getattr(view.record, "contact_person", "")
        desk = self._desk
        visit = view.visit
        if moved:
            move = view.children["visit_reschedule"][-1]
            text = reschedule_message(move, person=person, now=now)
            self._put_on_clipboard(desk.session.paper.render(text))
            return

        def work(_: Report) -> str:
            with desk.session.store.read() as reader:
                branch = reader.find("branch", (Filter("code", "=", visit.branch_code),))
                engineer = reader.get("staff", visit.engineer) if visit.engineer else None
            company = branch[0].company if branch else ""
            if engineer is None:
                return ""
            return desk.session.paper.render(
                appointment_message(
                    visit, person=person, company=company, engineer=engineer, now=now
                )
            )

        task = self._toolkit.tasks.run(work, lane="database")
        task.finished.connect(self._put_on_clipboard)

    def _put_on_clipboard(self, words: str) -> None:
        QGuiApplication.clipboard().setText(words)
        self._toolkit.messages.toast(T("Copied. Paste it into WeChat, DingTalk or a text message."))

    def _print_month(self) -> None:
        now = self._toolkit.clock.now()
        cutoff = self._desk.session.policy().cutoff_day
        self.paper.print_month(str(period_of(now, cutoff)))
