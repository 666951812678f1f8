# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The descriptions of the record kinds and what derives from them."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from branchdesk.domain.kinds.customer import CUSTOMER
from branchdesk.domain.kinds.description import (
    LINE_LIMIT,
    SYSTEM_FIELDS,
    TEXT_LIMIT,
    FieldType,
    Kind,
    Stage,
)
from branchdesk.domain.kinds.registry import COMMANDS, KINDS, MACHINES, child_kinds
from branchdesk.domain.kinds.roles import ROLES, Role, format_roles, parse_roles
from branchdesk.domain.kinds.service_record import SERVICE_RECORD, is_late_entry
from branchdesk.domain.kinds.validation import ProblemsError, problems_of, require
from branchdesk.domain.kinds.visit import VISIT, VISIT_PART
from tests.builders import NOW, build, signable_visit

EVERY_KIND = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def rules(kind: Kind[Any], row: Any, stage: Stage = Stage.SAVE) -> set[tuple[str, str]]:
    """Return the numbers of the broken rules with their fields."""
    return {(p.rule, p.field) for p in problems_of(kind, row, stage)}


@EVERY_KIND
def test_every_field_but_identity_is_described(kind: Kind[Any]) -> None:
    declared = set(kind.struct.__struct_fields__)
    assert declared - set(kind.fields) <= SYSTEM_FIELDS
    assert set(kind.fields) <= declared


@pytest.mark.parametrize("name", MACHINES)
def test_a_step_asks_for_a_field_in_the_words_of_its_kind(name: str) -> None:
    asked = [
        (field, KINDS[name].fields[key])
        for step in MACHINES[name].steps
        for key, field in step.input_fields().items()
        if key in KINDS[name].fields
    ]
    assert asked
    for field, kept in asked:
        facts = msgspec.structs.replace(
            field.facts, required=kept.facts.required, editable=kept.facts.editable
        )
        assert (facts, field.type, field.optional) == (kept.facts, kept.type, kept.optional)


@EVERY_KIND
def test_the_type_of_every_field_is_that_of_its_values(kind: Kind[Any]) -> None:
    expected: dict[FieldType, type] = {
        FieldType.LINE: str,
        FieldType.TEXT: str,
        FieldType.CHOICE: str,
        FieldType.BOOLEAN: bool,
        FieldType.INTEGER: int,
        FieldType.DECIMAL: Decimal,
        FieldType.DATE: date,
        FieldType.MOMENT: datetime,
        FieldType.REFERENCE: UUID,
    }
    row = build(kind.name)
    for name, field in kind.fields.items():
        value = getattr(row, name)
        assert type(value) is expected[field.type] or (value is None and field.optional), name


@EVERY_KIND
def test_the_row_of_the_builder_may_be_saved(kind: Kind[Any]) -> None:
    assert problems_of(kind, build(kind.name), Stage.SAVE) == []


@EVERY_KIND
def test_every_required_field_is_missed(kind: Kind[Any]) -> None:
    for stage in Stage:
        row = build(kind.name)
        for name, field in kind.fields.items():
            if stage not in field.facts.required:
                continue
            empty = "" if isinstance(getattr(row, name), str) else None
            emptied = msgspec.structs.replace(row, **{name: empty})
            assert ("required", name) in rules(kind, emptied, stage)


@EVERY_KIND
def test_every_list_refuses_what_is_not_in_it(kind: Kind[Any]) -> None:
    for name, field in kind.fields.items():
        if field.facts.values is not None:
            wrong = msgspec.structs.replace(build(kind.name), **{name: "no such code"})
            assert ("value", name) in rules(kind, wrong)


@EVERY_KIND
def test_defaults_are_values_of_their_lists(kind: Kind[Any]) -> None:
    for field in kind.fields.values():
        if field.facts.values is not None and field.default:
            assert field.default in field.facts.values.labels


@EVERY_KIND
def test_references_point_to_kinds(kind: Kind[Any]) -> None:
    for field in kind.fields.values():
        if field.facts.refers:
            assert field.facts.refers in KINDS
            assert field.type is FieldType.REFERENCE
    if kind.parent is not None:
        assert kind.fields[kind.parent.field].facts.refers == kind.parent.kind
        assert kind in child_kinds(kind.parent.kind)


