# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The model behind every list: an array of ids and a cache of the rows that were looked at."""

from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, cast

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from shiboken6 import isValid

from branchdesk.domain.text import Text
from branchdesk.ui.look import Look
from branchdesk.ui.tasks import Report, Task, TaskRunner
from branchdesk.ui.tokens import Tone

PAGE_ROWS = 128
CACHED_ROWS = 64 * PAGE_ROWS

Index = QModelIndex | QPersistentModelIndex
RowId = Hashable


@dataclass(frozen=True)
class Mark:
    """Words in a tone: a chip in a chip column, coloured strong words in any other."""

    text: Text | str
    tone: Tone


Cell = Text | str | Mark


@dataclass(frozen=True)
class ListRow:
    """One row as it is shown: cells by column key, and the tone of the bar at its left."""

    id: RowId
    cells: Mapping[str, Cell] = field(default_factory=dict)
    tone: Tone | None = None


@dataclass(frozen=True, kw_only=True)
class Column:
    """How one column looks. Width in pixels at 100 %; one column may stretch.

    The stretching one keeps ``least`` pixels before other columns give way.
    A ``block`` is a chip that fills its cell, for columns that are steps. In a list that is too
    narrow the columns with the highest ``spare`` give way first; those with 0 never do.
    ``words`` are all the words a column can show, when they are known: it is as wide as they need
    in the language of the window.
    """

    key: str
    title: Text
    width: int = 110
    alignment: Literal["left", "right", "center"] = "left"
    kind: Literal["text", "chip", "block", "time", "number"] = "text"
    stretch: bool = False
    least: int = 96
    hidden: bool = False
    sortable: bool = False
    spare: int = 0
    words: tuple[Text, ...] = ()


class ListProvider(Protocol):
    """Where a list's rows come from. Called on the database lane, never in the window's thread."""

    def first_page(self, limit: int) -> Sequence[ListRow]:
        """Return the first rows in order, at most ``limit``."""
        ...

    def ids(self) -> Sequence[RowId]:
        """Return the ids of all rows in order."""
        ...

    def rows(self, ids: Sequence[RowId]) -> Sequence[ListRow]:
        """Return the rows of these ids that still exist, in any order."""
        ...


class StaticProvider:
    """Rows that are already there (short lists, tests)."""

    def __init__(self, rows: Sequence[ListRow]) -> None:
        """Serve these rows in this order."""
        self._rows = {row.id: row for row in rows}

    def first_page(self, limit: int) -> Sequence[ListRow]:
        """Return the first rows."""
        return list(self._rows.values())[:limit]

    def ids(self) -> Sequence[RowId]:
        """Return all ids."""
        return list(self._rows)

    def rows(self, ids: Sequence[RowId]) -> Sequence[ListRow]:
        """Return the rows of these ids."""
        return [self._rows[i] for i in ids if i in self._rows]


TONE_ROLE = Qt.ItemDataRole.UserRole + 1
MARK_ROLE = Qt.ItemDataRole.UserRole + 2
ID_ROLE = Qt.ItemDataRole.UserRole + 3

_ALIGNMENTS = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "center": Qt.AlignmentFlag.AlignHCenter,
}


