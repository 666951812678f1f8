# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""An open desk in the window: its pages, counts, search, files dropped in, lock."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QKeySequence, QShortcut

from branchdesk.domain.changes import Changes
from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.roles import AGENTS, ROLES, DeskRole, Role
from branchdesk.domain.text import T, Text
from branchdesk.services.desk_settings import IDLE_SETTING
from branchdesk.services.open_desk import OpenDesk
from branchdesk.ui import pages
from branchdesk.ui.around import Around, Preferences
from branchdesk.ui.damage_watch import DamageWatch
from branchdesk.ui.desk_status import DeskStatus, read_status
from branchdesk.ui.file_questions import FileQuestions
from branchdesk.ui.find_anything import Command, FindAnything, RowTarget
from branchdesk.ui.incoming_files import IncomingFiles
from branchdesk.ui.main_window import MainWindow
from branchdesk.ui.page import NO_ERRAND, Errand
from branchdesk.ui.start.recovery import RecoveryCode
from branchdesk.ui.start.start_flow import StartFlow
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.command_palette import CommandPalette, Finding

STATUS_MILLISECONDS = 60_000

FIRST_PAGES = {DeskRole.ENGINEER: "workbench", DeskRole.BRANCH: "workbench", DeskRole.HQ: "board"}

SHOWN_ROLE = (
    Role.BRANCH_MANAGER,
    Role.HQ_DIRECTOR,
    Role.TECHNICAL_LEADER,
    Role.HQ_ENGINEER,
    Role.SERVICE_AGENT,
    Role.FIELD_ENGINEER,
)
"""Which of several roles stands beside the name."""


