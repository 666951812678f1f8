# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The list of every page: a table that reads itself aloud, stays quick and keeps its columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QMenu,
    QStackedLayout,
    QTableView,
    QWidget,
)

from branchdesk.domain.errors import UserError
from branchdesk.domain.text import T, Text
from branchdesk.ui.look import Look
from branchdesk.ui.tasks import TaskRunner
from branchdesk.ui.theme import ROW_HEIGHT, mark
from branchdesk.ui.widgets.empty_state import EmptyState, StateAction
from branchdesk.ui.widgets.table_delegate import RowDelegate, usual_width
from branchdesk.ui.widgets.table_model import Column, ListModel, ListProvider, RowId

LOADING_AFTER_MILLISECONDS = 200


@dataclass(frozen=True)
class ColumnLayout:
    """How the person arranged the columns; plain values to be stored as they are."""

    order: tuple[str, ...] = ()
    widths: Mapping[str, int] | None = None
    hidden: tuple[str, ...] = ()


class _View(QTableView):
    """Enter opens, Space does too; typing does not jump (a search box does that)."""

    opened = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        ):
            if self.currentIndex().isValid():
                self.opened.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's name
        return


class DataTable(QFrame):
    """A list with its empty, loading and error states."""

    opened = Signal(object)
    """id of the row that was opened by Enter or a double click"""
    selected = Signal(object)
    """id of the row that became current, or None"""
    layout_changed = Signal(object)
    """ColumnLayout after the person moved, resized, hid or showed a column"""
    sort_requested = Signal(str, bool)
    """column key, descending"""
    counted = Signal(int)
    """number of all rows, once known"""

    def __init__(
        self,
        look: Look,
        tasks: TaskRunner,
        columns: Sequence[Column],
        *,
        name: str,
        title: Text | str,
        layout: ColumnLayout | None = None,
    ) -> None:
        """Make an empty list; ``title`` is what a screen reader calls it."""
        super().__init__()
        self._look = look
        self._columns = tuple(columns)
        self._empty: tuple[Text | str, Text | str, Sequence[StateAction]] = (
            T("Nothing here"),
            "",
            (),
        )
        self._keep: RowId | None = None
        self._gone: dict[int, int] = {}
        """columns that gave way in a narrow list, and their widths"""
        self._arranging = True
        self._provider: ListProvider | None = None
        self.setObjectName(name)
        self.setProperty("role", "card")
        self.model = ListModel(look, tasks, columns, self)
        self.view = _View()
        self.view.setObjectName(f"{name}_view")
        self.view.setAccessibleName(look.words(title))
        self.state = EmptyState(look, name=f"{name}_state")
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(1, 1, 1, 1)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.state)
        self._dress_view()
        self._dress_header()
        self.set_layout(layout or ColumnLayout())
        self.model.first_page_shown.connect(self._on_first_page)
        self.model.completed.connect(self._on_completed)
        self.model.load_failed.connect(self._on_failed)
        self.model.modelAboutToBeReset.connect(self._remember_current)
        self.model.modelReset.connect(self._restore_current)
        self._loading = QTimer(self, singleShot=True, interval=LOADING_AFTER_MILLISECONDS)
        self._loading.timeout.connect(self._show_loading)

    @property
    def provider(self) -> ListProvider | None:
        """Where the rows that are shown come from; None before the first ones were wanted."""
        return self._provider

    def set_provider(self, provider: ListProvider) -> None:
        """Show other rows; selection stays on the same id where it still exists."""
        self._provider = provider
        if self.model.rowCount() == 0:
            self._loading.start()
        self.model.load(provider)

    def take_keyboard(self) -> None:
        """Put the keyboard on the rows, or on what can be done when there are none."""
        (self.view.setFocus if self.view.isVisibleTo(self) else self.state.take_keyboard)()

    def refresh(self) -> None:
        """Load the same provider again."""
        if self._provider is not None:
            self.set_provider(self._provider)

    def refresh_rows(self, ids: Sequence[RowId]) -> None:
        """Fetch only these rows again (fields changed, order did not)."""
        self.model.reload_rows(ids)

    def set_empty(
        self, title: Text | str, detail: Text | str = "", actions: Sequence[StateAction] = ()
    ) -> None:
        """Say what stands there when there are no rows."""
        self._empty = (title, detail, actions)
        if self._stack.currentWidget() is self.state and not self.model.rowCount():
            self.state.show_empty(*self._empty)

    def select(self, row_id: RowId | None) -> None:
        """Make the row with this id current and visible; None clears."""
        row = self.model.row_of(row_id) if row_id is not None else -1
        if row < 0:
            self._keep = row_id
            self.view.setCurrentIndex(QModelIndex())
            return
        self.view.setCurrentIndex(self.model.index(row, self._first_shown()))

    def select_first(self) -> None:
        """Make the first row current."""
        self.select(self.model.id_at(0))

    def step(self, rows: int) -> None:
        """Move the current row by so many rows (J and K)."""
        row = min(max(self.view.currentIndex().row() + rows, 0), self.model.rowCount() - 1)
        self.select(self.model.id_at(row))

    def current_id(self) -> RowId | None:
        """Return the id of the current row, or None."""
        return self.model.id_at(self.view.currentIndex().row())

    def column_layout(self) -> ColumnLayout:
        """Return how the columns are arranged now."""
        header = self.view.horizontalHeader()
        order = [self._columns[header.logicalIndex(v)].key for v in range(header.count())]
        shown = {
            i: self._gone.get(i, header.sectionSize(i))
            for i in range(header.count())
            if i in self._gone or not header.isSectionHidden(i)
        }
        widths = {self._columns[i].key: w for i, w in shown.items() if not self._columns[i].stretch}
        hidden = [c.key for i, c in enumerate(self._columns) if i not in shown]
        return ColumnLayout(tuple(order), widths, tuple(hidden))

    def set_layout(self, layout: ColumnLayout) -> None:
        """Arrange the columns as remembered; unknown keys are skipped, new columns keep place."""
        self._arranging = True
        self._gone = {}
        header = self.view.horizontalHeader()
        widths = layout.widths or {}
        hidden = set(layout.hidden) if layout.order else {c.key for c in self._columns if c.hidden}
        for i, column in enumerate(self._columns):
            header.resizeSection(i, widths.get(column.key, usual_width(self._look, column)))
            header.setSectionHidden(i, column.key in hidden)
        places = {column.key: i for i, column in enumerate(self._columns)}
        for visual, key in enumerate(k for k in layout.order if k in places):
            header.moveSection(header.visualIndex(places[key]), visual)
        self._arranging = False
        self._make_room()

    def show_column_menu(self, at: QPoint | None = None) -> QMenu:
        """Open the menu that shows and hides columns; returns it."""
        header = self.view.horizontalHeader()
        menu = QMenu(self)
        menu.setObjectName("column_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for i, column in enumerate(self._columns):
            action = QAction(self._look.words(column.title), menu)
            action.setObjectName(f"column_{column.key}")
            action.setCheckable(True)
            action.setChecked(i in self._gone or not header.isSectionHidden(i))
            action.toggled.connect(lambda shown, i=i: self._show_column(i, shown))
            menu.addAction(action)
        menu.addSeparator()
        reset = menu.addAction(self._look.words(T("Reset columns")))
        reset.setObjectName("column_reset")
        reset.triggered.connect(lambda _=False: self._reset_columns())
        menu.popup(at or header.mapToGlobal(QPoint(0, header.height())))
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            by_keyboard = event.type() == QEvent.Type.FocusIn and event.reason() in (  # type: ignore[attr-defined]
                Qt.FocusReason.TabFocusReason,
                Qt.FocusReason.BacktabFocusReason,
                Qt.FocusReason.ShortcutFocusReason,
            )
            mark(self, focused=by_keyboard)
        return super().eventFilter(watched, event)

    def _dress_view(self) -> None:
        view = self.view
        view.setModel(self.model)
        view.setItemDelegate(RowDelegate(self._look, view, self._columns))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setMouseTracking(True)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        vertical = view.verticalHeader()
        vertical.hide()
        vertical.setMinimumSectionSize(ROW_HEIGHT)
        vertical.setDefaultSectionSize(ROW_HEIGHT)
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.installEventFilter(self)
        view.opened.connect(self._on_opened)
        view.doubleClicked.connect(self._on_opened)
        view.selectionModel().currentRowChanged.connect(self._on_current)

    def _dress_header(self) -> None:
        header = self.view.horizontalHeader()
        header.setFixedHeight(ROW_HEIGHT - 2)
        header.setMinimumSectionSize(48)
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setSectionsClickable(any(c.sortable for c in self._columns))
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        for i, column in enumerate(self._columns):
            if column.stretch:
                header.setSectionResizeMode(i, QHeaderView.ResizeMode.Stretch)
        header.customContextMenuRequested.connect(
            lambda at: self.show_column_menu(header.mapToGlobal(at))
        )
        header.sectionMoved.connect(self._on_arranged)
        header.sectionResized.connect(self._on_resized)
        header.sectionClicked.connect(self._on_header_clicked)

    def _first_shown(self) -> int:
        header = self.view.horizontalHeader()
        shown = (header.logicalIndex(v) for v in range(header.count()))
        return next((i for i in shown if not header.isSectionHidden(i)), 0)

    def _show_column(self, logical: int, shown: bool) -> None:
        header = self.view.horizontalHeader()
        if not shown and header.hiddenSectionCount() == header.count() - 1:
            return
        self._gone.pop(logical, None)
        header.setSectionHidden(logical, not shown)
        self._make_room()
        self._on_arranged()

    def _make_room(self) -> None:
        """Let spare columns give way while the list is too narrow for all of them."""
        header = self.view.horizontalHeader()
        widths = {
            i: column.least if column.stretch else self._gone.get(i, header.sectionSize(i))
            for i, column in enumerate(self._columns)
            if i in self._gone or not header.isSectionHidden(i)
        }
        room = self.width() - self.view.verticalScrollBar().sizeHint().width()
        too_much = sum(widths.values()) - room
        gone: dict[int, int] = {}
        for i in sorted(widths, key=lambda i: -self._columns[i].spare):
            if too_much <= 0 or not self._columns[i].spare:
                break
            gone[i] = widths[i]
            too_much -= widths[i]
        arranging, self._arranging = self._arranging, True
        for i in self._gone.keys() | gone.keys():
            header.setSectionHidden(i, i in gone)
        self._gone, self._arranging = gone, arranging

    def _reset_columns(self) -> None:
        order = tuple(c.key for c in self._columns)
        hidden = tuple(c.key for c in self._columns if c.hidden)
        self.set_layout(ColumnLayout(order, None, hidden))
        self._on_arranged()

    def _on_resized(self, logical: int, old: int, new: int) -> None:
        if old and new and not self._columns[logical].stretch:
            self._on_arranged()

    def _on_arranged(self, *_: int) -> None:
        if not self._arranging:
            self.layout_changed.emit(self.column_layout())

    def _on_header_clicked(self, logical: int) -> None:
        column = self._columns[logical]
        if not column.sortable:
            return
        header = self.view.horizontalHeader()
        descending = (
            header.isSortIndicatorShown()
            and header.sortIndicatorSection() == logical
            and header.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        )
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        header.setSortIndicator(logical, order)
        header.setSortIndicatorShown(True)
        self.sort_requested.emit(column.key, descending)

    def _on_opened(self, index: QModelIndex) -> None:
        self.opened.emit(self.model.id_at(index.row()))

    def _on_current(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.isValid() and not self.view.selectionModel().isSelected(current):
            # The row the keyboard arrives at is the one that is shown beside the list.
            self.view.selectRow(current.row())
        self.selected.emit(self.model.id_at(current.row()) if current.isValid() else None)

    def _remember_current(self) -> None:
        self._keep = self.current_id() if self.current_id() is not None else self._keep
        self._offset = self.view.verticalScrollBar().value()

    def _restore_current(self) -> None:
        row = self.model.row_of(self._keep) if self._keep is not None else -1
        if row >= 0:
            selection = self.view.selectionModel()
            selection.blockSignals(True)
            self.view.setCurrentIndex(self.model.index(row, self._first_shown()))
            selection.blockSignals(False)
        self.view.verticalScrollBar().setValue(self._offset)

    def _on_first_page(self, count: int) -> None:
        self._loading.stop()
        if not count:
            self.state.show_empty(*self._empty)
        self._show(self.view if count else self.state)

    def _on_completed(self, count: int) -> None:
        if self._keep is not None and self.current_id() is None:
            if self.model.row_of(self._keep) >= 0:
                self.select(self._keep)
            self._keep = None
        self.counted.emit(count)

    def _show_loading(self) -> None:
        self.state.show_loading(T("Loading…"))
        self._show(self.state)

    def _on_failed(self, error: BaseException) -> None:
        self._loading.stop()
        if not isinstance(error, UserError):
            raise error
        self.state.show_error(error, self.refresh)
        self._show(self.state)

    def _show(self, shown: QWidget) -> None:
        held = self.view.hasFocus() or self.state.has_keyboard()
        self._stack.setCurrentWidget(shown)
        if held:
            self.take_keyboard()
