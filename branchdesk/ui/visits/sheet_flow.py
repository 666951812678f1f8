# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What the on-site sheet asks for: leaving unsigned, paper, supplement pages, the next customer."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from branchdesk.domain.changes import Changes
from branchdesk.domain.identifiers import shown_phone
from branchdesk.domain.kinds.visit import EDITABLE, Visit
from branchdesk.services.session import Outcome
from branchdesk.services.sign_visit import AddendumText, ScreenSigning
from branchdesk.services.statements import SignedBy, Unsigned
from branchdesk.services.visits import VisitView
from branchdesk.ui.tasks import Report
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.visits.desk import Stage, VerifyPassphrase, VisitDesk
from branchdesk.ui.visits.on_site import OnSiteSheet
from branchdesk.ui.visits.paper_actions import PaperActions
from branchdesk.ui.visits.print_dialog import page_raster
from branchdesk.ui.visits.sheet_progress import likely_signer
from branchdesk.ui.visits.sheet_saver import read_visit
from branchdesk.ui.visits.signed_dialogs import AddendumDialog, PaperDialog
from branchdesk.ui.visits.unsigned_dialog import UnsignedDialog


class SheetFlow(QObject):
    """Opens the sheet over the window, and every dialog around a signature."""

    changed = Signal(object)
    """Changes, for the pages"""
    left = Signal(object)
    """UUID of the visit whose sheet was left"""

    def __init__(
        self,
        toolkit: Toolkit,
        desk: VisitDesk,
        paper: PaperActions,
        stage: Stage,
        verify: VerifyPassphrase,
        page: QWidget,
    ) -> None:
        """Make the sheet; it is shown by open(), and belongs to the ``page`` it starts from."""
        super().__init__(page)
        self._page = page
        self._toolkit = toolkit
        self._desk = desk
        self._paper = paper
        self._stage = stage
        self.sheet = OnSiteSheet(toolkit, desk, verify)
        self.destroyed.connect(self.sheet.deleteLater)
        sheet = self.sheet
        sheet.left.connect(self._leave)
        sheet.changed.connect(self.changed)
        sheet.way_out.connect(self._on_way_out)
        sheet.signed.connect(self._show_paper)
        sheet.after.print_wanted.connect(self._print)
        sheet.after.pdf_wanted.connect(self._save_pdf)
        sheet.after.stick_wanted.connect(self._copy_to_stick)
        sheet.after.copy_given.connect(self._note_copy)

    def _window(self) -> QWidget:
        """Return what is in sight: dialogs stand before it."""
        shown = self.sheet if self.sheet.isVisible() else self._page
        return shown.window()

    def open(self, uuid: UUID) -> None:
        """Show the sheet of a visit, and nothing else."""
        self.sheet.open(uuid)
        self._stage.show_alone(self.sheet)

    def sign_on_paper(self, view: VisitView, *, content_hash: str = "") -> PaperDialog:
        """Open the dialog of the paper route; returns it."""
        visit = view.visit
        name, position, phone = likely_signer(view, {})
        signer = SignedBy(name=name, position=position, phone=shown_phone(phone))
        dialog = PaperDialog(
            self._toolkit,
            self._desk.attachments,
            engineer=self._desk.session.actor.name,
            content_hash=content_hash,
            signer=signer,
            window=self._window(),
        )
        dialog.show_photos(visit.uuid, view.attachments)
        dialog.print_wanted.connect(
            lambda: self._paper.print_unsigned(visit.uuid, visit.number, by_hand=False)
        )
        dialog.photos.added.connect(lambda changes: self._photo_added(dialog, visit.uuid, changes))
        dialog.submitted.connect(lambda signing: self._sign_paper(dialog, visit.uuid, signing))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def write_addendum(self, view: VisitView) -> AddendumDialog:
        """Open the writer of supplement pages; returns it."""
        visit = view.visit
        dialog = AddendumDialog(
            self._toolkit,
            number=visit.number,
            engineer=self._desk.session.actor.name,
            window=self._window(),
        )
        signed = [s for s in view.children["visit_signature"] if s.party == "customer"]
        if signed:
            dialog.set_signer(signed[-1].name, signed[-1].position, signed[-1].phone)
        dialog.keep(self._desk.drafts, visit.uuid)
        dialog.submitted.connect(lambda page: self._add_page(dialog, visit.uuid, page))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    # -- the customer does not sign on the screen ---------------------------------------------

    def _on_way_out(self, way: str) -> None:
        view, visit = self.sheet.view, self.sheet.visit
        if view is None or visit is None:
            return
        if way == "paper":
            self.sign_on_paper(view, content_hash=self.sheet.signing.content_hash())
            return
        dialog = UnsignedDialog(
            self._toolkit,
            way,
            paper=self._desk.session.paper,
            engineer=self._desk.session.actor.name,
            spoken_with=self.sheet.signing.customer().name,
            ink=self.sheet.signing.engineer_pad.ink(),
            needs_ink=visit.state in EDITABLE,
            window=self._window(),
        )
        dialog.accepted.connect(lambda: self._leave_unsigned(visit.uuid, dialog.unsigned()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _leave_unsigned(self, uuid: UUID, unsigned: Unsigned) -> None:
        desk = self._desk

        def work(_: Report) -> tuple[Outcome, Visit]:
            desk.paper.require_glyphs(uuid)
            return desk.signing.leave_unsigned(uuid, unsigned), read_visit(desk, uuid)

        task = self._toolkit.tasks.run(work, lane="database", owner=self)
        task.finished.connect(lambda found: self.sheet.show_signed(*found))
        task.failed.connect(self.sheet.signing.show_error)

    def _sign_paper(self, dialog: PaperDialog, uuid: UUID, signing: ScreenSigning) -> None:
        desk = self._desk

        def work(_: Report) -> tuple[Outcome, Visit]:
            desk.paper.require_glyphs(uuid)
            return desk.signing.sign(uuid, signing), read_visit(desk, uuid)

        task = self._toolkit.tasks.run(work, lane="database", owner=self)
        task.finished.connect(lambda found: self._signed_on_paper(dialog, *found))
        task.failed.connect(dialog.show_error)

    def _signed_on_paper(self, dialog: PaperDialog, outcome: Outcome, visit: Visit) -> None:
        dialog.accept()
        if self.sheet.isVisible():
            self.sheet.show_signed(outcome, visit)
        else:
            self.changed.emit(outcome.changes)

    def _photo_added(self, dialog: PaperDialog, uuid: UUID, changes: Changes) -> None:
        desk = self._desk
        self.changed.emit(changes)
        task = self._toolkit.tasks.run(
            lambda _: desk.visits.view(uuid), lane="database", owner=self
        )
        task.finished.connect(lambda view: dialog.show_photos(uuid, view.attachments))

    def _add_page(self, dialog: AddendumDialog, uuid: UUID, page: AddendumText) -> None:
        signing = self._desk.signing
        write = dialog.entered_once(
            lambda identity: signing.write_addendum(uuid, page, identity=identity),
            "visit_addendum",
        )
        task = self._toolkit.tasks.run(lambda _: write(), lane="database", owner=self)
        task.failed.connect(dialog.show_error)
        task.finished.connect(lambda outcome: self._page_added(dialog, outcome))

    def _page_added(self, dialog: AddendumDialog, outcome: Outcome) -> None:
        dialog.accept()
        self.changed.emit(outcome.changes)

    # -- after signing ------------------------------------------------------------------------

    def _show_paper(self, visit: Visit) -> None:
        desk, uuid = self._desk, visit.uuid

        def work(_: Report) -> tuple[bytes, int]:
            pdf = desk.paper.sheet(uuid)
            with desk.paper.pictures(pdf) as source:
                return pdf, source.page_count

        task = self._toolkit.tasks.run(work, lane="files", owner=self)
        task.finished.connect(lambda found: self._preview(*found))
        task.failed.connect(self._toolkit.messages.show_error)

    def _preview(self, pdf: bytes, pages: int) -> None:
        raster = partial(page_raster, self._desk.paper.pictures, pdf)
        self.sheet.after.preview.set_document(pages, raster)

    def _print(self) -> None:
        visit = self.sheet.visit
        if visit is not None:
            self._paper.print_signed((visit.uuid,), number=visit.number)

    def _save_pdf(self) -> None:
        visit = self.sheet.visit
        if visit is not None:
            self._paper.save_pdf(visit.uuid, visit.number, self._customer())

    def _copy_to_stick(self) -> None:
        visit = self.sheet.visit
        if visit is not None:
            self._paper.copy_to_stick(visit.uuid, visit.number, self._customer())

    def _customer(self) -> str:
        view = self.sheet.view
        return view.customer.name if view is not None and view.customer is not None else ""

    def _note_copy(self, way: str) -> None:
        visit, desk = self.sheet.visit, self._desk
        if visit is None:
            return
        uuid = visit.uuid
        task = self._toolkit.tasks.run(
            lambda _: desk.visits.step(uuid, "give_copy", {"copy_way": way}),
            lane="database",
            owner=self,
        )
        task.finished.connect(lambda outcome: self._copy_noted(way, outcome))
        task.failed.connect(self._toolkit.messages.show_error)

    def _copy_noted(self, way: str, outcome: Outcome) -> None:
        self.sheet.after.show_copy(way)
        self.changed.emit(outcome.changes)

    def _leave(self) -> None:
        visit = self.sheet.visit
        self._stage.leave_alone(self.sheet)
        if visit is not None:
            self.left.emit(visit.uuid)
