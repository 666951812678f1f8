# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""The year has the shares of the tables, and the tables add up."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from branchdesk.services.demo.chance import Chance, quotas
from branchdesk.services.demo.plan_types import DemoPlan
from branchdesk.services.demo.recipe import Recipe, load_recipe

RECIPE = Path(__file__).parents[3] / "resources" / "demo"
TOLERANCE = 2.0
"""Percentage points."""


@pytest.fixture(scope="module")
def recipe() -> Recipe:
    return load_recipe(RECIPE)


@pytest.fixture(scope="module")
def year(large_plan: DemoPlan) -> list:
    office = large_plan.offices[0]
    past = {period.period for period in office.periods[:-1]}
    return [e.row for e in office.entries() if e.kind == "service_record" and e.row.period in past]


def assert_shares(values: Iterable[str], expected: Mapping[str, float]) -> None:
    counted = Counter(values)
    total = sum(counted.values())
    weight = sum(expected.values())
    for value, share in expected.items():
        assert 100 * counted[value] / total == pytest.approx(100 * share / weight, abs=TOLERANCE), (
            value
        )


def test_tables_of_percentages_add_up(recipe: Recipe) -> None:
    rhythm, customers, visits = recipe.rhythm, recipe.customers, recipe.visits
    assert sum(rhythm.season.values()) == pytest.approx(12.0)
    tables = [
        rhythm.hour,
        rhythm.channel,
        rhythm.category,
        rhythm.complexity,
        rhythm.solve_time,
        rhythm.first_response,
        rhythm.satisfaction,
        rhythm.status_old,
        rhythm.status_last,
        rhythm.status_current,
        customers.value_class,
        customers.lifecycle_stage,
        customers.confidentiality,
        customers.contacts_per_customer,
        {p.type: p.share for p in customers.patterns},
        {p.code: p.share for p in recipe.organisation.products},
        visits.outcome,
        visits.result,
        visits.opinion_source,
        visits.refusal_reason,
        {name: p.share for name, p in visits.purpose.items()},
        *(p.versions for p in recipe.organisation.products),
        *recipe.organisation.environment.values(),
    ]
    for table in tables:
        assert sum(table.values()) == pytest.approx(100)


def test_the_problem_library_is_whole(recipe: Recipe) -> None:
    counted = Counter(p.category for p in recipe.problems.problems)
    assert counted == {"usage": 20, "defect": 9, "business": 7, "suggestion": 4}
    assert len({p.id for p in recipe.problems.problems}) == 40


def test_records_have_the_shares_of_the_tables(recipe: Recipe, year: list) -> None:
    rhythm = recipe.rhythm
    assert_shares((r.category for r in year), rhythm.category)
    assert_shares((r.service_mode for r in year), rhythm.channel)
    assert_shares((r.complexity for r in year), rhythm.complexity)
    assert_shares((r.severity for r in year), {"1": 7, "2": 42, "3": 51})
    closed = [r for r in year if r.state == "closed"]
    assert_shares((str(r.satisfaction_score) for r in closed), rhythm.satisfaction)
    assert_shares((f"{r.occurred_at:%H}" for r in year), rhythm.hour)
    assert_shares(("yes" if r.late_entry else "no" for r in year), {"yes": 3, "no": 97})
    assert_shares(("yes" if r.recurrence else "no" for r in year), {"yes": 1.8, "no": 98.2})


def test_states_follow_the_age_of_the_period(
    recipe: Recipe, year: list, large_plan: DemoPlan
) -> None:
    last = large_plan.period
    assert_shares((r.state for r in year if r.period != last), recipe.rhythm.status_old)
    assert_shares((r.state for r in year if r.period == last), recipe.rhythm.status_last)


def test_seasons_shape_the_year(recipe: Recipe, year: list) -> None:
    counted = Counter(r.period[-2:] for r in year)
    expected = {month: share / 12 * len(year) for month, share in recipe.rhythm.season.items()}
    assert all(abs(counted[month] - expected[month]) <= 1 for month in expected)


def test_mondays_are_busiest_and_weekends_quiet(year: list) -> None:
    counted = Counter(r.occurred_at.weekday() for r in year)
    assert counted[0] == max(counted.values())
    assert counted[5] + counted[6] < counted[4] / 2


def test_first_answers_come_soon(year: list) -> None:
    answered = [r for r in year if r.response_started_at]
    waits = [(r.response_started_at - r.occurred_at).total_seconds() / 60 for r in answered]
    within = 100 * sum(wait <= 30 for wait in waits) / len(waits)
    assert within == pytest.approx(94, abs=TOLERANCE)


def test_customers_have_the_shares_of_the_tables(recipe: Recipe, large_plan: DemoPlan) -> None:
    told = [e.row for e in large_plan.offices[0].customers]
    customers = [row for row in told if hasattr(row, "value_class")]
    assert len(customers) > 900
    assert_shares((c.value_class for c in customers), recipe.customers.value_class)
    assert_shares((c.confidentiality for c in customers), recipe.customers.confidentiality)
    assert_shares((c.state for c in customers), {"lost": 3.5, "active": 96.5})


def test_few_customers_ask_most(year: list, large_plan: DemoPlan) -> None:
    customers = sum(e.kind == "customer" for e in large_plan.offices[0].customers)
    counted = Counter(r.customer for r in year)
    top = sum(count for _, count in counted.most_common(customers // 10))
    assert 35 <= 100 * top / len(year) <= 60


def test_visits_end_as_the_tables_say(recipe: Recipe, large_plan: DemoPlan) -> None:
    visits = [e.row for e in large_plan.offices[0].entries() if e.kind == "visit"]
    settled = [v for v in visits if v.state == "filed"]
    assert 6 <= 100 * len(visits) / 2400 <= 11
    kinds = Counter(v.signature_kind for v in settled)
    assert set(kinds) == {"screen", "paper", "phone", "absent", "refused"}
    assert kinds["screen"] > kinds["paper"] > kinds["phone"] + kinds["absent"] + kinds["refused"]


def test_quotas_meet_shares_exactly() -> None:
    counts = quotas({"a": 50, "b": 30, "c": 20}, 11)
    assert sum(counts.values()) == 11
    assert counts == {"a": 6, "b": 3, "c": 2}
    cards = Chance("1").deck({"a": 1, "b": 1}, 10)
    assert Counter(cards) == {"a": 5, "b": 5}
