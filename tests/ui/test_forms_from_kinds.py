# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Descriptions become controls, values become documents and drafts, refusals become sentences."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from branchdesk.domain.clock import BRANCH_ZONE
from branchdesk.domain.kinds.description import Problem
from branchdesk.domain.kinds.record_inputs import Confirmation
from branchdesk.domain.kinds.registry import KINDS, MACHINES
from branchdesk.domain.kinds.service_record import SERVICE_RECORD
from branchdesk.domain.kinds.steps import describe_fields
from branchdesk.domain.kinds.validation import ProblemsError
from branchdesk.domain.text import T
from branchdesk.ui.forms_from_kinds import (
    document_of,
    draft_of,
    form_field,
    form_fields,
    sentences,
    values_of,
)
from branchdesk.ui.widgets.reference_field import Reference


def test_every_field_of_every_kind_and_step_has_a_control():
    described = [kind.fields for kind in KINDS.values()]
    described += [step.input_fields() for m in MACHINES.values() for step in m.steps]
    for fields in described:
        made = form_fields(fields.values())
        assert [field.key for field in made] == list(fields)


def test_what_saving_demands_is_marked_and_may_be_left_open_otherwise():
    fields = {field.key: field for field in form_fields(SERVICE_RECORD.fields.values())}
    assert fields["problem_description"].required
    assert fields["problem_description"].kind == "text"
    assert fields["category"].choices[0][0] == "usage"
    assert not fields["severity"].required
    assert fields["severity"].choices[0][0] == ""
    money = form_field(KINDS["visit"].fields["charge"])
    assert money.kind == "money"


def test_colleagues_turn_a_reference_into_a_choice():
    field = SERVICE_RECORD.fields["handler"]
    made = form_field(field, choices=[(UUID(int=1), "陈亮")])
    assert made.kind == "choice"
    assert made.choices == [(None, T("—", "not stated")), (UUID(int=1), "陈亮")]


@pytest.mark.parametrize(
    ("shown", "stored"), [(Decimal(9), 9), (None, None), (Decimal("8.5"), "8.5")]
)
def test_whole_numbers_stay_whole_and_fractions_are_left_to_be_refused(
    shown: Decimal | None, stored: object
):
    document = document_of({"satisfaction_score": shown, "else": 1}, describe_fields(Confirmation))
    assert document == {"satisfaction_score": stored}


def test_an_empty_choice_becomes_the_default_and_a_reference_its_identity():
    customer = UUID(int=5)
    document = document_of(
        {"category": None, "customer": Reference(customer, "粤岭公路建设")}, SERVICE_RECORD.fields
    )
    assert document == {"category": "", "customer": customer}


def test_a_draft_comes_back_as_it_was_typed():
    values = {
        "when": datetime(2026, 11, 22, 10, 42, tzinfo=BRANCH_ZONE),
        "day": date(2026, 11, 22),
        "charge": Decimal("300.00"),
        "customer": Reference(UUID(int=5), "粤岭公路建设", "KH-1"),
        "engineer": UUID(int=6),
        "problem": "列不存在",
        "explained": True,
    }
    kept = draft_of(values | {"nothing": None, "blank": ""})
    assert values_of(kept) == values


def test_refusals_stand_beside_their_fields_once_and_the_rest_apart():
    problems = [
        Problem("a", "solution", T("first")),
        Problem("b", "solution", T("second")),
        Problem("c", "state", T("third")),
    ]
    beside, rest = sentences(ProblemsError(T("x"), problems), {"solution"})
    assert beside == {"solution": T("first")}
    assert rest == [T("third")]
