# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The page of service records: list, panel, steps and editor, and what goes between them."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent

from branchdesk.domain.changes import Changes
from branchdesk.domain.identifiers import short_number
from branchdesk.domain.kinds.service_record import SERVICE_RECORD
from branchdesk.domain.kinds.visit import VISIT
from branchdesk.domain.text import T, Text
from branchdesk.services.drafts import WaitingDraft
from branchdesk.services.rows import rows_of_steps
from branchdesk.services.session import Outcome
from branchdesk.ui.entry_page import EDITOR_WIDTH, EntryPage
from branchdesk.ui.entry_panel import EntryPanel
from branchdesk.ui.page import DELIVERY, NO_ERRAND, Errand
from branchdesk.ui.records import record_services as work
from branchdesk.ui.records.attached_files import AttachedFiles
from branchdesk.ui.records.record_editing import PAGE, RecordEditing
from branchdesk.ui.records.record_editor import RecordEditor
from branchdesk.ui.records.record_filters import RecordFilters
from branchdesk.ui.records.record_list import (
    COLUMNS,
    UNFINISHED_ONLY,
    RecordProvider,
    RecordQuery,
    state_choices,
)
from branchdesk.ui.records.record_panel import EDIT, PLAN_VISIT, RecordPanel
from branchdesk.ui.records.record_services import RecordServices, Shown
from branchdesk.ui.records.step_entry import document_of_step, step_panel, visit_panel
from branchdesk.ui.records.words import LEGEND
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.card import Legend
from branchdesk.ui.widgets.controls import button
from branchdesk.ui.widgets.empty_state import EmptyState
from branchdesk.ui.widgets.reference_field import Reference
from branchdesk.ui.widgets.search_box import FilterButton, SearchBox
from branchdesk.ui.widgets.table import ColumnLayout, DataTable

MINUTE = 60_000
STEP_DRAFT = "record_step_"
"""The beginning of the names of drafts of a step, before its event."""

_KINDS = (
    "service_record",
    "record_progress",
    "record_promise",
    "record_handover",
    "record_option",
    "customer",
    "visit",
    "attachment",
    "staff",
    *DELIVERY,
)


