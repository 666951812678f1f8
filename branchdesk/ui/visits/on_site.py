# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The on-site sheet: five steps on one bar, freely jumped between, saved while one types."""

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.validation import ProblemsError
from branchdesk.domain.kinds.visit import EDITABLE, VISIT, Visit
from branchdesk.services import rows
from branchdesk.services.session import Outcome
from branchdesk.services.visits import VisitView
from branchdesk.ui.tasks import Report
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.visits.after_signing import AfterSigning
from branchdesk.ui.visits.arrival_step import ArrivalStep
from branchdesk.ui.visits.customer_lock import CustomerLock, PassphraseDialog
from branchdesk.ui.visits.desk import VerifyPassphrase, VisitDesk
from branchdesk.ui.visits.opinion_step import OpinionStep
from branchdesk.ui.visits.parts_step import PARTS, PartsStep
from branchdesk.ui.visits.sheet_header import SheetHeader
from branchdesk.ui.visits.sheet_progress import (
    SIGNING_STEP,
    complete_steps,
    first_open_step,
    likely_signer,
)
from branchdesk.ui.visits.sheet_saver import Saved, SheetSaver, Typed, load_typed, read_visit
from branchdesk.ui.visits.sheet_step import SheetStep
from branchdesk.ui.visits.signed_content import (
    SignedContent,
    may_depart,
    signed_content,
    ways_out,
)
from branchdesk.ui.visits.signing_step import SigningStep
from branchdesk.ui.visits.words import STEP_OF_FIELD, STEPS
from branchdesk.ui.visits.work_step import LINES, WorkStep
from branchdesk.ui.widgets.step_bar import StepBar

OPINION_STEP = 3