@EVERY_KIND
def test_columns_of_spreadsheets_do_not_collide(kind: Kind[Any]) -> None:
    columns = [f.facts.column for f in kind.fields.values() if f.facts.column]
    assert len(columns) == len(set(columns))


def test_names_commands_and_letters_are_unique() -> None:
    assert {name: kind.name for name, kind in KINDS.items()} == {n: n for n in KINDS}
    assert len(COMMANDS) == len([k for k in KINDS.values() if k.command])
    letters = [k.letters for k in KINDS.values() if k.numbered]
    assert len(letters) == len(set(letters))
    assert all(re.fullmatch("[A-Z]{2}", two) for two in letters)


def test_states_of_machines_are_the_lists_of_their_kinds() -> None:
    for name, machine in MACHINES.items():
        values = KINDS[name].fields["state"].facts.values
        assert values is not None
        assert machine.states == values.labels


def test_personal_data_is_marked() -> None:
    assert {"contact_person", "contact_phone", "address", "problem_description"} <= (
        SERVICE_RECORD.confidential_fields()
    )
    assert {"name", "phone", "address", "email"} <= CUSTOMER.confidential_fields()
    assert {"name", "phone", "ink"} <= KINDS["visit_signature"].confidential_fields()


def test_texts_have_limits() -> None:
    fits = build("service_record", problem_description="字" * TEXT_LIMIT)
    assert rules(SERVICE_RECORD, fits) == set()
    long = build("service_record", problem_description="字" * (TEXT_LIMIT + 1))
    assert rules(SERVICE_RECORD, long) == {("value", "problem_description")}
    line = build("service_record", contact_person="字" * (LINE_LIMIT + 1))
    assert rules(SERVICE_RECORD, line) == {("value", "contact_person")}


def test_frozen_content_has_no_limit() -> None:
    assert rules(VISIT, build("visit", sheet_content="{}" * TEXT_LIMIT)) == set()


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1e12", "-1e12"])
def test_amounts_are_finite_and_sensible(amount: str) -> None:
    assert rules(VISIT_PART, build("visit_part", amount=Decimal(amount))) == {("value", "amount")}


def test_blanks_are_not_an_entry() -> None:
    assert rules(SERVICE_RECORD, build("service_record", contact_person=" 　\t")) == {
        ("required", "contact_person")
    }


@pytest.mark.parametrize(
    ("values", "broken"),
    [
        ({"category": "suggestion", "contact_phone": ""}, {("R-023", "contact_phone")}),
        ({"category": "suggestion", "contact_phone": "", "contact_email": "a@b.example"}, set()),
        (
            {"category": "suggestion", "detail_level": "simple"},
            {("suggestion_detail", "detail_level")},
        ),
        ({"category": "usage", "detail_level": "simple"}, set()),
        ({"category": "defect"}, {("BR-022", "product_version")}),
        ({"category": "defect", "product_version": "8.0"}, set()),
        ({"contact_phone": "13x…打不通"}, {("phone_format", "contact_phone")}),
        ({"occurred_at": NOW + timedelta(minutes=6)}, {("future", "occurred_at")}),
        ({"occurred_at": NOW + timedelta(minutes=5)}, set()),
    ],
)
def test_rules_of_a_record_to_be_saved(
    values: dict[str, Any], broken: set[tuple[str, str]]
) -> None:
    assert rules(SERVICE_RECORD, build("service_record", **values)) == broken


def test_a_record_is_closed_with_solution_and_confirmation() -> None:
    missing = {"solution", "confirmed_by", "confirmed_at", "verification_method"}
    row = build("service_record", state="resolved")
    assert rules(SERVICE_RECORD, row, Stage.CLOSE) == {("required", f) for f in missing}
    done = msgspec.structs.replace(
        row,
        solution="重装打印驱动",
        confirmed_by="张松",
        confirmed_at=NOW,
        verification_method="customer_feedback",
    )
    assert rules(SERVICE_RECORD, done, Stage.CLOSE) == set()


def test_a_defect_without_version_is_stopped_again_at_month_end() -> None:
    row = build("service_record", category="defect")
    assert rules(SERVICE_RECORD, row, Stage.MONTH) == {("BR-022", "product_version")}