class RecordsPage(EntryPage):
    """List at the left; at the right the record, a step's form, or the editor."""

    visit_opened = Signal(object)
    """UUID of a visit to be opened on its page"""
    decision_wanted = Signal(object)
    """UUID of a record whose conflicting edits are to be decided"""
    customer_opened = Signal(object)
    """UUID of a customer to be opened on its page"""

    def __init__(
        self, toolkit: Toolkit, services: RecordServices, layout: ColumnLayout | None = None
    ) -> None:
        """Show the unfinished records first; ``layout`` is how the person left the columns."""
        self._services = services
        self._query = RecordQuery()
        self._shown: Shown | None = None
        self._wanted: tuple[UUID, Errand] | None = None
        self._asked: object = None
        look = toolkit.look
        table = DataTable(
            look,
            toolkit.tasks,
            COLUMNS,
            name="records",
            title=T("Service records", "page"),
            layout=layout,
        )
        empty = EmptyState(look, name="record_none")
        empty.show_empty(T("No record chosen"), T("Choose one from the list to see it here."))
        super().__init__(
            toolkit, T("Service records", "page"), table, empty, services.drafts,
            name="records_page", side="record_side",
        )  # fmt: skip
        self.record_panel = RecordPanel(look)
        self._editing = RecordEditing(toolkit, services, self)
        self._files = AttachedFiles(toolkit, services.attachments, self)
        self._make_header()
        self._connect()
        self._minute = QTimer(self, interval=MINUTE)
        self._minute.timeout.connect(self._on_minute)
        self._load_list()
        self._look_for_drafts()

    # -- what others ask of the page ------------------------------------------------------------

    def new_record(self) -> None:
        """Open the editor for a new record, with what was typed before a crash or a leave."""
        if isinstance(self._entry, RecordEditor) and self._entry.record is None:
            self._entry.focus_first()
        elif work.may_take(self._services.session):
            self._editing.open_new()

    def new_record_for(self, customer: UUID, name: str) -> None:
        """Open the editor for a customer; a draft that waits comes first."""
        if work.may_take(self._services.session):
            self._editing.open_new(Reference(customer, name))

    def open_record(self, record: UUID, event: str = "", errand: Errand = NO_ERRAND) -> None:
        """Show a record and the form of a step, or the editor with the cursor in a field."""
        self._wanted = (record, replace(errand, event=event or errand.event))
        self._leave_entry()
        self._show_key(record)

    def refresh(self, changes: Changes) -> None:
        """Show list and record again when anything they show was changed."""
        if changes.touches(*_KINDS):
            self.table.refresh()
            if self._shown is not None:
                self._show_key(self._shown.view.record.uuid)

    def showEvent(self, event: QShowEvent) -> None:
        """Let the remaining times go on."""
        super().showEvent(event)
        self._minute.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        super().hideEvent(event)
        self._minute.stop()

    # -- header and list ------------------------------------------------------------------------

    def _make_header(self) -> None:
        look = self._toolkit.look
        self._states = FilterButton(
            look, state_choices(), name="state_filter", title=T("Filter by state")
        )
        self._search = SearchBox(
            look, T("Filter by customer, problem, phone, number"), name="record_search", width=260
        )
        self._filters = self._add_filters(
            self._states, self._search, name="record_filters", cleared=self._on_cleared
        )
        self._further = RecordFilters(self._toolkit, self._services.session)
        more = button(look, T("More filters"), "more_filters", role="link")
        more.setCheckable(True)
        more.toggled.connect(self._further.setVisible)
        self.header.add_leading(more)
        new = button(look, T("New record"), "new_record", role="primary", icon="plus")
        new.setText(f"{new.text()}  Ctrl+N")
        new.clicked.connect(self.new_record)
        self.header.add_action(new)
        new.setVisible(work.may_take(self._services.session))
        self.insert(self._further)
        self._further.hide()
        self.insert(Legend(look, LEGEND))

    def _connect(self) -> None:
        self._states.chosen.connect(self._on_states)
        self._further.changed.connect(lambda choices: self._set_query(choices=choices))
        self._search.searched.connect(self._on_text)
        self.table.selected.connect(self._on_selected)
        self.table.opened.connect(lambda _: self.record_panel.setFocus())
        self.table.sort_requested.connect(self._on_sort)
        self.table.counted.connect(self._on_counted)
        self._editing.opened.connect(lambda editor: self._open_entry(editor, EDITOR_WIDTH))
        self._editing.saved.connect(self._on_saved)
        self._editing.changed.connect(self.changed)
        self.record_panel.step_chosen.connect(self._on_step)
        self.record_panel.visit_chosen.connect(self.visit_opened)
        self.record_panel.customer_chosen.connect(self.customer_opened)
        self.record_panel.decision_chosen.connect(self.decision_wanted)
        self.record_panel.attach_chosen.connect(self._files.ask_and_attach)
        self.record_panel.attachment_chosen.connect(self._files.ask_and_save)
        self._files.attached.connect(self._on_done)

    def _load_list(self) -> None:
        query = self._query
        self._filters.set_active(query.narrowed)
        if query.narrowed:
            self.table.set_empty(
                T("No record fits the filter"),
                T("Fewer words or another state show more."),
                [(T("Clear filters"), "empty_clear", self._on_cleared)],
            )
        else:
            self.table.set_empty(
                T("Nothing is unfinished"),
                T("A call comes in: Ctrl+N records it in under a minute."),
                [(T("New record"), "empty_new", self.new_record)],
            )
        self.table.set_provider(RecordProvider(self._services.session, query))

    def _on_counted(self, count: int) -> None:
        self._states.set_count(count)
        shown = self._shown is not None or self._entry is not None
        self.set_panel_shown(shown or count > 0)

    def _on_states(self, states: str) -> None:
        self._set_query(states=states)

    def _on_text(self, text: str) -> None:
        if text != self._query.text:
            self._set_query(text=text)

    def _on_sort(self, order: str, descending: bool) -> None:
        self._set_query(order=order, descending=descending)

    def _on_cleared(self) -> None:
        self._search.clear()
        self._states.set_value(UNFINISHED_ONLY)
        self._further.clear()
        self._query = RecordQuery(order=self._query.order, descending=self._query.descending)
        self._load_list()

    def _set_query(self, **parts: Any) -> None:
        self._query = replace(self._query, **parts)
        self._load_list()

    def _on_minute(self) -> None:
        self.table.refresh()
        if self._shown is not None and self._entry is None:
            self._render(self._shown)

    # -- the record ------------------------------------------------------------------------------

    def _on_selected(self, row_id: object) -> None:
        if isinstance(row_id, int):
            if isinstance(self._entry, RecordEditor):
                return  # the list may be looked at while a call is taken
            self._leave_entry()
            self._show_key(row_id)

    def _show_key(self, key: UUID | int) -> None:
        services = self._services
        self._asked = key
        task = self._toolkit.tasks.run(
            lambda _: work.load_record(services, key), lane="database", owner=self
        )
        task.finished.connect(lambda shown: self._take_record(key, shown))
        task.failed.connect(self._toolkit.messages.show_error)

    def _take_record(self, key: UUID | int, shown: Shown) -> None:
        if key != self._asked:
            return
        self._shown = shown
        self._files.show_record(shown.view)
        self._render(shown)
        if shown.row_id is not None and self.table.current_id() != shown.row_id:
            self.table.select(shown.row_id)
        self._rest_on(self.record_panel)
        wanted, self._wanted = self._wanted, None
        if wanted is not None and wanted[0] == shown.view.record.uuid:
            self._on_step(self._event_of(wanted[1]), wanted[1])

    def _event_of(self, errand: Errand) -> str:
        fields = {f.name for f in SERVICE_RECORD.editable_fields()}
        edits = errand.place in fields and work.may_take(self._services.session)
        return errand.event or (EDIT if edits else "")

    def _render(self, shown: Shown) -> None:
        me = self._services.session.actor.staff
        now = self._toolkit.clock.now()
        self.record_panel.render_record(shown.view, now, me=me, undecided=shown.undecided)

    def _way_back(self, draft: WaitingDraft) -> tuple[Text, Callable[[], None]] | None:
        at = self._kept_at(draft)
        if draft.target is None:
            words = T("A record was begun and not saved ({at})", at=at)
            return (words, self.new_record) if draft.page == PAGE else None
        event = EDIT if draft.page == PAGE else draft.page.removeprefix(STEP_DRAFT)
        if event == draft.page:
            return None
        words = T("Something about a record was begun and not saved ({at})", at=at)
        return words, partial(self.open_record, draft.target, event)

    # -- steps -----------------------------------------------------------------------------------

    def _on_step(self, event: str, errand: Errand = NO_ERRAND) -> None:
        if self._shown is None:
            return
        shown = self._shown
        if event == EDIT:
            self._editing.open_existing(shown.view, errand.place)
            return
        if event == PLAN_VISIT:
            panel = visit_panel(self._toolkit, shown)
            panel.submitted.connect(partial(self._plan_visit, shown, panel))
            self._open_step(panel, event, shown)
            return
        step = next((s for s in shown.view.steps if s.event == event), None)
        if step is None:
            return
        if not step.input_fields():
            self._carry_out(shown, event, {})
            return
        panel = step_panel(self._toolkit, shown, step, self._services.session, errand)
        panel.submitted.connect(
            lambda values: self._carry_out(shown, event, document_of_step(step, values), panel)
        )
        self._open_step(panel, event, shown)

    def _open_step(self, panel: EntryPanel, event: str, shown: Shown) -> None:
        self._open_entry(panel, draft=f"{STEP_DRAFT}{event}", target=shown.view.record.uuid)

    def _carry_out(
        self,
        shown: Shown,
        event: str,
        document: dict[str, object],
        panel: EntryPanel | None = None,
    ) -> None:
        key = shown.view.record.uuid
        step = partial(self._services.records.step, key, event, document)
        if panel is None:
            self._run(step, self._on_done)
            return
        kinds = rows_of_steps(SERVICE_RECORD.name)
        once = panel.entered_once(lambda identity: step(identity=identity), *kinds)
        self._run(once, self._on_done, panel)

    def _plan_visit(self, shown: Shown, panel: EntryPanel, values: dict[str, Any]) -> None:
        services, key = self._services, shown.view.record.uuid
        document = {name: value for name, value in values.items() if value not in (None, "")}
        plan = panel.entered_once(
            lambda identity: services.visits.plan(key, document, identity=identity), VISIT.name
        )
        self._run(plan, self._on_planned, panel)

    def _on_planned(self, outcome: Outcome) -> None:
        self._toolkit.messages.toast(
            T("Visit {number} is planned", number=outcome.number),
            action=T("Open", "visit"),
            on_action=lambda: self.visit_opened.emit(outcome.uuid),
        )
        self._on_done(outcome)

    def _on_done(self, outcome: Outcome) -> None:
        self._leave_entry()
        self.changed.emit(outcome.changes)
        self.refresh(outcome.changes)

    def _leave_entry(self) -> None:
        super()._leave_entry()
        self._editing.leave()

    def _on_saved(self, outcome: Outcome) -> None:
        self._leave_entry()
        number = short_number(outcome.number)
        words: Text = T("Record {number} is saved", number=number)
        if outcome.state == "closed":
            words = T("Record {number} is saved and closed", number=number)
        self._toolkit.messages.toast(words)
        self._waiting.hide()
        self.changed.emit(outcome.changes)
        self.table.refresh()
        self._show_key(outcome.uuid)