class OnSiteSheet(QWidget):
    """One visit's sheet, full screen, from arrival to what follows the signature."""

    left = Signal()
    """the engineer wants to go back to the pages"""
    changed = Signal(object)
    """Changes, for the pages"""
    signed = Signal(object)
    """Visit after it was signed or left unsigned"""
    way_out = Signal(str)
    """the customer does not sign here: paper, later, refused, absent or phone"""

    def __init__(self, toolkit: Toolkit, desk: VisitDesk, verify: VerifyPassphrase) -> None:
        """Make the sheet without a visit; ``verify`` guards the way out of the customer's view."""
        super().__init__()
        self._toolkit = toolkit
        self.desk = desk
        self._verify = verify
        self._view: VisitView | None = None
        self._visit: Visit | None = None
        self._saver: SheetSaver | None = None
        self._failing = False
        self.setObjectName("on_site_sheet")
        self.setProperty("role", "window")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.header = SheetHeader(toolkit)
        words = [toolkit.words(step) for step in STEPS]
        self._bar = StepBar(toolkit.look, words, name="sheet_steps")
        self.arrival = ArrivalStep(toolkit)
        self.work = WorkStep(toolkit, desk.attachments)
        self.parts = PartsStep(toolkit)
        self.opinion = OpinionStep(toolkit, desk.session.paper)
        self.signing = SigningStep(toolkit, desk.session.paper, desk.session.actor.name)
        self.after = AfterSigning(toolkit)
        self._steps: tuple[SheetStep, ...] = (self.arrival, self.work, self.parts, self.opinion)
        self._stack = QStackedWidget()
        for page in (*self._steps, self.signing, self.after):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.header, self._bar):
            column.addWidget(widget)
        column.addWidget(self._stack, 1)
        self.lock = CustomerLock(self)
        self._connect()

    # -- opening and leaving ------------------------------------------------------------------

    def open(self, uuid: UUID) -> None:
        """Load a visit, with what an earlier sitting left unfinished."""
        desk = self.desk
        self._visit = None
        self.signing.clear()

        def work(_: Report) -> tuple[VisitView, Typed]:
            return desk.visits.view(uuid), load_typed(desk, uuid)

        task = self._toolkit.tasks.run(work, lane="database", owner=self)
        task.finished.connect(lambda found: self._opened(*found))
        task.failed.connect(self._toolkit.messages.show_error)

    @property
    def visit(self) -> Visit | None:
        """Return the visit as it was last stored, once it is loaded."""
        return self._visit

    @property
    def view(self) -> VisitView | None:
        """Return what the visit belongs to, once it is loaded."""
        return self._view

    def is_saved(self) -> bool:
        """Tell whether everything typed is on the disk."""
        return self._saver is None or not self._saver.pending

    def flush(self) -> None:
        """Store at once what was typed last."""
        if self._saver is not None:
            self._saver.flush()

    def keep_now(self) -> None:
        """Store what was typed last without the lanes: they are about to be closed."""
        if self._saver is not None:
            self._saver.store_now()

    def go_to_step(self, place: int) -> None:
        """Show a step (from 0); the last one shows what would be signed now."""
        self.flush()
        self._bar.set_current(place)
        self._stack.setCurrentIndex(place)
        if place == SIGNING_STEP:
            self.load_content()

    def go_to_field(self, name: str) -> None:
        """Show the step of a field with the cursor in it."""
        place = STEP_OF_FIELD.get(name, 0)
        self.go_to_step(place)
        self._steps[place].focus_field(name)

    def load_content(self) -> None:
        """Ask for what would be signed now."""
        if self._visit is None:
            return
        desk, uuid = self.desk, self._visit.uuid
        task = self._toolkit.tasks.run(lambda _: signed_content(desk, uuid), lane="database")
        task.finished.connect(self._show_content)
        task.failed.connect(self.signing.show_error)

    def hideEvent(self, event: QHideEvent) -> None:
        """Store what was typed before going out of sight."""
        self.flush()
        super().hideEvent(event)

    # -- the customer's view ------------------------------------------------------------------

    def hand_over(self) -> None:
        """Let the customer read, write the opinion and sign; nothing else is within reach."""
        self.flush()
        self._set_customer_alone(alone=True)
        self.go_to_step(SIGNING_STEP)
        self.lock.lock(self.window())

    def ask_to_leave(self) -> PassphraseDialog:
        """Ask for the passphrase that leads back; returns the open dialog."""
        dialog = PassphraseDialog(self._toolkit, self._verify, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.verified.connect(self._take_back)
        dialog.open()
        return dialog

    def _take_back(self) -> None:
        self.lock.unlock()
        self._set_customer_alone(alone=False)
        if self._stack.currentWidget() is self.after and self._visit is not None:
            self.after.show_visit(self._visit, customer_alone=False)

    def _set_customer_alone(self, *, alone: bool) -> None:
        self.header.set_customer_alone(alone)
        self.opinion.set_customer_alone(alone)
        self.signing.set_customer_alone(alone)
        for place in range(OPINION_STEP):
            self._bar.set_step_shown(place, shown=not alone)
        if not alone and self._visit is not None:
            self.header.set_hand_over_offered(self._stack.currentWidget() is not self.after)

    # -- after signing ------------------------------------------------------------------------

    def sign(self, signing: object) -> None:
        """Freeze the sheet under what stands on the screen."""
        if self._visit is None:
            return
        desk, uuid = self.desk, self._visit.uuid
        self.flush()
        self.signing.set_busy(True)

        def work(_: Report) -> tuple[Outcome, Visit]:
            desk.paper.require_glyphs(uuid)
            outcome = desk.signing.sign(uuid, signing)  # type: ignore[arg-type]
            return outcome, read_visit(desk, uuid)

        task = self._toolkit.tasks.run(work, lane="database", owner=self)
        task.finished.connect(lambda found: self.show_signed(*found))
        task.failed.connect(self._refused)

    def show_signed(self, outcome: Outcome, visit: Visit) -> None:
        """Show what follows a signature, or leaving without one."""
        self._visit = visit
        self.signing.set_busy(False)
        self.signing.clear()
        if self._saver is not None:
            self._saver.forget_words()
        self._bar.hide()
        self.header.set_hand_over_offered(False)
        self.after.show_visit(visit, customer_alone=self.lock.locked)
        self._stack.setCurrentWidget(self.after)
        self.changed.emit(outcome.changes)
        self.signed.emit(visit)

    def _refused(self, error: BaseException) -> None:
        self.signing.set_busy(False)
        self.signing.show_error(error)
        if isinstance(error, ProblemsError):
            self.load_content()

    # -- showing and saving -------------------------------------------------------------------

    def _connect(self) -> None:
        self.header.back_pressed.connect(self._on_back)
        self.header.hand_over_pressed.connect(self.hand_over)
        self.header.leave_pressed.connect(self.ask_to_leave)
        self._bar.step_chosen.connect(self.go_to_step)
        for step in self._steps:
            step.edited.connect(self._on_edited)
            step.misread.connect(self._on_misread)
            step.lines_edited.connect(self._on_lines)
        self.arrival.now_pressed.connect(self._on_now)
        self.work.photos.added.connect(self._on_photo)
        self.signing.field_wanted.connect(self.go_to_field)
        self.signing.confirmed.connect(self.sign)
        self.signing.way_out.connect(self.way_out)
        self.signing.signer_edited.connect(self._on_misread)
        self.after.next_wanted.connect(self._on_back)

    def _opened(self, view: VisitView, typed: Typed) -> None:
        visit = view.visit
        if self._saver is not None:
            self._saver.deleteLater()
        saver = SheetSaver(self._toolkit.tasks, self.desk, visit.uuid, self)
        saver.saved.connect(self._on_saved)
        saver.failed.connect(self._on_failed)
        saver.resume(typed)
        self._saver, self._view, self._visit = saver, view, visit
        customer = view.customer.name if view.customer else ""
        self.header.show_sheet(customer, visit.number)
        self.header.show_saved()
        editable = visit.state in EDITABLE
        for step in self._steps:
            step.show_view(view)
            step.set_errors({})
            step.set_read_only(not editable)
        self._show_typed(typed)
        self._bar.setVisible(editable)
        self.header.set_hand_over_offered(True)
        self._bar.set_complete(complete_steps(visit))
        self.signing.show_signer(*likely_signer(view, typed.words))
        self.go_to_step(first_open_step(visit) if editable else SIGNING_STEP)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_typed(self, typed: Typed) -> None:
        for kind, shown in ((LINES, self.work.lines), (PARTS, self.parts.lines)):
            if kind in typed.lines:
                shown.set_lines(typed.lines[kind])
        for name, value in typed.fields.items():
            try:
                values = rows.read_values(VISIT, {name: value})
            except ProblemsError:  # a field of another version of the program
                continue
            for step in self._steps:
                step.show_values(values)
        for name, words in typed.words.items():
            for step in self._steps:
                step.show_words(name, words)

    def _show_content(self, found: SignedContent) -> None:
        if self._visit is None or found.visit.uuid != self._visit.uuid:
            return
        before, self._visit = self._visit, found.visit
        if found.visit.left_at != before.left_at:
            self.arrival.show_values({"left_at": found.visit.left_at})
        self.signing.show_content(
            found.content,
            found.missing,
            frozen=found.visit.state not in EDITABLE,
            ways=ways_out(found.visit.state),
        )
        self._bar.set_complete(complete_steps(found.visit))

    def _on_edited(self, name: str, value: object) -> None:
        if self._saver is not None:
            self._saver.put(name, value)
            self.header.show_saving()

    def _on_misread(self, name: str, words: str) -> None:
        if self._saver is not None:
            self._saver.put_words(name, words)
            self.header.show_saving()

    def _on_lines(self, kind: str, lines: object) -> None:
        if self._saver is not None and isinstance(lines, list):
            self._saver.put_lines(kind, lines)
            self.header.show_saving()

    def _on_now(self, name: str) -> None:
        now = self._toolkit.clock.now()
        self.arrival.show_values({name: now})
        if name == "departed_at" and self._visit is not None and may_depart(self._visit.state):
            self._depart(self._visit)
            return
        self._on_edited(name, now)
        if name == "arrived_at" and self._visit is not None and not self._visit.location:
            address = getattr(self._view.record if self._view else None, "address", "")
            if address:
                self.arrival.show_values({"location": address})
                self._on_edited("location", address)

    def _depart(self, visit: Visit) -> None:
        desk, uuid = self.desk, visit.uuid
        self.flush()

        def work(_: Report) -> tuple[Outcome, Visit]:
            document = {"checklist_done": read_visit(desk, uuid).checklist_done}
            return desk.visits.step(uuid, "depart", document), read_visit(desk, uuid)

        task = self._toolkit.tasks.run(work, lane="database", owner=self)
        task.finished.connect(lambda found: self._departed(*found))
        task.failed.connect(self._toolkit.messages.show_error)

    def _departed(self, outcome: Outcome, visit: Visit) -> None:
        self._visit = visit
        self.header.show_saved()
        self.changed.emit(outcome.changes)

    def _on_photo(self, changes: object) -> None:
        if self._visit is None:
            return
        read, uuid = self.desk.visits.view, self._visit.uuid
        show = self.work.photos.show_photos
        self.changed.emit(changes)
        task = self._toolkit.tasks.run(lambda _: read(uuid), lane="database", owner=self)
        task.finished.connect(lambda view: show(uuid, view.attachments))

    def _on_saved(self, saved: Saved) -> None:
        self._failing = False
        before, self._visit = self._visit, saved.visit
        if before is not None and before.charge != saved.visit.charge:
            self.parts.show_values({"charge": saved.visit.charge})
        for step in self._steps:
            step.set_errors(saved.refused)
        if saved.refused:
            self.header.show_held()
        else:
            self.header.show_saved()
        self._bar.set_complete(complete_steps(saved.visit))
        self.changed.emit(saved.changes)

    def _on_failed(self, error: BaseException) -> None:
        if isinstance(error, UserError):
            self.header.show_failure(error.title)
        if not self._failing:  # said once; every further second of typing would say it again
            self._failing = True
            self._toolkit.messages.show_error(error)

    def _on_back(self) -> None:
        self.flush()
        self.left.emit()
