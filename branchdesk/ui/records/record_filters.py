# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The further filters of the list of records: person, time, kinds, customer and result (R-036)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from branchdesk.domain.clock import BRANCH_ZONE, local_date
from branchdesk.domain.kinds.values import CUSTOMER_TYPES, RESULTS, SERVICE_MODES, SERVICE_TYPES
from branchdesk.domain.period import period_of_day
from branchdesk.domain.queries import Filter
from branchdesk.domain.text import T, Text
from branchdesk.services.session import Session
from branchdesk.ui.loader import Loader
from branchdesk.ui.toolkit import Toolkit
from branchdesk.ui.widgets.flow import FlowLayout
from branchdesk.ui.widgets.search_box import FilterButton

Choices = Mapping[str, object]
"""What was chosen, by the name of the filter; a filter that lets everything through is not here."""

_ALL = ""

_TIMES: tuple[tuple[str, Text], ...] = (
    (_ALL, T("Any time", "record filter")),
    ("today", T("Today", "record filter")),
    ("week", T("The last 7 days", "record filter")),
    ("period", T("This period", "record filter")),
    ("previous", T("The period before", "record filter")),
    ("year", T("This year", "record filter")),
)
_LISTS = (
    ("service_mode", T("Every mode", "record filter"), SERVICE_MODES),
    ("service_type", T("Every service type", "record filter"), SERVICE_TYPES),
    ("customer.customer_type", T("Every customer type", "record filter"), CUSTOMER_TYPES),
    ("result", T("Every result", "record filter"), RESULTS),
)


def filters_of(choices: Choices, now: datetime, cutoff_day: int) -> list[Filter]:
    """Return the conditions of what was chosen; times are local days of receiving the call."""
    found = [Filter(name, "=", value) for name, value in choices.items() if name != "time"]
    today = local_date(now)
    start = datetime.combine(today, time(), BRANCH_ZONE)
    period = period_of_day(today, cutoff_day)
    match choices.get("time"):
        case "today":
            found.append(Filter("occurred_at", ">=", start))
        case "week":
            found.append(Filter("occurred_at", ">=", start - timedelta(days=6)))
        case "period":
            found.append(Filter("period", "=", str(period)))
        case "previous":
            found.append(Filter("period", "=", str(period.previous())))
        case "year":
            found.append(Filter("occurred_at", ">=", start.replace(month=1, day=1)))
    return found


class RecordFilters(QWidget):
    """A row of filters; each lets everything through until something is chosen."""

    changed = Signal(object)
    """Choices"""

    def __init__(self, toolkit: Toolkit, session: Session) -> None:
        """Offer everybody of the branch, whoever left too: old records are looked for as well."""
        super().__init__()
        self.setObjectName("record_further_filters")
        self._session = session
        look = toolkit.look
        row = FlowLayout(self)
        self._people = FilterButton(
            look, _everybody(()), name="filter_handler", title=T("Person", "column")
        )
        self._buttons: dict[str, FilterButton] = {
            "handler": self._people,
            "time": FilterButton(look, _TIMES, name="filter_time", title=T("Received at")),
        }
        for name, everything, values in _LISTS:
            offered = [(_ALL, everything), *values.labels.items()]
            field = name.rpartition(".")[2]
            self._buttons[name] = FilterButton(
                look, offered, name=f"filter_{field}", title=everything
            )
        for made in self._buttons.values():
            made.chosen.connect(self._on_chosen)
            row.addWidget(made)
        self._loader = Loader(toolkit.tasks, self)
        self._loader.loaded.connect(lambda people: self._people.set_choices(_everybody(people)))
        self._loader.failed.connect(toolkit.messages.show_error)
        self.load_people()

    def load_people(self) -> None:
        """Offer whoever is known now."""
        self._loader.load(self._read_people)

    def choices(self) -> Choices:
        """Return what is chosen."""
        values = {name: made.value() for name, made in self._buttons.items()}
        return {name: value for name, value in values.items() if value != _ALL}

    def clear(self) -> None:
        """Let everything through, without a signal."""
        for made in self._buttons.values():
            made.set_value(_ALL)

    def _on_chosen(self, _: object) -> None:
        self.changed.emit(self.choices())

    def _read_people(self) -> list[tuple[UUID, str]]:
        with self._session.store.read() as reader:
            return [(person.uuid, person.name) for person in reader.find("staff", order="name")]


def _everybody(people: Sequence[tuple[UUID, str]]) -> list[tuple[object, Text | str]]:
    return [(_ALL, T("Everybody", "record filter")), *people]
