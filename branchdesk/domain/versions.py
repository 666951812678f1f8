# SPDX-FileCopyrightText: 2026 BranchDesk contributors
# SPDX-License-Identifier: Apache-2.0
"""Field versions and the rule that merges concurrent edits (architecture §4.2, §4.3).

No clock takes part: an edit writes the counter it saw plus one; the larger tuple wins. When the
edit did not know the value it meets, both values are kept as a conflict for a person.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

from branchdesk.domain.kinds.roles import DeskRole


class Tier(IntEnum):
    """The rank that settles equal counters."""

    ENGINEER = 1
    BRANCH = 2
    HQ = 3


TIERS = {DeskRole.ENGINEER: Tier.ENGINEER, DeskRole.BRANCH: Tier.BRANCH, DeskRole.HQ: Tier.HQ}


class Version(NamedTuple):
    """(counter, tier, node/incarnation); larger wins."""

    counter: int
    tier: int
    node: str


NEVER = Version(0, 0, "")
"""The version of a field of a row nobody has written yet."""

Versions = Mapping[str, Version]

CREATION = "*"
"""The key under which a row keeps the version all its fields were created with."""


def read_versions(document: "Mapping[str, object]") -> dict[str, Version]:
    """Read the JSON form; raises ValueError when it is not one."""
    result = {}
    for key, value in document.items():
        match value:
            case [int(counter), int(tier), str(node)]:
                result[key] = Version(counter, tier, node)
            case _:
                raise ValueError("a field version is not (number, number, text)")
    return result


def version_of(versions: Versions, field: str) -> Version:
    """Return the version of a field, which is that of the creation until it is changed."""
    return versions.get(field, versions.get(CREATION, NEVER))


class Decision(NamedTuple):
    """What to do with an incoming field value."""

    take: bool
    conflict: bool


def decide(current: Version, base: Version, incoming: Version, equal_values: bool) -> Decision:
    """Decide about one field of one incoming operation.

    The value is taken when its version is larger. It is a conflict when the editor had not seen
    the present value and the two values differ.
    """
    take = incoming > current
    unseen = current not in (base, incoming) and current != NEVER
    return Decision(take, unseen and not equal_values)
