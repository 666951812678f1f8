# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The check of all pages after unlocking: quiet while it runs, quiet when all is well."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T
from branchdesk.services.desk_care import Trouble
from branchdesk.services.open_desk import OpenDesk
from branchdesk.ui.main_window import MainWindow
from branchdesk.ui.toolkit import Toolkit


class DamageWatch(QObject):
    """Looks once; what it finds stands in the pill at the top right until somebody acts on it."""

    noted = Signal()
    """the person goes on, and the pill is free again"""

    def __init__(
        self,
        toolkit: Toolkit,
        window: MainWindow,
        desk: OpenDesk,
        leave: Callable[[UserError], None],
    ) -> None:
        """``leave`` closes the desk and shows the ways out."""
        super().__init__(window)
        self.found: Trouble | None = None
        self._toolkit = toolkit
        self._window = window
        self._desk = desk
        self._leave = leave
        self._stopped = False

    def look(self) -> None:
        """Begin to check, beside the person's work."""
        task = self._toolkit.tasks.run(lambda _: self._desk.look_for_damage(), lane="files")
        task.finished.connect(self._on_looked)
        task.failed.connect(self._on_failed)

    def stop(self) -> None:
        """Say nothing any more: the desk is being left."""
        self._stopped = True
        self.deleteLater()

    def tell(self) -> None:
        """Say what was found and offer the way out; going on stays possible."""
        if self.found is None:
            return
        trouble = self.found
        title, message, hint = trouble.error.render(self._toolkit.look.translator)
        leave = self._toolkit.messages.confirm(
            title, f"{message}\n{hint}".strip(), T("Ways out…"), back=T("Go on working")
        )
        if leave:
            self._leave(trouble.error)
        elif trouble.passing:
            self.found = None
            task = self._toolkit.tasks.run(
                lambda _: self._desk.take_note_of_loss(), lane="database", owner=self
            )
            task.finished.connect(lambda _: self.noted.emit())
            task.failed.connect(self._on_failed)

    def _on_looked(self, found: Trouble | None) -> None:
        if self._stopped or found is None:
            return
        self.found = found
        title = found.error.title
        self._window.set_status(title, "red")
        self._toolkit.messages.toast(title, action=T("What to do"), on_action=self.tell)

    def _on_failed(self, error: BaseException) -> None:
        if not self._stopped:
            self._toolkit.messages.show_error(error)
