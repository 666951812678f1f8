# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""What is typed into a form lies on the disk two seconds later, until it is saved."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from branchdesk.services.drafts import Drafts
from branchdesk.ui.forms_from_kinds import draft_of
from branchdesk.ui.tasks import Task, TaskRunner
from branchdesk.ui.widgets.form import Form

PAUSE_MILLISECONDS = 1000


class FormDraft(QObject):
    """Writes a form's values a second after a change, in the lane of files."""

    failed = Signal(object)

    def __init__(
        self,
        form: Form,
        tasks: TaskRunner,
        drafts: Drafts,
        page: str,
        target: UUID | None = None,
    ) -> None:
        """Keep what is typed under a page and the row it changes; it lives as long as the form."""
        super().__init__(form)
        self._tasks = tasks
        self._form = form
        self._drafts = drafts
        self._page = page
        self._target = target
        self.touched: set[str] = set()
        """keys of the fields a person changed"""
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MILLISECONDS)
        self._timer.timeout.connect(self._write)
        form.changed.connect(self.note)

    @property
    def pending(self) -> bool:
        """Tell whether something typed is not on the disk yet."""
        return self._timer.isActive()

    def load(self) -> Task[dict[str, Any] | None]:
        """Return what was kept at this place before, as JSON values."""
        drafts, page, target = self._drafts, self._page, self._target
        return self._tasks.run(lambda _: drafts.load(page, target), lane="files")

    def flush(self) -> None:
        """Write now what waits (the form goes out of sight)."""
        if self._timer.isActive():
            self._timer.stop()
            self._write()

    def discard(self) -> Task[Any]:
        """Forget the draft: it was saved, or the person began anew."""
        self._timer.stop()
        self.touched.clear()
        drafts, page, target = self._drafts, self._page, self._target
        return self._tasks.run(lambda _: drafts.discard(page, target), lane="files")

    def entered_once(self, act: Callable[[UUID], Any], *kinds: str) -> Callable[[], Any]:
        """Return what does ``act`` for a lane and stores its row once (see Drafts.enter)."""
        drafts, page, target = self._drafts, self._page, self._target
        return lambda: drafts.enter(page, act, *kinds, target=target)

    def note(self, key: str) -> None:
        """Keep the form soon, as this field was changed."""
        self.touched.add(key)
        # Not restarted by the next key: somebody who types without a pause is kept as well.
        if not self._timer.isActive():
            self._timer.start()

    def _write(self) -> None:
        drafts, page, target = self._drafts, self._page, self._target
        document = draft_of(self._form.values())
        task = self._tasks.run(lambda _: drafts.save(page, document, target), lane="files")
        task.failed.connect(self.failed)
