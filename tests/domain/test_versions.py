# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Two desks that edit the same field end with the same value, and nothing is lost in silence."""

import itertools
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from branchdesk.domain.versions import (
    CREATION,
    NEVER,
    Tier,
    Version,
    decide,
    read_versions,
    version_of,
)

versions = st.builds(
    Version,
    st.integers(1, 5),
    st.sampled_from(list(Tier)),
    st.sampled_from(["D01/1", "L01/1", "H01/1"]),
)


class Edit(NamedTuple):
    """An operation on one field: what the editor had seen, its own version and value."""

    base: Version
    version: Version
    value: str


class Desk:
    """One field on one desk."""

    def __init__(self, version: Version, value: str) -> None:
        self.version = version
        self.value = value
        self.conflicts: set[frozenset[str]] = set()

    def apply(self, edit: Edit) -> None:
        decision = decide(self.version, edit.base, edit.version, edit.value == self.value)
        if decision.conflict:
            self.conflicts.add(frozenset({self.value, edit.value}))
        if decision.take:
            self.version, self.value = edit.version, edit.value


@given(
    versions,
    st.lists(
        st.tuples(st.sampled_from(list(Tier)), st.sampled_from("abc")), min_size=2, max_size=2
    ),
)
def test_two_edits_of_the_same_state_converge_in_any_order(
    start: Version, authors: list[tuple[Tier, str]]
) -> None:
    edits = [
        Edit(start, Version(start.counter + 1, tier, f"node{i}"), value)
        for i, (tier, value) in enumerate(authors)
    ]
    desks = []
    for order in itertools.permutations(edits):
        desk = Desk(start, "start")
        for edit in order:
            desk.apply(edit)
        desks.append(desk)
    assert len({(d.version, d.value) for d in desks}) == 1
    assert desks[0].version == max(e.version for e in edits)
    differ = edits[0].value != edits[1].value
    for desk in desks:
        assert bool(desk.conflicts) is differ  # both desks keep both values for a person


@given(st.permutations(range(6)), st.lists(versions, min_size=6, max_size=6, unique=True))
def test_many_edits_converge_in_any_order(order: list[int], found: list[Version]) -> None:
    edits = [Edit(NEVER, version, f"value {i}") for i, version in enumerate(found)]
    desk = Desk(NEVER, "")
    for i in order:
        desk.apply(edits[i])
    winner = max(edits, key=lambda edit: edit.version)
    assert (desk.version, desk.value) == (winner.version, winner.value)


@given(versions, versions)
def test_an_edit_that_arrives_twice_changes_nothing(base: Version, version: Version) -> None:
    decision = decide(version, base, version, equal_values=True)
    assert decision == (False, False)


@given(versions)
def test_an_edit_of_what_is_here_is_taken_without_conflict(current: Version) -> None:
    after = Version(current.counter + 1, Tier.ENGINEER, "L01/1")
    assert decide(current, current, after, equal_values=False) == (True, False)


def test_an_edit_of_an_older_state_is_a_conflict_whoever_wins() -> None:
    base = Version(1, Tier.BRANCH, "D01/1")
    mine = Version(2, Tier.BRANCH, "D01/1")
    theirs = Version(2, Tier.ENGINEER, "L01/1")
    assert decide(mine, base, theirs, equal_values=False) == (False, True)
    assert decide(theirs, base, mine, equal_values=False) == (True, True)
    assert decide(theirs, base, mine, equal_values=True) == (True, False)


def test_the_first_value_of_an_unknown_row_is_taken() -> None:
    assert decide(NEVER, NEVER, Version(1, 1, "L01/1"), equal_values=False) == (True, False)


def test_equal_counters_are_settled_by_the_rank_then_the_node() -> None:
    assert (
        Version(2, Tier.HQ, "H01/1")
        > Version(2, Tier.BRANCH, "D01/1")
        > Version(2, Tier.ENGINEER, "Z")
    )
    assert Version(3, Tier.ENGINEER, "L01/1") > Version(2, Tier.HQ, "H01/1")


def test_a_field_has_the_version_of_the_creation_until_it_is_changed() -> None:
    found = read_versions({CREATION: [1, 2, "D01/1"], "state": [4, 3, "H01/1"]})
    assert version_of(found, "state") == Version(4, 3, "H01/1")
    assert version_of(found, "solution") == Version(1, 2, "D01/1")
    assert version_of({}, "solution") == NEVER


@pytest.mark.parametrize(
    "value", [3, "1,2,3", [1, 2], [1, 2, 3], ["1", 2, "D01"], [1, 2, "D01", 4], None]
)
def test_anything_else_is_not_a_version(value: object) -> None:
    with pytest.raises(ValueError, match="field version"):
        read_versions({"state": value})
