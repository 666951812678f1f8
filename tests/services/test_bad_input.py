# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Whatever is typed or piped in ends in a row that reads back, or in a message; never in a bug."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchdesk.domain.errors import UserError
from branchdesk.domain.kinds.registry import KINDS, MACHINES
from branchdesk.services.customers import Customers
from branchdesk.services.records import Records
from branchdesk.services.visits import Visits
from tests.services.conftest import AGENT, Desk

TEXTS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "𠮷田䶮",
            "😂" * 40,
            "=1+1",
            "+cmd|' /C calc'!A0",
            "'单引号",
            "مرحبا بالعالم",
            "\u202e右到左",
            "\x00\x07\x1b[31m",
            "１３８００００",
            "长" * 20_001,
            "名" * 501,
            " ",
            "\ud800",
            "13x-打不通",
            "2026-11-20T10:00:00+08:00",
            "2026-11-20T10:00:00",
            "1900-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
            "NaN",
            "1e999",
        ]
    ),
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), TEXTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=3,
)


def documents(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """Make JSON objects with known and unknown field names."""
    names = st.one_of(st.sampled_from(sorted(KINDS[kind].fields)), st.text(max_size=8))
    return st.dictionaries(names, VALUES, max_size=6)


def record_of(desk: Desk) -> dict[str, Any]:
    customer = Customers(desk.use(AGENT)).add({"name": "栩川路桥"}, even_if_similar=True)
    return {
        "customer": customer.number,
        "contact_person": "何工",
        "contact_phone": "15400010001",
        "category": "usage",
        "problem_description": "打不开",
    }


@given(data=st.data())
def test_records(desk: Desk, data: st.DataObject) -> None:
    records = Records(desk.use(AGENT))
    base = record_of(desk)
    document = base | data.draw(documents("service_record"))
    try:
        outcome = records.add(document)
    except UserError:
        return
    row = records.view(outcome.number).record
    assert json.dumps(row.problem_description)
    assert row.state == "open"


@given(document=documents("customer"))
def test_customers(desk: Desk, document: dict[str, Any]) -> None:
    customers = Customers(desk.use(AGENT))
    try:
        outcome = customers.add(document, even_if_similar=True)
    except UserError:
        return
    assert customers.view(outcome.number).customer.name.strip()


@pytest.mark.parametrize("event", [s.event for s in MACHINES["service_record"].steps])
def test_every_step_with_anything(desk: Desk, event: str) -> None:
    records = Records(desk.use(AGENT))
    number = records.add(record_of(desk)).number
    step = MACHINES["service_record"].step(event)
    assert step is not None
    fields = sorted(step.input_fields())

    @given(
        payload=st.dictionaries(
            st.one_of(st.sampled_from(fields or ["none"]), st.text(max_size=4)), VALUES, max_size=4
        )
    )
    def try_it(payload: dict[str, Any]) -> None:
        before = records.view(number).record
        try:
            records.step(number, event, payload)
        except UserError:
            assert records.view(number).record == before

    try_it()


@given(document=documents("visit"))
def test_visits(desk: Desk, document: dict[str, Any]) -> None:
    visits = Visits(desk.use(AGENT))
    number = Records(desk.use(AGENT)).add(record_of(desk)).number
    try:
        outcome = visits.plan(number, document)
        visits.edit(outcome.number, document)
    except UserError:
        return
    assert visits.view(outcome.number).visit.purpose.strip()