class DeskWindow(QObject):
    """Fills the window for one person at one desk; close() empties it again."""

    def __init__(
        self,
        toolkit: Toolkit,
        window: MainWindow,
        desk: OpenDesk,
        flow: StartFlow,
        preferences: Preferences,
        files: FileQuestions,
    ) -> None:
        """Show the desk's pages; open() brings the first one."""
        super().__init__(window)
        self._toolkit = toolkit
        self._window = window
        self._desk = desk
        self._flow = flow
        self._preferences = preferences
        self._closed = False
        self._incoming = IncomingFiles(toolkit, window, desk)
        self._incoming.changed.connect(self.broadcast)
        self._incoming.enrolment_arrived.connect(self._on_enrolment_file)
        self._around = Around(
            toolkit=toolkit,
            desk=desk,
            window=window,
            files=files,
            preferences=preferences,
            go_to=self.go_to,
            changed=self.broadcast,
            take_in=self._incoming.take_in,
            show_recovery_code=self._show_recovery_code,
            new_record=self.new_record,
            sign_out=self._sign_out,
            leave_demo=self._leave_demo,
            idle_changed=self._set_idle,
        )
        places = pages.places_of(desk.session)
        self._keys = [place.key for place in places]
        window.set_navigation(pages.sections_of(places))
        window.set_pages({p.key: partial(p.make, self._around) for p in places})
        actor = desk.session.actor
        role = next((r for r in SHOWN_ROLE if r in actor.roles), None)
        window.set_identity(
            self._branch_words(), ROLES.label(role.value) if role else "", actor.name
        )
        window.set_demo(desk.facts.demo)
        self._palette = CommandPalette(
            toolkit.look,
            toolkit.tasks,
            FindAnything(toolkit.look, desk.session, self._commands()),
            window,
        )
        self._palette.chosen.connect(self._on_found)
        window.search_requested.connect(self._palette.open)
        window.lock_requested.connect(self._on_lock)
        window.status_clicked.connect(self._on_status_clicked)
        window.page_shown.connect(self._on_page_shown)
        self._new = QShortcut(QKeySequence("Ctrl+N"), window)
        self._new.activated.connect(self.new_record)
        self._status: DeskStatus | None = None
        self._unread: BaseException | None = None
        """why the status cannot be read now; told once"""
        self._damage = DamageWatch(toolkit, window, desk, flow.show_damage)
        self._damage.noted.connect(self._ask_status)
        self._timer = QTimer(self, interval=STATUS_MILLISECONDS)
        self._timer.timeout.connect(self._ask_status)
        self._timer.start()
        self._set_idle()

    def open(self, wish: str = "") -> None:
        """Show the page the person left, or what they asked for at the first start."""
        last = self._preferences.page_of(self._desk.path)
        first = FIRST_PAGES[self._desk.facts.role]
        self.go_to(next((key for key in (last, first) if key in self._keys), self._keys[0]))
        if wish == "new_record":
            self.new_record()
        elif wish == "customers":
            self.go_to("customers")
        elif wish == "enrol":
            self.go_to("enrolment")
        self._ask_status()
        self._damage.look()
        self._back_up()

    def close(self) -> None:
        """Take the desk's pages away; what is being typed is kept as drafts by the pages."""
        self._closed = True
        self._damage.stop()
        self._timer.stop()
        self._incoming.stop()
        self._palette.leave()
        self._palette.deleteLater()
        self._new.deleteLater()
        window = self._window
        window.search_requested.disconnect(self._palette.open)
        window.lock_requested.disconnect(self._on_lock)
        window.status_clicked.disconnect(self._on_status_clicked)
        window.page_shown.disconnect(self._on_page_shown)
        window.forget_pages()
        window.set_navigation([])
        window.set_pages({})
        window.set_status("")
        self.deleteLater()

    def broadcast(self, changes: Changes) -> None:
        """Tell every page what was changed, and count again."""
        self._window.refresh(changes)
        self._ask_status()

    def go_to(self, key: str, row: UUID | None = None, errand: Errand = NO_ERRAND) -> None:
        """Bring a page to the front, with a row when one is named."""
        if key not in self._keys:
            return
        page = self._window.show_page(key)
        if row is not None:
            pages.open_row(page, row, errand)

    def new_record(self) -> None:
        """Open the editor of a new record from anywhere (Ctrl+N)."""
        may = self._desk.session.may(AGENTS) and self._window.shows_pages()
        if may and "records" in self._keys:
            page = self._window.show_page("records")
            pages.begin_new(page)

    # -- what the frame asks ------------------------------------------------------------------

    def _commands(self) -> list[Command]:
        commands = [
            Command(T("Go to {page}", "command", page=place.label), partial(self.go_to, place.key))
            for place in pages.places_of(self._desk.session)
        ]
        if self._desk.session.may(AGENTS):
            commands.insert(0, Command(T("New record"), self.new_record, "Ctrl+N"))
        commands.append(Command(T("Lock"), partial(self._on_lock, False), "Ctrl+L"))
        commands.append(
            Command(
                T("Hide from onlookers"), partial(self._window.set_private, private=True), "F12"
            )
        )
        commands.append(Command(T("Sign in as somebody else"), self._sign_out))
        if self._desk.facts.demo:
            commands.append(Command(T("Leave the demo and begin for real"), self._leave_demo))
        return commands

    def _branch_words(self) -> str | Text:
        facts = self._desk.facts
        if facts.role is not DeskRole.ENGINEER:
            return self._desk.name
        with self._desk.session.store.read() as reader:
            branch = next((b for b in reader.find("branch") if b.code == facts.branch_code), None)
        return branch.name if branch is not None else facts.code

    def _on_found(self, finding: Finding) -> None:
        if isinstance(finding.target, RowTarget):
            self.go_to(finding.target.page, finding.target.row)
        elif isinstance(finding.target, Command):
            finding.target.act()

    def _on_lock(self, by_itself: bool) -> None:
        self._palette.leave()
        self._flow.lock(self._desk, by_itself=by_itself)

    def _sign_out(self) -> None:
        self._flow.lock(self._desk, by_itself=False)

    def _leave_demo(self) -> None:
        self._flow.forget_desk()
        self._flow.show_first_start(back=True)

    def _on_status_clicked(self) -> None:
        if self._damage.found is not None:
            self._damage.tell()
        elif self._unread is not None:
            self._toolkit.messages.show_error(self._unread)
        elif self._status is not None:
            self.go_to(self._status.page)

    def _on_page_shown(self, key: str) -> None:
        self._preferences.remember(self._desk.path, key)

    def _on_enrolment_file(self, path: Path) -> None:
        page = self._window.show_page("enrolment")
        pages.take_file(page, path)

    def _show_recovery_code(self, code: str) -> None:
        shown = RecoveryCode(self._toolkit, self._around.files, self._desk, code, parent=self)
        shown.page.finished.connect(partial(self._window.leave_alone, shown.page))
        shown.page.finished.connect(shown.page.deleteLater)
        self._window.show_alone(shown.page)

    def _set_idle(self) -> None:
        chosen = self._desk.setting(IDLE_SETTING)
        minutes = int(chosen) if chosen.isdecimal() else self._desk.session.policy().idle_lock
        self._window.set_idle_minutes(minutes)

    # -- counts and backup --------------------------------------------------------------------

    def _ask_status(self) -> None:
        task = self._toolkit.tasks.run(lambda _: read_status(self._desk), lane="database")
        task.finished.connect(self._show_status)
        task.failed.connect(self._unless_closed(self._note_unread))

    def _note_unread(self, error: BaseException) -> None:
        """Say in the pill that the status cannot be read: it is asked for every minute."""
        known, self._unread = self._unread, error
        if not isinstance(error, UserError):
            if type(known) is not type(error):
                raise error
        elif self._damage.found is None:
            self._window.set_status(error.title, "red")

    def _show_status(self, status: DeskStatus) -> None:
        if self._closed:
            return
        self._unread = None
        self._status = status
        self._window.set_counts({key: (count, None) for key, count in status.counts.items()})
        if self._damage.found is None:
            self._window.set_status(status.words, status.tone)

    def _back_up(self) -> None:
        backups = self._desk.backups
        task = self._toolkit.tasks.run(lambda _: backups.back_up_daily(), lane="files")

        def tell(error: BaseException) -> None:
            if not isinstance(error, UserError):
                raise error
            self._toolkit.messages.toast(
                T("Today's backup failed: {reason}", reason=error.title),
                action=T("Settings", "page"),
                on_action=partial(self.go_to, "settings"),
            )

        task.failed.connect(self._unless_closed(tell))

    def _unless_closed(
        self, tell: Callable[[BaseException], None]
    ) -> Callable[[BaseException], None]:
        """An error that arrives after the desk was left concerns nobody any more."""

        def told(error: BaseException) -> None:
            if not self._closed:
                tell(error)

        return told
