# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The clocks on a record: how pressing they are, when they stop, how they explain themselves."""

from datetime import timedelta
from uuid import uuid4

import pytest

from branchdesk.domain.calendar import WorkingCalendar
from branchdesk.domain.clocks import Urgency, promise_deadline, response_deadline, urgency
from branchdesk.domain.kinds.service_record import RecordPromise
from branchdesk.domain.policy import Policy
from tests.builders import NOW, build

CALENDAR = WorkingCalendar(known_years=frozenset({2026}))


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (-1, Urgency.OVERDUE),
        (0, Urgency.OVERDUE),
        (1, Urgency.SOON),
        (30, Urgency.SOON),
        (31, Urgency.LATER),
    ],
)
def test_the_last_half_hour_asks_for_action(minutes: int, expected: Urgency) -> None:
    assert urgency(NOW + timedelta(minutes=minutes), NOW) is expected


@pytest.mark.parametrize(
    "stopped", [{"response_started_at": NOW}, {"state": "in_progress"}, {"occurred_at": None}]
)
def test_the_clock_of_the_first_response_stops_with_it(stopped: dict[str, object]) -> None:
    values = {"state": "open", "response_started_at": None} | stopped
    assert response_deadline(build("service_record", **values), CALENDAR, Policy()) is None


def test_a_promise_tells_every_earlier_one() -> None:
    due = [NOW + timedelta(minutes=60), NOW + timedelta(minutes=180)]
    promises = [
        RecordPromise(
            uuid=uuid4(),
            created_at=NOW,
            record=uuid4(),
            at=NOW + timedelta(minutes=given),
            promised_for=promised,
            reason=reason,
        )
        for given, promised, reason in ((0, due[0], ""), (50, due[1], "要问总部"))
    ]
    record = build("service_record", occurred_at=NOW, promised_answer_at=due[1])
    deadline = promise_deadline(record, promises, CALENDAR)
    assert deadline is not None
    assert (deadline.started, deadline.due) == (NOW, due[1])
    assert [(e.minutes, e.note) for e in deadline.ledger] == [(60, ""), (130, "要问总部")]
    unpromised = build("service_record", promised_answer_at=None)
    assert promise_deadline(unpromised, (), CALENDAR) is None