class ListModel(QAbstractTableModel):
    """Shows the first page as soon as it is there; the other ids and rows follow from the lane."""

    first_page_shown = Signal(int)
    """number of rows of the first page"""
    completed = Signal(int)
    """number of all rows"""
    load_failed = Signal(object)

    def __init__(
        self,
        look: Look,
        tasks: TaskRunner,
        columns: Sequence[Column],
        parent: QObject | None = None,
    ) -> None:
        """Start empty with these columns."""
        super().__init__(parent)
        self._look = look
        self._tasks = tasks
        self.columns = tuple(columns)
        self._provider: ListProvider | None = None
        self._ids: list[RowId] = []
        self._rows: OrderedDict[RowId, ListRow] = OrderedDict()
        self._wanted: set[int] = set()
        self._asked: set[int] = set()
        self._generation = 0
        self._running: list[Task[Any]] = []
        self._fetch_timer = QTimer(self, singleShot=True, interval=0)
        self._fetch_timer.timeout.connect(self._fetch_wanted)

    def load(self, provider: ListProvider) -> None:
        """Show this provider's rows; the rows of before stay until the first page is there."""
        self._provider = provider
        self._generation += 1
        for task in self._running:
            task.cancel()
        generation = self._generation

        def first(_: Report) -> Sequence[ListRow]:
            return provider.first_page(PAGE_ROWS)

        task = self._start(first)
        task.finished.connect(lambda rows: self._take_first_page(generation, rows))

    def reload_rows(self, ids: Sequence[RowId]) -> None:
        """Fetch these rows again where they are cached; order and number stay."""
        provider = self._provider
        known = [i for i in ids if i in self._rows]
        if provider is None or not known:
            return
        generation = self._generation
        task = self._start(lambda _: provider.rows(known))
        task.finished.connect(lambda rows: self._take_rows(generation, rows, frozenset()))

    def row_of(self, row_id: RowId) -> int:
        """Return the row of an id, or -1."""
        # A map of a million ids would take ten times what the ids take; this is asked rarely.
        try:
            return self._ids.index(row_id)
        except ValueError:
            return -1

    def id_at(self, row: int) -> RowId | None:
        """Return the id in a row, or None."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def row_at(self, row: int) -> ListRow | None:
        """Return the row when it is cached; otherwise have it fetched and return None."""
        row_id = self.id_at(row)
        if row_id is None:
            return None
        found = self._rows.get(row_id)
        if found is None:
            page = row // PAGE_ROWS
            if page not in self._asked:
                self._wanted.add(page)
                if not self._fetch_timer.isActive():
                    self._fetch_timer.start()
            return None
        self._rows.move_to_end(row_id)
        return found

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            column = self.columns[section]
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
                return self._look.words(column.title)
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return _ALIGNMENTS[column.alignment] | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == ID_ROLE:
            return self.id_at(index.row())
        row = self.row_at(index.row())
        column = self.columns[index.column()]
        if row is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole and index.column() == 0 else None
        if role == TONE_ROLE:
            return row.tone
        cell = row.cells.get(column.key, "")
        words = cell.text if isinstance(cell, Mark) else cell
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._look.words(words)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._look.words(column.title)} {self._look.words(words)}"
        if role == MARK_ROLE:
            return cell.tone if isinstance(cell, Mark) else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGNMENTS[column.alignment] | Qt.AlignmentFlag.AlignVCenter
        return None

    def _start(self, work: Any) -> Task[Any]:
        task = self._tasks.run(work, lane="database")
        self._running.append(task)
        task.ended.connect(lambda: self._running.remove(task))
        task.failed.connect(self.load_failed)
        return task

    def _take_first_page(self, generation: int, rows: Sequence[ListRow]) -> None:
        if not self._is_wanted(generation):
            return
        self.beginResetModel()
        self._ids = [row.id for row in rows]
        self._rows = OrderedDict((row.id, row) for row in rows)
        self._wanted.clear()
        self._asked.clear()
        self.endResetModel()
        self.first_page_shown.emit(len(rows))
        if len(rows) < PAGE_ROWS:
            self.completed.emit(len(rows))
            return
        provider = cast(ListProvider, self._provider)

        def all_ids(_: Report) -> list[RowId]:
            return list(provider.ids())

        task = self._start(all_ids)
        task.finished.connect(lambda ids: self._take_ids(generation, ids))

    def _take_ids(self, generation: int, ids: list[RowId]) -> None:
        if not self._is_wanted(generation):
            return
        shown = len(self._ids)
        if ids[:shown] == self._ids:
            if len(ids) > shown:
                self.beginInsertRows(QModelIndex(), shown, len(ids) - 1)
                self._ids = ids
                self.endInsertRows()
        else:
            self.beginResetModel()
            self._ids = ids
            self.endResetModel()
        self.completed.emit(len(ids))

    def _is_wanted(self, generation: int) -> bool:
        """Tell whether an answer is still of use: nothing newer asked, the list not closed."""
        return isValid(self) and generation == self._generation

    def _fetch_wanted(self) -> None:
        provider = self._provider
        pages = frozenset(self._wanted)
        self._wanted.clear()
        if provider is None or not pages:
            return
        self._asked |= pages
        ids = [i for p in sorted(pages) for i in self._ids[p * PAGE_ROWS : (p + 1) * PAGE_ROWS]]
        generation = self._generation
        task = self._start(lambda _: provider.rows(ids))
        task.finished.connect(lambda rows: self._take_rows(generation, rows, pages))

    def _take_rows(self, generation: int, rows: Sequence[ListRow], pages: frozenset[int]) -> None:
        if not self._is_wanted(generation):
            return
        self._asked -= pages
        last = len(self.columns) - 1
        changed = []
        places = {
            self._ids[place]: place
            for page in pages
            for place in range(page * PAGE_ROWS, min((page + 1) * PAGE_ROWS, len(self._ids)))
        }
        for row in rows:
            self._rows[row.id] = row
            self._rows.move_to_end(row.id)
            place = places.get(row.id, -1) if pages else self.row_of(row.id)
            if place >= 0:
                changed.append(place)
        while len(self._rows) > CACHED_ROWS:
            self._rows.popitem(last=False)
        if changed:
            self.dataChanged.emit(self.index(min(changed), 0), self.index(max(changed), last))
