# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Everything typed into the on-site sheet reaches the disk within two seconds.

What the sheet accepts goes into the visit, what it refuses yet (half a number, data without its
consent) into an encrypted draft beside it, and comes back with the next start.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from branchdesk.domain.changes import Changes
from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.validation import ProblemsError
from branchdesk.domain.kinds.visit import VISIT, Visit
from branchdesk.domain.text import Text
from branchdesk.services import rows
from branchdesk.ui.tasks import Report, TaskRunner
from branchdesk.ui.visits.desk import VisitDesk

PAUSE_MILLISECONDS = 1000
DRAFT_PAGE = "visit"

_log = logging.getLogger(__name__)

Lines = Mapping[str, Sequence[Mapping[str, object]]]


@dataclass(frozen=True)
class Typed:
    """What stands in the sheet's editors beyond the visit itself.

    ``fields`` and ``lines`` are what the visit does not take yet; ``words`` the letters of numbers
    and dates that cannot be read, and who is about to sign.
    """

    fields: Mapping[str, object] = field(default_factory=dict)
    lines: Lines = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)

    def is_empty(self) -> bool:
        """Tell whether nothing has to be kept."""
        return not (self.fields or self.lines or any(self.words.values()))


@dataclass(frozen=True)
class Saved:
    """What one save did: the visit as it is now, what it refused and why."""

    visit: Visit
    held: Typed
    refused: Mapping[str, Text]
    changes: Changes


def load_typed(desk: VisitDesk, uuid: UUID) -> Typed:
    """Return what an earlier sitting left in the draft; raises UserError when it is damaged."""
    document = desk.drafts.load(DRAFT_PAGE, uuid)
    if document is None:
        return Typed()
    return Typed(document["fields"], document["lines"], document["words"])


def save_typed(desk: VisitDesk, uuid: UUID, typed: Typed) -> Saved:
    """Store what the visit takes and keep the rest as a draft.

    Raises UserError when nothing can be stored at all (disk full, signed meanwhile); the draft
    holds everything then, unless the disk refused that as well.
    """
    fields, lines = dict(typed.fields), dict(typed.lines)
    refused: dict[str, Text] = {}
    held_fields: dict[str, object] = {}
    held_lines: dict[str, Sequence[Mapping[str, object]]] = {}
    changes = Changes()
    try:
        for kind, entries in lines.items():
            try:
                changes = changes.merged(desk.visits.set_lines(uuid, kind, entries).changes)
            except ProblemsError as error:
                held_lines[kind] = entries
                refused[kind] = error.problems[0].message
        while fields:
            try:
                changes = changes.merged(desk.visits.edit(uuid, fields).changes)
                break
            except ProblemsError as error:
                named = {p.field: p.message for p in error.problems}
                for name in named.keys() & fields.keys() or list(fields):
                    held_fields[name] = fields.pop(name)
                refused |= named
        held = Typed(held_fields, held_lines, typed.words)
    except BaseException:
        _keep(desk, uuid, typed)
        raise
    _keep(desk, uuid, held)
    return Saved(read_visit(desk, uuid), held, refused, changes)


def read_visit(desk: VisitDesk, uuid: UUID) -> Visit:
    """Return the visit as it is stored; not a reading of its panel, so nothing is logged."""
    with desk.session.store.read() as reader:
        visit: Visit = rows.get_row(reader, VISIT.name, uuid)
        return visit


def _keep(desk: VisitDesk, uuid: UUID, typed: Typed) -> None:
    if typed.is_empty():
        desk.drafts.discard(DRAFT_PAGE, uuid)
        return
    document = {"fields": typed.fields, "lines": typed.lines, "words": typed.words}
    desk.drafts.save(DRAFT_PAGE, document, uuid)


class SheetSaver(QObject):
    """Collects changes and stores them one second after the first of them, in the database lane."""

    saved = Signal(object)
    """Saved"""
    failed = Signal(object)
    """the exception; what was typed is tried again with the next change"""

    def __init__(self, tasks: TaskRunner, desk: VisitDesk, uuid: UUID, parent: QObject) -> None:
        """Save for this visit."""
        super().__init__(parent)
        self._tasks = tasks
        self._desk = desk
        self._uuid = uuid
        self._fields: dict[str, object] = {}
        self._lines: dict[str, Sequence[Mapping[str, object]]] = {}
        self._words: dict[str, str] = {}
        self._running = False
        self._again = False
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MILLISECONDS)
        self._timer.timeout.connect(self._store)

    @property
    def pending(self) -> bool:
        """Tell whether something typed is not on the disk yet."""
        return self._timer.isActive() or self._running

    def resume(self, typed: Typed) -> None:
        """Go on with what an earlier sitting left."""
        self._fields, self._lines = dict(typed.fields), dict(typed.lines)
        self._words = dict(typed.words)

    def put(self, name: str, value: object) -> None:
        """A field has this value now."""
        self._fields[name] = value
        self._words.pop(name, None)
        self._start()

    def put_lines(self, kind: str, lines: Sequence[Mapping[str, object]]) -> None:
        """The list of a child kind is this now."""
        self._lines[kind] = list(lines)
        self._start()

    def put_words(self, name: str, words: str) -> None:
        """Words that are no value of the visit (yet): kept in the draft only."""
        self._words[name] = words
        self._fields.pop(name, None)
        self._start()

    def forget_words(self) -> None:
        """The sheet is signed: who signed stands there now."""
        self._words = {}
        self._start()
        self.flush()

    def flush(self) -> None:
        """Store at once what waits (before signing, leaving, another step)."""
        if self._timer.isActive():
            self._timer.stop()
            self._store()

    def store_now(self) -> None:
        """Store what waits here and now: the lanes are about to be closed.

        A save that a lane has begun already is done again; the values are the same.
        """
        self._timer.stop()
        typed = Typed(self._fields, self._lines, self._words)
        if typed.is_empty():
            return
        try:
            save_typed(self._desk, self._uuid, typed)
        except UserError as error:
            # The draft has it, or the disk took nothing at all; there is nobody left to ask.
            _log.warning("the sheet was not saved at the end: %s", error.title.source)

    def _start(self) -> None:
        # Not restarted by the next key: somebody who types without a pause is saved as well.
        if not self._timer.isActive():
            self._timer.start()

    def _store(self) -> None:
        if self._running:
            self._again = True
            return
        self._running = True
        typed = Typed(dict(self._fields), dict(self._lines), dict(self._words))
        desk, uuid = self._desk, self._uuid

        def work(_: Report) -> Saved:
            return save_typed(desk, uuid, typed)

        task = self._tasks.run(work, lane="database", owner=self)
        task.finished.connect(lambda saved: self._take(typed, saved))
        task.failed.connect(self.failed)
        task.ended.connect(self._ended)

    def _take(self, typed: Typed, saved: Saved) -> None:
        """Drop what was stored, unless it was changed again meanwhile."""
        if not isValid(self):  # the sheet was closed while the lane was at work
            return
        for name, value in typed.fields.items():
            if name not in saved.held.fields and self._fields.get(name) == value:
                self._fields.pop(name, None)
        for kind, lines in typed.lines.items():
            if kind not in saved.held.lines and self._lines.get(kind) == lines:
                self._lines.pop(kind, None)
        self.saved.emit(saved)

    def _ended(self) -> None:
        self._running = False
        if self._again:
            self._again = False
            self._store()