@pytest.mark.parametrize(
    ("values", "broken"),
    [
        ({}, set()),
        ({"arrived_at": None}, {("required", "arrived_at")}),
        ({"location": ""}, {("required", "location")}),
        ({"diagnosis": ""}, {("required", "diagnosis")}),
        ({"result": ""}, {("required", "result")}),
        ({"work_done": " "}, {("R-066", "work_done")}),
        ({"result": "follow_up_needed"}, {("R-067", "follow_up_at")}),
        ({"result": "follow_up_needed", "follow_up_at": NOW}, set()),
        ({"left_at": NOW}, {("R-063", "left_at")}),
        ({"leave_consent": False}, {("R-068", "leave_consent")}),
        ({"opinion": ""}, {("R-070", "opinion")}),
        ({"result": "data_to_take"}, {("BR-035", "data_consent")}),
        ({"data_description": "账套一份"}, {("BR-035", "data_consent")}),
        (
            {"result": "data_to_take", "data_consent": True, "data_consent_by": "张松"},
            {("BR-035", "data_consent")},  # still no promised return
        ),
        (
            {
                "result": "data_to_take",
                "data_consent": True,
                "data_consent_by": "张松",
                "data_return_at": NOW,
            },
            set(),
        ),
    ],
)
def test_rules_of_a_sheet_to_be_signed(
    values: dict[str, Any], broken: set[tuple[str, str]]
) -> None:
    assert rules(VISIT, signable_visit(**values), Stage.SIGN) == broken


def test_a_visit_may_be_planned_before_anything_is_known() -> None:
    assert rules(VISIT, build("visit")) == set()
    assert rules(VISIT, build("visit", charge=Decimal(-1))) == {("charge", "charge")}


@pytest.mark.parametrize(
    ("kind", "values", "broken"),
    [
        ("customer", {"credit_code": "91350100M000100Y43"}, set()),
        ("customer", {"credit_code": "91350100M000100Y44"}, {("credit_code", "credit_code")}),
        ("customer", {"phone": "不详"}, {("phone_format", "phone")}),
        ("contact", {"mobile": "154x"}, {("phone_format", "mobile")}),
        ("contact", {"landline": "座机"}, {("phone_format", "landline")}),
        ("contact", {"name": "", "salutation": "张工"}, set()),
        ("contact", {"name": "", "salutation": " "}, {("contact_name", "name")}),
    ],
)
def test_rules_of_customers(
    kind: str, values: dict[str, Any], broken: set[tuple[str, str]]
) -> None:
    assert rules(KINDS[kind], build(kind, **values)) == broken


def test_a_refusal_names_every_problem_with_its_field() -> None:
    row = build("service_record", contact_person="", category="")
    with pytest.raises(ProblemsError) as caught:
        require(SERVICE_RECORD, row, Stage.SAVE)
    assert [p.field for p in caught.value.problems] == ["category", "contact_person"]
    assert str(caught.value.message) == "“Category” is missing. “Contact” is missing."
    require(SERVICE_RECORD, build("service_record"), Stage.SAVE)


def test_a_late_entry_is_one_of_another_local_day() -> None:
    assert not is_late_entry(NOW, NOW.replace(hour=23, minute=59))
    assert is_late_entry(NOW.replace(hour=23, minute=59), NOW + timedelta(days=1))


def test_roles_are_read_as_they_were_written() -> None:
    held = (Role.SERVICE_AGENT, Role.BRANCH_MANAGER)
    assert format_roles(held) == "service_agent,branch_manager"
    assert parse_roles(format_roles(held)) == frozenset(held)
    assert parse_roles("field_engineer,astronaut") == frozenset({Role.FIELD_ENGINEER})
    assert parse_roles("") == frozenset()
    assert set(ROLES.labels) == {role.value for role in Role}


def test_a_code_of_a_newer_version_shows_as_itself() -> None:
    values = SERVICE_RECORD.fields["category"].facts.values
    assert values is not None
    assert str(values.label("defect")) == "Software defect"
    assert str(values.label("telepathy")) == "telepathy"


def test_rows_cannot_be_changed_in_place() -> None:
    row = build("customer", uuid=uuid4())
    with pytest.raises(AttributeError):
        row.name = "别的名字"
