# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What happens around the editor: drafts, the customer's facts, new customers, saving."""

from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from branchdesk.domain.changes import Changes
from branchdesk.domain.errors import UserError
from branchdesk.services.customers import DuplicateError
from branchdesk.services.records import RecordView
from branchdesk.ui.records import record_services as work
from branchdesk.ui.records.record_editor import RecordEditor
from branchdesk.ui.records.record_services import RecordServices
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.reference_field import Reference

PAGE = work.DRAFT_PAGE


class RecordEditing(QObject):
    """Makes the editors the page shows, and stores what they hold."""

    opened = Signal(object)
    """RecordEditor to be shown"""
    saved = Signal(object)
    """Outcome of what was stored"""
    changed = Signal(object)
    """Changes of a customer that was added from within a call"""

    def __init__(self, toolkit: Toolkit, services: RecordServices, parent: QObject) -> None:
        """Start without an editor."""
        super().__init__(parent)
        self._toolkit = toolkit
        self._services = services
        self._editor: RecordEditor | None = None

    def open_new(self, customer: Reference | None = None) -> None:
        """Open the editor of a new record with what its draft holds, or for a customer."""
        services = self._services
        task = self._toolkit.tasks.run(
            lambda _: work.load_draft(services), lane="files", owner=self
        )
        task.finished.connect(lambda draft: self._show_new(draft, customer))
        task.failed.connect(self._on_lost_draft)

    def open_existing(self, view: RecordView, field: str = "") -> None:
        """Open the editor of a record with what its draft holds, the cursor in ``field``."""
        record, services = view.record, self._services
        session = services.session
        customer = Reference(record.customer, view.customer_name) if record.customer else None
        editor = RecordEditor(
            self._toolkit,
            lambda text: work.find_customers(session, text),
            record=record,
            customer=customer,
        )
        editor.submitted.connect(lambda _: self._save_changes(editor))
        self._show(editor, record.uuid)
        editor.focus_field(field)
        task = self._toolkit.tasks.run(
            lambda _: work.load_draft(services, record.uuid), lane="files", owner=self
        )
        task.finished.connect(lambda draft: self._restore(editor, draft))
        task.failed.connect(self._toolkit.messages.show_error)

    def leave(self) -> None:
        """Let the editor go; its draft stays for the next time."""
        self._editor = None

    # -- opening --------------------------------------------------------------------------------

    def _on_lost_draft(self, error: BaseException) -> None:
        if not isinstance(error, UserError):
            raise error
        self._toolkit.messages.show_error(error)
        self._show_new(None)

    def _show_new(self, draft: dict[str, Any] | None, customer: Reference | None = None) -> None:
        session = self._services.session
        editor = RecordEditor(
            self._toolkit,
            lambda text: work.find_customers(session, text),
            promise_at=work.usual_promise(session),
        )
        editor.submitted.connect(lambda _: self._save_new(editor))
        self._show(editor, None)
        if customer is not None and not draft:
            editor.take_customer(customer)
        self._restore(editor, draft)

    def _show(self, editor: RecordEditor, target: UUID | None) -> None:
        self.opened.emit(editor)
        self._editor = editor
        editor.keep(self._services.drafts, PAGE, target)
        editor.customer_chosen.connect(lambda customer: self._fill_customer(editor, customer))
        editor.customer_wanted.connect(
            lambda name, anyway: self._add_customer(editor, name, anyway=anyway)
        )
        editor.restarted.connect(lambda: self._restart(editor))
        editor.focus_first()

    def _restore(self, editor: RecordEditor, draft: dict[str, Any] | None) -> None:
        if draft and editor is self._editor:
            editor.restore(draft)

    def _restart(self, editor: RecordEditor) -> None:
        editor.forget_draft()
        if editor.record is None:
            self._show_new(None)
        else:
            editor.show_record()

    # -- customers ------------------------------------------------------------------------------

    def _fill_customer(self, editor: RecordEditor, customer: UUID) -> None:
        services = self._services
        task = self._toolkit.tasks.run(
            lambda _: work.customer_facts(services, customer), lane="database", owner=self
        )
        task.finished.connect(lambda facts: self._on_facts(editor, facts))
        task.failed.connect(self._toolkit.messages.show_error)

    def _on_facts(self, editor: RecordEditor, facts: work.CustomerFacts) -> None:
        if editor is self._editor:
            editor.fill_customer(facts)

    def _add_customer(self, editor: RecordEditor, name: str, *, anyway: bool) -> None:
        services, values = self._services, editor.form.values()
        contact, phone = values["contact_person"], values["contact_phone"]
        record = editor.record.uuid if editor.record is not None else None
        task = self._toolkit.tasks.run(
            lambda _: work.add_customer(
                services, name, contact, phone, even_if_similar=anyway, record=record
            ),
            lane="database",
            owner=self,
        )
        task.finished.connect(lambda added: self._on_customer(editor, *added))
        task.failed.connect(lambda error: self._on_customer_refused(editor, name, error))

    def _on_customer(self, editor: RecordEditor, customer: Reference, changes: Changes) -> None:
        if editor is self._editor:
            editor.take_customer(customer)
            editor.keep_field("customer")
        self.changed.emit(changes)

    def _on_customer_refused(self, editor: RecordEditor, name: str, error: BaseException) -> None:
        if isinstance(error, DuplicateError) and editor is self._editor:
            editor.warn_of_duplicates(name, error)
        else:
            self._on_refused(editor, error)

    # -- saving ---------------------------------------------------------------------------------

    def _save_new(self, editor: RecordEditor) -> None:
        services, entry = self._services, editor.new_record()
        editor.set_busy(busy=True)
        task = self._toolkit.tasks.run(
            lambda _: work.save_new(services, entry), lane="database", owner=self
        )
        task.finished.connect(lambda outcome: self._on_saved(editor, outcome))
        task.failed.connect(lambda error: self._on_refused(editor, error))

    def _save_changes(self, editor: RecordEditor) -> None:
        assert editor.record is not None
        services, key = self._services, editor.record.uuid
        changes, reason = editor.changes()
        editor.set_busy(busy=True)
        task = self._toolkit.tasks.run(
            lambda _: services.records.edit(key, changes, reason), lane="database", owner=self
        )
        task.finished.connect(lambda outcome: self._on_saved(editor, outcome))
        task.failed.connect(lambda error: self._on_refused(editor, error))

    def _on_saved(self, editor: RecordEditor, outcome: Any) -> None:
        editor.forget_draft()
        self.saved.emit(outcome)

    def _on_refused(self, editor: RecordEditor, error: BaseException) -> None:
        if editor is self._editor:
            editor.show_error(error)
        else:
            self._toolkit.messages.show_error(error)
