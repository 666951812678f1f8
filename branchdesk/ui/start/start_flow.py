# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""From an empty window to an open desk: which desk, who, which passphrase, and every way out."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T
from branchdesk.services.desk_door import DemoPlace, DeskCard, DeskDoor, FirstAnswers, Unlocker
from branchdesk.services.open_desk import OpenDesk
from branchdesk.ui.file_questions import FileQuestions
from branchdesk.ui.lock_screen import LockPerson, LockScreen
from branchdesk.ui.main_window import MainWindow
from branchdesk.ui.other_window import Doorbell, Ring, bring_to_front
from branchdesk.ui.start.cards import chooser_card, demo_card, ready_card, trouble_card
from branchdesk.ui.start.choices import Choice, ChoiceCard
from branchdesk.ui.start.first_start import FirstStart
from branchdesk.ui.start.recovery import RecoveryCode
from branchdesk.ui.start.wait_page import WaitPage
from branchdesk.ui.tasks import Task
from branchdesk.ui.toolkit import Toolkit

Result = TypeVar("Result")

BACKUP_PATTERNS = "*.deskbackup"


class StartFlow(QObject):
    """Leads through the pages before a desk is open, and through the lock afterwards."""

    opened = Signal(object, str)
    """OpenDesk, and what the person wants first: empty, new_record, import_customers, enrol"""
    leaving = Signal()
    """the open desk is about to be closed: forget it now"""
    quit_requested = Signal()

    def __init__(
        self, toolkit: Toolkit, door: DeskDoor, window: MainWindow, files: FileQuestions
    ) -> None:
        """Show nothing before begin()."""
        super().__init__(window)
        self._toolkit = toolkit
        self._door = door
        self._window = window
        self._files = files
        self._shown: QWidget | None = None
        self._desk: OpenDesk | None = None
        self._path = ""
        self._bell = Doorbell(self)
        self._bell.rung.connect(partial(bring_to_front, window))

    def set_files(self, files: FileQuestions) -> None:
        """Ask for files in another way."""
        self._files = files

    # -- which desk ---------------------------------------------------------------------------

    def begin(self, path: str = "") -> None:
        """Start with the desk in this folder, or with whatever this machine knows."""
        if path:
            self.ask_passphrase(path)
            return
        self._show(WaitPage(self._toolkit.look, T("Opening this desk's data…")))
        self._run(self._door.known_desks, self._on_known, partial(self._show_trouble, path=""))

    def forget_desk(self) -> None:
        """Close the open desk, if there is one; call it before the window goes."""
        self._bell.answer_for("")  # late, it would take the place of the next one away
        if self._desk is not None:
            self.leaving.emit()
            self._desk.close()
            self._desk = None

    def show_first_start(self, *, back: bool = False) -> None:
        """Ask the four things; ``back`` offers the desks that are here already."""
        page = FirstStart(self._toolkit.look, self._door.branches())
        page.answered.connect(partial(self._found, page))
        page.demo_requested.connect(self.show_demo)
        page.restore_requested.connect(self.ask_backup)
        page.back_requested.connect(self.begin)
        if back:
            page.show_back()
        self._show(page)

    def _on_known(self, cards: Sequence[DeskCard]) -> None:
        if not cards:
            self.show_first_start()
        elif len(cards) == 1:
            self.ask_passphrase(cards[0].path)
        else:
            self._show_chooser(cards)

    def _show_chooser(self, cards: Sequence[DeskCard]) -> None:
        links = [
            Choice("new_desk", T("Set up another"), partial(self.show_first_start, back=True)),
            Choice("demo_desk", T("Look at demo data"), self.show_demo),
            Choice("restore_desk", T("Restore from backup…"), self.ask_backup),
        ]
        self._show(chooser_card(self._toolkit.look, cards, self.ask_passphrase, links))

    # -- founding -----------------------------------------------------------------------------

    def _found(self, page: FirstStart, answers: FirstAnswers) -> None:
        page.set_busy(busy=True)
        task = self._run(
            partial(self._door.found, answers),
            self._on_founded,
            lambda error: page.show_error(self._in_one(error)),
        )
        task.ended.connect(partial(page.set_busy, busy=False))

    def _on_founded(self, founded: tuple[OpenDesk, str]) -> None:
        desk, code = founded
        self._desk = desk
        self._show_recovery_code(desk, code, partial(self._show_ready, desk))

    def _show_recovery_code(self, desk: OpenDesk, code: str, then: Callable[[], None]) -> None:
        shown = RecoveryCode(self._toolkit, self._files, desk, code, parent=self)
        shown.page.finished.connect(then)
        self._show(shown.page)

    def _show_ready(self, desk: OpenDesk) -> None:
        self._show(ready_card(self._toolkit.look, desk.facts.role, self._enter))

    # -- demo ---------------------------------------------------------------------------------

    def show_demo(self) -> None:
        """Make the demo, or find it again, and ask where to sit down."""
        page = WaitPage(
            self._toolkit.look,
            T("Preparing the demo data"),
            T("An invented year of a branch. You may change anything; nothing is sent anywhere."),
        )
        task: Task[tuple[DemoPlace, ...]] = self._toolkit.tasks.run(
            self._door.build_demo, lane="database"
        )
        page.follow(task)
        task.finished.connect(self._show_demo_places)
        task.failed.connect(partial(self._show_trouble, path=""))
        task.cancelled.connect(self.begin)
        self._show(page)

    def _show_demo_places(self, places: Sequence[DemoPlace]) -> None:
        self._show(demo_card(self._toolkit.look, places, self._open_demo, self.begin))

    def _open_demo(self, place: DemoPlace) -> None:
        self._show(WaitPage(self._toolkit.look, T("Opening this desk's data…")))
        self._run(
            partial(self._door.open_demo, place),
            self._take,
            partial(self._show_trouble, path=place.path),
        )

    # -- unlocking ----------------------------------------------------------------------------

    def ask_passphrase(self, path: str) -> None:
        """Show the lock screen of a desk."""
        self._path = path
        waiting = WaitPage(self._toolkit.look, T("Opening this desk's data…"))
        self._show(waiting)
        if self._bell.desk == path:
            self._look_in(path)
            return
        ring = Ring(self)
        ring.told.connect(partial(self._on_rung, waiting, path))
        ring.ask(path)

    def _on_rung(self, waiting: QWidget, path: str, shown: bool) -> None:
        if self._shown is not waiting:
            return  # the person went elsewhere meanwhile
        if shown:
            self.quit_requested.emit()  # the window that has this desk is at the front now
            return
        self._bell.answer_for(path)
        self._look_in(path)

    def _look_in(self, path: str) -> None:
        def look_in() -> tuple[Unlocker, ...]:
            people = self._door.unlockers(path)
            self._door.require_free(path)
            return people

        self._run(look_in, self._show_lock, partial(self._show_trouble, path=path))

    def lock(self, desk: OpenDesk, *, by_itself: bool) -> None:
        """Hide the open desk behind the lock; drafts stay, the desk stays open."""
        if isinstance(self._shown, LockScreen):
            return
        self._desk = desk

        def lock_with(people: Sequence[Unlocker]) -> None:
            screen.set_persons(_persons(people), str(desk.session.actor.staff))
            if by_itself:
                screen.show_locked_by_itself()

        screen = self._lock_screen()
        me = Unlocker(desk.session.actor.staff, desk.session.actor.name)
        lock_with([me])
        self._show(screen)
        path = self._path
        if path:
            self._run(partial(self._door.unlockers, path), lock_with, lambda _: None)

    def _show_lock(self, people: Sequence[Unlocker]) -> None:
        screen = self._lock_screen()
        screen.set_persons(_persons(people))
        screen.offer_restore()  # not over an open desk: the backup asks for its passphrase
        screen.restore_requested.connect(self.ask_backup)
        self._show(screen)

    def _lock_screen(self) -> LockScreen:
        screen = self._lock = LockScreen(self._toolkit.look)
        screen.unlock_requested.connect(self._unlock)
        screen.recovery_requested.connect(self._recover)
        return screen

    def _unlock(self, person: str, passphrase: str) -> None:
        self._lock.set_busy(busy=True)
        desk = self._desk
        who = UUID(person)
        if desk is not None and who == desk.session.actor.staff:
            self._run(
                partial(desk.people.verify_passphrase, passphrase),
                lambda _: self._unhide(),
                lambda error: self._lock.show_error(self._in_one(error)),
            )
            return
        self._run(
            partial(self._door.unlock, self._path, who, passphrase),
            partial(self._open, who, self._take),
            lambda error: self._lock.show_error(self._in_one(error)),
        )

    def _recover(self, person: str, code: str, passphrase: str) -> None:
        self._lock.set_busy(busy=True)
        who = UUID(person)
        self._run(
            partial(self._door.recover, self._path, who, code, passphrase),
            partial(self._open, who, self._offer_new_code),
            lambda error: self._lock.show_error(self._in_one(error)),
        )

    def _open(self, person: UUID, then: Callable[[OpenDesk], None], key: bytes) -> None:
        self.forget_desk()
        path = self._path
        self._run(
            partial(self._door.open, path, person, key),
            then,
            partial(self._show_trouble, path=path),
        )

    def _offer_new_code(self, desk: OpenDesk) -> None:
        self._desk = desk

        def renew() -> None:
            self._run(
                desk.people.renew_recovery_code,
                lambda code: self._show_recovery_code(desk, code, partial(self._enter, "")),
                self._toolkit.messages.show_error,
            )

        self._show(
            ChoiceCard(
                self._toolkit.look,
                T("The new passphrase is set"),
                T("Whoever has seen the recovery code could use it again. A new one is safer."),
                [Choice("renew_code", T("Make a new recovery code"), renew)],
                [Choice("keep_code", T("Keep the old one"), partial(self._enter, ""))],
                name="recovered",
                first_is_primary=True,
            )
        )

    # -- restoring ----------------------------------------------------------------------------

    def ask_backup(self) -> None:
        """Ask for a backup file and restore it beside the other desks."""
        file = self._files.open_file(T("Choose a backup"), BACKUP_PATTERNS)
        if file is None:
            return
        self._show(
            WaitPage(
                self._toolkit.look,
                T("Restoring"),
                T("Every part is checked. What is on this computer already is not touched."),
            )
        )
        self._run(
            partial(self._door.restore, file),
            self.ask_passphrase,
            partial(self._show_trouble, path=""),
        )

    # -- what is in the way -------------------------------------------------------------------

    def show_damage(self, error: UserError) -> None:
        """Close the open desk, which is damaged, and show what can be done."""
        path = self._path
        self.forget_desk()
        self._show_trouble(error, path)

    def _show_trouble(self, error: BaseException, path: str) -> None:
        if not isinstance(error, UserError):
            raise error
        retry = partial(self.ask_passphrase, path) if path else self.begin
        ways = [
            Choice("trouble_retry", T("Retry"), retry, icon="arrow-clockwise"),
            Choice(
                "trouble_restore",
                T("Restore from backup…"),
                self.ask_backup,
                icon="clock-counter-clockwise",
            ),
            Choice(
                "trouble_diagnosis",
                T("Save diagnosis file…"),
                self._save_diagnosis,
                icon="file-arrow-down",
            ),
        ]
        links = [
            Choice("trouble_other", T("Open other data"), self._show_all_desks),
            Choice("trouble_quit", T("Quit"), self.quit_requested.emit),
        ]
        self._show(trouble_card(self._toolkit.look, error, ways, links))

    def _show_all_desks(self) -> None:
        def show(cards: Sequence[DeskCard]) -> None:
            if cards:
                self._show_chooser(cards)
            else:
                self.show_first_start()

        self._run(self._door.known_desks, show, partial(self._show_trouble, path=""))

    def _save_diagnosis(self) -> None:
        target = self._files.save_file(T("Save diagnosis file"), "branchdesk-diagnosis.zip")
        if target is None:
            return
        task = self._toolkit.tasks.run(lambda _: self._door.save_diagnosis(target), lane="files")
        task.failed.connect(self._toolkit.messages.show_error)
        task.finished.connect(
            lambda _: self._toolkit.messages.toast(
                T("Saved. The file has no customer data and may be sent to headquarters.")
            )
        )

    # -- the frame ----------------------------------------------------------------------------

    def _take(self, desk: OpenDesk) -> None:
        self._desk = desk
        self._enter("")

    def _enter(self, wish: str) -> None:
        assert self._desk is not None
        desk = self._desk
        self._path = desk.path
        self._bell.answer_for(desk.path)
        self._unhide()
        self.opened.emit(desk, wish)

    def _unhide(self) -> None:
        shown, self._shown = self._shown, None
        if shown is not None:
            self._window.hide_lock(shown)
            shown.deleteLater()

    def _show(self, page: QWidget) -> None:
        before, self._shown = self._shown, page
        self._window.show_lock(page)
        if before is not None:
            self._window.drop_alone(before)
        page.setFocus()

    def _run(
        self,
        work: Callable[[], Result],
        then: Callable[[Result], None],
        failed: Callable[[BaseException], None],
    ) -> Task[Result]:
        task = self._toolkit.tasks.run(lambda _: work(), lane="database")
        task.finished.connect(then)
        task.failed.connect(failed)
        return task

    def _in_one(self, error: BaseException) -> str:
        """Return what a line on a page can say; a bug is raised."""
        if not isinstance(error, UserError):
            raise error
        return "\n".join(part for part in error.render(self._toolkit.look.translator) if part)


def _persons(people: Sequence[Unlocker]) -> list[LockPerson]:
    return [LockPerson(str(person.id), person.name, "") for person in people]
